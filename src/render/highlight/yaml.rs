//! YAML, with the templates of Helm, Ansible and workflows in it.

use super::class::Class;
use super::scanner::{PLAIN, Scanner, is_blank};
use super::{heredoc, language, template};

/// Takes the scanner's part of the code apart.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    let mut yaml = Yaml {
        scan,
        flow: 0,
        line_start: 0,
        parent: None,
        key: (0, 0),
    };
    while !yaml.scan.is_done() {
        yaml.line();
    }
}

struct Yaml<'s, 'a> {
    scan: &'s mut Scanner<'a>,
    /// How many brackets are open.
    flow: u32,
    line_start: usize,
    /// The column of what the next value belongs to: a key or a dash. Text that goes on below is further right.
    parent: Option<usize>,
    /// Where the last key is.
    key: (usize, usize),
}

impl Yaml<'_, '_> {
    fn line(&mut self) {
        let start = self.scan.at();
        self.line_start = start;
        if self.flow == 0 {
            let marks = self.scan.sees("---") || self.scan.sees("...");
            if marks && self.scan.byte(3).is_ascii_whitespace() | (self.scan.rest().len() == 3) {
                self.scan.take(3, PLAIN);
                self.parent = None;
            } else if self.scan.peek() == b'%' {
                self.scan.line(Class::Keyword);
            }
        }
        // Behind a block another line has begun.
        while !self.scan.is_done() && self.line_start == start {
            if self.scan.peek() == b'\n' {
                self.scan.take(1, PLAIN);
                return;
            }
            self.piece();
        }
    }

    /// The column of the place.
    fn column(&self) -> usize {
        self.scan.at() - self.line_start
    }

    fn piece(&mut self) {
        let next = self.scan.byte(1);
        let alone = next.is_ascii_whitespace() || self.scan.rest().len() == 1;
        match self.scan.peek() {
            byte if is_blank(byte) => self.scan.blanks(),
            b'#' if self.scan.before().is_ascii_whitespace() => self.scan.line(Class::Comment),
            b'-' | b'?' if alone && self.flow == 0 => {
                self.parent = Some(self.column());
                self.scan.take(1, PLAIN);
            }
            b':' if alone || self.flow > 0 => self.scan.take(1, PLAIN),
            b'{' | b'$' if template::length(self.scan, 0).is_some() => self.plain(),
            b'[' | b'{' => {
                self.flow += 1;
                self.scan.take(1, PLAIN);
            }
            b']' | b'}' if self.flow > 0 => {
                self.flow -= 1;
                self.scan.take(1, PLAIN);
            }
            b',' if self.flow > 0 => self.scan.take(1, PLAIN),
            b'&' | b'*' if !alone => self.scan.take_while(Class::Label, is_inside),
            b'!' => self.scan.take_while(Class::Type, is_inside),
            b'|' | b'>' if self.flow == 0 && self.is_header() => self.block(),
            quote @ (b'"' | b'\'') => self.quoted(quote),
            _ => self.plain(),
        }
    }

    /// Takes a quoted scalar; a line further left than its parent ends it.
    fn quoted(&mut self, quote: u8) {
        let (from, column) = (self.scan.at(), self.column());
        self.scan.take(1, Class::String);
        while !self.scan.is_done() {
            let ordinary = |byte: u8| byte != quote && !matches!(byte, b'\\' | b'\n' | b'{' | b'$');
            self.scan.take_while(Class::String, ordinary);
            match self.scan.peek() {
                byte if byte == quote && quote == b'\'' && self.scan.byte(1) == quote => {
                    self.scan.take(2, Class::Escape);
                }
                byte if byte == quote => {
                    self.scan.take(1, Class::String);
                    break;
                }
                b'\\' if quote == b'"' => self.scan.escape(),
                b'\n' if !self.goes_on() => return,
                b'{' | b'$' if template::expression(self.scan) => {}
                _ => self.scan.take(usize::from(!self.scan.is_done()), Class::String),
            }
        }
        let next = self.scan.visible(0);
        let colon = self.scan.run(is_blank) + 1;
        let alone =
            self.flow > 0 || self.scan.byte(colon).is_ascii_whitespace() || self.scan.rest().len() == colon;
        if next == b':' && alone {
            self.scan.reclassify(from, |class| match class {
                Class::String | Class::Escape => Class::Key,
                class => class,
            });
            self.name_key(from, self.scan.at(), column);
        }
    }

    /// Whether the next line can belong to what is read.
    fn goes_on(&self) -> bool {
        let indent = self.scan.run_from(1, |byte| byte == b' ');
        self.flow > 0
            || matches!(self.scan.byte(1 + indent), b'\n' | b'\r')
            || self.parent.is_none_or(|parent| indent > parent)
    }

    fn name_key(&mut self, from: usize, to: usize, column: usize) {
        self.key = (from, to);
        if self.flow == 0 {
            self.parent = Some(column);
        }
    }

    /// Takes a plain scalar on its line, with the expressions in it.
    fn plain(&mut self) {
        let rest = self.scan.rest();
        let at = |place: usize| rest.get(place).copied().unwrap_or(b'\n');
        let mut end = 0;
        let mut is_key = false;
        let mut templates = false;
        loop {
            let next = at(end + 1);
            match at(end) {
                b'\n' => break,
                b':' if next.is_ascii_whitespace() || self.flow > 0 && b",[]{}".contains(&next) => {
                    is_key = true;
                    break;
                }
                b'#' if end > 0 && is_blank(at(end - 1)) => break,
                b'{' | b'$' if matches!(next, b'{' | b'%' | b'#') => {
                    let length = template::length(self.scan, end);
                    templates |= length.is_some();
                    if length.is_none() && self.flow > 0 {
                        break;
                    }
                    end += length.unwrap_or(1);
                }
                b',' | b'[' | b']' | b'{' | b'}' if self.flow > 0 => break,
                _ => end += 1,
            }
        }
        self.scan.look_at(end);
        let text = rest[..end].trim_ascii_end();
        let (from, column) = (self.scan.at(), self.column());
        let to = from + text.len();
        let class = match text {
            b"<<" if is_key => Class::Literal,
            _ if is_key => Class::Key,
            _ => scalar_class(text),
        };
        if templates {
            self.scan.within(to, |scan| text_with_templates(scan, class));
        } else if to == from {
            // A bracket that nothing has opened, or the like.
            self.scan.take_character(PLAIN);
        } else {
            self.scan.take_to(to, class);
        }
        if is_key {
            self.name_key(from, to, column);
        }
    }
}

/// How many bytes of lines that may belong to a block are read for one that does.
const LOOK_AHEAD: usize = 256;

/// Text over many lines.
impl Yaml<'_, '_> {
    /// Whether `|` or `>` stands before a line's end, with no more than what says how the text is read.
    fn is_header(&self) -> bool {
        let signs = self.scan.run_from(1, |byte| b"+-123456789".contains(&byte));
        signs <= 2 && matches!(self.scan.visible(1 + signs), 0 | b'\n' | b'#')
    }

    fn block(&mut self) {
        self.scan
            .take_while(Class::Operator, |byte| !byte.is_ascii_whitespace());
        self.scan.blanks();
        self.scan.line(if self.scan.peek() == b'#' {
            Class::Comment
        } else {
            PLAIN
        });
        self.scan.take(usize::from(!self.scan.is_done()), PLAIN);
        let end = self.block_end();
        let language = self.language();
        self.scan.within(end, |scan| match language {
            Some(language) => language::lex(language, scan),
            None => text_with_templates(scan, Class::String),
        });
        self.line_start = self.scan.at();
    }

    /// Where the lines of a block end: before the first one that is not further right than its parent. Lines that are
    /// blank or an expression of a template belong to it when more of it comes.
    fn block_end(&self) -> usize {
        let mut at = self.scan.at();
        let mut end = at;
        for line in self.scan.lines() {
            at += line.len();
            let indent = line.iter().take_while(|&&byte| byte == b' ').count();
            let text = line[indent..].trim_ascii();
            let inside = self.parent.is_none_or(|parent| indent > parent);
            let between = text.is_empty() || text.starts_with(b"{{") || text.starts_with(b"{%");
            if inside && !text.is_empty() {
                end = at;
            } else if !between || at - end > LOOK_AHEAD {
                break;
            }
        }
        end
    }

    /// The language of a block: what its first line or the name of its key says. A `run` is a step of a workflow.
    fn language(&self) -> Option<language::Language> {
        if let Some(language) = heredoc::shebang(self.scan.rest()) {
            return Some(language);
        }
        let key = self.scan.text(self.key.0, self.key.1).trim_matches(['"', '\'']);
        match key.rsplit_once('.') {
            _ if key == "run" => language::resolve("bash"),
            Some((_, "sh")) => language::resolve("bash"),
            Some((_, "json")) => language::resolve("json"),
            Some((_, "toml")) => language::resolve("toml"),
            Some((_, "py")) => language::resolve("python"),
            _ => None,
        }
    }
}

fn text_with_templates(scan: &mut Scanner<'_>, class: Class) {
    while !scan.is_done() {
        scan.take_while(class, |byte| byte != b'{' && byte != b'$');
        if !template::expression(scan) && !scan.is_done() {
            scan.take(1, class);
        }
    }
}

/// Whether a byte belongs to the name of an anchor or a tag.
fn is_inside(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !b",[]{}".contains(&byte)
}

/// The class of an unquoted value.
pub(super) fn scalar_class(text: &[u8]) -> Class {
    const LITERALS: &[&[u8]] = &[b"true", b"false", b"null", b"yes", b"no", b"on", b"off"];
    match text {
        b"~" => Class::Literal,
        [b'a'..=b'z' | b'A'..=b'Z', ..]
            if LITERALS.iter().any(|literal| literal.eq_ignore_ascii_case(text)) =>
        {
            Class::Literal
        }
        _ if is_number(text) || is_date(text) => Class::Number,
        _ => Class::String,
    }
}

fn is_number(text: &[u8]) -> bool {
    let text = text
        .strip_prefix(b"-")
        .or(text.strip_prefix(b"+"))
        .unwrap_or(text);
    let digits = |text: &[u8], digit: fn(&u8) -> bool| !text.is_empty() && text.iter().all(digit);
    match text {
        [b'0', b'x', hex @ ..] => return digits(hex, u8::is_ascii_hexdigit),
        [b'0', b'o', octal @ ..] => return digits(octal, u8::is_ascii_digit),
        b".inf" | b".nan" | b".Inf" | b".NaN" => return true,
        _ => {}
    }
    let (mantissa, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &b"0"[..]),
    };
    let exponent = exponent
        .strip_prefix(b"-")
        .or(exponent.strip_prefix(b"+"))
        .unwrap_or(exponent);
    let dots = mantissa.iter().filter(|&&byte| byte == b'.').count();
    let part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'_');
    dots <= 1
        && mantissa.iter().any(u8::is_ascii_digit)
        && mantissa[0] != b'_'
        && mantissa.iter().all(part)
        && digits(exponent, u8::is_ascii_digit)
}

/// Whether the text is a date, with or without a time.
fn is_date(text: &[u8]) -> bool {
    let digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    text.len() >= 10
        && text.len() <= 40
        && [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(digit)
        && text[4] == b'-'
        && text[7] == b'-'
        && text[10..]
            .iter()
            .all(|byte| byte.is_ascii_digit() || b"TtZz:+-. ".contains(byte))
}
