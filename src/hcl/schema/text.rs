//! The text form of schemas: one name a line, braces around what is nested.
//!
//! ```text
//! provider hashicorp/aws 6.25.0
//! resource aws_vpc {
//!   arn ~string
//!   cidr_block ?~string
//!   ingress ?~set(object) {
//!     from_port ?number
//!   }
//!   timeouts single {
//!     create ?string
//!   }
//! }
//! ```
//!
//! - The first line names the provider's source and version. After it stand `config`, `resource TYPE`,
//!   `data TYPE` and `ephemeral TYPE`, each with a body.
//! - An attribute has marks and a type. `!` is required, `?` optional, `~` filled in by the provider. A type is
//!   `string` (which may be left out), `number`, `bool`, `any`, or `list(…)`, `set(…)`, `map(…)`, `object`,
//!   `nested`, `either` (see [`ObjectKind`]), the last three with a body.
//! - A block has a nesting and, if it matters, how many there may be: `single`, `list 1-1`, `set 1-`, `map`.
//! - `deprecated` may end the head of anything; `*` in a body says that there is more than is listed.
//! - Space at the start of a line, empty lines and lines that start with `#` do not count.

use super::model::{Attribute, Block, Field, Fields, Nesting, ObjectKind, Presence, Schema, Type};
use crate::source::Span;

/// How deep bodies may be nested; the deepest of a real provider is below 30.
const DEPTH_LIMIT: usize = 64;

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SliceError {
    /// The bytes it is about.
    pub span: Span,
    /// What is wrong: lower case, names in backticks.
    pub message: String,
}

impl SliceError {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
        }
    }
}

/// What a top-level entry describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The provider's own configuration.
    Config,
    /// A managed resource.
    Resource,
    /// A data source.
    Data,
    /// An ephemeral resource.
    Ephemeral,
}

impl Kind {
    /// The word of the text form, which but for the configuration is the block type in HCL.
    pub fn word(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Resource => "resource",
            Self::Data => "data",
            Self::Ephemeral => "ephemeral",
        }
    }

    /// What it is called in a message.
    pub fn title(self) -> &'static str {
        match self {
            Self::Config => "provider configuration",
            Self::Resource => "resource type",
            Self::Data => "data source",
            Self::Ephemeral => "ephemeral resource type",
        }
    }
}

/// The provider that a text is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) source: String,
    pub(super) version: String,
}

/// Where the entry of a type stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) kind: Kind,
    pub(super) name: Span,
    pub(super) deprecated: bool,
    /// From the line after the head to the end of the closing brace's line.
    pub(super) body: Span,
}

/// Reads the first line and finds the entries, without reading their bodies.
pub(super) fn outline(text: &str) -> Result<(Header, Vec<Position>), SliceError> {
    let mut lines = Lines::new(text);
    let header = header(text, lines.next())?;
    let mut entries = Vec::new();
    while let Some(line) = lines.next() {
        let (kind, name, deprecated) = entry_head(text, line)?;
        let start = lines.at;
        skip_body(text, &mut lines, line)?;
        entries.push(Position {
            kind,
            name,
            deprecated,
            body: Span::new(start, lines.at),
        });
    }
    Ok((header, entries))
}

/// Reads the body of one entry.
pub(super) fn schema(text: &str, position: &Position) -> Result<Schema, SliceError> {
    let mut lines = Lines {
        text: &text[..position.body.end as usize],
        at: position.body.start as usize,
    };
    let fields = fields(text, &mut lines, position.name, 0)?;
    Ok(Schema {
        fields,
        deprecated: position.deprecated,
    })
}

/// Reads a body that is a text by itself, with the brace that closes it.
pub(super) fn body(text: &str) -> Result<Schema, SliceError> {
    let whole = Span::new(0, text.len());
    Ok(Schema {
        fields: fields(text, &mut Lines::new(text), whole, 0)?,
        deprecated: false,
    })
}

/// The lines that count, without the space around them.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
            let line = &rest[..length];
            let start = self.at + line.len() - line.trim_start().len();
            let line = line.trim();
            self.at += length;
            if !line.is_empty() && !line.starts_with('#') {
                return Some(Span::new(start, start + line.len()));
            }
        }
        None
    }
}

fn header(text: &str, line: Option<Span>) -> Result<Header, SliceError> {
    let line = line.unwrap_or(Span::at(0));
    let mut words = line.of(text).split_whitespace();
    match (words.next(), words.next(), words.next(), words.next()) {
        (Some("provider"), Some(source), Some(version), None) if source.split('/').count() == 2 => {
            Ok(Header {
                source: source.to_owned(),
                version: version.to_owned(),
            })
        }
        _ => Err(SliceError::new(
            line,
            "the first line is not of the form `provider namespace/name version`",
        )),
    }
}

fn entry_head(text: &str, line: Span) -> Result<(Kind, Span, bool), SliceError> {
    let head = line.of(text);
    let (keyword, rest) = head.split_once(' ').unwrap_or((head, ""));
    let (kind, name_at) = match keyword {
        "config" => (Kind::Config, 0),
        "resource" => (Kind::Resource, head.len() - rest.trim_start().len()),
        "data" => (Kind::Data, head.len() - rest.trim_start().len()),
        "ephemeral" => (Kind::Ephemeral, head.len() - rest.trim_start().len()),
        _ => return Err(not_a_head(line, head)),
    };
    let name = head[name_at..].split(' ').next().unwrap_or_default();
    let deprecated = match head[name_at + name.len()..].trim() {
        "{" => false,
        "deprecated {" => true,
        _ => return Err(not_a_head(line, head)),
    };
    if !is_name(name) {
        return Err(not_a_head(line, head));
    }
    let start = line.start as usize + name_at;
    Ok((kind, Span::new(start, start + name.len()), deprecated))
}

fn not_a_head(line: Span, head: &str) -> SliceError {
    SliceError::new(
        line,
        format!("`{head}` is not `config {{`, `resource TYPE {{`, `data TYPE {{` or `ephemeral TYPE {{`"),
    )
}

fn is_name(word: &str) -> bool {
    let legal = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    !word.is_empty() && word.chars().all(legal)
}

fn skip_body(text: &str, lines: &mut Lines<'_>, head: Span) -> Result<(), SliceError> {
    let mut open = 1_usize;
    for line in lines {
        match line.of(text).as_bytes() {
            b"}" => open -= 1,
            bytes if bytes.last() == Some(&b'{') => open += 1,
            _ => {}
        }
        if open == 0 {
            return Ok(());
        }
    }
    Err(unclosed(head))
}

fn unclosed(head: Span) -> SliceError {
    SliceError::new(head, "the body that opens here is not closed")
}

fn fields(text: &str, lines: &mut Lines<'_>, head: Span, depth: usize) -> Result<Fields, SliceError> {
    if depth > DEPTH_LIMIT {
        return Err(SliceError::new(
            head,
            format!("bodies are nested more than {DEPTH_LIMIT} deep"),
        ));
    }
    let mut fields = Fields::default();
    while let Some(line) = lines.next() {
        match line.of(text) {
            "}" => return Ok(fields),
            "*" => fields.open = true,
            _ => {
                let (name, field) = field(text, lines, line, depth)?;
                if fields.items.insert(name.to_owned(), field).is_some() {
                    return Err(SliceError::new(line, format!("`{name}` stands here twice")));
                }
            }
        }
    }
    Err(unclosed(head))
}

fn field<'a>(
    text: &'a str,
    lines: &mut Lines<'_>,
    line: Span,
    depth: usize,
) -> Result<(&'a str, Field), SliceError> {
    let content = line.of(text);
    let (content, opens) = match content.strip_suffix('{') {
        Some(before) => (before.trim_end(), true),
        None => (content, false),
    };
    let (content, deprecated) = match content.strip_suffix(" deprecated") {
        Some(before) => (before.trim_end(), true),
        None => (content, false),
    };
    let (name, meaning) = content.split_once(' ').unwrap_or((content, ""));
    if !is_name(name) {
        return Err(SliceError::new(line, format!("`{name}` is not a name")));
    }
    let body = if opens {
        Some(fields(text, lines, line, depth + 1)?)
    } else {
        None
    };
    let meaning = meaning.trim();
    let field = if meaning.starts_with(['!', '?', '~']) {
        Field::Attribute(attribute(line, meaning, deprecated, body)?)
    } else {
        Field::Block(block(line, meaning, deprecated, body)?)
    };
    Ok((name, field))
}

fn attribute(
    line: Span,
    meaning: &str,
    deprecated: bool,
    body: Option<Fields>,
) -> Result<Attribute, SliceError> {
    let (presence, rest) = match meaning.as_bytes().first() {
        Some(b'!') => (Presence::Required, &meaning[1..]),
        Some(b'?') => (Presence::Optional, &meaning[1..]),
        _ => (Presence::Never, meaning),
    };
    let (computed, word) = match rest.strip_prefix('~') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let mut body = body;
    let value = value_type(line, word.trim(), &mut body)?;
    if body.is_some() {
        return Err(SliceError::new(line, format!("`{word}` has no body")));
    }
    Ok(Attribute {
        presence,
        computed,
        deprecated,
        value,
    })
}

/// Reads a type; an object takes the body.
fn value_type(line: Span, word: &str, body: &mut Option<Fields>) -> Result<Type, SliceError> {
    let mut wrappers: Vec<fn(Box<Type>) -> Type> = Vec::new();
    let mut inner = word;
    while let Some((wrapper, rest)) = inner.strip_suffix(')').and_then(|word| word.split_once('(')) {
        wrappers.push(match wrapper {
            "list" => Type::List,
            "set" => Type::Set,
            "map" => Type::Map,
            _ => return Err(SliceError::new(line, format!("`{wrapper}` is not a collection"))),
        });
        inner = rest;
    }
    let kind = match inner {
        "object" => Some(ObjectKind::Plain),
        "nested" => Some(ObjectKind::Nested),
        "either" => Some(ObjectKind::Unsure),
        _ => None,
    };
    let innermost = match (inner, kind) {
        (_, Some(kind)) => {
            let fields = body
                .take()
                .ok_or_else(|| SliceError::new(line, format!("`{inner}` needs a body")))?;
            Type::Object(kind, fields)
        }
        ("" | "string", None) => Type::String,
        ("number", None) => Type::Number,
        ("bool", None) => Type::Bool,
        ("any", None) => Type::Any,
        _ => return Err(SliceError::new(line, format!("`{inner}` is not a type"))),
    };
    Ok(wrappers
        .into_iter()
        .rev()
        .fold(innermost, |inner, wrap| wrap(Box::new(inner))))
}

fn block(line: Span, meaning: &str, deprecated: bool, body: Option<Fields>) -> Result<Block, SliceError> {
    let (nesting, count) = meaning.split_once(' ').unwrap_or((meaning, ""));
    let nesting = match nesting {
        "single" => Nesting::Single,
        "list" => Nesting::List,
        "set" => Nesting::Set,
        "map" => Nesting::Map,
        _ => {
            let message =
                format!("`{meaning}` is neither the marks and type of an attribute nor a block's nesting");
            return Err(SliceError::new(line, message));
        }
    };
    let (min, max) = count_range(line, count.trim())?;
    let fields = body.ok_or_else(|| SliceError::new(line, "a block needs a body"))?;
    Ok(Block {
        nesting,
        min,
        max: if nesting == Nesting::Single { Some(1) } else { max },
        deprecated,
        fields,
    })
}

fn count_range(line: Span, count: &str) -> Result<(u32, Option<u32>), SliceError> {
    if count.is_empty() {
        return Ok((0, None));
    }
    let error = || SliceError::new(line, format!("`{count}` is not a range such as `1-` or `0-1`"));
    let (min, max) = count.split_once('-').ok_or_else(error)?;
    let min = min.parse().map_err(|_| error())?;
    let max = if max.is_empty() {
        None
    } else {
        Some(max.parse().map_err(|_| error())?)
    };
    Ok((min, max))
}
