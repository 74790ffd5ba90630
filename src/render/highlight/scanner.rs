//! A place in a block of code and the pieces before it: what every lexer of ours reads with.

use super::class::{Class, Tiles};

/// Text that is nothing in particular, punctuation included: neither is marked up.
pub(super) const PLAIN: Class = Class::Variable;

/// Reads code from its beginning to its end, a piece at a time.
///
/// Lexers move forwards only and give every byte a class as they pass it, so what they write tiles the code. They cut
/// beside ASCII bytes or take a character whole, so every cut is on a character boundary. A lexer works up to
/// [`Self::end`], which an outer lexer moves inwards to let an inner one read a part of the code.
pub(super) struct Scanner<'a> {
    code: &'a str,
    at: usize,
    end: usize,
    /// In how many other languages the code stands.
    depth: u8,
    tiles: Tiles,
}

/// How many languages may stand in each other; code in a deeper one is not looked into.
const DEPTH_LIMIT: u8 = 4;

#[cfg(test)]
thread_local! {
    /// How many bytes this thread has looked at in all; see [`effort`].
    static LOOKED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Counts bytes that were looked at. What walks ahead by itself, further than a few bytes, says so.
pub(super) fn look_at(bytes: usize) {
    #[cfg(test)]
    LOOKED.set(LOOKED.get() + bytes);
    #[cfg(not(test))]
    let _ = bytes;
}

/// How many bytes are looked at in a work: a measure of its time that no other program changes.
#[cfg(test)]
pub(super) fn effort(work: impl FnOnce()) -> usize {
    let before = LOOKED.get();
    work();
    LOOKED.get() - before
}

/// Takes `code` apart with a lexer.
pub(super) fn scan(code: &str, lexer: impl FnOnce(&mut Scanner<'_>)) -> Tiles {
    let mut scanner = Scanner {
        code,
        at: 0,
        end: code.len(),
        depth: 0,
        tiles: Tiles::with_capacity(code.len() / 6),
    };
    lexer(&mut scanner);
    scanner.take_to(code.len(), PLAIN);
    scanner.tiles
}

impl<'a> Scanner<'a> {
    /// Counts bytes that were looked at, as [`look_at`] does.
    pub(super) fn look_at(&self, bytes: usize) {
        look_at(bytes);
    }

    /// The offset of the next byte.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Where the lexer's part of the code ends.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// Whether everything is read.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.end
    }

    /// The bytes of the lexer's part that are not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.code.as_bytes()[self.at..self.end]
    }

    /// The bytes between two offsets.
    pub(super) fn bytes(&self, from: usize, to: usize) -> &'a [u8] {
        self.code.as_bytes().get(from..to).unwrap_or_default()
    }

    /// The text between two offsets; empty when they are not on character boundaries.
    pub(super) fn text(&self, from: usize, to: usize) -> &'a str {
        self.code.get(from..to).unwrap_or_default()
    }

    /// The next byte; zero at the end.
    pub(super) fn peek(&self) -> u8 {
        self.byte(0)
    }

    /// The byte that many after the next one; zero behind the end.
    pub(super) fn byte(&self, ahead: usize) -> u8 {
        match self.at + ahead {
            at if at < self.end => self.code.as_bytes()[at],
            _ => 0,
        }
    }

    /// The byte before the next one; a line feed at the beginning of the code.
    pub(super) fn before(&self) -> u8 {
        match self.at {
            0 => b'\n',
            at => self.code.as_bytes()[at - 1],
        }
    }

    /// Whether the rest begins with `text`.
    pub(super) fn sees(&self, text: &str) -> bool {
        self.rest().starts_with(text.as_bytes())
    }

    /// Takes `length` bytes, which end on a character boundary, as a piece of that class.
    pub(super) fn take(&mut self, length: usize, class: Class) {
        self.take_to(self.at + length, class);
    }

    /// Takes all up to the offset `to`, a character boundary, as a piece of that class.
    pub(super) fn take_to(&mut self, to: usize, class: Class) {
        debug_assert!(self.code.is_char_boundary(to.min(self.code.len())), "{to}");
        let to = to.clamp(self.at, self.code.len());
        self.look_at(to - self.at + 1);
        self.at = to;
        self.tiles.extend_to(self.at, class);
    }

    /// Takes the next character whole.
    pub(super) fn take_character(&mut self, class: Class) {
        self.take(self.character_length(0), class);
    }

    /// The length in bytes of the character that begins `ahead` bytes after the next one; zero behind the end.
    pub(super) fn character_length(&self, ahead: usize) -> usize {
        let length = match self.byte(ahead) {
            0x00..0x80 => 1,
            0x80..0xe0 => 2,
            0xe0..0xf0 => 3,
            0xf0.. => 4,
        };
        length.min(self.end.saturating_sub(self.at + ahead))
    }

    /// Takes bytes as long as they are wanted. A predicate that wants one byte of a character that is not ASCII must
    /// want them all.
    pub(super) fn take_while(&mut self, class: Class, wanted: impl Fn(u8) -> bool) {
        self.take(self.run(wanted), class);
    }

    /// How many of the next bytes are this one, up to so many.
    pub(super) fn repeats(&self, byte: u8, most: usize) -> usize {
        let rest = self.rest().iter().take(most);
        let count = rest.take_while(|&&next| next == byte).count();
        self.look_at(count);
        count
    }

    /// How many of the next bytes are wanted, up to the first one that is not.
    pub(super) fn run(&self, wanted: impl Fn(u8) -> bool) -> usize {
        self.run_from(0, wanted)
    }

    /// The same from `ahead` bytes on.
    pub(super) fn run_from(&self, ahead: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let rest = self.rest().get(ahead..).unwrap_or_default();
        let length = rest.iter().position(|&byte| !wanted(byte)).unwrap_or(rest.len());
        self.look_at(length);
        length
    }

    /// The lines that begin at the place, with their line feeds.
    pub(super) fn lines(&self) -> impl Iterator<Item = &'a [u8]> {
        let lines = self.rest().split_inclusive(|&byte| byte == b'\n');
        lines.inspect(|line| self.look_at(line.len()))
    }

    /// Takes blanks, but no line ending.
    pub(super) fn blanks(&mut self) {
        self.take_while(PLAIN, is_blank);
    }

    /// Takes white space, line endings included.
    pub(super) fn white_space(&mut self) {
        self.take_while(PLAIN, |byte| is_blank(byte) || byte == b'\n');
    }

    /// The offset at which the line being read ends, before its line feed.
    pub(super) fn line_end(&self) -> usize {
        self.find(b'\n').unwrap_or(self.end)
    }

    /// The offset of the next `wanted` byte.
    pub(super) fn find(&self, wanted: u8) -> Option<usize> {
        let place = self.rest().iter().position(|&byte| byte == wanted);
        self.look_at(place.unwrap_or(self.rest().len()));
        place.map(|place| self.at + place)
    }

    /// The offset of the next occurrence of `wanted`, which is ASCII.
    pub(super) fn find_text(&self, wanted: &str) -> Option<usize> {
        let place = self.text(self.at, self.end).find(wanted);
        self.look_at(place.unwrap_or(self.rest().len()));
        place.map(|place| self.at + place)
    }

    /// The next byte that is no blank, from `ahead` bytes on; a line feed counts as one.
    pub(super) fn visible(&self, ahead: usize) -> u8 {
        self.byte(ahead + self.run_from(ahead, is_blank))
    }

    /// Takes the line up to its line feed.
    pub(super) fn line(&mut self, class: Class) {
        self.take_to(self.line_end(), class);
    }

    /// Takes a comment that begins with `length` bytes and ends after `close`, or with the code.
    pub(super) fn block_comment(&mut self, length: usize, close: &str) {
        self.delimited(length, close, Class::Comment);
    }

    /// Takes what begins with `length` bytes and ends after `close`, or with the code.
    pub(super) fn delimited(&mut self, length: usize, close: &str, class: Class) {
        self.take(length.min(self.end - self.at), class);
        let end = self.find_text(close).map_or(self.end, |at| at + close.len());
        self.take_to(end, class);
    }

    /// The length of the name that begins there: letters, digits, `_`, and all that is not ASCII.
    pub(super) fn name_length(&self) -> usize {
        self.run(is_name)
    }

    /// The length of the name, or of its rest, that begins `ahead` bytes after the next one.
    pub(super) fn name_at(&self, ahead: usize) -> usize {
        self.run_from(ahead, is_name)
    }

    /// Takes a backslash and the character after it, with the digits of a numeric escape.
    pub(super) fn escape(&mut self) {
        let digits = |from: usize, most: usize| {
            let rest = self.rest().get(from..).unwrap_or_default();
            let digits = rest.iter().take(most);
            digits.take_while(|byte| byte.is_ascii_hexdigit()).count()
        };
        let length = match self.byte(1) {
            b'x' => 2 + digits(2, 2),
            b'u' if self.byte(2) == b'{' => match 3 + digits(3, 6) {
                length if self.byte(length) == b'}' => length + 1,
                length => length,
            },
            b'u' => 2 + digits(2, 4),
            b'U' => 2 + digits(2, 8),
            b'0'..=b'7' => 1 + digits(1, 3).max(1),
            _ => 1 + self.character_length(1),
        };
        self.take(length, Class::Escape);
    }

    /// Lets another lexer read up to the offset `to`; what it leaves is plain.
    pub(super) fn within(&mut self, to: usize, lexer: impl FnOnce(&mut Self)) {
        let to = to.clamp(self.at, self.end);
        let end = std::mem::replace(&mut self.end, to);
        lexer(self);
        self.take_to(to, PLAIN);
        self.end = end;
    }

    /// Lets the lexer of another language read up to the end; inside of too many others the code is plain.
    pub(super) fn in_language(&mut self, lexer: impl FnOnce(&mut Self)) {
        if self.depth < DEPTH_LIMIT {
            self.depth += 1;
            lexer(self);
            self.depth -= 1;
        }
        self.take_to(self.end, PLAIN);
    }

    /// Gives the piece from the offset `from` on another class, which must be one that a lexer has just taken whole.
    pub(super) fn reclassify(&mut self, from: usize, change: impl Fn(Class) -> Class) {
        for piece in self.tiles.latest_from(from) {
            piece.class = change(piece.class);
        }
    }
}

/// Whether a byte is a blank: all that [`u8::is_ascii_whitespace`] takes for white space but the line feed.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\x0c')
}

/// Whether a byte belongs to a name.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Whether a byte begins a name.
pub(super) fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// How many bytes the number has that begins there, with prefix, separators, exponent and unit; zero when there is none.
pub(super) fn number_length(bytes: &[u8]) -> usize {
    let at = |place: usize| bytes.get(place).copied().unwrap_or(0);
    let dotted = at(0) == b'.' && at(1).is_ascii_digit();
    if !at(0).is_ascii_digit() && !dotted {
        return 0;
    }
    let hex = at(0) == b'0' && matches!(at(1), b'x' | b'X');
    let mut place = 1;
    loop {
        place += match at(place) {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let exponent = matches!(at(place), b'e' | b'E') && !hex;
                1 + usize::from(
                    exponent && matches!(at(place + 1), b'+' | b'-') && at(place + 2).is_ascii_digit(),
                )
            }
            b'.' if at(place + 1).is_ascii_digit() => 2,
            b'.' if !begins_name(at(place + 1))
                && at(place + 1) != b'.'
                && !bytes[..place].contains(&b'.') =>
            {
                1
            }
            b'\'' if at(place + 1).is_ascii_digit() && at(place - 1).is_ascii_digit() => 1,
            _ => return place,
        };
    }
}
