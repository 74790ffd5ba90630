//! Terraform's own opinion, where it is there.

use super::generator::generated;
use super::stories::stories;
use crate::hcl::format::format;
use std::process::Command;

/// How many texts are compared.
const CASES: u64 = 400;

/// The release whose formatting this is.
const RELEASE: &str = "Terraform v1.11.";

fn terraform(arguments: &[&str]) -> Option<String> {
    let output = Command::new("terraform")
        .args(arguments)
        .env("CHECKPOINT_DISABLE", "1")
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()
}

/// The texts as Terraform formats them; it leaves what it cannot read.
#[expect(
    clippy::disallowed_methods,
    reason = "another program reads and writes the files"
)]
fn formatted_by_terraform(texts: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let path = |index: usize| folder.join(format!("{index:04}.tf"));
    for (index, text) in texts.iter().enumerate() {
        std::fs::write(path(index), text).unwrap();
    }
    terraform(&["fmt", "-list=false", folder.to_str().unwrap()]).unwrap();
    (0..texts.len())
        .map(|index| std::fs::read_to_string(path(index)).unwrap())
        .collect()
}

/// Whether there is a Terraform to ask.
fn is_there() -> bool {
    terraform(&["version"]).is_some_and(|version| version.starts_with(RELEASE))
}

#[test]
fn terraform_writes_the_same() {
    if !is_there() {
        return;
    }
    let texts: Vec<String> = (0..CASES)
        .map(|seed| generated(seed, 1 + seed as usize % 5))
        .collect();
    let mut compared = 0;
    for (text, theirs) in texts.iter().zip(formatted_by_terraform(&texts)) {
        // A text they leave as it is may be one they cannot read.
        if theirs != *text {
            assert_eq!(format(text), Some(theirs), "of {text:?}");
            compared += 1;
        }
    }
    assert!(compared * 10 >= CASES * 9, "only {compared} were compared");
}

#[test]
fn terraform_tells_the_same_stories() {
    if !is_there() {
        return;
    }
    let stories: Vec<_> = stories()
        .into_iter()
        .filter(|story| story.title != "Terraform would break these")
        .collect();
    let texts: Vec<String> = stories.iter().map(|story| story.before.clone()).collect();
    for (story, theirs) in stories.iter().zip(formatted_by_terraform(&texts)) {
        assert_eq!(theirs, story.after, "in `{}`", story.title);
    }
}
