//! Whether Giscus answers on the site: `giscus.json` in the root of a repository names the hosts that may show its
//! discussions. Source: giscus `ADVANCED-USAGE.md`.

use crate::config::{self, GISCUS_PATH};
use crate::data::{Table, Value, ValueKind, yaml};
use crate::diagnostic::{Diagnostic, Location, catalogue};
use crate::site::Site;
use crate::source::{LineIndex, SourcePath, SourceTree, Span};

/// Checks the file when there are comments and it is there; the discussions may be those of another repository.
pub(super) fn check(site: &Site, sources: &SourceTree) -> Option<Diagnostic> {
    site.config.giscus.as_ref()?;
    let text = &*sources.text(GISCUS_PATH)?.text;
    let said = |message: String, place: Span| {
        let path = SourcePath::new(GISCUS_PATH);
        Diagnostic::new(&catalogue::REFUSED_ORIGIN, message).at(Location::new(&path, place), "")
    };
    // JSON is YAML, whose reader knows where everything stands.
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        let place = offset(text, error.line(), error.column());
        let error = error.to_string();
        let reason = error
            .rsplit_once(" at line")
            .map_or(&*error, |(reason, _)| reason);
        let found = said(format!("`{GISCUS_PATH}` is no JSON: {reason}"), Span::at(place));
        return Some(found.help("mend the file; Giscus reads it before it shows comments"));
    }
    let (table, _) = yaml::parse(text, Span::new(0, text.len()));
    let origin = site.config.base_url.origin();
    let named = list(&table, "origins");
    let patterns = list(&table, "originsRegex");
    let all = || named.iter().chain(&patterns);
    let is_open = all().next().is_none();
    let allows = named.iter().any(|value| text_of(value) == Some(origin));
    // Whether another pattern fits is for JavaScript to say.
    let may_allow = patterns
        .iter()
        .filter_map(|value| text_of(value))
        .any(|pattern| !is_local(pattern));
    if is_open || allows || may_allow {
        return None;
    }
    let key = table.get("origins").or_else(|| table.get("originsRegex"))?;
    let found = said(
        format!("Giscus shows no comments on `{origin}`: `{GISCUS_PATH}` does not name it"),
        key.value.span,
    );
    let found = match config::place(sources, "base_url") {
        Some(place) => found.at(place, "the site is here"),
        None => found,
    };
    Some(found.help(format!("add `\"{origin}\"` to `origins`, or remove the file")))
}

fn list<'t>(table: &'t Table, key: &str) -> Vec<&'t Value> {
    match table.get(key).map(|entry| &entry.value.kind) {
        Some(ValueKind::Array(values)) => values.iter().collect(),
        _ => Vec::new(),
    }
}

fn text_of(value: &Value) -> Option<&str> {
    match &value.kind {
        ValueKind::String(text) => Some(text),
        _ => None,
    }
}

/// Whether a pattern is for the machine of who writes.
fn is_local(pattern: &str) -> bool {
    pattern.contains("localhost") || pattern.contains("127")
}

/// The byte at a line and column, both from 1, the column in bytes; the text's end when they lie behind it.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let line = LineIndex::new(text).line_span(text, line);
    let start = line.map_or(text.len(), |line| line.range().start);
    let at = (start + column.saturating_sub(1)).min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
