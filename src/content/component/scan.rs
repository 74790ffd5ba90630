//! Calls in a text: `{{ name(key=value) }}`, `{% name(key=value) %}` and `{% end %}`.
//!
//! What does not begin as one of these three is text. Text that begins as a call is one, and what cannot be read
//! in it is said. No call goes over an empty line.

use crate::diagnostic::{Diagnostic, catalogue};
use crate::source::Span;

use super::{Argument, Call, Form, Literal};

/// How deeply lists nest in lists.
const MAX_LISTS: usize = 8;

/// A finding whose places are bytes of the text.
pub(super) type Finding = Diagnostic<Span>;

/// Finds the calls in `text` from `start` on that begin where `is_text` says that plain text stands.
pub(super) fn scan(
    text: &str,
    start: usize,
    is_text: impl Fn(usize) -> bool,
) -> Vec<(Call, Option<Finding>)> {
    let mut found = Vec::new();
    let mut at = start;
    let mut empty_line = start;
    while let Some(brace) = text[at..].find('{').map(|brace| at + brace) {
        at = brace + 1;
        let Some(mut reader) = Reader::begin(text, start, brace) else {
            continue;
        };
        if !is_text(brace) {
            continue;
        }
        if empty_line <= brace {
            empty_line = brace + paragraph(&text[brace..]);
        }
        reader.end = empty_line;
        let (call, finding) = reader.call(brace);
        at = call.span.end as usize;
        found.push((call, finding));
    }
    found
}

/// Reads one value, with nothing after it; for declarations.
pub(super) fn literal(text: &str) -> Option<Literal> {
    let mut reader = Reader {
        text,
        at: 0,
        end: text.len(),
        closer: "",
    };
    let (value, _) = reader.value(0).ok()?;
    text[reader.at..].trim().is_empty().then_some(value)
}

/// Whether `name` can be the name of a component or a parameter.
pub(super) fn is_name(name: &str) -> bool {
    let mut reader = Reader {
        text: name,
        at: 0,
        end: name.len(),
        closer: "",
    };
    !reader.name().is_empty() && reader.at == name.len()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Where the next empty line begins.
    end: usize,
    /// What ends the call.
    closer: &'static str,
}

impl<'a> Reader<'a> {
    /// A reader behind the opening braces at `brace`, when a call begins there.
    fn begin(text: &'a str, start: usize, brace: usize) -> Option<Self> {
        let rest = &text[brace..];
        let closer = match rest.as_bytes().get(1)? {
            b'{' => "}}",
            b'%' => "%}",
            _ => return None,
        };
        let before = &text[start..brace];
        let slashes = before.len() - before.trim_end_matches('\\').len();
        // `${{ hashFiles() }}` is GitHub's, `{{{ … }}}` Handlebars'.
        if slashes % 2 == 1 || before.ends_with(['$', '{']) {
            return None;
        }
        let mut reader = Reader {
            text,
            at: brace + 2,
            end: text.len(),
            closer,
        };
        reader.skip_blanks();
        let word = reader.at;
        let name = reader.name();
        let opens = text[reader.at..].starts_with('(');
        if !name.is_empty() && opens {
            reader.at = word;
            return Some(reader);
        }
        reader.skip_blanks();
        let ends = name == "end" && closer == "%}" && text[reader.at..].starts_with(closer);
        reader.at = word;
        ends.then_some(reader)
    }

    fn call(&mut self, brace: usize) -> (Call, Option<Finding>) {
        let name_start = self.at;
        let name = self.name().to_owned();
        let name_span = Span::new(name_start, self.at);
        let mut call = Call {
            form: if self.closer == "}}" {
                Form::Alone
            } else {
                Form::Begin
            },
            name,
            name_span,
            span: name_span,
            arguments: Vec::new(),
            block: false,
            faulty: false,
            number: 0,
            component: None,
        };
        let read = if self.peek() == Some('(') {
            self.at += 1;
            self.arguments(brace, &mut call.arguments)
        } else {
            call.form = Form::End;
            call.name.clear();
            self.skip_blanks();
            self.at += self.closer.len();
            Ok(())
        };
        if read.is_err() {
            call.faulty = true;
            self.recover();
        }
        call.span = Span::new(brace, self.at);
        let escape = "write a backslash before the braces where this is meant as text";
        (call, read.err().map(|fault| *fault.help(escape).0))
    }

    /// Goes behind the end of a call that cannot be read: to its closing braces or the end of the line.
    fn recover(&mut self) {
        let line = self.text[self.at..]
            .find('\n')
            .map_or(self.text.len(), |end| self.at + end);
        let closer = self.text[self.at..line].find(self.closer);
        self.at = match closer {
            Some(closer) => self.at + closer + self.closer.len(),
            None => self.at + self.text[self.at..line].trim_end().len(),
        };
    }

    fn arguments(&mut self, brace: usize, arguments: &mut Vec<Argument>) -> Result<(), Fault> {
        loop {
            self.skip_space();
            match self.peek() {
                Some(')') => break,
                None => return Err(self.unclosed(brace)),
                _ => arguments.push(self.argument(brace)?),
            }
            self.skip_space();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(')') => break,
                None => return Err(self.unclosed(brace)),
                Some(_) => {
                    return Err(wrong("there is no comma before this", self.token())
                        .help("write a comma between arguments, and `)` after the last"));
                }
            }
        }
        self.at += 1;
        self.skip_space();
        if !self.text[self.at..self.end].starts_with(self.closer) {
            return Err(self.unclosed(brace));
        }
        self.at += self.closer.len();
        Ok(())
    }

    fn unclosed(&self, brace: usize) -> Fault {
        let closer = self.closer;
        let end = self.text[brace..]
            .find('(')
            .map_or(brace + 2, |at| brace + at + 1);
        wrong("this call is not closed", Span::new(brace, end))
            .help(format!("end it with `) {closer}`, before the next empty line"))
    }

    fn argument(&mut self, brace: usize) -> Result<Argument, Fault> {
        let start = self.at;
        let name = self.name().to_owned();
        let name_span = Span::new(start, self.at);
        if name.is_empty() {
            return Err(wrong("an argument has no name", self.token()).help("write `name=` before its value"));
        }
        self.skip_space();
        if self.peek() != Some('=') {
            return Err(wrong(format!("`{name}` has no value"), name_span)
                .help(format!("write `{name}=` and the value")));
        }
        self.at += 1;
        self.skip_space();
        if self.peek().is_none() {
            return Err(self.unclosed(brace));
        }
        let (value, value_span) = self.value(0)?;
        Ok(Argument {
            name,
            name_span,
            value,
            value_span,
        })
    }

    fn value(&mut self, depth: usize) -> Result<(Literal, Span), Fault> {
        let start = self.at;
        match self.peek() {
            Some(quote @ ('"' | '\'' | '`')) => self.string(quote),
            Some('[') if depth < MAX_LISTS => {
                self.at += 1;
                let items = self.items(depth, start)?;
                Ok((Literal::List(items), Span::new(start, self.at)))
            }
            _ => {
                let span = self.token();
                let value = word(span.of(self.text)).ok_or_else(|| {
                    wrong(format!("`{}` is no value", span.of(self.text)), span).help(
                        "put text in quotes; other values are numbers, `true`, `false` and lists in brackets",
                    )
                })?;
                self.at = span.end as usize;
                Ok((value, span))
            }
        }
    }

    fn items(&mut self, depth: usize, start: usize) -> Result<Vec<Literal>, Fault> {
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.peek() == Some(']') {
                break;
            }
            if self.peek().is_none() {
                return Err(wrong("this list is not closed", Span::new(start, start + 1))
                    .help("write `]` after its last value"));
            }
            items.push(self.value(depth + 1)?.0);
            self.skip_space();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(']') => break,
                _ => {
                    return Err(wrong("this list is not closed", Span::new(start, start + 1))
                        .help("write commas between its values, and `]` after the last"));
                }
            }
        }
        self.at += 1;
        Ok(items)
    }

    /// A backslash before a quote or another backslash is taken away; before anything else it stays.
    fn string(&mut self, quote: char) -> Result<(Literal, Span), Fault> {
        let open = self.at;
        let mut value = String::new();
        let mut characters = self.text[open + 1..self.end].char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            if character == quote {
                self.at = open + 1 + at + 1;
                return Ok((Literal::String(value), Span::new(open + 1, open + 1 + at)));
            }
            match characters.peek() {
                Some((_, next)) if character == '\\' && (*next == quote || *next == '\\') => {
                    value.push(*next);
                    characters.next();
                }
                _ => value.push(character),
            }
        }
        Err(
            wrong("this text is not closed", Span::new(open, open + 1)).help(format!(
                "write `{quote}` after it, or `\\{quote}` where the quote belongs to the text"
            )),
        )
    }

    fn name(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let length = rest.bytes().take_while(|byte| is_part(*byte)).count();
        if rest.starts_with(|first: char| first.is_ascii_digit()) {
            return "";
        }
        self.at += length;
        &rest[..length]
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..self.end)?.chars().next()
    }

    /// The bytes up to the next mark or space; one character at least.
    fn token(&self) -> Span {
        let rest = &self.text[self.at..self.end];
        let length = rest
            .find(|character: char| character.is_whitespace() || ",()[]{}=\"'`".contains(character))
            .unwrap_or(rest.len());
        let length = length.max(rest.chars().next().map_or(0, char::len_utf8));
        Span::new(self.at, self.at + length)
    }

    fn skip_blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    /// Goes over white space, and over the marks of a quote at the beginning of a line.
    fn skip_space(&mut self) {
        let mut line_start = false;
        while let Some(character) = self.peek() {
            match character {
                '\n' => line_start = true,
                '>' if line_start => {}
                character if character.is_ascii_whitespace() => {}
                _ => return,
            }
            self.at += 1;
        }
    }
}

fn word(word: &str) -> Option<Literal> {
    match word {
        "true" => return Some(Literal::Boolean(true)),
        "false" => return Some(Literal::Boolean(false)),
        _ => {}
    }
    let digits = word.strip_prefix('-').unwrap_or(word);
    if !digits.starts_with(|first: char| first.is_ascii_digit()) || digits.ends_with('.') {
        return None;
    }
    let integer = word.parse().ok().map(Literal::Integer);
    let float = || word.parse().ok().filter(|float: &f64| float.is_finite());
    integer.or_else(|| float().map(Literal::Float))
}

/// The bytes of a text up to its first empty line.
fn paragraph(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line
            .trim_matches(|character: char| character.is_whitespace() || character == '>')
            .is_empty()
        {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// Why a call cannot be read. In a box, since most calls can.
struct Fault(Box<Finding>);

impl Fault {
    fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help.push(help.into());
        self
    }
}

fn wrong(message: impl Into<String>, span: Span) -> Fault {
    Fault(Box::new(
        Diagnostic::new(&catalogue::COMPONENT_SYNTAX, message).at(span, ""),
    ))
}
