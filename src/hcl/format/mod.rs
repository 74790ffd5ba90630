//! The style of `terraform fmt`: what it would make of a text, and the edits that lead there.
//!
//! [`format()`] is the door for a whole text, [`check_style`] for a finding with a fix. Both work on the same
//! steps, each of which never fails and takes linear time:
//!
//! 1. `rewrite` finds, by the tree, the few places where tokens themselves change: a value that is nothing but
//!    `"${…}"`, a type in quotes, the labels of a block.
//! 2. `piece` cuts the text into tokens with the number of spaces before each.
//! 3. `spaces` decides where a space stands between two tokens of a line.
//! 4. `layout` indents the lines and aligns equals signs and comments.
//! 5. `edits` compares the spaces with those of the text.
//!
//! What comes out is what Terraform 1.11.4 writes, found out by experiment. It differs only where Terraform loses
//! or breaks code:
//!
//! - A label with `$` or `%` is dropped there; here the labels of that block stay as they are.
//! - An index that is only `true`, `false` or `null` is dropped there; here it stays.
//! - A whole-value interpolation is unwrapped there even when a comment or heredoc inside of it needs a line of
//!   its own; here it stays.
//! - `a.0 .0` becomes `a.0.0` there, which is no code; a text with it is not formatted here.

mod columns;
mod edits;
mod layout;
mod piece;
mod rewrite;
mod spaces;
mod style;

pub use style::check_style;

use super::ast::Body;
use super::lexer::tokenize;
use super::parser::{parse, parse_tokens};
use super::token::Token;
use crate::diagnostic::Edit;
use crate::source::Span;

/// The text as `terraform fmt` writes it; `None` when it has errors of syntax, and so for anything that is no
/// file and no inside of a block: bare expressions, console transcripts.
///
/// Formatting twice is the same as once but for a whole-value interpolation inside of another, of which one
/// layer goes at a time, as it does with `terraform fmt`.
pub fn format(text: &str) -> Option<String> {
    let tokens = tokenize(text);
    let parse = parse_tokens(text, &tokens);
    if !parse.diagnostics.is_empty() {
        return None;
    }
    changes(text, &tokens, &parse.tree).map(|edits| applied(text, &edits))
}

/// The edits that format a text, in its order, whose tokens were read as this body without errors of syntax; `None`
/// when it cannot be formatted.
fn changes(text: &str, tokens: &[Token], body: &Body) -> Option<Vec<Edit<Span>>> {
    let tokens = piece::tokens(text, tokens);
    let rewrites = rewrite::rewrites(body, text, &tokens);
    let mut pieces = piece::cut(text, &tokens, rewrites);
    layout::lay_out(&mut pieces.pieces);
    let edits = edits::edits(text, &pieces);
    (edits.is_empty() || is_code(&applied(text, &edits))).then_some(edits)
}

/// Whether a text can be read. What formatting makes nearly always can; see the exceptions above.
fn is_code(text: &str) -> bool {
    parse(text).diagnostics.is_empty()
}

/// The text with edits made that are in its order and apart.
fn applied(text: &str, edits: &[Edit<Span>]) -> String {
    let mut applied = String::with_capacity(text.len() + text.len() / 8);
    let mut at = 0;
    for edit in edits {
        applied += &text[at..edit.location.start as usize];
        applied += &edit.replacement;
        at = edit.location.end as usize;
    }
    applied + &text[at..]
}

#[cfg(test)]
mod tests;
