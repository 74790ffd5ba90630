//! Lines of a code block as its attributes name them: `3`, `3-4,7`, `3-4: why`.

use std::ops::Range;

/// Lines that an attribute names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// First and last line of each run, counted from 1, as they were written.
    pub runs: Vec<(usize, usize)>,
    /// What is said of them.
    pub label: Option<String>,
}

/// Why text names no lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLines {
    /// The bytes of the text that are wrong.
    pub range: Range<usize>,
    /// What is wrong with them.
    pub message: String,
}

impl Lines {
    /// Reads the value of an attribute, for a block of `count` lines.
    ///
    /// # Errors
    /// When it has something that is no line of the block; the rest of it is not looked at.
    pub fn parse(value: &str, count: usize) -> Result<Self, BadLines> {
        let (numbers, label) = parts(value);
        let mut lines = Self {
            runs: Vec::new(),
            label,
        };
        let mut at = numbers.start;
        for part in value[numbers].split(',') {
            lines.runs.push(run(part, at, count)?);
            at += part.len() + 1;
        }
        Ok(lines)
    }

    /// The lines one by one, counted from 0.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.runs.iter().flat_map(|&(first, last)| first - 1..last)
    }
}

/// The bytes with the numbers, and the label: after a colon, or, as Expressive Code has it, in quotes before one.
fn parts(value: &str) -> (Range<usize>, Option<String>) {
    let quoted = value.strip_prefix('"').and_then(|rest| rest.split_once("\":"));
    if let Some((label, numbers)) = quoted {
        return (value.len() - numbers.len()..value.len(), said(label));
    }
    match value.split_once(':') {
        Some((numbers, label)) => (0..numbers.len(), said(label)),
        None => (0..value.len(), None),
    }
}

fn said(label: &str) -> Option<String> {
    let label = label.trim();
    (!label.is_empty()).then(|| label.to_owned())
}

fn run(part: &str, at: usize, count: usize) -> Result<(usize, usize), BadLines> {
    let blank = |character: char| character.is_whitespace() || character == '"';
    let start = at + (part.len() - part.trim_start_matches(blank).len());
    let written = part.trim_matches(blank);
    let wrong = |message: String| BadLines {
        range: start..start + written.len(),
        message,
    };
    let ends = written.split_once('-').unwrap_or((written, written));
    let number = |text: &str| text.trim().parse::<usize>().ok().filter(|number| *number > 0);
    let (Some(first), Some(last)) = (number(ends.0), number(ends.1)) else {
        return Err(wrong(format!("`{written}` names no lines")));
    };
    if first > last {
        return Err(wrong(format!("`{written}` ends before it begins")));
    }
    if last > count {
        let lines = if count == 1 { "line" } else { "lines" };
        return Err(wrong(format!(
            "there is no line {last}: the block has {count} {lines}"
        )));
    }
    Ok((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, runs: &[(usize, usize)], label: Option<&str>) {
        let lines = Lines::parse(value, 9).unwrap_or_else(|bad| panic!("{value}: {}", bad.message));
        assert_eq!(
            (lines.runs.as_slice(), lines.label.as_deref()),
            (runs, label),
            "{value}"
        );
    }

    #[test]
    fn lines_are_numbers_and_ranges() {
        check("3", &[(3, 3)], None);
        check("3-4,7", &[(3, 4), (7, 7)], None);
        check(" 3 - 4 , \"7-9\"", &[(3, 4), (7, 9)], None);
        check("3-4: why: because", &[(3, 4)], Some("why: because"));
        check("\"why\":3-4", &[(3, 4)], Some("why"));
        check("3:", &[(3, 3)], None);
        assert_eq!(
            Lines::parse("2-3,5", 9).unwrap().iter().collect::<Vec<_>>(),
            [1, 2, 4]
        );
    }

    #[test]
    fn what_is_no_line_of_the_block_is_pointed_at() {
        let wrong = |value: &str, piece: &str, message: &str| {
            let bad = Lines::parse(value, 5).unwrap_err();
            assert_eq!(
                (&value[bad.range], bad.message.as_str()),
                (piece, message),
                "{value}"
            );
        };
        wrong("3-x", "3-x", "`3-x` names no lines");
        wrong("", "", "`` names no lines");
        wrong("1, 0", "0", "`0` names no lines");
        wrong("1,,2", "", "`` names no lines");
        wrong("4-3", "4-3", "`4-3` ends before it begins");
        wrong("2, 4-6: 말", "4-6", "there is no line 6: the block has 5 lines");
        wrong(
            "99999999999999999999999",
            "99999999999999999999999",
            "`99999999999999999999999` names no lines",
        );
    }
}
