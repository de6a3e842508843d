//! What would have been published for a recording?
