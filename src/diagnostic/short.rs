//! One line a finding: `file:line:column: severity[CODE]: message`, for editors and `grep`.

use std::fmt::Write;

use super::places::{Columns, Places};
use super::{Diagnostic, Sources};

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
        if let Some(help) = diagnostic.help.first() {
            let _ = write!(out, " (help: {help})");
        }
        lines.extend(out.chars().map(printable));
        lines.push('\n');
    }
    lines
}

/// A finding is one line, and a terminal obeys nothing that a file says.
fn printable(letter: char) -> char {
    match letter {
        '\n' | '\r' | '\t' => ' ',
        letter if letter.is_control() => '\u{fffd}',
        letter => letter,
    }
}
