//! Changes of code as changes of the file it stands in: the marks of quotes and lists and the line endings of
//! the file are kept.

use crate::content::Document;
use crate::content::fence::Fence;
use crate::diagnostic::{Edit, Location};
use crate::source::Span;

/// A change of a block's code as one of the file. `None` when the file says the code in other bytes there (a
/// tab that is half indentation), the change joins lines that are shown with lines that are not, or it adds or
/// takes lines where some are removed.
pub(super) fn to_file(document: &Document, fence: &Fence, span: Span, replacement: &str) -> Option<Edit> {
    // Such lines are known by their numbers.
    if !fence.removed().is_empty() && replacement.contains('\n') {
        return None;
    }
    let text = fence.text(document);
    let mut place = Place::of(text, fence, span)?;
    if place.ends_code && place.is_whole_lines && replacement.is_empty() {
        // Nothing is left of the lines, so nothing of what stood before them either.
        place.span.start -= Span::at(place.prefix.len()).start;
    }
    let ending = line_ending(match fence.included {
        Some(_) => text,
        None => fence.span.of(text),
    });
    let mut written = String::new();
    if place.is_before_prefix && !replacement.is_empty() {
        written.push_str(place.prefix);
    }
    // The line break at the end of the code has the closing marks behind it, which have their own prefix.
    let closing = replacement.strip_suffix('\n').filter(|_| place.ends_code);
    let line_break = format!("{ending}{}", place.prefix);
    written.push_str(&closing.unwrap_or(replacement).replace('\n', &line_break));
    if closing.is_some() {
        written.push_str(ending);
    }
    let path = fence.extent(document).path;
    Some(Edit {
        location: Location::new(&path, place.span),
        replacement: written,
    })
}

/// How the lines of a text end.
pub(super) fn line_ending(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// The most bytes before a change in its line. What is longer was not written by hand, and thousands of changes
/// in it would take long.
const LONGEST_LINE: usize = 10_000;

/// Where code that changes stands in the file.
struct Place<'a> {
    span: Span,
    /// What stands before the code in its first line.
    prefix: &'a str,
    /// Whether the span begins on a line after the code, before the marks of that line.
    is_before_prefix: bool,
    /// Whether the span reaches to the end of the code, line ending included.
    ends_code: bool,
    /// Whether the span begins where a line of code does, and is not empty.
    is_whole_lines: bool,
}

impl<'a> Place<'a> {
    fn of(text: &'a str, fence: &Fence, span: Span) -> Option<Self> {
        let code = fence.source();
        let (start, end) = (span.start as usize, span.end as usize);
        let is_line_start = |at: usize| at > 0 && code[..at].ends_with('\n');
        let changed = code.get(start..end)?;
        if !fence.removed().is_empty() && changed.contains('\n') {
            return None;
        }
        let ends_code = end == code.len() && is_line_start(end);
        let is_before_prefix = ends_code && start == end;
        // New lines after the code look like the line above them.
        let inside = if is_before_prefix { start - 1 } else { start };
        let from = inside.saturating_sub(LONGEST_LINE);
        let line_break = code.as_bytes()[from..inside]
            .iter()
            .rposition(|&byte| byte == b'\n');
        let first = match line_break {
            Some(at) => from + at + 1,
            None if from == 0 => 0,
            None => return None,
        };
        if !fence.map.is_copied(Span::new(first, end)) {
            return None;
        }
        let prefix = prefix(text, fence, first);
        let touched = code[first..end].match_indices('\n').map(|(at, _)| first + at + 1);
        let is_shown = |prefix: &str| !prefix.trim_end().ends_with("#~");
        let alike = touched
            .filter(|line| *line < code.len())
            .all(|line| is_shown(self::prefix(text, fence, line)) == is_shown(prefix));
        if !alike {
            return None;
        }
        let file = fence.map.to_file(span);
        let before_break = code[start..].starts_with('\n') && text[..file.start as usize].ends_with('\r');
        let from = file.start as usize - usize::from(before_break);
        let to = match file.end as usize {
            _ if start == end => from,
            // The next line's own marks go with the line break before them.
            _ if is_line_start(end) && !ends_code => fence.map.to_file(Span::at(end)).start as usize,
            to => to,
        };
        Some(Self {
            span: Span::new(from, to),
            prefix,
            is_before_prefix,
            ends_code,
            is_whole_lines: first == start && start < end,
        })
    }
}

/// What stands in the file before the line of code that begins at an offset.
fn prefix<'a>(text: &'a str, fence: &Fence, line: usize) -> &'a str {
    let end = fence.map.to_file(Span::at(line)).start as usize;
    let before = &text[..end];
    &before[before.rfind('\n').map_or(0, |at| at + 1)..]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::Markdown;
    use crate::content::{self, ParseOptions};
    use crate::data::TimeZone;
    use crate::source::SourcePath;

    fn document(text: &str) -> Document {
        let options = ParseOptions {
            markdown: Markdown::default(),
            time_zone: TimeZone::utc(),
        };
        content::parse(&SourcePath::new("content/a.md"), &Arc::from(text), 0, &options).value
    }

    fn changed(text: &str, span: Span, replacement: &str) -> Option<String> {
        let document = document(text);
        let edit = to_file(&document, &document.facts.fences[0], span, replacement)?;
        let mut changed = text.to_owned();
        changed.replace_range(edit.location.span.range(), &edit.replacement);
        Some(changed)
    }

    /// Replaces a piece of the first block's code.
    fn check(text: &str, piece: &str, replacement: &str, expected: &str) {
        let document = document(text);
        let at = document.facts.fences[0].source().find(piece).unwrap();
        let span = Span::new(at, at + piece.len());
        assert_eq!(
            changed(text, span, replacement).as_deref(),
            Some(expected),
            "{text}"
        );
    }

    #[test]
    fn a_new_line_gets_the_marks_of_the_one_it_was_part_of() {
        check("```hcl\na b\n```\n", " ", "\n", "```hcl\na\nb\n```\n");
        check(
            "> ```hcl\n> a b\n> ```\n",
            " ",
            "\n",
            "> ```hcl\n> a\n> b\n> ```\n",
        );
        check(
            "1. 목록\n\n   > ```hcl\n   > 가 b\n   > ```\n",
            " ",
            "\n  ",
            "1. 목록\n\n   > ```hcl\n   > 가\n   >   b\n   > ```\n",
        );
    }

    #[test]
    fn lines_are_joined_without_their_marks() {
        check(
            "> ```hcl\n> a\n> b\n> ```\n",
            "\n",
            " ",
            "> ```hcl\n> a b\n> ```\n",
        );
        check("> ```hcl\n> a\n> b\n> ```\n", "a\n", "", "> ```hcl\n> b\n> ```\n");
        check("> ```hcl\n> a\n> b\n> ```\n", "b\n", "", "> ```hcl\n> a\n> ```\n");
    }

    #[test]
    fn line_endings_stay_as_they_are() {
        check(
            "```hcl\r\na b\r\n```\r\n",
            " ",
            "\n",
            "```hcl\r\na\r\nb\r\n```\r\n",
        );
        check(
            "> ```hcl\r\n> a\r\n> b\r\n> ```\r\n",
            "\n",
            " ",
            "> ```hcl\r\n> a b\r\n> ```\r\n",
        );
        let text = "```hcl\r\na\r\n```\r\n";
        assert_eq!(
            changed(text, Span::at(1), " = 1").unwrap(),
            "```hcl\r\na = 1\r\n```\r\n"
        );
    }

    #[test]
    fn a_line_after_the_code_stands_before_the_closing_marks() {
        let text = "> ```hcl\n> a {\n> ```\n";
        assert_eq!(
            changed(text, Span::at(4), "}\n").unwrap(),
            "> ```hcl\n> a {\n> }\n> ```\n"
        );
        assert_eq!(
            changed(text, Span::at(3), "\n}").unwrap(),
            "> ```hcl\n> a {\n> }\n> ```\n"
        );
        let open = "```hcl\na {";
        assert_eq!(changed(open, Span::at(3), "\n}").unwrap(), "```hcl\na {\n}");
    }

    #[test]
    fn what_is_not_shown_stays_so() {
        let text = "```hcl\n#~ a b\nc\n```\n";
        check(text, " ", "\n", "```hcl\n#~ a\n#~ b\nc\n```\n");
        assert_eq!(changed(text, Span::new(3, 4), " "), None);
    }

    #[test]
    fn what_is_removed_stays() {
        let text = "```hcl del=2\na b\nc\nd\n```\n";
        check(text, " ", " = ", "```hcl del=2\na = b\nc\nd\n```\n");
        assert_eq!(changed(text, Span::new(3, 4), " "), None);
        assert_eq!(changed(text, Span::new(1, 2), "\n"), None);
    }

    #[test]
    fn a_tab_that_is_half_indentation_is_left_alone() {
        let text = "- ```hcl\n\ta b\n  ```\n";
        assert_eq!(changed(text, Span::new(3, 4), "\n"), None);
    }

    proptest::proptest! {
        #[test]
        fn a_change_of_the_file_is_the_change_of_the_code(
            code in proptest::collection::vec("[a가 ]{1,4}", 1..5),
            marks in proptest::sample::select(vec!["", "> ", "   ", "> > ", "   > "]),
            crlf in proptest::bool::ANY,
            place in (0usize..30, 0usize..6),
            replacement in "[x\n]{0,3}",
        ) {
            let first = if marks.starts_with(' ') { "1. x\n\n" } else { "" };
            let code: Vec<String> = code.iter().map(|line| format!("k{line}")).collect();
            let lines: String = code.iter().map(|line| format!("{marks}{line}\n")).collect();
            let mut text = format!("{first}{marks}```hcl\n{lines}{marks}```\n");
            if crlf {
                text = text.replace('\n', "\r\n");
            }
            let source = code.join("\n") + "\n";
            let boundary = |mut at: usize| {
                while !source.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let start = boundary(place.0.min(source.len()));
            let end = boundary((place.0 + place.1).min(source.len())).max(start);
            let mut expected = source.clone();
            expected.replace_range(start..end, &replacement);
            // Code that loses its last line break runs into the closing marks, as no fix would have it.
            if !expected.is_empty() && !expected.ends_with('\n') {
                return Ok(());
            }
            let changed = changed(&text, Span::new(start, end), &replacement).unwrap();
            let after = document(&changed);
            proptest::prop_assert_eq!(after.facts.fences[0].source(), &expected, "{:?}", &changed);
            proptest::prop_assert_eq!(crlf, changed.contains('\r'));
            let breaks = changed.matches("\r\n").count();
            proptest::prop_assert!(!crlf || breaks == changed.matches('\n').count());
        }
    }
}
