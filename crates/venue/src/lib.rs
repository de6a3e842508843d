//! What a venue must provide: a codec and a table. Pure.
