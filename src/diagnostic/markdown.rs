//! A summary in Markdown, for the page of a job on GitHub or a comment: a count, and a table of findings.
//!
//! What comes from the author's files is shown as text, whatever it looks like: every letter that could mean
//! something in Markdown or HTML is written as a character reference.

use std::fmt::Write;

use super::batch::{Batch, lines_of, plural, shortened, tally};
use super::places::Places;
use super::{Diagnostic, Severity};

/// How many findings are listed. GitHub takes a megabyte.
const LISTED: usize = 200;

/// How many letters of a finding are shown.
const LONGEST: usize = 600;

/// The summary. `base` is the address below which the files can be seen, such as
/// `https://github.com/owner/name/blob/main/`.
pub fn render(batches: &[Batch<'_>], base: Option<&str>) -> String {
    let total: usize = batches.iter().map(|batch| batch.found.len()).sum();
    if total == 0 {
        return "### Recto: no findings\n".to_owned();
    }
    let mut out = format!("### Recto: {}\n\n", tally(batches));
    out.push_str("| Severity | Code | Place | Finding |\n| --- | --- | --- | --- |\n");
    let mut listed = 0;
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        for batch in batches {
            let places = Places::new(batch.sources);
            let of_severity = batch.found.iter().filter(|found| found.severity == severity);
            for finding in of_severity.take(LISTED - listed) {
                listed += 1;
                out += &row(finding, batch, &places, base);
            }
        }
    }
    if total > listed {
        let _ = writeln!(out, "\nand {}", plural(total - listed, "more finding"));
    }
    out
}

fn row(finding: &Diagnostic, batch: &Batch<'_>, places: &Places<'_>, base: Option<&str>) -> String {
    let (severity, code) = (finding.severity.name(), finding.code);
    let place = place(finding, batch, places, base);
    let said = text(&shortened(&lines_of(finding), LONGEST));
    format!(
        "| {severity} | [{}]({}) | {place} | {said} |\n",
        code.id,
        code.page()
    )
}

fn place(finding: &Diagnostic, batch: &Batch<'_>, places: &Places<'_>, base: Option<&str>) -> String {
    let Some(label) = finding.labels.first() else {
        return String::new();
    };
    let path = batch.full_path(&label.location.path);
    let region = places.region(&label.location);
    let (shown, line) = match region {
        Some(region) => {
            let (line, column) = (region.start.line, region.start.column);
            (format!("{path}:{line}:{column}"), format!("#L{line}"))
        }
        None => (path.clone(), String::new()),
    };
    match base.filter(|_| !path.starts_with('/')) {
        Some(base) => format!(
            "<a href=\"{}{}{line}\">{}</a>",
            text(base),
            encoded(&path),
            text(&shown)
        ),
        None => text(&shown),
    }
}

/// Text in a cell of a table; what stands between backticks is code.
fn text(source: &str) -> String {
    let parts: Vec<&str> = source.split('`').collect();
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        // A backtick without a partner is one.
        let is_code = at % 2 == 1 && at + 1 < parts.len();
        if is_code {
            let _ = write!(out, "<code>{}</code>", escaped(part));
        } else {
            if at % 2 == 1 {
                out.push_str("&#96;");
            }
            out.push_str(&escaped(part));
        }
    }
    out
}

fn escaped(source: &str) -> String {
    let mut out = String::new();
    for letter in source.chars() {
        match letter {
            '\n' => out.push_str("<br>"),
            '\t' | '\r' => out.push(' '),
            letter if letter.is_control() => out.push('\u{fffd}'),
            '.' | ',' | ' ' | '/' | '-' | ';' | '?' | '(' | ')' | '\'' => out.push(letter),
            letter if letter.is_ascii_punctuation() => {
                let _ = write!(out, "&#{};", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out
}

/// A path within an address.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
