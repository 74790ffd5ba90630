//! YAML 1.2 with spans, as far as data needs it. The only file that imports `saphyr-parser`.
//!
//! Anchors, aliases and tags are refused: they let a few bytes stand for gigabytes, and no front matter
//! needs them. Several documents in one text are refused as well.

use std::borrow::Cow;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput};

use super::{Entry, MAX_DEPTH, SyntaxError, Table, Value, ValueKind};
use crate::source::Span;

/// Parses the bytes `within` of `text`, which hold one mapping or nothing. On an error the table has what
/// was read before it.
pub fn parse(text: &str, within: Span) -> (Table, Vec<SyntaxError>) {
    let source = within.of(text);
    let mut reader = Reader {
        events: Parser::new_from_str(source),
        offsets: Offsets::new(source, within.start as usize),
        errors: Vec::new(),
    };
    let table = reader.document(within).unwrap_or_else(|error| {
        reader.errors.push(error);
        Table::default()
    });
    (table, reader.errors)
}

struct Reader<'a> {
    events: Parser<'a, StrInput<'a>>,
    offsets: Offsets,
    errors: Vec<SyntaxError>,
}

type Step<T> = Result<T, SyntaxError>;

impl<'a> Reader<'a> {
    fn document(&mut self, within: Span) -> Step<Table> {
        let mut root = Table::default();
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(root),
                (Event::MappingStart(..), _) => {
                    let read = self.mapping(&mut root, 0);
                    if let Err(error) = read {
                        self.errors.push(error);
                        return Ok(root);
                    }
                }
                (Event::Scalar(text, ScalarStyle::Plain, ..), _) if is_null(&text) => {}
                (Event::Scalar(..) | Event::SequenceStart(..) | Event::Alias(_), span) => {
                    return Err(error("front matter must be `key: value` lines", span)
                        .with_help("write each entry as `key: value`, for example `title: My post`"));
                }
                (Event::DocumentStart(true), _) if !root.entries().is_empty() => {
                    return Err(error("a second YAML document starts here", within));
                }
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Step<(Event<'a>, Span)> {
        match self.events.next_event() {
            None => Ok((Event::StreamEnd, Span::default())),
            Some(Ok((event, span))) => {
                let span = Span::new(self.offsets.byte(&span.start), self.offsets.byte(&span.end));
                Ok((event, span))
            }
            Some(Err(cause)) => Err(self.scan_error(&cause)),
        }
    }

    fn scan_error(&self, cause: &ScanError) -> SyntaxError {
        let at = self.offsets.byte(cause.marker());
        let found = error(cause.info(), Span::at(at));
        if cause.info().contains("mapping values are not allowed") {
            return found.with_help("put a value that contains `: ` in quotes");
        }
        found
    }

    fn mapping(&mut self, table: &mut Table, depth: usize) -> Step<()> {
        loop {
            let (event, key_span) = self.next()?;
            let key = match event {
                Event::MappingEnd => return Ok(()),
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err(error("a key must be a word", key_span)),
            };
            let (event, span) = self.next()?;
            let value = self.value(event, span, depth + 1)?;
            let repeated = key.clone();
            if table.insert(Entry { key, key_span, value }).is_err() {
                self.errors.push(
                    error(
                        &format!("the key `{repeated}` stands here a second time"),
                        key_span,
                    )
                    .with_help("keep one of the two"),
                );
            }
        }
    }

    fn value(&mut self, event: Event<'a>, span: Span, depth: usize) -> Step<Value> {
        if depth > MAX_DEPTH {
            return Err(error("values nest too deeply", span));
        }
        match event {
            Event::Scalar(text, style, 0, None) => Ok(Value {
                kind: scalar(text, style),
                span,
            }),
            Event::SequenceStart(0, None) => self.sequence(span, depth),
            Event::MappingStart(0, None) => {
                let mut table = Table::default();
                self.mapping(&mut table, depth)?;
                let end = table.entries().last().map_or(span, |entry| entry.value.span);
                Ok(Value {
                    kind: ValueKind::Table(table),
                    span: span.cover(end),
                })
            }
            _ => Err(error("anchors, aliases and tags are not supported here", span)
                .with_help("write the value out")),
        }
    }

    fn sequence(&mut self, start: Span, depth: usize) -> Step<Value> {
        let mut values = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                let end = values.last().map_or(start, |last: &Value| last.span);
                return Ok(Value {
                    kind: ValueKind::Array(values),
                    span: start.cover(end).cover(span),
                });
            }
            values.push(self.value(event, span, depth + 1)?);
        }
    }
}

fn error(message: &str, span: Span) -> SyntaxError {
    SyntaxError {
        message: message.to_owned(),
        span,
        help: None,
    }
}

impl SyntaxError {
    fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A plain scalar by the YAML 1.2 core schema (section 10.3); anything quoted is text.
fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> ValueKind {
    if style != ScalarStyle::Plain {
        return ValueKind::String(text.into_owned());
    }
    match &*text {
        text if is_null(text) => ValueKind::Null,
        "true" | "True" | "TRUE" => ValueKind::Boolean(true),
        "false" | "False" | "FALSE" => ValueKind::Boolean(false),
        text => number(text).unwrap_or_else(|| ValueKind::String(text.to_owned())),
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn number(text: &str) -> Option<ValueKind> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let integer = || text.parse().ok().map(ValueKind::Integer);
    let float = || text.parse().ok().map(ValueKind::Float);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return integer().or_else(float);
    }
    let numeric = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-' | b'+');
    digits.bytes().all(numeric).then(float).flatten()
}

/// The parser counts characters; this turns its counts into byte offsets of the file.
struct Offsets {
    /// Byte offset of each character, or nothing for plain ASCII.
    bytes: Vec<u32>,
    base: usize,
    len: usize,
}

impl Offsets {
    fn new(source: &str, base: usize) -> Self {
        let bytes = if source.is_ascii() {
            Vec::new()
        } else {
            source.char_indices().map(|(at, _)| Span::at(at).start).collect()
        };
        Self {
            bytes,
            base,
            len: source.len(),
        }
    }

    fn byte(&self, marker: &Marker) -> usize {
        let index = marker.index();
        let inside = if self.bytes.is_empty() {
            index.min(self.len)
        } else {
            self.bytes.get(index).map_or(self.len, |&byte| byte as usize)
        };
        self.base + inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_all(text: &str) -> (Table, Vec<SyntaxError>) {
        parse(text, Span::new(0, text.len()))
    }

    #[test]
    fn values_know_their_bytes() {
        let text = "title: 쿠버네티스 네트워크\ntags: [aws, 네트워크]\nlist:\n  - a\n  - \"b c\"\nn: 12\nextra:\n  deep: yes\n";
        let (table, errors) = parse_all(text);
        assert_eq!(errors, []);
        assert_eq!(
            table.get("title").unwrap().value.span.of(text),
            "쿠버네티스 네트워크"
        );
        assert_eq!(table.get("tags").unwrap().key_span.of(text), "tags");
        assert_eq!(table.get("tags").unwrap().value.span.of(text), "[aws, 네트워크]");
        assert_eq!(table.get("n").unwrap().value.kind, ValueKind::Integer(12));
        let ValueKind::Array(list) = &table.get("list").unwrap().value.kind else {
            panic!("a list")
        };
        assert_eq!(list[1].span.of(text), "\"b c\"");
        assert_eq!(list[1].kind, ValueKind::String("b c".into()));
    }

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        let check = |text: &str, expected: ValueKind| {
            let (table, errors) = parse_all(&format!("k: {text}\n"));
            assert_eq!(errors, []);
            assert_eq!(table.get("k").unwrap().value.kind, expected, "{text}");
        };
        check("yes", ValueKind::String("yes".into()));
        check("2025-07-08", ValueKind::String("2025-07-08".into()));
        check("1.5", ValueKind::Float(1.5));
        check("\"1\"", ValueKind::String("1".into()));
        check("~", ValueKind::Null);
        check("", ValueKind::Null);
        check("True", ValueKind::Boolean(true));
        check("99999999999999999999", ValueKind::Float(1e20));
        check("nan", ValueKind::String("nan".into()));
        check("10.0.0.0", ValueKind::String("10.0.0.0".into()));
    }

    #[test]
    fn what_is_refused_is_said() {
        let check = |text: &str, expected: &str| {
            let (_, errors) = parse_all(text);
            assert_eq!(
                errors.first().map(|error| error.message.as_str()),
                Some(expected),
                "{text}"
            );
        };
        check(
            "a: &x 1\nb: *x\n",
            "anchors, aliases and tags are not supported here",
        );
        check("- a\n- b\n", "front matter must be `key: value` lines");
        check("a: 1\na: 2\n", "the key `a` stands here a second time");
        let deep = format!("a: {}1{}", "[".repeat(100), "]".repeat(100));
        check(&deep, "values nest too deeply");
        assert_eq!(parse_all("").1, []);
        assert_eq!(parse_all("# only a comment\n").1, []);
    }

    #[test]
    fn an_error_has_a_place_in_the_file() {
        let text = "title: 가: 나\ndate: 1\n";
        let (_, errors) = parse_all(text);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(text.is_char_boundary(errors[0].span.start as usize));
    }
}
