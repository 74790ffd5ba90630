//! Annotations of GitHub Actions: a command a line, which GitHub shows beside the changed lines of a pull
//! request.
//!
//! The form is that of GitHub's "Workflow commands": `::error file=…,line=…::message`, in which `%` and line
//! ends are percent-encoded, and `:` and `,` as well before the message. The paths are from the root of the
//! repository, lines and columns from 1.

use std::fmt::Write;

use super::batch::{Batch, lines_of, plural, shortened};
use super::places::Places;
use super::{Diagnostic, Severity};

/// How many annotations of a kind GitHub shows of one step.
const SHOWN: usize = 10;

/// How many letters of a message GitHub has room for.
const MESSAGE: usize = 2_000;

/// The graver findings first, as many as are shown, and at the end how many there are besides.
pub fn render(batches: &[Batch<'_>]) -> String {
    let mut out = String::new();
    let mut rest = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let mut count = 0;
        for batch in batches {
            let places = Places::new(batch.sources);
            for finding in batch.found.iter().filter(|found| found.severity == severity) {
                count += 1;
                if count <= SHOWN {
                    out += &annotation(finding, batch, &places);
                }
            }
        }
        if count > SHOWN {
            rest.push(plural(count - SHOWN, &format!("more {}", severity.name())));
        }
    }
    if !rest.is_empty() {
        let _ = writeln!(
            out,
            "and {}: GitHub shows {SHOWN} annotations of a kind in each step",
            rest.join(", ")
        );
    }
    out
}

fn annotation(finding: &Diagnostic, batch: &Batch<'_>, places: &Places<'_>) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(label) = finding.labels.first() {
        properties.push(("file", batch.full_path(&label.location.path)));
        if let Some(region) = places.region(&label.location) {
            properties.push(("line", region.start.line.to_string()));
            // GitHub takes columns for places within one line only.
            if region.start.line == region.end.line {
                properties.push(("endLine", region.end.line.to_string()));
                properties.push(("col", region.start.column.to_string()));
                properties.push(("endColumn", region.end.column.to_string()));
            } else {
                properties.push(("endLine", region.end.line.to_string()));
            }
        }
    }
    properties.push(("title", format!("{} {}", finding.code.id, finding.code.name)));
    let properties: Vec<String> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    let message = data(&shortened(&lines_of(finding), MESSAGE));
    format!("::{command} {}::{message}\n", properties.join(","))
}

/// The message of a command.
fn data(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            '\t' => out.push(' '),
            // A terminal would obey them, and a log ends at some.
            letter if letter.is_control() => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

/// A value before the message.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
