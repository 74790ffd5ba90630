//! Stories about HCL in posts, and the laws that hold for every text.

mod hostile;
mod laws;
mod lexer;
mod module;
mod oracle;
mod stories;
mod story;
mod tree;
mod values;
