//! What is said of a build: its findings, and in a line what came of it.

use std::borrow::Cow;
use std::iter::Sum;
use std::time::Duration;

use recto::diagnostic::{Diagnostic, Severity, Sources, text};

use super::args::Deny;
use super::terminal::Terminal;

/// How many findings of each severity there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Tally {
    pub(super) fn of(found: &[Diagnostic]) -> Self {
        let mut tally = Self::default();
        for diagnostic in found {
            match diagnostic.severity {
                Severity::Error => tally.errors += 1,
                Severity::Warning => tally.warnings += 1,
                Severity::Note => tally.notes += 1,
            }
        }
        tally
    }

    /// Whether the findings forbid publishing.
    pub(super) fn forbids(self, deny: Option<Deny>) -> bool {
        self.errors > 0 || (deny == Some(Deny::Warnings) && self.warnings > 0)
    }

    /// Why findings that are no errors forbid publishing; empty when they do not, or others do.
    pub(super) fn denial(self, deny: Option<Deny>) -> &'static str {
        match deny {
            Some(Deny::Warnings) if self.errors == 0 && self.warnings > 0 => {
                ", which `--deny warnings` forbids"
            }
            _ => "",
        }
    }

    /// How many findings there are.
    pub(super) fn total(self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// `2 errors, 1 warning`.
    pub(super) fn say(self) -> String {
        let parts = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.notes, "note"),
        ];
        let said: Vec<_> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, noun)| plural(count, noun))
            .collect();
        if said.is_empty() {
            "no findings".to_owned()
        } else {
            said.join(", ")
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |sum, tally| Self {
            errors: sum.errors + tally.errors,
            warnings: sum.warnings + tally.warnings,
            notes: sum.notes + tally.notes,
        })
    }
}

/// Shows findings as excerpts on standard error. When quiet, those alone that forbid publishing.
pub(super) fn findings(terminal: &Terminal, found: &[Diagnostic], sources: &dyn Sources, deny: Option<Deny>) {
    let kept = worth_saying(terminal, found, deny);
    terminal.show(&text::render(&kept, sources, terminal.style()));
}

/// The findings that are printed: all, or when quiet those that forbid publishing.
pub(super) fn worth_saying<'a>(
    terminal: &Terminal,
    found: &'a [Diagnostic],
    deny: Option<Deny>,
) -> Cow<'a, [Diagnostic]> {
    if !terminal.is_quiet() {
        return Cow::Borrowed(found);
    }
    let least = least(deny);
    let kept = found.iter().filter(|finding| finding.severity >= least);
    Cow::Owned(kept.cloned().collect())
}

/// The least grave findings that forbid publishing.
pub(super) fn least(deny: Option<Deny>) -> Severity {
    match deny {
        Some(Deny::Warnings) => Severity::Warning,
        None => Severity::Error,
    }
}

/// `1 file`, `2 files`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// `0.05 s`.
pub(super) fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// `340 B`, `1.2 MB`; a megabyte is a million bytes.
pub(super) fn size(bytes: u64) -> String {
    let units = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)];
    let exact = bytes as f64;
    units.into_iter().find(|(_, unit)| exact >= *unit).map_or_else(
        || format!("{bytes} B"),
        |(name, unit)| format!("{:.1} {name}", exact / unit),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        let tally = |errors, warnings, notes| {
            let tally = Tally {
                errors,
                warnings,
                notes,
            };
            tally.say()
        };
        assert_eq!(tally(2, 1, 0), "2 errors, 1 warning");
        assert_eq!(tally(0, 0, 3), "3 notes");
        assert_eq!(tally(0, 0, 0), "no findings");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_250_000), "1.2 MB");
        assert_eq!(seconds(Duration::from_millis(47)), "0.05 s");
    }

    #[test]
    fn warnings_forbid_only_when_denied() {
        let warned = Tally {
            warnings: 1,
            ..Tally::default()
        };
        assert!(!warned.forbids(None));
        assert!(warned.forbids(Some(Deny::Warnings)));
        assert!(Tally { errors: 1, ..warned }.forbids(None));
    }
}
