//! Says what `terraform fmt` would change.

use super::changes;
use crate::diagnostic::{Diagnostic, Edit, catalogue};
use crate::hcl::ast::Body;
use crate::hcl::token::Token;
use crate::source::Span;

/// What to say of a text that `terraform fmt` would change, with the edits that do it, which cover no line end
/// that stays; `None` when it would change nothing. The text's tokens were read as this body without errors of
/// syntax.
pub fn check_style(text: &str, tokens: &[Token], body: &Body) -> Option<Diagnostic<Span>> {
    let edits = changes(text, tokens, body)?;
    let first = edits.first()?.location;
    let message = match changed_lines(text, &edits) {
        1 => "1 line is not as `terraform fmt` writes it".to_owned(),
        lines => format!("{lines} lines are not as `terraform fmt` writes them"),
    };
    let finding = Diagnostic::new(&catalogue::HCL_FORMAT, message);
    Some(finding.at(line_of(text, first), "").fix("format the code", edits))
}

fn changed_lines(text: &str, edits: &[Edit<Span>]) -> usize {
    let newlines = |range: &str| range.bytes().filter(|&byte| byte == b'\n').count();
    let (mut at, mut line, mut changed, mut last_changed) = (0, 0, 0, None);
    for edit in edits {
        let location = edit.location;
        line += newlines(&text[at..location.start as usize]);
        changed += usize::from(last_changed != Some(line));
        let inside = newlines(location.of(text));
        changed += inside;
        line += inside;
        last_changed = Some(line);
        at = location.end as usize;
    }
    changed
}

/// The line on which a span begins, without the space around it; all of it when there is nothing else.
fn line_of(text: &str, span: Span) -> Span {
    let at = span.start as usize;
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let line = text[start..end].trim_end();
    let indent = line.len() - line.trim_start().len();
    if line.is_empty() {
        return Span::new(start, end);
    }
    Span::new(start + indent, start + line.len())
}
