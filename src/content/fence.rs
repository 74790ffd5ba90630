//! Code blocks: the language, the attributes after it, the code, and where each byte of the code stands.

use std::ops::Range;

use crate::hcl::{Fragment, Shape};
use crate::source::Span;

/// A fenced or indented code block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fence {
    /// The whole block, from the opening marks to the closing ones.
    pub span: Span,
    /// The first word after the opening marks, as written.
    pub language: Option<(String, Span)>,
    /// What follows the language.
    pub attributes: Vec<Attribute>,
    /// The code that is shown, without the marks of the quote or list it stands in.
    pub code: String,
    /// The code that is checked, when it is not the one that is shown; see [`Fence::source`].
    pub full_code: Option<String>,
    /// The lines of the code that is checked that are not shown, in order.
    pub unshown: Vec<Span>,
    /// Where the bytes of the code that is checked stand in the file.
    pub map: OffsetMap,
}

/// What begins a line of HCL that is checked and not shown.
const CONTEXT_MARK: &str = "#~ ";

/// `name` or `name=value` after the language of a fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name.
    pub name: String,
    /// The value, without its quotes.
    pub value: Option<String>,
    /// The bytes of the whole attribute.
    pub span: Span,
    /// The bytes of the name.
    pub name_span: Span,
}

impl Fence {
    /// The attribute with a name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The language in lower case; empty when none was written.
    pub fn language_name(&self) -> String {
        self.language
            .as_ref()
            .map_or_else(String::new, |(language, _)| language.to_ascii_lowercase())
    }

    /// The code that is checked: lines that begin with `#~ ` are part of it, without that mark. They are not
    /// part of [`Fence::code`], which is shown.
    pub fn source(&self) -> &str {
        self.full_code.as_deref().unwrap_or(&self.code)
    }

    /// Whether the block is checked and not shown.
    pub fn is_hidden(&self) -> bool {
        self.is_hcl() && self.attribute("hidden").is_some()
    }

    /// Whether the block is HCL that is read together with the other blocks of the document.
    pub fn is_checked(&self) -> bool {
        self.is_hcl() && self.attribute("ignore").is_none()
    }

    /// The name of the Terraform module that the block belongs to; empty for the module of the document.
    pub fn module_name(&self) -> &str {
        let name = self
            .attribute("module")
            .and_then(|module| module.value.as_deref());
        name.unwrap_or_default()
    }

    /// The block as a part of a Terraform module, as its attributes say it is to be read.
    pub fn fragment(&self) -> Fragment<'_> {
        let has = |name: &str| self.attribute(name).is_some();
        let shape = match (has("expr"), has("tfvars")) {
            (true, _) => Some(Shape::Expression),
            (false, true) => Some(Shape::Tfvars),
            (false, false) => None,
        };
        Fragment {
            text: self.source(),
            shape,
            detached: has("fragment"),
            complete: has("complete"),
        }
    }

    /// Where bytes of [`Fence::source`] stand in [`Fence::code`]; `None` when some of them are not shown.
    pub fn shown(&self, span: Span) -> Option<Span> {
        let before = self.unshown.iter().take_while(|line| line.end <= span.start);
        let (lines, length) = before.fold((0, 0), |(lines, length), line| (lines + 1, length + line.len()));
        let is_cut = self.unshown.get(lines).is_some_and(|line| line.start < span.end);
        let start = (span.start as usize).checked_sub(length)?;
        (!is_cut).then(|| Span::new(start, start + span.len()))
    }

    /// Separates what is shown from what is checked, once all the code is there.
    pub(super) fn split_context(&mut self) {
        let is_context =
            |line: &str| line.starts_with(CONTEXT_MARK) || line.trim_end() == CONTEXT_MARK.trim_end();
        if !self.is_hcl() || !self.code.lines().any(is_context) {
            return;
        }
        let mut shown = String::with_capacity(self.code.len());
        let mut kept: Vec<Range<usize>> = Vec::new();
        let mut checked = 0;
        let mut at = 0;
        for line in self.code.split_inclusive('\n') {
            let end = at + line.len();
            if is_context(line) {
                let kept_line = at + CONTEXT_MARK.len().min(line.trim_end_matches(['\n', '\r']).len())..end;
                self.unshown.push(Span::new(checked, checked + kept_line.len()));
                kept.push(kept_line);
            } else {
                shown.push_str(line);
                kept.push(at..end);
            }
            checked += kept.last().map_or(0, Range::len);
            at = end;
        }
        let code = std::mem::replace(&mut self.code, shown);
        self.map = self.map.cut(&kept);
        self.full_code = Some(kept.into_iter().map(|range| &code[range]).collect());
    }

    /// Whether the code is HCL by its language: `hcl`, `terraform`, `tf`, `tofu` or `opentofu` in any case.
    pub fn is_hcl(&self) -> bool {
        matches!(
            self.language_name().as_str(),
            "hcl" | "terraform" | "tf" | "tofu" | "opentofu"
        )
    }
}

/// Reads an info string, the bytes `range` of `text`: a language, then attributes separated by commas or
/// spaces. A value may stand in double quotes and then hold both.
pub fn parse_info(text: &str, range: Range<usize>) -> (Option<(String, Span)>, Vec<Attribute>) {
    let mut words = Words {
        text,
        at: range.start,
        end: range.end,
    };
    let Some(first) = words.next() else {
        return (None, Vec::new());
    };
    let is_attribute = text[first.clone()].contains('=');
    let language = (!is_attribute).then(|| (text[first.clone()].to_owned(), first.clone().into()));
    let attributes = is_attribute
        .then_some(first)
        .into_iter()
        .chain(words)
        .map(|word| attribute(text, word))
        .collect();
    (language, attributes)
}

fn attribute(text: &str, word: Range<usize>) -> Attribute {
    let written = &text[word.clone()];
    let (name, value) = match written.split_once('=') {
        Some((name, value)) => (name, Some(value.trim_matches('"').to_owned())),
        None => (written, None),
    };
    Attribute {
        name: name.to_owned(),
        value,
        name_span: Span::new(word.start, word.start + name.len()),
        span: word.into(),
    }
}

/// The words of an info string; a quoted part belongs to its word with all it holds.
struct Words<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let separator = |character: char| character == ',' || character.is_whitespace();
        let rest = &self.text[self.at..self.end];
        let start = self.at + rest.find(|character| !separator(character))?;
        let mut quoted = false;
        let length = self.text[start..self.end]
            .find(|character| {
                quoted ^= character == '"';
                !quoted && separator(character)
            })
            .unwrap_or(self.end - start);
        self.at = start + length;
        Some(start..self.at)
    }
}

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

    /// The map of a fragment that keeps only some ranges of this one's, given in order.
    fn cut(&self, kept: &[Range<usize>]) -> Self {
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

    fn check(info: &str, language: Option<&str>, attributes: &[(&str, Option<&str>)]) {
        let text = format!("```{info}");
        let (found, list) = parse_info(&text, 3..text.len());
        assert_eq!(found.as_ref().map(|(name, _)| name.as_str()), language, "{info}");
        let list: Vec<_> = list
            .iter()
            .map(|attribute| {
                assert!(text[attribute.span.range()].starts_with(attribute.name_span.of(&text)));
                (attribute.name.as_str(), attribute.value.as_deref())
            })
            .collect();
        assert_eq!(list, attributes, "{info}");
    }

    #[test]
    fn attributes_follow_the_language() {
        check("", None, &[]);
        check("hcl", Some("hcl"), &[]);
        check("hcl,ignore", Some("hcl"), &[("ignore", None)]);
        check(
            " HCL  should_fail=HCL301, fragment",
            Some("HCL"),
            &[("should_fail", Some("HCL301")), ("fragment", None)],
        );
        check(
            "tf title=\"a, b.tf\" ignore",
            Some("tf"),
            &[("title", Some("a, b.tf")), ("ignore", None)],
        );
        check("title=\"x\"", None, &[("title", Some("x"))]);
        check("한글 \"", Some("한글"), &[("\"", None)]);
    }

    #[test]
    fn what_is_shown_has_a_place_in_what_is_shown() {
        let mut fence = Fence {
            language: Some(("hcl".into(), Span::default())),
            code: "#~ a {\n  b = 1\n#~\n#~ }\nc = 2\n".into(),
            ..Fence::default()
        };
        fence.split_context();
        assert_eq!(fence.source(), "a {\n  b = 1\n\n}\nc = 2\n");
        let check = |text: &str, is_shown: bool| {
            let start = fence.source().find(text).expect("the text is there");
            let shown = fence.shown(Span::new(start, start + text.len()));
            assert_eq!(
                shown.map(|span| span.of(&fence.code)),
                is_shown.then_some(text),
                "{text}"
            );
        };
        check("b = 1", true);
        check("  b = 1\n", true);
        check("c = 2", true);
        check("a {", false);
        check("1\n\n}", false);
        check("}\nc", false);
    }

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
