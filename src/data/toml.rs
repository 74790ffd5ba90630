//! TOML 1.1 with spans. The only file that imports the `toml` crate.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, SyntaxError, Table, Value, ValueKind};
use crate::source::Span;

/// Parses the bytes `within` of `text`. Everything that can be read is in the table; the errors say what
/// could not.
pub fn parse(text: &str, within: Span) -> (Table, Vec<SyntaxError>) {
    let offset = within.start as usize;
    let (root, errors) = DeTable::parse_recoverable(within.of(text));
    let errors = errors
        .iter()
        .map(|error| SyntaxError {
            message: first_line_lower(error.message()),
            span: error.span().map_or(within, |span| Span::from(span).shift(offset)),
            help: None,
        })
        .collect();
    (table(root.get_ref(), offset), errors)
}

fn table(source: &DeTable<'_>, offset: usize) -> Table {
    let mut table = Table::default();
    for (key, value) in source {
        let entry = Entry {
            key: key.get_ref().to_string(),
            key_span: Span::from(key.span()).shift(offset),
            value: convert(value, offset),
        };
        // The parser has reported a repeated key already; the first one stays.
        let _ = table.insert(entry);
    }
    table.sort_by_place();
    table
}

fn convert(value: &Spanned<DeValue<'_>>, offset: usize) -> Value {
    let kind = match value.get_ref() {
        DeValue::String(text) => ValueKind::String(text.to_string()),
        DeValue::Integer(number) => integer(number.as_str(), number.radix()),
        DeValue::Float(number) => ValueKind::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => ValueKind::Boolean(*value),
        DeValue::Datetime(date) => ValueKind::String(date.to_string()),
        DeValue::Array(values) => {
            ValueKind::Array(values.iter().map(|value| convert(value, offset)).collect())
        }
        DeValue::Table(values) => ValueKind::Table(table(values, offset)),
    };
    Value {
        kind,
        span: Span::from(value.span()).shift(offset),
    }
}

/// A number too large for 64 bits stays a number, if a less exact one.
fn integer(digits: &str, radix: u32) -> ValueKind {
    i64::from_str_radix(digits, radix).map_or_else(
        |_| ValueKind::Float(digits.parse().unwrap_or(f64::INFINITY)),
        ValueKind::Integer,
    )
}

fn first_line_lower(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let mut characters = line.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().chain(characters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_bytes_and_keep_their_order() {
        let text = "+++\ntitle = \"가\"\nb = 1\na = [true, 2.5]\n[extra]\nday = 2025-07-08\n+++\n";
        let within = Span::new(4, text.rfind("+++").unwrap());
        let (table, errors) = parse(text, within);
        assert_eq!(errors, []);
        let keys: Vec<_> = table.entries().iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["title", "b", "a", "extra"]);
        assert_eq!(table.get("title").unwrap().value.span.of(text), "\"가\"");
        assert_eq!(table.get("b").unwrap().key_span.of(text), "b");
        let ValueKind::Table(extra) = &table.get("extra").unwrap().value.kind else {
            panic!("a table")
        };
        assert_eq!(
            extra.get("day").unwrap().value.kind,
            ValueKind::String("2025-07-08".into())
        );
    }

    #[test]
    fn an_error_does_not_hide_the_rest() {
        let text = "a = \nb = 2\n";
        let (table, errors) = parse(text, Span::new(0, text.len()));
        assert_eq!(errors.len(), 1);
        assert!(errors[0].span.start <= 5, "{errors:?}");
        assert_eq!(table.get("b").unwrap().value.kind, ValueKind::Integer(2));
    }
}
