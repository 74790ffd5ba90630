//! Applying fixes: which of them go together, and which leave less to mend than there was.
//!
//! [`mend`] works on a snapshot and never on the disk. A change is kept only when checking again finds less:
//! fewer errors, or as many and fewer warnings, or as many of both and fewer notes. First all fixes that do
//! not touch each other are tried at once; where that does not come out even, one by one. A fix may bring to
//! light what the mistake had hidden, such as a wrong name in a block that could not be parsed: then the fixes
//! of those findings are tried with it.

use std::collections::{BTreeMap, VecDeque};

use super::{Diagnostic, Edit, Fix, Severity};
use crate::source::{SourceFile, SourcePath, SourceTree, Span};

/// How often it is begun anew with what the fixes so far have left.
const ROUNDS: usize = 10;

/// How many times in a row a fix may bring other findings to light before something must be gained.
const DEPTH: usize = 3;

/// What mending came to.
#[derive(Debug)]
pub struct Mended {
    /// The snapshot with the changes.
    pub sources: SourceTree,
    /// What is left to say of it.
    pub left: Vec<Diagnostic>,
    /// The files that changed, and how many findings were mended in each.
    pub files: BTreeMap<SourcePath, usize>,
}

/// Mends what can be mended. `may` says which findings' fixes may be used; fixes of files whose bytes are not
/// all text never are.
///
/// # Errors
/// When `check`, which finds what is wrong with a snapshot, fails.
pub fn mend<E>(
    sources: SourceTree,
    found: Vec<Diagnostic>,
    may: &dyn Fn(&Diagnostic) -> bool,
    check: &mut dyn FnMut(&SourceTree) -> Result<Vec<Diagnostic>, E>,
) -> Result<Mended, E> {
    let mut state = State {
        sources,
        found,
        files: BTreeMap::new(),
    };
    let mut mender = Mender { may, check };
    for _ in 0..ROUNDS {
        let changes = select(&state.sources, state.found.iter().filter(|found| may(found)));
        let Some(next) = mender.round(&state, changes)? else {
            break;
        };
        state = next;
    }
    Ok(Mended {
        sources: state.sources,
        left: state.found,
        files: state.files,
    })
}

/// The edits of a fix, and how many findings they mend.
#[derive(Clone, Debug)]
struct Change {
    edits: Vec<Edit>,
    mends: usize,
    /// The file of the finding.
    path: SourcePath,
}

/// A snapshot with what is found in it.
#[derive(Clone, Debug)]
struct State {
    sources: SourceTree,
    found: Vec<Diagnostic>,
    files: BTreeMap<SourcePath, usize>,
}

impl State {
    /// Whether less is wrong, what is graver first.
    fn weighs_less_than(&self, other: &Self) -> bool {
        weight(&self.found) < weight(&other.found)
    }
}

/// The fixes that can be applied together: in the order of the findings, each that does not touch the place of
/// an earlier one. Two findings with the same fix are mended by it together.
fn select<'a>(sources: &SourceTree, found: impl Iterator<Item = &'a Diagnostic>) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for finding in found {
        let Some(fix) = finding.fix.as_ref().filter(|fix| is_applicable(sources, fix)) else {
            continue;
        };
        let label = finding.labels.first().map(|label| &label.location.path);
        let path = label.unwrap_or(&fix.edits[0].location.path).clone();
        if let Some(same) = changes.iter_mut().find(|change| change.edits == fix.edits) {
            same.mends += usize::from(same.path == path);
            continue;
        }
        let taken = changes.iter().flat_map(|change| &change.edits);
        if !collide(taken, &fix.edits) {
            changes.push(Change {
                edits: fix.edits.clone(),
                mends: 1,
                path,
            });
        }
    }
    changes
}

/// Whether all edits fit the files as they are, and each other.
fn is_applicable(sources: &SourceTree, fix: &Fix) -> bool {
    let fits = |edit: &Edit| {
        let text = sources.text(edit.location.path.as_str());
        text.is_some_and(|text| {
            text.invalid_at.is_none() && text.text.get(edit.location.span.range()).is_some()
        })
    };
    let apart = |at: usize| !collide(fix.edits[..at].iter(), &fix.edits[at..=at]);
    !fix.edits.is_empty() && fix.edits.iter().all(fits) && (1..fix.edits.len()).all(apart)
}

fn collide<'a>(mut taken: impl Iterator<Item = &'a Edit>, edits: &[Edit]) -> bool {
    taken.any(|one| {
        edits.iter().any(|other| {
            one.location.path == other.location.path && overlap(one.location.span, other.location.span)
        })
    })
}

/// Whether two places cannot both be edited. Two insertions at one place have no order; an insertion at the
/// edge of a replaced piece has.
fn overlap(one: Span, other: Span) -> bool {
    one == other || (one.start < other.end && other.start < one.end)
}

/// The snapshot with edits that do not overlap.
fn edited<'a>(sources: &SourceTree, edits: impl Iterator<Item = &'a Edit>) -> SourceTree {
    let mut by_file: BTreeMap<&SourcePath, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(&edit.location.path).or_default().push(edit);
    }
    let mut after = sources.clone();
    for (path, edits) in by_file {
        if let Some(text) = sources.text(path.as_str()) {
            let text = apply(&text.text, edits);
            after.insert(SourceFile::text(path.clone(), text.into_bytes()));
        }
    }
    after
}

/// A text with edits that fit it and do not overlap, in any order.
fn apply(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| edit.location.span);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.location.span.range();
        out.push_str(&text[at..range.start]);
        out.push_str(&edit.replacement);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Where an edit of the text before `made` were applied goes afterwards; `None` when they touched its place.
fn moved(edit: &Edit, made: &[Edit]) -> Option<Edit> {
    let mut span = edit.location.span.range();
    for other in made
        .iter()
        .filter(|other| other.location.path == edit.location.path)
    {
        if overlap(other.location.span, edit.location.span) {
            return None;
        }
        let place = other.location.span;
        if place.end <= edit.location.span.start {
            span.start = span.start + other.replacement.len() - place.len();
            span.end = span.end + other.replacement.len() - place.len();
        }
    }
    let mut edit = edit.clone();
    edit.location.span = span.into();
    Some(edit)
}

/// How much is wrong, the gravest first.
fn weight(found: &[Diagnostic]) -> [usize; 3] {
    [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| found.iter().filter(|found| found.severity == severity).count())
}

/// How many findings each file has.
fn counts(found: &[Diagnostic]) -> BTreeMap<&SourcePath, usize> {
    let mut counts = BTreeMap::new();
    for label in found.iter().filter_map(|found| found.labels.first()) {
        *counts.entry(&label.location.path).or_default() += 1;
    }
    counts
}

/// Changes that were applied one after the other, those of a step together.
type Steps = Vec<Vec<Change>>;

/// Tries changes.
struct Mender<'a, E> {
    may: &'a dyn Fn(&Diagnostic) -> bool,
    check: &'a mut dyn FnMut(&SourceTree) -> Result<Vec<Diagnostic>, E>,
}

impl<E> Mender<'_, E> {
    /// Applies what helps of some changes; `None` when nothing does.
    fn round(&mut self, state: &State, changes: Vec<Change>) -> Result<Option<State>, E> {
        if changes.is_empty() {
            return Ok(None);
        }
        let all = self.apply(state, &changes)?;
        let wrong = unexpected(state, &all, &changes);
        if wrong.is_empty() && all.weighs_less_than(state) {
            return Ok(Some(all));
        }
        let (doubtful, good): (Vec<Change>, Vec<Change>) = changes
            .into_iter()
            .partition(|change| wrong.contains(&change.path));
        if !good.is_empty() {
            let some = self.apply(state, &good)?;
            if unexpected(state, &some, &good).is_empty() && some.weighs_less_than(state) {
                let doubtful = doubtful.iter().filter_map(|change| change.after(&good)).collect();
                return Ok(Some(self.one_by_one(&some, doubtful)?.unwrap_or(some)));
            }
        }
        let each = good.into_iter().chain(doubtful).collect();
        self.one_by_one(state, each)
    }

    fn one_by_one(&mut self, state: &State, changes: Vec<Change>) -> Result<Option<State>, E> {
        let mut better: Option<State> = None;
        let mut waiting = VecDeque::from(changes);
        while let Some(change) = waiting.pop_front() {
            let state = better.as_ref().unwrap_or(state);
            let Some((next, steps)) = self.with_revealed(state, change)? else {
                continue;
            };
            let after = |change: Change| steps.iter().try_fold(change, |change, step| change.after(step));
            waiting = waiting.into_iter().filter_map(after).collect();
            better = Some(next);
        }
        Ok(better)
    }

    /// A change, with the fixes of what it brings to light when it does not help by itself; and what was
    /// applied, step by step.
    fn with_revealed(&mut self, state: &State, change: Change) -> Result<Option<(State, Steps)>, E> {
        let known = |found: &Diagnostic| {
            state
                .found
                .iter()
                .any(|known| known.code == found.code && known.message == found.message)
        };
        let mut steps: Steps = vec![vec![change]];
        let mut now = state.clone();
        for _ in 0..DEPTH {
            let Some(step) = steps.last() else { break };
            now = self.apply(&now, step)?;
            if now.weighs_less_than(state) {
                return Ok(Some((now, steps)));
            }
            let may = self.may;
            let revealed = now.found.iter().filter(|found| may(found) && !known(found));
            let next = select(&now.sources, revealed);
            if next.is_empty() {
                break;
            }
            steps.push(next);
        }
        Ok(None)
    }

    fn apply(&mut self, state: &State, changes: &[Change]) -> Result<State, E> {
        let sources = edited(&state.sources, changes.iter().flat_map(|change| &change.edits));
        let mut files = state.files.clone();
        for change in changes {
            for edit in &change.edits {
                files.entry(edit.location.path.clone()).or_default();
            }
            *files.entry(change.edits[0].location.path.clone()).or_default() += change.mends;
        }
        Ok(State {
            found: (self.check)(&sources)?,
            sources,
            files,
        })
    }
}

impl Change {
    /// The same change after others were made; `None` when they touched its places.
    fn after(&self, made: &[Change]) -> Option<Self> {
        let made: Vec<Edit> = made.iter().flat_map(|change| change.edits.clone()).collect();
        let edits = self
            .edits
            .iter()
            .map(|edit| moved(edit, &made))
            .collect::<Option<_>>()?;
        Some(Self {
            edits,
            ..self.clone()
        })
    }
}

/// The files in which changes did not come out even: more is left than was found, less what they mend.
fn unexpected(before: &State, after: &State, changes: &[Change]) -> Vec<SourcePath> {
    let mut expected = counts(&before.found);
    for change in changes {
        let count = expected.entry(&change.path).or_default();
        *count = count.saturating_sub(change.mends);
    }
    counts(&after.found)
        .into_iter()
        .filter(|(path, count)| *count > expected.get(path).copied().unwrap_or_default())
        .map(|(path, _)| path.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Location, catalogue};

    /// Finds words that are wrong; each can be replaced by another.
    struct Words(&'static [(&'static str, &'static str)]);

    impl Words {
        fn check(&self, sources: &SourceTree) -> Vec<Diagnostic> {
            let mut found = Vec::new();
            for file in sources.iter() {
                let text = &sources.text(file.path.as_str()).unwrap().text;
                for (wrong, right) in self.0 {
                    for (at, _) in text.match_indices(wrong) {
                        let span = Span::new(at, at + wrong.len());
                        found.push(finding(wrong, &file.path, &[(span, right)]));
                    }
                }
            }
            found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
            found
        }
    }

    fn finding(message: &str, path: &SourcePath, edits: &[(Span, &str)]) -> Diagnostic {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(span, replacement)| Edit {
                location: Location::new(path, *span),
                replacement: (*replacement).to_owned(),
            })
            .collect();
        Diagnostic::new(&catalogue::BROKEN_LINK, message)
            .at(edits[0].location.clone(), "")
            .fix("write it", edits)
    }

    fn site(text: &str) -> SourceTree {
        SourceTree::from_fixture(&format!("-- content/a.md --\n{text}"))
    }

    fn text_of(sources: &SourceTree) -> &str {
        &sources.text("content/a.md").unwrap().text
    }

    /// Mends a text; tells it and how many findings were mended and are left.
    fn check(words: &'static [(&'static str, &'static str)], text: &str, expected: (&str, usize, usize)) {
        let words = Words(words);
        let sources = site(text);
        let found = words.check(&sources);
        let mended = mend(sources, found, &|_| true, &mut |sources| {
            Ok::<_, ()>(words.check(sources))
        })
        .unwrap();
        let count = mended.files.values().sum();
        assert_eq!(
            (text_of(&mended.sources), count, mended.left.len()),
            expected,
            "{text}"
        );
    }

    #[test]
    fn what_can_be_mended_is() {
        check(
            &[("틀린", "바른")],
            "틀린 말, 틀린 글\r\n",
            ("바른 말, 바른 글\r\n", 2, 0),
        );
        check(&[], "바른 말", ("바른 말", 0, 0));
        check(&[("ab", "x"), ("cd", "y")], "abcd", ("xy", 2, 0));
    }

    #[test]
    fn a_fix_that_gains_nothing_is_not_applied() {
        check(&[("a", "aa")], "a b", ("a b", 0, 1));
        check(&[("a", "b"), ("b", "a")], "a b", ("a b", 0, 2));
        check(&[("a", "cc"), ("c", "a")], "a", ("a", 0, 1));
    }

    #[test]
    fn fixes_that_help_are_applied_beside_those_that_do_not() {
        check(&[("a", "aa"), ("b", "")], "b a b", (" a ", 2, 1));
        check(&[("ab", "x"), ("bc", "y")], "abc ab", ("xc x", 2, 0));
    }

    #[test]
    fn what_a_fix_brings_to_light_is_mended_with_it() {
        check(&[("(a", "b"), ("b", "c")], "(a", ("c", 1 + 1, 0));
        check(
            &[("(a", "bb"), ("b", "c"), ("c", "d"), ("d", "c")],
            "(a",
            ("(a", 0, 1),
        );
    }

    #[test]
    fn a_grave_finding_weighs_more_than_what_it_hid() {
        let words = Words(&[("(", "")]);
        let check = |sources: &SourceTree| {
            let mut found = words.check(sources);
            let path = SourcePath::new("content/a.md");
            if found.is_empty() {
                for at in 0..2 {
                    let place = Location::new(&path, Span::at(at));
                    found.push(Diagnostic::new(&catalogue::MISSING_ALT, "hidden").at(place, ""));
                }
            }
            found
        };
        let sources = site("(ab");
        let found = check(&sources);
        let mended = mend(sources, found, &|_| true, &mut |sources| {
            Ok::<_, ()>(check(sources))
        })
        .unwrap();
        assert_eq!((text_of(&mended.sources), mended.left.len()), ("ab", 2));
    }

    #[test]
    fn only_what_may_be_changed_is() {
        let words = Words(&[("a", "x"), ("b", "y")]);
        let sources = site("a b");
        let found = words.check(&sources);
        let may = |found: &Diagnostic| found.message == "b";
        let mended = mend(sources, found, &may, &mut |sources| {
            Ok::<_, ()>(words.check(sources))
        })
        .unwrap();
        assert_eq!(text_of(&mended.sources), "a y");
    }

    #[test]
    fn a_failure_to_check_is_passed_on() {
        let words = Words(&[("a", "x")]);
        let sources = site("a");
        let found = words.check(&sources);
        assert_eq!(
            mend(sources, found, &|_| true, &mut |_| Err("full")).unwrap_err(),
            "full"
        );
    }

    /// Which of some fixes are chosen, and what becomes of the text.
    fn chosen(text: &str, fixes: &[&[(Span, &str)]], expected: (&[usize], &str)) {
        let sources = site(text);
        let path = SourcePath::new("content/a.md");
        let found: Vec<Diagnostic> = fixes.iter().map(|edits| finding("x", &path, edits)).collect();
        let changes = select(&sources, found.iter());
        let mends: Vec<usize> = changes.iter().map(|change| change.mends).collect();
        let after = edited(&sources, changes.iter().flat_map(|change| &change.edits));
        assert_eq!((mends.as_slice(), text_of(&after)), expected, "{text}");
    }

    #[test]
    fn edits_that_touch_wait_for_each_other() {
        let (first, second, both) = (Span::new(0, 3), Span::new(3, 6), Span::new(0, 6));
        chosen("가나", &[&[(first, "a")], &[(second, "b")]], (&[1, 1], "ab"));
        chosen("가나", &[&[(second, "b")], &[(first, "a")]], (&[1, 1], "ab"));
        chosen("가나", &[&[(first, "a")], &[(both, "b")]], (&[1], "a나"));
        chosen("가나", &[&[(both, "b")], &[(Span::at(3), "x")]], (&[1], "b"));
        chosen("가나", &[&[(first, "a")], &[(first, "a")]], (&[2], "a나"));
        chosen("가나", &[&[(first, "a")], &[(first, "b")]], (&[1], "a나"));
    }

    #[test]
    fn insertions_have_a_place_of_their_own() {
        let (at, rest) = (Span::at(3), Span::new(3, 6));
        chosen("가나", &[&[(at, "x")], &[(at, "y")]], (&[1], "가x나"));
        chosen("가나", &[&[(rest, "y")], &[(at, "x")]], (&[1, 1], "가xy"));
        chosen(
            "가나",
            &[&[(Span::at(6), "!")], &[(rest, "y")]],
            (&[1, 1], "가y!"),
        );
        chosen("가나", &[&[(at, "("), (Span::at(6), ")")]], (&[1], "가(나)"));
    }

    #[test]
    fn edits_that_do_not_fit_are_left_out() {
        chosen("가나", &[&[(Span::new(1, 3), "x")]], (&[], "가나"));
        chosen("가나", &[&[(Span::new(3, 9), "x")]], (&[], "가나"));
        chosen(
            "가나",
            &[&[(Span::new(0, 6), "x"), (Span::new(3, 6), "y")]],
            (&[], "가나"),
        );
        let mut sources = site("");
        sources.insert(SourceFile::text(
            SourcePath::new("content/a.md"),
            b"a\xff".to_vec(),
        ));
        let found = [finding(
            "x",
            &SourcePath::new("content/a.md"),
            &[(Span::new(0, 1), "b")],
        )];
        assert!(select(&sources, found.iter()).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn an_edit_moves_with_its_text(
            text in "[a-z가]{0,20}",
            places in proptest::collection::vec((0usize..40, 0usize..5, "[A-Z나]{0,3}"), 0..6),
        ) {
            let boundary = |mut at: usize| {
                at = at.min(text.len());
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let path = SourcePath::new("content/a.md");
            let found: Vec<Diagnostic> = places
                .iter()
                .map(|(at, len, new)| {
                    let span = Span::new(boundary(*at), boundary(at + len));
                    finding("x", &path, &[(span, new)])
                })
                .collect();
            let sources = site(&text);
            let changes = select(&sources, found.iter());
            let at_once = edited(&sources, changes.iter().flat_map(|change| &change.edits));
            let mut by_one = sources;
            let mut waiting = VecDeque::from(changes);
            while let Some(change) = waiting.pop_front() {
                by_one = edited(&by_one, change.edits.iter());
                let made = [change];
                waiting = waiting.iter().map(|change| change.after(&made).unwrap()).collect();
            }
            proptest::prop_assert_eq!(text_of(&at_once), text_of(&by_one));
        }
    }
}
