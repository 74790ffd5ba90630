//! What the engine says of a module, at the places of the author's text.
//!
//! The files have every byte where the fragments have it, so the byte offsets of the answer need no
//! translation. Its columns count grapheme clusters and are not used; lines are used only to notice offsets
//! that are out of place.

use std::fmt;

use recto::hcl::{Place, Standalone};
use recto::source::{LineIndex, Span};
use serde::Deserialize;

/// Words in the detail of an error that is about the machine and not about the code.
const ABOUT_MACHINE: [&str; 4] = [
    "no file exists at",
    "no such file",
    "cannot find the file",
    "environment variable",
];

/// The summary of the error about a provider's function where the post does not show which provider it is.
const UNKNOWN_PROVIDER_FUNCTION: &str = "Unknown provider function";

/// Summaries of errors with a place that are about the installation nevertheless.
const ABOUT_INSTALLATION: [&str; 4] = [
    "Module not installed",
    "Failed to read module directory",
    "Unreadable module directory",
    "Module source has changed",
];

/// What the engine says of a module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// Whether it has nothing to say against anything, stubs included.
    pub(super) accepted: bool,
    /// What it says against the author's code.
    pub(super) errors: Vec<EngineError>,
    /// Why it could not judge the code.
    pub(super) obstacle: Option<Obstacle>,
}

/// One error of the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EngineError {
    /// Where; `None` for one about the module as a whole.
    pub(super) place: Option<Place>,
    /// The headline.
    pub(super) summary: String,
    /// The explanation, of one or more sentences.
    pub(super) detail: String,
}

/// Why the engine cannot judge a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// These providers are not installed.
    Providers(Vec<String>),
    /// Something else, in the engine's words.
    Other(String),
}

impl fmt::Display for Obstacle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Providers(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let (noun, verb) = if names.len() == 1 {
                    ("provider", "is")
                } else {
                    ("providers", "are")
                };
                write!(formatter, "{noun} {} {verb} not initialised", names.join(", "))
            }
            Self::Other(words) => formatter.write_str(words),
        }
    }
}

#[derive(Deserialize)]
struct Report {
    #[serde(default)]
    format_version: String,
    valid: bool,
    #[serde(default)]
    diagnostics: Vec<Said>,
}

#[derive(Deserialize)]
struct Said {
    severity: String,
    summary: String,
    #[serde(default)]
    detail: String,
    range: Option<Range>,
}

#[derive(Deserialize)]
struct Range {
    filename: String,
    start: Position,
    end: Position,
}

#[derive(Deserialize)]
struct Position {
    line: usize,
    byte: usize,
}

/// The name of the file of a fragment.
pub(super) fn block_file(fragment: usize) -> String {
    format!("block_{fragment:03}.tf")
}

impl Answer {
    /// Reads the output of `validate -json` about a module. Says what is wrong with it when it is none.
    pub(super) fn read(json: &str, module: &Standalone) -> Result<Self, String> {
        let report: Report = serde_json::from_str(json).map_err(|error| error.to_string())?;
        if !report.format_version.starts_with("1.") {
            return Err(format!("it has the format version `{}`", report.format_version));
        }
        let errors: Vec<&Said> = report
            .diagnostics
            .iter()
            .filter(|said| said.severity == "error")
            .collect();
        Ok(Self {
            accepted: report.valid && errors.is_empty(),
            obstacle: obstacle(&errors),
            errors: errors
                .into_iter()
                .filter(|said| !is_about_surroundings(said))
                .filter_map(|said| placed(said, module))
                .collect(),
        })
    }
}

fn obstacle(errors: &[&Said]) -> Option<Obstacle> {
    let mut missing: Vec<String> = errors
        .iter()
        .filter(|said| said.summary == "Missing required provider")
        .map(|said| provider(&said.detail))
        .collect();
    missing.sort();
    missing.dedup();
    if !missing.is_empty() {
        return Some(Obstacle::Providers(missing));
    }
    let said = errors.iter().find(|said| is_about_installation(said))?;
    Some(Obstacle::Other(lower_first(&said.summary)))
}

/// The provider that the detail of an error names, without the public host.
fn provider(detail: &str) -> String {
    let word = |word: &&str| word.matches('/').count() == 2;
    let name = detail.split_whitespace().find(word).unwrap_or("its provider");
    let name = name.trim_end_matches([',', '.', ';', ':']);
    let public = ["registry.terraform.io/", "registry.opentofu.org/"];
    let short = public.iter().find_map(|host| name.strip_prefix(host));
    short.unwrap_or(name).to_owned()
}

fn is_about_installation(said: &Said) -> bool {
    let version = said.summary.starts_with("Unsupported ") && said.summary.ends_with(" Core version");
    let unplaced = said.range.is_none() && !is_about_module(said);
    version || unplaced || ABOUT_INSTALLATION.contains(&said.summary.as_str())
}

/// A cycle has no place.
fn is_about_module(said: &Said) -> bool {
    said.summary.starts_with("Cycle") || said.summary.starts_with("Self-referential")
}

/// What is not beside the post: files that a function reads, credentials, the provider of a function.
fn is_about_surroundings(said: &Said) -> bool {
    said.summary == UNKNOWN_PROVIDER_FUNCTION || ABOUT_MACHINE.iter().any(|words| said.detail.contains(words))
}

/// The error at its place; nothing for one that is not about the author's code.
fn placed(said: &Said, module: &Standalone) -> Option<EngineError> {
    let error = |place| EngineError {
        place,
        summary: said.summary.clone(),
        detail: said.detail.clone(),
    };
    let Some(range) = &said.range else {
        return is_about_module(said).then(|| error(None));
    };
    let fragment = (0..module.files.len()).find(|index| block_file(*index) == range.filename)?;
    let text = module.files.get(fragment)?.as_deref()?;
    let place = Place {
        fragment,
        span: span(text, range),
    };
    let made = |made: &Place| {
        made.fragment == fragment && (made.span.contains(place.span) || made.span.start == place.span.start)
    };
    let left_out = |body: &Place| body.fragment == fragment && body.span.contains(place.span);
    let of_stub = module.replaced.iter().any(made);
    let of_gap = is_about_something_missing(said) && module.elided.iter().any(left_out);
    (!of_stub && !of_gap).then(|| error(Some(place)))
}

fn is_about_something_missing(said: &Said) -> bool {
    said.summary.starts_with("Missing required argument") || said.summary.starts_with("Insufficient ")
}

/// The bytes of a range. When they do not lie on the line that the range names, the line.
fn span(text: &str, range: &Range) -> Span {
    let lines = LineIndex::new(text);
    let clamp = |byte: usize| {
        let boundaries = (0..=byte.min(text.len())).rev();
        boundaries
            .into_iter()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or_default()
    };
    let span = Span::new(clamp(range.start.byte), clamp(range.end.byte));
    let line = lines.line_column(text, span.start).line;
    match lines.line_span(text, range.start.line) {
        Some(named) if line != range.start.line => named,
        _ => span,
    }
}

/// A sentence's beginning as it stands within one.
pub(super) fn lower_first(words: &str) -> String {
    let mut rest = words.chars();
    match rest.next() {
        Some(first) => first.to_lowercase().chain(rest).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use recto::hcl::{Fragment, Module, ModuleOptions};
    use serde_json::{Value, json};

    use super::*;

    fn module(text: &str) -> Standalone {
        let fragment = Fragment {
            text,
            ..Fragment::default()
        };
        Module::read(&[fragment], &ModuleOptions::default()).standalone()
    }

    /// An error at the bytes of a piece of the file, as the engine would say it.
    fn error(text: &str, piece: &str, summary: &str) -> Value {
        let start = text.find(piece).unwrap();
        let place = |byte: usize| json!({ "line": text[..byte].matches('\n').count() + 1, "column": 1, "byte": byte });
        json!({
            "severity": "error", "summary": summary, "detail": "A sentence.",
            "range": { "filename": "block_000.tf", "start": place(start), "end": place(start + piece.len()) },
        })
    }

    fn answer(text: &str, diagnostics: &[Value]) -> Answer {
        let report =
            json!({ "format_version": "1.0", "valid": diagnostics.is_empty(), "diagnostics": diagnostics });
        Answer::read(&report.to_string(), &module(text)).unwrap()
    }

    #[track_caller]
    fn places(text: &str, diagnostics: &[Value], expected: &[&str]) {
        let answer = answer(text, diagnostics);
        let found: Vec<&str> = answer
            .errors
            .iter()
            .map(|error| error.place.map_or("", |place| place.span.of(text)))
            .collect();
        assert_eq!(found, expected);
    }

    const TEXT: &str = "output \"가각\" {\n  value = \"👩‍💻 e\u{301}\" + var.x\n}\n";

    #[test]
    fn a_place_is_found_by_its_bytes() {
        places(
            TEXT,
            &[error(TEXT, "\"👩‍💻 e\u{301}\"", "Invalid operand")],
            &["\"👩‍💻 e\u{301}\""],
        );
    }

    #[test]
    fn a_place_that_is_off_is_its_line() {
        let mut odd = error(TEXT, "value", "Odd");
        odd["range"]["start"]["byte"] = json!(9999);
        odd["range"]["end"]["byte"] = json!(9999);
        places(TEXT, &[odd], &["  value = \"👩‍💻 e\u{301}\" + var.x"]);
    }

    #[test]
    fn what_falls_into_stubs_is_not_the_authors() {
        places(TEXT, &[error(TEXT, "var.x", "Invalid reference")], &[]);
        let mut stub = error(TEXT, "value", "Odd");
        stub["range"]["filename"] = json!("recto_stubs.tf");
        places(TEXT, &[stub], &[]);
        let warning = json!({ "severity": "warning", "summary": "Deprecated" });
        places(TEXT, &[warning], &[]);
    }

    #[test]
    fn what_is_left_out_on_purpose_may_be_missing() {
        let text = "resource \"aws_vpc\" \"a\" {\n  # ...\n}\n";
        places(text, &[error(text, "{", "Missing required argument")], &[]);
        places(text, &[error(text, "{", "Unsupported argument")], &["{"]);
        let whole = "resource \"aws_vpc\" \"a\" {\n}\n";
        places(whole, &[error(whole, "{", "Missing required argument")], &["{"]);
    }

    #[test]
    fn files_that_functions_read_are_elsewhere() {
        let mut file = error(TEXT, "value", "Invalid function argument");
        file["detail"] = json!("Invalid value for \"path\" parameter: no file exists at \"x.json\".");
        places(TEXT, &[file], &[]);
    }

    #[test]
    fn a_cycle_is_about_the_module() {
        let cycle = json!({ "severity": "error", "summary": "Cycle: local.a, local.b", "detail": "" });
        let answer = answer(TEXT, &[cycle]);
        assert_eq!(answer.obstacle, None);
        assert_eq!(answer.errors[0].place, None);
    }

    #[test]
    fn an_engine_that_is_not_ready_has_not_judged() {
        let missing = |name: &str| {
            json!({
                "severity": "error", "summary": "Missing required provider",
                "detail": format!("This configuration requires provider {name}, but that provider isn't available."),
            })
        };
        let obstacle = |diagnostics: &[Value]| answer(TEXT, diagnostics).obstacle.map(|it| it.to_string());
        assert_eq!(
            obstacle(&[missing("registry.terraform.io/hashicorp/aws")]).as_deref(),
            Some("provider `hashicorp/aws` is not initialised")
        );
        assert_eq!(
            obstacle(&[missing("registry.opentofu.org/a/b"), missing("example.org/c/d")]).as_deref(),
            Some("providers `a/b`, `example.org/c/d` are not initialised")
        );
        assert_eq!(
            obstacle(&[error(TEXT, "value", "Unsupported Terraform Core version")]).as_deref(),
            Some("unsupported Terraform Core version")
        );
        let lock = json!({ "severity": "error", "summary": "Inconsistent dependency lock file" });
        assert_eq!(
            obstacle(&[lock]).as_deref(),
            Some("inconsistent dependency lock file")
        );
        assert_eq!(obstacle(&[]), None);
    }

    #[test]
    fn what_is_no_answer_is_told() {
        for text in [
            "",
            "terraform",
            "{}",
            "{\"format_version\": \"2.0\", \"valid\": true}",
        ] {
            assert!(Answer::read(text, &module(TEXT)).is_err(), "{text}");
        }
    }
}
