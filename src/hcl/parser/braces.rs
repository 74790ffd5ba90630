//! Which brace is the odd one out, judged by indentation, when the braces of a text do not balance.

use crate::hcl::token::{Token, TokenKind};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// What indentation tells about unbalanced braces; empty when they balance.
#[derive(Default)]
pub(super) struct Braces {
    /// For an opening brace without partner: the token before which the closing one was missed.
    missing: HashMap<usize, usize>,
    /// Closing braces that close nothing.
    stray: HashSet<usize>,
    /// How many more of them are opened than closed in the whole text: `{`, `[`, `(`.
    surplus: [isize; 3],
}

/// With more braces than this without partner, indentation is no guide.
const JUDGED_AT_MOST: usize = 8;

struct Opener {
    index: usize,
    indent: usize,
}

impl Braces {
    pub(super) fn new(text: &str, tokens: &[Token]) -> Self {
        let mut braces = Self::default();
        for token in tokens {
            if let Some((pair, opens)) = bracket(token.kind) {
                braces.surplus[pair] += if opens { 1 } else { -1 };
            }
        }
        let surplus = braces.surplus[0];
        if surplus != 0 && surplus.unsigned_abs() <= JUDGED_AT_MOST {
            braces.judge(text, tokens, surplus.min(0).unsigned_abs(), surplus > 0);
        }
        braces
    }

    /// Whether the closing partner of the brace at `opener` was missed right before `index`.
    pub(super) fn misses_closer(&self, opener: usize, index: usize) -> bool {
        self.missing.get(&opener) == Some(&index)
    }

    pub(super) fn is_stray(&self, index: usize) -> bool {
        self.stray.contains(&index)
    }

    /// Whether, by the balance of the whole text, the closer found is too much rather than the one due missing.
    pub(super) fn is_superfluous(&self, found: TokenKind, due: TokenKind) -> bool {
        let surplus = |kind| bracket(kind).map_or(0, |(pair, _)| self.surplus[pair]);
        surplus(found) < 0 && surplus(due) <= 0
    }

    /// Whether the text has the closer found once too often and the one due once too rarely.
    pub(super) fn is_exchanged(&self, found: TokenKind, due: TokenKind) -> bool {
        let surplus = |kind| {
            bracket(kind)
                .filter(|(_, opens)| !opens)
                .map_or(0, |(pair, _)| self.surplus[pair])
        };
        surplus(found) < 0 && surplus(due) > 0
    }

    /// How many more of a pair are opened than closed: 0 for braces, 1 for brackets, 2 for parentheses.
    pub(super) fn surplus(&self, pair: usize) -> isize {
        self.surplus[pair]
    }

    fn judge(&mut self, text: &str, tokens: &[Token], mut surplus: usize, too_few: bool) {
        let mut open: Vec<Opener> = Vec::new();
        let mut indent = 0;
        let mut line_start = 0;
        for (index, token) in tokens.iter().enumerate() {
            let begins_line = index == 0 || tokens[index - 1].kind == TokenKind::Newline;
            if begins_line {
                line_start = index;
                indent = indent_of(text, token.span);
            }
            if too_few && begins_line {
                self.drop_unclosed(&mut open, tokens, index, indent);
            }
            match token.kind {
                TokenKind::OpenBrace => open.push(Opener { index, indent }),
                TokenKind::CloseBrace
                    if surplus > 1
                        && is_meant_to_open(tokens, index, line_start)
                        && open.last().is_none_or(|opener| opener.index < line_start) =>
                {
                    surplus -= 2;
                    open.push(Opener { index, indent });
                }
                TokenKind::CloseBrace => {
                    let odd = begins_line && open.last().is_some_and(|opener| opener.indent < indent);
                    if surplus > 0 && (open.is_empty() || odd) {
                        surplus -= 1;
                        self.stray.insert(index);
                    } else {
                        open.pop();
                    }
                }
                _ => {}
            }
        }
    }

    /// At a line that begins left of, or level with, an open brace's own line: the brace was not closed.
    fn drop_unclosed(&mut self, open: &mut Vec<Opener>, tokens: &[Token], index: usize, indent: usize) {
        let closes = tokens[index].kind == TokenKind::CloseBrace;
        let header = begins_item(tokens, index);
        while let Some(top) = open.last() {
            let left = if closes {
                top.indent > indent
            } else {
                header && top.indent >= indent
            };
            if !left {
                return;
            }
            self.missing.insert(top.index, index);
            open.pop();
        }
    }
}

/// Which pair of brackets a token belongs to, and whether it opens.
fn bracket(kind: TokenKind) -> Option<(usize, bool)> {
    match kind {
        TokenKind::OpenBrace => Some((0, true)),
        TokenKind::CloseBrace => Some((0, false)),
        TokenKind::OpenBracket => Some((1, true)),
        TokenKind::CloseBracket => Some((1, false)),
        TokenKind::OpenParen => Some((2, true)),
        TokenKind::CloseParen => Some((2, false)),
        _ => None,
    }
}

/// Whether a closing brace ends a line that only an opening one could end: after a header or an equals sign.
fn is_meant_to_open(tokens: &[Token], index: usize, line_start: usize) -> bool {
    let after = tokens.get(index + 1).map(|token| token.kind);
    let before = tokens[line_start..index].last().map(|token| token.kind);
    matches!(after, Some(TokenKind::Newline))
        && matches!(
            before,
            Some(TokenKind::Identifier | TokenKind::CloseQuote | TokenKind::Equal | TokenKind::FatArrow)
        )
}

fn begins_item(tokens: &[Token], index: usize) -> bool {
    let second = tokens.get(index + 1).map(|token| token.kind);
    tokens[index].kind == TokenKind::Identifier
        && matches!(
            second,
            Some(TokenKind::Equal | TokenKind::OpenBrace | TokenKind::OpenQuote)
        )
}

/// Columns before a token on its line.
fn indent_of(text: &str, span: Span) -> usize {
    let before = &text[..span.start as usize];
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    before.len() - line
}
