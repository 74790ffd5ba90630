//! Places that hold addresses and bare words, not values.

use super::{Checker, edit};
use crate::diagnostic::{Code, Diagnostic, catalogue};
use crate::hcl::ast::{Attribute, Expression, ExpressionKind, ObjectItem, Step, StepKind};
use crate::hcl::walk::{bare_name, plain_string};
use crate::source::Span;

impl Checker<'_> {
    /// `depends_on`: a list of resources and modules.
    pub(super) fn dependencies(&mut self, attribute: &Attribute) {
        let Some(elements) = self.list(attribute) else {
            return;
        };
        for element in elements {
            if is_quoted_reference(element, self.text) {
                self.quoted(element, attribute);
            } else if !is_static(element, false) {
                self.not_static(element.span, attribute, "no resource or module");
            } else if is_part(element) {
                self.not_static(element.span, attribute, "a part of something, not the whole");
            }
        }
    }

    /// `replace_triggered_by`: references, instance keys included.
    pub(super) fn triggers(&mut self, attribute: &Attribute) {
        let Some(elements) = self.list(attribute) else {
            return;
        };
        for element in elements {
            let value_root = root_name(element).is_some_and(|root| {
                matches!(root, "var" | "local" | "data" | "module" | "path" | "terraform")
            });
            if !is_static(element, true) || value_root {
                self.not_static(element.span, attribute, "no resource");
            }
        }
    }

    /// `ignore_changes`: `all`, or attributes of the resource itself.
    pub(super) fn own_attributes(&mut self, attribute: &Attribute) {
        if bare_name(&attribute.value) == Some("all") {
            return;
        }
        let Some(elements) = self.list(attribute) else {
            return;
        };
        for element in elements {
            match &element.kind {
                ExpressionKind::Template(_) if plain_string(element, self.text) == Some("*") => {}
                ExpressionKind::Template(_) if is_quoted_reference(element, self.text) => {
                    self.quoted(element, attribute);
                }
                _ if bare_name(element) == Some("all") => {
                    self.not_static(element.span, attribute, "`all` stands alone, without brackets");
                }
                _ if is_static(element, false) => {}
                _ => self.not_static(element.span, attribute, "no attribute"),
            }
        }
    }

    /// The elements of a list, unless it is something else, which is reported.
    fn list<'a>(&mut self, attribute: &'a Attribute) -> Option<&'a [Expression]> {
        match &attribute.value.kind {
            ExpressionKind::Tuple(elements) => Some(elements),
            ExpressionKind::Invalid => None,
            _ => {
                let value = &attribute.value;
                let message = format!("`{}` takes a list", attribute.name.text);
                let finding = Diagnostic::new(&catalogue::HCL_NOT_CONSTANT, message)
                    .at(value.span, "no list in brackets");
                self.found.push(if is_static(value, false) {
                    let edits = vec![
                        edit(Span::at(value.span.start as usize), "["),
                        edit(Span::at(value.span.end as usize), "]"),
                    ];
                    finding.fix("add brackets", edits)
                } else {
                    finding.help("write the list out: nothing is evaluated here")
                });
                None
            }
        }
    }

    /// `from` and `to`: an address; `keyed` when its index may be any expression.
    pub(super) fn address(&mut self, attribute: &Attribute, keyed: bool) {
        let value = &attribute.value;
        if matches!(value.kind, ExpressionKind::Invalid) || is_static(value, keyed) {
            return;
        }
        if is_quoted_reference(value, self.text) {
            self.unquote(value, attribute, &catalogue::HCL_NOT_CONSTANT);
        } else {
            self.not_static(value.span, attribute, "no address");
        }
    }

    /// `provider = aws.seoul`.
    pub(super) fn provider(&mut self, attribute: &Attribute) {
        let value = &attribute.value;
        if plain_string(value, self.text).is_some() {
            self.quoted(value, attribute);
        } else if !is_provider(value) {
            self.not_static(value.span, attribute, "no provider");
        }
    }

    /// `providers = { aws = aws.seoul }`.
    pub(super) fn providers(&mut self, attribute: &Attribute) {
        let ExpressionKind::Object(items) = &attribute.value.kind else {
            if !matches!(attribute.value.kind, ExpressionKind::Invalid) {
                self.not_static(attribute.value.span, attribute, "no object in braces");
            }
            return;
        };
        for ObjectItem { value, .. } in items {
            if plain_string(value, self.text).is_some() {
                self.quoted(value, attribute);
            } else if !is_provider(value) {
                self.not_static(value.span, attribute, "no provider");
            }
        }
    }

    /// `when = destroy`, `iterator = port`.
    pub(super) fn keyword(&mut self, attribute: &Attribute) {
        let value = &attribute.value;
        match attribute.name.text.as_str() {
            "when" | "on_failure" if plain_string(value, self.text).is_some() => {
                self.quoted(value, attribute);
            }
            "iterator" if is_quoted_reference(value, self.text) => {
                self.unquote(value, attribute, &catalogue::HCL_NOT_CONSTANT);
            }
            "when" | "on_failure" | "iterator"
                if bare_name(value).is_none() && !matches!(value.kind, ExpressionKind::Invalid) =>
            {
                self.not_static(value.span, attribute, "no bare word");
            }
            _ => {}
        }
    }

    /// A reference in quotes, which Terraform still takes.
    fn quoted(&mut self, value: &Expression, attribute: &Attribute) {
        self.unquote(value, attribute, &catalogue::HCL_LEGACY);
    }

    fn unquote(&mut self, value: &Expression, attribute: &Attribute, code: &'static Code) {
        let bare = plain_string(value, self.text).unwrap_or_default().to_owned();
        let message = format!("`{}` is written without quotes", attribute.name.text);
        let finding = Diagnostic::new(code, message)
            .at(value.span, "in quotes")
            .fix("take out the quotes", vec![edit(value.span, bare)]);
        self.found.push(finding);
    }

    fn not_static(&mut self, span: Span, attribute: &Attribute, label: &str) {
        let name = &attribute.name.text;
        let (message, help) = match name.as_str() {
            "depends_on" => (
                "`depends_on` takes resources and modules by their addresses",
                "write addresses such as `aws_vpc.main`; nothing is evaluated here",
            ),
            "ignore_changes" => (
                "`ignore_changes` takes names of the resource's own attributes",
                "write names such as `tags`; nothing is evaluated here",
            ),
            "provider" | "providers" => (
                "a provider is named by its address alone",
                "write `aws` or `aws.alias`; nothing is evaluated here",
            ),
            "from" | "to" => (
                "an address must be written out",
                "write an address such as `aws_vpc.main`; nothing is evaluated here",
            ),
            "iterator" => ("`iterator` takes a bare name", "write a name such as `port`"),
            _ => ("nothing is evaluated here", "write addresses and bare words only"),
        };
        let finding = Diagnostic::new(&catalogue::HCL_NOT_CONSTANT, message)
            .at(span, label)
            .help(help);
        self.found.push(finding);
    }
}

/// Whether a string holds what may stand without its quotes.
fn is_quoted_reference(value: &Expression, text: &str) -> bool {
    plain_string(value, text).is_some_and(|text| text.split('.').all(super::labels::is_name_text))
}

/// The name that a bare name or a traversal begins with.
fn root_name(value: &Expression) -> Option<&str> {
    match &value.kind {
        ExpressionKind::Traversal { root, .. } => bare_name(root),
        _ => bare_name(value),
    }
}

/// Whether an address goes on after the thing it names: `aws_vpc.main.id`.
fn is_part(value: &Expression) -> bool {
    let ExpressionKind::Traversal { root, steps } = &value.kind else {
        return false;
    };
    let names = match bare_name(root) {
        Some("data" | "ephemeral" | "action" | "resource") => 2,
        Some("each" | "count" | "self" | "path" | "terraform") | None => return false,
        Some(_) => 1,
    };
    let is_name = |step: &&Step| matches!(step.kind, StepKind::Attribute(_));
    steps.iter().filter(is_name).count() > names
}

/// Whether an expression is a name with attributes and indices, which are literal unless `keyed`.
fn is_static(value: &Expression, keyed: bool) -> bool {
    let literal = |index: &Expression| {
        keyed
            || matches!(index.kind, ExpressionKind::Number)
            || matches!(index.kind, ExpressionKind::Template(_))
                && super::constant::evaluated(index).is_none()
    };
    let plain = |step: &Step| match &step.kind {
        StepKind::Attribute(_) | StepKind::LegacyIndex => true,
        StepKind::Index(index) => literal(index),
        StepKind::AttributeSplat | StepKind::FullSplat => false,
    };
    match &value.kind {
        ExpressionKind::Variable(_) => true,
        ExpressionKind::Traversal { root, steps } => bare_name(root).is_some() && steps.iter().all(plain),
        _ => false,
    }
}

/// `aws`, `aws.seoul`, or with OpenTofu `aws.by_region[each.key]`.
fn is_provider(value: &Expression) -> bool {
    match &value.kind {
        ExpressionKind::Variable(_) | ExpressionKind::Invalid => true,
        ExpressionKind::Traversal { root, steps } => {
            let indexed = |step: &Step| matches!(step.kind, StepKind::Index(_));
            let value_root =
                bare_name(root).is_none_or(|root| matches!(root, "var" | "local" | "each" | "module"));
            !value_root
                && matches!(steps.first().map(|step| &step.kind), Some(StepKind::Attribute(_)))
                && steps.iter().skip(1).all(indexed)
        }
        _ => false,
    }
}
