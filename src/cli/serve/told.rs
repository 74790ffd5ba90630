//! What has been said on the terminal: a finding is printed when it is new, and struck when it is mended.

use std::collections::BTreeMap;

use recto::diagnostic::text::Style;
use recto::diagnostic::{Diagnostic, Sources};

use crate::cli::report;
use crate::cli::terminal::Terminal;

/// What makes two findings of two builds the same one. The line is no part of it: what stands above may grow.
type Identity = (String, &'static str, String);

/// The findings that stand on the terminal, with how often each was found.
#[derive(Debug, Default)]
pub(super) struct Told(BTreeMap<Identity, Vec<Diagnostic>>);

impl Told {
    /// Prints what is new and what is no more.
    pub(super) fn tell(&mut self, terminal: &Terminal, found: &[Diagnostic], sources: &dyn Sources) {
        let (mended, new) = self.next(found);
        for diagnostic in mended {
            terminal.say(&struck(&diagnostic, terminal.style()));
        }
        report::findings(terminal, &new, sources, None);
    }

    /// The findings that are no more, and those that were not there before.
    fn next(&mut self, found: &[Diagnostic]) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let mut now: BTreeMap<Identity, Vec<Diagnostic>> = BTreeMap::new();
        let mut new = Vec::new();
        for diagnostic in found {
            let same = now.entry(identity(diagnostic)).or_default();
            let before = self.0.get(&identity(diagnostic)).map_or(0, Vec::len);
            same.push(diagnostic.clone());
            if same.len() > before {
                new.push(diagnostic.clone());
            }
        }
        let mut mended = Vec::new();
        for (identity, before) in std::mem::take(&mut self.0) {
            let left = now.get(&identity).map_or(0, Vec::len);
            mended.extend(before.into_iter().skip(left));
        }
        self.0 = now;
        (mended, new)
    }
}

fn identity(diagnostic: &Diagnostic) -> Identity {
    let file = diagnostic
        .labels
        .first()
        .map(|label| label.location.path.to_string());
    (
        file.unwrap_or_default(),
        diagnostic.code.id,
        diagnostic.message.clone(),
    )
}

/// A finding that is no more, on one line.
fn struck(diagnostic: &Diagnostic, style: Style) -> String {
    let (severity, code) = (diagnostic.severity.name(), diagnostic.code.id);
    let file = diagnostic
        .labels
        .first()
        .map(|label| format!("{}: ", label.location.path));
    let line = format!(
        "{}{severity}[{code}]: {}",
        file.unwrap_or_default(),
        diagnostic.message
    );
    match style {
        Style::Plain => format!("mended: {line}"),
        Style::Coloured => format!("\u{1b}[92mmended\u{1b}[0m: \u{1b}[2m\u{1b}[9m{line}\u{1b}[0m"),
    }
}

#[cfg(test)]
mod tests {
    use recto::diagnostic::{Location, catalogue};
    use recto::source::{SourcePath, Span};

    use super::*;

    fn finding(message: &str, at: usize) -> Diagnostic {
        let location = Location::new(&SourcePath::new("content/a.md"), Span::at(at));
        Diagnostic::new(&catalogue::BROKEN_LINK, message).at(location, "")
    }

    fn messages(found: &[Diagnostic]) -> Vec<&str> {
        found.iter().map(|found| found.message.as_str()).collect()
    }

    #[test]
    fn a_finding_is_told_once_wherever_it_moves_and_struck_when_it_is_mended() {
        let mut told = Told::default();
        let (mended, new) = told.next(&[finding("one", 1), finding("two", 2)]);
        assert_eq!((messages(&mended), messages(&new)), (vec![], vec!["one", "two"]));
        let (mended, new) = told.next(&[finding("one", 30), finding("one", 40)]);
        assert_eq!((messages(&mended), messages(&new)), (vec!["two"], vec!["one"]));
        let (mended, new) = told.next(&[finding("one", 30)]);
        assert_eq!((messages(&mended), messages(&new)), (vec!["one"], vec![]));
        assert_eq!(
            struck(&finding("one", 1), Style::Plain),
            "mended: content/a.md: error[L001]: one"
        );
    }
}
