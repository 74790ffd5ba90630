//! One line a finding: `file:line:column: severity[CODE]: message`, for editors and `grep`.

use std::fmt::Write;

use super::places::{Columns, Places};
use super::{Diagnostic, Sources, catalogue};

/// The findings, a line each; columns count letters.
pub fn render(diagnostics: &[Diagnostic], sources: &dyn Sources) -> String {
    render_counting(diagnostics, sources, Columns::Unicode)
}

/// The findings, a line each.
pub fn render_counting(diagnostics: &[Diagnostic], sources: &dyn Sources, columns: Columns) -> String {
    let places = Places::new(sources).counting(columns);
    let mut lines = String::new();
    for diagnostic in diagnostics {
        let mut out = String::new();
        if let Some(label) = diagnostic.labels.first() {
            let _ = write!(out, "{}:", label.location.path);
            if let Some(file) = places.file(&label.location.path) {
                let place = file.line_column(label.location.span.start);
                let _ = write!(out, "{}:{}:", place.line, place.column);
            }
            out.push(' ');
        }
        let (severity, code) = (diagnostic.severity.name(), diagnostic.code.id);
        let _ = write!(out, "{severity}[{code}]: {}", diagnostic.message);
        if let Some(help) = help(diagnostic) {
            let _ = write!(out, " (help: {help})");
        }
        lines.extend(out.chars().map(printable));
        lines.push('\n');
    }
    lines
}

/// What to do: the first help, and what to write in one place when that does not say it.
fn help(diagnostic: &Diagnostic) -> Option<String> {
    let help = diagnostic.help.first();
    let title = diagnostic
        .fix
        .as_ref()
        .and_then(|fix| match fix.edits.as_slice() {
            [edit] if !edit.replacement.is_empty() => Some((fix.title.as_str(), edit.replacement.as_str())),
            _ => None,
        });
    match (help, title) {
        (Some(help), Some((title, right))) if is_of_link(diagnostic) && !help.contains(right) => {
            Some(format!("{title}; {help}"))
        }
        (None, Some((title, _))) => Some(title.to_owned()),
        (help, _) => help.cloned(),
    }
}

/// Whether it is about an address or an id, of which the help may say the reason alone.
fn is_of_link(diagnostic: &Diagnostic) -> bool {
    let codes = [
        &catalogue::FORGOTTEN_BASE_PATH,
        &catalogue::LETTER_CASE,
        &catalogue::UNICODE_FORM,
    ];
    codes.contains(&diagnostic.code)
}

/// A finding is one line, and a terminal obeys nothing that a file says.
fn printable(letter: char) -> char {
    match letter {
        '\n' | '\r' | '\t' => ' ',
        letter if letter.is_control() => '\u{fffd}',
        letter => letter,
    }
}
