//! What a fence holds: not every one is a file.

use super::ast::{Block, Body, Expression, ExpressionKind, Item, ObjectItem, TemplatePart, TemplatePartKind};
use super::lexer::tokenize;
use super::parser::{Parse, parse_expressions, parse_tokens};
use super::token::{Token, TokenKind};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What a piece of HCL is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Nothing but space and comments.
    Empty,
    /// Blocks that stand at the top of a file.
    Module,
    /// Arguments and nested blocks: the inside of some block.
    Body,
    /// Bare expressions or addresses, each on a line of its own.
    Expression,
    /// Values for variables.
    Tfvars,
    /// A transcript of `terraform console`: lines after `> ` are expressions, the others output.
    Console,
}

/// Block types that Terraform and OpenTofu know at the top of a file.
const TOP_LEVEL: [&str; 14] = [
    "resource",
    "data",
    "variable",
    "output",
    "module",
    "provider",
    "locals",
    "terraform",
    "moved",
    "import",
    "removed",
    "check",
    "ephemeral",
    "run",
];

/// Block types with labels that only stand inside of other blocks.
const NESTED_WITH_LABELS: [&str; 4] = ["dynamic", "provisioner", "backend", "provider_meta"];

/// A piece of HCL, read.
#[derive(Clone, Debug)]
pub struct Snippet {
    /// What it is.
    pub shape: Shape,
    /// Its arguments and blocks; empty for expressions and transcripts.
    pub body: Body,
    /// The tokens of a body; none for expressions and transcripts.
    pub(crate) tokens: Vec<Token>,
    /// Its expressions, or the inputs of a transcript that are in order; empty for everything else.
    pub expressions: Vec<Expression>,
    /// What is wrong with its syntax, in the order of the text.
    pub diagnostics: Vec<Diagnostic<Span>>,
}

impl Snippet {
    /// Its arguments and blocks, when that is what it is made of and all of them could be read.
    pub(crate) fn good_body(&self) -> Option<&Body> {
        let is_body = !matches!(self.shape, Shape::Expression | Shape::Console);
        (is_body && self.diagnostics.is_empty()).then_some(&self.body)
    }
}

/// What the author says about a snippet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What the snippet is; found out when not given.
    pub shape: Option<Shape>,
}

/// Reads a snippet: finds out what it is, unless told, and what is wrong with its syntax.
pub fn read(text: &str, options: Options) -> Snippet {
    match options.shape {
        Some(Shape::Expression) => expressions(parse_expressions(text)),
        Some(Shape::Console) => console(text),
        Some(shape) => {
            let tokens = tokenize(text);
            let parse = parse_tokens(text, &tokens);
            body(shape, parse, tokens)
        }
        None => guess(text),
    }
}

/// What is wrong with the syntax of a snippet, in the order of the text, located in bytes of it.
pub fn check_syntax(text: &str, options: Options) -> Vec<Diagnostic<Span>> {
    read(text, options).diagnostics
}

fn guess(text: &str) -> Snippet {
    let tokens = tokenize(text);
    let mut significant = tokens
        .iter()
        .filter(|token| !token.kind.is_trivia() && token.kind != TokenKind::Newline);
    let first = significant.next().map(|token| token.kind);
    let second = significant.next().map(|token| token.kind);
    if first == Some(TokenKind::Greater) && prompt_lines(text).next().is_some() {
        return console(text);
    }
    let as_body = parse_tokens(text, &tokens);
    if as_body.diagnostics.is_empty() {
        return body(body_shape(text, &tokens, &as_body.tree), as_body, tokens);
    }
    let as_expressions = parse_expressions(text);
    let fewer = as_expressions.diagnostics.len() < as_body.diagnostics.len();
    let alike = as_expressions.diagnostics.len() == as_body.diagnostics.len();
    let looks_bare = as_body.tree.items.is_empty() && begins_expression(first, second);
    if as_expressions.diagnostics.is_empty() || looks_bare && (fewer || alike) {
        return expressions(as_expressions);
    }
    body(body_shape(text, &tokens, &as_body.tree), as_body, tokens)
}

fn begins_expression(first: Option<TokenKind>, second: Option<TokenKind>) -> bool {
    let Some(first) = first.filter(|first| first.begins_operand()) else {
        return false;
    };
    first != TokenKind::Identifier
        || matches!(
            second,
            Some(TokenKind::Dot | TokenKind::OpenParen | TokenKind::OpenBracket | TokenKind::DoubleColon)
        )
}

fn body(shape: Shape, parse: Parse, tokens: Vec<Token>) -> Snippet {
    Snippet {
        shape,
        tokens,
        body: parse.tree,
        expressions: Vec::new(),
        diagnostics: parse.diagnostics,
    }
}

fn expressions(parse: Parse<Vec<Expression>>) -> Snippet {
    Snippet {
        shape: Shape::Expression,
        tokens: Vec::new(),
        body: Body::default(),
        expressions: parse.tree,
        diagnostics: parse.diagnostics,
    }
}

fn body_shape(text: &str, tokens: &[Token], body: &Body) -> Shape {
    if body.items.is_empty()
        && tokens
            .iter()
            .all(|token| token.kind.is_trivia() || token.kind == TokenKind::Newline)
    {
        return Shape::Empty;
    }
    let stands_on_top = |item: &Item| matches!(item, Item::Block(block) if stands_on_top(block));
    if body.items.iter().any(stands_on_top) {
        return Shape::Module;
    }
    let constant = |item: &Item| matches!(item, Item::Attribute(attribute) if is_constant(&attribute.value));
    if names_tfvars(text, tokens) && body.items.iter().all(constant) {
        return Shape::Tfvars;
    }
    Shape::Body
}

fn stands_on_top(block: &Block) -> bool {
    let kind = block.kind.text.as_str();
    TOP_LEVEL.contains(&kind) || !block.labels.is_empty() && !NESTED_WITH_LABELS.contains(&kind)
}

/// Whether the first comment says that this is a `.tfvars` file.
fn names_tfvars(text: &str, tokens: &[Token]) -> bool {
    let space = |token: &&Token| matches!(token.kind, TokenKind::Whitespace | TokenKind::Newline);
    let first = tokens.iter().find(|token| !space(token));
    first.is_some_and(|first| first.kind.is_trivia() && first.span.of(text).contains("tfvars"))
}

/// Whether a value refers to nothing and calls nothing.
fn is_constant(value: &Expression) -> bool {
    let item = |item: &ObjectItem| is_constant(&item.value);
    let part =
        |part: &TemplatePart| matches!(part.kind, TemplatePartKind::Text | TemplatePartKind::Escape(_));
    match &value.kind {
        ExpressionKind::Null | ExpressionKind::Bool(_) | ExpressionKind::Number => true,
        ExpressionKind::Template(parts) => parts.iter().all(part),
        ExpressionKind::Heredoc(heredoc) => heredoc.parts.iter().all(part),
        ExpressionKind::Tuple(elements) => elements.iter().all(is_constant),
        ExpressionKind::Object(items) => items.iter().all(item),
        ExpressionKind::Unary { operand, .. } => is_constant(operand),
        _ => false,
    }
}

/// The offsets of what follows the prompts of a transcript, each up to the end of its line.
fn prompt_lines(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let prompt = line.strip_prefix("> ")?;
        Some(Span::new(at + 2, at + 2 + prompt.trim_end().len()))
    })
}

fn console(text: &str) -> Snippet {
    let prompts: Vec<Span> = prompt_lines(text).collect();
    let mut diagnostics = Vec::new();
    // The good inputs in place, everything else blank: so their spans hold for the whole transcript.
    let mut inputs = String::with_capacity(text.len());
    for (index, prompt) in prompts.iter().enumerate() {
        let next = prompts
            .get(index + 1)
            .map_or(text.len(), |next| next.start as usize - 2);
        let start = prompt.start as usize;
        let input = &text[start..input_end(text, *prompt, next)];
        let parse = parse_expressions(input);
        if parse.diagnostics.is_empty() {
            let gap = &text[inputs.len()..start];
            blank(&mut inputs, gap);
            inputs += input;
        }
        let findings = parse.diagnostics.into_iter();
        diagnostics.extend(findings.map(|found| found.map_locations(|span: Span| span.shift(start))));
    }
    Snippet {
        shape: Shape::Console,
        tokens: Vec::new(),
        body: Body::default(),
        expressions: parse_expressions(&inputs).tree,
        diagnostics,
    }
}

/// Adds a text with everything but line breaks replaced by spaces, byte for byte.
fn blank(inputs: &mut String, text: &str) {
    inputs.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

/// Where the input of a prompt ends: with its line, or where the brackets opened on it are closed.
fn input_end(text: &str, prompt: Span, limit: usize) -> usize {
    let line_end = prompt.end as usize;
    let start = prompt.start as usize;
    let mut open = 0_usize;
    for token in tokenize(&text[start..limit]) {
        let end = start + token.span.end as usize;
        match token.kind {
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => open += 1,
            TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen => {
                open = open.saturating_sub(1);
            }
            TokenKind::Newline if open == 0 => return end.saturating_sub(token.span.len()),
            _ => {}
        }
    }
    if open == 0 { limit } else { line_end }
}
