//! The words after the language of a code block.

use crate::content::Document;
use crate::content::fence::attributes::{self, Form, Known};
use crate::content::fence::{Attribute, Fence, Lines};
use crate::diagnostic::{Diagnostic, catalogue, suggest};
use crate::source::Span;

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

/// What is wrong with the attributes of a code block. In other languages words after the language belong to
/// other tools, unless they are nearly ours.
pub(super) fn check(document: &Document, fence: &Fence) -> Vec<Diagnostic> {
    let codes = allowed(fence).chain(expected(fence));
    let codes: Vec<&Attribute> = codes.map(|(_, attribute)| attribute).collect();
    let mut found: Vec<Diagnostic> = fence
        .attributes
        .iter()
        .filter(|attribute| attributes::find(&attribute.name).is_none())
        .filter(|attribute| !codes.contains(attribute))
        .filter_map(|attribute| unknown(document, fence, attribute))
        .collect();
    let known = fence.attributes.iter().filter_map(|attribute| {
        let known = attributes::find(&attribute.name)?;
        (fence.is_hcl() || !known.hcl).then_some((attribute, known))
    });
    for (attribute, known) in known {
        found.extend(without_value(document, attribute, known));
        found.extend(bad_value(document, fence, attribute, known));
    }
    found.extend(without_effect(document, fence));
    if fence.is_hcl() {
        found.extend(conflicts(document, fence));
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
    // In other languages a short word may well be another tool's.
    let is_likely = |known: &&Known| fence.is_hcl() || known.name.len() > 3;
    let names = attributes::ALL.iter().filter(is_likely).map(|known| known.name);
    match suggest::nearest(&attribute.name, names.clone()) {
        Some(near) => Some(unknown.help(format!("did you mean `{near}`?"))),
        None if fence.is_hcl() => {
            let names: Vec<&str> = names.collect();
            Some(unknown.help(format!("known attributes are `{}`", names.join("`, `"))))
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

fn without_value(document: &Document, attribute: &Attribute, known: &Known) -> Option<Diagnostic> {
    let is_needed = matches!(known.form, Form::Text | Form::Lines);
    if !is_needed || attribute.value.as_deref().is_some_and(|value| !value.is_empty()) {
        return None;
    }
    let message = format!("`{}` needs a value", known.name);
    let finding = Diagnostic::new(&catalogue::UNKNOWN_FENCE_ATTRIBUTE, message)
        .at(document.location(attribute.name_span), "")
        .help(format!("write one such as `{}`", known.example));
    Some(finding)
}

/// Attributes that are nothing without another, or in another language.
fn without_effect(document: &Document, fence: &Fence) -> Vec<Diagnostic> {
    let alone = |name: &str, is_alone: bool, help: &str| {
        let attribute = fence.attribute(name).filter(|_| is_alone)?;
        let finding = Diagnostic::new(
            &catalogue::UNKNOWN_FENCE_ATTRIBUTE,
            format!("`{name}` has no effect here"),
        );
        Some(finding.at(document.location(attribute.name_span), "").help(help))
    };
    let is_diff = fence.is_in(&["diff"]);
    [
        alone(
            "region",
            fence.attribute("file").is_none(),
            "name the file as well: `file=\"./main.tf\"`",
        ),
        alone(
            "lang",
            !is_diff,
            "it is the language of the code below a diff: write `diff lang=hcl`",
        ),
        alone(
            "diagram",
            !fence.is_mermaid(),
            "it says whether a block of `mermaid` is drawn",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A value that is not of its attribute's form.
fn bad_value(document: &Document, fence: &Fence, attribute: &Attribute, known: &Known) -> Option<Diagnostic> {
    let value = attribute.value.as_deref().filter(|value| !value.is_empty())?;
    let is_switch = matches!(value, "true" | "false");
    let is_number = value.parse().is_ok_and(|number: u32| number > 0);
    let (message, range, help) = match known.form {
        // Of a file that is not there no line is.
        Form::Lines if fence.attribute("file").is_some() && fence.included.is_none() => return None,
        Form::Lines => {
            let bad = Lines::parse(value, fence.line_count()).err()?;
            (
                bad.message,
                bad.range,
                format!("write lines of the block, such as `{}`", known.example),
            )
        }
        Form::Switch if !is_switch => {
            let message = format!("`{}` cannot be `{value}`", known.name);
            (message, 0..value.len(), "write `true` or `false`".to_owned())
        }
        Form::Number if !is_switch && !is_number => {
            let message = format!("`{value}` is no number of a line");
            (
                message,
                0..value.len(),
                format!("write the number of the first line: `{}`", known.example),
            )
        }
        Form::Text if known.name == "id" && value.contains(char::is_whitespace) => {
            let message = "an id has no white space".to_owned();
            (
                message,
                0..value.len(),
                format!("write one word: `{}`", value.replace(char::is_whitespace, "-")),
            )
        }
        _ => return None,
    };
    let span = Span::from(range).shift(attribute.value_span.range().start);
    let finding = Diagnostic::new(&catalogue::BAD_FENCE_VALUE, message);
    Some(finding.at(document.location(span), "").help(help))
}
