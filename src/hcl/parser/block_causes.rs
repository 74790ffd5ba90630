//! Why the braces of a block are broken: the opening one left out, or either of another kind.

use super::{Fault, Parser, edit, finding};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::Name;
use crate::hcl::token::TokenKind;
use crate::source::Span;

impl Parser<'_> {
    /// Whether the header just read lacks its opening brace and the lines below are its body all the same:
    /// the text has a closing brace too many, and the next line stands further to the right.
    pub(super) fn lacks_opening_brace(&self) -> bool {
        let ends = matches!(self.peek(), Some(TokenKind::Newline)) || self.is_wrong_opener();
        if !ends || self.braces.surplus(0) >= 0 {
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
                format!("block `{}` is not opened with `{{` but with `{written}`", kind.text),
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

    /// `]` or `)` where the block that begins with token `opener` should be closed.
    pub(super) fn wrong_block_closer(&mut self, opener: usize, kind: &Name) -> Option<Span> {
        let found = self.kind_at(self.at)?;
        let place = self.span_at(self.at);
        let exchanged = matches!(found, TokenKind::CloseBracket | TokenKind::CloseParen)
            && self.braces.is_exchanged(found, TokenKind::CloseBrace)
            && self.begins_line(self.at)
            && self.indent_of(place) == self.indent_of(self.span_at(opener));
        if !exchanged {
            return None;
        }
        self.item_findings = self.findings.len();
        let written = self.bump().of(self.text);
        let fault = finding(
            &catalogue::HCL_UNCLOSED,
            format!("block `{}` is not closed with `}}` but with `{written}`", kind.text),
        )
        .at(place, "expected `}`")
        .at(kind.span.cover(self.span_at(opener)), "opened here")
        .fix("write `}`", vec![edit(place, "}")]);
        self.soft(fault);
        Some(place)
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
                format!("a line begins with the number `{}`, not with a name", self.next_text()),
            )
            .at(place, "names begin with a letter or `_`"),
            Some(TokenKind::Dot) if self.kind_at(next + 1) == Some(TokenKind::Identifier) => finding(
                &catalogue::HCL_MISSING_PART,
                "a name is missing before the `.`",
            )
            .at(place, "expected a name before this"),
            _ => {
                let fault = self.misplaced("an argument or a block");
                if std::ptr::eq(fault.code, &catalogue::HCL_SYNTAX) {
                    let found = self.describe_next();
                    let message = format!("{found} begins no argument and no block");
                    return finding(&catalogue::HCL_STRAY_TOKEN, message).at(place, "a line begins with a name");
                }
                fault
            }
        }
    }
}
