//! HCL knowledge: text in, findings out.

mod lexer;
mod token;

pub use lexer::tokenize;
pub use token::{Token, TokenKind};

#[cfg(test)]
mod tests;
