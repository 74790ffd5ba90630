//! One lexer for the languages that are alike: comments, strings, numbers, words, brackets, as a [`Table`] says.
//!
//! It knows no grammar. What a name is depends on the word list, the token before it, the byte after it and the bracket
//! around it; code inside of strings and elements is kept on a stack, so that nothing is read twice and nothing recurs.

mod word;

use super::class::Class;
use super::elements::Place;
use super::scanner::{PLAIN, Scanner, begins_name, is_blank, is_name, number_length};
use super::table::{BlockComment, Holes, Quote, Table};

/// Takes the scanner's part of the code apart as the table says.
pub(super) fn lex(table: &'static Table, scan: &mut Scanner<'_>) {
    let mut engine = Engine {
        scan,
        table,
        open: Vec::new(),
        brackets: Vec::new(),
        last: Last::Start,
        pending: None,
        fields: false,
        modified: false,
        typed: false,
        angles: 0,
        line_first: true,
        no_regex_before: 0,
    };
    while !engine.scan.is_done() {
        engine.step();
    }
}

/// The kind of the last token, as far as it decides about the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Last {
    /// None, or an opening bracket.
    Start,
    /// A comma.
    Comma,
    /// A semicolon, or an attribute.
    Semicolon,
    /// A name, literal or closing bracket: what an operator may follow.
    Value,
    /// The dot before a part of a value.
    Member,
    /// A keyword.
    Keyword,
    /// Anything else.
    Operator,
}

/// A bracket that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    Paren,
    Square,
    Brace,
    /// A brace around fields.
    Fields,
}

/// What goes on behind the brace that closes a piece of code.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outer {
    /// A string.
    Text(Quote),
    /// An element.
    Element(Place),
}

/// Reads a part of the code.
pub(super) struct Engine<'s, 'a> {
    pub(super) scan: &'s mut Scanner<'a>,
    pub(super) table: &'static Table,
    /// What encloses the code, and how many brackets were open there.
    open: Vec<(Outer, usize)>,
    pub(super) brackets: Vec<Bracket>,
    pub(super) last: Last,
    /// The class of the next name, which a keyword before it has defined.
    pub(super) pending: Option<Class>,
    /// Whether the next brace holds fields.
    fields: bool,
    /// Whether the last word was one before a declared name.
    modified: bool,
    /// Whether the name before the dot stands where a type does.
    typed: bool,
    /// How many lists of types are open.
    angles: u32,
    /// Whether nothing of the line but blanks has been read.
    pub(super) line_first: bool,
    /// Up to where no slash begins a regular expression, since none ends there.
    pub(super) no_regex_before: usize,
}

impl Engine<'_, '_> {
    fn step(&mut self) {
        let byte = self.scan.peek();
        if byte == b'\n' {
            self.scan.take(1, PLAIN);
            self.line_first = true;
            self.give_up_lines();
            return;
        }
        if is_blank(byte) {
            self.scan.blanks();
            return;
        }
        if (self.table.special)(self, byte) {
            self.line_first = false;
        } else if begins_name(byte) || self.table.name_bytes.contains(&byte) {
            self.word();
        } else if !self.comment() {
            self.value_or_symbol(byte);
            self.line_first = false;
        }
    }

    /// Ends strings that are not closed on the line on which they begin.
    fn give_up_lines(&mut self) {
        while let Some(&(Outer::Text(Quote { lines: false, .. }), brackets)) = self.open.last() {
            self.open.pop();
            self.brackets.truncate(brackets);
        }
    }

    fn comment(&mut self) -> bool {
        if self.table.line_comments.iter().any(|open| self.scan.sees(open)) {
            self.scan.line(Class::Comment);
            return true;
        }
        let sees = |comment: &&BlockComment| self.scan.sees(comment.open);
        let Some(comment) = self.table.block_comments.iter().find(sees) else {
            return false;
        };
        if comment.nests {
            self.nested_comment(comment);
        } else {
            self.scan.block_comment(comment.open.len(), comment.close);
        }
        true
    }

    fn nested_comment(&mut self, comment: &BlockComment) {
        let mut depth = 0_usize;
        while !self.scan.is_done() {
            if self.scan.sees(comment.open) {
                depth += 1;
                self.scan.take(comment.open.len(), Class::Comment);
            } else if self.scan.sees(comment.close) {
                depth -= 1;
                self.scan.take(comment.close.len(), Class::Comment);
                if depth == 0 {
                    return;
                }
            } else {
                self.scan.take_character(Class::Comment);
            }
        }
    }

    fn value_or_symbol(&mut self, byte: u8) {
        if self.pending.is_some() && !matches!(byte, b'*' | b'!') {
            self.pending = None;
        }
        let number = number_length(self.scan.rest());
        self.scan.look_at(number);
        if number > 0 && self.last != Last::Member {
            self.scan.take(number, Class::Number);
            self.last = Last::Value;
        } else if let Some(quote) = self.table.strings.iter().find(|quote| self.scan.sees(quote.open)) {
            self.string(*quote);
        } else if byte == b'@' && self.table.attributes && (self.line_first || self.last != Last::Value) {
            self.attribute();
        } else {
            self.symbol(byte);
        }
    }

    /// Takes `@a.b`.
    fn attribute(&mut self) {
        let name = self.scan.run_from(1, |byte| is_name(byte) || byte == b'.');
        self.scan.take(1 + name, Class::Attribute);
        self.last = Last::Semicolon;
    }

    /// Takes a sequence of operator bytes, or one byte that is none.
    fn symbol(&mut self, byte: u8) {
        match byte {
            b'(' => self.open_bracket(Bracket::Paren),
            b'[' => self.open_bracket(Bracket::Square),
            b'{' => {
                let fields = std::mem::take(&mut self.fields);
                self.open_bracket(if fields { Bracket::Fields } else { Bracket::Brace });
            }
            b')' => self.close_bracket(Bracket::Paren),
            b']' => self.close_bracket(Bracket::Square),
            b'}' => self.close_brace(),
            b',' => self.plain(1, Last::Comma),
            b';' => {
                self.angles = 0;
                self.plain(1, Last::Semicolon);
            }
            b'.' => self.dots(),
            b':' => self.colon(),
            b'/' if self.table.regex && self.last != Last::Value => self.regex(),
            b'<' if self.table.elements && self.element() => {}
            b'<' | b'>' if self.angle(byte) => {}
            b'+' | b'-' | b'*' | b'/' | b'%' | b'=' | b'<' | b'>' | b'!' | b'&' | b'|' | b'^' | b'~'
            | b'?' => {
                self.operator();
            }
            _ => {
                self.scan.take_character(PLAIN);
                self.last = Last::Operator;
            }
        }
    }

    fn plain(&mut self, length: usize, last: Last) {
        self.scan.take(length, PLAIN);
        self.last = last;
    }

    pub(super) fn operator(&mut self) {
        let arrow = matches!(self.scan.peek(), b'=' | b'-') && self.scan.byte(1) == b'>';
        let member = self.table.members.iter().find(|member| self.scan.sees(member));
        if let Some(member) = member {
            self.plain(member.len(), Last::Member);
            return;
        }
        self.scan.take(1 + usize::from(arrow), Class::Operator);
        self.last = Last::Operator;
    }

    fn dots(&mut self) {
        let length = self.scan.run(|byte| byte == b'.');
        match length {
            1 => self.plain(1, Last::Member),
            _ => {
                self.scan.take(length, Class::Operator);
                self.last = Last::Operator;
            }
        }
    }

    fn colon(&mut self) {
        let format = matches!(self.open.last(), Some((Outer::Text(quote), brackets))
            if quote.holes == Holes::Braces && *brackets == self.brackets.len());
        if format && self.scan.byte(1) != b':' {
            self.format();
        } else if self.scan.byte(1) == b'=' {
            self.scan.take(2, Class::Operator);
            self.last = Last::Operator;
        } else {
            let path = self.scan.byte(1) == b':';
            self.plain(1 + usize::from(path), Last::Operator);
        }
    }

    /// Takes what says how the value of a hole is shown.
    fn format(&mut self) {
        let mut depth = 0;
        let length = self.scan.rest().len().min(64);
        let format = &self.scan.rest()[..length];
        let end = format.iter().position(|&byte| {
            depth += i32::from(byte == b'{') - i32::from(byte == b'}');
            depth < 0 || matches!(byte, b'\n' | b'"' | b'\'') || byte >= 0x80
        });
        self.scan.take(end.unwrap_or(1), Class::Interpolation);
    }

    /// Takes an angle if it belongs to a list of types.
    fn angle(&mut self, byte: u8) -> bool {
        if byte == b'>' && self.angles > 0 {
            self.angles -= 1;
            self.plain(1, Last::Value);
            return true;
        }
        let behind_name = is_name(self.scan.before()) || self.scan.before() == b':';
        let before_type = !matches!(self.scan.byte(1), b' ' | b'=' | b'<' | b'-' | b'0'..=b'9');
        let opens = byte == b'<' && self.table.generics && behind_name && before_type;
        if opens {
            self.angles += 1;
            self.plain(1, Last::Operator);
        }
        opens
    }
}

/// Brackets and what they enclose.
impl Engine<'_, '_> {
    fn open_bracket(&mut self, bracket: Bracket) {
        self.brackets.push(bracket);
        self.angles *= u32::from(bracket != Bracket::Brace);
        self.plain(1, Last::Start);
    }

    fn close_bracket(&mut self, bracket: Bracket) {
        if self.brackets.len() > self.floor() && self.brackets.last() == Some(&bracket) {
            self.brackets.pop();
        }
        self.plain(1, Last::Value);
    }

    /// How many brackets were open where the innermost piece of code begins.
    fn floor(&self) -> usize {
        self.open.last().map_or(0, |&(_, brackets)| brackets)
    }

    fn close_brace(&mut self) {
        let floor = self.floor();
        let inner = &self.brackets[floor..];
        let brace = |bracket: &Bracket| matches!(bracket, Bracket::Brace | Bracket::Fields);
        if let Some(place) = inner.iter().rposition(brace) {
            self.brackets.truncate(floor + place);
            self.plain(1, Last::Value);
        } else if let Some((outer, brackets)) = self.open.pop() {
            self.brackets.truncate(brackets);
            self.scan.take(1, Class::Interpolation);
            self.go_on(outer);
        } else {
            self.brackets.clear();
            self.plain(1, Last::Value);
        }
    }

    fn go_on(&mut self, outer: Outer) {
        match outer {
            Outer::Text(quote) => self.string_text(quote),
            Outer::Element(place) => self.elements(place),
        }
    }

    /// Begins a piece of code that ends with the brace that matches none of its own.
    pub(super) fn enter(&mut self, outer: Outer, length: usize) {
        self.scan.take(length, Class::Interpolation);
        self.open.push((outer, self.brackets.len()));
        self.last = Last::Start;
    }

    pub(super) fn bracket(&self) -> Option<Bracket> {
        self.brackets.last().copied()
    }
}
