//! The places where formatting changes tokens and not only the space between them.

use super::layout::bracket;
use super::piece::Piece;
use crate::hcl::ast::{Block, Body, Expression, ExpressionKind, Item, Label, TemplatePart, TemplatePartKind};
use crate::hcl::token::{Token, TokenKind};
use crate::source::Span;

/// New pieces in place of the tokens of a span.
#[derive(Debug)]
pub(super) struct Rewrite<'t> {
    /// What is replaced: whole tokens, at least one.
    pub(super) span: Span,
    /// What stands there afterwards.
    pub(super) pieces: Vec<Piece<'t>>,
}

/// Where a body stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is the whole text.
    File,
    /// It is that of a `variable` at the top of the text.
    Variable,
    /// It is that of another block.
    Block,
}

/// All rewrites of a text, in its order. The tokens are all of its tokens.
pub(super) fn rewrites<'t>(body: &Body, text: &'t str, tokens: &[Token]) -> Vec<Rewrite<'t>> {
    let mut rewrites = Vec::new();
    Rewriter { text, tokens }.body(body, Place::File, &mut rewrites);
    rewrites
}

struct Rewriter<'t, 'k> {
    text: &'t str,
    tokens: &'k [Token],
}

impl<'t> Rewriter<'t, '_> {
    fn body(&self, body: &Body, place: Place, rewrites: &mut Vec<Rewrite<'t>>) {
        for item in &body.items {
            match item {
                Item::Attribute(attribute) if place == Place::Variable && attribute.name.text == "type" => {
                    rewrites.extend(self.bare_type(&attribute.value));
                }
                Item::Attribute(attribute) => {
                    rewrites.extend(self.unwrapped(&attribute.value).into_iter().flatten());
                }
                Item::Block(block) => {
                    rewrites.extend(quoted_labels(block));
                    let variable = place == Place::File && block.kind.text == "variable";
                    let inside = if variable { Place::Variable } else { Place::Block };
                    self.body(&block.body, inside, rewrites);
                }
            }
        }
    }

    /// The types that Terraform 0.11 had, as they are written since: `"list"` is `list(string)`, but `list` is
    /// `list(any)`.
    fn bare_type(&self, value: &Expression) -> Option<Rewrite<'t>> {
        let (name, element) = match (&value.kind, value.span.of(self.text)) {
            (ExpressionKind::Template(_), "\"string\"") => ("string", None),
            (ExpressionKind::Template(_), "\"list\"") => ("list", Some("string")),
            (ExpressionKind::Template(_), "\"map\"") => ("map", Some("string")),
            (ExpressionKind::Variable(_), "list") => ("list", Some("any")),
            (ExpressionKind::Variable(_), "map") => ("map", Some("any")),
            (ExpressionKind::Variable(_), "set") => ("set", Some("any")),
            _ => return None,
        };
        let mut pieces = vec![Piece::new(TokenKind::Identifier, name)];
        if let Some(element) = element {
            pieces.push(Piece::new(TokenKind::OpenParen, "("));
            pieces.push(Piece::new(TokenKind::Identifier, element));
            pieces.push(Piece::new(TokenKind::CloseParen, ")"));
        }
        Some(Rewrite {
            span: value.span,
            pieces,
        })
    }

    /// `x` for `"${x}"`, in parentheses where a line break would end it.
    fn unwrapped(&self, value: &Expression) -> Option<[Rewrite<'t>; 2]> {
        let ExpressionKind::Template(parts) = &value.kind else {
            return None;
        };
        let [
            TemplatePart {
                kind: TemplatePartKind::Interpolation { .. },
                ..
            },
        ] = parts[..]
        else {
            return None;
        };
        let first = self
            .tokens
            .partition_point(|token| token.span.start < value.span.start);
        let after = self
            .tokens
            .partition_point(|token| token.span.start < value.span.end);
        let inside = trimmed(self.tokens.get(first + 2..after.checked_sub(2)?)?);
        let (begin, end) = (inside.first()?.span.start, inside.last()?.span.end);
        let mut behind = self.tokens[after..].iter().map(|token| token.kind);
        let next = behind.find(|&kind| kind != TokenKind::Whitespace);
        let parentheses = is_broken_over_lines(inside) && !is_in_parentheses(inside);
        if has_template_outside_of_quotes(inside)
            || !parentheses && has_bare_line_end(inside)
            || ends_with_heredoc(inside) && (parentheses || !matches!(next, None | Some(TokenKind::Newline)))
        {
            return None;
        }
        let parenthesis = |kind, text| parentheses.then(|| Piece::new(kind, text)).into_iter().collect();
        Some([
            Rewrite {
                span: Span {
                    start: value.span.start,
                    end: begin,
                },
                pieces: parenthesis(TokenKind::OpenParen, "("),
            },
            Rewrite {
                span: Span {
                    start: end,
                    end: value.span.end,
                },
                pieces: parenthesis(TokenKind::CloseParen, ")"),
            },
        ])
    }
}

/// The tokens without space and line breaks around them; the line end of a comment belongs to it.
fn trimmed(tokens: &[Token]) -> &[Token] {
    let space = |token: &Token| matches!(token.kind, TokenKind::Whitespace | TokenKind::Newline);
    let start = tokens.iter().take_while(|token| space(token)).count();
    let rest = &tokens[start..];
    let length = rest
        .iter()
        .rposition(|token| !space(token))
        .map_or(0, |last| last + 1);
    let ends_with_comment = rest[..length]
        .last()
        .is_some_and(|last| last.kind == TokenKind::LineComment);
    &rest[..length + usize::from(ends_with_comment)]
}

/// Whether it is parenthesised as Terraform sees it, which goes by the first and last token: `(a) + (b)` is.
fn is_in_parentheses(inside: &[Token]) -> bool {
    let [first, .., last] = inside else {
        return false;
    };
    (first.kind, last.kind) == (TokenKind::OpenParen, TokenKind::CloseParen)
}

/// Whether there is a line break other than those of comments, which Terraform does not see.
fn is_broken_over_lines(inside: &[Token]) -> bool {
    let mut last = None;
    inside.iter().any(|token| {
        let before = last.replace(token.kind);
        token.kind == TokenKind::Newline && before != Some(TokenKind::LineComment)
    })
}

/// Whether there is an interpolation in a heredoc, with which Terraform leaves the whole value as it is.
fn has_template_outside_of_quotes(inside: &[Token]) -> bool {
    let mut quotes = 0_usize;
    inside.iter().any(|token| {
        match token.kind {
            TokenKind::OpenQuote => quotes += 1,
            TokenKind::CloseQuote => quotes = quotes.saturating_sub(1),
            _ => {}
        }
        let template = matches!(
            token.kind,
            TokenKind::InterpolationOpen | TokenKind::DirectiveOpen
        );
        template && quotes == 0
    })
}

/// Whether a line ends outside of all brackets. Terraform would write it so, and break the code.
fn has_bare_line_end(inside: &[Token]) -> bool {
    let mut depth = 0;
    inside.iter().any(|token| {
        depth += bracket(token.kind);
        token.kind == TokenKind::Newline && depth == 0
    })
}

/// Whether the last token needs a line end behind it.
fn ends_with_heredoc(inside: &[Token]) -> bool {
    inside
        .last()
        .is_some_and(|last| last.kind == TokenKind::HeredocClose)
}

/// The labels in quotes, without the comments between them. With `$` or `%` in one, Terraform would drop it.
fn quoted_labels<'t>(block: &Block) -> Option<Rewrite<'t>> {
    let last = block.labels.last()?;
    if block.labels.iter().any(|label| label.value.contains(['$', '%'])) {
        return None;
    }
    Some(Rewrite {
        span: Span {
            start: block.kind.span.end,
            end: last.span.end,
        },
        pieces: block.labels.iter().flat_map(quoted).collect(),
    })
}

fn quoted<'t>(label: &Label) -> impl Iterator<Item = Piece<'t>> + use<'t> {
    let text = escaped(&label.value);
    let text = (!text.is_empty()).then(|| Piece::new(TokenKind::StringText, text));
    [Piece::new(TokenKind::OpenQuote, "\"")]
        .into_iter()
        .chain(text)
        .chain([Piece::new(TokenKind::CloseQuote, "\"")])
}

fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\n' => escaped += "\\n",
            '\r' => escaped += "\\r",
            '\t' => escaped += "\\t",
            '"' => escaped += "\\\"",
            '\\' => escaped += "\\\\",
            _ if is_printable(character) => escaped.push(character),
            '\0'..='\u{ffff}' => escaped += &format!("\\u{:04x}", u32::from(character)),
            _ => escaped += &format!("\\U{:08x}", u32::from(character)),
        }
    }
    escaped
}

/// Whether a character is shown as itself. Combining marks are, when something comes before them.
fn is_printable(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_control();
    }
    format!("a{character}").escape_debug().nth(1) == Some(character)
}
