//! GraphQL.

use super::prelude::*;

pub(in super::super) static GRAPHQL: Table = Table {
    line_comments: &["#"],
    strings: &[
        Quote {
            documents: false,
            ..Quote::new("\"\"\"").lines()
        },
        DOUBLE,
    ],
    words: words![
        Defines(Type) => ["enum", "input", "interface", "scalar", "type", "union"],
        Defines(Function) => ["fragment", "mutation", "query", "subscription"],
        Is(Keyword) => ["directive", "extend", "implements", "on", "repeatable", "schema"],
        Is(Literal) => ["true", "false", "null"],
    ],
    types: Types::Capital,
    keys: Keys::InBrackets,
    special,
    ..Table::BASE
};

/// `$name` and `@name`.
fn special(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    let class = match byte {
        b'$' => Interpolation,
        b'@' => Attribute,
        _ => return false,
    };
    let length = 1 + engine.scan.name_at(1);
    engine.scan.take(length, class);
    engine.last = Last::Value;
    true
}
