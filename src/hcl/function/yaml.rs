//! YAML, written the way Terraform writes it. Reading is not done here: what Terraform's reader takes for a
//! bool, number or date differs from every YAML version.

use super::{Failure, Outcome};
use crate::hcl::value::{Budget, Data, Value, is_printable};

/// Longer text in quotes is folded by Terraform, which is not reproduced.
const LONGEST_LINE: usize = 72;

pub(super) fn yamldecode(_: &[Value], _: &mut Budget) -> Outcome {
    Err(Failure::Undecided)
}

pub(super) fn yamlencode(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let value = arguments.first().ok_or(Failure::Undecided)?;
    let mut out = String::new();
    node(value, 0, &mut out)?;
    out.push('\n');
    if matches!(value.data(), Data::Null(_) | Data::Bool(_) | Data::Number(_)) {
        out.push_str("...\n");
    }
    budget.spend_bytes(out.len())?;
    Ok(out.into())
}

/// A value that begins at the current place; lines after the first are indented.
fn node(value: &Value, indent: usize, out: &mut String) -> Result<(), Failure> {
    match value.data() {
        Data::Unknown { .. } => return Err(Failure::Undecided),
        Data::Null(_) => out.push_str("null"),
        Data::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Data::Number(number) => out.push_str(&number.to_string()),
        Data::String(text) => scalar(text, indent, out)?,
        Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) => {
            out.push_str(if items.is_empty() { "[]" } else { "" });
            for (at, item) in items.iter().enumerate() {
                line(at, indent, out);
                out.push_str("- ");
                node(item, indent + 2, out)?;
            }
        }
        Data::Map(_, entries) | Data::Object(entries) => {
            out.push_str(if entries.is_empty() { "{}" } else { "" });
            for (at, (name, item)) in entries.iter().enumerate() {
                line(at, indent, out);
                quoted(name, out)?;
                out.push(':');
                entry(item, indent, out)?;
            }
        }
    }
    Ok(())
}

/// What follows the colon of a key: nested collections begin on the next line, lists without indentation.
fn entry(item: &Value, indent: usize, out: &mut String) -> Result<(), Failure> {
    let filled = item.parts().next().is_some();
    match (filled, item.items().is_some()) {
        (false, _) => {
            out.push(' ');
            node(item, indent + 2, out)
        }
        (true, list) => {
            let indent = if list { indent } else { indent + 2 };
            line(1, indent, out);
            node(item, indent, out)
        }
    }
}

/// Begins a new line unless this is the first of several.
fn line(at: usize, indent: usize, out: &mut String) {
    if at > 0 {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
    }
}

fn scalar(text: &str, indent: usize, out: &mut String) -> Result<(), Failure> {
    if text.contains('\n') {
        return literal(text, indent, out);
    }
    quoted(text, out)
}

/// A block of lines after `|`.
fn literal(text: &str, indent: usize, out: &mut String) -> Result<(), Failure> {
    let plain = |line: &str| !line.ends_with([' ', '\t']) && line.chars().all(is_printable);
    let body = text.strip_suffix('\n').unwrap_or(text);
    let simple = body.split('\n').all(plain) && !body.starts_with([' ', '\n']) && !body.ends_with('\n');
    if !simple || body.is_empty() {
        return Err(Failure::Undecided);
    }
    out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
    let indent = indent.max(2);
    for line in body.split('\n') {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', if line.is_empty() { 0 } else { indent }));
        out.push_str(line);
    }
    Ok(())
}

fn quoted(text: &str, out: &mut String) -> Result<(), Failure> {
    let foldable = text.contains(' ') && text.chars().count() > LONGEST_LINE;
    let plain = |character: char| character == '\t' || is_printable(character);
    if foldable || text.len() > 120 || !text.chars().all(plain) {
        return Err(Failure::Undecided);
    }
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            _ => out.push(character),
        }
    }
    out.push('"');
    Ok(())
}
