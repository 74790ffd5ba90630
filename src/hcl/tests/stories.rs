//! The stories of `faults.md`: a snippet, what is said about it, and what its fixes make of it.

use super::story::{drawn, mended};
use crate::hcl::{Options, read};

/// One section of the file.
struct Story<'t> {
    title: &'t str,
    code: &'t str,
    findings: &'t str,
    mended: Option<&'t str>,
}

fn stories() -> Vec<Story<'static>> {
    let file = include_str!("faults.md");
    let sections: Vec<_> = file.split("\n## ").skip(1).collect();
    sections
        .into_iter()
        .map(|section| Story {
            title: section.lines().next().unwrap(),
            code: fence(section, "hcl").unwrap(),
            findings: fence(section, "findings").unwrap(),
            mended: fence(section, "mended"),
        })
        .collect()
}

fn fence<'t>(section: &'t str, language: &str) -> Option<&'t str> {
    let (_, rest) = section.split_once(&format!("\n```{language}\n"))?;
    let end = rest.find("\n```").map_or(0, |end| end + 1);
    Some(&rest[..end])
}

#[test]
fn every_story_goes_as_told() {
    for story in stories() {
        let snippet = read(story.code, Options::default());
        let told = format!("{:?}\n{}", snippet.shape, drawn(story.code, &snippet.diagnostics));
        assert_eq!(told, story.findings, "in `{}`", story.title);
        let mended = mended(story.code, &snippet.diagnostics);
        assert_eq!(mended, story.mended.unwrap_or(story.code), "in `{}`", story.title);
    }
}

#[test]
fn mending_leaves_only_what_has_no_fix() {
    for story in stories() {
        let before = read(story.code, Options::default()).diagnostics;
        let after = read(&mended(story.code, &before), Options::default()).diagnostics;
        let unmendable = before.iter().filter(|finding| finding.fix.is_none()).count();
        assert!(
            after.len() <= unmendable,
            "in `{}`: {}",
            story.title,
            drawn(&mended(story.code, &before), &after)
        );
    }
}

#[test]
fn each_fix_alone_leaves_fewer_findings() {
    for story in stories() {
        let before = read(story.code, Options::default()).diagnostics;
        for finding in before.iter().filter(|finding| finding.fix.is_some()) {
            let text = mended(story.code, std::slice::from_ref(finding));
            let after = read(&text, Options::default()).diagnostics;
            assert!(
                after.len() < before.len(),
                "in `{}`: {}",
                story.title,
                finding.message
            );
        }
    }
}

#[test]
fn every_code_has_a_story() {
    let told: String = stories().iter().map(|story| story.findings).collect();
    for code in 101..=118 {
        // Nesting beyond the limit makes no readable story; it has a test of its own.
        assert!(
            code == 115 || told.contains(&format!("HCL{code} ")),
            "no story tells HCL{code}"
        );
    }
}
