//! `recto check --fix`: writes what mends findings into the files, or shows it.

use std::collections::{BTreeMap, BTreeSet};

use recto::diagnostic::mend::{self, Mended};
use recto::diagnostic::{Code, Diagnostic, catalogue, difference};
use recto::source::{Content, SourcePath, SourceTree};

use super::args::CheckArgs;
use super::failure::Failure;
use super::files::{self, Replaced};
use super::progress::Progress;
use super::report::plural;
use super::subject::Subject;

/// Findings about style, which are mended when that is asked for.
const STYLE: [&Code; 2] = [&catalogue::HCL_FORMAT, &catalogue::HCL_LEGACY];

/// What was mended.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// How many findings were mended in each file, by the path it is shown with.
    files: Vec<(SourcePath, usize)>,
    /// The differences, when nothing is to be written.
    pub(super) difference: String,
    /// Files that somebody else changed in the meantime, which were left alone.
    changed: Vec<SourcePath>,
}

/// Mends what was found in the files of a subject, which then has what is left.
pub(super) fn run(
    args: &CheckArgs,
    subject: &mut Subject,
    progress: &Progress,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let before = subject.sources.clone();
    let usable = usable(subject);
    let may = |finding: &Diagnostic| {
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        (args.style || !STYLE.contains(&finding.code))
            && edits
                .map(|edit| &edit.location.path)
                .all(|path| usable.contains(path))
    };
    let found = std::mem::take(&mut subject.found);
    let mut check = |sources: &SourceTree| subject.find(sources, progress);
    let mended = mend::mend(before.clone(), found, &may, &mut check)?;
    let kept = if args.dry_run {
        outcome.difference += &differences(&before, &mended);
        mended.files.clone()
    } else {
        write(subject, &before, &mended, outcome)?
    };
    if kept.len() == mended.files.len() {
        subject.sources = mended.sources;
        subject.found = mended.left;
    } else {
        subject.sources = with_originals(&mended, &before, &kept);
        subject.found = subject.find(&subject.sources.clone(), progress)?;
    }
    outcome.files.extend(kept);
    Ok(())
}

/// The files that were asked for and lie on the disk.
fn usable(subject: &Subject) -> BTreeSet<SourcePath> {
    subject
        .sources
        .iter()
        .filter(|file| matches!(file.content, Content::Text(_)))
        .map(|file| &file.path)
        .filter(|path| subject.is_asked_for(path) && subject.disk(path).is_some())
        .cloned()
        .collect()
}

fn text<'a>(sources: &'a SourceTree, path: &SourcePath) -> &'a str {
    sources.text(path.as_str()).map_or("", |text| &*text.text)
}

fn differences(before: &SourceTree, mended: &Mended) -> String {
    let paths = mended.files.keys();
    paths
        .map(|path| difference::unified(path.as_str(), text(before, path), text(&mended.sources, path)))
        .collect()
}

/// Writes the files that changed, and gives those that could be; the others are noted.
fn write(
    subject: &Subject,
    before: &SourceTree,
    mended: &Mended,
    outcome: &mut Outcome,
) -> Result<BTreeMap<SourcePath, usize>, Failure> {
    let mut kept = mended.files.clone();
    for path in mended.files.keys() {
        let Some(disk) = subject.disk(path) else { continue };
        let (old, new) = (text(before, path), text(&mended.sources, path));
        if files::replace(&disk, old.as_bytes(), new.as_bytes())? == Replaced::Not {
            outcome.changed.push(path.clone());
            kept.remove(path);
        }
    }
    Ok(kept)
}

/// The mended files, but for those that were not written.
fn with_originals(mended: &Mended, before: &SourceTree, kept: &BTreeMap<SourcePath, usize>) -> SourceTree {
    let mut sources = mended.sources.clone();
    let unwritten = mended.files.keys().filter(|path| !kept.contains_key(*path));
    for file in unwritten.filter_map(|path| before.get(path.as_str())) {
        sources.insert(file.clone());
    }
    sources
}

impl Outcome {
    /// `mended 3 findings in 2 files; 1 is left`, or what would be.
    pub(super) fn say(&self, left: usize, dry_run: bool) -> String {
        let findings: usize = self.files.iter().map(|(_, findings)| findings).sum();
        let files = plural(self.files.len(), "file");
        let done = match (findings, dry_run) {
            (0, _) => "nothing could be mended".to_owned(),
            (_, false) => format!("mended {} in {files}", plural(findings, "finding")),
            (_, true) => format!("would mend {} in {files}", plural(findings, "finding")),
        };
        let left = match (left, dry_run && findings > 0) {
            (0, _) if findings == 0 => return "there is nothing to mend".to_owned(),
            (0, false) => "none is left".to_owned(),
            (0, true) => "none would be left".to_owned(),
            (1, false) => "1 is left".to_owned(),
            (left, false) => format!("{left} are left"),
            (left, true) => format!("{left} would be left"),
        };
        format!("{done}; {left}")
    }

    /// The files that were mended, each with how many of its findings.
    pub(super) fn details(&self) -> impl Iterator<Item = String> {
        self.files
            .iter()
            .map(|(path, findings)| format!("  mended {path} ({})", plural(*findings, "finding")))
    }

    /// The failure to write files that somebody else wrote in the meantime.
    pub(super) fn failure(&self) -> Option<Failure> {
        let names: Vec<String> = self.changed.iter().map(|path| format!("`{path}`")).collect();
        let (first, rest) = names.split_last()?;
        let names = if rest.is_empty() {
            format!("{first} was")
        } else {
            format!("{} and {first} were", rest.join(", "))
        };
        Some(Failure::new(
            format!("{names} changed by somebody else meanwhile, and not mended"),
            "run the command again",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_said_in_a_line() {
        let check = |files: &[usize], left: usize, done: &str, planned: &str| {
            let name = |at: usize| SourcePath::new(format!("{at}.md"));
            let outcome = Outcome {
                files: files
                    .iter()
                    .enumerate()
                    .map(|(at, count)| (name(at), *count))
                    .collect(),
                ..Outcome::default()
            };
            assert_eq!(outcome.say(left, false), done);
            assert_eq!(outcome.say(left, true), planned);
        };
        check(&[], 0, "there is nothing to mend", "there is nothing to mend");
        check(
            &[],
            2,
            "nothing could be mended; 2 are left",
            "nothing could be mended; 2 are left",
        );
        check(
            &[2, 1],
            1,
            "mended 3 findings in 2 files; 1 is left",
            "would mend 3 findings in 2 files; 1 would be left",
        );
        check(
            &[1],
            0,
            "mended 1 finding in 1 file; none is left",
            "would mend 1 finding in 1 file; none would be left",
        );
    }

    #[test]
    fn files_that_changed_are_named() {
        let failure = |changed: &[&str]| {
            let changed = changed.iter().map(SourcePath::new).collect();
            let outcome = Outcome {
                changed,
                ..Outcome::default()
            };
            outcome.failure().map(|failure| failure.message)
        };
        assert_eq!(failure(&[]), None);
        let one = "`a.md` was changed by somebody else meanwhile, and not mended";
        assert_eq!(failure(&["a.md"]).as_deref(), Some(one));
        let two = "`a.md` and `b.md` were changed by somebody else meanwhile, and not mended";
        assert_eq!(failure(&["a.md", "b.md"]).as_deref(), Some(two));
    }
}
