//! Schemas of one provider, read from text when they are asked for.

use std::sync::OnceLock;

use super::model::Schema;
use super::text::{Header, Kind, Position, SliceError, outline, schema};

/// The schemas of some or all types of one provider in one version.
#[derive(Debug)]
pub struct Slice {
    text: String,
    header: Header,
    /// Sorted by kind and name.
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    position: Position,
    schema: OnceLock<Schema>,
}

impl Slice {
    /// Reads a text and every schema in it.
    ///
    /// # Errors
    /// What is wrong with the text, the first mistake only.
    pub fn parse(text: &str) -> Result<Self, SliceError> {
        let slice = Self::outline(text.to_owned())?;
        for pair in slice.entries.windows(2) {
            if slice.key(&pair[0]) == slice.key(&pair[1]) {
                return Err(SliceError {
                    span: pair[1].position.name,
                    message: format!("`{}` stands here twice", slice.key(&pair[1]).1),
                });
            }
        }
        for entry in &slice.entries {
            let found = schema(&slice.text, &entry.position)?;
            entry.schema.get_or_init(|| found);
        }
        Ok(slice)
    }

    /// Finds the types of a text; what stands in them is read when they are asked for.
    pub(super) fn outline(text: String) -> Result<Self, SliceError> {
        let (header, positions) = outline(&text)?;
        let entry = |position| Entry {
            position,
            schema: OnceLock::new(),
        };
        let mut slice = Self {
            entries: positions.into_iter().map(entry).collect(),
            text,
            header,
        };
        let text = &slice.text;
        slice
            .entries
            .sort_by_key(|entry| (entry.position.kind, entry.position.name.of(text)));
        Ok(slice)
    }

    /// The provider's source without the registry, such as `hashicorp/aws`.
    pub fn source(&self) -> &str {
        &self.header.source
    }

    /// The provider's version.
    pub fn version(&self) -> &str {
        &self.header.version
    }

    /// The schema of a type; `None` when the slice does not have it.
    pub fn get(&self, kind: Kind, name: &str) -> Option<&Schema> {
        let name = if kind == Kind::Config { "config" } else { name };
        let at = self
            .entries
            .binary_search_by_key(&(kind, name), |entry| self.key(entry))
            .ok()?;
        let entry = &self.entries[at];
        // A text that was not read in whole at first is one of our own, which the tests have read.
        let read = || schema(&self.text, &entry.position).unwrap_or_else(|_| Schema::unknown());
        Some(entry.schema.get_or_init(read))
    }

    /// The names of all types of a kind, sorted.
    pub fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        let of_kind = move |entry: &&Entry| entry.position.kind == kind;
        self.entries.iter().filter(of_kind).map(|entry| self.key(entry).1)
    }

    #[cfg(test)]
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn key<'a>(&'a self, entry: &Entry) -> (Kind, &'a str) {
        (entry.position.kind, entry.position.name.of(&self.text))
    }
}
