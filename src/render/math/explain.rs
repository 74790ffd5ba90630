//! The parser's errors in words for an author, with the place the parser does not tell.

use std::error::Error;

use super::{MathError, command_name};

/// How many bytes before and after an error the parser quotes.
const CONTEXT: usize = 12;

/// What an error's text begins its quotation with.
const QUOTE: &str = "\n╭─► context:\n│\n│";

/// The source with room behind it, so that what the parser quotes always ends where it can be counted from.
pub(super) fn padded(source: &str) -> String {
    // A comment ends with its line; the room must not be part of it.
    format!("{source}\n{}", " ".repeat(CONTEXT))
}

/// Says what is wrong with `source`, and where.
pub(super) fn explain(source: &str, error: &dyn Error) -> MathError {
    let kind = error.source().map(ToString::to_string).unwrap_or_default();
    let end = place(&padded(source), &error.to_string()).map(|end| end.min(source.len()));
    let at = match kind.contains("twice") {
        // Here the parser stops before the script, everywhere else behind what is wrong.
        true => end,
        false => end.map(|end| last_token(source, end)),
    };
    let named = at.map(|at| command_name(source.get(at + 1..).unwrap_or_default()));
    match (kind.as_str(), named, at) {
        ("unknown primitive command found", Some(name), Some(at)) if source[at..].starts_with('\\') => {
            MathError::new(format!("unknown command `\\{name}`"), at)
        }
        ("unkown mathematical environment found", ..) => unknown_environment(source, end),
        (kind, ..) => MathError::new(wording(kind), at),
    }
}

fn unknown_environment(source: &str, end: Option<usize>) -> MathError {
    let begin = end.and_then(|end| source[..end].rfind("\\begin"));
    let name = begin
        .and_then(|begin| source[begin..].split_once('{')?.1.split_once('}'))
        .map(|(name, _)| name);
    match name {
        Some(name) => MathError::new(format!("unknown environment `{}`", name.trim()), begin),
        None => MathError::new("unknown environment", begin),
    }
}

/// What the author of a formula would say; the parser's own words where they will do.
fn wording(kind: &str) -> String {
    let ours = match kind {
        "unknown primitive command found" => "unknown command",
        "expected a token" | "expected an argument" => "an argument is missing",
        "unbalanced group found, unexpected group closing found" => "this closes a group that is not open",
        "alignment not allowed in current environment" => "`&` can only stand in an environment with columns",
        "new line command not allowed in current environment" => {
            "`\\\\` can only stand in an environment with rows"
        }
        "trying to add a subscript twice to the same element" => "two subscripts on the same element",
        "trying to add a superscript twice to the same element" => "two superscripts on the same element",
        "subscript and/or superscript found as argument to a command" => {
            "a subscript or superscript needs braces to be an argument"
        }
        _ if kind.contains("math shift") => "`$` cannot stand inside a formula",
        _ if kind.contains("hash sign") => "`#` cannot stand in a formula; write `\\#`",
        _ => {
            return kind
                .replace("unkown", "unknown")
                .replace("{{", "{")
                .replace("}}", "}");
        }
    };
    ours.to_owned()
}

/// Where the parser stopped: `text` says so only by quoting what is around it, so the place is told if that
/// stands in the source once.
fn place(padded: &str, text: &str) -> Option<usize> {
    let quoted = text.split_once(QUOTE)?.1;
    let (quoted, _) = quoted.split_once("\n│ ^")?;
    let (from_start, quoted) = match quoted.strip_prefix('…') {
        Some(quoted) => (false, quoted),
        None => (true, quoted.strip_prefix(' ')?),
    };
    let quoted = quoted.replace("\n│ ", "\n");
    let mut places = padded
        .match_indices(&quoted)
        .filter(|&(start, _)| from_start == (start == 0));
    let (start, _) = places.next()?;
    if !from_start && places.next().is_some() {
        return None;
    }
    // The quotation ends at the last character boundary that is not more than `CONTEXT` bytes on.
    let end = start + quoted.len();
    let mut place = end.checked_sub(CONTEXT)?;
    while !padded.is_char_boundary(place) {
        place += 1;
    }
    Some(place)
}

/// Where the last command or character before an offset begins.
fn last_token(source: &str, end: usize) -> usize {
    let before = source[..end].trim_end();
    let letters = before.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let last = before.char_indices().next_back().map_or(0, |(at, _)| at);
    let first = letters.len().saturating_sub(1);
    if letters.ends_with('\\') && letters.len() < before.len() {
        first
    } else {
        last
    }
}
