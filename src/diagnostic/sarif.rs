//! SARIF 2.1.0 (OASIS Standard, 2020), which code scanning services read.
//!
//! One run with everything. Paths are relative to the root of the repository and percent-encoded; regions have
//! lines and columns from 1 (section 3.30) and bytes. A fingerprint is made of the code, the file and the text of
//! the line, so that a finding stays the same one when lines are added above it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::batch::{Batch, lines_of};
use super::markdown::encoded;
use super::places::{Columns, Places};
use super::{Code, Diagnostic, Edit, Fix, Location, Severity};
use crate::source::SourcePath;

/// Where the form of the document is described.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The name of our fingerprints. The number changes when what they are made of does.
const FINGERPRINT: &str = "rectoLine/v1";

/// The file in which findings about a whole site are shown: services want a place for each.
const NO_FILE: &str = "recto.toml";

/// What is said of a code beside its name.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// A sentence.
    pub summary: &'a str,
    /// The whole page, in Markdown.
    pub text: &'a str,
}

/// The log. `page` gives what is said of a code.
pub fn render(
    batches: &[Batch<'_>],
    columns: Columns,
    page: &dyn Fn(&Code) -> Option<Page<'static>>,
) -> String {
    let mut rules: BTreeMap<&'static str, &'static Code> = BTreeMap::new();
    for finding in batches.iter().flat_map(|batch| batch.found) {
        rules.insert(finding.code.id, finding.code);
    }
    let ids: Vec<&str> = rules.keys().copied().collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut results = Vec::new();
    for batch in batches {
        let places = Places::new(batch.sources).counting(columns);
        let log = Log { batch, places };
        for finding in batch.found {
            let mut result = log.result(finding);
            let line = log.fingerprint(finding);
            let count = seen.entry(line.clone()).or_default();
            *count += 1;
            result.insert(
                "ruleIndex".into(),
                json!(ids.binary_search(&finding.code.id).ok()),
            );
            let fingerprint = format!("{line}:{count}");
            result.insert("partialFingerprints".into(), json!({ FINGERPRINT: fingerprint }));
            results.push(Value::Object(result));
        }
    }
    let rules: Vec<Value> = rules.values().map(|code| rule(code, page(code))).collect();
    let folder = batches.first().map_or("", |batch| batch.folder);
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Recto",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            } },
            "automationDetails": { "id": format!("recto/{}", encoded(folder)) },
            "columnKind": match columns {
                Columns::Unicode => "unicodeCodePoints",
                Columns::Utf16 => "utf16CodeUnits",
            },
            "results": results,
        }],
    });
    let text = serde_json::to_string_pretty(&log).expect("strings and numbers are always JSON");
    text + "\n"
}

fn rule(code: &Code, page: Option<Page<'_>>) -> Value {
    let mut rule = json!({
        "id": code.id,
        "name": code.name,
        "helpUri": code.page(),
        "defaultConfiguration": { "level": code.severity.name() },
        "properties": { "problem.severity": problem(code.severity) },
    });
    let summary = page.map_or(code.name, |page| page.summary);
    rule["shortDescription"] = json!({ "text": summary });
    rule["fullDescription"] = json!({ "text": summary });
    let text = page.map_or_else(|| format!("See {}", code.page()), |page| page.text.to_owned());
    rule["help"] = json!({ "text": text, "markdown": text });
    rule
}

/// A message without what would be taken for a link (section 3.11.6).
fn message(text: &str) -> String {
    if text.contains("](") {
        text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
    } else {
        text.to_owned()
    }
}

/// The words that code scanning of GitHub has for severities.
fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "recommendation",
    }
}

/// The findings of one folder.
struct Log<'a> {
    batch: &'a Batch<'a>,
    places: Places<'a>,
}

impl Log<'_> {
    fn result(&self, finding: &Diagnostic) -> Map<String, Value> {
        let mut result = Map::new();
        result.insert("ruleId".into(), json!(finding.code.id));
        result.insert("level".into(), json!(finding.severity.name()));
        result.insert("message".into(), json!({ "text": message(&lines_of(finding)) }));
        let location = match finding.labels.first() {
            Some(label) => json!({ "physicalLocation": self.physical(&label.location) }),
            None => json!({ "physicalLocation": { "artifactLocation": self.artifact(NO_FILE) } }),
        };
        result.insert("locations".into(), json!([location]));
        let related: Vec<Value> = finding
            .labels
            .iter()
            .enumerate()
            .skip(1)
            .map(|(at, label)| {
                let mut related = json!({ "id": at, "physicalLocation": self.physical(&label.location) });
                if !label.message.is_empty() {
                    related["message"] = json!({ "text": message(&label.message) });
                }
                related
            })
            .collect();
        if !related.is_empty() {
            result.insert("relatedLocations".into(), related.into());
        }
        if let Some(fix) = &finding.fix {
            result.insert("fixes".into(), json!([self.fix(fix)]));
        }
        result
    }

    fn physical(&self, location: &Location) -> Value {
        json!({
            "artifactLocation": self.artifact(location.path.as_str()),
            "region": self.region(location),
        })
    }

    fn region(&self, location: &Location) -> Value {
        let span = location.span;
        let mut region = json!({ "byteOffset": span.start, "byteLength": span.len() });
        if let Some(place) = self.places.region(location) {
            region["startLine"] = place.start.line.into();
            region["startColumn"] = place.start.column.into();
            region["endLine"] = place.end.line.into();
            region["endColumn"] = place.end.column.into();
        }
        region
    }

    fn artifact(&self, path: &str) -> Value {
        let path = self.batch.full_path(&SourcePath::new(path));
        let uri = encoded(&path);
        if path.starts_with('/') {
            json!({ "uri": format!("file://{uri}") })
        } else {
            json!({ "uri": uri })
        }
    }

    fn fix(&self, fix: &Fix) -> Value {
        let mut changes: Vec<(&SourcePath, Vec<Value>)> = Vec::new();
        for edit in &fix.edits {
            let replacement = self.replacement(edit);
            let path = &edit.location.path;
            match changes.iter_mut().find(|(known, _)| *known == path) {
                Some((_, replacements)) => replacements.push(replacement),
                None => changes.push((path, vec![replacement])),
            }
        }
        let changes: Vec<Value> = changes
            .into_iter()
            .map(|(path, replacements)| {
                json!({ "artifactLocation": self.artifact(path.as_str()), "replacements": replacements })
            })
            .collect();
        json!({ "description": { "text": fix.title }, "artifactChanges": changes })
    }

    fn replacement(&self, edit: &Edit) -> Value {
        json!({
            "deletedRegion": self.region(&edit.location),
            "insertedContent": { "text": edit.replacement },
        })
    }

    /// The same for findings of a code in lines of a file that read alike.
    fn fingerprint(&self, finding: &Diagnostic) -> String {
        let (path, line) = match finding.labels.first() {
            Some(label) => {
                let file = self.places.file(&label.location.path);
                let line = file.map_or("", |file| file.line_of(label.location.span.start));
                (self.batch.full_path(&label.location.path), line.trim())
            }
            None => (
                self.batch.full_path(&SourcePath::new("")),
                finding.message.as_str(),
            ),
        };
        let text = format!("{}\0{path}\0{line}", finding.code.id);
        format!("{:032x}", xxhash_rust::xxh3::xxh3_128(text.as_bytes()))
    }
}
