//! For the browser: findings with their lines cut into pieces, so that a page can draw them with whatever
//! glyphs it has. Carets are placed by the page under the pieces themselves, as the width of Hangul beside
//! Latin letters is the font's affair there.

use serde::Serialize;

use super::places::{File, Places};
use super::{Diagnostic, Label, Sources};
use crate::source::Span;

/// A finding as the overlay of the preview shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Excerpt {
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// The code: `L001`.
    pub code: &'static str,
    /// Its name: `broken-link`.
    pub name: &'static str,
    /// The headline.
    pub message: String,
    /// The places it is about, the main one first.
    pub places: Vec<Place>,
    /// What the author can do.
    pub help: Vec<String>,
    /// What the change does that mends it, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// Some lines of one file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Place {
    /// The file, relative to the site's root.
    pub file: String,
    /// The line of the first thing that is marked, from 1; 0 when the text of the file is not at hand.
    pub line: usize,
    /// Its column, from 1, in Unicode scalar values.
    pub column: usize,
    /// The last line that is marked.
    pub end: usize,
    /// The lines around it.
    pub lines: Vec<Line>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// Its text in pieces, without the line ending.
    pub pieces: Vec<Piece>,
}

/// Some text of a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Piece {
    /// The text; empty where something is missing between two characters.
    pub text: String,
    /// How it is marked.
    #[serde(skip_serializing_if = "Mark::is_none")]
    pub mark: Mark,
    /// What is said of it; empty when the headline says all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
}

/// How a piece of a line is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Not at all.
    None,
    /// It is what the finding is about.
    Main,
    /// It has to do with it.
    Other,
}

impl Mark {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands a reference to what decides whether a field is written"
    )]
    fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// How many lines of one thing that is marked are shown: the head and the tail of a longer one would tell no
/// more.
const LONGEST: usize = 12;

/// The findings with their excerpts, in the order given.
pub fn excerpts(diagnostics: &[Diagnostic], sources: &dyn Sources) -> Vec<Excerpt> {
    let places = Places::new(sources);
    diagnostics.iter().map(|found| excerpt(found, &places)).collect()
}

fn excerpt(found: &Diagnostic, places: &Places<'_>) -> Excerpt {
    let labels = found.labels.iter().enumerate();
    Excerpt {
        severity: found.severity.name(),
        code: found.code.id,
        name: found.code.name,
        message: found.message.clone(),
        places: labels
            .map(|(at, label)| {
                let mark = if at == 0 { Mark::Main } else { Mark::Other };
                place(label, mark, places)
            })
            .collect(),
        help: found.help.clone(),
        fix: found.fix.as_ref().map(|fix| fix.title.clone()),
    }
}

fn place(label: &Label, mark: Mark, places: &Places<'_>) -> Place {
    let file = label.location.path.as_str().to_owned();
    let Some(text) = places.file(&label.location.path) else {
        return Place {
            file,
            line: 0,
            column: 0,
            end: 0,
            lines: Vec::new(),
        };
    };
    let span = label.location.span;
    let start = text.line_column(span.start);
    let end = text.line_column(last_byte(span)).line;
    let last = end.min(start.line + LONGEST);
    let lines = start.line.saturating_sub(2).max(1)..=last + 2;
    Place {
        file,
        line: start.line,
        column: start.column,
        end,
        lines: lines
            .filter_map(|number| line(&text, number, span, mark, &label.message))
            .collect(),
    }
}

/// The last byte of a span, or the place of an empty one: a span that ends with a line ending does not reach
/// into the next line.
fn last_byte(span: Span) -> u32 {
    span.end.saturating_sub(1).max(span.start)
}

fn line(file: &File<'_>, number: usize, marked: Span, mark: Mark, label: &str) -> Option<Line> {
    let whole = file.line(number)?;
    let text = whole.of(file.text);
    let first = file.line_column(marked.start).line;
    let last = file.line_column(last_byte(marked)).line;
    if !(first..=last).contains(&number) {
        return Some(Line {
            number,
            pieces: pieces([(text, Mark::None, "")]),
        });
    }
    let inside = |offset: u32| {
        let mut at = (offset.max(whole.start).min(whole.end) - whole.start) as usize;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (from, to) = (inside(marked.start), inside(marked.end));
    // What is said stands once, below the last line.
    let label = if number == last { label } else { "" };
    let mut cut = pieces([(&text[..from], Mark::None, ""), (&text[to..], Mark::None, "")]);
    let at = usize::from(from > 0).min(cut.len());
    cut.insert(
        at,
        Piece {
            text: text[from..to].to_owned(),
            mark,
            label: label.to_owned(),
        },
    );
    Some(Line { number, pieces: cut })
}

fn pieces<const N: usize>(parts: [(&str, Mark, &str); N]) -> Vec<Piece> {
    parts
        .into_iter()
        .filter(|(text, ..)| !text.is_empty())
        .map(|(text, mark, label)| Piece {
            text: text.to_owned(),
            mark,
            label: label.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Location, catalogue};
    use crate::source::{SourcePath, SourceTree};

    /// The lines of an excerpt, with `[…]` around what is marked and what is said of it after a bar.
    fn shown(text: &str, start: usize, end: usize) -> Vec<String> {
        let sources = SourceTree::from_fixture(&format!("-- content/a.md --\n{text}"));
        let at = Location::new(&SourcePath::new("content/a.md"), Span::new(start, end));
        let found = Diagnostic::new(&catalogue::BROKEN_LINK, "wrong").at(at, "here");
        let place = excerpts(&[found], &sources).remove(0).places.remove(0);
        let piece = |piece: &Piece| match (piece.mark, piece.label.as_str()) {
            (Mark::None, _) => piece.text.clone(),
            (_, "") => format!("[{}]", piece.text),
            (_, label) => format!("[{}|{label}]", piece.text),
        };
        let line = |line: &Line| {
            let text: String = line.pieces.iter().map(piece).collect();
            format!("{} {text}", line.number)
        };
        place.lines.iter().map(line).collect()
    }

    #[test]
    fn the_marked_text_is_a_piece_of_its_line() {
        let text = "하나\n둘 [셋](넷.md) 다섯\n끝\n";
        let start = text.find("넷").unwrap();
        assert_eq!(
            shown(text, start, start + "넷.md".len()),
            ["1 하나", "2 둘 [셋]([넷.md|here]) 다섯", "3 끝", "4 "]
        );
    }

    #[test]
    fn something_missing_is_marked_between_characters() {
        assert_eq!(shown("ab\n", 1, 1), ["1 a[|here]b", "2 "]);
        assert_eq!(shown("", 0, 0), ["1 [|here]"]);
    }

    #[test]
    fn many_lines_are_marked_each_and_named_once() {
        assert_eq!(
            shown("a\nbc\nd\ne\nf\n", 3, 6),
            ["1 a", "2 b[c]", "3 [d|here]", "4 e", "5 f"]
        );
    }

    #[test]
    fn a_span_that_is_not_of_the_text_takes_nothing_down() {
        assert_eq!(shown("가\n", 1, 2), ["1 [|here]가", "2 "]);
        assert_eq!(shown("a\n", 70, 90).len(), 2);
    }

    #[test]
    fn a_file_that_is_not_at_hand_is_named() {
        let at = Location::new(&SourcePath::new("gone.md"), Span::default());
        let found = Diagnostic::new(&catalogue::BROKEN_LINK, "wrong").at(at, "");
        let excerpt = excerpts(&[found], &SourceTree::new([])).remove(0);
        assert_eq!(
            (excerpt.places[0].file.as_str(), excerpt.places[0].line),
            ("gone.md", 0)
        );
    }
}
