//! C#.

use super::prelude::*;

pub(in super::super) static CSHARP: Table = Table {
    line_comments: &["//"],
    block_comments: C_COMMENT,
    strings: &[Quote::new("\"\"\"").raw().lines(), DOUBLE, SINGLE],
    words: words![
        Defines(Type) => ["class", "enum", "interface", "new", "struct"],
        Soft(Some(Type)) => ["record"],
        Soft(None) => [
            "add", "and", "async", "await", "by", "file", "from", "get", "group", "init", "into", "join", "let", "not", "on",
            "or", "orderby", "partial", "remove", "required", "scoped", "select", "set", "value", "when", "where", "with",
            "yield",
        ],
        Is(Keyword) => [
            "abstract", "as", "break", "case", "catch", "checked", "const", "continue", "default", "delegate", "do", "else",
            "event", "explicit", "extern", "finally", "fixed", "for", "foreach", "goto", "if", "implicit", "in", "internal",
            "is", "lock", "namespace", "operator", "out", "override", "params", "private", "protected", "public",
            "readonly", "ref", "return", "sealed", "sizeof", "stackalloc", "static", "switch", "throw", "try", "typeof",
            "unchecked", "unsafe", "using", "var", "virtual", "volatile", "while",
        ],
        Is(Literal) => ["true", "false", "null"],
        Is(Builtin) => ["this", "base"],
        Is(Type) => [
            "bool", "byte", "char", "decimal", "double", "dynamic", "float", "int", "long", "nint", "nuint", "object",
            "sbyte", "short", "string", "uint", "ulong", "ushort", "void",
        ],
    ],
    types: Types::CapitalBeforeName,
    generics: true,
    members: &["?."],
    special,
    ..Table::BASE
};

/// `$"…{x}…"`, `@"…""…"`, both together, and a directive of the preprocessor.
fn special(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    if byte == b'#' && engine.line_first {
        let word = engine.scan.name_at(1);
        engine.scan.take(1 + word, Keyword);
        return true;
    }
    let marks = engine
        .scan
        .rest()
        .iter()
        .take(2)
        .take_while(|byte| b"$@".contains(byte))
        .count();
    if marks == 0 || engine.scan.byte(marks) != b'"' {
        return false;
    }
    let has = |mark: u8| engine.scan.rest()[..marks].contains(&mark);
    let (verbatim, filled) = (has(b'@'), has(b'$'));
    let long = engine.scan.rest()[marks..].starts_with(b"\"\"\"");
    let quote = Quote {
        escape: if verbatim {
            Escape::Doubled
        } else {
            Escape::Backslash
        },
        lines: verbatim,
        holes: if filled { Holes::Braces } else { Holes::None },
        ..if long {
            Quote::new("\"\"\"").lines()
        } else {
            DOUBLE
        }
    };
    engine.scan.take(marks, String);
    engine.string(quote);
    true
}
