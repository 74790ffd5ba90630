//! Rust.

use super::prelude::*;

pub(in super::super) static RUST: Table = Table {
    line_comments: &["//"],
    block_comments: NESTED_COMMENT,
    strings: &[DOUBLE.lines().holes(Holes::Format)],
    prefixes: &[Prefix::new("b"), Prefix::new("c")],
    words: words![
        Defines(Function) => ["fn", "macro_rules"],
        Defines(Type) => ["struct", "enum", "trait", "type", "mod"],
        Modifier => ["pub"],
        Is(Keyword) => [
            "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "extern", "for", "if", "impl",
            "in", "let", "loop", "match", "move", "mut", "ref", "return", "static", "super", "unsafe", "use", "where",
            "while", "yield",
        ],
        Soft(Some(Type)) => ["union"],
        Is(Literal) => ["true", "false"],
        Is(Builtin) => ["self"],
        Is(Type) => [
            "Self", "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16", "u32",
            "u64", "u128", "usize",
        ],
    ],
    types: Types::Capital,
    keys: Keys::InBraces,
    generics: true,
    macros: true,
    special,
    ..Table::BASE
};

fn special(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    match byte {
        b'\'' => quote(engine),
        b'r' | b'b' | b'c' => raw_string(engine),
        b'#' => attribute(engine),
        b'$' if begins_name(engine.scan.byte(1)) => {
            metavariable(engine);
            true
        }
        _ => false,
    }
}

/// What a variable of a macro may stand for.
const FRAGMENTS: &[&str] = &[
    "block",
    "expr",
    "expr_2021",
    "ident",
    "item",
    "lifetime",
    "literal",
    "meta",
    "pat",
    "pat_param",
    "path",
    "stmt",
    "tt",
    "ty",
    "vis",
];

/// `$name`, `$name:expr` or `$crate`.
fn metavariable(engine: &mut Engine<'_, '_>) {
    let length = 1 + engine.scan.name_at(1);
    let is_crate = engine.scan.rest()[..length] == *b"$crate";
    engine
        .scan
        .take(length, if is_crate { Keyword } else { Interpolation });
    engine.last = Last::Value;
    if engine.scan.peek() != b':' {
        return;
    }
    let blanks = engine.scan.run_from(1, is_blank);
    let name = engine.scan.name_at(1 + blanks);
    let fragment = &engine.scan.rest()[1 + blanks..][..name];
    let stands_alone = !matches!(engine.scan.byte(1 + blanks + name), b':' | b'(' | b'<' | b'!');
    if stands_alone && FRAGMENTS.iter().any(|known| known.as_bytes() == fragment) {
        engine.scan.take(1 + blanks, PLAIN);
        engine.scan.take(name, Type);
    }
}

/// A character, a byte or a lifetime.
fn quote(engine: &mut Engine<'_, '_>) -> bool {
    let character = engine.scan.character_length(1);
    if engine.scan.byte(1) == b'\\' {
        engine.scan.take(1, String);
        engine.scan.escape();
        engine.scan.take(usize::from(engine.scan.peek() == b'\''), String);
    } else if engine.scan.byte(1 + character) == b'\'' && engine.scan.byte(1) != b'\n' {
        engine.scan.take(character + 2, String);
    } else {
        let name = engine.scan.name_at(1);
        engine.scan.take(1 + name, Label);
    }
    engine.last = Last::Value;
    true
}

/// `r#"…"#`, `br"…"`, and the name `r#type`.
fn raw_string(engine: &mut Engine<'_, '_>) -> bool {
    let raw = 1 + usize::from(engine.scan.peek() != b'r');
    if engine.scan.byte(raw - 1) != b'r' {
        return false;
    }
    let rest = engine.scan.rest();
    let hashes = rest[raw..].iter().take_while(|&&byte| byte == b'#').count();
    if rest.get(raw + hashes) != Some(&b'"') {
        let name = hashes == 1 && rest.get(raw + 1).is_some_and(|&byte| begins_name(byte));
        if name {
            let length = rest[raw + 1..].iter().take_while(|&&byte| is_name(byte)).count();
            engine.scan.take(raw + 1 + length, PLAIN);
        }
        return name;
    }
    engine.scan.take(raw + hashes + 1, String);
    loop {
        let end = engine.scan.find(b'"').unwrap_or(engine.scan.end());
        engine.scan.take_to(end, String);
        if engine.scan.is_done() {
            break;
        }
        engine.scan.take(1, String);
        let closing = engine.scan.repeats(b'#', hashes);
        engine.scan.take(closing, String);
        if closing == hashes {
            break;
        }
    }
    engine.last = Last::Value;
    true
}

/// The beginning of `#[name` or `#![name`.
fn attribute(engine: &mut Engine<'_, '_>) -> bool {
    let inner = usize::from(engine.scan.byte(1) == b'!');
    if engine.scan.byte(1 + inner) != b'[' {
        return false;
    }
    engine.scan.take(2 + inner, Attribute);
    let name = engine.scan.run(|byte| is_name(byte) || byte == b':');
    engine.scan.take(name, Attribute);
    engine.last = Last::Value;
    true
}
