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
    attributes: true,
    special: variable,
    ..Table::BASE
};

/// `$name`.
fn variable(engine: &mut Engine<'_, '_>, byte: u8) -> bool {
    if byte != b'$' || !begins_name(engine.scan.byte(1)) {
        return false;
    }
    let length = 1 + engine.scan.name_at(1);
    engine.scan.take(length, Interpolation);
    engine.last = Last::Value;
    true
}
