//! The lines of a block: numbers, marks, changes, labels, folds, and the ids that links lead to.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use super::escape;
use super::shown::{Change, Shown, diff_language};
use crate::content::Fence;
use crate::source::Span;

/// How the lines of a block are laid out.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    /// The lines; empty when they need no elements of their own.
    lines: Vec<Line>,
    /// The number of the first line, when they are shown.
    number: Option<usize>,
    /// What the ids of lines begin with.
    anchor: Option<String>,
    focus: bool,
}

#[derive(Clone, Debug, Default)]
struct Line {
    range: Span,
    change: Change,
    is_marked: bool,
    has_focus: bool,
    is_folded: bool,
    /// What is said of the lines that begin here.
    labels: Vec<String>,
}

/// Lines that are folded away together, or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) lines: Range<usize>,
    pub(super) is_folded: bool,
    pub(super) is_first: bool,
}

/// The attributes that give lines an element.
const NAMES: [&str; 7] = ["numbers", "id", "mark", "ins", "del", "focus", "collapse"];

impl Layout {
    /// Whether the lines of a block need elements of their own.
    pub(super) fn is_wanted(fence: &Fence) -> bool {
        let names = |name: &str| fence.attribute(name).is_some();
        NAMES.into_iter().any(names) || diff_language(fence).is_some()
    }

    pub(super) fn of(fence: &Fence, shown: &Shown<'_>) -> Self {
        if !Self::is_wanted(fence) {
            return Self::default();
        }
        let mut at = 0;
        let line = |text: &str| {
            at += text.len();
            Line {
                range: Span::new(at - text.len(), at),
                ..Line::default()
            }
        };
        let mut layout = Self {
            lines: shown.code.split_inclusive('\n').map(line).collect(),
            number: fence.first_number(),
            anchor: fence.anchor.clone(),
            focus: false,
        };
        for (line, change) in layout.lines.iter_mut().zip(&shown.changes) {
            line.change = *change;
        }
        layout.add(fence, "mark", |line| line.is_marked = true);
        layout.add(fence, "ins", |line| line.change = Change::Added);
        layout.add(fence, "del", |line| line.change = Change::Removed);
        layout.add(fence, "focus", |line| line.has_focus = true);
        layout.add(fence, "collapse", |line| line.is_folded = true);
        layout.focus = layout.lines.iter().any(|line| line.has_focus);
        layout
    }

    fn add(&mut self, fence: &Fence, name: &str, set: impl Fn(&mut Line)) {
        for lines in fence.lines(name) {
            for at in lines.iter() {
                if let Some(line) = self.lines.get_mut(at) {
                    set(line);
                }
            }
            let first = lines.iter().next().and_then(|at| self.lines.get_mut(at));
            if let Some((first, label)) = first.zip(lines.label) {
                first.labels.push(label);
            }
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        self.lines.is_empty()
    }

    pub(super) fn has_focus(&self) -> bool {
        self.focus
    }

    /// The number of the first line, whether it is shown or not.
    pub(super) fn first_number(&self) -> usize {
        self.number.unwrap_or(1)
    }

    /// The bytes of a line, its ending included.
    pub(super) fn range(&self, line: usize) -> Span {
        self.lines.get(line).map_or(Span::default(), |line| line.range)
    }

    /// The stretches of lines, in order.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            match pieces.last_mut().filter(|last| last.is_folded == line.is_folded) {
                Some(last) => last.lines.end = at + 1,
                None => pieces.push(Piece {
                    lines: at..at + 1,
                    is_folded: line.is_folded,
                    is_first: at == 0,
                }),
            }
        }
        if pieces.is_empty() {
            pieces.push(Piece {
                lines: 0..0,
                is_folded: false,
                is_first: true,
            });
        }
        pieces
    }

    /// The classes of the element with the code.
    pub(super) fn class(&self) -> &'static str {
        match (self.is_plain(), self.number.is_some()) {
            (true, _) => "",
            (false, false) => " lines",
            (false, true) => " lines numbers",
        }
    }

    /// Where the numbers of a piece begin, and how wide they are.
    pub(super) fn style(&self, piece: &Piece) -> String {
        let Some(first) = self.number.filter(|_| !self.is_plain()) else {
            return String::new();
        };
        let before = first.saturating_sub(1).saturating_add(piece.lines.start);
        let width = first.saturating_add(self.lines.len()).to_string().len().max(2);
        format!(" style=\"--n:{before};--w:{width}ch\"")
    }

    /// Begins a line, with all that is shown of it and not part of the code.
    pub(super) fn open(&self, at: usize, strings: &BTreeMap<String, String>, out: &mut String) {
        let Some(line) = self.lines.get(at) else { return };
        let mut class = String::from("line");
        let classes = [
            (line.is_marked && line.change != Change::None, " marked"),
            (line.has_focus, " focus"),
        ];
        class.extend(
            classes
                .into_iter()
                .filter(|(is_so, _)| *is_so)
                .map(|(_, class)| class),
        );
        let _ = write!(out, "<{} class=\"{class}\"", line.tag());
        let number = self.first_number().saturating_add(at);
        let id = self.anchor.as_ref().map(|anchor| format!("{anchor}-L{number}"));
        if let Some(id) = &id {
            let _ = write!(out, " id=\"{}\"", escape(id));
        }
        out.push('>');
        if let Some(id) = id.filter(|_| self.number.is_some()) {
            let fragment = crate::site::routes::encode(&id);
            let _ = write!(
                out,
                "<a class=\"number\" href=\"#{fragment}\" tabindex=\"-1\" aria-hidden=\"true\"></a>"
            );
        }
        for label in &line.labels {
            let _ = write!(out, "<span class=\"note\">{}</span>", escape(label));
        }
        let before = at.checked_sub(1).and_then(|at| self.lines.get(at));
        let is_new = before.is_none_or(|before| before.tag() != line.tag());
        if let Some(text) = line.said().filter(|_| is_new).and_then(|key| strings.get(key)) {
            let _ = write!(out, "<span class=\"note hidden\">{} </span>", escape(text));
        }
    }

    /// Ends a line.
    pub(super) fn close(&self, at: usize, out: &mut String) {
        if let Some(line) = self.lines.get(at) {
            let _ = write!(out, "</{}>", line.tag());
        }
    }
}

impl Line {
    fn tag(&self) -> &'static str {
        match self.change {
            Change::Added => "ins",
            Change::Removed => "del",
            Change::None if self.is_marked => "mark",
            Change::None => "span",
        }
    }

    /// What those are told who do not see the colour of the line: a text of the interface.
    fn said(&self) -> Option<&'static str> {
        match self.tag() {
            "ins" => Some("line_ins"),
            "del" => Some("line_del"),
            "mark" => Some("line_mark"),
            _ => None,
        }
    }
}

/// What the attributes of a block say of its lines.
pub(super) fn changes(fence: &Fence) -> Vec<Change> {
    let mut changes = vec![Change::None; fence.line_count()];
    for (name, change) in [("ins", Change::Added), ("del", Change::Removed)] {
        for lines in fence.lines(name) {
            for at in lines.iter() {
                if let Some(line) = changes.get_mut(at) {
                    *line = change;
                }
            }
        }
    }
    changes
}
