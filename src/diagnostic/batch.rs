//! Findings on their way to somebody who does not stand in the folder of the site.

use super::{Diagnostic, Severity, Sources};
use crate::source::SourcePath;

/// Findings about the files of one folder.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    /// The findings, in their order.
    pub found: &'a [Diagnostic],
    /// The texts of the files.
    pub sources: &'a dyn Sources,
    /// The folder that paths of findings begin in, as the reader knows it: empty, or with a slash at its end.
    pub folder: &'a str,
    /// The files that were looked at, with findings or without.
    pub checked: &'a [SourcePath],
}

impl Batch<'_> {
    /// A path of a finding as the reader knows it; one that is absolute stays as it is.
    pub(super) fn full_path(&self, path: &SourcePath) -> String {
        let path = path.as_str();
        let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
        if is_absolute {
            path.to_owned()
        } else {
            format!("{}{path}", self.folder)
        }
    }
}

/// The name of a code and what is said: the message, and the help on lines of its own.
pub(super) fn lines_of(finding: &Diagnostic) -> String {
    let mut lines = finding.message.clone();
    if let Some(label) = finding.labels.first().filter(|label| !label.message.is_empty()) {
        lines = format!("{lines}: {}", label.message);
    }
    for help in &finding.help {
        lines = format!("{lines}\nhelp: {help}");
    }
    if let Some(fix) = &finding.fix {
        lines = format!("{lines}\nfix: {}", fix.title);
    }
    lines
}

/// How many findings of a severity there are.
pub(super) fn count(batches: &[Batch<'_>], severity: Severity) -> usize {
    let found = batches.iter().flat_map(|batch| batch.found);
    found.filter(|finding| finding.severity == severity).count()
}

/// `2 errors, 1 warning`; empty when there is none.
pub(super) fn tally(batches: &[Batch<'_>]) -> String {
    let parts = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| (count(batches, severity), severity.name()));
    let said = parts.iter().filter(|(count, _)| *count > 0);
    let said: Vec<String> = said.map(|(count, name)| plural(*count, name)).collect();
    said.join(", ")
}

pub(super) fn plural(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// The beginning of a text that has no place for all of it.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
