//! Where findings are, as people count it. Each file's lines are found once, however many findings it has.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::{Location, Sources};
use crate::source::{LineColumn, LineIndex, SourcePath, Span};

/// What columns count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Columns {
    /// Unicode scalar values, as people count letters.
    #[default]
    Unicode,
    /// UTF-16 code units, as many editors count.
    Utf16,
}

impl Columns {
    /// How many columns a text takes.
    fn of(self, text: &str) -> usize {
        match self {
            Self::Unicode => text.chars().count(),
            Self::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// The files that findings point into.
pub(super) struct Places<'a> {
    sources: &'a dyn Sources,
    columns: Columns,
    files: RefCell<BTreeMap<SourcePath, Option<Rc<File<'a>>>>>,
}

/// A file and where its lines begin.
pub(super) struct File<'a> {
    /// The whole text.
    pub(super) text: &'a str,
    index: LineIndex,
    /// The place asked for last: the next one is often further on in the same line, which may be long.
    last: Cell<(u32, LineColumn)>,
    columns: Columns,
}

/// The lines and columns of a span, all from 1; the end is the first column that is no longer meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) start: LineColumn,
    pub(super) end: LineColumn,
}

/// Some whole lines of a file.
pub(super) struct Window<'a> {
    /// The lines.
    pub(super) text: &'a str,
    /// The offset of the first one in the file.
    pub(super) start: usize,
    /// The number of the first one, from 1.
    pub(super) line: usize,
}

impl<'a> Places<'a> {
    pub(super) fn new(sources: &'a dyn Sources) -> Self {
        Self {
            sources,
            columns: Columns::Unicode,
            files: RefCell::default(),
        }
    }

    /// The same, counting columns in another way.
    pub(super) fn counting(self, columns: Columns) -> Self {
        Self { columns, ..self }
    }

    /// Where a finding is; nothing when the text is not at hand.
    pub(super) fn region(&self, location: &Location) -> Option<Region> {
        let file = self.file(&location.path)?;
        Some(Region {
            start: file.line_column(location.span.start),
            end: file.line_column(location.span.end),
        })
    }

    /// The file at a path; nothing when its text is not at hand.
    pub(super) fn file(&self, path: &SourcePath) -> Option<Rc<File<'a>>> {
        if let Some(known) = self.files.borrow().get(path) {
            return known.clone();
        }
        let file = self.sources.text(path).map(|text| {
            Rc::new(File {
                text,
                index: LineIndex::new(text),
                last: Cell::new((0, LineColumn { line: 1, column: 1 })),
                columns: self.columns,
            })
        });
        self.files.borrow_mut().insert(path.clone(), file.clone());
        file
    }
}

impl Window<'_> {
    /// Where a span of the file is in these lines.
    pub(super) fn place(&self, span: Span) -> Range<usize> {
        let inside = |offset: usize| offset.saturating_sub(self.start).min(self.text.len());
        let range = span.range();
        inside(range.start)..inside(range.end)
    }
}

impl<'a> File<'a> {
    pub(super) fn line_column(&self, offset: u32) -> LineColumn {
        let (from, known) = self.last.get();
        let place = match self.text.get(from as usize..offset as usize) {
            Some(between) if self.index.line(offset) == known.line => LineColumn {
                column: known.column + self.columns.of(between),
                ..known
            },
            _ => self.place(offset),
        };
        if self.text.is_char_boundary(offset as usize) {
            self.last.set((offset, place));
        }
        place
    }

    /// The place of an offset, counted from the beginning of its line.
    fn place(&self, offset: u32) -> LineColumn {
        let place = self.index.line_column(self.text, offset);
        match self.columns {
            Columns::Unicode => place,
            Columns::Utf16 => LineColumn {
                column: self.utf16_column(place),
                ..place
            },
        }
    }

    fn utf16_column(&self, place: LineColumn) -> usize {
        let start = self.index.line_span(self.text, place.line);
        let start = start.unwrap_or_default().range().start;
        let before = self.text[start..].chars().take(place.column - 1);
        before.map(char::len_utf16).sum::<usize>() + 1
    }

    /// The text of the line on which an offset is, without its ending.
    pub(super) fn line_of(&self, offset: u32) -> &'a str {
        let line = self.index.line_column(self.text, offset).line;
        let span = self.index.line_span(self.text, line).unwrap_or_default();
        span.of(self.text)
    }

    /// A line, from 1, without its ending; nothing past the last one.
    pub(super) fn line(&self, number: usize) -> Option<Span> {
        self.index.line_span(self.text, number)
    }

    /// The lines that spans of this text touch, with two more on each side.
    pub(super) fn window(&self, spans: impl IntoIterator<Item = Span>) -> Window<'a> {
        let whole = spans.into_iter().reduce(Span::cover).unwrap_or_default();
        let first = self.line_column(whole.start).line.saturating_sub(2).max(1);
        let last = (self.line_column(whole.end).line + 2).min(self.index.line_count());
        let lines = |line| self.index.line_span(self.text, line).unwrap_or_default();
        let start = lines(first).range().start;
        let end = self
            .index
            .line_span(self.text, last + 1)
            .map_or(self.text.len(), |next| next.range().start);
        Window {
            text: self.text.get(start..end).unwrap_or_default(),
            start,
            line: first,
        }
    }
}
