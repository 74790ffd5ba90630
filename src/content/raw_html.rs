//! Addresses and ids in the raw HTML of a Markdown text, found where a browser would find them.
//!
//! The scanner follows the tokenizer of the HTML Standard (section 13.2.5) as far as tags, attributes,
//! comments and raw text go. It knows no tree: what stands in a comment, a script or a style sheet is
//! skipped, everything else counts.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::iter;
use std::ops::Range;

use crate::source::Span;

use super::ast::{RawAddress, RawHtml};

/// Attributes that are looked at; all others are skipped.
const ATTRIBUTES: &[&str] = &["data", "href", "id", "name", "poster", "rel", "src", "srcset"];

/// Elements whose content is text up to their end tag, whatever it looks like.
const RAW_TEXT: &[&str] = &[
    "iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp",
];

/// Finds the addresses and ids in raw HTML. `to_file` maps bytes of `text` to bytes of the file.
///
/// Ranges are of the bytes as written: character references stay, white space around is left out. Of an
/// attribute that is written twice, the first counts. Never fails: what is not HTML has no addresses.
pub fn scan(text: &str, to_file: impl Fn(Range<usize>) -> Span) -> RawHtml {
    let mut raw = RawHtml {
        text: text.to_owned(),
        addresses: Vec::new(),
        ids: Vec::new(),
    };
    let mut scanner = Scanner { text, at: 0 };
    while let Some(tag) = scanner.next_start_tag() {
        for attribute in &tag.attributes {
            if attribute.name == "id" || (attribute.name == "name" && tag.is("a")) {
                if !attribute.value.is_empty() {
                    raw.ids
                        .push((attribute.value.clone(), to_file(attribute.value.clone())));
                }
            } else if let Some(embeds) = embeds(text, &tag, attribute.name) {
                raw.addresses
                    .extend(attribute.addresses(text).into_iter().map(|range| RawAddress {
                        span: to_file(range.clone()),
                        range,
                        embeds,
                    }));
            }
        }
    }
    raw
}

/// The text with its addresses replaced by what `new` gives for them; `None` keeps an address.
///
/// `new` gets an address as it is written, and may give text or HTML: `&` that begins no character
/// reference, quotes and angle brackets are escaped, white space is percent-encoded. So the result is
/// one attribute value again, however it was quoted.
pub fn rewrite<'a>(raw: &'a RawHtml, mut new: impl FnMut(&str) -> Option<String>) -> Cow<'a, str> {
    let mut out = String::new();
    let mut copied = 0;
    for RawAddress { range, .. } in &raw.addresses {
        let Some(old) = raw.text.get(range.clone()).filter(|_| copied <= range.start) else {
            continue;
        };
        let Some(address) = new(old).filter(|address| address != old) else {
            continue;
        };
        let before = &raw.text[copied..range.start];
        out.push_str(before);
        if address.is_empty() && before.trim_end().ends_with('=') {
            out.push_str("\"\"");
        }
        push_escaped(&mut out, &address);
        copied = range.end;
    }
    if copied == 0 {
        return Cow::Borrowed(&raw.text);
    }
    out.push_str(&raw.text[copied..]);
    Cow::Owned(out)
}

/// Escapes for any attribute value: double-quoted, single-quoted or bare.
fn push_escaped(out: &mut String, address: &str) {
    for (at, character) in address.char_indices() {
        match character {
            '&' if !begins_reference(&address[at + 1..]) => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '`' => out.push_str("&#96;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            ' ' => out.push_str("%20"),
            '\t' => out.push_str("%09"),
            '\n' => out.push_str("%0A"),
            '\r' => out.push_str("%0D"),
            '\x0c' => out.push_str("%0C"),
            _ => out.push(character),
        }
    }
}

/// Whether the text after an `&` makes it a character reference such as `&amp;` or `&#38;`.
fn begins_reference(rest: &str) -> bool {
    // The longest name in HTML has 31 letters.
    let Some(end) = rest.bytes().take(33).position(|byte| byte == b';') else {
        return false;
    };
    let name = &rest[..end];
    match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
            None => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        },
        None => {
            name.starts_with(|first: char| first.is_ascii_alphabetic())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        }
    }
}

/// Whether the address in an attribute is loaded with the page (`true`) or followed by a reader (`false`);
/// `None` if the attribute of this element holds no address.
fn embeds(text: &str, tag: &Tag, attribute: &str) -> Option<bool> {
    let is = |names: &[&str]| names.iter().any(|name| tag.is(name));
    match attribute {
        "href" if is(&["a", "area"]) => Some(false),
        "href" if is(&["link"]) => Some(tag.loads(text)),
        "src"
            if is(&[
                "img", "iframe", "script", "video", "audio", "source", "track", "embed", "input",
            ]) =>
        {
            Some(true)
        }
        "srcset" if is(&["img", "source"]) => Some(true),
        "poster" if is(&["video"]) => Some(true),
        "data" if is(&["object"]) => Some(true),
        _ => None,
    }
}

struct Tag<'a> {
    name: &'a str,
    /// Those of [`ATTRIBUTES`] that have a value, each once, in order.
    attributes: Vec<Attribute>,
}

impl Tag<'_> {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether a `link` has a relation that makes a browser load its address (HTML Standard, 4.6.7).
    fn loads(&self, text: &str) -> bool {
        const LOADING: &[&str] = &[
            "apple-touch-icon",
            "icon",
            "manifest",
            "mask-icon",
            "modulepreload",
            "prefetch",
            "preload",
            "stylesheet",
        ];
        let rel = self.attributes.iter().find(|attribute| attribute.name == "rel");
        rel.is_some_and(|rel| {
            let mut relations = text[rel.value.clone()].split_ascii_whitespace();
            relations.any(|relation| {
                LOADING
                    .iter()
                    .any(|loading| relation.eq_ignore_ascii_case(loading))
            })
        })
    }
}

struct Attribute {
    /// One of [`ATTRIBUTES`].
    name: &'static str,
    value: Range<usize>,
}

impl Attribute {
    fn addresses(&self, text: &str) -> Vec<Range<usize>> {
        if self.name == "srcset" {
            return srcset_addresses(text, self.value.clone());
        }
        let value = &text[self.value.clone()];
        let trimmed = value.trim_ascii();
        let start = self.value.start + (value.len() - value.trim_ascii_start().len());
        let address = start..start + trimmed.len();
        iter::once(address).collect()
    }
}

/// The addresses of image candidates, by the HTML Standard's "parse a srcset attribute" (4.8.4.2).
fn srcset_addresses(text: &str, value: Range<usize>) -> Vec<Range<usize>> {
    let mut scanner = Scanner {
        text: &text[..value.end],
        at: value.start,
    };
    let mut addresses = Vec::new();
    loop {
        scanner.skip(|byte| is_space(byte) || byte == b',');
        let start = scanner.at;
        scanner.skip(|byte| !is_space(byte));
        let written = &text[start..scanner.at];
        let address = written.trim_end_matches(',');
        if address.is_empty() {
            return addresses;
        }
        addresses.push(start..start + address.len());
        if address.len() == written.len() {
            scanner.skip_descriptors();
        }
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, test: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&test) {
            self.at += 1;
        }
    }

    fn take(&mut self, test: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        self.skip(test);
        start..self.at
    }

    /// Moves behind the next `end`, or to the end of the text.
    fn skip_past(&mut self, end: &str) {
        self.at = self
            .rest()
            .find(end)
            .map_or(self.text.len(), |offset| self.at + offset + end.len());
    }

    fn next_start_tag(&mut self) -> Option<Tag<'a>> {
        loop {
            self.skip_past("<");
            let next = self.peek()?;
            if next.is_ascii_alphabetic() {
                let tag = self.tag();
                self.skip_raw_text(tag.name);
                return Some(tag);
            }
            match next {
                b'/' => {
                    self.at += 1;
                    match self.peek() {
                        Some(byte) if byte.is_ascii_alphabetic() => drop(self.tag()),
                        _ => self.skip_past(">"),
                    }
                }
                b'!' if self.rest().starts_with("!--") => self.skip_comment(),
                b'!' | b'?' => self.skip_past(">"),
                _ => {}
            }
        }
    }

    fn skip_comment(&mut self) {
        self.at += "!--".len();
        for empty in [">", "->"] {
            if self.rest().starts_with(empty) {
                self.at += empty.len();
                return;
            }
        }
        while let Some(offset) = self.rest().find("--") {
            self.at += offset + "--".len();
            for end in [">", "!>"] {
                if self.rest().starts_with(end) {
                    self.at += end.len();
                    return;
                }
            }
            // Of three dashes, the last two may end the comment.
            self.at -= 1;
        }
        self.at = self.text.len();
    }

    fn skip_raw_text(&mut self, name: &str) {
        if !RAW_TEXT.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            return;
        }
        loop {
            self.skip_past("</");
            if self.rest().is_empty() {
                return;
            }
            let end = self.rest().as_bytes();
            let named = end
                .get(..name.len())
                .is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()));
            if named
                && end
                    .get(name.len())
                    .is_none_or(|&byte| is_space(byte) || matches!(byte, b'/' | b'>'))
            {
                return;
            }
        }
    }

    /// Reads a tag from its name to its `>`.
    fn tag(&mut self) -> Tag<'a> {
        let name = self.take(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>'));
        let mut tag = Tag {
            name: &self.text[name],
            attributes: Vec::new(),
        };
        loop {
            self.skip(|byte| is_space(byte) || byte == b'/');
            match self.peek() {
                None => return tag,
                Some(b'>') => {
                    self.at += 1;
                    return tag;
                }
                Some(_) => {}
            }
            if let Some(attribute) = self.attribute()
                && tag.attributes.iter().all(|known| known.name != attribute.name)
            {
                tag.attributes.push(attribute);
            }
        }
    }

    /// Reads one attribute; `None` if it has no value or is none of [`ATTRIBUTES`].
    fn attribute(&mut self) -> Option<Attribute> {
        let start = self.at;
        // An equals sign in first place belongs to the name.
        self.at += 1;
        self.skip(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
        let name = self.text.get(start..self.at).unwrap_or_default();
        let name = ATTRIBUTES.iter().find(|known| name.eq_ignore_ascii_case(known));
        let end = self.at;
        self.skip(is_space);
        if self.peek() != Some(b'=') {
            self.at = end;
            return None;
        }
        self.at += 1;
        self.skip(is_space);
        let value = self.value()?;
        name.map(|name| Attribute { name, value })
    }

    /// Reads the value of an attribute; `None` if its closing quote is missing.
    fn value(&mut self) -> Option<Range<usize>> {
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            return Some(self.take(|byte| !is_space(byte) && byte != b'>'));
        };
        self.at += 1;
        let value = self.take(|byte| byte != quote);
        self.peek()?;
        self.at += 1;
        Some(value)
    }

    /// Moves behind the descriptors of an image candidate; a comma in parentheses does not end them.
    fn skip_descriptors(&mut self) {
        let mut in_parentheses = false;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => in_parentheses = true,
                b')' => in_parentheses = false,
                b',' if !in_parentheses => return,
                _ => {}
            }
        }
    }
}

/// White space of HTML: no vertical tab, nothing beyond ASCII.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}
