//! The deciders: links, sessions, books, fetches, limits, feeds. Pure.
