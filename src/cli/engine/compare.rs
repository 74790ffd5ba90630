//! What the engine says, held against what Recto has found.

use recto::check::PostModule;
use recto::diagnostic::{Diagnostic, Location, Severity, catalogue};
use recto::hcl::{Allowance, Place, allowances, parse};
use recto::source::Span;

use super::answer::{Answer, EngineError, lower_first};

/// Codes that are no matter of the engine's: undeclared names are stubs in its files, and the text around the
/// code is unknown to it.
const NOT_JUDGED: [&str; 6] = ["HCL302", "HCL303", "HCL308", "HCL508", "HCL901", "HCL903"];

/// The longest sentence of the engine's that is shown beside the code, in characters.
const LONGEST_SENTENCE: usize = 120;

/// Where to tell of a mistake.
const ISSUES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/issues");

/// The differences between the answer about a module and what was found in it. `engine` has a name and a
/// version; `folder` is where it has looked.
pub(super) fn differences(
    module: &PostModule<'_>,
    answer: &Answer,
    found: &[Diagnostic],
    engine: &str,
    folder: &str,
) -> Vec<Diagnostic> {
    let comparison = Comparison {
        module,
        found,
        engine,
        folder,
    };
    let mut differences = comparison.rejected(&answer.errors);
    if answer.accepted {
        differences.extend(comparison.accepted());
    }
    differences
}

struct Comparison<'a> {
    module: &'a PostModule<'a>,
    found: &'a [Diagnostic],
    engine: &'a str,
    folder: &'a str,
}

impl Comparison<'_> {
    /// Code that the engine rejects and Recto has nothing to say about; once for each block.
    fn rejected(&self, errors: &[EngineError]) -> Vec<Diagnostic> {
        let mut blocks = Vec::new();
        let mut differences = Vec::new();
        for error in errors {
            let block = error.place.map(|place| self.block(place));
            if blocks.contains(&block) || self.agrees(error.place, block) {
                continue;
            }
            blocks.push(block);
            differences.extend(self.rejection(error));
        }
        differences
    }

    fn rejection(&self, error: &EngineError) -> Option<Diagnostic> {
        let location = match error.place {
            Some(place) => self.module.location(place)?,
            None => {
                let written = |fragment: &usize| self.is_written(*fragment);
                let first = (0..self.module.standalone.files.len()).find(written)?;
                self.module.extent(first)?
            }
        };
        let Self { engine, folder, .. } = self;
        let message = format!("{engine} rejects what Recto accepts");
        Some(
            Diagnostic::new(&catalogue::HCL_ENGINE, message)
                .at(location, said(error))
                .help(format!("run `validate` in `{folder}` to see all that it says"))
                .help(format!(
                    "mend the code if that is right, and tell of what Recto misses at {ISSUES}"
                )),
        )
    }

    /// Errors of Recto's in code that the engine accepts as a whole.
    fn accepted(&self) -> Vec<Diagnostic> {
        let mut differences = Vec::new();
        for finding in self.found {
            let code = finding.code.id;
            let judged = code.starts_with("HCL") && !NOT_JUDGED.contains(&code);
            let main = finding.labels.first().map(|label| &label.location);
            let Some(main) = main.filter(|main| judged && self.is_seen(main)) else {
                continue;
            };
            if finding.severity == Severity::Error {
                let message = format!("{} accepts what Recto rejects with {code}", self.engine);
                differences.push(
                    Diagnostic::new(&catalogue::HCL_ENGINE, message)
                        .at(main.clone(), lower_first(&finding.message))
                        .help(format!("if Recto is wrong, tell of it at {ISSUES}")),
                );
            }
        }
        differences
    }

    /// Whether the engine has seen a place as it is in the author's text.
    fn is_seen(&self, location: &Location) -> bool {
        let within = |outer: Option<Location>| {
            outer.is_some_and(|outer| outer.path == location.path && outer.span.contains(location.span))
        };
        let standalone = &self.module.standalone;
        let written = (0..standalone.files.len()).filter(|fragment| self.is_written(*fragment));
        let hidden = |place: &Place| within(self.module.location(*place));
        written
            .into_iter()
            .any(|fragment| within(self.module.extent(fragment)))
            && !standalone.replaced.iter().any(hidden)
    }

    fn is_written(&self, fragment: usize) -> bool {
        let file = self.module.standalone.files.get(fragment);
        file.is_some_and(Option::is_some)
    }

    /// The outermost block around a place.
    fn block(&self, place: Place) -> Place {
        let text = self.module.text(place.fragment).unwrap_or_default();
        let tree = parse(text).tree;
        let around = |span: &Span| span.start <= place.span.start && place.span.start <= span.end;
        let span = tree.items.iter().map(|item| item.span()).find(around);
        Place {
            span: span.unwrap_or(place.span),
            ..place
        }
    }

    /// Whether Recto has found something in the same block, or has been told not to.
    fn agrees(&self, place: Option<Place>, block: Option<Place>) -> bool {
        let Some((place, block)) = place.zip(block) else {
            return self.found.iter().any(|found| found.code == &catalogue::HCL_CYCLE);
        };
        let fence = self.module.fence(place.fragment);
        if fence.is_some_and(|fence| fence.attribute("allow").is_some()) {
            return true;
        }
        let text = self.module.text(place.fragment).unwrap_or_default();
        let is_within = |allowance: &Allowance| {
            let (line, block) = (allowance.line, block.span);
            allowance.code.starts_with("HCL") && line.start <= block.end && block.start <= line.end
        };
        if allowances(text).iter().any(is_within) {
            return true;
        }
        let block = self.module.location(block);
        let extent = self.module.extent(place.fragment);
        self.found.iter().any(|found| {
            let is_syntax = found.code.id.starts_with("HCL1");
            let area = if is_syntax { &extent } else { &block };
            let is_here = |location: &Location| area.as_ref().is_some_and(|area| overlap(area, location));
            found.code.id.starts_with("HCL") && found.labels.iter().any(|label| is_here(&label.location))
        })
    }
}

fn overlap(one: &Location, other: &Location) -> bool {
    let (a, b) = (one.span, other.span);
    one.path == other.path && a.start <= b.end && b.start <= a.end
}

/// The headline and the first sentence of what the engine says, on one line.
fn said(error: &EngineError) -> String {
    let detail = error.detail.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = detail
        .split(". ")
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    let summary = lower_first(error.summary.trim_end_matches('.'));
    if sentence.is_empty() || sentence.chars().count() > LONGEST_SENTENCE {
        summary
    } else {
        format!("{summary}: {sentence}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_engine_says_is_one_line() {
        let check = |summary: &str, detail: &str, expected: &str| {
            let error = EngineError {
                place: None,
                summary: summary.to_owned(),
                detail: detail.to_owned(),
            };
            assert_eq!(said(&error), expected);
        };
        check("Cycle: local.a", "", "cycle: local.a");
        check(
            "Unsupported argument",
            "An argument named \"x\" is not\nexpected here. Did you mean \"y\"?",
            "unsupported argument: An argument named \"x\" is not expected here",
        );
    }
}
