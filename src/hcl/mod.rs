//! HCL knowledge: text in, findings out.

pub mod ast;
mod lexer;
mod parser;
mod token;

pub use lexer::tokenize;
pub use parser::{DEPTH_LIMIT, Parse, parse, parse_expressions};
pub use token::{Token, TokenKind};

#[cfg(test)]
mod tests;
