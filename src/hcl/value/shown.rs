//! Reading what a post shows as the value of an expression: the form of `terraform console`, and the freer
//! forms that people write by hand.

use std::sync::Arc;

use super::convert::convert;
use super::data::{Data, Entries, Marks, Value};
use super::number::Number;
use super::types::Type;

/// How deeply a shown value may nest.
const DEPTH_LIMIT: usize = 48;

/// Reads a shown value: the output of `terraform console`, or literals as the language writes them. What is
/// shown as `(known after apply)` is unknown; `(sensitive value)` is unknown and marked. `None` when the text
/// is no value.
pub fn parse_shown(text: &str) -> Option<Value> {
    let mut reader = Reader {
        rest: text.trim(),
        depth: 0,
    };
    let value = reader.value()?;
    reader.space();
    reader.rest.is_empty().then_some(value)
}

/// Whether a shown value is that of an expression. Kinds that look alike count as equal, since people write
/// `["a"]` for a list or set, `{ a = 1 }` for a map: `None` when it depends on what is not known.
pub fn shows(shown: &Value, value: &Value) -> Option<bool> {
    if shown.marks().sensitive {
        return Some(value.marks().sensitive);
    }
    if let (Data::Unknown { .. }, true) = (shown.data(), value.is_known()) {
        return Some(false);
    }
    if !value.is_wholly_known() || !shown.is_wholly_known() {
        return same_shape(shown, value);
    }
    let alike = matches!(
        (shown.data(), value.data()),
        (Data::Tuple(_), Data::List(..) | Data::Set(..))
            | (Data::Object(_), Data::Map(..))
            | (Data::Null(_), _)
    );
    if !alike {
        return same_shape(shown, value);
    }
    let converted = convert(shown, &value.ty());
    Some(converted.is_ok_and(|shown| same_shape(&shown, value) == Some(true)))
}

/// Compares part by part.
fn same_shape(shown: &Value, value: &Value) -> Option<bool> {
    match (shown.data(), value.data()) {
        (_, Data::Unknown { .. }) if !shown.is_known() => Some(true),
        (_, Data::Unknown { .. }) => None,
        (
            Data::Tuple(left) | Data::List(_, left) | Data::Set(_, left),
            Data::Tuple(right) | Data::List(_, right) | Data::Set(_, right),
        ) => {
            if left.len() != right.len() {
                return Some(false);
            }
            all(left
                .iter()
                .zip(right.iter())
                .map(|(left, right)| shows(left, right)))
        }
        (Data::Object(left) | Data::Map(_, left), Data::Object(right) | Data::Map(_, right)) => {
            if !left.keys().eq(right.keys()) {
                return Some(false);
            }
            all(left
                .values()
                .zip(right.values())
                .map(|(left, right)| shows(left, right)))
        }
        (Data::Null(_), Data::Null(_)) => Some(true),
        // What is shown of a number may have fewer digits than it has.
        (Data::Number(left), Data::Number(right)) => {
            Some(left == right || left.to_string() == right.to_string())
        }
        _ => shown.equals(value),
    }
}

fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for answer in answers {
        match answer {
            Some(true) => {}
            Some(false) => return Some(false),
            None => all = None,
        }
    }
    all
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl<'t> Reader<'t> {
    /// Skips space, line breaks and comments.
    fn space(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let Some((_, after)) = self
                .rest
                .strip_prefix("/*")
                .and_then(|rest| rest.split_once("*/"))
            else {
                return;
            };
            self.rest = after;
        }
    }

    fn take(&mut self, text: &str) -> bool {
        self.space();
        let Some(rest) = self.rest.strip_prefix(text) else {
            return false;
        };
        self.rest = rest;
        true
    }

    fn value(&mut self) -> Option<Value> {
        self.space();
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return None;
        }
        let value = match self.rest.chars().next()? {
            '[' => self.sequence(),
            '{' => self.mapping(),
            '"' => self.string().map(Value::string),
            '<' => self.heredoc(),
            '(' => self.described(),
            '-' | '0'..='9' => self.number(),
            _ => self.word(),
        };
        self.depth -= 1;
        value
    }

    fn sequence(&mut self) -> Option<Value> {
        self.take("[");
        let mut items = Vec::new();
        while !self.take("]") {
            items.push(self.value()?);
            if !self.take(",") && !self.at_end("]") {
                return None;
            }
        }
        Some(Value::tuple(items))
    }

    fn at_end(&mut self, close: &str) -> bool {
        self.space();
        self.rest.starts_with(close)
    }

    fn mapping(&mut self) -> Option<Value> {
        self.take("{");
        let mut entries = Entries::new();
        while !self.take("}") {
            let key = self.key()?;
            if !self.take("=") && !self.take(":") {
                return None;
            }
            let value = self.value()?;
            entries.insert(key, value);
            self.take(",");
        }
        Some(Value::object(entries))
    }

    fn key(&mut self) -> Option<Arc<str>> {
        self.space();
        if self.rest.starts_with('"') {
            return Some(self.string()?.into());
        }
        if self.rest.starts_with("<<") {
            return Some(self.heredoc()?.as_str()?.into());
        }
        let word = self.identifier();
        (!word.is_empty()).then(|| word.into())
    }

    fn identifier(&mut self) -> &'t str {
        let part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
        let end = self
            .rest
            .find(|character| !part(character))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn number(&mut self) -> Option<Value> {
        let part =
            |character: char| character.is_ascii_digit() || matches!(character, '.' | 'e' | 'E' | '+' | '-');
        let end = self
            .rest
            .find(|character| !part(character))
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        Number::parse(digits).map(Value::number)
    }

    /// `(known after apply)` and the like.
    fn described(&mut self) -> Option<Value> {
        let (text, rest) = self.rest.split_once(')')?;
        self.rest = rest;
        match text {
            "(known after apply" => Some(Value::UNKNOWN),
            "(sensitive value" | "(sensitive" => Some(Value::UNKNOWN.with_marks(Marks::SENSITIVE)),
            "(ephemeral value" => Some(Value::UNKNOWN.with_marks(Marks::EPHEMERAL)),
            _ => None,
        }
    }

    /// A keyword, or a call of a conversion function.
    fn word(&mut self) -> Option<Value> {
        let to = match self.identifier() {
            "null" => return Some(Value::NULL),
            "true" => return Some(Value::bool(true)),
            "false" => return Some(Value::bool(false)),
            "tolist" => Type::list(Type::Dynamic),
            "toset" => Type::set(Type::Dynamic),
            "tomap" => Type::map(Type::Dynamic),
            "tostring" => Type::String,
            "tonumber" => Type::Number,
            "tobool" => Type::Bool,
            _ => return None,
        };
        if !self.take("(") {
            return None;
        }
        let argument = self.value()?;
        if !self.take(")") {
            return None;
        }
        let value = convert(&argument, &to).ok()?;
        // An empty map or list does not show what it may hold, so its type may stay open among others.
        Some(if value.is_known() { value } else { argument })
    }

    fn string(&mut self) -> Option<String> {
        let mut characters = self.rest.strip_prefix('"')?.char_indices();
        let mut out = String::new();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = &self.rest[at + 2..];
                    return Some(out);
                }
                '\n' => return None,
                '\\' => {
                    let (_, kind) = characters.next()?;
                    let digits = match kind {
                        'x' => 2,
                        'u' => 4,
                        'U' => 8,
                        _ => 0,
                    };
                    let code: String = characters.by_ref().take(digits).map(|(_, digit)| digit).collect();
                    out.push(unescaped(kind, &code)?);
                }
                _ => out.push(character),
            }
        }
        None
    }

    /// Text between tags; the console adds no line break after the last line.
    fn heredoc(&mut self) -> Option<Value> {
        let (head, body) = self.rest.split_once('\n')?;
        let head = head.trim_end();
        let tag = head.strip_prefix("<<-").or_else(|| head.strip_prefix("<<"))?;
        let mut lines = Vec::new();
        let mut rest = body;
        loop {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            let after_tag = line.trim_start().strip_prefix(tag);
            let begins_name =
                |rest: &str| rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
            if after_tag.is_some_and(|rest| !begins_name(rest)) {
                let indent = line.len() - line.trim_start().len();
                self.rest = &rest[indent + tag.len()..];
                return Some(Value::string(unindented(&lines, indent)));
            }
            if after.is_empty() && !rest.contains('\n') {
                return None;
            }
            lines.push(line);
            rest = after;
        }
    }
}

fn unindented(lines: &[&str], indent: usize) -> String {
    let strip = |line: &&str| {
        let space = line.len() - line.trim_start_matches(' ').len();
        line[space.min(indent)..].to_owned()
    };
    lines.iter().map(strip).collect::<Vec<_>>().join("\n")
}

fn unescaped(kind: char, code: &str) -> Option<char> {
    Some(match kind {
        'x' | 'u' | 'U' => return char::from_u32(u32::from_str_radix(code, 16).ok()?),
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'v' => '\u{b}',
        '"' | '\\' => kind,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::show::show;
    use super::*;

    fn entries(pairs: &[(&str, Value)]) -> Entries {
        pairs
            .iter()
            .map(|(name, value)| (Arc::from(*name), value.clone()))
            .collect()
    }

    #[test]
    fn what_is_shown_reads_back() {
        let check = |value: Value, expected: &str| {
            assert_eq!(show(&value), expected);
            assert_eq!(parse_shown(expected), Some(value), "{expected}");
        };
        check("100.64.0.0/19".into(), "\"100.64.0.0/19\"");
        check("a\"\\\u{1}\u{200b}한".into(), r#""a\"\\\x01\u200b한""#);
        check(Value::strings(["a", "b"]), "tolist([\n  \"a\",\n  \"b\",\n])");
        check(Value::null(Type::String), "tostring(null)");
        check(Value::tuple(vec![]), "[]");
        let object = Value::object(entries(&[
            ("a", "x\ny".into()),
            ("b c", Value::tuple(vec![1_i64.into()])),
        ]));
        let shown = "{\n  \"a\" = <<-EOT\n  x\n  y\n  EOT\n  \"b c\" = [\n    1,\n  ]\n}";
        check(object, shown);
        check("a\nEOT".into(), "<<EOT_\na\nEOT\nEOT_");
        check(
            Value::tuple(vec!["a\nb".into()]),
            "[\n  <<-EOT\n  a\n  b\n  EOT,\n]",
        );
    }

    #[test]
    fn what_people_write_is_read() {
        let check = |text: &str, value: Value, expected: Option<bool>| {
            let shown = parse_shown(text).expect(text);
            assert_eq!(shows(&shown, &value), expected, "{text}");
        };
        check(r#"["a", "b"]"#, Value::strings(["a", "b"]), Some(true));
        check(
            r#"["b", "a"]"#,
            Value::set(Type::String, vec!["a".into(), "b".into()]),
            Some(true),
        );
        check(r#"["b", "a"]"#, Value::strings(["a", "b"]), Some(false));
        check(
            "{ a = 1, b: 2 }",
            Value::map(Type::Number, entries(&[("a", 1_i64.into()), ("b", 2_i64.into())])),
            Some(true),
        );
        let held = Type::map(Type::tuple([Type::Number]));
        let one = entries(&[("a", Value::tuple(vec![1_i64.into()]))]);
        let members = [one, entries(&[])].map(|entries| Value::map(Type::tuple([Type::Number]), entries));
        check(
            "toset([tomap({ a = [1] }), tomap({})])",
            Value::set(held, members.to_vec()),
            Some(true),
        );
        check("1.0", 1_i64.into(), Some(true));
        check("\"1\"", 1_i64.into(), Some(false));
        check("null", Value::null(Type::String), Some(true));
        check("(known after apply)", Value::UNKNOWN, Some(true));
        check("\"x\"", Value::UNKNOWN, None);
        check(
            "(sensitive value)",
            Value::from("x").with_marks(Marks::SENSITIVE),
            Some(true),
        );
    }

    #[test]
    fn what_is_no_value_is_none() {
        for text in [
            "",
            "var.x",
            "[1",
            "{a}",
            "\"a",
            "1 2",
            "<<EOT\nx",
            "(soon)",
            "tolist(1)",
        ] {
            assert_eq!(parse_shown(text), None, "{text}");
        }
    }
}
