//! Tokens to tree, by recursive descent, with every fault turned into a finding.
//!
//! A fault is either *soft* (the meaning is plain: it is reported with a fix and reading goes on as if it
//! were mended) or *hard* (the item is given up). After a hard fault reading starts again at the next line
//! that begins an item at the same depth of braces, so one broken item never hides its neighbours and is
//! never reported twice.

mod block_causes;
mod body;
mod braces;
mod collection;
mod collection_causes;
mod expression;
mod item_causes;
mod look_alike;
mod operand_causes;
mod template;
mod template_causes;
mod token_causes;

use std::cell::Cell;

use super::ast::{Body, Expression, Name};
use super::lexer::tokenize;
use super::token::{Token, TokenKind};
use crate::diagnostic::{Code, Diagnostic, Edit, catalogue};
use crate::source::Span;
use braces::Braces;

/// How deeply brackets, blocks, operators and directives may nest.
pub const DEPTH_LIMIT: usize = 200;

/// A tree, and what is wrong with the text it was made from.
#[derive(Clone, Debug, Default)]
pub struct Parse<T = Body> {
    /// What could be read; broken parts are left out or [`ExpressionKind::Invalid`](super::ast::ExpressionKind).
    pub tree: T,
    /// The findings in the order of the text, located in bytes of it.
    pub diagnostics: Vec<Diagnostic<Span>>,
}

/// Reads `text` as the content of a file: arguments and blocks.
pub fn parse(text: &str) -> Parse {
    parse_tokens(text, &tokenize(text))
}

/// The same for a text whose tokens are there already.
pub(super) fn parse_tokens(text: &str, tokens: &[Token]) -> Parse {
    let (plain, findings) = look_alike::replaced(text, tokens);
    let mut parser = Parser::new(&plain, text, tokens, findings);
    let tree = parser.file();
    parser.finish(tree, text)
}

/// Reads `text` as expressions: each begins on a line of its own.
pub fn parse_expressions(text: &str) -> Parse<Vec<Expression>> {
    let tokens = tokenize(text);
    let (plain, findings) = look_alike::replaced(text, &tokens);
    let mut parser = Parser::new(&plain, text, &tokens, findings);
    let tree = parser.expressions();
    parser.finish(tree, text)
}

/// A hard fault, already reported.
struct Fault;

type Parsed<T> = Result<T, Fault>;

struct Parser<'t> {
    text: &'t str,
    /// All tokens but space and comments.
    tokens: Vec<Token>,
    at: usize,
    /// Whether a line break ends what is being read; not so inside of `( )`, `[ ]` and `${ }`.
    newlines: bool,
    depth: usize,
    /// The last token read that is no line break.
    last: Span,
    braces: Braces,
    findings: Vec<Diagnostic<Span>>,
    /// Where the findings about the current item begin; faults of one kind in one item are one finding.
    item_findings: usize,
    /// The brackets of the current item that are open here, with what closes them.
    open: Vec<(Span, &'static str)>,
    /// What is told once in a snippet, however often it occurs.
    told: Vec<&'static str>,
    /// Whether something without an end took in all the rest, so that nothing after it could be closed.
    swallowed: bool,
    /// The run of line breaks that was counted last, for it may be long and asked for at each of them.
    line_breaks: Cell<(usize, usize)>,
}

impl<'t> Parser<'t> {
    /// `text` is `original`, or has its look-alikes replaced; every span fits both. The tokens are those of
    /// `original`.
    fn new(text: &'t str, original: &str, tokens: &[Token], findings: Vec<Diagnostic<Span>>) -> Self {
        let mended: Vec<Token>;
        let tokens = if std::ptr::eq(text, original) {
            tokens
        } else {
            mended = tokenize(text)
                .into_iter()
                .map(|token| whole(token, original))
                .collect();
            &mended
        };
        let last = tokens.last().copied();
        let unclosed = last.filter(|last| is_unclosed_comment(*last, text));
        let tokens: Vec<Token> = tokens
            .iter()
            .filter(|token| !token.kind.is_trivia())
            .copied()
            .collect();
        let mut parser = Self {
            braces: Braces::new(text, &tokens),
            text,
            tokens,
            at: 0,
            newlines: true,
            depth: 0,
            last: Span::at(0),
            item_findings: findings.len(),
            findings,
            open: Vec::new(),
            told: Vec::new(),
            swallowed: false,
            line_breaks: Cell::default(),
        };
        if let Some(comment) = unclosed {
            parser.unclosed_comment(comment);
        }
        parser
    }

    fn finish<T>(mut self, tree: T, original: &str) -> Parse<T> {
        let fitting = |finding: Diagnostic<Span>| {
            let finding = finding.map_locations(|span| whole_characters(span, original));
            with_dots_as_written(finding, original)
        };
        self.findings = self.findings.into_iter().map(fitting).collect();
        self.findings
            .sort_by_key(|finding| finding.labels.first().map(|label| label.location.start));
        Parse {
            tree,
            diagnostics: self.findings,
        }
    }
}

/// A finding about dots in place of code names those that are written: one sign is read as three dots.
fn with_dots_as_written(mut finding: Diagnostic<Span>, original: &str) -> Diagnostic<Span> {
    let written = finding
        .labels
        .first()
        .map_or("", |label| label.location.of(original));
    if finding.code == &catalogue::HCL_PLACEHOLDER && written.starts_with(['…', '.']) {
        finding.message = finding.message.replacen("`...`", &format!("`{written}`"), 1);
    }
    finding
}

/// The cursor.
impl<'t> Parser<'t> {
    /// The index of the token that comes next, line breaks left out where they do not count.
    fn next_index(&self) -> usize {
        if self.newlines {
            self.at
        } else {
            self.after_newlines(self.at)
        }
    }

    fn after_newlines(&self, from: usize) -> usize {
        let (start, end) = self.line_breaks.get();
        if (start..end).contains(&from) {
            return end;
        }
        let rest = self.tokens.get(from..).unwrap_or_default();
        let breaks = rest.iter().take_while(|token| token.kind == TokenKind::Newline);
        let end = from + breaks.count();
        self.line_breaks.set((from, end));
        end
    }

    fn kind_at(&self, index: usize) -> Option<TokenKind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    fn peek(&self) -> Option<TokenKind> {
        self.kind_at(self.next_index())
    }

    /// The token after the next one.
    fn peek_second(&self) -> Option<TokenKind> {
        let second = self.next_index() + 1;
        self.kind_at(if self.newlines {
            second
        } else {
            self.after_newlines(second)
        })
    }

    /// The span of the next token; empty at the end of the text.
    fn next_span(&self) -> Span {
        self.span_at(self.next_index())
    }

    fn span_at(&self, index: usize) -> Span {
        self.tokens
            .get(index)
            .map_or(Span::at(self.text.len()), |token| token.span)
    }

    fn text_at(&self, index: usize) -> &'t str {
        self.span_at(index).of(self.text)
    }

    fn next_text(&self) -> &'t str {
        self.text_at(self.next_index())
    }

    /// Whether the next token is this word.
    fn peek_word(&self, word: &str) -> bool {
        self.peek() == Some(TokenKind::Identifier) && self.next_text() == word
    }

    /// Reads the next token and gives its span.
    fn bump(&mut self) -> Span {
        let index = self.next_index();
        let span = self.span_at(index);
        if self.kind_at(index).is_some_and(|kind| kind != TokenKind::Newline) {
            self.last = span;
        }
        self.at = (index + 1).min(self.tokens.len());
        span
    }

    /// Reads the next token when it is of this kind.
    fn take(&mut self, kind: TokenKind) -> Option<Span> {
        (self.peek() == Some(kind)).then(|| self.bump())
    }

    fn take_name(&mut self) -> Option<Name> {
        let span = self.take(TokenKind::Identifier)?;
        Some(self.name(span))
    }

    fn name(&self, span: Span) -> Name {
        Name {
            text: span.of(self.text).to_owned(),
            span,
        }
    }

    /// Whether nothing stands between this token and the one before it.
    fn touches_previous(&self, index: usize) -> bool {
        index > 0 && self.span_at(index - 1).end == self.span_at(index).start
    }

    /// Whether a token is the first one of its line.
    fn begins_line(&self, index: usize) -> bool {
        index == 0 || self.kind_at(index - 1) == Some(TokenKind::Newline)
    }

    /// Whether there is a line break between the last token read and this one.
    fn on_later_line(&self, index: usize) -> bool {
        self.begins_line(index) && index > 0
    }

    /// Whether an argument (`name =`) or a block header (`name "label" {`) begins at this token.
    fn begins_item(&self, index: usize) -> bool {
        if self.kind_at(index) != Some(TokenKind::Identifier) {
            return false;
        }
        if self.kind_at(index + 1) == Some(TokenKind::Equal) {
            return true;
        }
        self.header_end(index + 1)
            .is_some_and(|end| self.kind_at(end) == Some(TokenKind::OpenBrace))
    }

    /// Whether the line that begins at this token was meant as an item, be it broken in one of the known ways.
    fn resembles_item(&self, index: usize) -> bool {
        let name_end = match self.kind_at(index) {
            Some(TokenKind::Identifier) => index + 1,
            Some(TokenKind::OpenQuote) => match self.string_end(index) {
                Some(close) => close + 1,
                None => return false,
            },
            _ => return false,
        };
        let then = |at: usize, kind| self.kind_at(at) == Some(kind);
        match self.kind_at(name_end) {
            Some(TokenKind::Equal | TokenKind::EqualEqual | TokenKind::FatArrow) => true,
            Some(TokenKind::Plus | TokenKind::Minus) => then(name_end + 1, TokenKind::Equal),
            Some(TokenKind::Dot) => {
                then(name_end + 1, TokenKind::Identifier) && then(name_end + 2, TokenKind::Equal)
            }
            Some(TokenKind::Colon) => self.begins_plain_value(name_end + 1),
            Some(TokenKind::OpenQuote) if then(index, TokenKind::Identifier) => {
                self.string_end(name_end).is_some()
            }
            _ => self.begins_item(index),
        }
    }

    /// Whether a value begins here that prose would not have after a colon.
    fn begins_plain_value(&self, index: usize) -> bool {
        match self.kind_at(index) {
            Some(
                TokenKind::OpenQuote | TokenKind::Number | TokenKind::OpenBracket | TokenKind::OpenBrace,
            ) => true,
            Some(TokenKind::Identifier) => {
                matches!(self.text_at(index), "true" | "false" | "null" | "var" | "local")
            }
            kind => kind == Some(TokenKind::Equal),
        }
    }

    /// The token after a run of labels; `None` when a label is broken.
    fn header_end(&self, mut index: usize) -> Option<usize> {
        loop {
            index = match self.kind_at(index) {
                Some(TokenKind::Identifier | TokenKind::MisquotedString) => index + 1,
                Some(TokenKind::OpenQuote) => self.string_end(index)? + 1,
                _ => return Some(index),
            };
        }
    }

    /// The closing quote of a string without interpolations.
    fn string_end(&self, open: usize) -> Option<usize> {
        let rest = self.tokens.get(open + 1..)?;
        let text = |token: &&Token| matches!(token.kind, TokenKind::StringText | TokenKind::Escape);
        let close = open + 1 + rest.iter().take_while(text).count();
        (self.kind_at(close) == Some(TokenKind::CloseQuote)).then_some(close)
    }

    /// Runs `read` with line breaks counting or not.
    fn with_newlines<T>(&mut self, newlines: bool, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.newlines, newlines);
        let value = read(self);
        self.newlines = outer;
        value
    }

    /// Reads an opening bracket.
    fn open(&mut self, closer: &'static str) -> Span {
        let open = self.bump();
        self.open.push((open, closer));
        open
    }

    /// The bracket opened last has been closed.
    fn closed(&mut self) {
        self.open.pop();
    }

    fn enter(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth <= DEPTH_LIMIT {
            return Ok(());
        }
        let message = format!("code nests more than {DEPTH_LIMIT} levels deep");
        self.swallowed = true;
        let finding = Diagnostic::new(&catalogue::HCL_TOO_DEEP, message)
            .at(self.next_span(), "too deep from here on")
            .help("move inner parts into `locals`");
        Err(self.hard(finding))
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }
}

/// Reporting and recovery.
impl Parser<'_> {
    fn hard(&mut self, finding: Diagnostic<Span>) -> Fault {
        self.findings.push(finding);
        Fault
    }

    /// Reports a fault after which reading goes on. A second one of the same code in the same item only
    /// adds its place and edits to the first, as long as the first can be mended too.
    fn soft(&mut self, finding: Diagnostic<Span>) {
        let alike = |known: &Diagnostic<Span>| {
            let generic = std::ptr::eq(known.code, &catalogue::HCL_SYNTAX);
            std::ptr::eq(known.code, finding.code)
                && known.fix.is_some() == finding.fix.is_some()
                && (!generic || known.message == finding.message)
        };
        match self.findings[self.item_findings..].iter().position(alike) {
            Some(at) => merge(&mut self.findings[self.item_findings + at], finding),
            None => self.findings.push(finding),
        }
    }

    /// Moves on after a hard fault in the item that began at token `start`.
    fn recover(&mut self, start: usize) {
        self.newlines = true;
        let mut open = Vec::new();
        let mut index = start;
        while let Some(kind) = self.kind_at(index) {
            while open
                .last()
                .is_some_and(|&opener| self.braces.misses_closer(opener, index))
            {
                open.pop();
            }
            let ahead = index >= self.at && index > start;
            if ahead && self.ends_broken_item(index, kind, &open) {
                break;
            }
            match kind {
                TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => open.push(index),
                TokenKind::InterpolationOpen | TokenKind::DirectiveOpen => open.push(index),
                TokenKind::CloseBrace => self.close_in(&mut open, TokenKind::OpenBrace),
                TokenKind::CloseBracket => self.close_in(&mut open, TokenKind::OpenBracket),
                TokenKind::CloseParen => self.close_in(&mut open, TokenKind::OpenParen),
                TokenKind::TemplateClose => {
                    open.pop();
                }
                _ => {}
            }
            index += 1;
        }
        self.at = index.max(self.at);
    }

    fn ends_broken_item(&self, index: usize, kind: TokenKind, open: &[usize]) -> bool {
        let brace_open = || {
            open.iter()
                .any(|&opener| self.kind_at(opener) == Some(TokenKind::OpenBrace))
        };
        match kind {
            TokenKind::CloseBrace => !brace_open(),
            _ if !self.begins_line(index) => false,
            _ if open.is_empty() => self.resembles_item(index),
            _ => self.begins_item(index) && !brace_open(),
        }
    }

    /// Drops the innermost opener of this kind and what is open inside of it; a brace is never dropped
    /// for the sake of a parenthesis or bracket.
    fn close_in(&self, open: &mut Vec<usize>, kind: TokenKind) {
        let matching = open.iter().rposition(|&opener| {
            let opener = self.kind_at(opener);
            opener == Some(kind) || opener == Some(TokenKind::OpenBrace)
        });
        if let Some(matching) = matching
            && self.kind_at(open[matching]) == Some(kind)
        {
            open.truncate(matching);
        }
    }

    /// How a finding calls the next token.
    fn describe_next(&self) -> String {
        match self.peek() {
            None => "the end of the snippet".to_owned(),
            Some(TokenKind::Newline) => "the end of the line".to_owned(),
            Some(TokenKind::OpenQuote) => "a string".to_owned(),
            Some(TokenKind::HeredocOpen) => "a heredoc".to_owned(),
            Some(_) => format!("`{}`", self.next_text().trim_end()),
        }
    }

    /// Whether this is the first time that something is to be told.
    fn tell_once(&mut self, topic: &'static str) -> bool {
        let new = !self.told.contains(&topic);
        if new {
            self.told.push(topic);
        }
        new
    }

    /// A place with the whole line, when nothing else stands on it: what is removed to remove the place.
    fn with_line(&self, place: Span) -> Span {
        let start = self.text[..place.start as usize]
            .trim_end_matches([' ', '\t'])
            .len();
        let after = &self.text[place.end as usize..];
        let rest = after.trim_start_matches([' ', '\t', '\r']);
        let begins_line = start == 0 || self.text[..start].ends_with('\n');
        if !begins_line || !(rest.is_empty() || rest.starts_with('\n')) {
            return place;
        }
        let end = self.text.len() - rest.len() + usize::from(!rest.is_empty());
        Span::new(start, end)
    }

    /// Where to point for the next token; just after the last one when a line or the text ends.
    fn here(&self) -> Span {
        match self.peek() {
            None | Some(TokenKind::Newline) => Span::at(self.last.end as usize),
            Some(_) => self.next_span(),
        }
    }

    /// Where to point for something missing between the last token and the next.
    fn gap(&self) -> Span {
        Span::at(self.last.end as usize)
    }
}

fn edit(location: Span, replacement: impl Into<String>) -> Edit<Span> {
    Edit {
        location,
        replacement: replacement.into(),
    }
}

fn finding(code: &'static Code, message: impl Into<String>) -> Diagnostic<Span> {
    Diagnostic::new(code, message)
}

/// How many places one finding points at.
const PLACES_SHOWN: usize = 4;

/// Adds a second fault of the same kind to a finding.
fn merge(known: &mut Diagnostic<Span>, more: Diagnostic<Span>) {
    let same = known.message == more.message;
    if known.labels.len() < PLACES_SHOWN
        && let Some(mut label) = more.labels.into_iter().next()
    {
        if !same {
            label.message = more.message;
        }
        known.labels.push(label);
    }
    if let (Some(fix), Some(more)) = (&mut known.fix, more.fix) {
        fix.edits.extend(more.edits);
        if fix.title != more.title {
            fix.title = "mend all of them".to_owned();
        }
    }
}

/// The token, widened to the characters it cuts.
fn whole(token: Token, text: &str) -> Token {
    Token {
        span: whole_characters(token.span, text),
        ..token
    }
}

/// The span, widened to the characters it cuts.
fn whole_characters(span: Span, text: &str) -> Span {
    let (mut start, mut end) = (span.start as usize, span.end as usize);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span::new(start, end)
}

fn is_unclosed_comment(token: Token, text: &str) -> bool {
    let comment = token.span.of(text);
    token.kind == TokenKind::BlockComment && (comment.len() < 4 || !comment.ends_with("*/"))
}
