//! Tuples, objects, `for` expressions and calls.

use super::{Parsed, Parser, edit, finding};
use crate::diagnostic::catalogue;
use crate::hcl::ast::{Call, Expression, ExpressionKind, For, Name, ObjectItem};
use crate::hcl::token::TokenKind;
use crate::source::Span;

/// How the items of a list end: in brackets, a call or an object.
enum Separated {
    /// A comma was read.
    Comma,
    /// The closing delimiter was read.
    Closed(Span),
}

impl Parser<'_> {
    pub(super) fn tuple(&mut self) -> Parsed<Expression> {
        let open = self.open("]");
        let tuple = self.tuple_after(open)?;
        self.closed();
        Ok(tuple)
    }

    fn tuple_after(&mut self, open: Span) -> Parsed<Expression> {
        self.with_newlines(false, |parser| {
            if parser.peek_word("for") {
                return parser.for_expression(open, false);
            }
            let mut elements = Vec::new();
            let close = loop {
                if let Some(close) = parser.take(TokenKind::CloseBracket) {
                    break close;
                }
                if parser.skip_hole(TokenKind::CloseBracket) {
                    continue;
                }
                elements.push(parser.expression()?);
                if let Separated::Closed(close) = parser.separator(open, TokenKind::CloseBracket)? {
                    break close;
                }
            };
            Ok(Expression {
                kind: ExpressionKind::Tuple(elements),
                span: open.cover(close),
            })
        })
    }

    /// A call whose first name is read.
    pub(super) fn call(&mut self, name: Span) -> Parsed<Expression> {
        let function = self.function_name(name)?;
        if self.peek() != Some(TokenKind::OpenParen) {
            return Err(self.expected("`(`"));
        }
        let open = self.open(")");
        let call = self.call_after(function, open)?;
        self.closed();
        Ok(call)
    }

    fn call_after(&mut self, function: Name, open: Span) -> Parsed<Expression> {
        self.with_newlines(false, |parser| {
            let mut arguments = Vec::new();
            let mut expanded = false;
            let close = loop {
                if let Some(close) = parser.take(TokenKind::CloseParen) {
                    break close;
                }
                if parser.skip_hole(TokenKind::CloseParen) {
                    continue;
                }
                arguments.push(parser.expression()?);
                if parser.peek() == Some(TokenKind::Ellipsis) {
                    expanded = true;
                    break parser.expansion(open)?;
                }
                if let Separated::Closed(close) = parser.separator(open, TokenKind::CloseParen)? {
                    break close;
                }
            };
            Ok(Expression {
                span: function.span.cover(close),
                kind: ExpressionKind::Call(Call {
                    function,
                    arguments,
                    expanded,
                }),
            })
        })
    }

    fn function_name(&mut self, first: Span) -> Parsed<Name> {
        let mut name = self.name(first);
        while self.take(TokenKind::DoubleColon).is_some() {
            let Some(part) = self.take_name() else {
                return Err(self.expected("a function name after `::`"));
            };
            name.text.push_str("::");
            name.text.push_str(&part.text);
            name.span = name.span.cover(part.span);
        }
        Ok(name)
    }

    /// `...` after the last argument.
    fn expansion(&mut self, open: Span) -> Parsed<Span> {
        let dots = self.bump();
        if let Some(close) = self.take(TokenKind::CloseParen) {
            return Ok(close);
        }
        if self.peek() != Some(TokenKind::Comma) {
            return Err(self.unclosed(open, ")"));
        }
        let fault = finding(
            &catalogue::HCL_SYNTAX,
            "only the last argument can be expanded with `...`",
        )
        .at(dots, "more follows")
        .help("put the expanded argument last, with `)` right after the `...`");
        Err(self.hard(fault))
    }

    fn separator(&mut self, open: Span, close: TokenKind) -> Parsed<Separated> {
        self.skip_elision();
        match self.peek() {
            Some(kind) if kind == close => Ok(Separated::Closed(self.bump())),
            Some(TokenKind::Comma) => {
                self.bump();
                Ok(Separated::Comma)
            }
            Some(TokenKind::Semicolon) => {
                self.semicolon_for_comma();
                Ok(Separated::Comma)
            }
            Some(_) if self.is_quote_trouble() => Err(self.quote_trouble()),
            Some(kind) if self.is_missing_comma(kind) => {
                self.missing_comma();
                Ok(Separated::Comma)
            }
            _ => Err(self.unclosed(open, closer_text(close))),
        }
    }

    /// `[1, , 2]`, `...` or a comma at the start: told and passed over.
    fn skip_hole(&mut self, close: TokenKind) -> bool {
        if self.skip_elision() {
            self.take(TokenKind::Comma);
            return true;
        }
        if self.peek() != Some(TokenKind::Comma) {
            return false;
        }
        let comma = self.bump();
        let what = if close == TokenKind::CloseParen {
            "argument"
        } else {
            "element"
        };
        let fault = finding(&catalogue::HCL_STRAY_TOKEN, format!("no {what} before the comma"))
            .at(comma, "one comma too many")
            .fix("remove the comma", vec![edit(comma, "")]);
        self.soft(fault);
        true
    }

    pub(super) fn object(&mut self) -> Parsed<Expression> {
        let opener = self.next_index();
        let open = self.open("}");
        let object = self.object_after(opener, open)?;
        self.closed();
        Ok(object)
    }

    fn object_after(&mut self, opener: usize, open: Span) -> Parsed<Expression> {
        if self.with_newlines(false, |parser| parser.peek_word("for")) {
            return self.with_newlines(false, |parser| parser.for_expression(open, true));
        }
        if self.is_double_brace(open) {
            return Err(self.double_brace(open));
        }
        self.with_newlines(true, |parser| {
            let mut items = Vec::new();
            let close = loop {
                if parser.take(TokenKind::Newline).is_some() {
                    continue;
                }
                if parser.braces.misses_closer(opener, parser.at) {
                    return Err(parser.unclosed(open, "}"));
                }
                if let Some(close) = parser.take(TokenKind::CloseBrace) {
                    break close;
                }
                if parser.skip_hole(TokenKind::CloseBrace) {
                    continue;
                }
                items.push(parser.object_item(open)?);
                if let Some(close) = parser.object_separator(opener, open)? {
                    break close;
                }
            };
            Ok(Expression {
                kind: ExpressionKind::Object(items),
                span: open.cover(close),
            })
        })
    }

    fn object_item(&mut self, open: Span) -> Parsed<ObjectItem> {
        if self.peek().is_none() {
            return Err(self.unclosed(open, "}"));
        }
        let key = self.expression()?;
        match self.peek() {
            Some(TokenKind::Equal | TokenKind::Colon) => {
                self.bump();
            }
            _ => self.mend_object_equals(open, &key)?,
        }
        let value = self.expression()?;
        Ok(ObjectItem { key, value })
    }

    /// The end of an item: a comma, a line break, or the closing brace, whose span is given.
    fn object_separator(&mut self, opener: usize, open: Span) -> Parsed<Option<Span>> {
        match self.peek() {
            Some(TokenKind::Newline) if self.comma_on_next_line() => {
                self.leading_comma();
                Ok(None)
            }
            Some(TokenKind::Comma | TokenKind::Newline) => {
                self.bump();
                Ok(None)
            }
            Some(TokenKind::CloseBrace) if !self.braces.misses_closer(opener, self.at) => {
                Ok(Some(self.bump()))
            }
            Some(TokenKind::Semicolon) => {
                self.semicolon_for_comma();
                Ok(None)
            }
            Some(_) if self.is_quote_trouble() => Err(self.quote_trouble()),
            Some(kind) if kind.begins_operand() => {
                self.missing_comma();
                Ok(None)
            }
            Some(TokenKind::Ellipsis) => {
                self.skip_elision();
                Ok(None)
            }
            _ => Err(self.unclosed(open, "}")),
        }
    }

    fn comma_on_next_line(&self) -> bool {
        self.kind_at(self.after_newlines(self.at)) == Some(TokenKind::Comma)
    }

    /// `for` and all that follows it, up to the closing delimiter.
    fn for_expression(&mut self, open: Span, object: bool) -> Parsed<Expression> {
        let keyword = self.bump();
        let (key_name, value_name) = self.loop_names(keyword)?;
        let collection = self.expression()?;
        if self.take(TokenKind::Colon).is_none() {
            return Err(self.for_without_colon(open, keyword));
        }
        let first = self.expression()?;
        let arrow = self.take(TokenKind::FatArrow);
        let (key, value) = match (arrow, object) {
            (Some(_), true) => (Some(first), self.expression()?),
            (None, false) => (None, first),
            (Some(arrow), false) => return Err(self.arrow_in_tuple(open, arrow)),
            (None, true) => return Err(self.object_for_without_arrow(open)),
        };
        let grouped = match self.take(TokenKind::Ellipsis) {
            Some(dots) if !object => return Err(self.grouping_in_tuple(dots)),
            dots => dots.is_some(),
        };
        let condition = if self.peek_word("if") {
            self.bump();
            Some(self.expression()?)
        } else {
            None
        };
        let close_kind = if object {
            TokenKind::CloseBrace
        } else {
            TokenKind::CloseBracket
        };
        let Some(close) = self.take(close_kind) else {
            return Err(self.for_not_closed(open, closer_text(close_kind)));
        };
        let parts = For {
            key_name,
            value_name,
            collection,
            key,
            value,
            grouped,
            condition,
        };
        Ok(Expression {
            kind: ExpressionKind::For(Box::new(parts)),
            span: open.cover(close),
        })
    }

    /// `value in` or `key, value in`.
    pub(super) fn loop_names(&mut self, keyword: Span) -> Parsed<(Option<Name>, Name)> {
        let Some(first) = self.take_name() else {
            return Err(self.for_header(keyword, "a name after `for`"));
        };
        let (key, value) = if self.take(TokenKind::Comma).is_some() {
            match self.take_name() {
                Some(second) => (Some(first), second),
                None => return Err(self.for_header(keyword, "a second name after the comma")),
            }
        } else {
            (None, first)
        };
        if !self.peek_word("in") {
            return Err(self.for_header(keyword, "`in`"));
        }
        self.bump();
        Ok((key, value))
    }
}

fn closer_text(close: TokenKind) -> &'static str {
    match close {
        TokenKind::CloseBracket => "]",
        TokenKind::CloseParen => ")",
        _ => "}",
    }
}
