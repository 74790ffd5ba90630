//! Structured data in the user's files: TOML and YAML as one tree of values that know their bytes.
//!
//! [`toml`] and [`yaml`] turn text into a [`Table`]; [`decode`] turns a table into the fields a stage wants
//! and reports what is missing, misspelt or of the wrong type; [`date`] knows days and times.

pub mod date;
pub mod decode;
pub mod toml;
pub mod yaml;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::source::Span;

pub use date::{Date, TimeZone};
pub use decode::{Codes, Fields};

/// How deeply arrays and tables may nest.
pub(crate) const MAX_DEPTH: usize = 64;

/// A value and the bytes it was written with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// Where it stands in its file.
    pub span: Span,
}

/// The kinds that TOML 1.1 and the YAML 1.2 core schema have in common. Dates stay as the text they were
/// written with.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ValueKind {
    /// YAML's `null`, also an empty value.
    #[default]
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(String),
    /// A list.
    Array(Vec<Value>),
    /// Keys and values.
    Table(Table),
}

impl ValueKind {
    /// What the author would call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::String(_) => "text",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Keys and values in the order they were written; each key once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key, without quotes.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Value,
}

impl Table {
    /// The entries in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry with a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Adds an entry; gives the earlier entry's key span back when the key is there already.
    pub(crate) fn insert(&mut self, entry: Entry) -> Result<(), Span> {
        if let Some(earlier) = self.get(&entry.key) {
            return Err(earlier.key_span);
        }
        self.entries.push(entry);
        Ok(())
    }

    pub(crate) fn sort_by_place(&mut self) {
        self.entries.sort_by_key(|entry| entry.key_span);
    }
}

/// Why a text is not TOML or YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, in lower case.
    pub message: String,
    /// Where, in the file.
    pub span: Span,
    /// What to do about it, when that is known.
    pub help: Option<String>,
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.kind {
            ValueKind::Null => serializer.serialize_none(),
            ValueKind::Boolean(value) => serializer.serialize_bool(*value),
            ValueKind::Integer(value) => serializer.serialize_i64(*value),
            ValueKind::Float(value) => serializer.serialize_f64(*value),
            ValueKind::String(value) => serializer.serialize_str(value),
            ValueKind::Array(values) => {
                let mut sequence = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    sequence.serialize_element(value)?;
                }
                sequence.end()
            }
            ValueKind::Table(table) => {
                let mut map = serializer.serialize_map(Some(table.entries.len()))?;
                for entry in &table.entries {
                    map.serialize_entry(&entry.key, &entry.value)?;
                }
                map.end()
            }
        }
    }
}
