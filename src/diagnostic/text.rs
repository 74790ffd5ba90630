//! For people: the finding, the source excerpt with carets, the help. The only file that imports
//! `annotate-snippets`, which knows how wide Hangul is on a terminal.

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::{Diagnostic, Fix, Label, Severity, Sources};
use crate::source::{SourcePath, Span};

/// How the text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without colour.
    Plain,
    /// With ANSI colours.
    Coloured,
}

/// The findings as excerpts, with an empty line after each.
pub fn render(diagnostics: &[Diagnostic], sources: &dyn Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    diagnostics
        .iter()
        .map(|diagnostic| renderer.render(&report(diagnostic, sources)) + "\n\n")
        .collect()
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a dyn Sources) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.id);
    let mut group = Group::with_title(title);
    for (path, labels) in by_file(&diagnostic.labels) {
        group = match sources.text(path) {
            Some(text) => group.element(excerpt(path, text, &labels, &diagnostic.labels[0])),
            None => group.element(annotate_snippets::Origin::path(path.as_str())),
        };
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    let mut groups = vec![group];
    groups.extend(diagnostic.fix.as_ref().and_then(|fix| patch(fix, sources)));
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

fn excerpt<'a>(
    path: &'a SourcePath,
    text: &'a str,
    labels: &[&'a Label],
    main: &'a Label,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let annotations = labels.iter().map(|label| {
        let kind = if std::ptr::eq(*label, main) {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let annotation = kind.span(fit(label.location.span, text).range());
        if label.message.is_empty() {
            annotation
        } else {
            annotation.label(&label.message)
        }
    });
    Snippet::source(text)
        .path(path.as_str())
        .fold(true)
        .annotations(annotations)
}

/// A fix as a difference, when its file is at hand.
fn patch<'a>(fix: &'a Fix, sources: &'a dyn Sources) -> Option<Group<'a>> {
    let path = &fix.edits.first()?.location.path;
    let text = sources.text(path)?;
    let patches = fix.edits.iter().map(|edit| {
        let span = fit(edit.location.span, text);
        Patch::new(span.range(), edit.replacement.as_str())
    });
    let snippet = Snippet::source(text)
        .path(path.as_str())
        .fold(true)
        .patches(patches);
    Some(Group::with_title(Level::HELP.secondary_title(&fix.title)).element(snippet))
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
    use crate::diagnostic::{Edit, Location, catalogue, json, short};
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
        assert_eq!(json::render(&found, &sources), expected + "\n");
    }
}
