//! What follows the opening marks of a code block: a language, then attributes.
//!
//! ```text
//! info      = [ language [ braces ] ] { attribute }        between them spaces or commas
//! attribute = name | name "=" value | name braces | braces
//! value     = word | '"' text '"' | "'" text "'" | braces | "[" text "]"
//! braces    = "{" ( lines | attributes ) "}"
//! ```
//!
//! Bare braces with lines are those of `mark`; a number after a comma goes on with the lines before it
//! (`mark=3-4,7`). What the names mean stands in [`super::attributes`].

use std::ops::Range;

use super::attributes::{self, Form};
use crate::source::Span;

/// `name` or `name=value` after the language of a fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name; that of Recto where it was written as another tool writes it.
    pub name: String,
    /// The value, without its quotes or braces.
    pub value: Option<String>,
    /// The bytes of the whole attribute.
    pub span: Span,
    /// The bytes of the name.
    pub name_span: Span,
    /// The bytes of the value, without its quotes or braces; empty when there is none.
    pub value_span: Span,
}

/// Reads an info string, the bytes `range` of `text`.
pub fn parse_info(text: &str, range: Range<usize>) -> (Option<(String, Span)>, Vec<Attribute>) {
    let mut info = Info {
        text,
        language: None,
        attributes: Vec::new(),
    };
    info.read(range, true);
    (info.language, info.attributes)
}

struct Info<'a> {
    text: &'a str,
    language: Option<(String, Span)>,
    attributes: Vec<Attribute>,
}

impl Info<'_> {
    fn read(&mut self, range: Range<usize>, mut is_first: bool) {
        let words = Words {
            text: self.text,
            at: range.start,
            end: range.end,
        };
        for word in words {
            self.word(word, std::mem::take(&mut is_first));
        }
    }

    fn word(&mut self, word: Range<usize>, is_first: bool) {
        let written = &self.text[word.clone()];
        let name = word.start..word.start + written.find(['=', '{']).unwrap_or(written.len());
        let after = self.text[name.end..word.end].chars().next();
        if is_first && after != Some('=') && !name.is_empty() {
            self.language = Some((self.text[name.clone()].to_owned(), name.clone().into()));
            if after.is_some() {
                self.braces(name.end..word.end);
            }
        } else if name.is_empty() && after == Some('{') {
            self.braces(word);
        } else if after.is_none() && self.continues(&word) {
            self.extend(word.end);
        } else {
            let value = after.map(|sign| name.end + usize::from(sign == '=')..word.end);
            self.push(self.text[name.clone()].to_owned(), &name, value, word);
        }
    }

    /// Braces without a name: lines to mark, or attributes as some tools group them.
    fn braces(&mut self, braces: Range<usize>) {
        let inside = bare(self.text, braces.clone());
        let first = self.text[inside.clone()].trim_start().chars().next();
        if first.is_some_and(|first| first.is_ascii_alphabetic() || matches!(first, '.' | '#')) {
            self.read(inside, false);
        } else {
            let name = braces.start..braces.start;
            self.push("mark".into(), &name, Some(braces.clone()), braces);
        }
    }

    fn push(
        &mut self,
        written: String,
        name: &Range<usize>,
        value: Option<Range<usize>>,
        word: Range<usize>,
    ) {
        let inside = value.map(|value| bare(self.text, value));
        let (name_text, foreign) = attributes::canonical(written);
        let value_text = inside.clone().map(|inside| self.text[inside].to_owned());
        // The ways in which other tools lay numbers out.
        let value_text =
            value_text.filter(|value| !(foreign && matches!(value.as_str(), "table" | "inline")));
        self.attributes.push(Attribute {
            name: name_text,
            value: value_text,
            name_span: if name.is_empty() {
                word.clone().into()
            } else {
                name.clone().into()
            },
            value_span: inside.map_or(Span::at(word.end), Span::from),
            span: word.into(),
        });
    }

    /// Whether a bare word is more of the lines that the attribute before it lists.
    fn continues(&self, word: &Range<usize>) -> bool {
        let is_lines = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let Some(last) = self.attributes.last() else {
            return false;
        };
        let between = &self.text[last.span.range().end..word.start];
        is_lines(&self.text[word.clone()])
            && between.contains(',')
            && last.value.is_some()
            && last.value_span.end == last.span.end
            && attributes::find(&last.name).is_some_and(|known| known.form == Form::Lines)
    }

    fn extend(&mut self, end: usize) {
        if let Some(last) = self.attributes.last_mut() {
            last.value_span = Span::new(last.value_span.range().start, end);
            last.span = Span::new(last.span.range().start, end);
            last.value = Some(last.value_span.of(self.text).to_owned());
        }
    }
}

/// A value without what encloses it.
fn bare(text: &str, value: Range<usize>) -> Range<usize> {
    let written = &text[value.clone()];
    let close = match written.chars().next() {
        Some(quote @ ('"' | '\'')) => quote,
        Some('{') => '}',
        Some('[') => ']',
        _ => return value,
    };
    let has_end = written.len() > 1 && written.ends_with(close);
    value.start + 1..value.end - usize::from(has_end)
}

/// The words of an info string; what stands in quotes or braces belongs to its word with all it holds.
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
        let mut quote = None;
        let mut depth = 0_usize;
        let mut before = '\0';
        let length = self.text[start..self.end]
            .find(|character| {
                let previous = std::mem::replace(&mut before, character);
                match (quote, character) {
                    (Some(open), _) => quote = quote.filter(|_| character != open),
                    (None, '"') => quote = Some('"'),
                    (None, '\'') if previous == '=' => quote = Some('\''),
                    (None, '{') => depth += 1,
                    (None, '[') if previous == '=' || depth > 0 => depth += 1,
                    (None, '}' | ']') => depth = depth.saturating_sub(1),
                    (None, _) => return depth == 0 && separator(character),
                }
                false
            })
            .unwrap_or(self.end - start);
        self.at = start + length;
        Some(start..self.at)
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
                assert!(attribute.span.contains(attribute.value_span), "{info}");
                if let Some(value) = &attribute.value {
                    assert_eq!(attribute.value_span.of(&text), value, "{info}");
                }
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
        check("title='it is \"x\"'", None, &[("title", Some("it is \"x\""))]);
        check("한글 \"", Some("한글"), &[("\"", None)]);
        check("c++ it's here", Some("c++"), &[("it's", None), ("here", None)]);
    }

    #[test]
    fn lines_are_written_in_many_ways() {
        let marked = &[("mark", Some("3-4,7"))][..];
        check("hcl{3-4,7}", Some("hcl"), marked);
        check("hcl {3-4,7}", Some("hcl"), marked);
        check("hcl mark=3-4,7", Some("hcl"), marked);
        check("hcl mark={3-4,7}", Some("hcl"), marked);
        check(
            "hcl,mark=3-4,7,ignore",
            Some("hcl"),
            &[marked[0], ("ignore", None)],
        );
        check("{3-4,7}", None, marked);
        check(
            "js title=\"x\" {1, 3} ins={4} del={5-6}",
            Some("js"),
            &[
                ("title", Some("x")),
                ("mark", Some("1, 3")),
                ("ins", Some("4")),
                ("del", Some("5-6")),
            ],
        );
        check(
            "js mark=\"3-4: why, here\" {9",
            Some("js"),
            &[("mark", Some("3-4: why, here")), ("mark", Some("9"))],
        );
        // A number that follows no lines is a word of its own.
        check("js title=x,3", Some("js"), &[("title", Some("x")), ("3", None)]);
        check("js mark=3 4", Some("js"), &[("mark", Some("3")), ("4", None)]);
    }

    #[test]
    fn names_of_other_tools_are_understood() {
        check(
            "js showLineNumbers{7} filename='a.js'",
            Some("js"),
            &[("numbers", Some("7")), ("title", Some("a.js"))],
        );
        check(
            "go {linenos=table, hl_lines=[8, \"15-17\"], linenostart=199}",
            Some("go"),
            &[
                ("numbers", None),
                ("mark", Some("8, \"15-17\"")),
                ("numbers", Some("199")),
            ],
        );
        check("{r setup}", None, &[("r", None), ("setup", None)]);
    }

    proptest::proptest! {
        #[test]
        fn any_info_string_has_spans_inside_it(info in "[a-z가{}\\[\\]\"'=,: 0-9-]{0,30}") {
            let text = format!("```{info}");
            let (_, list) = parse_info(&text, 3..text.len());
            for attribute in list {
                for span in [attribute.span, attribute.name_span, attribute.value_span] {
                    proptest::prop_assert!(text.get(span.range()).is_some(), "{:?}", &attribute);
                    proptest::prop_assert!(attribute.span.contains(span), "{:?}", &attribute);
                }
            }
        }
    }
}
