//! Code blocks: the language, the attributes after it, the code, and where each byte of the code stands.

pub mod attributes;
mod info;
mod lines;
mod offset_map;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::{Document, Text};
use crate::diagnostic::Location;
use crate::hcl::{Fragment, Shape};
use crate::source::{SourcePath, Span};

pub use info::{Attribute, parse_info};
pub use lines::{BadLines, Lines};
pub use offset_map::OffsetMap;

/// A fenced or indented code block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fence {
    /// The whole block, from the opening marks to the closing ones.
    pub span: Span,
    /// The first word after the opening marks, as written.
    pub language: Option<(String, Span)>,
    /// What follows the language.
    pub attributes: Box<[Attribute]>,
    /// The code that is shown, without the marks of the quote or list it stands in.
    pub code: Text,
    /// The code that is checked, when it is not the one that is shown. Boxed, as few blocks have any.
    pub checked: Option<Box<Checked>>,
    /// Where the bytes of the code that is checked stand in the file.
    pub map: OffsetMap,
    /// The file that the code was taken from, when it is not the one that the block stands in.
    pub included: Option<Box<Included>>,
    /// The id of the block, when it or its lines can be linked to: that of a line is `ID-L14`.
    pub anchor: Option<String>,
}

/// The code of a block that is checked, which is not the one that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The code; see [`Fence::source`].
    pub code: String,
    /// Its lines that are not shown, in order.
    pub unshown: Vec<Span>,
    /// The lines of the code that is shown that are not checked, in order: those that `del` names.
    pub removed: Vec<Span>,
}

/// A file of the site that a block shows code of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included {
    /// The file.
    pub path: SourcePath,
    /// Its text.
    pub text: Arc<str>,
    /// The bytes of it that are shown, from the first to the last.
    pub span: Span,
}

/// What begins a line of HCL that is checked and not shown.
const CONTEXT_MARK: &str = "#~ ";

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

    /// Whether the language is one of these, given in lower case.
    pub fn is_in(&self, languages: &[&str]) -> bool {
        let written = self.language.as_ref().map(|(written, _)| written);
        written.is_some_and(|written| languages.iter().any(|known| written.eq_ignore_ascii_case(known)))
    }

    /// The code that is checked: lines that begin with `#~ ` are part of it, without that mark. They are not
    /// part of [`Fence::code`], which is shown. Lines that `del` names are not part of it.
    pub fn source(&self) -> &str {
        self.checked.as_ref().map_or(&self.code, |checked| &checked.code)
    }

    /// The lines of the code that is checked that are not shown, in order.
    pub fn unshown(&self) -> &[Span] {
        self.checked.as_ref().map_or(&[], |checked| &checked.unshown)
    }

    /// The lines of the code that is shown that are not checked, in order: those that `del` names.
    pub fn removed(&self) -> &[Span] {
        self.checked.as_ref().map_or(&[], |checked| &checked.removed)
    }

    /// The attributes with a name; those that name lines may stand more than once.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f Attribute> {
        self.attributes
            .iter()
            .filter(move |attribute| attribute.name == name)
    }

    /// The value of an attribute, when it has one.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.attribute(name)?.value.as_deref()
    }

    /// How many lines are shown.
    pub fn line_count(&self) -> usize {
        let ends = self.code.bytes().filter(|&byte| byte == b'\n').count();
        ends + usize::from(!self.code.is_empty() && !self.code.ends_with('\n'))
    }

    /// The lines that the attributes of a name give. What is wrong with others is reported by check.
    pub fn lines<'f>(&'f self, name: &'f str) -> impl Iterator<Item = Lines> {
        self.lines_of(name, self.line_count())
    }

    fn lines_of<'f>(&'f self, name: &'f str, count: usize) -> impl Iterator<Item = Lines> {
        let values = self.all(name).filter_map(|attribute| attribute.value.as_deref());
        values.filter_map(move |value| Lines::parse(value, count).ok())
    }

    /// Whether something is switched on or off; `None` when nothing is said of it.
    pub fn switch(&self, name: &str) -> Option<bool> {
        let last = self.all(name).last()?;
        Some(last.value.as_deref() != Some("false"))
    }

    /// The number of the first line, when lines are numbered.
    pub fn first_number(&self) -> Option<usize> {
        let is_off = |attribute: &Attribute| attribute.value.as_deref() == Some("false");
        if !self.all("numbers").any(|attribute| !is_off(attribute)) || self.all("numbers").any(is_off) {
            return None;
        }
        let written = self
            .all("numbers")
            .filter_map(|attribute| attribute.value.as_deref());
        Some(
            written
                .filter_map(|number| number.parse().ok())
                .last()
                .unwrap_or(1),
        )
    }

    /// Whether the block is one of a page's tabs.
    pub fn tab(&self) -> Option<&str> {
        self.value("tab").filter(|label| !label.is_empty())
    }

    /// The text that [`Fence::map`] leads into: that of the document, or of the file that is included.
    pub fn text<'f>(&'f self, document: &'f Document) -> &'f str {
        self.included
            .as_ref()
            .map_or(&document.text, |included| &included.text)
    }

    /// Where bytes of the code that is checked stand in the author's files.
    pub fn location(&self, document: &Document, span: Span) -> Location {
        let path = self
            .included
            .as_ref()
            .map_or(&document.path, |included| &included.path);
        Location::new(path, self.map.to_file(span))
    }

    /// All of the block in the file that its code stands in.
    pub fn extent(&self, document: &Document) -> Location {
        match &self.included {
            Some(included) => Location::new(&included.path, included.span),
            None => document.location(self.span),
        }
    }

    /// Whether the block is a Mermaid diagram that is drawn; `by_default` says what holds for one that says nothing
    /// of it.
    pub fn is_diagram(&self, by_default: bool) -> bool {
        self.is_mermaid() && self.switch("diagram").unwrap_or(by_default)
    }

    /// Whether the code is Mermaid by its language.
    pub fn is_mermaid(&self) -> bool {
        self.is_in(&["mermaid"])
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
            (false, false) if self.is_whole_file() => Some(Shape::Module),
            (false, false) => None,
        };
        Fragment {
            text: self.source(),
            shape,
            detached: has("fragment"),
            complete: has("complete"),
        }
    }

    /// Whether the code is all of a file that Terraform reads.
    fn is_whole_file(&self) -> bool {
        let included = self.included.as_ref();
        included.is_some_and(|included| included.path.extension() == "tf")
            && self.attribute("region").is_none()
    }

    /// Where bytes of [`Fence::source`] stand in [`Fence::code`]; `None` when some of them are not shown, or others
    /// stand between them there.
    pub fn shown(&self, span: Span) -> Option<Span> {
        let before = self.unshown().iter().take_while(|line| line.end <= span.start);
        let (lines, length) = before.fold((0, 0), |(lines, length), line| (lines + 1, length + line.len()));
        if self
            .unshown()
            .get(lines)
            .is_some_and(|line| line.start < span.end)
        {
            return None;
        }
        let mut start = (span.start as usize).checked_sub(length)?;
        for line in self.removed() {
            if line.start as usize <= start {
                start += line.len();
            } else if (line.start as usize) < start + span.len() {
                return None;
            }
        }
        Some(Span::new(start, start + span.len()))
    }

    /// Gives the block its code, of which [`Fence::map`] says where it stands in `text`.
    pub(super) fn fill(&mut self, text: &Arc<str>, code: &str) {
        let start = self.map.to_file(Span::at(0)).start;
        self.code = Text::meant(text, Span::new(0, code.len()).shift(start as usize), code);
        self.split();
        self.map.shrink();
    }

    /// Separates what is shown from what is checked, once all the code is there.
    fn split(&mut self) {
        if !self.is_hcl() {
            return;
        }
        if !self.code.contains(CONTEXT_MARK.trim_end()) && self.attribute("del").is_none() {
            return;
        }
        let is_context =
            |line: &str| line.starts_with(CONTEXT_MARK) || line.trim_end() == CONTEXT_MARK.trim_end();
        let count = self.code.lines().filter(|line| !is_context(line)).count();
        let removed = self.removed_lines(count);
        if removed.is_empty() && count == self.line_count() {
            return;
        }
        let mut shown = String::with_capacity(self.code.len());
        let mut shown_lines = 0;
        let mut unshown = Vec::new();
        let mut unchecked = Vec::new();
        let mut kept: Vec<Range<usize>> = Vec::new();
        let mut checked = 0;
        let mut at = 0;
        for line in self.code.split_inclusive('\n') {
            let end = at + line.len();
            let mut start = at;
            if is_context(line) {
                start += CONTEXT_MARK.len().min(line.trim_end_matches(['\n', '\r']).len());
                unshown.push(Span::new(checked, checked + (end - start)));
            } else {
                if removed.contains(&shown_lines) {
                    unchecked.push(Span::new(shown.len(), shown.len() + line.len()));
                    start = end;
                }
                shown.push_str(line);
                shown_lines += 1;
            }
            kept.push(start..end);
            checked += end - start;
            at = end;
        }
        let code = std::mem::replace(&mut self.code, shown.into());
        self.map = self.map.cut(&kept);
        self.checked = Some(Box::new(Checked {
            code: kept.into_iter().map(|range| &code[range]).collect(),
            unshown,
            removed: unchecked,
        }));
    }

    /// The lines that `del` names of those that are shown, counted from 0.
    fn removed_lines(&self, count: usize) -> BTreeSet<usize> {
        let lines = self.lines_of("del", count);
        lines.flat_map(|lines| lines.iter().collect::<Vec<_>>()).collect()
    }

    /// Whether the code is HCL by its language: `hcl`, `terraform`, `tf`, `tofu` or `opentofu` in any case.
    pub fn is_hcl(&self) -> bool {
        self.is_in(&["hcl", "terraform", "tf", "tofu", "opentofu"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site holds its blocks as long as it is built.
    #[test]
    fn blocks_are_small() {
        assert!(size_of::<Fence>() <= 144, "{}", size_of::<Fence>());
    }

    #[test]
    fn what_is_shown_has_a_place_in_what_is_shown() {
        let mut fence = Fence {
            language: Some(("hcl".into(), Span::default())),
            code: "#~ a {\n  b = 1\n#~\n#~ }\nc = 2\n".into(),
            ..Fence::default()
        };
        fence.split();
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
    fn lines_that_are_removed_are_shown_and_not_checked() {
        let (_, attributes) = parse_info("hcl del=1,3", 0..11);
        let mut fence = Fence {
            language: Some(("hcl".into(), Span::default())),
            attributes: attributes.into(),
            code: "가 = 1\n#~ a {\nb = 2\nc = 3\n#~ }\nd = 4\n".into(),
            ..Fence::default()
        };
        fence.map.push_copied(0, 10);
        fence.split();
        assert_eq!(&*fence.code, "가 = 1\nb = 2\nc = 3\nd = 4\n");
        assert_eq!(fence.source(), "a {\nb = 2\n}\nd = 4\n");
        for (text, place) in [("b = 2", 25), ("}\n", 40), ("d = 4", 42)] {
            let start = fence.source().find(text).expect("the text is there");
            let span = Span::new(start, start + text.len());
            assert_eq!(
                fence.map.to_file(span),
                Span::new(place, place + text.len()),
                "{text}"
            );
            let shown = fence.shown(span).map(|span| span.of(&fence.code));
            assert_eq!(shown, (text != "}\n").then_some(text));
        }
    }

    #[test]
    fn what_has_a_removed_line_in_it_has_no_one_place() {
        let (_, attributes) = parse_info("hcl del=2", 0..9);
        let mut fence = Fence {
            language: Some(("hcl".into(), Span::default())),
            attributes: attributes.into(),
            code: "a\nb\nc\n".into(),
            ..Fence::default()
        };
        fence.split();
        assert_eq!(fence.source(), "a\nc\n");
        assert_eq!(fence.shown(Span::new(0, 2)), Some(Span::new(0, 2)));
        assert_eq!(fence.shown(Span::new(0, 3)), None);
        assert_eq!(fence.shown(Span::new(2, 4)), Some(Span::new(4, 6)));
    }
}
