//! Findings drawn under the text they are about.

use crate::diagnostic::{Diagnostic, Edit};
use crate::hcl::Place;
use crate::source::Span;

/// Each finding with its places as carets under the source, its help and the title of its fix.
pub(crate) fn drawn(text: &str, findings: &[Diagnostic<Span>]) -> String {
    let place = |span| Place { fragment: 0, span };
    let findings: Vec<_> = findings
        .iter()
        .map(|finding| finding.clone().map_locations(place))
        .collect();
    located(&[text], &findings)
}

/// The same for findings in several texts.
pub(crate) fn located(texts: &[&str], findings: &[Diagnostic<Place>]) -> String {
    let mut story = String::new();
    for finding in findings {
        story += &format!("{} {}\n", finding.code.id, finding.message);
        for label in &finding.labels {
            let text = texts[label.location.fragment];
            let span = label.location.span;
            let (line, before) = line_of(text, span.start as usize);
            let marked = span.of(text).lines().next().unwrap_or_default();
            let carets = "^".repeat(marked.chars().count().max(1));
            let indent = " ".repeat(before.chars().count());
            story += &format!("| {line}\n| {indent}{carets} {}", label.message);
            story.truncate(story.trim_end().len());
            story += "\n";
        }
        for help in &finding.help {
            story += &format!("help: {help}\n");
        }
        if let Some(fix) = &finding.fix {
            story += &format!("fix: {}\n", fix.title);
        }
    }
    story
}

fn line_of(text: &str, at: usize) -> (&str, &str) {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    (&text[start..end], &text[start..at])
}

/// The text with all fixes applied.
pub(crate) fn mended(text: &str, findings: &[Diagnostic<Span>]) -> String {
    let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
    applied(text, fixes.flat_map(|fix| &fix.edits))
}

/// The text with some edits applied; one that overlaps an earlier one is left out.
pub(crate) fn applied<'e>(text: &str, edits: impl Iterator<Item = &'e Edit<Span>>) -> String {
    let mut edits: Vec<_> = edits.collect();
    edits.sort_by_key(|edit| (edit.location.start, edit.location.end));
    let mut result = String::new();
    let mut at = 0;
    for edit in edits {
        if edit.location.start as usize >= at {
            result += &text[at..edit.location.start as usize];
            result += &edit.replacement;
            at = edit.location.end as usize;
        }
    }
    result + &text[at..]
}
