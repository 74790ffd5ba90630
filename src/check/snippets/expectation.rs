//! What the author says about findings: that one must be there, or may.

use super::attributes;
use crate::content::Document;
use crate::content::fence::{Attribute, Fence};
use crate::diagnostic::{Diagnostic, Location, Severity, catalogue};
use crate::hcl;

/// Takes out what the author allows, by attribute or comment, and reports what is allowed for nothing.
pub(super) fn allow(document: &Document, fence: &Fence, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut allowances: Vec<Allowance> = attributes::allowed(fence)
        .map(|(code, attribute)| Allowance {
            code: code.to_owned(),
            place: document.location(attribute.span),
            holds_for: fence.extent(document),
            used: false,
        })
        .collect();
    allowances.extend(
        hcl::allowances(fence.source())
            .into_iter()
            .map(|comment| Allowance {
                code: comment.code,
                place: fence.location(document, comment.span),
                holds_for: fence.location(document, comment.line),
                used: false,
            }),
    );
    let mut left: Vec<Diagnostic> = found
        .into_iter()
        .filter(|finding| !allowances.iter_mut().any(|allowance| allowance.covers(finding)))
        .collect();
    let unused = allowances.iter().filter(|allowance| !allowance.used);
    left.extend(unused.map(Allowance::unused));
    left
}

/// One code that is allowed somewhere.
struct Allowance {
    code: String,
    place: Location,
    holds_for: Location,
    used: bool,
}

impl Allowance {
    fn covers(&mut self, finding: &Diagnostic) -> bool {
        let first = finding.labels.first().map(|label| &label.location);
        let here = |location: &Location| {
            let Location { path, span } = &self.holds_for;
            location.path == *path && span.start <= location.span.start && location.span.start <= span.end
        };
        let covers = catalogue::find(&self.code) == Some(finding.code) && first.is_some_and(here);
        self.used |= covers;
        covers
    }

    fn unused(&self) -> Diagnostic {
        let (message, help) = if catalogue::find(&self.code).is_some() {
            let message = format!("`{}` is allowed, but not found", self.code);
            (message, "take it out".to_owned())
        } else {
            let message = format!("`{}` is no code of Recto's", self.code);
            (message, "write one such as `HCL302`".to_owned())
        };
        let mut unused = Diagnostic::new(&catalogue::HCL_EXPECTATION, message)
            .at(self.place.clone(), "")
            .help(help);
        unused.severity = Severity::Warning;
        unused
    }
}

/// A fence that says it fails must fail, with each of the codes it names if it names some; what is expected is
/// not reported. Everything else is.
pub(super) fn fail(
    document: &Document,
    fence: &Fence,
    attribute: &Attribute,
    mut found: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let mut expected: Vec<(Option<&str>, &Attribute)> = attributes::expected(fence)
        .map(|(code, attribute)| (Some(code), attribute))
        .collect();
    if expected.is_empty() {
        expected.push((None, attribute));
    }
    let meant = |wanted: Option<&str>, diagnostic: &Diagnostic| match wanted.map(catalogue::find) {
        None => diagnostic.severity == Severity::Error,
        Some(code) => code == Some(diagnostic.code),
    };
    let is_unmet = |(wanted, _): &&(Option<&str>, &Attribute)| !found.iter().any(|it| meant(*wanted, it));
    let unmet = expected.iter().filter(is_unmet);
    let unmet: Vec<Diagnostic> = unmet
        .map(|(wanted, attribute)| unmet_expectation(document, *wanted, attribute))
        .collect();
    found.retain(|diagnostic| !expected.iter().any(|(wanted, _)| meant(*wanted, diagnostic)));
    found.extend(unmet);
    found
}

fn unmet_expectation(document: &Document, wanted: Option<&str>, attribute: &Attribute) -> Diagnostic {
    let message = match wanted {
        Some(code) => format!("this code should fail with `{code}`, but does not"),
        None => "this code should fail, but nothing is wrong with it".to_owned(),
    };
    let help = match wanted.filter(|code| catalogue::find(code).is_none()) {
        Some(code) => format!("`{code}` is no code of Recto's; see `recto explain`"),
        None => "take `should_fail` out, or show the mistake".to_owned(),
    };
    Diagnostic::new(&catalogue::HCL_EXPECTATION, message)
        .at(document.location(attribute.span), "")
        .help(help)
}
