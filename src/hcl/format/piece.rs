//! The text as what is written and how many spaces stand before it.

use super::columns::columns;
use super::rewrite::Rewrite;
use crate::hcl::token::{Token, TokenKind};
use crate::source::Span;
use std::borrow::Cow;

/// A token as it will be written.
#[derive(Clone, Debug)]
pub(super) struct Piece<'t> {
    /// What it is. Never [`TokenKind::Whitespace`].
    pub(super) kind: TokenKind,
    /// What is written: the token's own bytes, or new ones.
    pub(super) text: Cow<'t, str>,
    /// How many spaces come before it; only the layout decides.
    pub(super) before: usize,
    /// Where it stands in the text; `None` when it is new.
    pub(super) origin: Option<Span>,
}

impl<'t> Piece<'t> {
    /// A piece that the text does not have.
    pub(super) fn new(kind: TokenKind, text: impl Into<Cow<'t, str>>) -> Self {
        Self {
            kind,
            text: text.into(),
            before: 0,
            origin: None,
        }
    }

    /// How many columns it takes, the spaces before it included.
    pub(super) fn columns(&self) -> usize {
        self.before + columns(&self.text)
    }
}

/// A text in pieces.
#[derive(Debug)]
pub(super) struct Pieces<'t> {
    /// All tokens but space.
    pub(super) pieces: Vec<Piece<'t>>,
    /// How many bytes of space end the text after the last token; Terraform keeps as many spaces.
    pub(super) trailing: usize,
}

/// The pieces of a text, with the tokens inside of each rewrite replaced. The rewrites are in order and apart.
pub(super) fn cut<'t>(text: &'t str, tokens: &[Token], rewrites: Vec<Rewrite<'t>>) -> Pieces<'t> {
    let mut pieces = Vec::with_capacity(tokens.len());
    let mut rewrites = rewrites.into_iter().peekable();
    let mut replaced_to = 0;
    let mut trailing = 0;
    for token in tokens {
        if let Some(rewrite) = rewrites.next_if(|rewrite| rewrite.span.start <= token.span.start) {
            replaced_to = rewrite.span.end;
            pieces.extend(rewrite.pieces);
        }
        trailing = if token.kind == TokenKind::Whitespace {
            token.span.len()
        } else {
            0
        };
        if token.kind != TokenKind::Whitespace && token.span.start >= replaced_to {
            pieces.push(Piece {
                origin: Some(token.span),
                ..Piece::new(token.kind, token.span.of(text))
            });
        }
    }
    Pieces { pieces, trailing }
}

/// The tokens of a text, with the line end behind a heredoc's opening mark as part of the mark, and the space
/// around its closing mark as part of that: none of these may be changed.
pub(super) fn tokens<'k>(text: &str, tokens: &'k [Token]) -> Cow<'k, [Token]> {
    if !tokens.iter().any(|token| token.kind == TokenKind::HeredocOpen) {
        return Cow::Borrowed(tokens);
    }
    let mut whole: Vec<Token> = Vec::with_capacity(tokens.len());
    for &(mut token) in tokens {
        let last = whole.last_mut();
        let last_kind = last.as_ref().map(|last| last.kind);
        match (last_kind, last, token.kind) {
            (Some(TokenKind::HeredocOpen), Some(open), TokenKind::Newline) => open.span.end = token.span.end,
            (Some(TokenKind::HeredocClose), Some(close), TokenKind::Whitespace) => {
                close.span.end = token.span.end;
            }
            (Some(TokenKind::Whitespace), Some(space), TokenKind::HeredocClose)
                if is_indent(text, space.span) =>
            {
                token.span.start = space.span.start;
                *space = token;
            }
            _ => whole.push(token),
        }
    }
    Cow::Owned(whole)
}

/// Whether a span begins a line.
fn is_indent(text: &str, span: Span) -> bool {
    text[..span.start as usize].ends_with('\n')
}
