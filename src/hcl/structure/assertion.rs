//! Conditions that check nothing, and what may be referred to when something is destroyed.

use super::{Checker, attributes, blocks};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::{Block, Expression, ExpressionKind, StepKind};
use crate::hcl::walk::{bare_name, walk};
use crate::source::Span;

/// A name that an expression starts from, with the name after its dot.
struct Root<'e> {
    name: &'e str,
    next: Option<&'e str>,
    span: Span,
}

/// What an expression refers to; `None` when a part of it could not be read.
fn roots(expression: &Expression) -> Option<Vec<Root<'_>>> {
    let mut found = Vec::new();
    let mut broken = false;
    walk(expression, &mut Vec::new(), &mut |part, bound| {
        let (root, next) = match &part.kind {
            ExpressionKind::Invalid => {
                broken = true;
                return;
            }
            ExpressionKind::Variable(name) => (name, None),
            ExpressionKind::Traversal { root, steps } => match (&root.kind, steps.first()) {
                (ExpressionKind::Variable(name), Some(step)) => (name, Some(&step.kind)),
                _ => return,
            },
            _ => return,
        };
        if bound.contains(&&*root.text) {
            return;
        }
        found.push(Root {
            name: &root.text,
            next: match next {
                Some(StepKind::Attribute(name)) => Some(&name.text),
                _ => None,
            },
            span: part.span,
        });
    });
    (!broken).then_some(found)
}

impl Checker<'_> {
    /// A condition that refers to nothing holds always or never.
    pub(super) fn assertion(&mut self, block: &Block) {
        let condition = attributes(&block.body).find(|attribute| attribute.name.text == "condition");
        let Some(condition) = condition else {
            return;
        };
        if roots(&condition.value).is_some_and(|roots| roots.is_empty()) {
            let message = format!("the condition of `{}` checks nothing", block.kind.text);
            let finding = Diagnostic::new(&catalogue::HCL_REFERENCE, message)
                .at(condition.value.span, "refers to nothing")
                .help("refer to what is to be checked, such as `var.name` or `self.id`");
            self.found.push(finding);
        }
    }

    /// The validations of a variable have to look at it.
    pub(super) fn validations(&mut self, variable: &Block) {
        let Some(name) = variable.labels.first().map(|label| label.value.as_str()) else {
            return;
        };
        for validation in blocks(&variable.body).filter(|block| block.kind.text == "validation") {
            let condition = attributes(&validation.body).find(|argument| argument.name.text == "condition");
            let Some(condition) = condition else {
                continue;
            };
            let Some(roots) = roots(&condition.value).filter(|roots| !roots.is_empty()) else {
                continue;
            };
            // A root that can never be right, or a name that is nearly this one, is reported where it is followed.
            let reads = |root: &Root<'_>| match root.name {
                "var" => root.next.is_none_or(|next| next == name),
                "local" | "each" | "count" | "self" | "path" | "terraform" | "data" | "module" => false,
                other => !other.contains('_'),
            };
            let other_variable = roots.iter().find(|root| root.name == "var");
            if !roots.iter().any(reads) {
                let span = other_variable.map_or(condition.value.span, |other| other.span);
                let message = format!("the validation of `var.{name}` does not look at it");
                let finding = Diagnostic::new(&catalogue::HCL_REFERENCE, message)
                    .at(span, format!("not `var.{name}`"))
                    .help(format!("refer to `var.{name}` in the condition"));
                self.found.push(finding);
            }
        }
    }

    /// When a resource is destroyed, only itself can still be referred to.
    pub(super) fn destroyer(&mut self, provisioner: &Block) {
        let when = attributes(&provisioner.body).find(|attribute| attribute.name.text == "when");
        if when.and_then(|when| bare_name(&when.value)) != Some("destroy") {
            return;
        }
        let inner = blocks(&provisioner.body).filter(|block| block.kind.text == "connection");
        let bodies = std::iter::once(&provisioner.body).chain(inner.map(|block| &block.body));
        for attribute in bodies.flat_map(attributes) {
            if matches!(attribute.name.text.as_str(), "when" | "on_failure") {
                continue;
            }
            for root in roots(&attribute.value).unwrap_or_default() {
                if matches!(root.name, "self" | "count" | "each" | "path" | "terraform")
                    || root.next.is_none()
                {
                    continue;
                }
                let message = "a provisioner that runs on destruction can refer to `self` only";
                let finding = Diagnostic::new(&catalogue::HCL_SCOPE, message)
                    .at(root.span, "may be gone already")
                    .help("keep the value in the resource, as in `triggers`, and read it as `self.triggers`");
                self.found.push(finding);
            }
        }
    }
}
