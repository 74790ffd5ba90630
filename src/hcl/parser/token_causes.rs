//! Why a token does not fit where it stands: one too many, one left out, a bracket of the wrong kind, a
//! character HCL does not have.

use super::{Fault, Parser, edit, finding};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::token::TokenKind;
use crate::source::Span;

impl Parser<'_> {
    /// The generic fault: something else was needed at the next token. Names the cause where its neighbours
    /// tell it.
    pub(super) fn expected(&mut self, wanted: &str) -> Fault {
        let finding = self.misplaced(wanted);
        self.hard(finding)
    }

    /// What is wrong with the next token, in whose place `wanted` was due.
    pub(super) fn misplaced(&self, wanted: &str) -> Diagnostic<Span> {
        if let Some(known) = self.plain_cause() {
            return known;
        }
        let found = self.describe_next();
        let place = self.here();
        if matches!(self.peek(), None | Some(TokenKind::Newline)) {
            let message = format!("the line ends where {wanted} is missing");
            return finding(&catalogue::HCL_MISSING_PART, message).at(place, format!("expected {wanted}"));
        }
        let next = self.next_index();
        if self.removal_fits(next) {
            return self.one_too_many(next);
        }
        let before = next.checked_sub(1).and_then(|before| self.kind_at(before));
        if self.peek() == Some(TokenKind::Equal) && before == Some(TokenKind::OpenBrace) {
            return finding(&catalogue::HCL_MISSING_PART, "a name is missing before the `=`")
                .at(place, "expected a name before this");
        }
        if self.peek() == Some(TokenKind::Comma) {
            return self.comma_in_single_value();
        }
        if before.is_some_and(TokenKind::ends_operand) && self.peek().is_some_and(TokenKind::begins_operand) {
            let message = format!("an operator or a comma is missing before {found}");
            return finding(&catalogue::HCL_MISSING_PART, message)
                .at(place, "does not belong to the value before it");
        }
        finding(
            &catalogue::HCL_SYNTAX,
            format!("expected {wanted}, found {found}"),
        )
        .at(place, format!("expected {wanted}"))
    }

    /// The causes that the next token and the one before it tell wherever they stand.
    pub(super) fn plain_cause(&self) -> Option<Diagnostic<Span>> {
        let kind = self.peek()?;
        let next = self.next_index();
        let place = self.next_span();
        let text = self.next_text();
        match kind {
            TokenKind::BadQuote => return Some(self.lone_quote(next)),
            TokenKind::Unknown => {
                let fault = finding(
                    &catalogue::HCL_STRAY_TOKEN,
                    format!("`{text}` is an invalid character here"),
                )
                .at(place, "no part of HCL outside of strings and comments");
                return Some(self.without_mark(fault, next));
            }
            TokenKind::Percent
                if self.kind_at(next + 1) == Some(TokenKind::OpenBrace)
                    && self.touches_previous(next + 1) =>
            {
                let fault = finding(&catalogue::HCL_STRAY_TOKEN, "`%{` stands outside of a string")
                    .at(place, "begins a directive only in strings and heredocs");
                return Some(self.without_mark(fault, next));
            }
            TokenKind::OpenQuote if self.is_unpaired_quote(next) => {
                let fault = finding(
                    &catalogue::HCL_UNCLOSED,
                    "a string is not closed: `\"` has no partner",
                )
                .at(place, "opens a string that does not end on this line")
                .help("each string needs a `\"` on both sides");
                let blank = self.rest_is_blank(place);
                return Some(if blank {
                    fault.fix("remove the `\"`", vec![edit(place, "")])
                } else {
                    fault
                });
            }
            _ => {}
        }
        let before = next.checked_sub(1)?;
        let same = self.kind_at(before) == Some(kind) && self.text_at(before) == text;
        let bracket = matches!(
            kind,
            TokenKind::OpenBracket
                | TokenKind::OpenParen
                | TokenKind::CloseBrace
                | TokenKind::CloseBracket
                | TokenKind::CloseParen
                | TokenKind::OpenQuote
                | TokenKind::Newline
        );
        let paired = kind == TokenKind::OpenBrace && self.braces.surplus(0) <= 0;
        (same && !bracket && !paired).then(|| {
            let twice = Span::new(self.span_at(before).end as usize, place.end as usize);
            finding(&catalogue::HCL_STRAY_TOKEN, format!("`{text}` stands here twice"))
                .at(place, "one is enough")
                .fix(format!("remove one `{text}`"), vec![edit(twice, "")])
        })
    }

    /// Adds the fix that removes a foreign character, with the brace of `${` when the text has one too many.
    fn without_mark(&self, fault: Diagnostic<Span>, index: usize) -> Diagnostic<Span> {
        let brace = self.kind_at(index + 1) == Some(TokenKind::OpenBrace) && self.touches_previous(index + 1);
        if !(brace && matches!(self.text_at(index), "$" | "%")) {
            let fits = self.removal_fits(index);
            return self.with_removal(fault, index, fits);
        }
        let place = self.span_at(index).cover(self.span_at(index + 1));
        if self.braces.surplus(0) <= 0 {
            return fault;
        }
        let title = format!("remove the `{}`", place.of(self.text));
        fault.fix(title, vec![edit(place, "")])
    }

    /// A comma in parentheses or an index, which hold a single value.
    fn comma_in_single_value(&self) -> Diagnostic<Span> {
        let place = self.next_span();
        let (what, help) = match self.open.last() {
            Some((_, ")")) => (
                "`,` does not belong here: parentheses hold a single value",
                "a list stands in `[ ]`; a call has the function's name right before the `(`",
            ),
            Some((_, "]")) => (
                "`,` does not belong here: an index is a single value",
                "a call has its arguments in `( )`",
            ),
            _ => ("`,` does not belong here", "remove it"),
        };
        finding(&catalogue::HCL_STRAY_TOKEN, what)
            .at(place, "one token too many")
            .help(help)
    }

    /// A quote of another language without a partner.
    pub(super) fn lone_quote(&self, index: usize) -> Diagnostic<Span> {
        let place = self.span_at(index);
        let text = place.of(self.text);
        let fault = finding(
            &catalogue::HCL_WRONG_QUOTES,
            format!("`{text}` is no quote of HCL"),
        )
        .at(place, "HCL strings stand in `\"`");
        if self.quotes_of_line(place) % 2 == 1 {
            return fault.fix("write `\"`", vec![edit(place, "\"")]);
        }
        let fits = self.removal_fits(index);
        self.with_removal(fault, index, fits)
    }

    /// How many `"` the line of a place has, escaped ones left out.
    pub(super) fn quotes_of_line(&self, place: Span) -> usize {
        let start = self.text[..place.start as usize]
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        line.matches('"').count() - line.matches("\\\"").count()
    }

    /// Whether the string that begins here does not end on its line.
    fn is_unpaired_quote(&self, open: usize) -> bool {
        self.string_end(open).is_none() && self.quotes_of_line(self.span_at(open)) % 2 == 1
    }

    fn rest_is_blank(&self, place: Span) -> bool {
        let rest = &self.text[place.end as usize..];
        rest.split('\n').next().is_none_or(|line| line.trim().is_empty())
    }

    pub(super) fn one_too_many(&self, index: usize) -> Diagnostic<Span> {
        let place = self.span_at(index);
        let text = place.of(self.text).trim_end();
        let fault = finding(
            &catalogue::HCL_STRAY_TOKEN,
            format!("`{text}` does not belong here"),
        )
        .at(place, "one token too many");
        self.with_removal(fault, index, true)
    }

    fn with_removal(&self, fault: Diagnostic<Span>, index: usize, fits: bool) -> Diagnostic<Span> {
        let place = self.span_at(index);
        if !fits {
            return fault;
        }
        let title = format!("remove the `{}`", place.of(self.text).trim_end());
        fault.fix(title, vec![edit(place, "")])
    }

    /// Whether what stands on both sides of a token fits together without it.
    pub(super) fn removal_fits(&self, index: usize) -> bool {
        let Some(kind) = self.kind_at(index) else {
            return false;
        };
        let opens_or_closes = matches!(
            kind,
            TokenKind::OpenBrace
                | TokenKind::CloseBrace
                | TokenKind::OpenQuote
                | TokenKind::Identifier
                | TokenKind::Number
                | TokenKind::Newline
                | TokenKind::HeredocOpen
                | TokenKind::InterpolationOpen
                | TokenKind::DirectiveOpen
        );
        let pair = match kind {
            TokenKind::OpenBracket => Some((1, 1)),
            TokenKind::OpenParen => Some((2, 1)),
            TokenKind::CloseBracket => Some((1, -1)),
            TokenKind::CloseParen => Some((2, -1)),
            _ => None,
        };
        // A bracket is too much only when the text has no partner for it.
        let balances = pair.is_none_or(|(pair, sign)| self.braces.surplus(pair) * sign > 0);
        if opens_or_closes || !balances {
            return false;
        }
        let before = index.checked_sub(1).and_then(|before| self.kind_at(before));
        let after = self.kind_at(index + 1);
        let word = |kind| matches!(kind, Some(TokenKind::Identifier));
        if kind != TokenKind::Dot
            && word(before)
            && word(after)
            && self.touches_previous(index)
            && self.touches_previous(index + 1)
        {
            return true;
        }
        match before {
            None | Some(TokenKind::Newline) => self.begins_item(index + 1),
            Some(before) if before.ends_operand() => match after {
                None | Some(TokenKind::Newline | TokenKind::Equal | TokenKind::Dot) => true,
                Some(TokenKind::OpenQuote | TokenKind::OpenBrace) => {
                    self.is_in_header(index) && self.line_holds(TokenKind::OpenBrace)
                }
                Some(TokenKind::CloseBrace) => self.on_later_line(index + 1),
                Some(after) => follows_operand(after) && after != TokenKind::OpenBracket,
            },
            Some(TokenKind::Dot) => word(after),
            Some(before) => {
                let assigns = matches!(before, TokenKind::Equal | TokenKind::Colon);
                after.is_some_and(TokenKind::begins_operand)
                    && !matches!(before, TokenKind::StringText | TokenKind::OpenBrace)
                    && kind != TokenKind::Dot
                    && (assigns || kind != TokenKind::Equal)
            }
        }
    }

    /// Whether only a block's type and labels stand before this token on its line.
    fn is_in_header(&self, index: usize) -> bool {
        let start = (0..index)
            .rev()
            .take(32)
            .find(|&at| self.begins_line(at))
            .unwrap_or(index);
        self.header_end(start).is_some_and(|end| end >= index)
    }

    /// A closing bracket of another kind than the one that is open; the text lacks the one and has the other
    /// too often.
    pub(super) fn wrong_closer(&self, open: Span, closer: &str) -> Diagnostic<Span> {
        let place = self.next_span();
        let found = place.of(self.text);
        let opener = open.of(self.text).trim_end();
        finding(
            &catalogue::HCL_UNCLOSED,
            format!("`{opener}` is not closed with `{closer}` but with `{found}`"),
        )
        .at(place, format!("expected `{closer}`"))
        .at(open, "opened here")
        .fix(format!("write `{closer}`"), vec![edit(place, closer)])
    }

    /// `[*` without `]`.
    pub(super) fn unclosed_splat(&mut self, open: Span) -> Fault {
        if let Some(cause) = self.plain_cause() {
            return self.hard(cause);
        }
        let place = self.gap();
        let fault = finding(&catalogue::HCL_UNCLOSED, "`[` is not closed")
            .at(place, "expected `]` after this")
            .at(open, "opened here")
            .fix("insert `]`", vec![edit(place, "]")]);
        self.hard(fault)
    }

    /// Whether the next token closes another kind of bracket, by the balance of the whole text in place of
    /// the closer that is due.
    pub(super) fn is_wrong_closer(&self, due: TokenKind) -> bool {
        let Some(found) = self.peek().filter(|&found| found != due) else {
            return false;
        };
        self.braces.is_exchanged(found, due) || self.ends_line_in_its_place(found)
    }

    /// Whether the next token is a closer that ends its line and that nothing of the item waits for.
    fn ends_line_in_its_place(&self, found: TokenKind) -> bool {
        let next = self.next_index();
        let text = self.text_at(next);
        matches!(found, TokenKind::CloseBracket | TokenKind::CloseParen)
            && !self.on_later_line(next)
            && matches!(self.kind_at(next + 1), None | Some(TokenKind::Newline))
            && !self.open.iter().any(|(_, closer)| *closer == text)
    }
}

/// Whether an expression may go on, or its surroundings, with this token after an operand.
fn follows_operand(kind: TokenKind) -> bool {
    super::expression::binary_operator(kind).is_some()
        || matches!(
            kind,
            TokenKind::Comma
                | TokenKind::Colon
                | TokenKind::Question
                | TokenKind::FatArrow
                | TokenKind::Ellipsis
                | TokenKind::CloseBrace
                | TokenKind::CloseBracket
                | TokenKind::CloseParen
                | TokenKind::TemplateClose
                | TokenKind::OpenBracket
        )
}
