//! Addresses in the text around the code.

use super::address::{meant_root, name_at};
use super::near::NearNames;
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::{ExpressionKind, Step};
use crate::hcl::module::{Address, Kind};
use crate::hcl::{DEPTH_LIMIT, parse_expressions};

/// Holds one piece of inline code against what a module declares. Only an address that nearly is one of the
/// module's is reported.
pub(crate) fn mention<L: Clone>(near: &NearNames<'_>, text: &str, place: &L) -> Option<Diagnostic<L>> {
    let declarations = near.declarations();
    let looks_like_address = text.contains('.')
        && text.len() < DEPTH_LIMIT
        && text
            .chars()
            .all(|character| character.is_alphanumeric() || "._-[]\"*".contains(character));
    if !looks_like_address {
        return None;
    }
    let read = parse_expressions(text);
    let ([expression], true) = (read.tree.as_slice(), read.diagnostics.is_empty()) else {
        return None;
    };
    let ExpressionKind::Traversal { root, steps } = &expression.kind else {
        return None;
    };
    let ExpressionKind::Variable(root) = &root.kind else {
        return None;
    };
    if let Some(meant) = meant_root(&root.text) {
        let known = address(meant, steps).filter(|known| !declarations.get(*known).is_empty())?;
        return Some(nearly(text, known, place));
    }
    let written = address(&root.text, steps)?;
    if !declarations.get(written).is_empty() {
        return None;
    }
    Some(nearly(text, near.of(written)?, place))
}

fn address<'a>(root: &'a str, steps: &'a [Step]) -> Option<Address<'a>> {
    let (kind, type_name, name) = match root {
        "var" => (Kind::Variable, "", name_at(steps, 0)),
        "local" => (Kind::Local, "", name_at(steps, 0)),
        "module" => (Kind::Module, "", name_at(steps, 0)),
        "data" => (Kind::Data, name_at(steps, 0)?.text.as_str(), name_at(steps, 1)),
        "ephemeral" => (
            Kind::Ephemeral,
            name_at(steps, 0)?.text.as_str(),
            name_at(steps, 1),
        ),
        _ => (Kind::Resource, root, name_at(steps, 0)),
    };
    Some(Address {
        kind,
        type_name,
        name: &name?.text,
    })
}

fn nearly<L: Clone>(text: &str, known: Address<'_>, place: &L) -> Diagnostic<L> {
    let message = format!("the code has no `{text}`, but it has `{known}`");
    Diagnostic::new(&catalogue::HCL_MENTION, message)
        .at(place.clone(), "not in the code")
        .help(format!("did you mean `{known}`?"))
}
