//! Delimiter runs: what may open or close emphasis, seen from its neighbours in the source.

use std::ops::Range;

use crate::source::Span;
use crate::source::find::find_any;

use super::character::Side;

/// What surrounds the first and the last child of a container.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Edge {
    /// The container is a block: its edges count as white space, whatever is written there (`|`, `>`).
    Line,
    /// The container is inline: the characters of its own marks, such as `[`, are the neighbours.
    Mark,
}

/// What delimiter runs can see of a container, in order of the source.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Piece {
    /// Text as written, or marks of emphasis that the parser made.
    Raw(Span),
    /// An inline element that hides its text: code, a link.
    Opaque,
    /// A line break.
    Break,
    /// A block among inline siblings (a list in a tight list item): nothing is paired across it.
    Block,
}

/// A run of `*`, `_` or `~~` that may be a delimiter.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) mark: u8,
    pub(super) start: usize,
    pub(super) len: usize,
    /// How many marks the run has in the source, which the "rule of three" goes by.
    pub(super) written: usize,
    pub(super) opens: bool,
    pub(super) closes: bool,
    /// Whether the amendment lets it do what CommonMark does not.
    pub(super) amended: bool,
    pub(super) before: Side,
    pub(super) after: Side,
    /// Whether nothing precedes or follows it on its line.
    pub(super) line_edge: bool,
    /// Runs pair only within a section; a block among the siblings begins the next one.
    pub(super) section: usize,
}

impl Run {
    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.start + self.len)
    }

    pub(super) fn is_literal_strong(&self, source: &str) -> bool {
        let beside = |at: Option<usize>| at.and_then(|at| source.as_bytes().get(at)) == Some(&b'/');
        let glob = beside(self.start.checked_sub(1)) || beside(Some(self.start + self.len));
        self.mark == b'*' && (2..=3).contains(&self.len) && self.len == self.written && !glob
    }

    pub(super) fn looks_meant(&self, paired: bool) -> bool {
        match (self.before.space, self.after.space) {
            (true, true) => self.line_edge && paired,
            (false, false) => paired,
            _ => true,
        }
    }
}

/// Adds raw text, joined to the text before it if nothing is between them: the parser splits runs.
pub(super) fn push_raw(pieces: &mut Vec<Piece>, span: Span) {
    match pieces.last_mut() {
        Some(Piece::Raw(last)) if last.end == span.start => last.end = span.end,
        _ => pieces.push(Piece::Raw(span)),
    }
}

pub(super) fn runs_of_pieces(source: &str, pieces: &[Piece], edge: Edge) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut section = 0;
    for (index, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Block => section += 1,
            Piece::Raw(span) => {
                let ends_line = |neighbour: Option<&Piece>| match neighbour {
                    None => edge == Edge::Line,
                    Some(piece) => matches!(piece, Piece::Break | Piece::Block),
                };
                let previous = index.checked_sub(1).and_then(|index| pieces.get(index));
                let line = (ends_line(previous), ends_line(pieces.get(index + 1)));
                runs_of_text(source, span, line, section, &mut runs);
            }
            Piece::Opaque | Piece::Break => {}
        }
    }
    runs
}

/// Finds the runs of one stretch of text; `line` says whether it begins and ends a line.
fn runs_of_text(source: &str, span: Span, line: (bool, bool), section: usize, runs: &mut Vec<Run>) {
    let Range { start: mut at, end } = span.range();
    while let Some(offset) = find_any(&source.as_bytes()[at..end], *b"*_~") {
        let found = at + offset;
        let (run, whole) = extent(source.as_bytes(), found, end);
        at = run.end.max(found + 1);
        let mark = source.as_bytes()[found];
        if run.is_empty() || (mark == b'~' && whole.len() != 2) {
            continue;
        }
        let begins_line = line.0 && whole.start == span.range().start;
        // A line break written as a backslash is punctuation to a run, as in CommonMark.
        let ends_line = line.1 && whole.end == end && !source[end..].starts_with('\\');
        let before = if begins_line {
            Side::SPACE
        } else {
            Side::before(source, whole.start)
        };
        let after = if ends_line {
            Side::SPACE
        } else {
            Side::after(source, whole.end)
        };
        let (opens, closes) = flanking(mark, before, after, true);
        runs.push(Run {
            mark,
            start: run.start,
            len: run.len(),
            written: whole.len(),
            opens,
            closes,
            amended: (opens, closes) != flanking(mark, before, after, false),
            before,
            after,
            line_edge: begins_line || ends_line,
            section,
        });
    }
}

/// How far a run reaches from its first mark: within the text that ends at `end`, and in the source, where
/// the parser may have used its other marks. An escaped mark is a character like any other.
fn extent(bytes: &[u8], found: usize, end: usize) -> (Range<usize>, Range<usize>) {
    let same = |byte: &&u8| **byte == bytes[found];
    let start = found + usize::from(is_escaped(bytes, found));
    let run = start..start + bytes[start..end].iter().take_while(same).count();
    let left = bytes[..start].iter().rev().take_while(same).count();
    let first = start - left + usize::from(left > 0 && is_escaped(bytes, start - left));
    let last = run.end + bytes[run.end..].iter().take_while(same).count();
    (run, first..last)
}

fn is_escaped(bytes: &[u8], at: usize) -> bool {
    let backslashes = bytes[..at]
        .iter()
        .rev()
        .take_while(|byte| **byte == b'\\')
        .count();
    backslashes % 2 == 1
}

/// Whether a run may open and close, by CommonMark 0.31 (section 6.2), amended when `cjk` is set: CJK
/// punctuation does not bar a run, and CJK characters are neighbours as good as punctuation.
fn flanking(mark: u8, before: Side, after: Side, cjk: bool) -> (bool, bool) {
    let bars = |side: Side| side.punctuation && !(cjk && side.cjk);
    let excuses = |side: Side| side.space || side.punctuation || (cjk && side.cjk);
    let left = !after.space && (!bars(after) || excuses(before));
    let right = !before.space && (!bars(before) || excuses(after));
    match mark {
        b'_' => (
            left && (!right || before.punctuation),
            right && (!left || after.punctuation),
        ),
        _ => (left, right),
    }
}
