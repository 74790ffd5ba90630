//! One JSON object a line for each finding.
//!
//! Lines and columns count from 1, columns in Unicode scalar values; `byteStart` and `byteEnd` are offsets
//! into the file. `file`, `line` and the rest are absent when a finding belongs to no file.

use serde::Serialize;

use super::places::Places;
use super::{Diagnostic, Fix, Label, Location, Sources};

/// The findings, an object a line.
pub fn render(diagnostics: &[Diagnostic], sources: &dyn Sources) -> String {
    let places = Places::new(sources);
    diagnostics
        .iter()
        .map(|diagnostic| {
            let object = Finding::new(diagnostic, &places);
            serde_json::to_string(&object).expect("strings and numbers are always JSON") + "\n"
        })
        .collect()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    #[serde(flatten)]
    place: Option<Place<'a>>,
    severity: &'static str,
    code: &'static str,
    name: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    help: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixObject<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    file: &'a str,
    #[serde(flatten)]
    position: Option<Position>,
    byte_start: u32,
    byte_end: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Position {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct FixObject<'a> {
    title: &'a str,
    edits: Vec<EditObject<'a>>,
}

#[derive(Serialize)]
struct EditObject<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
}

impl<'a> Finding<'a> {
    fn new(diagnostic: &'a Diagnostic, places: &Places<'_>) -> Self {
        let (main, others) = match diagnostic.labels.split_first() {
            Some((main, others)) => (Some(main), others),
            None => (None, &[][..]),
        };
        let related = |label: &'a Label| Related {
            place: Place::new(&label.location, places),
            message: &label.message,
        };
        Self {
            place: main.map(|label| Place::new(&label.location, places)),
            severity: diagnostic.severity.name(),
            code: diagnostic.code.id,
            name: diagnostic.code.name,
            message: &diagnostic.message,
            label: main.map_or("", |label| &label.message),
            help: &diagnostic.help,
            related: others.iter().map(related).collect(),
            fixes: diagnostic
                .fix
                .iter()
                .map(|fix| FixObject::new(fix, places))
                .collect(),
        }
    }
}

impl<'a> Place<'a> {
    fn new(location: &'a Location, places: &Places<'_>) -> Self {
        let position = places.file(&location.path).map(|file| {
            let start = file.line_column(location.span.start);
            let end = file.line_column(location.span.end);
            Position {
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
            }
        });
        Self {
            file: location.path.as_str(),
            position,
            byte_start: location.span.start,
            byte_end: location.span.end,
        }
    }
}

impl<'a> FixObject<'a> {
    fn new(fix: &'a Fix, places: &Places<'_>) -> Self {
        let edits = fix
            .edits
            .iter()
            .map(|edit| EditObject {
                place: Place::new(&edit.location, places),
                replacement: &edit.replacement,
            })
            .collect();
        Self {
            title: &fix.title,
            edits,
        }
    }
}
