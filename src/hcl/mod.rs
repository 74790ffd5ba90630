//! HCL knowledge: text in, findings out.

mod lexer;
mod token;

pub use lexer::tokenize;
pub use token::{Token, TokenKind};

#[cfg(test)]
mod tests;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// stub
pub fn check_syntax(_text: &str) -> Vec<Diagnostic<Span>> {
    Vec::new()
}
