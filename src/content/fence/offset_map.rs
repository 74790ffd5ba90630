//! Where the code of a block stands in its file.

use std::ops::Range;

use crate::source::Span;

/// Where each byte of a fragment stands in the file it was taken from.
///
/// Segments are in order and cover the fragment without gaps; between two of them the file has something
/// that the fragment has not, such as the `> ` of a quote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    segments: Vec<Segment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    /// First byte in the fragment.
    fragment: u32,
    /// The same byte in the file.
    file: u32,
    /// Length in the file when the bytes differ there (a tab that was widened, say): every byte of the
    /// segment then stands for all of these. `None` when the bytes are the same.
    replaced: Option<u32>,
}

impl OffsetMap {
    /// Notes that the fragment, `length` bytes long so far, goes on with bytes copied from `file`.
    pub fn push_copied(&mut self, length: usize, file: usize) {
        let goes_on = |last: &Segment| {
            last.replaced.is_none() && file == last.file as usize + length - last.fragment as usize
        };
        if self.segments.last().is_some_and(goes_on) {
            return;
        }
        self.segments.push(Segment {
            fragment: Span::at(length).start,
            file: Span::at(file).start,
            replaced: None,
        });
    }

    /// Notes that the fragment goes on with bytes that stand for the file's bytes in `span`.
    pub fn push_replaced(&mut self, length: usize, span: Span) {
        self.segments.push(Segment {
            fragment: Span::at(length).start,
            file: span.start,
            replaced: Some(Span::at(span.len()).start),
        });
    }

    /// Gives back the memory that more pieces would take.
    pub(super) fn shrink(&mut self) {
        self.segments.shrink_to_fit();
    }

    /// The map of a fragment that keeps only some ranges of this one's, given in order.
    pub(super) fn cut(&self, kept: &[Range<usize>]) -> Self {
        let mut cut = Self::default();
        let mut length = 0;
        for range in kept.iter().filter(|range| !range.is_empty()) {
            let (start, end) = (Span::at(range.start).start, Span::at(range.end).start);
            let first = self
                .segments
                .partition_point(|segment| segment.fragment <= start)
                .saturating_sub(1);
            let segments = self.segments.get(first..).unwrap_or_default();
            for segment in segments.iter().take_while(|segment| segment.fragment < end) {
                let skipped = start.saturating_sub(segment.fragment);
                let within = segment.fragment.saturating_sub(start);
                cut.segments.push(Segment {
                    fragment: Span::at(length).start + within,
                    file: segment.file + if segment.replaced.is_some() { 0 } else { skipped },
                    replaced: segment.replaced,
                });
            }
            length += range.len();
        }
        cut
    }

    /// The bytes of the file that a span of the fragment was made from.
    pub fn to_file(&self, span: Span) -> Span {
        let start = self.start(span.start);
        let end = if span.is_empty() {
            start
        } else {
            self.end(span.end)
        };
        Span {
            start,
            end: end.max(start),
        }
    }

    /// Whether the file has all bytes of a span of the fragment as they are.
    pub fn is_copied(&self, span: Span) -> bool {
        let first = self
            .segments
            .partition_point(|segment| segment.fragment <= span.start)
            .saturating_sub(1);
        let segments = self.segments.get(first..).unwrap_or_default();
        segments
            .iter()
            .take_while(|segment| segment.fragment < span.end.max(span.start + 1))
            .all(|segment| segment.replaced.is_none())
    }

    fn start(&self, offset: u32) -> u32 {
        match self.segment(offset) {
            Some(segment) if segment.replaced.is_some() => segment.file,
            Some(segment) => segment.file + (offset - segment.fragment),
            None => 0,
        }
    }

    fn end(&self, offset: u32) -> u32 {
        match self.segment(offset.saturating_sub(1)) {
            Some(Segment {
                file,
                replaced: Some(length),
                ..
            }) => file + length,
            Some(segment) => segment.file + (offset - segment.fragment),
            None => 0,
        }
    }

    /// The segment that holds a byte; for the fragment's end, the last one.
    fn segment(&self, offset: u32) -> Option<Segment> {
        let after = self
            .segments
            .partition_point(|segment| segment.fragment <= offset);
        self.segments.get(after.saturating_sub(1)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_maps_back_through_quote_marks() {
        let file = "> ```hcl\n> ab\n> cd\n> ```\n";
        let mut map = OffsetMap::default();
        map.push_copied(0, 11);
        map.push_copied(3, 16);
        assert_eq!(map.to_file(Span::new(0, 2)).of(file), "ab");
        assert_eq!(map.to_file(Span::new(3, 5)).of(file), "cd");
        assert_eq!(map.to_file(Span::new(1, 4)).of(file), "b\n> c");
        assert_eq!(map.to_file(Span::at(6)), Span::at(19));
    }
}
