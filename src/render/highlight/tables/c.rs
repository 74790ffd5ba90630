//! C and C++.

use super::prelude::*;

pub(in super::super) static C: Table = Table {
    line_comments: &["//"],
    block_comments: C_COMMENT,
    strings: STRINGS,
    prefixes: PREFIXES,
    words: words![
        Defines(Type) => ["enum", "struct", "union"],
        Defines(Label) => ["goto"],
        Is(Keyword) => [
            "alignas", "alignof", "auto", "break", "case", "const", "constexpr", "continue", "default", "do", "else", "extern",
            "for", "if", "inline", "register", "restrict", "return", "sizeof", "static", "static_assert", "switch",
            "thread_local", "typedef", "typeof", "volatile", "while", "_Alignas", "_Alignof", "_Atomic", "_Generic",
            "_Noreturn", "_Static_assert", "_Thread_local",
        ],
        Is(Literal) => ["true", "false", "NULL", "nullptr"],
        Is(Type) => [
            "bool", "char", "double", "float", "int", "long", "short", "signed", "unsigned", "void", "_Bool", "FILE",
            "int8_t", "int16_t", "int32_t", "int64_t", "intptr_t", "off_t", "pid_t", "ptrdiff_t", "size_t", "ssize_t",
            "time_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "uintptr_t", "va_list", "wchar_t",
        ],
    ],
    types: Types::Suffix,
    members: &["->"],
    special: |engine, byte| preprocessor(engine, byte) || label(engine, byte),
    ..Table::BASE
};

pub(in super::super) static CPP: Table = Table {
    words: words![
        Defines(Type) => ["class", "concept", "enum", "new", "struct", "typename", "union"],
        Defines(Label) => ["goto"],
        Soft(None) => ["import", "module"],
        Is(Keyword) => [
            "alignas", "alignof", "and", "auto", "break", "case", "catch", "co_await", "co_return", "co_yield", "const",
            "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype", "default", "delete", "do",
            "dynamic_cast", "else", "explicit", "export", "extern", "final", "for", "friend", "if", "inline", "mutable",
            "namespace", "noexcept", "not", "operator", "or", "override", "private", "protected", "public", "register",
            "reinterpret_cast", "requires", "return", "sizeof", "static", "static_assert", "static_cast", "switch",
            "template", "thread_local", "throw", "try", "typedef", "typeid", "using", "virtual", "volatile", "while",
        ],
        Is(Literal) => ["true", "false", "nullptr", "NULL"],
        Is(Builtin) => ["this"],
        Is(Type) => [
            "bool", "char", "char8_t", "char16_t", "char32_t", "double", "float", "int", "int8_t", "int16_t", "int32_t",
            "int64_t", "long", "ptrdiff_t", "short", "signed", "size_t", "ssize_t", "uint8_t",
            "uint16_t", "uint32_t", "uint64_t", "unsigned", "void", "wchar_t",
        ],
    ],
    types: Types::Capital,
    generics: true,
    special: |engine, byte| raw_string(engine, byte) || preprocessor(engine, byte) || label(engine, byte),
    ..C
};

const STRINGS: &[Quote] = &[DOUBLE.holes(Holes::Percent), SINGLE];

const PREFIXES: &[Prefix] = &[
    Prefix::new("u8").holes(Holes::Percent),
    Prefix::new("u").holes(Holes::Percent),
    Prefix::new("l").holes(Holes::Percent),
];

/// `#word`, and the file that it may name.
fn preprocessor(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    if byte != b'#' || !engine.line_first {
        return false;
    }
    engine.scan.take(1, Keyword);
    engine.scan.blanks();
    let word = engine.scan.name_length();
    let includes = matches!(
        &engine.scan.rest()[..word],
        b"include" | b"include_next" | b"import"
    );
    engine.scan.take(word, Keyword);
    engine.last = Last::Keyword;
    if includes {
        engine.scan.blanks();
        if engine.scan.peek() == b'<' {
            let length = engine.scan.run(|byte| byte != b'>' && byte != b'\n');
            let closed = usize::from(engine.scan.byte(length) == b'>');
            engine.scan.take(length + closed, String);
        }
    }
    true
}

/// `name:` at the beginning of a line, which `goto` leads to. What a `?` decides about looks the same.
fn label(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    if !engine.line_first || !begins_name(byte) || matches!(engine.last, Last::Operator | Last::Comma) {
        return false;
    }
    let length = engine.scan.name_length();
    let ends = matches!(
        engine.scan.byte(length + 1),
        b' ' | b'\t' | b'\r' | b'\n' | b';' | 0
    );
    let word = &engine.scan.rest()[..length];
    if engine.scan.byte(length) != b':' || !ends || engine.table.words.role(word).is_some() {
        return false;
    }
    engine.scan.take(length, Label);
    engine.scan.take(1, PLAIN);
    engine.last = Last::Semicolon;
    true
}

/// `R"tag(…)tag"`.
fn raw_string(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    if byte != b'R' || engine.scan.byte(1) != b'"' {
        return false;
    }
    let rest = &engine.scan.rest()[2..];
    let tag = rest
        .iter()
        .take(17)
        .take_while(|byte| byte.is_ascii_graphic() && !b"()\\\"".contains(byte))
        .count();
    if rest.get(tag) != Some(&b'(') {
        return false;
    }
    let tag = &rest[..tag];
    engine.scan.take(tag.len() + 3, String);
    loop {
        let end = engine.scan.find(b')').map_or(engine.scan.end(), |at| at + 1);
        engine.scan.take_to(end, String);
        let rest = engine.scan.rest();
        if rest.is_empty() || rest.starts_with(tag) && rest.get(tag.len()) == Some(&b'"') {
            break;
        }
    }
    let closing = (tag.len() + 1).min(engine.scan.rest().len());
    engine.scan.take(closing, String);
    engine.last = Last::Value;
    true
}
