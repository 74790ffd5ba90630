//! The exam of the links: what the program says of links whose truth was written down before, as a browser meets
//! them on GitHub Pages. The cases stand in `tests/links/`; hosts that misbehave have their own, in
//! `src/external/hostile_tests.rs` and `external.rs`.

use std::fmt::Write;
use std::ops::Range;

use recto::diagnostic::{Diagnostic, Severity};
use recto::source::{SourceFile, SourcePath, SourceTree, built_in};
use recto::{Options, pipeline};
use serde_json::Value;

use super::documents::findings_with;
use super::driver::Site;

const BUILT: &str = include_str!("../links/built.txt");
const BASE_PATH: &str = include_str!("../links/base-path.txt");
const MARKDOWN: &str = include_str!("../links/markdown.txt");
const MARKDOWN_BASE_PATH: &str = include_str!("../links/markdown-base-path.txt");
const LOOSE: &str = include_str!("../links/loose.txt");

const ROOT: &str = "https://me.github.io/";
const BELOW: &str = "https://me.github.io/blog/";

/// What the program does not find, or finds and should not, by the name of the case. Each is a fault.
const KNOWN_MISSES: &[&str] = &[];

/// A file, and what is to be said of it.
#[derive(Clone, Debug, Default)]
struct File {
    path: String,
    text: String,
    faults: Vec<Fault>,
}

/// A place of which something is to be said.
#[derive(Clone, Debug)]
struct Fault {
    bytes: Range<usize>,
    /// The code, or `line` when any place of the line will do; any code at this very place when empty.
    mark: String,
}

/// A case: its name, and its files.
#[derive(Debug)]
struct Case {
    name: String,
    files: Vec<File>,
}

/// The files that all cases share, and the cases. Files of a case have `folder` before their path unless that
/// begins with `/`.
fn parse(text: &str, first: &str, folder: &str) -> (Vec<File>, Vec<Case>) {
    let mut parts = text.split("\n=== ");
    let head = parts.next().unwrap_or_default();
    let at = head.find("\n-- ").map_or(head.len(), |at| at + 1);
    let shared = files(&head[at..], "", "");
    let cases = parts.map(|part| {
        // Titles of groups are for the reader of the exam.
        let part = part.split("\n== ").next().unwrap_or_default();
        let (name, body) = part.split_once('\n').unwrap();
        let files = files(body.trim_end_matches('\n'), first, folder);
        Case {
            name: name.to_owned(),
            files,
        }
    });
    (shared, cases.collect())
}

fn files(body: &str, first: &str, folder: &str) -> Vec<File> {
    let mut files = vec![File {
        path: format!("{folder}{first}"),
        ..File::default()
    }];
    let mut above = "";
    for line in body.lines() {
        let file = files.last_mut().unwrap();
        if let Some(path) = line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            let path = letters(path);
            let path = path
                .strip_prefix('/')
                .map_or_else(|| format!("{folder}{path}"), str::to_owned);
            files.push(File {
                path,
                ..File::default()
            });
        } else if line.trim_start().starts_with('^') {
            let start = file.text[..file.text.len() - 1]
                .rfind('\n')
                .map_or(0, |at| at + 1);
            file.faults.push(fault(line, above, start));
        } else {
            file.text.push_str(&letters(line));
            file.text.push('\n');
            above = line;
        }
    }
    if files[0].text.is_empty() {
        files.remove(0);
    }
    files
}

/// The place above the carets of a line.
fn fault(carets: &str, above: &str, start: usize) -> Fault {
    let bytes_to = |column: usize| letters(&above.chars().take(column).collect::<String>()).len();
    let from = carets.len() - carets.trim_start().len();
    let count = carets.trim_start().find(|letter| letter != '^');
    let to = count.map_or(carets.len(), |count| from + count);
    Fault {
        bytes: start + bytes_to(from)..start + bytes_to(to),
        mark: carets[to..].trim().to_owned(),
    }
}

/// The text with its `\u{…}` as letters.
fn letters(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('}').unwrap();
        out.push(char::from_u32(u32::from_str_radix(number, 16).unwrap()).unwrap());
        out.push_str(rest);
    }
    out
}

/// Something that was said.
#[derive(Debug)]
struct Said {
    path: String,
    bytes: Range<usize>,
    code: String,
}

impl Said {
    /// Errors and warnings; notes forbid nothing.
    fn of(found: &[Diagnostic]) -> Vec<Self> {
        let found = found.iter().filter(|found| found.severity != Severity::Note);
        let said = found.map(|found| {
            let place = found.labels.first().map(|label| &label.location);
            Self {
                path: place.map_or(String::new(), |place| place.path.to_string()),
                bytes: place.map_or(0..0, |place| place.span.range()),
                code: found.code.id.to_owned(),
            }
        });
        said.collect()
    }

    fn answers(&self, file: &File, fault: &Fault) -> bool {
        if self.path != file.path {
            return false;
        }
        let line_of = |at: usize| file.text[..at].matches('\n').count();
        match fault.mark.as_str() {
            "line" => line_of(self.bytes.start) == line_of(fault.bytes.start),
            mark => self.bytes == fault.bytes && (mark.is_empty() || mark == self.code),
        }
    }
}

/// The sheet of an exam.
#[derive(Debug, Default)]
struct Sheet {
    cases: usize,
    broken: usize,
    right: usize,
    missed: usize,
    false_alarms: usize,
    remarks: String,
    misses: Vec<String>,
}

impl Sheet {
    fn mark(&mut self, case: &Case, mut said: Vec<Said>) {
        self.cases += 1;
        let mut is_right = true;
        for file in &case.files {
            for fault in &file.faults {
                self.broken += 1;
                if let Some(at) = said.iter().position(|said| said.answers(file, fault)) {
                    said.remove(at);
                    self.right += 1;
                } else {
                    self.missed += 1;
                    is_right = false;
                    let Range { start, end } = fault.bytes;
                    let address = &file.text[start..end];
                    let _ = writeln!(self.remarks, "missed: {}: `{address}` {}", case.name, fault.mark);
                }
            }
        }
        for said in said {
            self.false_alarms += 1;
            is_right = false;
            let _ = writeln!(
                self.remarks,
                "false alarm: {}: {} at {}:{:?}",
                case.name, said.code, said.path, said.bytes
            );
        }
        if !is_right {
            self.misses.push(case.name.clone());
        }
    }

    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.false_alarms) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed) as f64
    }

    fn f1(&self) -> f64 {
        2.0 * self.precision() * self.recall() / (self.precision() + self.recall())
    }

    /// Asserts the bar, and that each miss is known and each known miss is one.
    #[track_caller]
    #[expect(
        clippy::print_stdout,
        reason = "the figures of the exam are shown with `--no-capture`"
    )]
    fn passes(&self, least_f1: f64, least_precision: f64) {
        let (precision, recall, f1) = (self.precision(), self.recall(), self.f1());
        println!(
            "{} cases, {} broken links: precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}\n{}",
            self.cases, self.broken, self.remarks
        );
        assert!(
            f1 >= least_f1 && precision >= least_precision,
            "F1 {f1:.3}, precision {precision:.3}"
        );
        let unknown: Vec<&String> = self
            .misses
            .iter()
            .filter(|name| !KNOWN_MISSES.contains(&name.as_str()))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}\n{}", self.remarks);
    }
}

fn tree<'a>(
    files: impl IntoIterator<Item = &'a File>,
    read: impl Fn(SourcePath, Vec<u8>) -> SourceFile,
) -> SourceTree {
    let files = files.into_iter();
    SourceTree::new(files.map(|file| read(SourcePath::new(&file.path), file.text.clone().into_bytes())))
}

/// The exam of built sites at an address.
fn built(text: &str, base: &str) -> Sheet {
    let (mut shared, mut cases) = parse(text, "index.html", "case/");
    let files = cases.iter_mut().flat_map(|case| &mut case.files);
    for file in files.chain(&mut shared) {
        file.path.insert_str(0, "out/");
    }
    let mut sheet = Sheet::default();
    for case in &cases {
        let tree = tree(shared.iter().chain(&case.files), SourceFile::text);
        sheet.mark(
            case,
            Said::of(&pipeline::check_built(&tree, "out", base).diagnostics),
        );
    }
    sheet
}

/// The exam of the Markdown of a site at an address.
fn markdown(text: &str, base: &str) -> Sheet {
    let front = "---\ntitle: Case\ndate: 2025-01-01\n---\n";
    let (shared, mut cases) = parse(text, "content/posts/case.md", "");
    let config = File {
        path: "recto.toml".to_owned(),
        text: format!("title = \"T\"\nbase_url = \"{base}\"\n"),
        ..File::default()
    };
    let mut sheet = Sheet::default();
    for case in &mut cases {
        let post = &mut case.files[0];
        if !post.text.starts_with("---") && !post.text.starts_with("+++") {
            post.text.insert_str(0, front);
            for fault in &mut post.faults {
                fault.bytes = fault.bytes.start + front.len()..fault.bytes.end + front.len();
            }
        }
        let mut sources = tree(
            shared.iter().chain([&config]).chain(&case.files),
            SourceFile::from_memory,
        );
        sources.underlay(built_in());
        let (found, _) = findings_with(&sources, &Options::default());
        sheet.mark(case, Said::of(&found));
    }
    sheet
}

/// The exam of files without a site, all given to one command.
fn loose(text: &str) -> Sheet {
    let (_, mut cases) = parse(text, "file.md", "");
    let site = Site::empty();
    for (at, case) in cases.iter_mut().enumerate() {
        let file = &mut case.files[0];
        file.path = format!("{at}.md");
        site.write(&file.path, &file.text);
    }
    let paths: Vec<&str> = cases.iter().map(|case| case.files[0].path.as_str()).collect();
    let run = site.run(["check", "--format", "json"].into_iter().chain(paths));
    let document: Value = serde_json::from_str(run.stdout()).unwrap();
    let number = |found: &Value, key: &str| usize::try_from(found[key].as_u64().unwrap()).unwrap();
    let mut sheet = Sheet::default();
    for case in &cases {
        let findings = document["findings"].as_array().unwrap().iter();
        let here = findings.filter(|found| found["file"] == case.files[0].path.as_str());
        let said = here
            .filter(|found| found["severity"] != "note")
            .map(|found| Said {
                path: case.files[0].path.clone(),
                bytes: number(found, "byteStart")..number(found, "byteEnd"),
                code: found["code"].as_str().unwrap().to_owned(),
            });
        sheet.mark(case, said.collect());
    }
    sheet
}

#[test]
fn links_of_built_sites() {
    let sheet = built(BUILT, ROOT);
    assert!(sheet.cases >= 212, "{} cases", sheet.cases);
    sheet.passes(0.97, 0.99);
}

#[test]
fn links_below_a_base_path() {
    let sheet = built(BASE_PATH, BELOW);
    assert!(sheet.cases >= 15, "{} cases", sheet.cases);
    sheet.passes(1.0, 1.0);
}

#[test]
fn links_of_markdown() {
    let sheet = markdown(MARKDOWN, "https://example.org/");
    assert!(sheet.cases >= 35, "{} cases", sheet.cases);
    sheet.passes(1.0, 1.0);
}

#[test]
fn links_of_markdown_below_a_base_path() {
    let sheet = markdown(MARKDOWN_BASE_PATH, BELOW);
    assert!(sheet.cases >= 15, "{} cases", sheet.cases);
    sheet.passes(1.0, 1.0);
}

#[test]
fn links_of_markdown_without_a_site() {
    loose(LOOSE).passes(1.0, 1.0);
}
