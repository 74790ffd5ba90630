//! What a style sheet refers to (CSS Syntax Module Level 3, sections 4.3.5 and 4.3.6).

use std::ops::Range;

use super::{Contents, Kind, Reference};
use crate::source::find::find_all;

/// What a style sheet refers to; it has no ids.
pub fn contents(text: &str) -> Contents {
    Contents {
        references: references(text),
        ..Contents::default()
    }
}

/// The addresses in `url()`, `src()`, `image-set()` and `@import`, comments left out. Escapes in them are
/// replaced.
pub fn references(text: &str) -> Vec<Reference> {
    if !may_refer(text) {
        return Vec::new();
    }
    let mut reader = Reader {
        text,
        at: 0,
        found: Vec::new(),
    };
    reader.read();
    reader.found
}

/// Whether anything looks like a reference. Most style sheets have none, those in pages above all, and this is much
/// sooner seen than read.
fn may_refer(text: &str) -> bool {
    let bytes = text.as_bytes();
    let calls = |at: usize| {
        // Most brackets are those of `var()`.
        let last = at.checked_sub(1).map(|last| bytes[last].to_ascii_lowercase());
        matches!(last, Some(b'l' | b'c' | b't'))
            && ["url", "src", "image-set"].iter().any(|name| {
                let before = at.checked_sub(name.len()).map(|from| &bytes[from..at]);
                before.is_some_and(|before| before.eq_ignore_ascii_case(name.as_bytes()))
            })
    };
    let imports = |at: usize| {
        let behind = bytes[at + 1..].get(.."import".len());
        behind.is_some_and(|behind| behind.eq_ignore_ascii_case(b"import"))
    };
    find_all(bytes, b'(', b'@').any(|at| if bytes[at] == b'(' { calls(at) } else { imports(at) })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    found: Vec<Reference>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let bytes = self.text.as_bytes();
        // Whether a bare string would be an address: behind `@import`.
        let mut importing = false;
        // How many brackets of `image-set(` are open.
        let mut set_depth = 0_usize;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'/' if bytes.get(self.at + 1) == Some(&b'*') => self.skip_comment(),
                b'"' | b'\'' => {
                    let range = self.string(byte);
                    if importing {
                        self.refer(Kind::Resource, range);
                        importing = false;
                    } else if set_depth == 1 {
                        self.refer(Kind::Picture, range);
                    }
                }
                b'@' => {
                    importing = self.word_at(self.at + 1, "import");
                    if self.word_at(self.at + 1, "namespace") {
                        // Its address is a name, and no file.
                        self.skip_statement();
                    } else {
                        self.at += 1;
                    }
                }
                b';' | b'{' => {
                    importing = false;
                    self.at += 1;
                }
                b'(' if set_depth > 0 => {
                    set_depth += 1;
                    self.at += 1;
                }
                b')' => {
                    set_depth = set_depth.saturating_sub(1);
                    self.at += 1;
                }
                b'\\' => self.at += 2,
                _ if is_name(byte) => {
                    let start = self.at;
                    while bytes.get(self.at).is_some_and(|&byte| is_name(byte)) {
                        self.at += 1;
                    }
                    let name = &bytes[start..self.at];
                    if bytes.get(self.at) != Some(&b'(') {
                        continue;
                    }
                    if name.eq_ignore_ascii_case(b"url") || name.eq_ignore_ascii_case(b"src") {
                        self.at += 1;
                        let kind = if importing { Kind::Resource } else { Kind::Picture };
                        self.url(kind);
                        importing = false;
                    } else if name.eq_ignore_ascii_case(b"image-set")
                        || name.eq_ignore_ascii_case(b"-webkit-image-set")
                    {
                        self.at += 1;
                        set_depth = 1;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn word_at(&self, at: usize, word: &str) -> bool {
        self.text
            .as_bytes()
            .get(at..at + word.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    }

    /// Moves to the end of an at-rule without a block.
    fn skip_statement(&mut self) {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b';' | b'{' | b'}' => return,
                b'"' | b'\'' => drop(self.string(byte)),
                _ => self.at += 1,
            }
        }
    }

    fn skip_comment(&mut self) {
        let body = self.at + "/*".len();
        self.at = self.text[body..]
            .find("*/")
            .map_or(self.text.len(), |end| body + end + "*/".len());
    }

    /// Reads a string; gives the bytes between its quotes. A line's end ends it, too.
    fn string(&mut self, quote: u8) -> Range<usize> {
        let bytes = self.text.as_bytes();
        self.at += 1;
        let start = self.at;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'\\' => self.at += 2,
                b'\n' => return start..self.at,
                _ if byte == quote => {
                    self.at += 1;
                    return start..self.at - 1;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.text.len();
        start..self.text.len()
    }

    /// Reads what stands in `url(`, and its closing bracket.
    fn url(&mut self, kind: Kind) {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        match bytes.get(self.at) {
            Some(&quote @ (b'"' | b'\'')) => {
                let range = self.string(quote);
                self.refer(kind, range);
            }
            _ => {
                let start = self.at;
                while let Some(&byte) = bytes.get(self.at) {
                    match byte {
                        b')' => break,
                        b'\\' => self.at = (self.at + 2).min(bytes.len()),
                        _ => self.at += 1,
                    }
                }
                let range = super::markup::trimmed(self.text, &(start..self.at));
                // `var(--x)` and the like are no address.
                if !self.text[range.clone()].contains('(') {
                    self.refer(kind, range);
                }
            }
        }
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.at += usize::from(bytes.get(self.at) == Some(&b')'));
    }

    fn refer(&mut self, kind: Kind, range: Range<usize>) {
        let url = unescape(&self.text[range.clone()]);
        // A fragment alone means the document that the style applies to.
        if !url.is_empty() && !url.starts_with('#') {
            self.found.push(Reference { kind, url, range });
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

/// Replaces escapes (CSS Syntax Module Level 3, 4.3.7).
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        if digits > 0 {
            let code = u32::from_str_radix(&rest[..digits], 16).unwrap_or_default();
            out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            rest = &rest[digits..];
            rest = rest.strip_prefix([' ', '\t', '\n']).unwrap_or(rest);
        } else if let Some(next) = rest.chars().next() {
            // An escaped line's end joins two lines.
            if next != '\n' {
                out.push(next);
            }
            rest = &rest[next.len_utf8()..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
