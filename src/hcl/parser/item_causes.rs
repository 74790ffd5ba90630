//! Why a line is no argument and no block.

use super::{Fault, Parsed, Parser, edit, finding};
use crate::diagnostic::catalogue;
use crate::hcl::ast::Name;
use crate::hcl::token::TokenKind;
use crate::source::Span;

/// Block types so well known that `resource "aws_vpc"` is never an argument without its equals sign.
const KNOWN_BLOCKS: [&str; 11] = [
    "resource",
    "data",
    "variable",
    "output",
    "module",
    "provider",
    "locals",
    "terraform",
    "moved",
    "import",
    "check",
];

/// How many tokens of a line are looked at to guess what was meant; keeps long lines linear.
const LINE_LOOK_AHEAD: usize = 500;

impl Parser<'_> {
    /// Handles lines that begin with something foreign. True when the line needs no more reading.
    pub(super) fn skip_foreign_line_start(&mut self) -> Parsed<bool> {
        if self.is_elision(self.at) {
            self.elision();
            return Ok(true);
        }
        match self.peek() {
            Some(TokenKind::Plus | TokenKind::Minus) => self.diff_marker(),
            Some(TokenKind::Unknown) if self.next_text() == "~" => self.diff_marker(),
            _ => Ok(false),
        }
    }

    /// Whether `...` stands here with nothing after it on its line, or before a closing brace.
    pub(super) fn is_elision(&self, index: usize) -> bool {
        let dots = |index| matches!(self.kind_at(index), Some(TokenKind::Ellipsis | TokenKind::Dot));
        let mut end = index;
        while dots(end) {
            end += 1;
        }
        let ends = matches!(
            self.kind_at(end),
            None | Some(TokenKind::Newline | TokenKind::CloseBrace)
        );
        end > index && ends && (end > index + 1 || self.kind_at(index) == Some(TokenKind::Ellipsis))
    }

    pub(super) fn elision(&mut self) {
        let first = self.bump();
        let mut last = first;
        while matches!(self.peek(), Some(TokenKind::Ellipsis | TokenKind::Dot)) {
            last = self.bump();
        }
        let dots = first.cover(last);
        let alone = matches!(self.peek(), None | Some(TokenKind::Newline)) && self.is_first_on_line(dots);
        let comment = if alone { "# ..." } else { "/* ... */" };
        self.soft(placeholder(dots, "`...` stands in place of code", comment));
    }

    fn is_first_on_line(&self, place: Span) -> bool {
        let before = &self.text[..place.start as usize];
        let line = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
        line.trim().is_empty()
    }

    /// `+ name = …` of a diff or a plan: told once, then read without the marker.
    fn diff_marker(&mut self) -> Parsed<bool> {
        let mut end = self.at;
        while matches!(
            self.kind_at(end),
            Some(TokenKind::Plus | TokenKind::Minus | TokenKind::Slash)
        ) || self.text_at(end) == "~"
        {
            end += 1;
        }
        let closes = matches!(
            self.kind_at(end),
            Some(TokenKind::CloseBrace | TokenKind::CloseBracket)
        );
        if !(self.begins_item(end) || closes || self.kind_at(end) == Some(TokenKind::OpenQuote)) {
            return Err(self.no_item());
        }
        let marker = self.next_span().cover(self.span_at(end - 1));
        if self.tell_once("diff") {
            let mark = marker.of(self.text);
            let fault = finding(
                &catalogue::HCL_OTHER_LANGUAGE,
                format!("`{mark}` at the start of a line belongs to a diff"),
            )
            .at(marker, "not part of HCL")
            .help("mark the fence as `diff`, or show the code as it is after the change");
            self.soft(fault);
        }
        self.at = end;
        if self.kind_at(end) == Some(TokenKind::Identifier) || closes && self.depth > 0 {
            return Ok(closes);
        }
        self.skip_to_line_end();
        Ok(true)
    }

    fn skip_to_line_end(&mut self) {
        while !matches!(self.kind_at(self.at), None | Some(TokenKind::Newline)) {
            self.at += 1;
        }
    }

    /// Where the line of a token ends, and the bytes from the token to there.
    fn rest_of_line(&self, index: usize) -> Span {
        let start = self.span_at(index).start as usize;
        let rest = &self.text[start..];
        let line = rest.split('\n').next().unwrap_or_default();
        Span::new(start, start + line.trim_end().len())
    }

    /// A line that begins with no name.
    pub(super) fn no_item(&mut self) -> Fault {
        let start = self.next_span();
        let line = self.rest_of_line(self.at);
        let text = line.of(self.text);
        let fault = match self.peek() {
            Some(TokenKind::OpenQuote) => return self.quoted_argument_name(),
            Some(TokenKind::CloseParen | TokenKind::CloseBracket) => self.superfluous_closer(),
            _ if is_conflict_marker(text) && !self.tell_once("conflict") => return Fault,
            _ if is_conflict_marker(text) => finding(
                &catalogue::HCL_OTHER_LANGUAGE,
                "a merge conflict was left in the code",
            )
            .at(line, "conflict marker")
            .help("keep one of the two sides and remove the markers"),
            _ if text.contains("...") || is_placeholder(text) => placeholder(
                line,
                "a placeholder stands in place of code",
                &format!("# {text}"),
            ),
            _ if is_prompt(text) => finding(&catalogue::HCL_OTHER_LANGUAGE, "a shell command is no HCL")
                .at(start, "prompt of a shell or console")
                .help("move commands to a fence marked `console`"),
            _ if text.starts_with("--") || text.starts_with("<!--") => {
                finding(&catalogue::HCL_OTHER_LANGUAGE, "a comment of another language")
                    .at(line, "HCL comments begin with `#`, `//` or `/*`")
                    .fix("write `#`", vec![edit(line, format!("# {}", comment_text(text)))])
            }
            _ => {
                let found = self.describe_next();
                finding(
                    &catalogue::HCL_SYNTAX,
                    format!("expected an argument or a block, found {found}"),
                )
                .at(start, "a line begins with a name")
            }
        };
        self.hard(fault)
    }

    fn quoted_argument_name(&mut self) -> Fault {
        let open = self.at;
        let Some(close) = self.string_end(open) else {
            return self.expected("an argument or a block");
        };
        let quoted = self.span_at(open).cover(self.span_at(close));
        let name = &quoted.of(self.text)[1..quoted.len() - 1];
        let is_name = !name.is_empty()
            && !name.starts_with(|first: char| first.is_ascii_digit() || first == '-')
            && name
                .chars()
                .all(|character| character.is_alphanumeric() || matches!(character, '_' | '-'));
        let fault = finding(&catalogue::HCL_SYNTAX, "an argument's name stands in quotes")
            .at(quoted, "names are written without quotes")
            .help("quoted keys are for objects, as in `tags = { \"Name\" = \"web\" }`");
        let fault = match self.kind_at(close + 1) {
            Some(TokenKind::Equal) if is_name => fault.fix("remove the quotes", vec![edit(quoted, name)]),
            Some(TokenKind::Colon) if is_name => {
                let with_colon = quoted.cover(self.span_at(close + 1));
                fault.fix(
                    "write it as an argument",
                    vec![edit(with_colon, format!("{name} ="))],
                )
            }
            _ => fault,
        };
        self.hard(fault)
    }

    /// A closing brace without partner, outside of all blocks with the closers that follow it.
    pub(super) fn stray_closer(&mut self) {
        self.item_findings = self.findings.len();
        let mut run = self.bump();
        while match self.kind_at(self.at) {
            Some(TokenKind::CloseParen | TokenKind::CloseBracket) => true,
            kind => kind == Some(TokenKind::CloseBrace) && self.depth == 0,
        } {
            run = run.cover(self.bump());
        }
        let written = run.of(self.text);
        let fault = finding(
            &catalogue::HCL_STRAY_CLOSER,
            format!("`{written}` closes nothing"),
        )
        .at(run, "no opening partner before it")
        .fix(
            format!("remove the `{written}`"),
            vec![edit(self.with_line(run), "")],
        );
        self.soft(fault);
    }

    /// What follows an argument's name is neither `=` nor a label: mended when the meaning is plain.
    pub(super) fn mend_equals(&mut self, name: &Name) -> Parsed<()> {
        let next = self.next_index();
        let second = self.kind_at(next + 1);
        let touching = self.touches_previous(next + 1);
        match self.peek() {
            Some(TokenKind::Colon) => {
                let colon = self.bump();
                let equals = if touching && self.peek() == Some(TokenKind::Equal) {
                    self.bump()
                } else {
                    colon
                };
                self.replace_with_equals(name, colon.cover(equals));
                Ok(())
            }
            Some(TokenKind::FatArrow) => {
                let arrow = self.bump();
                self.replace_with_equals(name, arrow);
                Ok(())
            }
            Some(TokenKind::EqualEqual) => {
                let first = self.bump();
                let last = self.take(TokenKind::Equal).unwrap_or(first);
                self.compound_assignment(first.cover(last), "`=`");
                Ok(())
            }
            Some(kind) if is_arithmetic(kind) && second == Some(TokenKind::Equal) && touching => {
                let operator = self.bump();
                let equals = self.bump();
                self.compound_assignment(operator.cover(equals), "`=` and the whole new value");
                Ok(())
            }
            Some(TokenKind::Number | TokenKind::OpenBracket | TokenKind::HeredocOpen) => {
                self.missing_equals(name);
                Ok(())
            }
            _ => Err(self.bare_name(name)),
        }
    }

    fn replace_with_equals(&mut self, name: &Name, mark: Span) {
        let written = mark.of(self.text).to_owned();
        let spaced = mark.start > name.span.end;
        let fault = finding(
            &catalogue::HCL_MISSING_EQUALS,
            format!("argument `{}` is set with `{written}` in place of `=`", name.text),
        )
        .at(mark, "expected `=`")
        .fix("write `=`", vec![edit(mark, if spaced { "=" } else { " =" })]);
        self.soft(fault);
    }

    fn compound_assignment(&mut self, operator: Span, meant: &str) {
        let written = operator.of(self.text);
        let fault = finding(
            &catalogue::HCL_OTHER_LANGUAGE,
            format!("`{written}` sets no argument in HCL"),
        )
        .at(operator, format!("write {meant}"));
        let fault = if written.starts_with("==") {
            fault.fix("write `=`", vec![edit(operator, "=")])
        } else {
            fault
        };
        self.soft(fault);
    }

    pub(super) fn missing_equals(&mut self, name: &Name) {
        let place = Span::at(name.span.end as usize);
        let fault = finding(
            &catalogue::HCL_MISSING_EQUALS,
            format!("argument `{}` has no equals sign", name.text),
        )
        .at(place, "expected `=`")
        .fix("insert `=`", vec![edit(place, " =")]);
        self.soft(fault);
    }

    /// A name alone, or one followed by something that makes no sense of it.
    fn bare_name(&mut self, name: &Name) -> Fault {
        let next = self.here();
        let line = self.rest_of_line(self.next_index().saturating_sub(1));
        let fault = match self.peek() {
            None | Some(TokenKind::Newline | TokenKind::CloseBrace) => finding(
                &catalogue::HCL_SYNTAX,
                format!("`{}` is neither an argument nor a block", name.text),
            )
            .at(name.span, "expected `=` and a value, or a block in `{ }`"),
            Some(TokenKind::Dot | TokenKind::OpenParen) if self.line_holds(TokenKind::Equal) => {
                finding(&catalogue::HCL_SYNTAX, "an argument's name is a single word")
                    .at(name.span.cover(next), "not a plain name")
                    .help("set a nested value with an object or a nested block")
            }
            Some(TokenKind::Dot | TokenKind::OpenParen) => finding(
                &catalogue::HCL_SYNTAX,
                "an expression cannot stand alone among arguments and blocks",
            )
            .at(name.span.cover(line), "belongs to an argument")
            .help("give it a name, as in `name = value`"),
            _ => {
                let found = self.describe_next();
                let message = format!("expected `=` or `{{` after `{}`, found {found}", name.text);
                finding(&catalogue::HCL_SYNTAX, message).at(next, "not expected here")
            }
        };
        self.hard(fault)
    }

    fn line_holds(&self, kind: TokenKind) -> bool {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let line = rest.iter().take_while(|token| token.kind != TokenKind::Newline);
        let mut line = line.take(LINE_LOOK_AHEAD);
        line.any(|token| token.kind == kind)
    }

    /// `name "x"` or `name true` at the end of a line, where a block would need its `{`.
    pub(super) fn is_argument_without_equals(&self) -> bool {
        let next = self.next_index();
        let known_block = next > 0 && KNOWN_BLOCKS.contains(&self.text_at(next - 1));
        let ends = |index| {
            let kind = self.kind_at(index);
            matches!(
                kind,
                None | Some(TokenKind::Newline | TokenKind::CloseBrace | TokenKind::Comma)
            ) && self.kind_at(self.after_newlines(index)) != Some(TokenKind::OpenBrace)
        };
        match self.kind_at(next) {
            _ if known_block => false,
            Some(TokenKind::MisquotedString) => ends(next + 1),
            Some(TokenKind::OpenQuote) => match self.string_end(next) {
                Some(close) => ends(close + 1) || self.continues_value(close + 1),
                None => !self.line_holds(TokenKind::OpenBrace),
            },
            Some(TokenKind::Identifier) => {
                let literal = matches!(self.text_at(next), "true" | "false" | "null");
                literal && ends(next + 1) || self.continues_value(next + 1)
            }
            _ => false,
        }
    }

    /// Whether a value goes on at this token: `var.x`, `f(…)`, `a ? b : c`.
    fn continues_value(&self, index: usize) -> bool {
        matches!(
            self.kind_at(index),
            Some(TokenKind::Dot | TokenKind::OpenParen | TokenKind::OpenBracket | TokenKind::Question)
        )
    }

    /// A block header without `{`; mended when the brace stands on the next line.
    pub(super) fn no_block_body(&mut self, kind: &Name, start: usize) -> Parsed<()> {
        let header = kind.span.cover(self.last);
        let brace = self.after_newlines(self.at);
        if self.peek() == Some(TokenKind::Newline) && self.kind_at(brace) == Some(TokenKind::OpenBrace) {
            let place = self.span_at(brace);
            let gap = Span::new(self.last.end as usize, place.start as usize);
            let fault = finding(&catalogue::HCL_NEWLINE, "`{` stands on a line of its own")
                .at(place, "must be on the line of the block's header")
                .at(header, "the header");
            let fault = if gap.of(self.text).trim().is_empty() {
                fault.fix("join the lines", vec![edit(gap, " ")])
            } else {
                fault
            };
            self.soft(fault);
            self.at = brace;
            return Ok(());
        }
        let fault = match self.peek() {
            Some(TokenKind::Equal) => finding(&catalogue::HCL_SYNTAX, "an argument takes no label")
                .at(
                    self.span_at(start).cover(self.last),
                    "between the name and the `=`",
                )
                .help("an argument is `name = value`, a block is `type \"label\" { }`"),
            None | Some(TokenKind::Newline | TokenKind::CloseBrace) => {
                let brace = Span::at(header.end as usize);
                finding(
                    &catalogue::HCL_SYNTAX,
                    format!("block `{}` has no body", kind.text),
                )
                .at(brace, "expected `{`")
                .help("a block's body begins with `{` on the line of its header")
            }
            Some(_) => {
                let found = self.describe_next();
                finding(
                    &catalogue::HCL_SYNTAX,
                    format!("expected a label or `{{`, found {found}"),
                )
                .at(self.here(), format!("in the header of block `{}`", kind.text))
            }
        };
        Err(self.hard(fault))
    }

    /// A block that is still open where the text ends or where its closing brace was missed.
    pub(super) fn unclosed_block(&mut self, opener: usize, kind: &Name) {
        self.item_findings = self.findings.len();
        let at_end = self.after_newlines(self.at) >= self.tokens.len();
        if at_end && self.swallowed {
            return;
        }
        let open = self.span_at(opener);
        let header = kind.span.cover(open);
        let missed = Span::at(self.last.end as usize);
        let closing_line = format!("\n{}}}", self.indent_of(open));
        let message = if kind.text == "{" {
            "a block is not closed".to_owned()
        } else {
            format!("block `{}` is not closed", kind.text)
        };
        let known = self.findings.iter_mut().rfind(|known| {
            let missed_here = known.labels.last().is_some_and(|label| label.location == missed);
            std::ptr::eq(known.code, &catalogue::HCL_UNCLOSED) && missed_here
        });
        if let Some(known) = known {
            if known.labels.len() < 4 {
                let place = known.labels.len() - 1;
                let around = crate::diagnostic::Label {
                    location: header,
                    message: "and so is this one".to_owned(),
                };
                known.labels.insert(place, around);
            }
            if let Some(edit) = known.fix.as_mut().and_then(|fix| fix.edits.last_mut()) {
                edit.replacement.push_str(&closing_line);
            }
            return;
        }
        let fault = finding(&catalogue::HCL_UNCLOSED, message)
            .at(header, "opened here")
            .at(missed, "expected `}` after this")
            .help("add the closing `}`")
            .fix("insert `}`", vec![edit(missed, closing_line)]);
        self.findings.push(fault);
    }

    pub(super) fn unclosed_comment(&mut self, comment: crate::hcl::token::Token) {
        self.swallowed = true;
        let start = comment.span.start as usize;
        let fault = finding(&catalogue::HCL_UNCLOSED, "a comment is not closed")
            .at(Span::new(start, start + 2), "opened here")
            .help("close it with `*/`");
        self.findings.push(fault);
    }

    /// `}` on the line of the last argument of a block of several lines.
    pub(super) fn brace_after_argument(&mut self) {
        let brace = self.next_span();
        let gap = Span::new(self.last.end as usize, brace.start as usize);
        let opener_indent = self.indent_of(brace);
        let indent = opener_indent
            .strip_suffix('\t')
            .or(opener_indent.strip_suffix("  "))
            .unwrap_or("");
        let line_break = format!("\n{indent}");
        let fault = finding(
            &catalogue::HCL_ONE_LINE_BLOCK,
            "`}` must stand on a line of its own here",
        )
        .at(brace, "the block spans several lines")
        .fix("start a new line", vec![edit(gap, line_break)]);
        self.soft(fault);
    }

    pub(super) fn missing_line_break(&mut self, what: &str) {
        let next = self.next_span();
        let gap = Span::new(self.last.end as usize, next.start as usize);
        let line_break = format!("\n{}", self.indent_of(next));
        let fault = finding(&catalogue::HCL_SYNTAX, format!("{what} must end its line"))
            .at(next, "begins on the same line")
            .fix("start a new line", vec![edit(gap, line_break)]);
        self.soft(fault);
    }

    /// A one-line block with more than one argument; `breaks` are the gaps between what it holds.
    pub(super) fn crowded_block(&mut self, opener: usize, place: Span, mut breaks: Vec<Span>) {
        let open = self.span_at(opener);
        breaks.dedup_by(|later, earlier| {
            let overlaps = later.start < earlier.end || later == earlier;
            if overlaps {
                *earlier = earlier.cover(*later);
            }
            overlaps
        });
        let fault = finding(
            &catalogue::HCL_ONE_LINE_BLOCK,
            "a block on one line holds a single argument",
        )
        .at(place, "does not fit on the line")
        .at(open, "the block begins here")
        .help("put each argument on a line of its own");
        let separates = |gap: &Span| {
            let separators = |character: char| character.is_whitespace() || matches!(character, ',' | ';');
            gap.of(self.text).trim_matches(separators).is_empty()
        };
        if !breaks.iter().all(separates) {
            return self.soft(fault);
        }
        let indent = self.indent_of(open);
        let last = breaks.len() - 1;
        let edits = breaks.iter().enumerate().map(|(at, gap)| {
            let inner = if at == last { "" } else { "  " };
            edit(*gap, format!("\n{indent}{inner}"))
        });
        let fault = fault.fix("break the lines", edits.collect());
        self.soft(fault);
    }
}

pub(super) fn placeholder(place: Span, message: &str, comment: &str) -> crate::diagnostic::Diagnostic<Span> {
    finding(&catalogue::HCL_PLACEHOLDER, message)
        .at(place, "not HCL")
        .help(format!(
            "write `{comment}`, which readers and tools both understand"
        ))
        .fix("turn it into a comment", vec![edit(place, comment)])
}

fn is_arithmetic(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Plus
            | TokenKind::Minus
            | TokenKind::Star
            | TokenKind::Slash
            | TokenKind::Percent
            | TokenKind::Question
    )
}

fn is_placeholder(line: &str) -> bool {
    line.starts_with('<') && line.ends_with('>') && !line.starts_with("<!--") && !line.starts_with("<<")
}

fn is_conflict_marker(line: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>"]
        .iter()
        .any(|marker| line.starts_with(marker))
}

fn is_prompt(line: &str) -> bool {
    ["$ ", "% ", "> ", "❯ ", "# "]
        .iter()
        .any(|prompt| line.starts_with(prompt))
}

fn comment_text(line: &str) -> &str {
    let text = line
        .strip_prefix("<!--")
        .map_or(line, |text| text.trim_end_matches("-->"));
    text.trim_start_matches('-').trim()
}
