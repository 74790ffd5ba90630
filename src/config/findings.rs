//! `[check]`: how grave findings are here, and which are accepted where.

use std::collections::BTreeMap;

use super::external::{self, External};
use super::pattern::Pattern;
use crate::data::{Entry, Fields};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity, catalogue, suggest};
use crate::source::Span;

/// What the author decides about findings.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Severities that differ from the codes' own; `None` switches a code off.
    pub severities: BTreeMap<&'static str, Option<Severity>>,
    /// Findings that are accepted in some files.
    pub ignores: Vec<PathIgnore>,
    /// How links to other hosts are asked for.
    pub external: External,
}

/// Findings that are accepted in some files.
#[derive(Clone, Debug)]
pub struct PathIgnore {
    /// The files.
    pub pattern: Pattern,
    /// Where the pattern is written.
    pub span: Span,
    /// The codes, each with its place.
    pub codes: Vec<(&'static Code, Span)>,
    /// Why they are accepted.
    pub reason: String,
}

/// Reads the table `check`.
pub(super) fn read(fields: &mut Fields<'_>) -> Findings {
    let mut check = fields.table("check");
    let findings = Findings {
        severities: severities(&mut check),
        ignores: ignores(&mut check),
        external: external::read(&mut check),
    };
    fields.absorb(check);
    findings
}

fn severities(check: &mut Fields<'_>) -> BTreeMap<&'static str, Option<Severity>> {
    let mut severities = BTreeMap::new();
    let table = check.table("severity");
    for entry in table.entries() {
        let Some(code) = code_named(check, &entry.key, entry.key_span, str::to_owned) else {
            continue;
        };
        if let Some(severity) = severity(check, entry, code) {
            severities.insert(code.id, severity);
        }
    }
    severities
}

fn severity(check: &mut Fields<'_>, entry: &Entry, code: &Code) -> Option<Option<Severity>> {
    let span = entry.value.span;
    match check.as_text(&entry.value).as_deref() {
        Some("error") => Some(Some(Severity::Error)),
        Some("warning") => Some(Some(Severity::Warning)),
        Some("note") => Some(Some(Severity::Note)),
        Some("off") if code.can_be_off() => Some(None),
        Some("off") => {
            let message = format!("`{}` cannot be switched off", entry.key);
            let help = "take the line out: where a file cannot be read, nothing else is proved";
            check.reject(span, message, help);
            None
        }
        _ => {
            let message = format!("the severity of `{}` cannot be used", entry.key);
            check.reject(span, message, "write `error`, `warning`, `note` or `off`");
            None
        }
    }
}

fn ignores(check: &mut Fields<'_>) -> Vec<PathIgnore> {
    let mut ignores = Vec::new();
    for mut table in check.tables("ignore") {
        ignores.extend(ignore(&mut table));
        check.absorb(table);
    }
    ignores
}

/// An entry that lacks something accepts nothing.
fn ignore(table: &mut Fields<'_>) -> Option<PathIgnore> {
    let pattern = table.text("path");
    let codes = table.texts("codes");
    let reason = table.text("reason");
    require(table, "path", "posts/old/**");
    require(table, "codes", "L001");
    require(table, "reason", "the pages are kept as they were");
    let codes = codes?;
    if codes.is_empty() {
        let entry = table.entry("codes")?;
        let message = "`codes` names no code".to_owned();
        table.reject(entry.value.span, message, "name the codes, such as `L001`");
        return None;
    }
    let codes = codes
        .into_iter()
        .filter_map(|(name, span)| Some((code_named(table, &name, span, quoted)?, span)))
        .collect();
    let (pattern, span) = pattern?;
    let pattern = super::accept(table, span, "path", Pattern::new(&pattern))?;
    let (reason, reason_span) = reason?;
    if reason.trim().is_empty() {
        let message = "`reason` does not say why the findings are ignored".to_owned();
        table.reject(reason_span, message, "write why they are");
        return None;
    }
    Some(PathIgnore {
        pattern,
        span,
        codes,
        reason,
    })
}

fn require(table: &mut Fields<'_>, key: &str, example: &str) {
    if table.entries().iter().any(|entry| entry.key == key) {
        return;
    }
    let first = table.entries().first();
    let place = table.location(first.map_or(Span::default(), |entry| entry.key_span));
    table.report(
        Diagnostic::new(
            &catalogue::CONFIG_MISSING_KEY,
            format!("`{key}` is missing in `[[check.ignore]]`"),
        )
        .at(place, "")
        .help(match key {
            "codes" => format!("add a line such as `{key} = [\"{example}\"]`"),
            _ => format!("add a line such as `{key} = \"{example}\"`"),
        }),
    );
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// The code with a name; `written` gives another name as it would be written there.
fn code_named(
    fields: &mut Fields<'_>,
    name: &str,
    span: Span,
    written: fn(&str) -> String,
) -> Option<&'static Code> {
    let code = catalogue::find(name);
    if code.is_none() {
        let known = catalogue::ALL.iter().flat_map(|code| [code.id, code.name]);
        let place = fields.location(span);
        let found = Diagnostic::new(
            &catalogue::CONFIG_BAD_VALUE,
            format!("there is no diagnostic `{name}`"),
        )
        .at(place.clone(), "");
        fields.report(match suggest::nearest(name, known) {
            Some(near) => found.help(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                vec![Edit {
                    location: place,
                    replacement: written(near),
                }],
            ),
            None => found.help("write a code such as `L001` or its name"),
        });
    }
    code
}
