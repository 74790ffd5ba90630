//! Recto from the outside: the binary as people use it, whole sites in, whole outputs out, and what its
//! documents say.

mod cli;
mod codes;
mod documents;
mod driver;
mod html;
mod laws;
mod preview;
mod site;
mod tidy;
