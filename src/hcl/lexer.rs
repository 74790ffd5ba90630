//! Cuts HCL text into tokens. Never fails, runs in linear time, and loses no byte.
//!
//! The grammar is that of the HCL native syntax specification (lexical elements, templates). What is
//! broken is cut so that the damage stays small: a quoted string ends with its line at the latest, an
//! interpolation is given up at a line that can only begin an argument or block, and a heredoc without
//! its closing tag ends at the first line that begins with the tag, when there is one.

use super::token::{Token, TokenKind};
use crate::hash::HashMap;
use crate::source::Span;

/// The tokens of `text`, which tile it exactly: no byte is skipped, all cuts lie between characters.
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        tokens: Vec::with_capacity(text.len() / 4),
        frames: Vec::new(),
        line_start: 0,
        last_lines: None,
    };
    lexer.run();
    lexer.tokens
}

/// What encloses the place being read; outside of all frames is plain code.
#[derive(Clone, Copy)]
enum Frame {
    /// Between the quotes of the string opened at this offset.
    Quote { opened: usize },
    /// In the text of a heredoc. A lenient one also ends at a line that only begins with the tag.
    Heredoc { tag: Span, lenient: bool },
    /// In `${` or `%{`, with so many `{` open inside of it.
    Sequence { opened: usize, braces: usize },
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    tokens: Vec<Token>,
    frames: Vec<Frame>,
    /// Where the current line begins.
    line_start: usize,
    /// Where the last line with nothing but this name begins; made for the first heredoc.
    last_lines: Option<HashMap<&'t str, usize>>,
}

impl<'t> Lexer<'t> {
    fn run(&mut self) {
        if self.text.starts_with('\u{feff}') {
            self.push(TokenKind::Whitespace, 3);
        }
        while self.at < self.bytes.len() {
            match self.frames.last() {
                None | Some(Frame::Sequence { .. }) => self.code(),
                Some(Frame::Quote { .. }) => self.quoted(),
                Some(&Frame::Heredoc { tag, lenient }) => self.heredoc(tag, lenient),
            }
        }
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let end = self.at + length;
        self.tokens.push(Token {
            kind,
            span: Span::new(self.at, end),
        });
        self.at = end;
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// How many bytes from here on satisfy `wanted`.
    fn run_length(&self, wanted: impl Fn(u8) -> bool) -> usize {
        self.rest().iter().take_while(|&&byte| wanted(byte)).count()
    }

    fn char_length(&self) -> usize {
        self.text[self.at..].chars().next().map_or(1, char::len_utf8)
    }

    /// The length of the line end here, or 0. A lone `\r` is none.
    fn newline_length(&self, at: usize) -> usize {
        match self.bytes.get(at..) {
            Some([b'\n', ..]) => 1,
            Some([b'\r', b'\n', ..]) => 2,
            _ => 0,
        }
    }

    /// The offset of the line end at or after `from`.
    fn line_end(&self, from: usize) -> usize {
        let rest = &self.bytes[from..];
        let length = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        let carriage_return = length > 0 && length < rest.len() && rest[length - 1] == b'\r';
        from + length - usize::from(carriage_return)
    }
}

/// Code: outside of strings and heredocs, or inside of `${ }`.
impl Lexer<'_> {
    fn code(&mut self) {
        match self.peek(0) {
            b' ' | b'\t' => {
                let length = self.run_length(|byte| byte == b' ' || byte == b'\t');
                self.push(TokenKind::Whitespace, length);
            }
            b'\n' => self.newline(1),
            b'\r' if self.peek(1) == b'\n' => self.newline(2),
            b'#' => self.line_comment(),
            b'/' if self.peek(1) == b'/' => self.line_comment(),
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            b'0'..=b'9' => self.push(TokenKind::Number, number_length(self.rest())),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.identifier(),
            b'"' => {
                self.frames.push(Frame::Quote { opened: self.at });
                self.push(TokenKind::OpenQuote, 1);
            }
            b'{' | b'}' | b'~' => self.brace(),
            b'<' if self.peek(1) == b'<' && self.heredoc_open() => {}
            0x80.. => self.non_ascii(),
            b'\'' | b'`' => self.misquoted(),
            _ => self.operator(),
        }
    }

    fn newline(&mut self, length: usize) {
        self.push(TokenKind::Newline, length);
        self.line_start = self.at;
        self.give_up_sequence();
    }

    fn line_comment(&mut self) {
        self.push(TokenKind::LineComment, self.line_end(self.at) - self.at);
    }

    fn block_comment(&mut self) {
        let close = self.text[self.at + 2..].find("*/");
        let length = close.map_or(self.bytes.len() - self.at, |close| close + 4);
        if let Some(newline) = self.text[self.at..self.at + length].rfind('\n') {
            self.line_start = self.at + newline + 1;
        }
        self.push(TokenKind::BlockComment, length);
    }

    fn identifier(&mut self) {
        let ascii = self.run_length(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        let more: usize = if self.peek(ascii) < 0x80 {
            0
        } else {
            let rest = self.text[self.at + ascii..].chars();
            rest.take_while(|&character| continues_identifier(character))
                .map(char::len_utf8)
                .sum()
        };
        self.push(TokenKind::Identifier, ascii + more);
    }

    fn non_ascii(&mut self) {
        let character = self.text[self.at..].chars().next().unwrap_or('\0');
        if unicode_ident::is_xid_start(character) {
            self.identifier();
        } else if matches!(character, '“' | '”' | '„' | '‘' | '’') {
            self.misquoted();
        } else {
            self.push(TokenKind::Unknown, character.len_utf8());
        }
    }

    /// A whole string in foreign quotes when its line holds a closing one, else the quote alone.
    fn misquoted(&mut self) {
        let opener = self.char_length();
        let closers: &[char] = match self.peek(0) {
            b'`' => &['`'],
            b'\'' => &['\'', '’'],
            _ if self.text[self.at..].starts_with(['“', '”', '„']) => &['“', '”', '„', '"'],
            _ => &['‘', '’', '\''],
        };
        let rest = self.text[self.at + opener..].char_indices();
        let mut line = rest.take_while(|&(_, character)| character != '\n');
        // Every opener closes itself too, so a line is searched in vain once for each kind of quote.
        match line.find(|(_, character)| closers.contains(character)) {
            Some((at, closer)) => self.push(TokenKind::MisquotedString, opener + at + closer.len_utf8()),
            None => self.push(TokenKind::BadQuote, opener),
        }
    }

    fn brace(&mut self) {
        let next = self.peek(1);
        let in_sequence = match self.frames.last_mut() {
            Some(Frame::Sequence { braces, .. }) => Some(braces),
            _ => None,
        };
        match (self.bytes[self.at], in_sequence) {
            (b'{', depth) => {
                if let Some(depth) = depth {
                    *depth += 1;
                }
                self.push(TokenKind::OpenBrace, 1);
            }
            (b'}', Some(0)) => self.close_sequence(1),
            (b'}', depth) => {
                if let Some(depth) = depth {
                    *depth -= 1;
                }
                self.push(TokenKind::CloseBrace, 1);
            }
            (b'~', Some(0)) if next == b'}' => self.close_sequence(2),
            _ => self.push(TokenKind::Unknown, 1),
        }
    }

    fn operator(&mut self) {
        let (kind, length) = operator(self.rest());
        self.push(kind, length);
    }
}

/// Quoted templates, heredocs and the sequences inside of both.
impl Lexer<'_> {
    fn quoted(&mut self) {
        match self.peek(0) {
            b'"' => {
                self.frames.pop();
                self.push(TokenKind::CloseQuote, 1);
            }
            b'\\' => self.escape(),
            b'\n' => self.give_up_string(),
            b'\r' if self.peek(1) == b'\n' => self.give_up_string(),
            b'$' | b'%' if self.is_template_mark(self.at) => self.template_mark(),
            _ => {
                let length = self.text_length(self.at, false);
                self.push(TokenKind::StringText, length);
            }
        }
    }

    fn escape(&mut self) {
        let hex = |digits: usize| {
            let code = self.text.get(self.at + 2..self.at + 2 + digits)?;
            let hex = code.bytes().all(|byte| byte.is_ascii_hexdigit());
            hex.then(|| u32::from_str_radix(code, 16).ok()).flatten()
        };
        match self.peek(1) {
            b'n' | b'r' | b't' | b'"' | b'\\' => self.push(TokenKind::Escape, 2),
            b'u' if hex(4).and_then(char::from_u32).is_some() => self.push(TokenKind::Escape, 6),
            b'U' if hex(8).and_then(char::from_u32).is_some() => self.push(TokenKind::Escape, 10),
            b'\n' | b'\r' | 0 => self.push(TokenKind::BadEscape, 1),
            _ => {
                let escaped = self.text[self.at + 1..].chars().next();
                self.push(TokenKind::BadEscape, 1 + escaped.map_or(0, char::len_utf8));
            }
        }
    }

    /// Whether `${`, `%{`, `$${` or `%%{` stands here.
    fn is_template_mark(&self, at: usize) -> bool {
        match self.bytes.get(at..) {
            Some([b'$' | b'%', b'{', ..]) => true,
            Some([mark @ (b'$' | b'%'), second, b'{', ..]) => mark == second,
            _ => false,
        }
    }

    fn template_mark(&mut self) {
        let kind = match (self.peek(0), self.peek(1)) {
            (b'$', b'{') => TokenKind::InterpolationOpen,
            (_, b'{') => TokenKind::DirectiveOpen,
            _ => return self.push(TokenKind::Escape, 3),
        };
        self.frames.push(Frame::Sequence {
            opened: self.at,
            braces: 0,
        });
        self.push(kind, if self.peek(2) == b'~' { 3 } else { 2 });
    }

    /// Bytes of literal text from `from` on, at least one; stops before anything that is not text.
    fn text_length(&self, from: usize, heredoc: bool) -> usize {
        let stops = |&at: &usize| match self.bytes[at] {
            b'\n' => true,
            b'"' | b'\\' => !heredoc,
            b'\r' => self.newline_length(at) > 0,
            b'$' | b'%' => self.is_template_mark(at),
            _ => false,
        };
        let end = (from + 1..self.bytes.len()).find(stops);
        end.unwrap_or(self.bytes.len()) - from
    }

    fn close_sequence(&mut self, length: usize) {
        self.frames.pop();
        self.push(TokenKind::TemplateClose, length);
    }

    /// A string that its line does not close, with the interpolation of the same line that it stands in:
    /// in `"${name"` the last quote was meant to close the first.
    fn give_up_string(&mut self) {
        self.frames.pop();
        while let Some(&(Frame::Quote { opened } | Frame::Sequence { opened, .. })) = self.frames.last()
            && opened >= self.line_start
        {
            self.frames.pop();
        }
    }

    /// At the start of a line inside of `${`: whether the line can only be one that follows the string.
    fn give_up_sequence(&mut self) {
        while let [.., outer, Frame::Sequence { braces: 0, .. }] = self.frames[..] {
            let ends_heredoc =
                matches!(outer, Frame::Heredoc { tag, .. } if self.line_trimmed() == tag.of(self.text));
            if !ends_heredoc && !begins_item(self.rest()) {
                return;
            }
            self.frames.pop();
            if !matches!(outer, Frame::Quote { .. }) {
                return;
            }
            self.frames.pop();
        }
    }

    fn line_trimmed(&self) -> &str {
        self.text[self.at..self.line_end(self.at)].trim()
    }

    /// `<<TAG` or `<<-TAG` at the end of a line; false when it is no heredoc.
    fn heredoc_open(&mut self) -> bool {
        let start = self.at + if self.peek(2) == b'-' { 3 } else { 2 };
        let quote = Some(self.peek(start - self.at)).filter(|byte| matches!(byte, b'\'' | b'"'));
        let start = start + usize::from(quote.is_some());
        let tag = Span::new(start, start + identifier_length(&self.text[start..]));
        let end = tag.end as usize + usize::from(quote.is_some());
        // Quotes around the tag are a habit from shells; the parser says that HCL has none there.
        if tag.is_empty() || quote.is_some_and(|quote| self.bytes.get(end - 1) != Some(&quote)) {
            return false;
        }
        let after = self.bytes[end..]
            .iter()
            .find(|byte| !matches!(byte, b' ' | b'\t'));
        // Space or a comment after the tag is a mistake, but the heredoc is meant; the parser says so.
        if !matches!(after, None | Some(b'\r' | b'\n' | b'#' | b',')) {
            return false;
        }
        self.push(TokenKind::HeredocOpen, end - self.at);
        self.skip_to_line_end();
        let lenient = !self.has_closing_line(tag);
        self.frames.push(Frame::Heredoc { tag, lenient });
        true
    }

    /// Whatever follows a heredoc's tag on its line, and the line's end.
    fn skip_to_line_end(&mut self) {
        let end = self.line_end(self.at);
        let space = self
            .run_length(|byte| byte == b' ' || byte == b'\t')
            .min(end - self.at);
        if space > 0 {
            self.push(TokenKind::Whitespace, space);
        }
        if self.at < end && self.peek(0) == b',' {
            self.push(TokenKind::Comma, 1);
        }
        if self.at < end {
            self.push(TokenKind::LineComment, end - self.at);
        }
        let newline = self.newline_length(self.at);
        if newline > 0 {
            self.push(TokenKind::Newline, newline);
            self.line_start = self.at;
        }
    }

    /// Whether some line from here on is the tag alone.
    fn has_closing_line(&mut self, tag: Span) -> bool {
        let last_lines = self.last_lines.get_or_insert_with(|| last_lines(self.text));
        last_lines
            .get(tag.of(self.text))
            .is_some_and(|&last| last >= self.at)
    }

    fn heredoc(&mut self, tag: Span, lenient: bool) {
        let mut length = 0;
        loop {
            let here = self.at + length;
            let line_starts = here == self.line_start;
            if line_starts && self.closes_heredoc(here, tag, lenient) {
                self.push_text(length);
                self.heredoc_close(tag);
                return;
            }
            if here >= self.bytes.len() {
                return self.push_text(length);
            }
            let newline = self.newline_length(here);
            if newline > 0 {
                length += newline;
                self.line_start = self.at + length;
            } else if self.is_template_mark(here) {
                self.push_text(length);
                self.template_mark();
                return;
            } else {
                length += self.text_length(here, true);
            }
        }
    }

    fn push_text(&mut self, length: usize) {
        if length > 0 {
            self.push(TokenKind::HeredocText, length);
        }
    }

    fn closes_heredoc(&self, line: usize, tag: Span, lenient: bool) -> bool {
        let name = tag.of(self.text);
        let line = self.text[line..self.line_end(line)].trim();
        line == name
            || lenient
                && line
                    .strip_prefix(name)
                    .is_some_and(|after| !after.starts_with(continues_identifier))
    }

    fn heredoc_close(&mut self, tag: Span) {
        let indent = self.text[self.at..].len() - self.text[self.at..].trim_start().len();
        if indent > 0 {
            self.push(TokenKind::Whitespace, indent);
        }
        self.push(TokenKind::HeredocClose, tag.len());
        self.frames.pop();
    }
}

fn operator(rest: &[u8]) -> (TokenKind, usize) {
    match rest {
        [b'.', b'.', b'.', ..] => (TokenKind::Ellipsis, 3),
        [b':', b':', ..] => (TokenKind::DoubleColon, 2),
        [b'=', b'>', ..] => (TokenKind::FatArrow, 2),
        [b'=', b'=', ..] => (TokenKind::EqualEqual, 2),
        [b'!', b'=', ..] => (TokenKind::NotEqual, 2),
        [b'<', b'=', ..] => (TokenKind::LessEqual, 2),
        [b'>', b'=', ..] => (TokenKind::GreaterEqual, 2),
        [b'&', b'&', ..] => (TokenKind::And, 2),
        [b'|', b'|', ..] => (TokenKind::Or, 2),
        [byte, ..] => (single(*byte), 1),
        [] => (TokenKind::Unknown, 0),
    }
}

fn single(byte: u8) -> TokenKind {
    match byte {
        b'[' => TokenKind::OpenBracket,
        b']' => TokenKind::CloseBracket,
        b'(' => TokenKind::OpenParen,
        b')' => TokenKind::CloseParen,
        b'=' => TokenKind::Equal,
        b',' => TokenKind::Comma,
        b':' => TokenKind::Colon,
        b'.' => TokenKind::Dot,
        b'?' => TokenKind::Question,
        b'+' => TokenKind::Plus,
        b'-' => TokenKind::Minus,
        b'*' => TokenKind::Star,
        b'/' => TokenKind::Slash,
        b'%' => TokenKind::Percent,
        b'<' => TokenKind::Less,
        b'>' => TokenKind::Greater,
        b'!' => TokenKind::Not,
        b';' => TokenKind::Semicolon,
        _ => TokenKind::Unknown,
    }
}

/// For every line that is nothing but a name, where the last such line begins.
fn last_lines(text: &str) -> HashMap<&str, usize> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        (line.trim(), start)
    });
    lines
        .filter(|(line, _)| identifier_length(line) == line.len())
        .collect()
}

/// Digits, then any mix of digits, dots and exponents that does not end with a dot.
fn number_length(rest: &[u8]) -> usize {
    let mut length = 1;
    let mut at = 1;
    loop {
        match &rest[at..] {
            [b'0'..=b'9', ..] => at += 1,
            [b'e' | b'E', b'0'..=b'9', ..] => at += 2,
            [b'e' | b'E', b'+' | b'-', b'0'..=b'9', ..] => at += 3,
            [b'.', ..] => {
                at += 1;
                continue;
            }
            _ => return length,
        }
        length = at;
    }
}

/// The length of the name at the start of `text`, or 0.
fn identifier_length(text: &str) -> usize {
    if !text.starts_with(|character| character == '_' || unicode_ident::is_xid_start(character)) {
        return 0;
    }
    text.find(|character| !continues_identifier(character))
        .unwrap_or(text.len())
}

fn continues_identifier(character: char) -> bool {
    character == '-' || unicode_ident::is_xid_continue(character)
}

/// Whether a line can only begin an argument or block: a name followed by `=`, `{` or `"`. The words of `for`
/// expressions and directives may stand before the latter two inside of a template as well.
fn begins_item(line: &[u8]) -> bool {
    let space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let line = &line[line.iter().take_while(|byte| space(byte)).count()..];
    let length = line.iter().take_while(|byte| name(byte)).count();
    if !line.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let (word, after) = line.split_at(length);
    if matches!(word, b"for" | b"in" | b"if" | b"else") {
        return false;
    }
    match &after[after.iter().take_while(|byte| space(byte)).count()..] {
        [b'=', next, ..] => !matches!(next, b'=' | b'>'),
        [b'{' | b'"', ..] => true,
        _ => false,
    }
}
