//! For people: the finding, the source excerpt with carets, the help. The only file that imports
//! `annotate-snippets`, which knows how wide Hangul is on a terminal.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::places::{File, Places};
use super::{Diagnostic, Edit, Fix, Label, Severity, Sources};
use crate::source::{SourcePath, Span};

/// How the text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without colour.
    Plain,
    /// With ANSI colours.
    Coloured,
}

/// How many findings are shown as excerpts: nobody reads more.
const MOST: usize = 500;

/// How many bytes of lines the printer is given in all: it looks through each several times, and lines may be long.
const LONGEST: usize = 16 * 1024 * 1024;

/// The findings as excerpts, with an empty line after each; of very many, the first.
pub fn render(diagnostics: &[Diagnostic], sources: &dyn Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let places = Places::new(sources);
    let mut looked_through = 0;
    let is_shown = |diagnostic: &&Diagnostic| {
        let label = diagnostic.labels.first().map(|label| &label.location);
        let file = label.and_then(|at| Some((at, places.file(&at.path)?)));
        looked_through += file.map_or(0, |(at, file)| file.window([fit(at.span, file.text)]).text.len());
        looked_through <= LONGEST
    };
    let shown: Vec<_> = diagnostics
        .iter()
        .take(MOST)
        .take_while(is_shown)
        .map(without_escapes)
        .collect();
    let mut text: String = shown
        .iter()
        .map(|diagnostic| printable(renderer.render(&report(diagnostic, &places))) + "\n\n")
        .collect();
    let rest = diagnostics.len() - shown.len();
    if rest > 0 {
        text += &format!("{rest} more findings are not shown here; `--format short` has each on a line\n\n");
    }
    text
}

/// A finding that quotes no escape character: the printer does not see to all that is said.
fn without_escapes(diagnostic: &Diagnostic) -> Cow<'_, Diagnostic> {
    const ESCAPE: char = '\u{1b}';
    let fix = diagnostic.fix.iter();
    let edits = fix
        .clone()
        .flat_map(|fix| fix.edits.iter().map(|edit| &edit.replacement));
    let labels = diagnostic.labels.iter().map(|label| &label.message);
    let said = [&diagnostic.message].into_iter().chain(&diagnostic.help);
    let mut all = said.chain(labels).chain(fix.map(|fix| &fix.title)).chain(edits);
    if !all.any(|text| text.contains(ESCAPE)) {
        return Cow::Borrowed(diagnostic);
    }
    let mut clean = diagnostic.clone();
    let fix = clean.fix.iter_mut().flat_map(|fix| {
        let edits = fix.edits.iter_mut().map(|edit| &mut edit.replacement);
        edits.chain([&mut fix.title])
    });
    let labels = clean.labels.iter_mut().map(|label| &mut label.message);
    let said = [&mut clean.message].into_iter().chain(&mut clean.help);
    for text in said.chain(labels).chain(fix) {
        *text = text.replace(ESCAPE, "\u{fffd}");
    }
    Cow::Owned(clean)
}

/// The printer makes most control characters visible, but not those above ASCII. Escapes are its own colours.
fn printable(text: String) -> String {
    let is_obeyed = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\u{1b}');
    if text.contains(is_obeyed) {
        text.replace(is_obeyed, "\u{fffd}")
    } else {
        text
    }
}

fn report<'a>(diagnostic: &'a Diagnostic, places: &Places<'a>) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.id);
    let mut group = Group::with_title(title);
    for (path, labels) in by_file(&diagnostic.labels) {
        group = match places.file(path) {
            Some(file) => excerpts(&file, &labels).into_iter().fold(group, |group, labels| {
                group.element(excerpt(path, &file, labels, &diagnostic.labels[0]))
            }),
            None => group.element(annotate_snippets::Origin::path(shown(path))),
        };
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    let mut groups = vec![group];
    groups.extend(diagnostic.fix.as_ref().and_then(|fix| patch(fix, places)));
    groups
}

/// The labels by file, in the order in which the files are first named.
fn by_file(labels: &[Label]) -> Vec<(&SourcePath, Vec<&Label>)> {
    let mut files: Vec<(&SourcePath, Vec<&Label>)> = Vec::new();
    for label in labels {
        match files.iter_mut().find(|(path, _)| **path == label.location.path) {
            Some((_, labels)) => labels.push(label),
            None => files.push((&label.location.path, vec![label])),
        }
    }
    files
}

/// A path without what a terminal would obey; the printer sees to the rest.
fn shown(path: &SourcePath) -> Cow<'_, str> {
    let path = path.as_str();
    if path.contains(char::is_control) {
        path.replace(char::is_control, "\u{fffd}").into()
    } else {
        path.into()
    }
}

/// The labels that are shown in one excerpt: all of a file, unless they stand so far apart that the printer would
/// have a long text to look through.
fn excerpts<'a, 'b>(file: &File<'_>, labels: &'b [&'a Label]) -> Vec<&'b [&'a Label]> {
    /// In bytes.
    const FARTHEST: usize = 16 * 1024;
    let spans = labels.iter().map(|label| fit(label.location.span, file.text));
    let whole = spans.reduce(Span::cover).unwrap_or_default();
    if whole.len() <= FARTHEST {
        vec![labels]
    } else {
        labels.chunks(1).collect()
    }
}

/// The lines that the labels are on. The printer looks through all the text it is given, so it is not given
/// the whole file.
fn excerpt<'a>(
    path: &'a SourcePath,
    file: &File<'a>,
    labels: &[&'a Label],
    main: &'a Label,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let fitted = |label: &Label| fit(label.location.span, file.text);
    let window = file.window(labels.iter().map(|label| fitted(label)));
    let annotations = labels.iter().map(|label| {
        let kind = if std::ptr::eq(*label, main) {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let annotation = kind.span(window.place(fitted(label)));
        if label.message.is_empty() {
            annotation
        } else {
            annotation.label(&label.message)
        }
    });
    Snippet::source(window.text)
        .line_start(window.line)
        .path(shown(path))
        .fold(true)
        .annotations(annotations)
}

/// A fix as a difference, when its file is at hand.
fn patch<'a>(fix: &'a Fix, places: &Places<'a>) -> Option<Group<'a>> {
    let path = &fix.edits.first()?.location.path;
    let file = places.file(path)?;
    let fitted = |edit: &Edit| fit(edit.location.span, file.text);
    let title = Level::HELP.secondary_title(&fix.title);
    if let Some(lines) = respaced(fix, &file) {
        let snippets = lines.into_iter().map(|(line, respaced)| {
            let window = file.window([line]);
            let end = Span::at(line.end as usize);
            // The line taken out and put in again: of changed space alone the printer would show one side.
            Snippet::source(window.text)
                .line_start(window.line)
                .path(path.as_str())
                .fold(true)
                .patch(Patch::new(window.place(line), ""))
                .patch(Patch::new(window.place(end), respaced))
        });
        return Some(snippets.fold(Group::with_title(title), Group::element));
    }
    let window = file.window(fix.edits.iter().map(fitted));
    let patches = fix
        .edits
        .iter()
        .map(|edit| Patch::new(window.place(fitted(edit)), edit.replacement.as_str()));
    let snippet = Snippet::source(window.text)
        .line_start(window.line)
        .path(shown(path))
        .fold(true)
        .patches(patches);
    Some(Group::with_title(title).element(snippet))
}

/// The lines that a fix changes, without their line breaks, each with what becomes of it; `None` for a fix that
/// does more than change the space inside of lines.
fn respaced(fix: &Fix, file: &File<'_>) -> Option<Vec<(Span, String)>> {
    let is_space = |text: &str| text.chars().all(|it| it == ' ' || it == '\t');
    let mut lines: Vec<(Span, String)> = Vec::new();
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.location.span);
    // From the end, so that what stands before an edit is where it was.
    for edit in edits.into_iter().rev() {
        let place = fit(edit.location.span, file.text);
        if !is_space(place.of(file.text)) || !is_space(&edit.replacement) {
            return None;
        }
        let (start, end) = (place.start as usize, place.end as usize);
        let first = file.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let length = file.text[end..]
            .find(['\r', '\n'])
            .unwrap_or(file.text.len() - end);
        let line = Span::new(first, end + length);
        if lines.last().is_none_or(|(known, _)| *known != line) {
            lines.push((line, line.of(file.text).to_owned()));
        }
        if let Some((_, text)) = lines.last_mut() {
            text.replace_range(start - first..end - first, &edit.replacement);
        }
    }
    lines.reverse();
    Some(lines).filter(|lines| !lines.is_empty())
}

/// The printer panics on spans that are not of its text; ours always are, but a bug must not take the
/// message down with it.
fn fit(span: Span, text: &str) -> Span {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    Span::new(floor(span.start as usize), floor(span.end as usize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Batch, Columns, Location, catalogue, json, short};
    use crate::source::SourceTree;

    const SITE: &str = "-- content/a.md --\n제목: `값`\n본문은 [여기](없다.md)에 있다\n";

    fn finding(sources: &SourceTree) -> Diagnostic {
        let path = SourcePath::new("content/a.md");
        let text = sources.text("content/a.md").unwrap().text.clone();
        let start = text.find("없다").unwrap();
        let at = Location::new(&path, Span::new(start, start + "없다.md".len()));
        Diagnostic::new(&catalogue::BROKEN_LINK, "no page `없다.md`")
            .at(at.clone(), "linked here")
            .help("write the file")
            .fix(
                "link to `있다.md`",
                vec![Edit {
                    location: at,
                    replacement: "있다.md".into(),
                }],
            )
    }

    #[test]
    fn the_caret_stands_under_korean_text() {
        let sources = SourceTree::from_fixture(SITE);
        let shown = render(&[finding(&sources)], &sources, Style::Plain);
        assert_eq!(
            shown,
            "\
error[L001]: no page `없다.md`
 --> content/a.md:2:10
  |
2 | 본문은 [여기](없다.md)에 있다
  |               ^^^^^^^ linked here
  |
  = help: write the file
help: link to `있다.md`
  |
2 - 본문은 [여기](없다.md)에 있다
2 + 본문은 [여기](있다.md)에 있다
  |

"
        );
    }

    #[test]
    fn changed_space_is_shown_with_what_it_was() {
        let sources = SourceTree::from_fixture("-- content/a.md --\na  = 1  \nbc = 2\n   d = 3\n");
        let path = SourcePath::new("content/a.md");
        let edit = |start: usize, end: usize, replacement: &str| Edit {
            location: Location::new(&path, Span::new(start, end)),
            replacement: replacement.into(),
        };
        let finding = Diagnostic::new(&catalogue::HCL_FORMAT, "not in style")
            .at(Location::new(&path, Span::new(0, 1)), "")
            .fix(
                "format it",
                vec![edit(1, 3, " "), edit(6, 8, ""), edit(16, 19, "")],
            );
        let shown = render(&[finding], &sources, Style::Plain);
        let fix = shown.split_once("help: format it").unwrap().1;
        let lines: Vec<&str> = fix.lines().filter(|line| line.contains(['+', '-'])).collect();
        assert_eq!(
            lines,
            ["1 - a  = 1  ", "1 + a = 1", "3 -    d = 3", "3 + d = 3"],
            "{shown}"
        );
    }

    #[test]
    fn lines_keep_their_numbers_in_a_long_file() {
        let line = "12345678\n";
        let text = line.repeat(200);
        let sources = SourceTree::from_fixture(&format!("-- content/a.md --\n{text}"));
        let place = |line_number: usize, end: usize| {
            let path = SourcePath::new("content/a.md");
            let start = (line_number - 1) * line.len() + 2;
            Location::new(&path, Span::new(start, end * line.len() - 1))
        };
        let finding = Diagnostic::new(&catalogue::BROKEN_LINK, "wrong")
            .at(place(100, 100), "here")
            .at(place(103, 103), "because of this")
            .fix(
                "write `x`",
                vec![Edit {
                    location: place(200, 200),
                    replacement: "x".into(),
                }],
            );
        let shown = render(&[finding], &sources, Style::Plain);
        let expected = "\
error[L001]: wrong
   --> content/a.md:100:3
    |
100 | 12345678
    |   ^^^^^^ here
...
103 | 12345678
    |   ------ because of this
    |
help: write `x`
    |
200 - 12345678
200 + 12x
    |

";
        assert_eq!(shown, expected);
    }

    #[test]
    fn the_same_finding_on_one_line_and_as_json() {
        let sources = SourceTree::from_fixture(SITE);
        let found = [finding(&sources)];
        assert_eq!(
            short::render(&found, &sources),
            "content/a.md:2:10: error[L001]: no page `없다.md` (help: write the file)\n"
        );
        let place = r#""file":"content/a.md","line":2,"column":10,"endLine":2,"endColumn":15,"byteStart":33,"byteEnd":42"#;
        let expected = format!(
            r#"{{{place},"severity":"error","code":"L001","name":"broken-link","message":"no page `없다.md`","label":"linked here","help":["write the file"],"fixes":[{{"title":"link to `있다.md`","edits":[{{{place},"replacement":"있다.md"}}]}}]}}"#
        );
        let batch = Batch {
            found: &found,
            sources: &sources,
            folder: "",
            checked: &[],
        };
        let written = json::render(&[batch], Columns::Unicode);
        assert_eq!(written.lines().nth(1), Some(expected.as_str()));
    }

    #[test]
    fn places_far_apart_are_shown_without_what_lies_between() {
        let text: String = (0..3000).map(|line| format!("line {line:04}\n")).collect();
        let sources = SourceTree::from_fixture(&format!("-- content/a.md --\n{text}"));
        let at = |line: usize| {
            Location::new(
                &SourcePath::new("content/a.md"),
                Span::new(line * 10, line * 10 + 4),
            )
        };
        let found = Diagnostic::new(&catalogue::BROKEN_LINK, "twice")
            .at(at(2500), "again")
            .at(at(7), "first");
        let shown = render(&[found], &sources, Style::Plain);
        assert!(shown.contains("2501 | line 2500"), "{shown}");
        assert!(shown.contains("8 | line 0007"), "{shown}");
        assert!(shown.lines().count() < 20, "{shown}");
    }

    #[test]
    fn of_very_many_findings_the_first_are_shown() {
        let sources = SourceTree::from_fixture(SITE);
        let found = vec![finding(&sources); MOST + 7];
        let shown = render(&found, &sources, Style::Plain);
        assert_eq!(shown.matches("error[L001]").count(), MOST);
        assert!(
            shown.contains("7 more findings are not shown here"),
            "{}",
            &shown[shown.len() - 200..]
        );
        assert!(!render(&found[..MOST], &sources, Style::Plain).contains("more findings"));
    }
}
