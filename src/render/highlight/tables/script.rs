//! JavaScript with elements, and TypeScript with and without.

use super::prelude::*;

pub(in super::super) static JAVASCRIPT: Table = Table {
    line_comments: &["//", "#!"],
    block_comments: C_COMMENT,
    strings: &[DOUBLE, SINGLE, Quote::new("`").lines().holes(Holes::Dollar)],
    words: words![
        Defines(Function) => ["function"],
        Defines(Type) => ["class", "new"],
        Modifier => ["static"],
        Soft(None) => ["as", "async", "from", "get", "of", "set"],
        Is(Keyword) => [
            "await", "break", "case", "catch", "const", "constructor", "continue", "debugger", "default", "delete", "do", "else", "export",
            "extends", "finally", "for", "if", "import", "in", "instanceof", "let", "return", "switch", "throw", "try",
            "typeof", "var", "void", "while", "with", "yield",
        ],
        Is(Literal) => ["true", "false", "null", "undefined", "NaN", "Infinity"],
        Is(Builtin) => [
            "this", "super", "console", "document", "exports", "globalThis", "module", "process", "window", "require",
        ],
    ],
    name_bytes: b"$",
    types: Types::CapitalWord,
    keys: Keys::InBraces,
    attributes: true,
    regex: true,
    elements: true,
    members: &["?."],
    special: private_name,
    ..Table::BASE
};

pub(in super::super) static TYPESCRIPT: Table = Table {
    words: words![
        Defines(Function) => ["function"],
        Defines(Type) => ["class", "enum", "interface", "new"],
        Modifier => ["abstract", "declare", "override", "private", "protected", "public", "readonly", "static"],
        Soft(Some(Type)) => ["namespace", "type"],
        Soft(None) => [
            "as", "asserts", "async", "from", "get", "infer", "is", "keyof", "module", "of", "satisfies", "set", "unique",
        ],
        Is(Keyword) => [
            "await", "break", "case", "catch", "const", "constructor", "continue", "debugger", "default", "delete", "do", "else", "export",
            "extends", "finally", "for", "if", "implements", "import", "in", "instanceof", "let", "return", "switch", "throw",
            "try", "typeof", "var", "void", "while", "with", "yield",
        ],
        Is(Literal) => ["true", "false", "null", "undefined", "NaN", "Infinity"],
        Is(Builtin) => [
            "this", "super", "console", "document", "exports", "globalThis", "process", "window", "require",
        ],
        Is(Type) => ["any", "bigint", "boolean", "never", "number", "object", "string", "symbol", "unknown"],
    ],
    types: Types::Capital,
    generics: true,
    elements: false,
    ..JAVASCRIPT
};

pub(in super::super) static TSX: Table = Table {
    elements: true,
    ..TYPESCRIPT
};

/// `#name`.
fn private_name(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    if byte != b'#' || !begins_name(engine.scan.byte(1)) {
        return false;
    }
    let length = 1 + engine.scan.name_at(1);
    let called = engine.scan.byte(length) == b'(';
    let declared = matches!(engine.last, Last::Start | Last::Semicolon | Last::Value) || engine.line_first;
    engine.scan.take(
        length,
        match () {
            () if called => Function,
            () if declared => Key,
            () => PLAIN,
        },
    );
    engine.last = Last::Value;
    true
}
