//! Deterministic simulation: production deciders against a simulated venue, a clock and a network.
