//! What a block shows: its code as readers see it, with its colours.

use std::borrow::Cow;

use crate::config::Engine;
use crate::content::Fence;
use crate::render::highlight::ansi::{self, Run};
use crate::render::highlight::{self, ClassSpan, SpanStore};
use crate::source::Span;

/// How a line differs from the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Change {
    /// It does not.
    #[default]
    None,
    /// It is new.
    Added,
    /// It is old, and not there any more.
    Removed,
}

/// Code as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Shown<'a> {
    /// Its text: that of the block, without the signs of a diff and what controls a terminal.
    pub(super) code: Cow<'a, str>,
    ink: Ink,
    /// What the signs of a diff say of each line; empty when it is none.
    pub(super) changes: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Ink {
    Classes(Vec<ClassSpan>),
    Terminal(Vec<Run>),
}

impl<'a> Shown<'a> {
    /// What a block shows. Code is plain without the store that takes it apart.
    pub(super) fn of(fence: &'a Fence, engine: Engine, spans: Option<&SpanStore>) -> Self {
        let name = fence.language_name();
        if is_ansi(&name) {
            let screen = ansi::read(&fence.code);
            return Self {
                code: screen.text.into(),
                ink: Ink::Terminal(screen.runs),
                changes: Vec::new(),
            };
        }
        let (language, code, changes) = match diff_language(fence) {
            Some(language) => {
                let (code, changes) = without_signs(&fence.code);
                (language.to_ascii_lowercase(), Cow::Owned(code), changes)
            }
            None => (name, Cow::Borrowed(&*fence.code), Vec::new()),
        };
        let pieces = spans.map(|store| store.highlight(engine, &language, &code).spans);
        Self {
            code,
            ink: Ink::Classes(pieces.unwrap_or_default()),
            changes,
        }
    }

    /// Writes some bytes of the code as HTML, whose text content they are: nothing but elements that have colours.
    pub(super) fn write(&self, range: Span, html: &mut String) {
        match &self.ink {
            Ink::Classes(spans) => highlight::write_range(&self.code, spans, range, html),
            Ink::Terminal(runs) => ansi::write_range(&self.code, runs, range, html),
        }
    }
}

/// The languages of a block that have no highlighting, and where they are named.
pub(super) fn unknown_languages(fence: &Fence) -> impl Iterator<Item = (&str, Span)> {
    let below = fence.attribute("lang").filter(|_| diff_language(fence).is_some());
    let below = below.and_then(|lang| Some((lang.value.as_deref()?, lang.value_span)));
    let named = fence.language.as_ref().map(|(name, span)| (name.as_str(), *span));
    let named = named.into_iter().chain(below);
    named.filter(|(name, _)| highlight::resolve(name).is_none())
}

/// The name of a block's language for people; empty when it has none, or one that is not known.
pub(super) fn language_of(fence: &Fence) -> &'static str {
    let name = diff_language(fence).map_or_else(|| fence.language_name(), str::to_owned);
    highlight::resolve(&name).map_or("", |language| language.name)
}

/// The code of a block for readers without style sheets: lines that are added or removed have signs.
pub(super) fn plain(fence: &Fence) -> Cow<'_, str> {
    if fence.is_in(&["ansi"]) {
        return ansi::read(&fence.code).text.into();
    }
    let changes = super::lines::changes(fence);
    if changes.iter().all(|change| *change == Change::None) {
        return Cow::Borrowed(&fence.code);
    }
    let sign = |change: &Change| match change {
        Change::None => "  ",
        Change::Added => "+ ",
        Change::Removed => "- ",
    };
    let lines = fence.code.split_inclusive('\n').zip(&changes);
    Cow::Owned(lines.flat_map(|(line, change)| [sign(change), line]).collect())
}

fn is_ansi(name: &str) -> bool {
    name == "ansi"
}

/// The language below a diff.
pub(super) fn diff_language(fence: &Fence) -> Option<&str> {
    let language = fence.value("lang").filter(|language| !language.is_empty());
    language.filter(|_| fence.is_in(&["diff"]))
}

/// The lines of a diff without their signs, and what these say. The blank before a line that stays is a sign when
/// all such lines have it.
fn without_signs(code: &str) -> (String, Vec<Change>) {
    let is_blank = |line: &str| line.trim_end_matches(['\n', '\r']).is_empty();
    let change = |line: &str| match line.as_bytes().first() {
        Some(b'+') => Change::Added,
        Some(b'-') => Change::Removed,
        _ => Change::None,
    };
    let mut staying = code
        .lines()
        .filter(|line| change(line) == Change::None && !is_blank(line));
    let has_column = staying.all(|line| line.starts_with(' '));
    let mut bare = String::with_capacity(code.len());
    let mut changes = Vec::new();
    for line in code.split_inclusive('\n') {
        let change = change(line);
        let signed = change != Change::None || (has_column && !is_blank(line));
        bare.push_str(&line[usize::from(signed)..]);
        changes.push(change);
    }
    (bare, changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signs_of_a_diff_are_taken_off() {
        use Change::{Added, None, Removed};
        let check = |code: &str, bare: &str, changes: &[Change]| {
            assert_eq!(without_signs(code), (bare.to_owned(), changes.to_vec()), "{code}");
        };
        check("+a\n-b\nc\n", "a\nb\nc\n", &[Added, Removed, None]);
        check("  c\n+ a\n\n", " c\n a\n\n", &[None, Added, None]);
        check("-a", "a", &[Removed]);
        check("가\n", "가\n", &[None]);
        check("", "", &[]);
    }
}
