//! Recto from the outside: what its documents say is what it does.

mod codes;
mod documents;
