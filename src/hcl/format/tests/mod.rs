//! Stories about formatting, the laws that hold for every text, and what Terraform makes of the same one.

mod generator;
mod laws;
mod stories;
mod style;
mod terraform;

use crate::diagnostic::Diagnostic;
use crate::hcl::{Options, read};
use crate::source::Span;

/// What is said of the style of a text that is checked for nothing else.
fn check_style(text: &str) -> Option<Diagnostic<Span>> {
    let snippet = read(text, Options::default());
    super::check_style(text, &snippet.tokens, snippet.good_body()?)
}
