//! Findings that are kept between two runs: a text for ourselves, which no other version reads.

use serde::{Deserialize, Serialize};

use super::{Diagnostic, Edit, Fix, Label, Location, Severity, catalogue};
use crate::source::{SourcePath, Span};

#[derive(Serialize, Deserialize)]
struct Kept {
    code: String,
    severity: u8,
    message: String,
    labels: Vec<Said>,
    help: Vec<String>,
    fix: Option<(String, Vec<Said>)>,
}

/// A path, two offsets, and what is said of the place or written there.
#[derive(Serialize, Deserialize)]
struct Said(String, u32, u32, String);

const SEVERITIES: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

/// The findings as one line of text.
pub fn to_text(found: &[Diagnostic]) -> String {
    let kept: Vec<Kept> = found.iter().map(Kept::from).collect();
    serde_json::to_string(&kept).unwrap_or_default()
}

/// The findings of a text that [`to_text`] made; `None` for any other.
pub fn from_text(text: &str) -> Option<Vec<Diagnostic>> {
    let kept: Vec<Kept> = serde_json::from_str(text).ok()?;
    kept.into_iter().map(Kept::diagnostic).collect()
}

impl From<&Diagnostic> for Kept {
    fn from(found: &Diagnostic) -> Self {
        Self {
            code: found.code.id.to_owned(),
            severity: found.severity as u8,
            message: found.message.clone(),
            labels: found
                .labels
                .iter()
                .map(|label| Said::at(&label.location, &label.message))
                .collect(),
            help: found.help.clone(),
            fix: found.fix.as_ref().map(|fix| {
                let edits = fix.edits.iter();
                let edits = edits.map(|edit| Said::at(&edit.location, &edit.replacement));
                (fix.title.clone(), edits.collect())
            }),
        }
    }
}

impl Kept {
    fn diagnostic(self) -> Option<Diagnostic> {
        let label = |said: Said| {
            let (location, message) = said.split();
            Label { location, message }
        };
        let edit = |said: Said| {
            let (location, replacement) = said.split();
            Edit {
                location,
                replacement,
            }
        };
        Some(Diagnostic {
            code: catalogue::find(&self.code)?,
            severity: *SEVERITIES.get(usize::from(self.severity))?,
            message: self.message,
            labels: self.labels.into_iter().map(label).collect(),
            help: self.help,
            fix: self.fix.map(|(title, edits)| Fix {
                title,
                edits: edits.into_iter().map(edit).collect(),
            }),
        })
    }
}

impl Said {
    fn at(location: &Location, text: &str) -> Self {
        let Span { start, end } = location.span;
        Self(location.path.as_str().to_owned(), start, end, text.to_owned())
    }

    fn split(self) -> (Location, String) {
        let Self(path, start, end, text) = self;
        let span = Span::new(start as usize, end as usize);
        let path = SourcePath::new(path);
        (Location { path, span }, text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn location() -> impl Strategy<Value = Location> {
        ("[a-c가/.]{0,6}", 0..900_u32, 0..90_u32).prop_map(|(path, start, len)| Location {
            path: SourcePath::new(path),
            span: Span {
                start,
                end: start + len,
            },
        })
    }

    fn finding() -> impl Strategy<Value = Diagnostic> {
        let edit = (location(), ".{0,9}").prop_map(|(location, replacement)| Edit {
            location,
            replacement,
        });
        let label = (location(), ".{0,9}").prop_map(|(location, message)| Label { location, message });
        let fix =
            (".{0,9}", prop::collection::vec(edit, 0..3)).prop_map(|(title, edits)| Fix { title, edits });
        let parts = (
            prop::sample::select(vec!["L001", "HCL101", "S001"]),
            prop::sample::select(SEVERITIES.to_vec()),
            ".{0,20}",
            prop::collection::vec(label, 0..3),
            prop::collection::vec(".{0,9}", 0..3),
            prop::option::of(fix),
        );
        parts.prop_map(|(code, severity, message, labels, help, fix)| Diagnostic {
            code: catalogue::find(code).unwrap(),
            severity,
            message,
            labels,
            help,
            fix,
        })
    }

    proptest! {
        #[test]
        fn findings_come_back_as_they_were(found in prop::collection::vec(finding(), 0..4)) {
            prop_assert_eq!(from_text(&to_text(&found)), Some(found));
        }

        #[test]
        fn any_other_text_is_none(found in finding(), cut in any::<prop::sample::Index>()) {
            let text = to_text(&[found]);
            let (at, _) = *cut.get(&text.char_indices().collect::<Vec<_>>());
            prop_assert_eq!(from_text(&text[..at]), None);
        }
    }

    #[test]
    fn a_code_that_is_not_known_makes_the_text_another() {
        assert_eq!(
            from_text(r#"[{"code":"X999","severity":0,"message":"","labels":[],"help":[],"fix":null}]"#),
            None
        );
    }
}
