//! Turns a complete site into what readers get.

pub mod highlight;
