//! Recto from the outside: the binary as people use it, whole sites, and what its documents say.

mod cli;
mod codes;
mod documents;
mod driver;
mod preview;
