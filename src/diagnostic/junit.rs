//! JUnit XML, which services for tests read: a suite a file, a case a finding.
//!
//! A finding that forbids publishing is a failure, any other a case that passed and says something. A file with
//! no finding is a case that passed, so that a clean site has tests as well. There are no times in it: the same
//! findings give the same bytes.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::batch::{Batch, lines_of};
use super::places::Places;
use super::{Diagnostic, Severity};

/// Where findings go that belong to no file.
const NO_FILE: &str = "site";

/// One case: attributes and content.
struct Case {
    text: String,
    fails: bool,
}

/// The report. Findings of the severity `least` and above are failures.
pub fn render(batches: &[Batch<'_>], least: Severity) -> String {
    let mut suites: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for batch in batches {
        let places = Places::new(batch.sources);
        for finding in batch.found {
            let path = finding.labels.first();
            let file = path.map(|label| batch.full_path(&label.location.path));
            let case = case(finding, file.as_deref(), &places, least);
            suites
                .entry(file.unwrap_or_else(|| NO_FILE.to_owned()))
                .or_default()
                .push(case);
        }
        for path in batch.checked {
            suites.entry(batch.full_path(path)).or_default();
        }
    }
    for (file, cases) in suites.iter_mut().filter(|(_, cases)| cases.is_empty()) {
        cases.push(Case {
            text: format!(
                "    <testcase name=\"no findings\" classname=\"{0}\" file=\"{0}\"/>\n",
                escaped(file)
            ),
            fails: false,
        });
    }
    let failures = |cases: &[Case]| cases.iter().filter(|case| case.fails).count();
    let tests: usize = suites.values().map(Vec::len).sum();
    let failed: usize = suites.values().map(|cases| failures(cases)).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"recto\" tests=\"{tests}\" failures=\"{failed}\" errors=\"0\">"
    );
    for (file, cases) in &suites {
        let (tests, failed) = (cases.len(), failures(cases));
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failed}\" errors=\"0\" skipped=\"0\">",
            escaped(file)
        );
        out.extend(cases.iter().map(|case| case.text.as_str()));
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(finding: &Diagnostic, file: Option<&str>, places: &Places<'_>, least: Severity) -> Case {
    let region = finding
        .labels
        .first()
        .and_then(|label| places.region(&label.location));
    let (code, severity) = (finding.code, finding.severity.name());
    let mut name = format!("{} {}", code.id, code.name);
    let mut text = String::from("    <testcase");
    if let Some(region) = region {
        let _ = write!(name, " at {}:{}", region.start.line, region.start.column);
    }
    let _ = write!(text, " name=\"{}\"", escaped(&name));
    let _ = write!(text, " classname=\"{}\"", escaped(file.unwrap_or(NO_FILE)));
    if let Some(file) = file {
        let _ = write!(text, " file=\"{}\"", escaped(file));
    }
    if let Some(region) = region {
        let _ = write!(text, " line=\"{}\"", region.start.line);
    }
    let fails = finding.severity >= least;
    let message = escaped(&finding.message);
    let body = escaped(&format!("{severity}[{}]: {}", code.id, lines_of(finding)));
    let _ = if fails {
        writeln!(
            text,
            ">\n      <failure type=\"{severity}\" message=\"{message}\">{body}</failure>\n    </testcase>"
        )
    } else {
        writeln!(text, ">\n      <system-out>{body}</system-out>\n    </testcase>")
    };
    Case { text, fails }
}

/// Text for attributes and content. What XML 1.0 (production 2, "Char") has no room for is left out.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}
