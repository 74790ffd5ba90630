//! Recto as people use it: the binary, run in folders of its own.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod cli;
mod driver;
mod preview;
