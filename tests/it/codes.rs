//! Every diagnostic code has a page of the documentation, which `recto explain` prints. The page's wrong example
//! is found wrong for just that reason, and its right one is clean.

use std::sync::Arc;

use recto::config::Markdown;
use recto::content::{self, Document, ParseOptions};
use recto::data::TimeZone;
use recto::diagnostic::{Code, catalogue};
use recto::pipeline::Options;
use recto::source::{SourceFile, SourcePath, SourceTree};

use crate::documents::{codes_of, documentation, findings_with};

/// Codes whose examples are commands, because no text can show them.
const NOT_SHOWN_AS_FILES: [(&str, &str); 12] = [
    ("S001", "it takes a file without permission to read it"),
    ("S002", "a fixture is UTF-8"),
    ("S003", "it takes a symbolic link"),
    ("S004", "it takes a symbolic link"),
    ("L015", "it takes a network"),
    ("L016", "it takes a network"),
    ("L017", "it takes a network"),
    ("L018", "it takes a network"),
    ("L019", "a picture is no text"),
    ("L020", "a picture is no text"),
    ("L021", "a picture is no text"),
    ("HCL903", "it takes another program"),
];

/// What an example has when it does not bring its own.
const DEFAULTS: [(&str, &str); 2] = [
    (
        "recto.toml",
        "title = \"Notes\"\nbase_url = \"https://example.org\"\n",
    ),
    ("content/_index.md", "---\ntitle: Notes\n---\n"),
];

fn example_site(fixture: &str) -> SourceTree {
    let mut sources = SourceTree::from_fixture(fixture);
    sources.underlay(
        DEFAULTS.map(|(path, text)| SourceFile::from_memory(SourcePath::new(path), text.as_bytes().to_vec())),
    );
    sources.underlay(recto::source::built_in());
    sources
}

fn page(code: &Code) -> Document {
    let documentation = documentation();
    let path = SourcePath::new(format!("content/codes/{}.md", code.id));
    let text = documentation
        .text(path.as_str())
        .unwrap_or_else(|| panic!("`{}` has no page docs/{path}", code.id));
    let options = ParseOptions {
        markdown: Markdown::default(),
        time_zone: TimeZone::utc(),
    };
    content::parse(&path, &Arc::clone(&text.text), text.hash, &options).value
}

/// The first code block below a heading.
fn example<'a>(page: &'a Document, heading: &str) -> &'a str {
    let heading = page
        .facts
        .headings
        .iter()
        .find(|found| found.text == heading)
        .unwrap_or_else(|| panic!("{} has no heading `{heading}`", page.path));
    page.facts
        .fences
        .iter()
        .find(|fence| fence.span.start > heading.span.start)
        .map(|fence| &*fence.code)
        .unwrap_or_else(|| panic!("{} has no example below `{}`", page.path, heading.text))
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let documentation = documentation();
    let pages: Vec<String> = documentation
        .below("content/codes")
        .filter_map(|(name, _)| name.strip_suffix(".md").map(str::to_owned))
        .filter(|name| name != "_index")
        .collect();
    let mut codes: Vec<&str> = catalogue::ALL.iter().map(|code| code.id).collect();
    codes.sort_unstable();
    assert_eq!(pages, codes);
}

#[test]
fn a_page_is_named_after_its_code_and_says_how_grave_it_is() {
    for code in catalogue::ALL {
        let page = page(code);
        let (title, _) = page.front_matter.title.clone().unwrap();
        assert_eq!(title, format!("{} {}", code.id, code.name));
        let (description, _) = page.front_matter.description.clone().unwrap();
        let severity = format!("{}: ", code.severity.name());
        assert!(description.to_lowercase().starts_with(&severity), "{}", code.id);
    }
}

#[test]
fn the_wrong_example_is_found_wrong_for_this_reason_alone() {
    for code in shown_as_files() {
        let page = page(code);
        let found = findings_with(&example_site(example(&page, "Wrong")), &options(code));
        let mut codes = codes_of(&found.0);
        codes.dedup();
        assert_eq!(codes, [code.id], "{}\n{}", page.path, found.1);
    }
}

#[test]
fn the_right_example_is_clean() {
    for code in shown_as_files() {
        let page = page(code);
        let (found, shown) = findings_with(&example_site(example(&page, "Right")), &options(code));
        assert!(found.is_empty(), "{}\n{shown}", page.path);
    }
}

/// The pages of most examples are led to by nothing.
fn options(code: &Code) -> Options {
    Options {
        unreached: matches!(code.id, "L013" | "L014"),
        ..Options::default()
    }
}

fn shown_as_files() -> impl Iterator<Item = &'static Code> {
    catalogue::ALL
        .iter()
        .copied()
        .filter(|code| NOT_SHOWN_AS_FILES.iter().all(|(id, _)| *id != code.id))
}

#[test]
fn an_exception_is_one_of_the_codes_and_shows_commands() {
    for (id, reason) in NOT_SHOWN_AS_FILES {
        let page = page(catalogue::find(id).unwrap());
        for heading in ["Wrong", "Right"] {
            assert!(example(&page, heading).starts_with("$ "), "{id}: {reason}");
        }
    }
}
