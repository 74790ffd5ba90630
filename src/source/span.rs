//! Byte ranges of a source file, and how to say them to a person.

use std::ops::Range;

/// A half-open range of bytes in one source file, counted from the file's first byte.
///
/// Small and `Copy`: lines and columns are worked out by [`LineIndex`] only when something is shown.
/// Both ends lie on character boundaries of the text they point into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte; never less than `start`.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`; an `end` before `start` gives an empty span at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let start = clamp(start);
        Self {
            start,
            end: clamp(end).max(start),
        }
    }

    /// The empty span at one offset, for "something is missing here".
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The span as an index range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same span, `by` bytes further on.
    #[must_use]
    pub fn shift(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes of `text` that the span covers; empty when it does not fit.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// From 1.
    pub line: usize,
    /// From 1, in Unicode scalar values (`char`s) of the line.
    pub column: usize,
}

/// Where the lines of a text begin. Lines end at `\n`; a `\r` before it belongs to the line's end.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds the line starts of `text` in one pass.
    pub fn new(text: &str) -> Self {
        let after_newline = |(at, byte): (usize, u8)| (byte == b'\n').then_some(Span::at(at + 1).start);
        let starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter_map(after_newline))
            .collect();
        Self { starts }
    }

    /// The line, from 1, of a byte offset.
    pub fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    /// The line and column of a byte offset of `text`, the text this index was made from.
    /// An offset inside a character counts as that character, one past the end as the end.
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let line = self.line(offset);
        let start = self.starts[line - 1] as usize;
        let end = (offset as usize).min(text.len());
        let column = text[start..]
            .char_indices()
            .take_while(|(at, character)| start + at + character.len_utf8() <= end)
            .count();
        LineColumn {
            line,
            column: column + 1,
        }
    }

    /// The span of a line (from 1), without its line ending; `None` past the last line.
    pub fn line_span(&self, text: &str, line: usize) -> Option<Span> {
        let start = *self.starts.get(line.checked_sub(1)?)? as usize;
        let end = self.starts.get(line).map_or(text.len(), |&next| next as usize);
        let line = text.get(start..end)?;
        let trimmed = line.strip_suffix('\n').unwrap_or(line);
        let trimmed = trimmed.strip_suffix('\r').unwrap_or(trimmed);
        Some(Span::new(start, start + trimmed.len()))
    }

    /// How many lines the text has; a text without a line break has one.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "가나 x\r\n둘째";
        let index = LineIndex::new(text);
        let x = text.find('x').unwrap() as u32;
        assert_eq!(index.line_column(text, x), LineColumn { line: 1, column: 4 });
        let second = text.find('째').unwrap() as u32;
        assert_eq!(index.line_column(text, second), LineColumn { line: 2, column: 2 });
        assert_eq!(
            index.line_column(text, text.len() as u32),
            LineColumn { line: 2, column: 3 }
        );
        assert_eq!(index.line_span(text, 1).unwrap().of(text), "가나 x");
        assert_eq!(index.line_span(text, 3), None);
    }

    #[test]
    fn an_offset_inside_a_character_is_that_character() {
        let text = "가나";
        let index = LineIndex::new(text);
        assert_eq!(index.line_column(text, 4), LineColumn { line: 1, column: 2 });
        assert_eq!(index.line_column(text, 99), LineColumn { line: 1, column: 3 });
    }
}
