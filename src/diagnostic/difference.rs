//! What changed in a text, as a unified diff that `git apply` and `patch` take.

use std::fmt::Write;

/// How many lines that stay are shown round those that change.
const CONTEXT: usize = 3;

/// The most lines that may differ before the rest is shown as replaced as a whole.
const MOST: usize = 1000;

/// The difference of two texts of the file at `path`; empty when there is none.
pub fn unified(path: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    let (old, new) = (lines(old), lines(new));
    // A tab marks the end of a name with spaces.
    let tab = if path.contains(' ') { "\t" } else { "" };
    let mut out = format!("--- a/{path}{tab}\n+++ b/{path}{tab}\n");
    for hunk in hunks(&script(&old, &new)) {
        write_hunk(&mut out, hunk, &old, &new);
    }
    out
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// What becomes of a line, with its number in both texts, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Kept(usize, usize),
    Removed(usize, usize),
    Added(usize, usize),
}

impl Line {
    fn numbers(self) -> (usize, usize) {
        match self {
            Self::Kept(old, new) | Self::Removed(old, new) | Self::Added(old, new) => (old, new),
        }
    }
}

/// The shortest way from one text to the other (Myers' greedy algorithm), lines that go before those that come.
fn script(old: &[&str], new: &[&str]) -> Vec<Line> {
    let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[before..], &new[before..]);
    let ends = old_rest.iter().rev().zip(new_rest.iter().rev());
    let after = ends.take_while(|(old, new)| old == new).count();
    let (old_end, new_end) = (old.len() - after, new.len() - after);
    let mut script: Vec<Line> = (0..before).map(|at| Line::Kept(at, at)).collect();
    script.extend(
        changed(&old[before..old_end], &new[before..new_end])
            .into_iter()
            .map(|line| match line {
                Line::Kept(old, new) => Line::Kept(before + old, before + new),
                Line::Removed(old, new) => Line::Removed(before + old, before + new),
                Line::Added(old, new) => Line::Added(before + old, before + new),
            }),
    );
    script.extend((0..after).map(|at| Line::Kept(old_end + at, new_end + at)));
    script
}

fn changed(old: &[&str], new: &[&str]) -> Vec<Line> {
    let most = (old.len() + new.len()).min(MOST);
    // `reach[k]`: how far the old text was followed when it is `k - most - 1` lines ahead of the new one.
    let mut reach = vec![0usize; 2 * most + 3];
    let mut trace = Vec::new();
    for changes in 0..=most {
        trace.push(reach.clone());
        for ahead in (most + 1 - changes..=most + 1 + changes).step_by(2) {
            let mut x = step(&reach, ahead, changes, most);
            let mut y = x + most + 1 - ahead;
            while x < old.len() && y < new.len() && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            reach[ahead] = x;
            if x >= old.len() && y >= new.len() {
                return retrace(&trace, (old.len(), new.len()), most);
            }
        }
    }
    let removed = (0..old.len()).map(|at| Line::Removed(at, 0));
    removed
        .chain((0..new.len()).map(|at| Line::Added(old.len(), at)))
        .collect()
}

/// Where a diagonal is entered: by a line that goes or by one that comes, whichever leads further.
fn step(reach: &[usize], ahead: usize, changes: usize, most: usize) -> usize {
    let is_lowest = ahead + changes == most + 1;
    let is_highest = ahead == most + 1 + changes;
    if changes == 0 {
        0
    } else if is_lowest || (!is_highest && reach[ahead - 1] < reach[ahead + 1]) {
        reach[ahead + 1]
    } else {
        reach[ahead - 1] + 1
    }
}

fn retrace(trace: &[Vec<usize>], end: (usize, usize), most: usize) -> Vec<Line> {
    let (mut x, mut y) = end;
    let mut lines = Vec::new();
    for (changes, reach) in trace.iter().enumerate().rev() {
        let ahead = x + most + 1 - y;
        let from = step(reach, ahead, changes, most);
        while x > from {
            (x, y) = (x - 1, y - 1);
            lines.push(Line::Kept(x, y));
        }
        if changes == 0 {
            break;
        }
        let is_removal = ahead != most + 1 - changes
            && (ahead == most + 1 + changes || reach[ahead - 1] >= reach[ahead + 1]);
        if is_removal {
            x -= 1;
            lines.push(Line::Removed(x, y));
        } else {
            y -= 1;
            lines.push(Line::Added(x, y));
        }
    }
    lines.reverse();
    lines
}

/// The parts of a script with changes, and the lines round them.
fn hunks(script: &[Line]) -> Vec<&[Line]> {
    let mut hunks: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, line) in script.iter().enumerate() {
        if matches!(line, Line::Kept(..)) {
            continue;
        }
        let (start, end) = (at.saturating_sub(CONTEXT), (at + 1 + CONTEXT).min(script.len()));
        match hunks.last_mut() {
            Some(last) if start <= last.end => last.end = end,
            _ => hunks.push(start..end),
        }
    }
    hunks.into_iter().map(|range| &script[range]).collect()
}

fn write_hunk(out: &mut String, hunk: &[Line], old: &[&str], new: &[&str]) {
    let (old_start, new_start) = hunk.first().map_or((0, 0), |line| line.numbers());
    let old_count = hunk
        .iter()
        .filter(|line| !matches!(line, Line::Added(..)))
        .count();
    let new_count = hunk
        .iter()
        .filter(|line| !matches!(line, Line::Removed(..)))
        .count();
    // A part without lines is named after the line before it.
    let first = |start: usize, count: usize| start + usize::from(count > 0);
    let _ = writeln!(
        out,
        "@@ -{},{old_count} +{},{new_count} @@",
        first(old_start, old_count),
        first(new_start, new_count)
    );
    for line in hunk {
        let (mark, text) = match *line {
            Line::Kept(at, _) => (' ', old[at]),
            Line::Removed(at, _) => ('-', old[at]),
            Line::Added(_, at) => ('+', new[at]),
        };
        out.push(mark);
        out.push_str(text);
        if !text.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changed_lines_stand_among_those_round_them() {
        let old = "1\n2\n3\n4\n5\n가\n7\n8\n9\n10\n";
        let new = old.replace("가\n", "나\n다\n");
        let expected = "\
--- a/content/a.md
+++ b/content/a.md
@@ -3,7 +3,8 @@
 3
 4
 5
-가
+나
+다
 7
 8
 9
";
        assert_eq!(unified("content/a.md", old, &new), expected);
        assert_eq!(unified("content/a.md", old, old), "");
    }

    #[test]
    fn ends_of_lines_and_files_are_shown_as_they_are() {
        assert_eq!(
            unified("a b", "x\r\ny", "z\r\ny\n"),
            "--- a/a b\t\n+++ b/a b\t\n@@ -1,2 +1,2 @@\n-x\r\n-y\n\\ No newline at end of file\n+z\r\n+y\n"
        );
        assert_eq!(unified("a", "", "x\n"), "--- a/a\n+++ b/a\n@@ -0,0 +1,1 @@\n+x\n");
        assert_eq!(unified("a", "x\n", ""), "--- a/a\n+++ b/a\n@@ -1,1 +0,0 @@\n-x\n");
    }

    /// Applies a difference as `patch` would.
    fn patched(old: &str, difference: &str) -> String {
        let old = lines(old);
        let (mut out, mut at) = (Vec::new(), 0);
        let mut lines = difference.split_inclusive('\n').skip(2).peekable();
        while let Some(line) = lines.next() {
            let bare = lines.peek().is_some_and(|next| next.starts_with('\\'));
            let text = if bare {
                line[1..].trim_end_matches('\n')
            } else {
                &line[1..]
            };
            match &line[..1] {
                "@" => {
                    let numbers: Vec<usize> = line
                        .split(['-', ',', ' '])
                        .filter_map(|word| word.parse().ok())
                        .collect();
                    let start = numbers[0] - usize::from(numbers[1] > 0);
                    out.extend(&old[at..start]);
                    at = start;
                }
                "+" => out.push(text),
                "\\" => {}
                mark => {
                    assert_eq!(old[at], text);
                    at += 1;
                    out.extend((mark == " ").then_some(text));
                }
            }
        }
        out.extend(&old[at..]);
        out.concat()
    }

    proptest::proptest! {
        #[test]
        fn the_difference_makes_the_new_text_of_the_old(old in "[ab가\n]{0,40}", new in "[ab가\n]{0,40}") {
            proptest::prop_assert_eq!(patched(&old, &unified("a", &old, &new)), new);
        }

        #[test]
        fn a_few_changes_in_a_long_text_are_found(at in proptest::collection::vec(0usize..200, 0..6)) {
            let old: String = (0..200).map(|line| format!("{line}\n")).collect();
            let mut new: Vec<String> = (0..200).map(|line| format!("{line}\n")).collect();
            for at in &at {
                new[*at] = format!("{}x\n", if at % 2 == 0 { "new\n" } else { "" });
            }
            let new = new.concat();
            let difference = unified("a", &old, &new);
            proptest::prop_assert_eq!(patched(&old, &difference), new);
            let removed = difference.lines().skip(2).filter(|line| line.starts_with('-')).count();
            let distinct: std::collections::BTreeSet<_> = at.iter().collect();
            proptest::prop_assert_eq!(removed, distinct.len());
        }
    }
}
