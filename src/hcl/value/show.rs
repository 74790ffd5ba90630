//! Values as `terraform console` shows them.

use std::fmt::Write;
use std::sync::LazyLock;

use regex::Regex;

use super::data::{Data, Entries, Value};
use super::types::Type;

/// The value as `terraform console` shows it. Sensitive, ephemeral and unknown parts show as such.
pub fn show(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out
}

fn write(value: &Value, indent: usize, out: &mut String) {
    if value.marks().sensitive {
        return out.push_str("(sensitive value)");
    }
    if value.marks().ephemeral {
        return out.push_str("(ephemeral value)");
    }
    match value.data() {
        Data::Unknown { .. } => out.push_str("(known after apply)"),
        Data::Null(ty) => out.push_str(&null(ty)),
        Data::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Data::Number(number) => out.push_str(&number.to_string()),
        Data::String(content) => text(content, indent, out),
        Data::Tuple(items) => sequence(items, indent, out),
        Data::List(_, items) => called("tolist", out, |out| sequence(items, indent, out)),
        Data::Set(_, items) => called("toset", out, |out| sequence(items, indent, out)),
        Data::Object(entries) => mapping(entries, indent, out),
        Data::Map(_, entries) => called("tomap", out, |out| mapping(entries, indent, out)),
    }
}

fn text(text: &str, indent: usize, out: &mut String) {
    if text.contains('\n') {
        return heredoc(text, indent, out);
    }
    out.push_str(&quoted(text));
}

fn called(function: &str, out: &mut String, argument: impl FnOnce(&mut String)) {
    out.push_str(function);
    out.push('(');
    argument(out);
    out.push(')');
}

fn sequence(items: &[Value], indent: usize, out: &mut String) {
    if items.is_empty() {
        return out.push_str("[]");
    }
    out.push('[');
    for item in items {
        new_line(indent + 2, out);
        write(item, indent + 2, out);
        out.push(',');
    }
    new_line(indent, out);
    out.push(']');
}

fn mapping(entries: &Entries, indent: usize, out: &mut String) {
    if entries.is_empty() {
        return out.push_str("{}");
    }
    out.push('{');
    for (name, value) in entries {
        new_line(indent + 2, out);
        text(name, indent + 2, out);
        out.push_str(" = ");
        write(value, indent + 2, out);
    }
    new_line(indent, out);
    out.push('}');
}

fn new_line(indent: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Text of several lines. Unlike a heredoc of the language, its last line has no line break.
fn heredoc(text: &str, indent: usize, out: &mut String) {
    let mut tag = "EOT".to_owned();
    while text.split('\n').any(|line| line.trim() == tag) {
        tag.push('_');
    }
    out.push_str(if indent > 0 { "<<-" } else { "<<" });
    out.push_str(&tag);
    for line in text.split('\n') {
        new_line(indent, out);
        out.push_str(line);
    }
    new_line(indent, out);
    out.push_str(&tag);
}

fn null(ty: &Type) -> String {
    match ty {
        Type::Dynamic => "null".to_owned(),
        Type::String => "tostring(null)".to_owned(),
        Type::Number => "tonumber(null)".to_owned(),
        Type::Bool => "tobool(null)".to_owned(),
        Type::List(element) => format!("tolist(null) /* of {} */", friendly(element)),
        Type::Set(element) => format!("toset(null) /* of {} */", friendly(element)),
        Type::Map(element) => format!("tomap(null) /* of {} */", friendly(element)),
        Type::Tuple(_) | Type::Object(_) => format!("null /* {} */", friendly(ty)),
    }
}

/// The name of a type in words.
fn friendly(ty: &Type) -> String {
    match ty {
        Type::Dynamic => "dynamic".to_owned(),
        Type::List(element) => format!("list of {}", friendly(element)),
        Type::Set(element) => format!("set of {}", friendly(element)),
        Type::Map(element) => format!("map of {}", friendly(element)),
        Type::Tuple(_) => "tuple".to_owned(),
        Type::Object(_) => "object".to_owned(),
        _ => ty.to_string(),
    }
}

/// The text in quotes, with what cannot be printed escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        escape(character, &mut out);
    }
    out.push('"');
    out
}

fn escape(character: char, out: &mut String) {
    let simple = match character {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{b}' => "\\v",
        _ if is_printable(character) => return out.push(character),
        _ => {
            let code = u32::from(character);
            let _ = match code {
                0..0x80 => write!(out, "\\x{code:02x}"),
                0x80..0x1_0000 => write!(out, "\\u{code:04x}"),
                _ => write!(out, "\\U{code:08x}"),
            };
            return;
        }
    };
    out.push_str(simple);
}

/// Whether a character is a letter, mark, number, punctuation, symbol or the plain space.
pub(in crate::hcl) fn is_printable(character: char) -> bool {
    static PRINTABLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[\p{L}\p{M}\p{N}\p{P}\p{S}]$").expect("the pattern is fixed and valid")
    });
    if character.is_ascii() {
        return character == ' ' || character.is_ascii_graphic();
    }
    PRINTABLE.is_match(character.encode_utf8(&mut [0; 4]))
}
