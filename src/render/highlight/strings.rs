//! Strings with what is in them, and regular expressions.

use super::class::Class;
use super::engine::{Engine, Last, Outer};
use super::scanner::begins_name;
use super::table::{Escape, Holes, Quote};

impl Engine<'_, '_> {
    /// Takes a string whose beginning changes its meaning, if that is one.
    pub(super) fn prefixed_string(&mut self, word: &[u8]) -> bool {
        let named = |name: &str| name.as_bytes().eq_ignore_ascii_case(word);
        let Some(prefix) = self.table.prefixes.iter().find(|prefix| named(prefix.name)) else {
            return false;
        };
        let rest = &self.scan.rest()[word.len()..];
        let begins = |quote: &&Quote| rest.starts_with(quote.open.as_bytes());
        let Some(quote) = self.table.strings.iter().find(begins) else {
            return false;
        };
        self.scan.take(word.len(), quote.class);
        self.string(Quote {
            escape: if prefix.raw { Escape::None } else { quote.escape },
            holes: prefix.holes,
            documents: false,
            ..*quote
        });
        true
    }

    /// Takes a string, up to its first hole.
    pub(super) fn string(&mut self, quote: Quote) {
        let documents = quote.documents && self.line_first && self.brackets.is_empty();
        let quote = Quote {
            class: if documents { Class::Comment } else { quote.class },
            ..quote
        };
        self.scan.take(quote.open.len(), quote.class);
        self.string_text(quote);
    }

    pub(super) fn string_text(&mut self, quote: Quote) {
        self.last = Last::Value;
        let close = quote.close.as_bytes()[0];
        let hole = match quote.holes {
            Holes::None => close,
            Holes::Dollar | Holes::DollarName => b'$',
            Holes::Hash => b'#',
            Holes::Braces | Holes::Format => b'{',
            Holes::Percent => b'%',
        };
        let ordinary = |byte: u8| {
            byte != close && byte != b'\\' && byte != hole && (byte != b'\n' || quote.lines) && byte != b'}'
        };
        loop {
            self.scan.take_while(quote.class, ordinary);
            let byte = self.scan.peek();
            if self.scan.is_done() || byte == b'\n' && !quote.lines {
                return;
            }
            if self.scan.sees(quote.close) {
                let length = quote.close.len();
                if quote.escape == Escape::Doubled && self.scan.byte(length) == close {
                    self.scan.take(length + 1, Class::Escape);
                    continue;
                }
                self.scan.take(length, quote.class);
                return;
            }
            match byte {
                b'\\' if quote.escape == Escape::Backslash => self.scan.escape(),
                b'{' | b'}' if self.doubled_brace(quote) => {}
                _ if byte == hole && self.hole(quote) => {
                    if self.is_inside(quote) {
                        return;
                    }
                }
                _ => self.scan.take_character(quote.class),
            }
        }
    }

    /// Whether a hole has just begun that is read as code.
    fn is_inside(&self, quote: Quote) -> bool {
        matches!(
            quote.holes,
            Holes::Dollar | Holes::DollarName | Holes::Hash | Holes::Braces
        ) && self.scan.before() == b'{'
    }

    fn doubled_brace(&mut self, quote: Quote) -> bool {
        let doubles = matches!(quote.holes, Holes::Braces | Holes::Format);
        let doubled = doubles && self.scan.peek() == self.scan.byte(1);
        if doubled {
            self.scan.take(2, Class::Escape);
        }
        doubled
    }

    /// Takes a hole, or its beginning when it holds code; the byte that begins it is there.
    fn hole(&mut self, quote: Quote) -> bool {
        let length = match quote.holes {
            Holes::None => 0,
            Holes::Format => format_length(self.scan.rest()),
            Holes::Percent => percent_length(self.scan.rest()),
            Holes::DollarName if begins_name(self.scan.byte(1)) => 1 + self.scan.name_at(1),
            Holes::Braces => {
                self.enter(Outer::Text(quote), 1);
                return true;
            }
            Holes::Dollar | Holes::DollarName | Holes::Hash => {
                let opens = self.scan.byte(1) == b'{';
                if opens {
                    self.enter(Outer::Text(quote), 2);
                }
                return opens;
            }
        };
        self.scan.take(length, Class::Interpolation);
        length > 0
    }

    /// Takes a regular expression, or the slash alone when none ends on the line.
    pub(super) fn regex(&mut self) {
        if self.scan.at() < self.no_regex_before {
            self.operator();
            return;
        }
        let mut class = false;
        let mut escaped = false;
        let end = self.scan.rest().iter().skip(1).position(|&byte| {
            let ends = byte == b'\n' || byte == b'/' && !class && !escaped;
            if !escaped {
                class = byte == b'[' || class && byte != b']';
            }
            escaped = byte == b'\\' && !escaped;
            ends
        });
        let end = end.map_or(self.scan.rest().len(), |end| end + 1);
        self.scan.look_at(end);
        if self.scan.byte(end) != b'/' {
            self.no_regex_before = self.scan.at() + end;
            self.operator();
            return;
        }
        let flags = self.scan.run_from(end + 1, |byte| byte.is_ascii_alphabetic());
        self.scan.take(end + 1 + flags, Class::Regex);
        self.last = Last::Value;
    }
}

/// The length of `{}`, `{name}` or `{name:format}` at the beginning of the bytes; zero when there is none.
fn format_length(bytes: &[u8]) -> usize {
    let bytes = &bytes[..bytes.len().min(48)];
    let name = bytes[1..]
        .iter()
        .take_while(|&&byte| byte.is_ascii_alphanumeric() || byte == b'_')
        .count();
    let mut end = 1 + name;
    if bytes.get(end) == Some(&b':') {
        let part = |byte: &&u8| byte.is_ascii_alphanumeric() || b":#?<>^+-.*$_".contains(byte);
        end += bytes[end..].iter().take_while(part).count();
    }
    if bytes.get(end) == Some(&b'}') { end + 1 } else { 0 }
}

/// The length of `%s`, `%-10.3f` or `%%` at the beginning of the bytes; zero when there is none.
fn percent_length(bytes: &[u8]) -> usize {
    let part = |byte: &&u8| byte.is_ascii_digit() || b"-+#.*[]".contains(byte);
    let flags = bytes[1..].iter().take(12).take_while(part).count();
    let size = bytes[1 + flags..]
        .iter()
        .take(2)
        .take_while(|byte| b"hlLqjzt".contains(byte));
    // A size alone is the letter of a verb: `%t`.
    let size = size.count();
    let verb = |at: usize| {
        bytes
            .get(at)
            .is_some_and(|&byte| byte.is_ascii_alphabetic() || byte == b'%' && flags == 0)
    };
    match 1 + flags + size {
        at if verb(at) => at + 1,
        at if size > 0 => at,
        _ => 0,
    }
}
