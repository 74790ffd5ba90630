//! Bash, and the other shells as far as they look like it.
//!
//! A word is a command, a keyword, an assignment, a flag or an argument by where it stands; what encloses it is on a
//! stack, so that a command substitution in a string in a command substitution is read without recursion.

mod expansion;

use super::class::Class;
use super::heredoc::Heredoc;
use super::scanner::{PLAIN, Scanner, begins_name, is_blank, is_name};
use super::words::Role::{self, Defines, Is, Soft};
use super::words::{Words, words};

/// Takes the scanner's part of the code apart as shell commands.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    Shell::new(scan, Dialect::Shell, 0).run();
}

/// Whose commands they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// A shell's own.
    Shell,
    /// Those of a rule of a makefile, in which make expands `$(name)` first.
    Make,
}

/// What encloses the place being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `$( )`
    Substitution,
    /// `( )` around commands.
    Subshell,
    /// `( )` around words.
    Array,
    /// `{ }` around commands.
    Group,
    /// Backticks.
    Backtick,
    /// Double quotes.
    Quote,
    /// `${ }`
    Parameter,
    /// `$(( ))`, with so many parentheses inside.
    Arithmetic(u32),
    /// `(( ))`, with so many parentheses inside.
    Calculation(u32),
    /// `[[ ]]`
    Test,
    /// The word of a `case`.
    Subject,
    /// A pattern of a `case`.
    Pattern,
    /// The commands for a pattern.
    Branch,
}

#[derive(Clone, Copy, Debug)]
struct Frame {
    kind: Kind,
    /// Whether it stands in the value of an assignment, behind which a command may still come.
    assigned: bool,
}

/// What the next word is, whatever it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Anything,
    /// The name of a loop's variable.
    Variable,
    /// The `in` after it.
    In,
    /// The name of a function.
    Function,
}

pub(super) struct Shell<'s, 'a> {
    pub(super) scan: &'s mut Scanner<'a>,
    dialect: Dialect,
    frames: Vec<Frame>,
    /// Whether the next word is a command.
    command: bool,
    /// Whether a part of a word has just been read.
    in_word: bool,
    /// Whether the value of an assignment is being read.
    assigned: bool,
    /// Whether the arguments are declarations.
    declares: bool,
    expected: Expected,
    /// The heredocs that begin on the next line.
    heredocs: Vec<Heredoc>,
    /// In how many heredocs the commands stand.
    depth: u8,
}

/// How many of the innermost frames are asked whether they are a string: bounds the work for each piece.
const NEAREST: usize = 4;

static WORDS: Words = words![
    // What the next word is a command behind.
    Soft(None) => ["if", "then", "else", "elif", "while", "until", "do", "time", "coproc"],
    Defines(Class::Function) => ["function"],
    Defines(Class::Variable) => ["for", "select"],
    Role::Fields => ["case"],
    // What declares its arguments.
    Role::Modifier => ["declare", "export", "local", "readonly", "typeset", "unset"],
    Is(Class::Keyword) => ["fi", "done", "esac", "break", "continue", "return"],
];

impl<'s, 'a> Shell<'s, 'a> {
    pub(super) fn new(scan: &'s mut Scanner<'a>, dialect: Dialect, depth: u8) -> Self {
        Self {
            scan,
            dialect,
            frames: Vec::new(),
            command: true,
            in_word: false,
            assigned: false,
            declares: false,
            expected: Expected::Anything,
            heredocs: Vec::new(),
            depth,
        }
    }

    pub(super) fn run(&mut self) {
        while !self.scan.is_done() {
            self.step();
        }
    }

    fn step(&mut self) {
        match self.kind() {
            Some(Kind::Quote) => self.quoted(),
            Some(Kind::Parameter) => self.parameter(),
            Some(kind @ (Kind::Arithmetic(depth) | Kind::Calculation(depth))) => self.arithmetic(kind, depth),
            _ => self.code(),
        }
    }

    fn kind(&self) -> Option<Kind> {
        self.frames.last().map(|frame| frame.kind)
    }

    fn push(&mut self, kind: Kind) {
        let assigned = self.assigned;
        self.frames.push(Frame { kind, assigned });
        self.command = true;
        self.in_word = false;
        self.assigned = false;
    }

    fn pop(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.command = frame.assigned;
            self.assigned = frame.assigned;
            self.in_word = true;
        }
    }

    /// Replaces the kind of the innermost frame.
    fn turn(&mut self, kind: Kind) {
        if let Some(frame) = self.frames.last_mut() {
            frame.kind = kind;
        }
    }

    /// Ends a word and what it began.
    fn end_word(&mut self) {
        self.in_word = false;
        self.assigned = false;
    }

    /// Begins the next command.
    fn begin_command(&mut self) {
        self.end_word();
        self.command = true;
        self.declares = false;
        self.expected = Expected::Anything;
    }
}

/// Commands.
impl Shell<'_, '_> {
    fn code(&mut self) {
        match self.scan.peek() {
            b'\n' => self.newline(),
            byte if is_blank(byte) => {
                self.scan.blanks();
                self.end_word();
            }
            b'#' if !self.in_word => self.scan.line(Class::Comment),
            b'\'' => self.single(1, false),
            b'"' => self.open(Kind::Quote, 1, Class::String),
            b'`' if self.kind() == Some(Kind::Backtick) => self.close(1, Class::Interpolation),
            b'`' => self.open(Kind::Backtick, 1, Class::Interpolation),
            b'$' => self.dollar(),
            b'\\' if matches!(self.scan.byte(1), b'\n' | b'\r' | 0) => {
                self.scan.take(1, PLAIN);
                self.scan.take_while(PLAIN, |byte| byte == b'\r');
                self.scan.take(usize::from(self.scan.peek() == b'\n'), PLAIN);
                self.end_word();
            }
            b'\\' => {
                self.scan.take(1, Class::Escape);
                self.scan.take_character(Class::Escape);
                self.in_word = true;
            }
            b'(' => self.open_paren(),
            b')' => self.close_paren(),
            b'|' | b'&' | b';' | b'<' | b'>' => self.operator(),
            _ => self.word(),
        }
    }

    fn newline(&mut self) {
        self.scan.take(1, PLAIN);
        self.begin_command();
        for heredoc in std::mem::take(&mut self.heredocs) {
            heredoc.body(self.scan, self.dialect, self.depth);
        }
    }

    fn open(&mut self, kind: Kind, length: usize, class: Class) {
        self.scan.take(length, class);
        self.push(kind);
    }

    fn close(&mut self, length: usize, class: Class) {
        self.scan.take(length, class);
        self.pop();
    }

    /// Takes a string without expansions: all up to the next quote, with escapes in `$'…'`.
    fn single(&mut self, length: usize, escapes: bool) {
        self.scan.take(length, Class::String);
        self.command = self.assigned;
        self.in_word = true;
        while !self.scan.is_done() {
            self.scan
                .take_while(Class::String, |byte| byte != b'\'' && !(escapes && byte == b'\\'));
            if self.scan.peek() != b'\\' {
                self.scan.take(usize::from(!self.scan.is_done()), Class::String);
                return;
            }
            self.scan.escape();
        }
    }

    fn open_paren(&mut self) {
        let before = self.scan.before();
        if before == b'=' && self.assigned {
            self.open(Kind::Array, 1, PLAIN);
            self.command = false;
        } else if self.command && self.scan.byte(1) == b'(' {
            self.open(Kind::Calculation(0), 2, PLAIN);
        } else if self.kind() == Some(Kind::Pattern) || matches!(before, b'?' | b'*' | b'+' | b'@' | b'!') {
            self.scan.take(1, PLAIN);
        } else {
            self.open(Kind::Subshell, 1, PLAIN);
        }
    }

    fn close_paren(&mut self) {
        match self.kind() {
            Some(Kind::Substitution) => self.close(1, Class::Interpolation),
            Some(Kind::Subshell | Kind::Array) => {
                // Behind the `()` of a function its body comes.
                let defines = self.scan.before() == b'(';
                self.close(1, PLAIN);
                self.end_word();
                self.command |= defines;
            }
            Some(Kind::Pattern) => {
                self.scan.take(1, PLAIN);
                self.turn(Kind::Branch);
                self.begin_command();
            }
            _ => self.scan.take(1, PLAIN),
        }
    }

    fn operator(&mut self) {
        let two = [self.scan.byte(0), self.scan.byte(1)];
        match two {
            [b';', b';' | b'&'] => {
                let length = 2 + usize::from(self.scan.byte(2) == b'&');
                self.scan.take(length, PLAIN);
                if self.kind() == Some(Kind::Branch) {
                    self.turn(Kind::Pattern);
                }
                self.begin_command();
            }
            [b';', _] => {
                self.scan.take(1, PLAIN);
                self.begin_command();
            }
            [b'<' | b'>', b'('] => self.open(Kind::Substitution, 2, Class::Interpolation),
            [b'<', b'<'] if self.scan.byte(2) == b'<' => self.redirect(3),
            [b'<', b'<'] => self.heredoc(),
            [b'<' | b'>', b'&' | b'>' | b'|'] => self.redirect(2),
            [b'<' | b'>', _] => self.redirect(1),
            [b'&', b'>'] => self.redirect(2 + usize::from(self.scan.byte(2) == b'>')),
            [b'&', b'&'] | [b'|', b'|' | b'&'] => self.connect(2),
            _ => self.connect(1),
        }
    }

    /// Takes what stands between two commands.
    fn connect(&mut self, length: usize) {
        self.scan.take(length, Class::Operator);
        if !matches!(self.kind(), Some(Kind::Test | Kind::Pattern)) {
            self.begin_command();
        }
        self.end_word();
    }

    fn redirect(&mut self, length: usize) {
        self.scan.take(length, Class::Operator);
        self.end_word();
        let target = self.scan.run(|byte| byte.is_ascii_digit());
        self.scan.take(target, Class::Number);
        if target == 0 && self.kind() != Some(Kind::Test) {
            self.scan.blanks();
            // What is written to is no command, even where one may stand.
            self.scan.take_while(PLAIN, |byte| !ends_word(byte));
            self.in_word = true;
        }
    }

    fn heredoc(&mut self) {
        self.scan.take(2, Class::Operator);
        self.heredocs.extend(Heredoc::open(self.scan));
        self.in_word = true;
    }
}

/// Whether a byte ends a word that nothing quotes.
fn ends_word(byte: u8) -> bool {
    is_blank(byte) || b"\n;|&<>()`\"'$\\".contains(&byte)
}

/// Words.
impl Shell<'_, '_> {
    fn word(&mut self) {
        let length = self.scan.run(|byte| !ends_word(byte));
        let word = &self.scan.rest()[..length];
        let begins = !std::mem::replace(&mut self.in_word, true);
        let ends = !matches!(self.scan.byte(length), b'`' | b'"' | b'\'' | b'$' | b'\\');
        if !begins {
            self.scan.take(length, PLAIN);
        } else if self.expected(word) || ends && self.bracketed(word) {
        } else if word[0].is_ascii_digit() && matches!(self.scan.byte(length), b'<' | b'>') {
            self.scan.take(length, Class::Number);
        } else if (self.command || self.declares) && self.assignment(word) {
        } else if self.command
            && !matches!(
                self.kind(),
                Some(Kind::Test | Kind::Array | Kind::Subject | Kind::Pattern)
            )
        {
            self.command_word(word, ends);
        } else {
            self.argument(word);
        }
    }

    /// Takes a word that the word before it asks for.
    fn expected(&mut self, word: &[u8]) -> bool {
        let class = match self.expected {
            Expected::Anything => return false,
            Expected::Function => Class::Function,
            Expected::In if word == b"in" => Class::Keyword,
            Expected::In | Expected::Variable => PLAIN,
        };
        let variable = self.expected == Expected::Variable;
        self.command = self.expected == Expected::Function;
        self.expected = if variable {
            Expected::In
        } else {
            Expected::Anything
        };
        self.scan.take(word.len(), class);
        true
    }

    /// Takes a word that opens or closes something.
    fn bracketed(&mut self, word: &[u8]) -> bool {
        match (word, self.kind()) {
            (b"{", _) if self.command => {
                self.open(Kind::Group, 1, PLAIN);
                self.begin_command();
            }
            (b"}", Some(Kind::Group)) => self.close(1, PLAIN),
            (b"[[", _) if self.command => self.open(Kind::Test, 2, Class::Operator),
            (b"]]", Some(Kind::Test)) => self.close(2, Class::Operator),
            (b"[", _) if self.command => self.end_command_word(1, Class::Operator),
            (b"]" | b"!", Some(Kind::Test)) | (b"]", _) => self.scan.take(1, Class::Operator),
            (b"!", _) if self.command => self.scan.take(1, Class::Operator),
            (b"in", Some(Kind::Subject)) => {
                self.scan.take(2, Class::Keyword);
                self.turn(Kind::Pattern);
            }
            (b"esac", Some(Kind::Pattern | Kind::Branch)) if self.command => self.close(4, Class::Keyword),
            _ => return false,
        }
        true
    }

    fn end_command_word(&mut self, length: usize, class: Class) {
        self.scan.take(length, class);
        self.command = false;
    }

    /// Takes the name and the sign of `name=`, `name+=` and `name[…]=`.
    fn assignment(&mut self, word: &[u8]) -> bool {
        let name = word.iter().take_while(|&&byte| is_name(byte)).count();
        let rest = &word[name..];
        let index = match rest {
            [b'[', inner @ ..] => inner
                .iter()
                .position(|&byte| byte == b']')
                .map_or(0, |end| end + 2),
            _ => 0,
        };
        let sign = match &rest[index..] {
            [b'=', ..] => 1,
            [b'+', b'=', ..] => 2,
            _ => return false,
        };
        if !begins_name(word[0]) && index == 0 {
            return false;
        }
        self.scan.take(name + index, PLAIN);
        self.scan.take(sign, Class::Operator);
        self.assigned = true;
        self.scan.take(word.len() - name - index - sign, PLAIN);
        true
    }

    fn command_word(&mut self, word: &[u8], ends: bool) {
        let role = if ends { WORDS.role(word) } else { None };
        let class = if role.is_some() {
            Class::Keyword
        } else {
            Class::Function
        };
        self.end_command_word(word.len(), class);
        match role {
            Some(Soft(_)) => self.command = true,
            Some(Defines(Class::Function)) => self.expected = Expected::Function,
            Some(Defines(_)) => self.expected = Expected::Variable,
            Some(Role::Modifier) => self.declares = true,
            Some(Role::Fields) => {
                self.push(Kind::Subject);
                self.command = false;
            }
            _ => {}
        }
    }

    /// Takes an argument up to a quote or an expansion in it.
    fn argument(&mut self, word: &[u8]) {
        let test = self.kind() == Some(Kind::Test);
        let class = match word {
            [b'-', b'-', next, ..] | [b'-', next, ..] if next.is_ascii_alphanumeric() => Class::Attribute,
            [b'=' | b'!', ..] if word.len() <= 2 && word[word.len() - 1] == b'=' => Class::Operator,
            b"=~" if test => {
                self.scan.take(2, Class::Operator);
                self.scan.blanks();
                let regex = !matches!(self.scan.peek(), b'"' | b'\'' | b'$');
                let end = |byte: u8| is_blank(byte) || byte == b'\n';
                let length = if regex {
                    self.scan.run(|byte| !end(byte))
                } else {
                    0
                };
                return self.scan.take(length, Class::Regex);
            }
            _ => PLAIN,
        };
        let flag = word.iter().position(|&byte| byte == b'=');
        match flag.filter(|_| class == Class::Attribute) {
            Some(flag) => {
                self.scan.take(flag, class);
                self.scan.take(1, Class::Operator);
                self.scan.take(word.len() - flag - 1, PLAIN);
            }
            None => self.scan.take(word.len(), class),
        }
    }
}

/// Takes an expansion of a shell that begins there.
pub(super) fn expansion(scan: &mut Scanner<'_>) {
    Shell::new(scan, Dialect::Shell, 0).expansion();
}
