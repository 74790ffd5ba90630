//! One JSON document, with each finding on a line of its own.
//!
//! `docs/static/schema/findings-1.json` describes it. Lines and columns count from 1; `byteStart` and `byteEnd`
//! are offsets into the file. `file`, `line` and the rest are absent when a finding belongs to no file.

use serde::Serialize;

use super::batch::{Batch, count};
use super::places::{Columns, Places};
use super::{Diagnostic, Fix, Label, Location, Severity};

/// The number of the form. It changes when a program that reads the form would have to.
pub const VERSION: u32 = 1;

/// The findings as one document.
pub fn render(batches: &[Batch<'_>], columns: Columns) -> String {
    let head = Head {
        version: VERSION,
        tool: Tool {
            name: "recto",
            version: env!("CARGO_PKG_VERSION"),
        },
        columns: match columns {
            Columns::Unicode => "unicode",
            Columns::Utf16 => "utf16",
        },
        errors: count(batches, Severity::Error),
        warnings: count(batches, Severity::Warning),
        notes: count(batches, Severity::Note),
    };
    let mut findings: Vec<String> = Vec::new();
    for batch in batches {
        let places = Places::new(batch.sources).counting(columns);
        let found = batch.found.iter();
        findings.extend(found.map(|finding| written(&Finding::new(finding, batch.folder, &places))));
    }
    let head = written(&head);
    let head = head.trim_end_matches('}');
    if findings.is_empty() {
        return format!("{head},\"findings\":[]}}\n");
    }
    format!("{head},\"findings\":[\n{}\n]}}\n", findings.join(",\n"))
}

fn written(object: &impl Serialize) -> String {
    serde_json::to_string(object).expect("strings and numbers are always JSON")
}

#[derive(Serialize)]
struct Head {
    version: u32,
    tool: Tool,
    columns: &'static str,
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    folder: &'a str,
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
    fn new(diagnostic: &'a Diagnostic, folder: &'a str, places: &Places<'_>) -> Self {
        let (main, others) = match diagnostic.labels.split_first() {
            Some((main, others)) => (Some(main), others),
            None => (None, &[][..]),
        };
        let related = |label: &'a Label| Related {
            place: Place::new(&label.location, places),
            message: &label.message,
        };
        Self {
            folder,
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
        let position = places.region(location).map(|region| Position {
            line: region.start.line,
            column: region.start.column,
            end_line: region.end.line,
            end_column: region.end.column,
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
