//! PHP, the code alone.

use super::prelude::*;

pub(in super::super) static PHP: Table = Table {
    line_comments: &["//", "#"],
    block_comments: C_COMMENT,
    strings: &[DOUBLE.lines().holes(Holes::DollarName), SINGLE.lines()],
    words: words![
        Defines(Function) => ["function", "fn"],
        Defines(Type) => ["class", "enum", "interface", "new", "trait", "namespace", "use"],
        Is(Keyword) => [
            "abstract", "and", "as", "break", "callable", "case", "catch", "clone", "const", "continue", "declare", "default",
            "do", "echo", "else", "elseif", "empty", "endforeach", "endif", "endwhile", "exit", "extends", "final",
            "finally", "for", "foreach", "from", "global", "goto", "if", "implements", "include", "include_once",
            "instanceof", "insteadof", "isset", "list", "match", "or", "print", "private", "protected", "public",
            "readonly", "require", "require_once", "return", "static", "switch", "throw", "try", "unset", "var", "while",
            "xor", "yield",
        ],
        Is(Literal) => ["true", "false", "null"],
        Is(Builtin) => ["self", "parent"],
        Is(Type) => ["array", "bool", "float", "int", "iterable", "mixed", "never", "object", "string", "void"],
    ],
    any_case: true,
    types: Types::Capital,
    members: &["->", "?->"],
    special,
    ..Table::BASE
};

/// `$name`, `#[`, `<?php` and `?>`.
fn special(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    let (length, class) = match byte {
        b'$' if begins_name(engine.scan.byte(1)) => {
            let length = 1 + engine.scan.name_at(1);
            (
                length,
                if &engine.scan.rest()[..length] == b"$this" {
                    Builtin
                } else {
                    PLAIN
                },
            )
        }
        b'#' if engine.scan.byte(1) == b'[' => (2, Attribute),
        b'<' if engine.scan.sees("<?php") => (5, Keyword),
        b'?' if engine.scan.byte(1) == b'>' => (2, Keyword),
        _ => return false,
    };
    engine.scan.take(length, class);
    engine.last = if byte == b'$' {
        Last::Value
    } else {
        Last::Semicolon
    };
    true
}
