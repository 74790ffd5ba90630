//! Ruby.

use super::prelude::*;

pub(in super::super) static RUBY: Table = Table {
    line_comments: &["#"],
    strings: &[
        DOUBLE.lines().holes(Holes::Hash),
        SINGLE.lines(),
        Quote::new("`").lines().holes(Holes::Hash),
    ],
    words: words![
        Defines(Function) => ["def"],
        Defines(Type) => ["class", "module"],
        Is(Keyword) => [
            "BEGIN", "END", "alias", "and", "begin", "break", "case", "do", "else", "elsif", "end", "ensure", "for", "if", "in",
            "next", "not", "or", "redo", "rescue", "retry", "return", "super", "then", "undef", "unless", "until", "when",
            "while", "yield", "attr_accessor", "attr_reader", "attr_writer", "include", "extend", "private", "protected",
            "public", "raise", "require", "require_relative",
        ],
        Is(Literal) => ["true", "false", "nil"],
        Is(Builtin) => ["self", "__FILE__", "__dir__"],
    ],
    types: Types::CapitalMember,
    regex: true,
    members: &["&."],
    special,
    ..Table::BASE
};

/// `:symbol`, `@variable`, `$variable`, `key:`, and a lone `<<~HEREDOC`.
fn special(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    let name = |from| engine.scan.name_at(from);
    let (length, class) = match byte {
        b':' if engine.scan.byte(1) == b':' => (2, PLAIN),
        b':' if begins_name(engine.scan.byte(1)) && engine.scan.before() != b':' => (1 + name(1), Literal),
        b'@' if engine.scan.byte(1) == b'@' && name(2) > 0 => (2 + name(2), Builtin),
        b'@' if name(1) > 0 => (1 + name(1), Builtin),
        b'$' if name(1) > 0 => (1 + name(1), Builtin),
        _ if begins_name(byte) => match name(0) {
            length if engine.scan.byte(length) == b':' && engine.scan.byte(length + 1) != b':' => {
                (length + 1, Key)
            }
            _ => return false,
        },
        _ => return false,
    };
    let ternary = class == Key && engine.scan.before() == b'?';
    engine.scan.take(length, if ternary { PLAIN } else { class });
    engine.last = if matches!(class, PLAIN | Key) {
        Last::Operator
    } else {
        Last::Value
    };
    true
}
