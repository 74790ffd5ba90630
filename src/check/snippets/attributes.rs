//! The words after the language of a code block.

use crate::content::Document;
use crate::content::fence::{Attribute, Fence};
use crate::diagnostic::{Diagnostic, catalogue, suggest};

/// The attributes that mean something.
const ATTRIBUTES: [&str; 11] = [
    "ignore",
    "fragment",
    "complete",
    "should_fail",
    "module",
    "expr",
    "tfvars",
    "hidden",
    "context",
    "allow",
    "title",
];

/// Attributes that say opposite things, or of which one leaves nothing for the other to do.
const CONFLICTS: [(&str, &str); 12] = [
    ("ignore", "fragment"),
    ("ignore", "complete"),
    ("ignore", "should_fail"),
    ("ignore", "module"),
    ("ignore", "expr"),
    ("ignore", "tfvars"),
    ("ignore", "context"),
    ("ignore", "allow"),
    ("fragment", "complete"),
    ("fragment", "module"),
    ("fragment", "context"),
    ("expr", "tfvars"),
];

/// Attributes that are nothing without a value.
const WITH_VALUE: [(&str, &str); 3] = [
    ("module", "module=dev"),
    ("context", "context=vpc.tf"),
    ("allow", "allow=HCL302"),
];

/// What is wrong with the attributes of a code block. In other languages words after the language belong to
/// other tools, unless they are nearly ours.
pub(super) fn check(document: &Document, fence: &Fence) -> Vec<Diagnostic> {
    let codes = allowed(fence).chain(expected(fence));
    let codes: Vec<&Attribute> = codes.map(|(_, attribute)| attribute).collect();
    let mut found: Vec<Diagnostic> = fence
        .attributes
        .iter()
        .filter(|attribute| !ATTRIBUTES.contains(&attribute.name.as_str()))
        .filter(|attribute| !codes.contains(attribute))
        .filter_map(|attribute| unknown(document, fence, attribute))
        .collect();
    if fence.is_hcl() {
        found.extend(conflicts(document, fence));
        found.extend(without_value(document, fence));
    }
    found
}

/// The codes that a block allows, each with the attribute that names it.
pub(super) fn allowed(fence: &Fence) -> impl Iterator<Item = (&str, &Attribute)> {
    listed(fence, "allow")
}

/// The codes that a block should fail with, each with the attribute that names it.
pub(super) fn expected(fence: &Fence) -> impl Iterator<Item = (&str, &Attribute)> {
    listed(fence, "should_fail")
}

/// The codes that an attribute lists: its value, and codes right after it, because a comma separates attributes
/// too.
fn listed<'f>(fence: &'f Fence, list: &'static str) -> impl Iterator<Item = (&'f str, &'f Attribute)> {
    let mut listing = false;
    fence.attributes.iter().flat_map(move |attribute| {
        let more = listing && attribute.value.is_none() && catalogue::find(&attribute.name).is_some();
        listing = more || attribute.name == list;
        let codes = match attribute.name.as_str() {
            name if name == list => attribute.value.as_deref().unwrap_or_default(),
            name if more => name,
            _ => "",
        };
        let separators = [',', ' ', ';'];
        codes
            .split(separators)
            .filter(|code| !code.is_empty())
            .map(move |code| (code, attribute))
    })
}

fn unknown(document: &Document, fence: &Fence, attribute: &Attribute) -> Option<Diagnostic> {
    let message = format!("unknown fence attribute `{}`", attribute.name);
    let unknown = Diagnostic::new(&catalogue::UNKNOWN_FENCE_ATTRIBUTE, message)
        .at(document.location(attribute.name_span), "");
    match suggest::nearest(&attribute.name, ATTRIBUTES) {
        Some(near) => Some(unknown.help(format!("did you mean `{near}`?"))),
        None if fence.is_hcl() => {
            Some(unknown.help(format!("known attributes are `{}`", ATTRIBUTES.join("`, `"))))
        }
        None => None,
    }
}

fn conflicts(document: &Document, fence: &Fence) -> Vec<Diagnostic> {
    let both = |(one, other): &(&str, &str)| Some((fence.attribute(one)?, fence.attribute(other)?));
    let conflict = |(one, other): (&Attribute, &Attribute)| {
        let message = format!("`{}` and `{}` do not go together", one.name, other.name);
        Diagnostic::new(&catalogue::UNKNOWN_FENCE_ATTRIBUTE, message)
            .at(document.location(other.name_span), "has no effect")
            .at(document.location(one.name_span), "because of this")
            .help("take one of them out")
    };
    CONFLICTS.iter().filter_map(both).map(conflict).collect()
}

fn without_value(document: &Document, fence: &Fence) -> Vec<Diagnostic> {
    let bare = |(name, example): &(&str, &str)| {
        let attribute = fence.attribute(name)?;
        if attribute.value.as_deref().is_some_and(|value| !value.is_empty()) {
            return None;
        }
        let message = format!("`{name}` needs a value");
        let finding = Diagnostic::new(&catalogue::UNKNOWN_FENCE_ATTRIBUTE, message)
            .at(document.location(attribute.name_span), "")
            .help(format!("write one such as `{example}`"));
        Some(finding)
    };
    WITH_VALUE.iter().filter_map(bare).collect()
}
