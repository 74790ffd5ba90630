//! The documentation site and the documents at the root of the repository say what is true.

use std::collections::BTreeSet;
use std::path::Path;

use recto::diagnostic::Diagnostic;
use recto::diagnostic::text::{self, Style};
use recto::output::OutputTree;
use recto::pipeline::{Builder, Options, read};
use recto::source::{SourceFile, SourcePath, SourceTree, list};

const README: &str = include_str!("../../README.md");
const ARCHITECTURE: &str = include_str!("../../ARCHITECTURE.md");
const CONTRIBUTING: &str = include_str!("../../CONTRIBUTING.md");

/// The help of every command, which a test of the command line holds to the program.
const HELP: &str = include_str!("snapshots/it__cli__help.snap");

/// The documentation as it lies on the disk.
pub(crate) fn documentation() -> SourceTree {
    read(&list(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")))
}

/// What a build of a site finds, and how that is shown.
pub(crate) fn findings(sources: &SourceTree) -> (Vec<Diagnostic>, String) {
    findings_with(sources, &Options::default())
}

/// All findings about a site, and how they are shown.
pub(crate) fn findings_with(sources: &SourceTree, options: &Options) -> (Vec<Diagnostic>, String) {
    let found = match Builder::new().build(sources, options, &OutputTree::new()) {
        Ok(build) => build.diagnostics,
        Err(error) => panic!("the build failed: {error}"),
    };
    let shown = text::render(&found, sources, Style::Plain);
    (found, shown)
}

/// The codes of findings, in their order.
pub(crate) fn codes_of(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|found| found.code.id).collect()
}

#[test]
fn the_documentation_builds_without_findings() {
    let (found, shown) = findings(&documentation());
    assert!(found.is_empty(), "{shown}");
}

fn guide(name: &str) -> String {
    let path = format!("content/guide/{name}.md");
    let documentation = documentation();
    let text = documentation.text(&path).expect("the guide has the page");
    text.text.to_string()
}

/// The code blocks of a page of the guide in a language.
fn examples(page: &str, language: &str) -> Vec<String> {
    let marker = format!("\n```{language}\n");
    guide(page)
        .split(&marker)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default().to_owned())
        .collect()
}

/// The names in backticks in the first column of a page's tables.
fn documented(page: &str) -> BTreeSet<String> {
    guide(page)
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// The keys that the help of an unknown key names, when the file is read as this.
fn known_keys(path: &str, text: &str) -> Vec<String> {
    let mut sources = SourceTree::default();
    sources.insert(SourceFile::from_memory(SourcePath::new(path), text.into()));
    let (found, _) = findings(&sources);
    found
        .iter()
        .filter(|found| found.message.contains("unknown key `no-such-key`"))
        .flat_map(|found| &found.help)
        .filter_map(|help| help.strip_prefix("known keys are "))
        .flat_map(|keys| keys.split(", ").map(|key| key.trim_matches('`').to_owned()))
        .collect()
}

/// Every key of `recto.toml`, those in tables after the table's name: a table answers for itself.
fn known_settings(table: &str, known: &mut BTreeSet<String>) {
    let headers = match table {
        "" => vec![String::new()],
        _ => vec![format!("[{table}]\n"), format!("[[{table}]]\n")],
    };
    for header in headers {
        for key in known_keys("recto.toml", &format!("{header}no-such-key = 1\n")) {
            let name = if table.is_empty() {
                key
            } else {
                format!("{table}.{key}")
            };
            if known.insert(name.clone()) {
                known_settings(&name, known);
            }
        }
    }
}

#[test]
fn every_setting_is_documented_and_every_documented_setting_known() {
    let mut known = BTreeSet::new();
    known_settings("", &mut known);
    assert!(known.contains("comments.giscus.repo"), "{known:?}");
    assert_eq!(documented("configuration"), known);
}

#[test]
fn every_key_of_front_matter_is_documented() {
    let known: BTreeSet<String> = known_keys("content/a.md", "---\ntitle: x\nno-such-key: 1\n---\n")
        .into_iter()
        .collect();
    let documented: BTreeSet<String> = documented("writing")
        .into_iter()
        .filter(|name| !name.ends_with(".md"))
        .collect();
    assert_eq!(documented, known);
}

#[test]
fn the_examples_of_settings_and_front_matter_are_accepted() {
    let mut examples_seen = 0;
    for page in ["configuration", "comments", "diagnostics"] {
        for example in examples(page, "toml") {
            let required = if example.contains("base_url") {
                ""
            } else {
                "title = \"Notes\"\nbase_url = \"https://example.org\"\n"
            };
            check_example("recto.toml", &format!("{required}{example}"));
            examples_seen += 1;
        }
    }
    // The others are of `theme.toml`.
    let themes = examples("themes", "toml");
    for example in themes.iter().filter(|example| example.contains("base_url")) {
        check_example("recto.toml", example);
    }
    for example in examples("writing", "yaml") {
        check_example("content/a.md", &example);
        examples_seen += 1;
    }
    assert!(examples_seen >= 10, "{examples_seen}");
}

fn check_example(path: &str, text: &str) {
    let mut sources =
        SourceTree::from_fixture("-- recto.toml --\ntitle = \"Notes\"\nbase_url = \"https://example.org\"\n");
    sources.insert(SourceFile::from_memory(SourcePath::new(path), text.into()));
    sources.underlay(recto::source::built_in());
    let (mut found, shown) = findings(&sources);
    // What an example ignores stands in files that this site does not have.
    found.retain(|found| found.code.id != "I001");
    assert!(found.is_empty(), "{text}\n{shown}");
}

/// A post with one wrong link, which the documents show the finding of.
pub(crate) const WRONG_LINK: &str = "\
-- recto.toml --
title = \"Notes\"
base_url = \"https://example.org\"
-- content/posts/cidrsubnet.md --
---
title: What cidrsubnet does
date: 2025-07-08
---

As [the first part](./vcp.md) shows, order matters.
-- content/posts/vpc.md --
---
title: A VPC from scratch
date: 2025-07-01
---
";

#[test]
fn the_finding_that_is_shown_is_what_recto_says() {
    let mut sources = SourceTree::from_fixture(WRONG_LINK);
    sources.underlay(recto::source::built_in());
    let (found, shown) = findings(&sources);
    let page = guide("diagnostics");
    for document in [page.as_str(), README] {
        assert!(document.contains(shown.trim_end()), "{shown}");
    }
    let line = recto::diagnostic::short::render(&found, &sources);
    assert!(page.contains(line.trim_end()), "{line}");
}

/// What a page of the guide shows between four backticks, in order.
fn shown_texts(page: &str) -> Vec<String> {
    let page = guide(page);
    let texts = page.split("\n````text\n").skip(1);
    texts
        .map(|rest| rest.split("\n````").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn the_findings_in_terraform_that_are_shown_are_what_recto_says() {
    let texts = shown_texts("terraform");
    let [post, findings_shown] = texts.as_slice() else {
        panic!("the guide shows a post and what is found in it, not {texts:?}");
    };
    let mut sources =
        SourceTree::from_fixture("-- recto.toml --\ntitle = \"Notes\"\nbase_url = \"https://example.org\"\n");
    let path = SourcePath::new("content/posts/pods.md");
    sources.insert(SourceFile::from_memory(path, format!("{post}\n").into()));
    sources.underlay(recto::source::built_in());
    let (_, shown) = findings(&sources);
    assert_eq!(findings_shown, shown.trim_end());
    let mut errors = shown.split("\n\n").filter(|finding| finding.starts_with("error"));
    assert!(errors.any(|error| README.contains(error.trim_end())), "{shown}");
}

#[test]
fn the_providers_that_are_documented_are_those_that_are_known() {
    let guide = guide("terraform");
    let documented: Vec<(&str, &str)> = guide
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | "))
        .filter(|(name, _)| name.contains('/'))
        .collect();
    let schemas = recto::hcl::schema::Schemas::embedded();
    assert_eq!(documented, schemas.versions().collect::<Vec<_>>());
}

#[test]
fn every_flag_is_documented() {
    let commands = guide("commands");
    let flags = HELP
        .split_whitespace()
        .map(|word| word.trim_end_matches([',', '.', '`', ')']))
        .filter(|word| word.starts_with("--") && word.len() > 2 && !matches!(*word, "--help" | "--version"));
    let mut seen = 0;
    for flag in flags {
        assert!(commands.contains(flag), "commands.md does not name `{flag}`");
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}

/// The words in backticks and the destinations of links that look like files or folders of the repository.
fn named_paths(document: &str) -> BTreeSet<&str> {
    const FOLDERS: [&str; 6] = ["src/", "docs/", "tests/", "themes/", "tools/", "fuzz/"];
    let mut fenced = false;
    let prose = document.lines().filter(move |line| {
        let mark = line.starts_with("```");
        fenced ^= mark;
        !fenced && !mark
    });
    prose
        .flat_map(|line| line.split(['`', '(', ')']))
        .filter(|word| !word.contains([' ', '*', '<', ':']) && *word != "tests/run")
        .filter(|word| {
            FOLDERS.iter().any(|folder| word.starts_with(folder))
                || [".md", ".toml", "LICENSE-MIT", "LICENSE-APACHE"]
                    .iter()
                    .any(|end| word.ends_with(end))
        })
        .collect()
}

#[test]
fn every_path_that_a_document_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, document, least) in [
        ("README.md", README, 15),
        ("ARCHITECTURE.md", ARCHITECTURE, 40),
        ("CONTRIBUTING.md", CONTRIBUTING, 8),
    ] {
        let paths = named_paths(document);
        assert!(paths.len() >= least, "{name}: {paths:?}");
        for path in paths {
            assert!(
                root.join(path).exists(),
                "{name} names `{path}`, which is not there"
            );
        }
    }
}

#[test]
fn the_architecture_can_be_read_in_one_sitting() {
    assert!(ARCHITECTURE.lines().count() <= 150);
}
