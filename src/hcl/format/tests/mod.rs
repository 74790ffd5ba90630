//! Stories about formatting, the laws that hold for every text, and what Terraform makes of the same one.

mod generator;
mod laws;
mod stories;
mod style;
mod terraform;
