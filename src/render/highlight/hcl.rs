//! HCL and Terraform: the tokens of [`crate::hcl`], classified in one pass by what encloses them.
//!
//! No grammar is enforced. A fragment, an ellipsis, an unbalanced brace or an unclosed string gets
//! classes as well; a line that can only begin an argument or a block ends whatever is still open on
//! the way to it.

mod word;

use super::class::{Class, Tiles};
use super::heredoc_script::Script;
use super::scanner::look_at;
use crate::hcl::{Token, TokenKind, tokenize as lex};

/// Takes `code` apart.
pub(super) fn tokenize(code: &str) -> Tiles {
    let tokens = lex(code);
    let mut classifier = Classifier::new(code, &tokens);
    let mut tiles = Tiles::default();
    let mut script: Option<Script> = None;
    for (at, token) in tokens.iter().enumerate() {
        let class = classifier.classify(at, *token);
        script = script.filter(|script| !script.is_over(at));
        if !script
            .as_mut()
            .is_some_and(|script| script.extend(*token, &mut tiles))
        {
            tiles.extend_to(token.span.range().end, class);
        }
        script = script.or_else(|| Script::open(code, &tokens, at));
    }
    tiles
}

/// What encloses the place being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The body of a file or block: arguments and blocks.
    Body,
    /// `{ }` in an expression.
    Object,
    /// `[ ]`: a tuple, an index, a `for`.
    Bracket,
    /// `( )`.
    Paren,
    /// `${ }`.
    Interpolation,
    /// `%{ }`.
    Directive,
    /// Between quotes, which make this.
    Quote(Class),
    /// The text of a heredoc.
    Heredoc,
}

/// How far an item of a body, an object or a bracket is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Nothing of it.
    Start,
    /// The word that names a block's type, and maybe labels.
    Header,
    /// The key of an argument, or anything that is no key.
    Value,
}

/// How much of `for a, b in c` is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    No,
    Names,
    Rest,
}

/// How much of a resource's address is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Address {
    No,
    /// `data`, and the dot after it.
    Qualifier,
    /// `aws_vpc`, and the dot after it.
    Type,
}

#[derive(Clone, Copy, Debug)]
struct Frame {
    kind: Kind,
    place: Place,
    comprehension: For,
    /// Whether the block whose header is read is `dynamic`, whose label is a variable inside it.
    dynamic: bool,
    /// Whether the value is a type constraint.
    types: bool,
    /// Whether the value is the address of a provider.
    provider: bool,
    /// The offset of the opening token.
    opened: usize,
    /// How many names of loops were bound when it was opened.
    bound: usize,
}

struct Classifier<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// Never empty: the first one is the file's body.
    frames: Vec<Frame>,
    /// The names that enclosing loops bind, which are no resource types.
    bound: Vec<&'a str>,
    address: Address,
    /// The last token that is neither blank nor comment.
    previous: TokenKind,
    line_start: usize,
}

/// Names that stand for something only together with what follows their dot.
const ROOTS: &[&str] = &[
    "var",
    "local",
    "each",
    "data",
    "module",
    "count",
    "self",
    "path",
    "terraform",
    "resource",
    "ephemeral",
    "run",
    "dependency",
];
const TYPE_WORDS: &[&str] = &[
    "string", "number", "bool", "any", "list", "set", "map", "object", "tuple", "optional",
];
/// How many of the innermost loop names are compared with a name: bounds the work for each token.
const NEAREST_NAMES: usize = 16;

impl<'a> Classifier<'a> {
    fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        let mut classifier = Self {
            text,
            tokens,
            frames: Vec::new(),
            bound: Vec::new(),
            address: Address::No,
            previous: TokenKind::Newline,
            line_start: 0,
        };
        classifier.push(Kind::Body, 0);
        classifier
    }

    fn classify(&mut self, at: usize, token: Token) -> Class {
        look_at(token.span.len());
        match token.kind {
            TokenKind::Whitespace => return Class::Variable,
            TokenKind::LineComment | TokenKind::BlockComment => return Class::Comment,
            _ => {}
        }
        let address = std::mem::replace(&mut self.address, Address::No);
        let class = match token.kind {
            TokenKind::Newline => self.newline(at, token),
            TokenKind::Identifier => self.identifier(at, token, address),
            TokenKind::Dot => self.dot(address),
            kind if is_template(kind) => self.template(at, token),
            _ => self.symbol(token),
        };
        self.previous = token.kind;
        class
    }

    fn top(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the file's body is never closed")
    }

    fn push(&mut self, kind: Kind, opened: usize) {
        let outer = self.frames.last();
        let frame = Frame {
            kind,
            place: Place::Start,
            comprehension: For::No,
            dynamic: false,
            types: kind != Kind::Body && outer.is_some_and(|outer| outer.types),
            provider: false,
            opened,
            bound: self.bound.len(),
        };
        self.frames.push(frame);
    }

    fn pop(&mut self) {
        if self.frames.len() > 1
            && let Some(frame) = self.frames.pop()
        {
            // The names of a directive hold until its `endfor`, that of a `dynamic` label in its block.
            if !matches!(frame.kind, Kind::Directive | Kind::Quote(_)) {
                self.bound.truncate(frame.bound);
            }
        }
    }

    /// Closes frames until the innermost is one that `wanted` picks, or the file's body.
    fn pop_until(&mut self, wanted: impl Fn(Kind) -> bool) {
        while self.frames.len() > 1 && !wanted(self.top().kind) {
            look_at(1);
            self.pop();
        }
    }

    fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    /// The place and kind of the next token after `at` that is neither blank nor comment.
    fn next(&self, at: usize) -> (usize, TokenKind) {
        let rest = self.tokens.iter().enumerate().skip(at + 1);
        let mut rest = rest.filter(|(_, token)| !token.kind.is_trivia());
        let next = rest
            .next()
            .map_or((self.tokens.len(), TokenKind::Newline), |(at, token)| {
                (at, token.kind)
            });
        look_at(next.0 - at);
        next
    }
}

/// Lines and brackets.
impl Classifier<'_> {
    fn newline(&mut self, at: usize, token: Token) -> Class {
        self.give_up_strings();
        self.line_start = token.span.range().end;
        let (next, kind) = self.next(at);
        if kind == TokenKind::Identifier {
            self.give_up_brackets(next);
        }
        let frame = self.top();
        let goes_on = match frame.kind {
            Kind::Body => frame.place == Place::Header && kind == TokenKind::OpenBrace,
            Kind::Object => frame.comprehension != For::No,
            _ => true,
        };
        if !goes_on {
            frame.place = Place::Start;
            frame.types &= frame.kind != Kind::Body;
            frame.provider = false;
        }
        Class::Variable
    }

    /// Closes a string that its line leaves open, and what that line opened around it.
    fn give_up_strings(&mut self) {
        if matches!(self.top().kind, Kind::Quote(_)) {
            self.pop();
            while self.top().opened >= self.line_start
                && !matches!(self.top().kind, Kind::Body | Kind::Object)
            {
                self.pop();
            }
        }
    }

    /// Closes what cannot hold the line whose first word is there: only a body or an object has
    /// arguments, only a body has blocks, and a `for` has neither.
    fn give_up_brackets(&mut self, at: usize) {
        let is_block = match self.next(at).1 {
            TokenKind::Equal => false,
            TokenKind::OpenBrace | TokenKind::OpenQuote if !matches!(self.word(at), "in" | "if") => true,
            _ => return,
        };
        self.pop_until(|kind| match kind {
            Kind::Body | Kind::Heredoc => true,
            Kind::Object => !is_block,
            _ => false,
        });
        self.top().comprehension = For::No;
    }

    fn symbol(&mut self, token: Token) -> Class {
        let opened = token.span.range().start;
        let starts = self.top().place == Place::Start;
        match token.kind {
            TokenKind::Number => self.begin_value(Class::Number),
            TokenKind::MisquotedString => self.begin_value(Class::String),
            TokenKind::OpenBrace => self.open_brace(opened),
            TokenKind::OpenBracket => self.open(Kind::Bracket, opened),
            TokenKind::OpenParen => self.open(Kind::Paren, opened),
            TokenKind::CloseBrace => self.close_brace(),
            TokenKind::CloseBracket => self.close(Kind::Bracket),
            TokenKind::CloseParen => self.close(Kind::Paren),
            TokenKind::Comma => self.comma(),
            // What the author left out.
            TokenKind::Ellipsis if starts => self.begin_value(Class::Comment),
            TokenKind::DoubleColon | TokenKind::Semicolon | TokenKind::BadQuote | TokenKind::Unknown => {
                self.begin_value(Class::Punctuation)
            }
            _ => self.begin_value(Class::Operator),
        }
    }

    /// Notes that what is read is no key.
    fn begin_value(&mut self, class: Class) -> Class {
        self.top().place = Place::Value;
        class
    }

    fn open(&mut self, kind: Kind, opened: usize) -> Class {
        self.begin_value(Class::Punctuation);
        self.push(kind, opened);
        Class::Punctuation
    }

    fn open_brace(&mut self, opened: usize) -> Class {
        let is_block = self.top().place == Place::Header;
        self.open(if is_block { Kind::Body } else { Kind::Object }, opened)
    }

    fn close(&mut self, kind: Kind) -> Class {
        if self.top().kind == kind {
            self.pop();
        }
        self.begin_value(Class::Punctuation)
    }

    fn close_brace(&mut self) -> Class {
        self.pop_until(|kind| !matches!(kind, Kind::Bracket | Kind::Paren));
        if matches!(self.top().kind, Kind::Body | Kind::Object) {
            self.pop();
        }
        self.begin_value(Class::Punctuation)
    }

    fn comma(&mut self) -> Class {
        let frame = self.top();
        if frame.comprehension == For::No && matches!(frame.kind, Kind::Body | Kind::Object) {
            frame.place = Place::Start;
        }
        Class::Punctuation
    }
}

fn is_template(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::OpenQuote
            | TokenKind::CloseQuote
            | TokenKind::StringText
            | TokenKind::Escape
            | TokenKind::BadEscape
            | TokenKind::InterpolationOpen
            | TokenKind::DirectiveOpen
            | TokenKind::TemplateClose
            | TokenKind::HeredocOpen
            | TokenKind::HeredocText
            | TokenKind::HeredocClose
    )
}

/// Strings, heredocs and what is interpolated in them.
impl Classifier<'_> {
    fn template(&mut self, at: usize, token: Token) -> Class {
        let opened = token.span.range().start;
        match token.kind {
            TokenKind::OpenQuote => self.open_quote(at, opened),
            TokenKind::HeredocOpen => {
                self.begin_value(Class::Label);
                self.push(Kind::Heredoc, opened);
                Class::Label
            }
            TokenKind::InterpolationOpen => self.interpolate(Kind::Interpolation, opened),
            TokenKind::DirectiveOpen => self.interpolate(Kind::Directive, opened),
            TokenKind::TemplateClose => {
                self.pop_until(|kind| matches!(kind, Kind::Interpolation | Kind::Directive));
                self.pop();
                Class::Interpolation
            }
            TokenKind::HeredocClose => {
                self.pop_until(|kind| kind == Kind::Heredoc);
                self.pop();
                Class::Label
            }
            kind => self.literal(at, kind),
        }
    }

    fn interpolate(&mut self, kind: Kind, opened: usize) -> Class {
        self.push(kind, opened);
        Class::Interpolation
    }

    fn open_quote(&mut self, at: usize, opened: usize) -> Class {
        let frame = self.top();
        let class = match (frame.kind, frame.place) {
            (Kind::Body, Place::Header) => Class::Label,
            (Kind::Body | Kind::Object, Place::Start) if self.is_key(at) => Class::Key,
            _ => Class::String,
        };
        if class != Class::Label {
            self.begin_value(class);
        }
        self.push(Kind::Quote(class), opened);
        class
    }

    /// Whether the string that opens there is followed by `=` or `:`; one with an interpolation is not
    /// looked into.
    fn is_key(&self, at: usize) -> bool {
        let text = |token: &Token| matches!(token.kind, TokenKind::StringText | TokenKind::Escape);
        let length = self.tokens[at + 1..]
            .iter()
            .take_while(|token| text(token))
            .count();
        look_at(length);
        let close = at + 1 + length;
        self.tokens
            .get(close)
            .is_some_and(|token| token.kind == TokenKind::CloseQuote)
            && matches!(self.next(close).1, TokenKind::Equal | TokenKind::Colon)
    }

    /// Text, escapes and the end of a string.
    fn literal(&mut self, at: usize, kind: TokenKind) -> Class {
        self.pop_until(|kind| matches!(kind, Kind::Quote(_) | Kind::Heredoc));
        let class = match self.top().kind {
            Kind::Quote(class) => class,
            _ => Class::String,
        };
        if class == Class::Label && kind == TokenKind::StringText {
            self.bind_iterator(at);
        }
        if kind == TokenKind::CloseQuote {
            self.pop();
        }
        if kind == TokenKind::Escape {
            Class::Escape
        } else {
            class
        }
    }

    /// The label of a `dynamic` block is a variable in the block.
    fn bind_iterator(&mut self, at: usize) {
        let header = self.frames.iter().rev().nth(1);
        if header.is_some_and(|frame| frame.dynamic) {
            self.bound.push(self.word(at));
        }
    }
}
