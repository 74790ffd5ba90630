//! A table for each language that the engine reads, in a file of its own or with its relatives.

mod c;
mod csharp;
mod go;
mod graphql;
mod java;
mod kotlin;
mod php;
mod protobuf;
mod python;
mod ruby;
mod rust;
mod script;
mod sql;

pub(super) use c::{C, CPP};
pub(super) use csharp::CSHARP;
pub(super) use go::GO;
pub(super) use graphql::GRAPHQL;
pub(super) use java::JAVA;
pub(super) use kotlin::{GROOVY, KOTLIN};
pub(super) use php::PHP;
pub(super) use protobuf::PROTOBUF;
pub(super) use python::PYTHON;
pub(super) use ruby::RUBY;
pub(super) use rust::RUST;
pub(super) use script::{JAVASCRIPT, TSX, TYPESCRIPT};
pub(super) use sql::SQL;

/// What a table of a language is made of.
mod prelude {
    pub(super) use super::super::class::Class::{
        Attribute, Builtin, Function, Interpolation, Key, Keyword, Label, Literal, String, Type,
    };
    pub(super) use super::super::engine::{Engine, Last};
    pub(super) use super::super::scanner::{PLAIN, begins_name, is_blank, is_name};
    pub(super) use super::super::table::{
        C_COMMENT, DOUBLE, Escape, Holes, Keys, NESTED_COMMENT, Prefix, Quote, SINGLE, Table, Types,
    };
    pub(super) use super::super::words::Role::{Defines, Fields, Is, Modifier, Soft};
    pub(super) use super::super::words::words;
}

/// Every table, for the laws that hold for all of them.
#[cfg(test)]
pub(super) const ALL: &[&super::table::Table] = &[
    &C,
    &CPP,
    &CSHARP,
    &GO,
    &GRAPHQL,
    &GROOVY,
    &JAVA,
    &JAVASCRIPT,
    &KOTLIN,
    &PHP,
    &PROTOBUF,
    &PYTHON,
    &RUBY,
    &RUST,
    &SQL,
    &TSX,
    &TYPESCRIPT,
];

#[cfg(test)]
mod tests {
    use super::ALL;
    use std::collections::HashSet;

    #[test]
    fn every_word_of_a_language_has_one_role() {
        for table in ALL {
            let mut seen = HashSet::new();
            for word in table.words.all() {
                assert!(seen.insert(word), "`{word}` is there twice");
                assert!(table.words.role(word.as_bytes()).is_some(), "{word}");
                assert!(!table.any_case || word == word.to_lowercase(), "{word}");
            }
        }
    }
}
