//! Recto as people use it: the binary, run in folders of its own.

mod cli;
mod driver;
mod preview;
