//! Why the braces of a block are broken: the opening one left out, or either of another kind.

use super::{Fault, Parser, edit, finding};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::Name;
use crate::hcl::token::TokenKind;
use crate::source::Span;

/// How many lines above a stray brace are looked at; keeps many of them linear.
const LINES_ABOVE: usize = 100;

impl Parser<'_> {
    /// Whether the header just read lacks its opening brace and the lines below are its body all the same:
    /// the text has a closing brace too many, and the next line stands further to the right.
    pub(super) fn lacks_opening_brace(&self) -> bool {
        let left_out = matches!(self.peek(), Some(TokenKind::Newline)) && self.braces.surplus(0) < 0;
        if !left_out && !self.is_wrong_opener() {
            return false;
        }
        let line_end = if self.is_wrong_opener() {
            self.at + 1
        } else {
            self.at
        };
        let below = self.after_newlines(line_end);
        self.kind_at(below)
            .is_some_and(|kind| kind != TokenKind::OpenBrace)
            && self.indent_of(self.span_at(below)).len() > self.indent_of(self.last).len()
    }

    /// Whether a bracket of another kind ends the line where a block's `{` belongs.
    fn is_wrong_opener(&self) -> bool {
        matches!(
            self.peek(),
            Some(
                TokenKind::OpenParen
                    | TokenKind::OpenBracket
                    | TokenKind::CloseParen
                    | TokenKind::CloseBracket
                    | TokenKind::CloseBrace
            )
        ) && matches!(self.kind_at(self.at + 1), Some(TokenKind::Newline))
    }

    /// Tells that a block has no `{`, and reads over what stands in its place.
    pub(super) fn missing_opening_brace(&mut self, kind: &Name) {
        let header = kind.span.cover(self.last);
        let fault = if self.is_wrong_opener() {
            let found = self.bump();
            let written = found.of(self.text);
            finding(
                &catalogue::HCL_UNCLOSED,
                format!(
                    "block `{}` is not opened with `{{` but with `{written}`",
                    kind.text
                ),
            )
            .at(found, "expected `{`")
            .fix("write `{`", vec![edit(found, "{")])
        } else {
            let place = Span::at(header.end as usize);
            finding(
                &catalogue::HCL_UNCLOSED,
                format!("block `{}` has no body: `{{` is missing", kind.text),
            )
            .at(place, "expected `{`")
            .help("a block's body begins with `{` on the line of its header")
            .fix("insert `{`", vec![edit(place, " {")])
        };
        self.soft(fault);
    }

    /// Another bracket alone on its line where the block that begins with token `opener` should be closed.
    pub(super) fn wrong_block_closer(&mut self, opener: usize, kind: &Name) -> Option<Span> {
        let found = self.kind_at(self.at)?;
        let exchanged = match found {
            TokenKind::CloseBracket | TokenKind::CloseParen => {
                self.braces.is_exchanged(found, TokenKind::CloseBrace)
            }
            TokenKind::OpenBracket => self.braces.surplus(1) > 0 && self.braces.surplus(0) > 0,
            TokenKind::OpenParen => self.braces.surplus(2) > 0 && self.braces.surplus(0) > 0,
            TokenKind::OpenBrace => self.braces.surplus(0) > 1,
            _ => return None,
        };
        let place = self.span_at(self.at);
        let alone = matches!(self.kind_at(self.at + 1), None | Some(TokenKind::Newline));
        if !(exchanged
            && alone
            && self.begins_line(self.at)
            && self.indent_of(place) == self.indent_of(self.span_at(opener)))
        {
            return None;
        }
        self.item_findings = self.findings.len();
        let written = self.bump().of(self.text);
        let fault = finding(
            &catalogue::HCL_UNCLOSED,
            format!(
                "block `{}` is not closed with `}}` but with `{written}`",
                kind.text
            ),
        )
        .at(place, "expected `}`")
        .at(kind.span.cover(self.span_at(opener)), "opened here")
        .fix("write `}`", vec![edit(place, "}")]);
        self.soft(fault);
        Some(place)
    }

    /// Closing braces without partner: too many, or the line that opened them is gone.
    pub(super) fn stray_cause(&self, run: Span) -> Diagnostic<Span> {
        let written = run.of(self.text);
        if let Some(place) = self.lost_opening_line(run) {
            let message = format!("`{written}` closes nothing: the line that opens it with `{{` is missing");
            return finding(&catalogue::HCL_STRAY_CLOSER, message)
                .at(place, "begins too far to the right, as the inside of a block")
                .at(run, "no opening partner before it");
        }
        finding(
            &catalogue::HCL_STRAY_CLOSER,
            format!("`{written}` closes nothing"),
        )
        .at(run, "no opening partner before it")
        .fix(
            format!("remove the `{written}`"),
            vec![edit(self.with_line(run), "")],
        )
    }

    /// The first of the lines above a closing brace that stand further to the right than it, when the line
    /// before them opens nothing.
    fn lost_opening_line(&self, closer: Span) -> Option<Span> {
        let indent = self.indent_of(closer).len();
        let before = &self.text[..closer.start as usize];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        if before.len() - line_start != indent {
            return None;
        }
        let mut start = line_start;
        let mut first = None;
        for line in self.text[..line_start]
            .split_inclusive('\n')
            .rev()
            .take(LINES_ABOVE)
        {
            start -= line.len();
            let content = line.trim_start();
            if content.trim().is_empty() {
                continue;
            }
            let column = line.len() - content.len();
            if column <= indent {
                let opens = content.trim_end().ends_with(['{', '[', '(']) || content.contains("<<");
                return first.filter(|_| !opens);
            }
            first = Some(Span::new(start + column, start + line.trim_end().len()));
        }
        first.filter(|_| start == 0)
    }

    /// Labels and `{` without a block's type before them.
    pub(super) fn labels_without_type(&mut self) -> Fault {
        let place = self.next_span();
        let fault = finding(
            &catalogue::HCL_MISSING_PART,
            "the type of a block is missing before its label",
        )
        .at(place, "expected a word like `resource` before this");
        self.hard(fault)
    }

    /// A line that begins with something that is no name.
    pub(super) fn no_name(&self) -> Diagnostic<Span> {
        let place = self.next_span();
        let next = self.next_index();
        match self.peek() {
            Some(TokenKind::Equal) => finding(
                &catalogue::HCL_MISSING_PART,
                "an argument's name is missing before `=`",
            )
            .at(place, "expected a name before this"),
            Some(TokenKind::OpenBrace) => finding(
                &catalogue::HCL_MISSING_PART,
                "a block's type or an argument's name is missing before `{`",
            )
            .at(place, "expected a name before this"),
            Some(TokenKind::Number) => finding(
                &catalogue::HCL_STRAY_TOKEN,
                format!(
                    "a line begins with the number `{}`, not with a name",
                    self.next_text()
                ),
            )
            .at(place, "names begin with a letter or `_`"),
            Some(TokenKind::Dot) if self.kind_at(next + 1) == Some(TokenKind::Identifier) => {
                finding(&catalogue::HCL_MISSING_PART, "a name is missing before the `.`")
                    .at(place, "expected a name before this")
            }
            _ => {
                let fault = self.misplaced("an argument or a block");
                if std::ptr::eq(fault.code, &catalogue::HCL_SYNTAX) {
                    let found = self.describe_next();
                    let message = format!("{found} begins no argument and no block");
                    return finding(&catalogue::HCL_STRAY_TOKEN, message)
                        .at(place, "a line begins with a name");
                }
                fault
            }
        }
    }
}
