//! The tags of an HTML text, found where a browser would find them.
//!
//! Follows the tokenizer of the HTML Standard (section 13.2.5) as far as tags, attributes, comments and raw
//! text go. Knows no tree: what stands in a comment is skipped, and so is the content of an element whose
//! content is text; everything else counts.

use std::ops::Range;

use crate::source::Span;
use crate::source::find::find;

/// Elements whose content is text up to their end tag, whatever it looks like.
const RAW_TEXT: &[&str] = &[
    "iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp",
];

/// How many attributes of a tag are looked at, so that comparing their names takes no time worth a word.
const MOST_ATTRIBUTES: usize = 256;

/// A start tag.
#[derive(Clone, Debug, Default)]
pub struct Tag<'a> {
    /// The name as it is written, in any case.
    pub name: &'a str,
    /// Its attributes that have a value, each name once (the first counts), in order.
    pub attributes: Vec<Attribute<'a>>,
    /// The content of an element whose content is text, such as `style`.
    pub raw_text: Option<Range<usize>>,
}

impl<'a> Tag<'a> {
    /// Whether the element has this name, given in lower case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The bytes of an attribute's value, its name given in lower case.
    pub fn value(&self, name: &str) -> Option<Range<usize>> {
        let found = self.attributes.iter().find(|attribute| attribute.is(name))?;
        Some(found.value.clone())
    }
}

/// An attribute with a value.
#[derive(Clone, Debug)]
pub struct Attribute<'a> {
    /// The name as it is written, in any case.
    pub name: &'a str,
    /// The bytes of the value as written: character references stay, quotes are left out.
    pub value: Range<usize>,
}

impl Attribute<'_> {
    /// Whether the attribute has this name, given in lower case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// Goes through the start tags of a text. Linear in the text; never fails.
#[derive(Debug)]
pub struct Tags<'a> {
    text: &'a str,
    at: usize,
    /// Bytes to be passed over when they begin just where one would go on, in order.
    inert: &'a [Span],
}

impl<'a> Tags<'a> {
    /// From the beginning of the text.
    pub fn new(text: &'a str) -> Self {
        Self::without(text, &[])
    }

    /// From the beginning of the text, passing over bytes with whole elements and without a tag that is wanted, or the
    /// beginning of a raw text.
    pub(super) fn without(text: &'a str, inert: &'a [Span]) -> Self {
        Self { text, at: 0, inert }
    }

    /// Moves behind bytes that begin here and are to be passed over.
    fn pass(&mut self) {
        while let Some((next, rest)) = self.inert.split_first()
            && next.range().start <= self.at
        {
            if next.range().start == self.at {
                self.at = next.range().end.min(self.text.len());
            }
            self.inert = rest;
        }
    }

    /// Reads the next start tag into `tag`, whose memory is used again; `false` at the end of the text. A `span`
    /// with nothing but a class is passed over: of highlighted code there are hundreds on a page.
    pub fn next_into(&mut self, tag: &mut Tag<'a>) -> bool {
        loop {
            self.pass();
            self.skip_past(b'<');
            let Some(next) = self.peek() else {
                return false;
            };
            if self.pass_coloured_span() {
                continue;
            }
            if next.is_ascii_alphabetic() {
                if !self.tag(tag) {
                    return false;
                }
                tag.raw_text = self.raw_text(tag.name);
                return true;
            }
            match next {
                b'/' => self.end_tag(tag),
                b'!' if self.rest().starts_with("!--") => self.skip_comment(),
                b'!' | b'?' => self.skip_past(b'>'),
                _ => {}
            }
        }
    }

    /// Moves behind the end tag of the `template` that was read last: what stands in it is nowhere in the page.
    pub fn skip_template(&mut self) {
        let mut tag = Tag::default();
        let mut open = 1_usize;
        while open > 0 {
            self.skip_past(b'<');
            let Some(next) = self.peek() else {
                return;
            };
            match next {
                b'/' => {
                    self.end_tag(&mut tag);
                    open -= usize::from(tag.is("template"));
                }
                b'!' if self.rest().starts_with("!--") => self.skip_comment(),
                b'!' | b'?' => self.skip_past(b'>'),
                _ if next.is_ascii_alphabetic() => {
                    open += usize::from(self.tag(&mut tag) && tag.is("template"));
                    self.raw_text(tag.name);
                }
                _ => {}
            }
        }
    }

    /// Reads an end tag from its slash, or what looks like one and counts as a comment.
    fn end_tag(&mut self, tag: &mut Tag<'a>) {
        self.at += 1;
        match self.peek() {
            Some(byte) if byte.is_ascii_alphabetic() => drop(self.tag(tag)),
            _ => {
                *tag = Tag::default();
                self.skip_past(b'>');
            }
        }
    }

    /// Moves behind `span class="…">` or `/span>`, if one of these comes next.
    fn pass_coloured_span(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        let length = match rest {
            [b'/', b's', b'p', b'a', b'n', b'>', ..] => Some("/span>".len()),
            [b's', b'p', b'a', b'n', b' ', rest @ ..] => rest.strip_prefix(b"class=\"").and_then(|value| {
                let end = value.iter().position(|&byte| byte == b'"');
                end.filter(|&end| value.get(end + 1) == Some(&b'>'))
                    .map(|end| "span class=\"".len() + end + "\">".len())
            }),
            _ => None,
        };
        self.at += length.unwrap_or(0);
        length.is_some()
    }

    /// The bytes from behind the last tag to the next `<`.
    pub fn text_behind(&self) -> Range<usize> {
        let end = self.rest().find('<').map_or(self.text.len(), |end| self.at + end);
        self.at.min(end)..end
    }

    /// The bytes of a CDATA section of XML behind the last tag.
    pub fn cdata_behind(&self) -> Option<Range<usize>> {
        let inner = self.rest().trim_start().strip_prefix("<![CDATA[")?;
        let start = self.text.len() - inner.len();
        Some(start..start + inner.find("]]>").unwrap_or(inner.len()))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, test: impl Fn(u8) -> bool) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().position(|&byte| !test(byte)).unwrap_or(rest.len());
    }

    fn take(&mut self, test: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        self.skip(test);
        start..self.at
    }

    /// Moves behind the next `end`, or to the end of the text.
    fn skip_past(&mut self, end: u8) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += find(rest, end).map_or(rest.len(), |offset| offset + 1);
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

    /// Moves behind the content of an element whose content is text, up to the name of its end tag.
    fn raw_text(&mut self, name: &str) -> Option<Range<usize>> {
        if !RAW_TEXT.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            return None;
        }
        // What is passed over is the beginning; the rest is text like any other.
        self.pass();
        let start = self.at;
        let is_script = name.eq_ignore_ascii_case("script");
        // Where the comment of a script may hold `<script>` with an end of its own (13.2.5.20 and on).
        let (mut in_comment, mut in_inner) = (false, false);
        loop {
            if in_comment {
                self.skip(|byte| !matches!(byte, b'<' | b'-'));
            } else {
                let rest = &self.text.as_bytes()[self.at..];
                self.at += find(rest, b'<').unwrap_or(rest.len());
            }
            let rest = self.rest();
            if rest.is_empty() {
                return Some(start..self.at);
            }
            if !in_inner && is_named(rest, "</", name) {
                let end = self.at;
                self.at += "</".len();
                return Some(start..end);
            }
            if in_comment {
                let mark = if in_inner { "</" } else { "<" };
                if rest.starts_with("-->") {
                    (in_comment, in_inner) = (false, false);
                } else if is_named(rest, mark, name) {
                    in_inner = !in_inner;
                }
            } else if is_script && rest.starts_with("<!--") {
                in_comment = true;
                // `<!-->` is a comment that ends at once.
                self.at += 1;
            }
            self.at += 1;
        }
    }

    /// Reads a tag from its name to its `>`; `false` if that is missing, when it is no tag at all.
    fn tag(&mut self, tag: &mut Tag<'a>) -> bool {
        let name = self.take(|byte| !ENDS_NAME[usize::from(byte)]);
        tag.name = &self.text[name];
        tag.attributes.clear();
        tag.raw_text = None;
        loop {
            self.skip(|byte| is_space(byte) || byte == b'/');
            match self.peek() {
                None => return false,
                Some(b'>') => {
                    self.at += 1;
                    return true;
                }
                Some(_) => {}
            }
            if let Some(attribute) = self.attribute()
                && tag.attributes.len() < MOST_ATTRIBUTES
                && tag
                    .attributes
                    .iter()
                    .all(|known| !known.name.eq_ignore_ascii_case(attribute.name))
            {
                tag.attributes.push(attribute);
            }
        }
    }

    /// Reads one attribute; `None` if it has no value.
    fn attribute(&mut self) -> Option<Attribute<'a>> {
        let start = self.at;
        // An equals sign in first place belongs to the name.
        self.at += 1;
        self.skip(|byte| byte != b'=' && !ENDS_NAME[usize::from(byte)]);
        let name = self.text.get(start..self.at).unwrap_or_default();
        let end = self.at;
        self.skip(is_space);
        if self.peek() != Some(b'=') {
            self.at = end;
            return None;
        }
        self.at += 1;
        self.skip(is_space);
        let value = self.value()?;
        Some(Attribute { name, value })
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
}

/// The addresses of image candidates in a `srcset` value at `value` of `text`, by the HTML Standard's "parse
/// a srcset attribute" (4.8.4.2).
pub fn srcset(text: &str, value: Range<usize>) -> Vec<Range<usize>> {
    let mut scanner = Tags {
        text: &text[..value.end],
        at: value.start,
        inert: &[],
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

impl Tags<'_> {
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

/// Whether a text begins with `mark`, the name of an element in any case, and the end of a name.
fn is_named(text: &str, mark: &str, name: &str) -> bool {
    let rest = text.strip_prefix(mark).map_or(&b""[..], str::as_bytes);
    let named = rest
        .get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
    named
        && rest
            .get(name.len())
            .is_none_or(|&byte| is_space(byte) || matches!(byte, b'/' | b'>'))
}

/// The bytes that end the name of a tag.
const ENDS_NAME: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        ends[byte as usize] = is_space(byte) || matches!(byte, b'/' | b'>');
        byte += 1;
    }
    ends
};

/// White space of HTML: no vertical tab, nothing beyond ASCII.
const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// The bytes of a value without the white space around.
pub fn trimmed(text: &str, value: &Range<usize>) -> Range<usize> {
    let written = &text[value.clone()];
    let start = value.start + (written.len() - written.trim_ascii_start().len());
    start..start + written.trim_ascii().len()
}
