//! Reports of the command line: where findings go, and that the documents say so.

use std::collections::BTreeSet;

use recto::diagnostic::{Batch, Columns, catalogue, json, short};
use recto::source::SourceTree;
use serde_json::Value;

use crate::driver::{Run, Site};
use crate::formats::SARIF;
use crate::{json_schema, xml};

const CI: &str = include_str!("../../docs/content/guide/ci.md");
const ACTION: &str = include_str!("../../action.yml");
const HOOKS: &str = include_str!("../../.pre-commit-hooks.yaml");

/// A site with one link that leads nowhere.
fn broken() -> Site {
    Site::configured(
        "-- content/posts/가.md --\n---\ntitle: A\ndate: 2025-07-08\n---\n😀 [b](./ga.md)\n\
         -- content/posts/na.md --\n---\ntitle: B\ndate: 2025-07-08\n---\n",
    )
}

/// A command in a job of GitHub Actions.
fn in_job(site: &Site, args: &[&str]) -> Run {
    let mut command = site.command(args.iter().copied());
    command.env("GITHUB_ACTIONS", "true");
    command.env("GITHUB_WORKSPACE", site.path(""));
    command.env("GITHUB_STEP_SUMMARY", site.path("summary.md"));
    for name in ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA"] {
        command.env_remove(name);
    }
    Run::of(command)
}

#[test]
fn columns_count_as_asked() {
    let site = broken();
    site.run(["check", "--format", "short"])
        .fails(1)
        .stdout_has("가.md:5:7: error");
    site.run(["check", "--format", "short", "--columns", "utf16"])
        .fails(1)
        .stdout_has("가.md:5:8: error");
    site.run(["check", "--format", "json", "--columns", "utf16"])
        .fails(1)
        .stdout_has("\"columns\":\"utf16\"")
        .stdout_has("\"line\":5,\"column\":8,\"endLine\":5,\"endColumn\":15,");
}

#[test]
fn several_reports_are_written_at_once() {
    let site = broken();
    let args = [
        "check",
        "-q",
        "--report",
        "sarif=out/recto.sarif",
        "--report",
        "junit=out/recto.xml",
        "--report",
        "json=a.json",
        "--report",
        "short=a.txt",
        "--report",
        "markdown=a.md",
        "--report",
        "github=b.txt",
        "--report",
        "text=c.txt",
    ];
    let first = site.run(args).fails(1);
    assert!(first.stdout().is_empty() && first.stderr().starts_with("error[L001]"));
    let files = [
        "out/recto.sarif",
        "out/recto.xml",
        "a.json",
        "a.txt",
        "a.md",
        "b.txt",
        "c.txt",
    ];
    let read = || files.map(|file| site.read(file));
    let once = read();
    assert!(once.iter().all(|text| text.contains("L001")));
    site.run(args).fails(1);
    assert_eq!(read(), once);
    assert_eq!(xml::parse(&once[1]).attribute("tests"), "2");
    site.run(["build", "--report", "junit=out/recto.xml"]).fails(1);
    assert_eq!(site.read("out/recto.xml"), once[1]);
}

#[test]
fn a_report_that_cannot_be_written_is_a_failure() {
    let site = broken();
    site.write("file", "");
    site.run(["check", "--report", "sarif=file/x"])
        .fails(2)
        .stderr_has("error: cannot write");
    site.run(["check", "--report", "sarf=x"])
        .fails(2)
        .stderr_has("there is no format `sarf`, but `text`, `short`, `json`, `github`, `sarif`");
    site.run(["check", "--report", "sarif"])
        .fails(2)
        .stderr_has("it must be a format and a file, such as `sarif=recto.sarif`");
}

#[test]
fn a_job_on_github_has_annotations_and_a_summary() {
    let site = broken();
    site.write("summary.md", "before\n");
    let run = in_job(&site, &["check"]).fails(1).stderr_has("error[L001]");
    let annotation =
        "::error file=content/posts/가.md,line=5,endLine=5,col=7,endColumn=14,title=L001 broken-link::";
    assert!(run.stdout().starts_with(annotation), "{}", run.stdout());
    let summary = site.read("summary.md");
    assert!(
        summary.starts_with("before\n### Recto: 1 error\n\n| Severity |"),
        "{summary}"
    );
    site.write("summary.md", "");
    in_job(&site, &["check", "--no-annotations"])
        .fails(1)
        .stdout_is("");
    assert_eq!(site.read("summary.md"), "");
    let run = in_job(&site, &["check", "--format", "json"]).fails(1);
    assert!(serde_json::from_str::<Value>(run.stdout()).is_ok());
    assert!(site.read("summary.md").starts_with("### Recto: 1 error"));
}

#[test]
fn paths_begin_at_the_root_of_the_repository() {
    let site = Site::new(
        "-- docs/recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org\"\n\
         -- docs/content/a.md --\n---\ntitle: A\n---\n[b](./b.md)\n-- README.md --\n[^1]\n",
    );
    let mut command = site.command(["check", "docs", "README.md", "--format", "github"]);
    command
        .env("GITHUB_ACTIONS", "true")
        .env_remove("GITHUB_STEP_SUMMARY");
    command.env("GITHUB_WORKSPACE", site.path(""));
    Run::of(command)
        .fails(1)
        .stdout_has("::error file=docs/content/a.md,line=4,")
        .stdout_has("::warning file=README.md,line=1,");
    site.run_in("docs", ["check", "--format", "json"])
        .fails(1)
        .stdout_has("\n{\"file\":\"content/a.md\",");
    site.run(["check", "--root", "docs", "--format", "json"])
        .fails(1)
        .stdout_has("\n{\"folder\":\"docs/\",\"file\":\"content/a.md\",");
}

#[test]
fn a_rule_is_explained() {
    let site = broken();
    let run = site.run(["check", "--format", "sarif"]).fails(1);
    let sarif: Value = serde_json::from_str(run.stdout()).unwrap();
    let schema = serde_json::from_str(SARIF).unwrap();
    assert_eq!(json_schema::errors(&schema, &sarif), Vec::<String>::new());
    let rule = &sarif["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!(rule["id"], "L001");
    assert_eq!(rule["helpUri"], "https://comstering.github.io/recto/codes/l001/");
    assert_eq!(
        rule["shortDescription"]["text"],
        "a link to a page or file of the site that is not there."
    );
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("## Right"));
}

// What is documented

#[test]
fn the_document_that_is_shown_is_what_recto_prints() {
    let mut sources = SourceTree::from_fixture(crate::documents::WRONG_LINK);
    sources.underlay(recto::source::built_in());
    let (found, _) = crate::documents::findings(&sources);
    let batch = Batch {
        found: &found,
        sources: &sources,
        folder: "",
        checked: &[],
    };
    let shown = json::render(&[batch], Columns::Unicode);
    let guide = include_str!("../../docs/content/guide/diagnostics.md");
    assert!(guide.contains(&shown), "{shown}");
    assert_eq!(short::render(&found, &sources).lines().count(), 1);
}

#[test]
fn the_pages_of_the_codes_are_where_rules_say() {
    let documentation = crate::documents::documentation();
    let tree = recto::output::OutputTree::new();
    let options = recto::pipeline::Options::default();
    let build = recto::pipeline::Builder::new()
        .build(&documentation, &options, &tree)
        .unwrap();
    let base = build.site.config.base_url.to_string();
    let outputs: BTreeSet<String> = tree.iter().map(|(path, _)| path.to_string()).collect();
    for code in catalogue::ALL {
        let page = code.page();
        let path = page.strip_prefix(&base).unwrap();
        assert!(outputs.contains(&format!("{path}index.html")), "{page}");
    }
}

#[test]
fn the_action_and_the_hooks_are_as_documented() {
    let between = |text: &str, start: &str, end: &str| {
        let rest = text.split_once(start).unwrap().1;
        rest.split_once(end).unwrap().0.to_owned()
    };
    let inputs = between(ACTION, "\ninputs:\n", "\noutputs:");
    let inputs: Vec<&str> = inputs
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.trim().trim_end_matches(':'))
        .collect();
    assert!(inputs.len() >= 5, "{inputs:?}");
    for input in inputs {
        assert!(
            CI.contains(&format!("| `{input}` | ")),
            "ci.md does not name `{input}`"
        );
        assert!(
            ACTION.contains(&format!("${{{{ inputs.{input} }}}}")),
            "`{input}` is not used"
        );
    }
    let help = Site::empty()
        .run(["check", "--help"])
        .succeeds()
        .stdout()
        .to_owned();
    for word in ACTION
        .split([' ', '(', '"'])
        .filter(|word| word.starts_with("--") && word.len() > 2)
    {
        let of_cargo = ["--quiet", "--locked", "--path", "--root", "--target-dir"].contains(&word);
        assert!(of_cargo || help.contains(word), "{word}");
    }
    for id in HOOKS.lines().filter_map(|line| line.strip_prefix("- id: ")) {
        assert!(CI.contains(id), "ci.md does not name `{id}`");
    }
}
