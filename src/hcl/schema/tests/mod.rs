//! Stories about provider schemas in posts.

mod arguments;
mod facts;
mod pages;
mod reads;
mod slices;
mod types;

use super::{Context, Requirements, Schemas, Slice, check};
use crate::diagnostic::{Diagnostic, Edit};
use crate::hcl::parse;
use crate::source::{LineIndex, Span};

/// Checks a module of one snippet in which carets stand under what is found, with severity, code and message.
#[track_caller]
fn check_story(expected: &str) {
    check_story_with(&Schemas::embedded(), expected);
}

#[track_caller]
fn check_story_with(schemas: &Schemas, expected: &str) {
    let is_note = |line: &&str| line.trim_start().starts_with('^');
    let text: String = expected
        .split_inclusive('\n')
        .filter(|line| !is_note(line))
        .collect();
    assert_eq!(annotated(&text, &findings(&text, schemas)), expected);
}

fn findings(text: &str, schemas: &Schemas) -> Vec<Diagnostic<Span>> {
    let parse = parse(text);
    let mut requirements = Requirements::default();
    requirements.read(text, &parse.tree);
    let context = Context {
        schemas,
        requirements: &requirements,
        gaps: &gaps(text, &parse.diagnostics),
        complete: false,
    };
    check(text, &parse.tree, context)
}

/// Comments of three dots, and whatever is wrong with the syntax.
fn gaps(text: &str, syntax: &[Diagnostic<Span>]) -> Vec<Span> {
    let comments = text
        .match_indices("# ...")
        .map(|(at, comment)| Span::new(at, at + comment.len()));
    let broken = syntax
        .iter()
        .flat_map(|it| &it.labels)
        .map(|label| label.location);
    comments.chain(broken).collect()
}

/// The text with the findings under its lines.
fn annotated(text: &str, found: &[Diagnostic<Span>]) -> String {
    let index = LineIndex::new(text);
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for diagnostic in found.iter().rev() {
        let span = diagnostic.labels[0].location;
        let start = index.line_column(text, span.start);
        let width = span
            .of(text)
            .lines()
            .next()
            .map_or(1, |line| line.chars().count());
        lines.insert(
            start.line,
            format!(
                "{}{} {} {}: {}\n",
                " ".repeat(start.column - 1),
                "^".repeat(width),
                diagnostic.severity.name(),
                diagnostic.code.id,
                diagnostic.message
            ),
        );
    }
    lines.concat()
}

/// Applies all fixes to a snippet, which leaves nothing to find.
#[track_caller]
fn check_fix(before: &str, after: &str) {
    let found = findings(before, &Schemas::embedded());
    let mut edits: Vec<&Edit<Span>> = found
        .iter()
        .filter_map(|it| it.fix.as_ref())
        .flat_map(|fix| &fix.edits)
        .collect();
    edits.sort_by_key(|edit| edit.location.start);
    let mut mended = before.to_owned();
    for edit in edits.iter().rev() {
        mended.replace_range(edit.location.range(), &edit.replacement);
    }
    assert_eq!(mended, after);
    assert_eq!(findings(after, &Schemas::embedded()), []);
}

#[track_caller]
fn slice(text: &str) -> Schemas {
    Schemas::embedded().with_overrides(vec![Slice::parse(text).expect("the slice is well formed")])
}

/// The text of a file of the project.
fn read(path: &std::path::Path) -> String {
    let mut text = String::new();
    let mut file = std::fs::File::open(path).expect("the file can be opened");
    std::io::Read::read_to_string(&mut file, &mut text).expect("the file is text");
    text
}
