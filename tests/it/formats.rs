//! Findings on their way out: every format has the same ones, whatever is in them, and what each format promises.

use std::collections::BTreeSet;

use proptest::prelude::*;
use recto::diagnostic::sarif::Page;
use recto::diagnostic::{
    Batch, Code, Columns, Diagnostic, Edit, Location, Severity, catalogue, github, json, junit, markdown,
    sarif, short, text,
};
use recto::source::{SourceFile, SourcePath, SourceTree, Span};
use serde_json::Value;

use crate::{json_schema, xml};

const FINDINGS: &str = include_str!("../../docs/static/schema/findings-1.json");
pub(crate) const SARIF: &str = include_str!("../schemas/sarif.json");

/// What files, names and messages may hold.
const HOSTILE: [&str; 12] = [
    "::error file=x::y",
    "%0A%25",
    "a\r\nb\nc",
    "]]> <b>&amp;</b>",
    "\0\u{1b}[31m\u{7f}\u{85}",
    "\u{fffe}\u{ffff}\u{2028}",
    "한글과 漢字",
    "😀 e\u{301} \u{1f468}\u{200d}\u{1f469}",
    "| a | `b` | [c](d) @e #1",
    "\"quoted\" 'twice' \\back",
    "##[error]x ::set-output name=a::b",
    "a,b:c=d;e",
];

/// Files that findings are about, and the findings.
struct Said {
    sources: SourceTree,
    found: Vec<Diagnostic>,
}

fn page(_: &Code) -> Option<Page<'static>> {
    None
}

impl Said {
    /// A file for each text, with a finding about all of it that quotes it, and one about no file.
    fn hostile() -> Self {
        let mut said = Self {
            sources: SourceTree::default(),
            found: vec![Diagnostic::new(
                &catalogue::CONFIG_MISSING_KEY,
                "there is no `recto.toml`",
            )],
        };
        for (at, text) in HOSTILE.iter().enumerate() {
            let path = SourcePath::new(format!("content/{at} {}.md", text.replace(['/', '\0'], "_")));
            said.add(&path, &format!("# 제목 😀\n{text}\nlast"), text);
        }
        said
    }

    fn add(&mut self, path: &SourcePath, text: &str, quoted: &str) {
        let file = SourceFile::text(path.clone(), text.as_bytes().to_vec());
        self.sources.insert(file);
        let start = text.find(quoted).unwrap();
        let place = Location::new(path, Span::new(start, start + quoted.len()));
        self.found.push(
            Diagnostic::new(&catalogue::BROKEN_LINK, format!("there is no `{quoted}`"))
                .at(place.clone(), format!("here: {quoted}"))
                .at(Location::new(path, Span::at(0)), quoted)
                .help(format!("write {quoted}"))
                .fix(
                    format!("write `{quoted}`"),
                    vec![Edit {
                        location: place,
                        replacement: quoted.to_owned(),
                    }],
                ),
        );
    }

    fn batch(&self) -> [Batch<'_>; 1] {
        [Batch {
            found: &self.found,
            sources: &self.sources,
            folder: "docs/",
            checked: &[],
        }]
    }

    fn json(&self, columns: Columns) -> Value {
        let document = serde_json::from_str(&json::render(&self.batch(), columns)).unwrap();
        let schema = serde_json::from_str(FINDINGS).unwrap();
        assert_eq!(json_schema::errors(&schema, &document), Vec::<String>::new());
        document
    }

    fn sarif(&self, columns: Columns) -> Value {
        let document = serde_json::from_str(&sarif::render(&self.batch(), columns, &page)).unwrap();
        let schema = serde_json::from_str(SARIF).unwrap();
        assert_eq!(json_schema::errors(&schema, &document), Vec::<String>::new());
        document
    }
}

fn results(sarif: &Value) -> &Vec<Value> {
    sarif["runs"][0]["results"].as_array().unwrap()
}

/// The offset of a line and column in a text.
fn offset(text: &str, line: &Value, column: &Value, columns: Columns) -> usize {
    let (line, column) = (line.as_u64().unwrap(), column.as_u64().unwrap());
    let mut start = 0;
    for _ in 1..line {
        start += text[start..].find('\n').unwrap() + 1;
    }
    let mut left = usize::try_from(column).unwrap() - 1;
    let mut at = start;
    for letter in text[start..].chars() {
        if left == 0 {
            break;
        }
        left -= match columns {
            Columns::Unicode => 1,
            Columns::Utf16 => letter.len_utf16(),
        };
        at += letter.len_utf8();
    }
    assert_eq!(left, 0, "there is no column {column} in line {line}");
    at
}

// Every format

#[test]
fn every_format_has_the_same_findings() {
    let said = Said::hostile();
    let batch = said.batch();
    let count = said.found.len();
    let severity_and_code = |finding: &Diagnostic| (finding.severity.name(), finding.code.id);
    let expected: Vec<_> = said.found.iter().map(severity_and_code).collect();
    let check = |found: Vec<(String, String)>| {
        let found: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(found, expected);
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let json = said.json(Columns::Unicode);
    let findings = json["findings"].as_array().unwrap();
    check(
        findings
            .iter()
            .map(|found| (text(&found["severity"]), text(&found["code"])))
            .collect(),
    );
    let sarif = said.sarif(Columns::Unicode);
    check(
        results(&sarif)
            .iter()
            .map(|found| (text(&found["level"]), text(&found["ruleId"])))
            .collect(),
    );
    let junit = xml::parse(&junit::render(&batch, Severity::Error));
    assert_eq!(junit.all("failure").len(), count);
    assert_eq!(junit.attribute("failures"), count.to_string());
    assert_eq!(junit.all("testsuite").len(), count);
    let rows = markdown::render(&batch, None);
    assert_eq!(
        rows.lines().filter(|line| line.starts_with("| error | ")).count(),
        count
    );
}

#[test]
fn a_finding_in_every_format() {
    let mut said = Said {
        sources: SourceTree::default(),
        found: Vec::new(),
    };
    said.add(
        &SourcePath::new("content/글.md"),
        "제목\n😀 [a](없다.md)\n",
        "없다.md",
    );
    said.found[0].labels[1].location.span = Span::new(0, 6);
    let batch = said.batch();
    let page = |_: &Code| {
        Some(Page {
            summary: "a link that leads nowhere.",
            text: "The page of the code.",
        })
    };
    let shown = [
        (
            "text",
            text::render(&said.found, &said.sources, text::Style::Plain),
        ),
        ("short", short::render(&said.found, &said.sources)),
        ("json", json::render(&batch, Columns::Unicode)),
        ("github", github::render(&batch)),
        ("junit", junit::render(&batch, Severity::Error)),
        (
            "markdown",
            markdown::render(&batch, Some("https://github.com/o/r/blob/main/")),
        ),
        ("sarif", sarif::render(&batch, Columns::Unicode, &page)),
    ];
    let shown: String = shown
        .iter()
        .map(|(name, text)| format!("== {name}\n\n{text}\n"))
        .collect();
    insta::assert_snapshot!("formats", shown);
}

#[test]
fn what_is_quoted_arrives_whole() {
    let said = Said::hostile();
    let json = said.json(Columns::Unicode);
    let sarif = said.sarif(Columns::Unicode);
    let junit = xml::parse(&junit::render(&said.batch(), Severity::Error));
    let failures = junit.all("failure");
    for (at, finding) in said.found.iter().enumerate() {
        assert_eq!(json["findings"][at]["message"], finding.message);
        let message = results(&sarif)[at]["message"]["text"].as_str().unwrap();
        assert!(
            message
                .replace('\\', "")
                .starts_with(&finding.message.replace('\\', ""))
        );
        let kept = |letter: &char| {
            !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}')
                || matches!(letter, '\n' | '\r' | '\t')
        };
        let message: String = finding.message.chars().filter(kept).collect();
        assert!(
            failures
                .iter()
                .any(|failure| failure.attribute("message") == message)
        );
    }
}

#[test]
fn nothing_that_is_quoted_is_obeyed() {
    let said = Said::hostile();
    let annotations: String = said
        .found
        .chunks(10)
        .map(|found| {
            github::render(&[Batch {
                found,
                ..said.batch()[0]
            }])
        })
        .collect();
    assert_eq!(annotations.lines().count(), said.found.len());
    for line in annotations.lines() {
        let is_ours = line.starts_with("::error file=docs/content/")
            || line.starts_with("::error title=C004 config-missing-key::");
        assert!(is_ours, "{line}");
        assert!(!line.contains(|letter: char| letter.is_control()), "{line}");
        let properties = line[2..].split("::").next().unwrap();
        assert!(
            properties.matches(',').count() <= 5 && !properties.contains(':'),
            "{line}"
        );
    }
    let rows = markdown::render(&said.batch(), Some("https://github.com/o/r/blob/x/"));
    for row in rows.lines().filter(|line| line.starts_with("| error")) {
        assert_eq!(row.matches('|').count(), 5, "{row}");
        let text = row.splitn(4, " | ").nth(3).unwrap();
        assert!(
            !text.contains(['[', '@', '#', '*', '`']) || text.contains("&#"),
            "{row}"
        );
        for tag in text.split('<').skip(1) {
            let known = ["br>", "code>", "/code>", "a href=\"https", "/a>"];
            assert!(known.iter().any(|known| tag.starts_with(known)), "{row}");
        }
    }
}

#[test]
fn a_terminal_obeys_nothing_that_is_quoted() {
    let said = Said::hostile();
    let lines = short::render(&said.found, &said.sources);
    assert_eq!(lines.lines().count(), said.found.len());
    let excerpts = text::render(&said.found, &said.sources, text::Style::Plain);
    for shown in [lines, excerpts] {
        assert!(!shown.contains(|letter: char| letter.is_control() && letter != '\n'));
    }
}

#[test]
fn no_findings_are_a_document_too() {
    let said = Said {
        sources: SourceTree::default(),
        found: Vec::new(),
    };
    assert_eq!(said.json(Columns::Unicode)["findings"], Value::Array(Vec::new()));
    assert_eq!(results(&said.sarif(Columns::Unicode)).len(), 0);
    assert_eq!(github::render(&said.batch()), "");
    assert_eq!(markdown::render(&said.batch(), None), "### Recto: no findings\n");
    let checked = [SourcePath::new("content/a.md")];
    let batch = Batch {
        checked: &checked,
        ..said.batch()[0]
    };
    let junit = xml::parse(&junit::render(&[batch], Severity::Error));
    let case = junit.all("testcase")[0];
    assert_eq!(
        (case.attribute("name"), case.attribute("file")),
        ("no findings", "docs/content/a.md")
    );
}

#[test]
fn what_does_not_forbid_publishing_does_not_fail() {
    let mut said = Said::hostile();
    said.found[1].severity = Severity::Warning;
    said.found[2].severity = Severity::Note;
    let failures = |least| {
        let junit = xml::parse(&junit::render(&said.batch(), least));
        (junit.all("failure").len(), junit.all("system-out").len())
    };
    let count = said.found.len();
    assert_eq!(failures(Severity::Error), (count - 2, 2));
    assert_eq!(failures(Severity::Warning), (count - 1, 1));
}

proptest! {
    #[test]
    fn every_range_slices_to_its_bytes(
        parts in prop::collection::vec(prop::sample::select(vec!["a", "가", "😀", "\n", "\r\n", "e\u{301}", "\t", "]]>", "%"]), 1..40),
        places in prop::collection::vec((0usize..1000, 0usize..1000), 1..6),
    ) {
        let text = parts.concat();
        let edges: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        let path = SourcePath::new("content/a.md");
        let mut said = Said { sources: SourceTree::default(), found: Vec::new() };
        said.sources.insert(SourceFile::text(path.clone(), text.as_bytes().to_vec()));
        for (one, other) in places {
            let (one, other) = (edges[one % edges.len()], edges[other % edges.len()]);
            let place = Location::new(&path, Span::new(one.min(other), one.max(other)));
            let edit = Edit { location: place.clone(), replacement: "x".into() };
            said.found.push(Diagnostic::new(&catalogue::BROKEN_LINK, "x").at(place, "").fix("x", vec![edit]));
        }
        for columns in [Columns::Unicode, Columns::Utf16] {
            let (json, sarif) = (said.json(columns), said.sarif(columns));
            for (at, finding) in said.found.iter().enumerate() {
                let span = finding.labels[0].location.span.range();
                let found = &json["findings"][at];
                for place in [found, &found["fixes"][0]["edits"][0]] {
                    let bytes = (place["byteStart"].as_u64().unwrap() as usize)..(place["byteEnd"].as_u64().unwrap() as usize);
                    prop_assert_eq!(&bytes, &span);
                    let start = offset(&text, &place["line"], &place["column"], columns);
                    let end = offset(&text, &place["endLine"], &place["endColumn"], columns);
                    prop_assert_eq!(&(start..end), &span);
                }
                let result = &results(&sarif)[at];
                let replaced = &result["fixes"][0]["artifactChanges"][0]["replacements"][0]["deletedRegion"];
                for region in [&result["locations"][0]["physicalLocation"]["region"], replaced] {
                    let start = offset(&text, &region["startLine"], &region["startColumn"], columns);
                    let end = offset(&text, &region["endLine"], &region["endColumn"], columns);
                    prop_assert_eq!(&(start..end), &span);
                    prop_assert_eq!(region["byteOffset"].as_u64().unwrap() as usize, span.start);
                    prop_assert_eq!(region["byteLength"].as_u64().unwrap() as usize, span.len());
                }
            }
        }
    }
}

// GitHub

/// A post with findings: errors first when there are more than GitHub shows.
fn many() -> Said {
    let path = SourcePath::new("a.md");
    let mut said = Said {
        sources: SourceTree::default(),
        found: Vec::new(),
    };
    said.sources
        .insert(SourceFile::text(path.clone(), b"one\ntwo\n".to_vec()));
    for at in 0..25 {
        let code = if at < 13 {
            &catalogue::MISSING_ALT
        } else {
            &catalogue::BROKEN_LINK
        };
        let place = Location::new(&path, Span::new(0, 3));
        said.found
            .push(Diagnostic::new(code, format!("finding {at}")).at(place, ""));
    }
    said
}

#[test]
fn the_graver_findings_are_annotated_first() {
    let said = many();
    let shown = github::render(&said.batch());
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 21);
    let first =
        "::error file=docs/a.md,line=1,endLine=1,col=1,endColumn=4,title=L001 broken-link::finding 13";
    assert_eq!(lines[0], first);
    assert!(lines[..10].iter().all(|line| line.starts_with("::error ")));
    assert!(lines[10..20].iter().all(|line| line.starts_with("::warning ")));
    assert_eq!(
        lines[20],
        "and 2 more errors, 3 more warnings: GitHub shows 10 annotations of a kind in each step"
    );
}

#[test]
fn columns_of_several_lines_are_left_out() {
    let path = SourcePath::new("a.md");
    let mut said = many();
    let place = Location::new(&path, Span::new(0, 5));
    said.found = vec![Diagnostic::new(&catalogue::HCL_DEPRECATED, "old").at(place, "")];
    assert_eq!(
        github::render(&said.batch()),
        "::notice file=docs/a.md,line=1,endLine=2,title=HCL507 deprecated::old\n"
    );
}

// SARIF

#[test]
fn a_finding_is_the_same_when_lines_are_added_above() {
    let prints = |text: &str| -> Vec<String> {
        let path = SourcePath::new("content/a.md");
        let mut said = Said {
            sources: SourceTree::default(),
            found: Vec::new(),
        };
        said.sources
            .insert(SourceFile::text(path.clone(), text.as_bytes().to_vec()));
        for (at, _) in text.match_indices("wrong") {
            let place = Location::new(&path, Span::new(at, at + 5));
            said.found
                .push(Diagnostic::new(&catalogue::BROKEN_LINK, "no").at(place, ""));
        }
        let sarif = said.sarif(Columns::Unicode);
        let print = |result: &Value| {
            result["partialFingerprints"]["rectoLine/v1"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        results(&sarif).iter().map(print).collect()
    };
    let before = prints("a wrong\nb wrong wrong\na wrong\n");
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 4);
    assert_eq!(prints("# New\n\n  a wrong\nb wrong wrong\na wrong\n"), before);
    assert_eq!(
        prints("b wrong wrong\na wrong\n"),
        [&before[1], &before[2], &before[0]].map(String::clone)
    );
}
