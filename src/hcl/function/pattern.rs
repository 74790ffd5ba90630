//! Regular expressions. Terraform's are those of Go, RE2; they are rewritten for the `regex` crate, whose
//! classes cover all of Unicode and whose syntax has a few more special sequences.

use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use super::string::limited;
use super::{Failure, Outcome, text};
use crate::hcl::value::{Budget, Entries, Type, Value};

/// Compiled patterns may take so many bytes; larger ones are not used.
const LARGEST: usize = 1 << 20;

pub(super) fn regex(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let (pattern, source) = compiled(arguments, 0, 1, budget)?;
    match pattern.captures(source) {
        Some(found) => Ok(captured(&pattern, &found)),
        None => Err(Failure::value(1, "the pattern does not match the string")
            .help("use `regexall`, which gives an empty list, or wrap the call in `try`")),
    }
}

pub(super) fn regexall(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let (pattern, source) = compiled(arguments, 0, 1, budget)?;
    let found: Vec<_> = pattern
        .captures_iter(source)
        .map(|found| captured(&pattern, &found))
        .collect();
    budget.spend(found.len() as u64 * pattern.captures_len() as u64)?;
    let element = result_type(&pattern);
    Ok(Value::list(element, found))
}

pub(super) fn replace(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let (source, wanted, replacement) = (text(arguments, 0)?, text(arguments, 1)?, text(arguments, 2)?);
    let inner = wanted.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let Some(pattern) = inner else {
        let count = source.matches(wanted).count();
        limited(
            count
                .saturating_mul(replacement.len())
                .saturating_add(source.len()),
            budget,
        )?;
        return Ok(source.replace(wanted, replacement).into());
    };
    budget.spend(500 + wanted.len() as u64 * 16)?;
    let pattern = compile(pattern, 1)?;
    let count = pattern.find_iter(source).count();
    // A replacement may name groups, each of which may be all of the text.
    let most = replacement.len().saturating_mul(source.len() + 1).min(1 << 20);
    limited(
        count
            .saturating_mul(replacement.len().max(most / 1024))
            .saturating_add(source.len()),
        budget,
    )?;
    Ok(pattern.replace_all(source, replacement).into_owned().into())
}

fn compiled<'a>(
    arguments: &'a [Value],
    pattern: usize,
    source: usize,
    budget: &mut Budget,
) -> Result<(Regex, &'a str), Failure> {
    let source = text(arguments, source)?;
    let written = text(arguments, pattern)?;
    budget.spend_bytes(source.len())?;
    // Making the pattern costs more than using it.
    budget.spend(500 + written.len() as u64 * 16)?;
    let compiled = compile(written, pattern)?;
    let named = compiled.capture_names().flatten().count();
    if named > 0 && named + 1 < compiled.captures_len() {
        return Err(
            Failure::value(pattern, "groups with and without names cannot be mixed")
                .help("name all groups, or write `(?:…)` for those that are not wanted"),
        );
    }
    Ok((compiled, source))
}

fn compile(pattern: &str, argument: usize) -> Result<Regex, Failure> {
    let compiled = RegexBuilder::new(&translated(pattern))
        .size_limit(LARGEST)
        .nest_limit(100)
        .build();
    compiled.map_err(|error| match error {
        regex::Error::Syntax(message) => {
            let cause = message.lines().last().unwrap_or_default();
            let cause = cause
                .strip_prefix("error: ")
                .unwrap_or(cause)
                .trim_end_matches('.');
            let failure = Failure::value(argument, format!("the pattern is not valid: {cause}"));
            if cause.contains("look-around") {
                return failure
                    .help("write the pattern without `(?=…)`, `(?!…)` and `(?<=…)`; RE2 has none of them");
            }
            failure
        }
        _ => Failure::Undecided,
    })
}

/// The pattern in the syntax of the `regex` crate.
fn translated(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    let mut class = false;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        rest = match character {
            '\\' => escape(after, class, &mut out),
            '[' if class && after.starts_with(':') => {
                let end = after.find(":]").map_or(1, |end| end + 2);
                out.push('[');
                out.push_str(&after[..end]);
                &after[end..]
            }
            '[' if class => push("\\[", after, &mut out),
            '[' => {
                class = true;
                class_start(after, &mut out)
            }
            ']' if class => {
                class = false;
                push("]", after, &mut out)
            }
            '&' | '~' | '-' if class && after.starts_with(character) => {
                out.push('\\');
                push(&character.to_string(), after, &mut out)
            }
            '{' if !class && !is_repetition(after) => push("\\{", after, &mut out),
            _ => push(&character.to_string(), after, &mut out),
        };
    }
    out
}

fn push<'t>(text: &str, rest: &'t str, out: &mut String) -> &'t str {
    out.push_str(text);
    rest
}

/// The start of a class: a `]` right at its start stands for itself.
fn class_start<'t>(after: &'t str, out: &mut String) -> &'t str {
    out.push('[');
    let rest = match after.strip_prefix('^') {
        Some(rest) => push("^", rest, out),
        None => after,
    };
    match rest.strip_prefix(']') {
        Some(rest) => push("\\]", rest, out),
        None => rest,
    }
}

/// What follows a backslash. The classes of RE2 know ASCII only.
fn escape<'t>(after: &'t str, class: bool, out: &mut String) -> &'t str {
    let Some(letter) = after.chars().next() else {
        return push("\\", after, out);
    };
    let rest = &after[letter.len_utf8()..];
    let ascii = match (letter, class) {
        ('d', false) => "[0-9]",
        ('d', true) => "0-9",
        ('w', false) => "[0-9A-Za-z_]",
        ('w', true) => "0-9A-Za-z_",
        ('s', false) => r"[\t\n\f\r ]",
        ('s', true) => r"\t\n\f\r ",
        ('D', _) => "[^0-9]",
        ('W', _) => "[^0-9A-Za-z_]",
        ('S', _) => r"[^\t\n\f\r ]",
        ('b', false) => r"(?-u:\b)",
        ('B', false) => r"(?-u:\B)",
        ('<', _) => "<",
        ('>', _) => ">",
        ('Q', _) => {
            let (literal, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
            return push(&regex::escape(literal), rest, out);
        }
        _ => {
            out.push('\\');
            out.push(letter);
            return rest;
        }
    };
    push(ascii, rest, out)
}

/// Whether `3}`, `3,}` or `3,5}` follows.
fn is_repetition(after: &str) -> bool {
    let Some((counts, _)) = after.split_once('}') else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (least, most) = counts.split_once(',').unwrap_or((counts, ""));
    !least.is_empty() && digits(least) && digits(most)
}

/// The match: all of it, a tuple of groups, or an object of named groups.
fn captured(pattern: &Regex, found: &regex::Captures<'_>) -> Value {
    let group = |found: Option<regex::Match<'_>>| match found {
        Some(found) => Value::string(found.as_str()),
        None => Value::null(Type::String),
    };
    if pattern.captures_len() == 1 {
        return group(found.get(0));
    }
    let names: Vec<_> = pattern.capture_names().flatten().collect();
    if names.is_empty() {
        return Value::tuple((1..found.len()).map(|at| group(found.get(at))).collect());
    }
    let entry = |name: &str| (Arc::from(name), group(found.name(name)));
    Value::object(names.into_iter().map(entry).collect::<Entries>())
}

fn result_type(pattern: &Regex) -> Type {
    let groups = pattern.captures_len() - 1;
    let names: Vec<_> = pattern.capture_names().flatten().collect();
    match (groups, names.is_empty()) {
        (0, _) => Type::String,
        (_, true) => Type::tuple(vec![Type::String; groups]),
        (_, false) => Type::object(names.into_iter().map(|name| (name, Type::String))),
    }
}

#[cfg(test)]
mod tests {
    use super::translated;

    #[test]
    fn classes_mean_ascii_and_literals_stay_literal() {
        let check = |pattern: &str, expected: &str| assert_eq!(translated(pattern), expected);
        check(r"\d+\.\w", r"[0-9]+\.[0-9A-Za-z_]");
        check(r"[\d-]", "[0-9-]");
        check(r"a{", r"a\{");
        check(r"a{2,3}", "a{2,3}");
        check("[[:alpha:][]", r"[[:alpha:]\[]");
        check(r"[]a]", r"[\]a]");
        check(r"\Qa.b\E+", r"a\.b+");
    }
}
