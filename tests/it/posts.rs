//! Posts as people write them, in `tests/hcl/posts`. What is right in them is not called wrong, and what a
//! slip breaks is found, on the line of the slip.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use recto::Severity;
use recto::check::Decided;
use recto::diagnostic::{Diagnostic, Label, Location, short};
use recto::pipeline::Builder;
use recto::source::{LineIndex, SourceFile, SourcePath, SourceTree, Surroundings};

use super::slips::{Slip, slips};

/// The posts by the names of their files.
#[expect(clippy::disallowed_methods, reason = "reads the inputs of a test")]
fn posts() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hcl/posts");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// What is said of files that belong to no site.
fn check<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> (Vec<Diagnostic>, SourceTree) {
    let mut sources = SourceTree::default();
    for (path, text) in files {
        sources.insert(SourceFile::text(SourcePath::new(path), text.as_bytes().to_vec()));
    }
    (
        Builder::new()
            .check_files(&sources, &Surroundings::default(), &Decided::default())
            .diagnostics,
        sources,
    )
}

#[test]
fn good_posts_have_no_errors_and_no_warnings() {
    let posts = posts();
    assert!(posts.len() >= 60, "{}", posts.len());
    let (mut found, sources) = check(posts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    found.retain(|finding| finding.severity > Severity::Note);
    let said = short::render(&found, &sources);
    assert!(found.is_empty(), "{said}");
}

/// How many slips of a family were made, found at all, and found on their line.
#[derive(Default)]
struct Tally {
    made: usize,
    found: usize,
    placed: usize,
}

#[test]
fn slips_in_posts_are_found_where_they_were_made() {
    let posts = posts();
    let slips: Vec<Slip> = posts.iter().flat_map(|(name, text)| slips(name, text)).collect();
    let names: Vec<String> = (0..slips.len()).map(|index| format!("{index}.md")).collect();
    let files = names.iter().zip(&slips);
    let (found, _) = check(files.map(|(name, slip)| (name.as_str(), slip.text.as_str())));
    let mut lines: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let index: BTreeMap<&str, LineIndex> = names
        .iter()
        .zip(&slips)
        .map(|(name, slip)| (name.as_str(), LineIndex::new(&slip.text)))
        .collect();
    for finding in found.iter().filter(|finding| finding.severity == Severity::Error) {
        let line =
            |label: &Label<Location>| index[label.location.path.as_str()].line(label.location.span.start);
        let Some(first) = finding.labels.first() else {
            continue;
        };
        let here = lines.entry(names[number(first)].as_str()).or_default();
        here.extend(finding.labels.iter().map(line));
    }
    let (mut tallies, mut missed) = (BTreeMap::<&str, Tally>::new(), String::new());
    for (name, slip) in names.iter().zip(&slips) {
        let tally = tallies.entry(slip.family).or_default();
        let said = lines.get(name.as_str()).map_or(&[][..], Vec::as_slice);
        let placed = said.iter().any(|line| slip.lines.contains(line));
        tally.made += 1;
        tally.found += usize::from(!said.is_empty());
        tally.placed += usize::from(placed);
        if !placed {
            let _ = writeln!(
                missed,
                "{}: {} line {:?}, said {said:?}\n    {}",
                slip.family, slip.post, slip.lines, slip.shown
            );
        }
    }
    let mut table = String::new();
    for (family, Tally { made, found, placed }) in &tallies {
        let _ = writeln!(table, "{family:28} {made:5} {found:5} {placed:5}");
    }
    let sum = |of: fn(&Tally) -> usize| tallies.values().map(of).sum::<usize>();
    let (made, found, placed) = (sum(|it| it.made), sum(|it| it.found), sum(|it| it.placed));
    let report = format!("{missed}\n{table}{:28} {made:5} {found:5} {placed:5}", "all");
    assert!(made >= 900, "{report}");
    assert!(
        found * 1000 >= made * 997 && placed * 100 >= made * 99,
        "{report}"
    );
}

/// The slip of the file in which a label stands.
fn number(label: &Label<Location>) -> usize {
    label.location.path.stem().parse().unwrap()
}
