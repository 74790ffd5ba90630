//! Code blocks that can be proved: HCL.

use crate::content::Document;
use crate::content::fence::{Attribute, Fence};
use crate::diagnostic::{Diagnostic, Location, Severity, catalogue, suggest};
use crate::hcl;

/// The attributes that mean something after the language of a fence.
const ATTRIBUTES: [&str; 4] = ["ignore", "fragment", "should_fail", "title"];

/// Checks every code block of a document.
pub(super) fn check(document: &Document) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for fence in &document.facts.fences {
        found.extend(unknown_attributes(document, fence));
        if fence.is_hcl() && fence.attribute("ignore").is_none() {
            found.extend(check_hcl(document, fence));
        }
    }
    found
}

fn check_hcl(document: &Document, fence: &Fence) -> Vec<Diagnostic> {
    let found: Vec<Diagnostic> = hcl::check_syntax(&fence.code, hcl::Options::default())
        .into_iter()
        .map(|diagnostic| {
            diagnostic.map_locations(|span| Location::new(&document.path, fence.map.to_file(span)))
        })
        .collect();
    match fence.attribute("should_fail") {
        Some(expected) => expect_failure(document, expected, found),
        None => found,
    }
}

/// A fence that says it fails must fail, with the code it names if it names one; then its errors are not
/// reported. Everything else is.
fn expect_failure(document: &Document, expected: &Attribute, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let wanted = expected.value.as_deref();
    let meant = |diagnostic: &Diagnostic| {
        diagnostic.severity == Severity::Error
            && wanted.is_none_or(|code| catalogue::find(code) == Some(diagnostic.code))
    };
    if found.iter().any(meant) {
        return found
            .into_iter()
            .filter(|diagnostic| !meant(diagnostic))
            .collect();
    }
    let message = match wanted {
        Some(code) => format!("this code should fail with `{code}`, but does not"),
        None => "this code should fail, but nothing is wrong with it".to_owned(),
    };
    let help = match wanted.filter(|code| catalogue::find(code).is_none()) {
        Some(code) => format!("`{code}` is no code of Recto's; see `recto explain`"),
        None => "take `should_fail` out, or show the mistake".to_owned(),
    };
    let unmet = Diagnostic::new(&catalogue::HCL_EXPECTATION, message)
        .at(document.location(expected.span), "")
        .help(help);
    let mut found = found;
    found.push(unmet);
    found
}

/// In other languages words after the language belong to other tools, unless they are nearly ours.
fn unknown_attributes(document: &Document, fence: &Fence) -> Vec<Diagnostic> {
    fence
        .attributes
        .iter()
        .filter(|attribute| !ATTRIBUTES.contains(&attribute.name.as_str()))
        .filter_map(|attribute| {
            let near = suggest::nearest(&attribute.name, ATTRIBUTES);
            let unknown = || {
                let message = format!("unknown fence attribute `{}`", attribute.name);
                Diagnostic::new(&catalogue::UNKNOWN_FENCE_ATTRIBUTE, message)
                    .at(document.location(attribute.name_span), "")
            };
            match near {
                Some(near) => Some(unknown().help(format!("did you mean `{near}`?"))),
                None if fence.is_hcl() => {
                    Some(unknown().help(format!("known attributes are `{}`", ATTRIBUTES.join("`, `"))))
                }
                None => None,
            }
        })
        .collect()
}
