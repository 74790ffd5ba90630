//! Files, blocks and arguments.

use super::{Fault, Parsed, Parser, edit, finding};
use crate::diagnostic::catalogue;
use crate::hcl::ast::{
    Attribute, Block, Body, Expression, ExpressionKind, Item, Label, Name, TemplatePart, TemplatePartKind,
};
use crate::hcl::token::TokenKind;
use crate::source::Span;

impl Parser<'_> {
    pub(super) fn file(&mut self) -> Body {
        let mut items = Vec::new();
        while self.at < self.tokens.len() {
            if self.kind_at(self.at) == Some(TokenKind::CloseBrace) {
                self.stray_closer();
            } else {
                self.item(&mut items);
            }
        }
        Body {
            items,
            span: Span::new(0, self.text.len()),
        }
    }

    pub(super) fn expressions(&mut self) -> Vec<Expression> {
        let mut expressions = Vec::new();
        while self.at < self.tokens.len() {
            if self.take(TokenKind::Newline).is_some() {
                continue;
            }
            let start = self.at;
            self.item_findings = self.findings.len();
            match self
                .expression()
                .and_then(|value| self.line_end("the expression").map(|()| value))
            {
                Ok(value) => expressions.push(value),
                Err(Fault) => self.skip_line(start),
            }
        }
        expressions
    }

    fn skip_line(&mut self, start: usize) {
        self.newlines = true;
        self.depth = 0;
        self.at = self.at.max(start + 1);
        while self.at < self.tokens.len() && !self.begins_line(self.at) {
            self.at += 1;
        }
    }

    /// One item, or a line break, or a fault with recovery.
    fn item(&mut self, items: &mut Vec<Item>) {
        if self.take(TokenKind::Newline).is_some() {
            return;
        }
        let start = self.at;
        let depth = self.depth;
        self.open.clear();
        self.item_findings = self.findings.len();
        match self.attribute_or_block() {
            Ok(Some(item)) => items.push(item),
            Ok(None) => {}
            Err(Fault) => {
                self.depth = depth;
                self.recover(start);
            }
        }
    }

    fn attribute_or_block(&mut self) -> Parsed<Option<Item>> {
        if self.skip_foreign_line_start()? {
            return Ok(None);
        }
        let Some(name) = self.take_name() else {
            return Err(self.no_item());
        };
        match self.peek() {
            Some(TokenKind::Equal) => {
                self.bump();
                self.attribute(name)
                    .map(|attribute| Some(Item::Attribute(attribute)))
            }
            Some(
                TokenKind::OpenBrace
                | TokenKind::OpenQuote
                | TokenKind::Identifier
                | TokenKind::MisquotedString,
            ) => self.header(name),
            _ if self.lacks_opening_brace() => {
                self.missing_opening_brace(&name);
                self.unopened_block(name, Vec::new())
                    .map(|block| Some(Item::Block(block)))
            }
            _ => {
                self.mend_equals(&name)?;
                self.attribute(name)
                    .map(|attribute| Some(Item::Attribute(attribute)))
            }
        }
    }

    /// The value of an argument whose name and equals sign are read, and the end of its line.
    pub(super) fn attribute(&mut self, name: Name) -> Parsed<Attribute> {
        let (start, depth) = (self.at, self.depth);
        self.open.clear();
        let value = match self.expression() {
            Ok(value) => value,
            Err(Fault) => {
                self.depth = depth;
                self.recover(start);
                return Ok(invalid_attribute(name));
            }
        };
        let attribute = Attribute {
            span: name.span.cover(value.span),
            name,
            value,
        };
        if self.argument_end().is_err() {
            self.recover(start);
        }
        Ok(attribute)
    }

    /// A block, or an argument that only looks like one because its equals sign is missing.
    fn header(&mut self, kind: Name) -> Parsed<Option<Item>> {
        let start = self.at;
        if self.is_argument_without_equals() {
            self.missing_equals(&kind);
            return self
                .attribute(kind)
                .map(|attribute| Some(Item::Attribute(attribute)));
        }
        let labels = self.labels()?;
        if self.peek() != Some(TokenKind::OpenBrace) {
            if self.lacks_opening_brace() {
                self.missing_opening_brace(&kind);
                return self
                    .unopened_block(kind, labels)
                    .map(|block| Some(Item::Block(block)));
            }
            self.no_block_body(&kind, start)?;
        }
        self.block(kind, labels).map(|block| Some(Item::Block(block)))
    }

    fn labels(&mut self) -> Parsed<Vec<Label>> {
        let mut labels = Vec::new();
        loop {
            match self.peek() {
                Some(TokenKind::Identifier) => {
                    let span = self.bump();
                    labels.push(Label {
                        value: span.of(self.text).to_owned(),
                        quoted: false,
                        span,
                    });
                }
                Some(TokenKind::OpenQuote | TokenKind::MisquotedString) => labels.push(self.quoted_label()?),
                _ => return Ok(labels),
            }
        }
    }

    fn quoted_label(&mut self) -> Parsed<Label> {
        let label = self.primary()?;
        let ExpressionKind::Template(parts) = &label.kind else {
            return Err(self.expected("a label"));
        };
        let plain =
            |part: &TemplatePart| matches!(part.kind, TemplatePartKind::Text | TemplatePartKind::Escape(_));
        if let Some(part) = parts.iter().find(|part| !plain(part)) {
            let place = part.span;
            let fault = finding(
                &catalogue::HCL_SYNTAX,
                "a label is a plain string, without `${ }`",
            )
            .at(place, "not allowed in a label")
            .help("write the label out, or use `for_each` to make several blocks");
            return Err(self.hard(fault));
        }
        Ok(Label {
            value: self.plain_value(parts),
            quoted: true,
            span: label.span,
        })
    }

    fn plain_value(&self, parts: &[TemplatePart]) -> String {
        let value = |part: &TemplatePart| match &part.kind {
            TemplatePartKind::Escape(value) => value.clone(),
            _ => part.span.of(self.text).to_owned(),
        };
        parts.iter().map(value).collect()
    }

    fn block(&mut self, kind: Name, labels: Vec<Label>) -> Parsed<Block> {
        self.enter()?;
        let opener = self.at;
        let open = self.bump();
        let one_line = !matches!(
            self.peek(),
            None | Some(TokenKind::Newline | TokenKind::CloseBrace)
        ) && !self.is_elision(self.at);
        let (body, close) = if one_line {
            self.one_line_body(opener)?
        } else {
            self.block_body(opener, &kind)
        };
        Ok(self.ended_block(Block {
            span: kind.span,
            kind,
            labels,
            body,
            open,
            close,
        }))
    }

    /// A block whose `{` is missing, which is told already.
    fn unopened_block(&mut self, kind: Name, labels: Vec<Label>) -> Parsed<Block> {
        self.enter()?;
        let open = Span::at(self.last.end as usize);
        let (body, close) = self.block_body(self.at, &kind);
        Ok(self.ended_block(Block {
            span: kind.span,
            kind,
            labels,
            body,
            open,
            close,
        }))
    }

    /// The block whose body was read to its end, with all it covers; reads on to the end of its last line.
    fn ended_block(&mut self, block: Block) -> Block {
        self.leave();
        if block.close.is_some() && self.block_end().is_err() {
            self.recover(self.at);
        }
        let span = block.span.cover(block.close.unwrap_or(self.last));
        Block { span, ..block }
    }

    /// Items up to the closing brace, or up to where it was missed.
    fn block_body(&mut self, opener: usize, kind: &Name) -> (Body, Option<Span>) {
        let start = self.last.end as usize;
        let opened = self.kind_at(opener) == Some(TokenKind::OpenBrace);
        let mut items = Vec::new();
        let close = loop {
            if self.braces.misses_closer(opener, self.after_newlines(self.at)) || self.at >= self.tokens.len()
            {
                self.unclosed_block(opener, kind);
                break None;
            }
            if let Some(close) = self.wrong_block_closer(opener, kind) {
                break Some(close);
            }
            if self.kind_at(self.at) != Some(TokenKind::CloseBrace) {
                self.item(&mut items);
            } else if opened && self.braces.is_stray(self.at) {
                self.stray_closer();
            } else {
                break Some(self.bump());
            }
        };
        let end = close.map_or(self.last.end, |close| close.start) as usize;
        let span = Span::new(start, end);
        (Body { items, span }, close)
    }
}

fn invalid_attribute(name: Name) -> Attribute {
    Attribute {
        value: Expression {
            kind: ExpressionKind::Invalid,
            span: Span::at(name.span.end as usize),
        },
        span: name.span,
        name,
    }
}

/// The ends of arguments and blocks, and blocks on one line.
impl Parser<'_> {
    /// The end of an argument's line inside of a block or file.
    fn argument_end(&mut self) -> Parsed<()> {
        if self.item_end("an argument") {
            return Ok(());
        }
        Err(self.after_value())
    }

    fn block_end(&mut self) -> Parsed<()> {
        if self.item_end("a block") {
            return Ok(());
        }
        Err(self.expected("a new line after the block"))
    }

    /// The line break after an item, or something that can be mended; false when it is neither.
    fn item_end(&mut self, what: &str) -> bool {
        let mut separated = false;
        while matches!(self.peek(), Some(TokenKind::Comma | TokenKind::Semicolon)) {
            self.argument_separator();
            separated = true;
        }
        match self.peek() {
            None => {}
            Some(TokenKind::Newline) => {
                self.bump();
            }
            // A stray brace is told where items are read.
            Some(TokenKind::CloseBrace) if self.braces.is_stray(self.at) => {}
            Some(TokenKind::CloseBrace) if self.depth > 0 => self.brace_after_argument(),
            Some(TokenKind::Identifier) if separated && self.begins_item(self.at) => {}
            Some(TokenKind::Identifier) if self.begins_item(self.at) => self.missing_line_break(what),
            Some(_) => return false,
        }
        true
    }

    fn line_end(&mut self, what: &str) -> Parsed<()> {
        match self.peek() {
            None => Ok(()),
            Some(TokenKind::Newline) => {
                self.bump();
                Ok(())
            }
            Some(_) => Err(self.expected(&format!("a new line after {what}"))),
        }
    }

    /// `{ name = value }`: the grammar allows one argument; more are reported with a fix that breaks the lines.
    fn one_line_body(&mut self, opener: usize) -> Parsed<(Body, Option<Span>)> {
        let start = self.span_at(opener).end as usize;
        let mut items = Vec::new();
        let mut breaks = Vec::new();
        let mut separators = Vec::new();
        let mut crowded = None;
        let close = loop {
            match self.peek() {
                Some(TokenKind::CloseBrace) => break Some(self.bump()),
                None => {
                    let name = self.name(self.span_at(opener));
                    self.unclosed_block(opener, &name);
                    break None;
                }
                _ => {}
            }
            if self.is_elision(self.at) {
                self.elision();
                continue;
            }
            let before = self.last.end as usize;
            while let Some(kind @ (TokenKind::Comma | TokenKind::Semicolon | TokenKind::Newline)) =
                self.peek()
            {
                if kind == TokenKind::Newline {
                    crowded = crowded.or(Some(self.here()));
                    self.bump();
                } else {
                    separators.push(self.bump());
                }
            }
            if self.peek() == Some(TokenKind::CloseBrace) {
                breaks.push(Span::new(before, self.next_span().start as usize));
                continue;
            }
            breaks.push(Span::new(before, self.next_span().start as usize));
            let place = self.here();
            let item = self.one_line_item()?;
            crowded = crowded.or((!items.is_empty()).then_some(place));
            crowded = crowded.or(matches!(item, Item::Block(_)).then(|| item.span()));
            items.push(item);
        };
        if let (Some(place), Some(close)) = (crowded, close) {
            breaks.push(Span::new(self.end_before(close), close.start as usize));
            self.crowded_block(opener, place, breaks);
        } else if let (&[first, ..], Some(_)) = (&separators[..], close) {
            let remove = separators.iter().map(|separator| edit(*separator, "")).collect();
            let mark = first.of(self.text);
            let fault = finding(&catalogue::HCL_TRAILING_SEPARATOR, format!("`{mark}` in a block"))
                .at(first, "a block is not an object")
                .fix(format!("remove the `{mark}`"), remove);
            self.soft(fault);
        }
        let end = close.map_or(self.last.end, |close| close.start) as usize;
        Ok((
            Body {
                items,
                span: Span::new(start, end),
            },
            close,
        ))
    }

    /// The end of what stands before a closing brace, space left out.
    fn end_before(&self, close: Span) -> usize {
        self.text[..close.start as usize].trim_end().len()
    }

    fn one_line_item(&mut self) -> Parsed<Item> {
        let Some(name) = self.take_name() else {
            return Err(self.expected("an argument or `}`"));
        };
        if self.take(TokenKind::Equal).is_some() {
            let value = self.expression()?;
            let span = name.span.cover(value.span);
            return Ok(Item::Attribute(Attribute { name, value, span }));
        }
        if matches!(self.peek(), Some(TokenKind::OpenBrace | TokenKind::OpenQuote))
            && !self.is_argument_without_equals()
        {
            let labels = self.labels()?;
            if self.peek() == Some(TokenKind::OpenBrace) {
                return self.nested_one_line_block(name, labels).map(Item::Block);
            }
        }
        self.mend_equals(&name)?;
        let value = self.expression()?;
        let span = name.span.cover(value.span);
        Ok(Item::Attribute(Attribute { name, value, span }))
    }

    fn nested_one_line_block(&mut self, kind: Name, labels: Vec<Label>) -> Parsed<Block> {
        self.enter()?;
        let opener = self.at;
        let open = self.bump();
        let (body, close) = if self.peek() == Some(TokenKind::Newline) {
            self.block_body(opener, &kind)
        } else {
            self.one_line_body(opener)?
        };
        self.leave();
        Ok(Block {
            span: kind.span.cover(close.unwrap_or(self.last)),
            kind,
            labels,
            body,
            open,
            close,
        })
    }

    /// A comma or semicolon after an argument: dropped, or turned into a line break when more follows.
    fn argument_separator(&mut self) {
        let separator = self.bump();
        let mark = separator.of(self.text);
        let name = if mark == ";" { "semicolon" } else { "comma" };
        let fault = finding(
            &catalogue::HCL_TRAILING_SEPARATOR,
            format!("{name} `{mark}` after an argument"),
        )
        .at(separator, "arguments are separated by line breaks")
        .help("put each argument on its own line, without a separator");
        let fault = if self.begins_item(self.at) {
            let gap = Span::new(separator.start as usize, self.next_span().start as usize);
            let line_break = format!("\n{}", self.indent_of(separator));
            fault.fix("start a new line", vec![edit(gap, line_break)])
        } else {
            fault.fix(format!("remove the `{mark}`"), vec![edit(separator, "")])
        };
        self.soft(fault);
    }

    /// The space the line of a place begins with.
    pub(super) fn indent_of(&self, place: Span) -> &str {
        let before = &self.text[..place.start as usize];
        let line = &self.text[before.rfind('\n').map_or(0, |newline| newline + 1)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }
}
