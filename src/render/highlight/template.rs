//! Expressions of templates in other languages: `{{ }}` of Helm, Ansible and Jinja, `{% %}`, `${{ }}` of workflows.

use super::class::Class;
use super::engine::{self, Engine, Last};
use super::scanner::{PLAIN, Scanner, begins_name, is_blank};
use super::table::{C_COMMENT, DOUBLE, Quote, SINGLE, Table};
use super::words::Role::{Is, Soft};
use super::words::words;

/// Text with expressions in it.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    while !scan.is_done() {
        scan.take_while(PLAIN, |byte| byte != b'{');
        if !expression(scan) && !scan.is_done() {
            scan.take(1, PLAIN);
        }
    }
}

/// The expressions' ends by their beginnings.
const BRACES: &[(&str, &str)] = &[("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("${{", "}}")];

/// The length of the expression that begins `ahead` bytes after the next one: up to its closing braces, if it has them
/// before another one begins.
pub(super) fn length(scan: &Scanner<'_>, ahead: usize) -> Option<usize> {
    let bytes = scan.rest().get(ahead..).unwrap_or_default();
    let begins = |(open, _): &&(&str, &str)| bytes.starts_with(open.as_bytes());
    let (open, close) = BRACES.iter().find(begins)?;
    let (open, close) = (open.as_bytes(), close.as_bytes());
    let mut at = open.len();
    while at + 1 < bytes.len() {
        if bytes[at..].starts_with(close) {
            return Some(at + close.len());
        }
        if bytes[at..].starts_with(open) {
            return None;
        }
        at += 1;
        scan.look_at(1);
    }
    None
}

/// Takes an expression with its braces, if one begins there.
pub(super) fn expression(scan: &mut Scanner<'_>) -> bool {
    let Some(length) = length(scan, 0) else {
        return false;
    };
    let end = scan.at() + length;
    if scan.peek() == b'{' && scan.byte(1) == b'#' {
        scan.take_to(end, Class::Comment);
        return true;
    }
    let trims = |byte: u8| matches!(byte, b'-' | b'~');
    let open = 2 + usize::from(scan.peek() == b'$');
    let open = open + usize::from(trims(scan.byte(open)) && length > open + 2);
    scan.take(open, Class::Interpolation);
    let close = 2 + usize::from(trims(scan.bytes(end - 3, end)[0]) && length > open + 2);
    scan.within(end - close, |scan| engine::lex(&EXPRESSION, scan));
    scan.take_to(end, Class::Interpolation);
    true
}

static EXPRESSION: Table = Table {
    block_comments: C_COMMENT,
    strings: &[DOUBLE, SINGLE, Quote::new("`").raw().lines()],
    words: words![
        Is(Class::Keyword) => [
            "block", "break", "continue", "define", "elif", "else", "end", "endblock", "endfor", "endif", "endmacro", "endraw",
            "endset", "extends", "for", "if", "import", "in", "is", "macro", "range", "raw", "set", "template", "with",
        ],
        Soft(None) => ["and", "not", "or", "from"],
        Is(Class::Literal) => ["true", "false", "True", "False", "none", "None", "nil", "null"],
        Is(Class::Builtin) => [
            "env", "github", "inputs", "item", "job", "loop", "matrix", "needs", "runner", "secrets", "steps", "strategy",
            "vars",
        ],
    ],
    special: pipeline,
    ..Table::BASE
};

/// What Helm's values hang on.
const ROOTS: &[&[u8]] = &[
    b"Values",
    b"Release",
    b"Chart",
    b"Files",
    b"Capabilities",
    b"Template",
    b"Subcharts",
];

/// Functions without parentheses, and the names that a template gets from outside.
fn pipeline(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    let length = match byte {
        b'.' | b'$' => 1 + engine.scan.name_at(1),
        _ => engine.scan.name_at(0),
    };
    let class = match byte {
        b'.' if engine.last == Last::Value || length == 1 => return false,
        b'.' if ROOTS.contains(&&engine.scan.rest()[1..length]) => Class::Builtin,
        b'.' | b'$' => PLAIN,
        _ if !begins_name(byte) || engine.last == Last::Member => return false,
        _ if is_piped(engine.scan) => Class::Function,
        _ if begins_pipeline(engine) && takes_arguments(engine, length) => Class::Function,
        _ => return false,
    };
    engine.scan.take(length, class);
    engine.last = Last::Value;
    true
}

/// Whether a single pipe stands before the place.
fn is_piped(scan: &Scanner<'_>) -> bool {
    let before = text_before(scan);
    before.ends_with(b"|") && !before.ends_with(b"||")
}

/// What stands directly before the place, without blanks.
fn text_before<'a>(scan: &Scanner<'a>) -> &'a [u8] {
    let from = scan.at().saturating_sub(8);
    scan.bytes(from, scan.at()).trim_ascii_end()
}

/// Whether a value begins at the place, rather than a part of one.
fn begins_pipeline(engine: &Engine<'_, '_>) -> bool {
    engine.last == Last::Start || text_before(engine.scan).ends_with(b":=")
}

/// Whether an argument follows a name of that length, which is no word of the language.
fn takes_arguments(engine: &Engine<'_, '_>, length: usize) -> bool {
    let word = &engine.scan.rest()[..length];
    let next = engine.scan.visible(length);
    is_blank(engine.scan.byte(length))
        && (begins_name(next) || b".$\"'`(".contains(&next) || next.is_ascii_digit())
        && EXPRESSION.words.role(word).is_none()
}
