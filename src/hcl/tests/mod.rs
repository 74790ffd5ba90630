//! Stories about HCL in posts, and the laws that hold for every text.

mod lexer;
