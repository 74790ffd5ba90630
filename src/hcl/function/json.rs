//! JSON, written the way Terraform writes it and read with exact numbers.

use std::fmt::Write;
use std::sync::Arc;

use super::{Failure, Outcome, text};
use crate::hcl::value::{Budget, Data, Entries, Number, Value, is_decimal};

/// How deeply decoded arrays and objects may nest; deeper ones are not followed.
const DEPTH_LIMIT: usize = 48;

pub(super) fn jsonencode(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let encoded = encoded(arguments.first().ok_or(Failure::Undecided)?)?;
    budget.spend_bytes(encoded.len())?;
    Ok(encoded.into())
}

/// The JSON text of a value that is wholly known.
pub(super) fn encoded(value: &Value) -> Result<String, Failure> {
    let mut out = String::new();
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<(), Failure> {
    match value.data() {
        Data::Unknown { .. } => return Err(Failure::Undecided),
        Data::Null(_) => out.push_str("null"),
        Data::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Data::Number(number) => out.push_str(&number.to_string()),
        Data::String(text) => out.push_str(&quoted(text)),
        Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                write(item, out)?;
            }
            out.push(']');
        }
        Data::Map(_, entries) | Data::Object(entries) => {
            out.push('{');
            for (at, (name, item)) in entries.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                out.push_str(&quoted(name));
                out.push(':');
                write(item, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// A JSON string; what HTML could take for a tag is escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{0}'..='\u{1f}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

pub(super) fn jsondecode(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let source = text(arguments, 0)?;
    budget.spend_bytes(source.len().saturating_mul(4))?;
    let mut reader = Reader {
        source,
        at: 0,
        depth: 0,
    };
    let value = reader.value()?;
    reader.space();
    if reader.at < source.len() {
        return Err(reader.fault("nothing may follow the value"));
    }
    Ok(value)
}

struct Reader<'t> {
    source: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn fault(&self, cause: &str) -> Failure {
        let before = &self.source[..self.at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        Failure::value(
            0,
            format!("this is not JSON, {cause} (line {line}, column {column} of the text)"),
        )
    }

    fn rest(&self) -> &'t str {
        &self.source[self.at..]
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn take(&mut self, character: char) -> bool {
        self.space();
        let found = self.rest().starts_with(character);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self) -> Outcome {
        self.space();
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(Failure::Undecided);
        }
        let value = match self.rest().chars().next() {
            None => Err(self.fault("a value is missing")),
            Some('{') => self.object(),
            Some('[') => self.array(),
            Some('"') => self.string().map(Value::string),
            Some('-' | '0'..='9') => self.number(),
            Some(_) => self.word(),
        };
        self.depth -= 1;
        value
    }

    fn word(&mut self) -> Outcome {
        for (word, value) in [
            ("true", Value::bool(true)),
            ("false", Value::bool(false)),
            ("null", Value::NULL),
        ] {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.fault("a value is missing"))
    }

    fn number(&mut self) -> Outcome {
        let part =
            |character: char| character.is_ascii_digit() || matches!(character, '-' | '+' | '.' | 'e' | 'E');
        let rest = self.rest();
        let digits = &rest[..rest.find(|character| !part(character)).unwrap_or(rest.len())];
        let unsigned = digits.strip_prefix('-').unwrap_or(digits);
        let leading =
            unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.as_bytes()[1].is_ascii_digit();
        let mantissa = unsigned.split(['e', 'E']).next().unwrap_or_default();
        let good = is_decimal(digits) && !leading && !mantissa.starts_with('.') && !mantissa.ends_with('.');
        if !good {
            return Err(self.fault("the number is none"));
        }
        self.at += digits.len();
        Ok(Value::number_or_unknown(Number::parse(digits)))
    }

    fn array(&mut self) -> Outcome {
        self.take('[');
        let mut items = Vec::new();
        if self.take(']') {
            return Ok(Value::tuple(items));
        }
        loop {
            items.push(self.value()?);
            if self.take(']') {
                return Ok(Value::tuple(items));
            }
            if !self.take(',') {
                return Err(self.fault("`,` or `]` is missing"));
            }
        }
    }

    fn object(&mut self) -> Outcome {
        self.take('{');
        let mut entries = Entries::new();
        if self.take('}') {
            return Ok(Value::object(entries));
        }
        loop {
            self.space();
            if !self.rest().starts_with('"') {
                return Err(self.fault("a key in quotes is missing"));
            }
            let name = self.string()?;
            if !self.take(':') {
                return Err(self.fault("`:` is missing"));
            }
            let value = self.value()?;
            entries.insert(Arc::from(name), value);
            if self.take('}') {
                return Ok(Value::object(entries));
            }
            if !self.take(',') {
                return Err(self.fault("`,` or `}` is missing"));
            }
        }
    }

    fn string(&mut self) -> Result<String, Failure> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(character) = self.rest().chars().next() else {
                return Err(self.fault("a string is not closed"));
            };
            match character {
                '"' => {
                    self.at += 1;
                    return Ok(out);
                }
                '\\' => out.push(self.escape()?),
                '\u{0}'..='\u{1f}' => return Err(self.fault("a control character stands in a string")),
                _ => {
                    out.push(character);
                    self.at += character.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Failure> {
        let letter = self.rest().chars().nth(1);
        let character = match letter {
            Some('"' | '\\' | '/') => letter.unwrap_or('/'),
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            _ => return Err(self.fault("the escape is none of JSON's")),
        };
        self.at += 2;
        Ok(character)
    }

    /// `\u` with four digits, or two of them for one character.
    fn unicode(&mut self) -> Result<char, Failure> {
        let code = |text: &str| u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
        let Some(first) = code(self.rest()) else {
            return Err(self.fault("`\\u` needs four digits"));
        };
        self.at += 6;
        if let (0xD800..0xDC00, Some(second @ 0xDC00..0xE000)) = (first, code(self.rest())) {
            self.at += 6;
            let joined = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return Ok(char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}
