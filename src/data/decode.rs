//! From a table to the fields a stage wants.
//!
//! A key is known because it was asked for; [`Fields::finish`] reports the rest with the nearest known key.

use super::{Date, Entry, Table, TimeZone, Value, ValueKind};
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::source::{SourcePath, Span};

/// The codes under which a reader reports.
#[derive(Clone, Copy, Debug)]
pub struct Codes {
    /// A key nobody asked for.
    pub unknown_key: &'static Code,
    /// A value of the wrong type.
    pub bad_value: &'static Code,
}

/// Reads the fields of one table.
#[derive(Debug)]
pub struct Fields<'a> {
    path: &'a SourcePath,
    /// The text of the file, for numbers that are meant as text.
    text: &'a str,
    table: Option<&'a Table>,
    /// What the table is called in messages, such as `[author]`; empty at the top.
    name: String,
    codes: Codes,
    asked: Vec<&'static str>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    /// Reads `table`, which was parsed from `text`, the file at `path`.
    pub fn new(path: &'a SourcePath, text: &'a str, table: &'a Table, codes: Codes) -> Self {
        Self {
            path,
            text,
            table: Some(table),
            name: String::new(),
            codes,
            asked: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Marks keys as known that are read elsewhere.
    pub fn knows(&mut self, keys: &[&'static str]) {
        self.asked.extend(keys);
    }

    /// The entry of a key, unless it is missing or null.
    pub fn entry(&mut self, key: &'static str) -> Option<&'a Entry> {
        self.asked.push(key);
        self.table?
            .get(key)
            .filter(|entry| entry.value.kind != ValueKind::Null)
    }

    /// Text. A bare number or boolean is taken as it was written (`title: 2025`).
    pub fn text(&mut self, key: &'static str) -> Option<(String, Span)> {
        let entry = self.entry(key)?;
        let text = self.as_text(&entry.value);
        if text.is_none() {
            self.wrong(key, &entry.value, "text");
        }
        Some((text?, entry.value.span))
    }

    /// Text without its place.
    pub fn string(&mut self, key: &'static str) -> Option<String> {
        self.text(key).map(|(text, _)| text)
    }

    /// `true` or `false`; also `0` and `1`.
    pub fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let entry = self.entry(key)?;
        match entry.value.kind {
            ValueKind::Boolean(value) => Some(value),
            ValueKind::Integer(value @ (0 | 1)) => Some(value == 1),
            _ => {
                self.wrong(key, &entry.value, "`true` or `false`");
                None
            }
        }
    }

    /// A whole number from `least` up to `most`.
    pub fn integer(&mut self, key: &'static str, least: i64, most: i64) -> Option<i64> {
        let entry = self.entry(key)?;
        match entry.value.kind {
            ValueKind::Integer(value) if (least..=most).contains(&value) => Some(value),
            _ => {
                self.wrong(
                    key,
                    &entry.value,
                    &format!("a whole number from {least} to {most}"),
                );
                None
            }
        }
    }

    /// A list of texts; a single text counts as a list of one. Each has its place.
    pub fn texts(&mut self, key: &'static str) -> Option<Vec<(String, Span)>> {
        let entry = self.entry(key)?;
        let values = match &entry.value.kind {
            ValueKind::Array(values) => values.as_slice(),
            _ => std::slice::from_ref(&entry.value),
        };
        let mut texts = Vec::with_capacity(values.len());
        for value in values {
            match self.as_text(value) {
                Some(text) => texts.push((text, value.span)),
                None => self.wrong(key, value, "text"),
            }
        }
        Some(texts)
    }

    /// A date; see [`Date::parse`].
    pub fn date(&mut self, key: &'static str, zone: &TimeZone) -> Option<Date> {
        let (text, span) = self.text(key)?;
        let date = Date::parse(&text, zone);
        if date.is_none() {
            self.reject(
                span,
                format!("`{key}` is not a date: `{text}`"),
                "write a day such as `2025-07-08`, or a time such as `2025-07-08T21:30:00+09:00`",
            );
        }
        date
    }

    /// One of several words.
    pub fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let (text, span) = self.text(key)?;
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text) {
            return Some(*value);
        }
        let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        let help = match nearest(&text, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of `{}`", names.join("`, `")),
        };
        self.reject(span, format!("`{key}` cannot be `{text}`"), &help);
        None
    }

    /// A table below this one, to be read in its own right and given back to [`Fields::absorb`].
    /// Missing, it is empty.
    pub fn table(&mut self, key: &'static str) -> Fields<'a> {
        let entry = self.entry(key);
        let table = entry.and_then(|entry| match &entry.value.kind {
            ValueKind::Table(table) => Some(table),
            _ => {
                self.wrong(key, &entry.value, "a table");
                None
            }
        });
        self.below(key, table)
    }

    /// A list of tables, each to be read and absorbed.
    pub fn tables(&mut self, key: &'static str) -> Vec<Fields<'a>> {
        let Some(entry) = self.entry(key) else {
            return Vec::new();
        };
        let ValueKind::Array(values) = &entry.value.kind else {
            self.wrong(key, &entry.value, "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for value in values {
            match &value.kind {
                ValueKind::Table(table) => tables.push(self.below(key, Some(table))),
                _ => self.wrong(key, value, "a table"),
            }
        }
        tables
    }

    fn below(&self, key: &'static str, table: Option<&'a Table>) -> Fields<'a> {
        let name = if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        };
        Fields {
            path: self.path,
            text: self.text,
            table,
            name,
            codes: self.codes,
            asked: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Whether the table was written at all.
    pub fn is_present(&self) -> bool {
        self.table.is_some()
    }

    /// The keys and values as written.
    pub fn entries(&self) -> &'a [Entry] {
        self.table.map_or(&[], Table::entries)
    }

    /// Takes over what a table below had to say, unknown keys included.
    pub fn absorb(&mut self, below: Fields<'_>) {
        self.diagnostics.extend(below.finish());
    }

    /// Takes over what was found in a table below whose keys are anybody's.
    pub fn take_findings(&mut self, below: Fields<'_>) {
        self.diagnostics.extend(below.diagnostics);
    }

    /// A value as text, when it is text, a number or a boolean.
    pub fn as_text(&self, value: &Value) -> Option<String> {
        match &value.kind {
            ValueKind::String(text) => Some(text.clone()),
            ValueKind::Integer(_) | ValueKind::Float(_) | ValueKind::Boolean(_) => {
                Some(value.span.of(self.text).to_owned())
            }
            _ => None,
        }
    }

    /// Reports a value that has the right type but cannot be used.
    pub fn reject(&mut self, span: Span, message: String, help: &str) {
        self.diagnostics.push(
            Diagnostic::new(self.codes.bad_value, message)
                .at(Location::new(self.path, span), "")
                .help(help),
        );
    }

    /// Adds a finding made elsewhere.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The place of a span of this file.
    pub fn location(&self, span: Span) -> Location {
        Location::new(self.path, span)
    }

    fn wrong(&mut self, key: &str, value: &Value, wanted: &str) {
        let found = value.kind.name();
        self.reject(
            value.span,
            format!("`{key}` is {found}, but must be {wanted}"),
            &format!("write {wanted}"),
        );
    }

    /// Everything found, with the keys nobody asked for.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        let asked = std::mem::take(&mut self.asked);
        for entry in self.entries() {
            if asked.contains(&entry.key.as_str()) {
                continue;
            }
            let place = if self.name.is_empty() {
                String::new()
            } else {
                format!(" in `[{}]`", self.name)
            };
            let unknown = Diagnostic::new(
                self.codes.unknown_key,
                format!("unknown key `{}`{place}", entry.key),
            )
            .at(Location::new(self.path, entry.key_span), "");
            let unknown = match nearest(&entry.key, asked.iter().copied()) {
                Some(near) => unknown.help(format!("did you mean `{near}`?")).fix(
                    format!("write `{near}`"),
                    vec![crate::diagnostic::Edit {
                        location: Location::new(self.path, entry.key_span),
                        replacement: near.to_owned(),
                    }],
                ),
                None => unknown.help(format!("known keys are `{}`", asked.join("`, `"))),
            };
            self.diagnostics.push(unknown);
        }
        self.diagnostics
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::catalogue;

    fn check(text: &str, expected: &[&str]) {
        let path = SourcePath::new("recto.toml");
        let (table, errors) = super::super::toml::parse(text, Span::new(0, text.len()));
        assert_eq!(errors, []);
        let codes = Codes {
            unknown_key: &catalogue::CONFIG_UNKNOWN_KEY,
            bad_value: &catalogue::CONFIG_BAD_VALUE,
        };
        let mut fields = Fields::new(&path, text, &table, codes);
        fields.string("title");
        fields.texts("tags");
        fields.date("date", &TimeZone::utc());
        fields.choice("side", &[("top", 1), ("bottom", 2)]);
        let mut author = fields.table("author");
        author.string("name");
        fields.absorb(author);
        let messages: Vec<_> = fields
            .finish()
            .iter()
            .map(|found| format!("{}: {}", found.message, found.help[0]))
            .collect();
        assert_eq!(messages, expected);
    }

    #[test]
    fn what_cannot_be_used_is_reported() {
        check(
            "title = 2025\ntags = \"one\"\ndate = 2025-07-08\nside = \"top\"",
            &[],
        );
        check("titel = \"x\"", &["unknown key `titel`: did you mean `title`?"]);
        check(
            "side = \"botom\"",
            &["`side` cannot be `botom`: did you mean `bottom`?"],
        );
        check(
            "title = [1]",
            &["`title` is a list, but must be text: write text"],
        );
        check(
            "[author]\nnames = \"x\"",
            &["unknown key `names` in `[author]`: did you mean `name`?"],
        );
    }
}
