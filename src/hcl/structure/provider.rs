//! Versions and the providers a module needs.

use super::constant::evaluated;
use super::{Checker, attributes, blocks, edit, version};
use crate::diagnostic::{Diagnostic, catalogue, suggest};
use crate::hcl::ast::{Attribute, Block, Expression, ExpressionKind};
use crate::hcl::walk::{bare_name, literal, plain_string};
use crate::source::Span;

const KEYS: [&str; 3] = ["source", "version", "configuration_aliases"];

impl Checker<'_> {
    /// An argument that holds a version constraint.
    pub(super) fn version(&mut self, attribute: &Attribute) {
        if evaluated(&attribute.value).is_none() {
            self.version_value(&attribute.value);
        } else if !self.opentofu {
            self.constant(attribute, "a version is known before anything is evaluated");
        }
    }

    fn version_value(&mut self, value: &Expression) {
        let Some(constraint) = plain_string(value, self.text) else {
            if let ExpressionKind::Number = value.kind {
                self.unquoted_version(value);
            }
            return;
        };
        let Some(bad) = version::check(constraint) else {
            return;
        };
        let inside = value.span.start as usize + 1;
        let place = Span::new(inside + bad.start, inside + bad.end);
        let place = if place.is_empty() { value.span } else { place };
        let message = format!("`{constraint}` is no version constraint");
        let mut finding = Diagnostic::new(&catalogue::HCL_VERSION_CONSTRAINT, message).at(place, bad.reason);
        match bad.meant {
            Some(meant) => {
                let whole = Span::new(inside, inside + constraint.len());
                finding = finding.fix(format!("write `{meant}`"), vec![edit(whole, meant)]);
            }
            None => finding = finding.help("write one such as `~> 6.0` or `>= 1.5, < 2.0`"),
        }
        self.found.push(finding);
    }

    /// `1.5` in place of `"1.5"`.
    fn unquoted_version(&mut self, value: &Expression) {
        let number = value.span.of(self.text);
        let finding = Diagnostic::new(
            &catalogue::HCL_VERSION_CONSTRAINT,
            "a version constraint is a string",
        )
        .at(value.span, "not in quotes")
        .fix("add quotes", vec![edit(value.span, format!("\"{number}\""))]);
        self.found.push(finding);
    }

    /// The `terraform` block: one place for the state.
    pub(super) fn settings(&mut self, block: &Block) {
        let find = |name: &str| blocks(&block.body).find(|block| block.kind.text == name);
        if let (Some(backend), Some(cloud)) = (find("backend"), find("cloud")) {
            let message = "`backend` and `cloud` cannot stand together";
            let finding = Diagnostic::new(&catalogue::HCL_REPEATED, message)
                .at(backend.kind.span, "the state would be kept here")
                .at(cloud.kind.span, "and here")
                .help("keep one of them");
            self.found.push(finding);
        }
    }

    pub(super) fn required_providers(&mut self, block: &Block) {
        for provider in attributes(&block.body) {
            match &provider.value.kind {
                ExpressionKind::Object(items) => {
                    for item in items {
                        let key = bare_name(&item.key).map(str::to_owned);
                        let Some(key) = key.or_else(|| literal(&item.key, self.text)) else {
                            continue;
                        };
                        self.required_provider(&key, &item.key, &item.value);
                    }
                }
                ExpressionKind::Template(_) => self.version_value(&provider.value),
                ExpressionKind::Invalid => {}
                _ => self.no_requirement(provider),
            }
        }
    }

    fn no_requirement(&mut self, provider: &Attribute) {
        let message = format!("provider `{}` is required as an object", provider.name.text);
        let finding = Diagnostic::new(&catalogue::HCL_NOT_CONSTANT, message)
            .at(provider.value.span, "no object")
            .help("write `{ source = \"hashicorp/aws\", version = \"~> 6.0\" }`");
        self.found.push(finding);
    }

    fn required_provider(&mut self, key: &str, place: &Expression, value: &Expression) {
        match key {
            "version" => self.version_value(value),
            "source" => self.provider_source(value),
            "configuration_aliases" => {}
            _ => {
                let message = format!("a required provider has no `{key}`");
                let finding =
                    Diagnostic::new(&catalogue::HCL_UNKNOWN_ARGUMENT, message).at(place.span, "unknown");
                self.found.push(match suggest::nearest(key, KEYS) {
                    Some(near) => finding
                        .help(format!("did you mean `{near}`?"))
                        .fix(format!("write `{near}`"), vec![edit(place.span, near)]),
                    None => finding.help("write `source` and `version`"),
                });
            }
        }
    }

    fn provider_source(&mut self, value: &Expression) {
        let Some(address) = plain_string(value, self.text) else {
            return;
        };
        if address.contains(['<', '{']) {
            return;
        }
        let Some(reason) = version::address_fault(address) else {
            return;
        };
        let message = format!("`{address}` is no address of a provider");
        let mut finding = Diagnostic::new(&catalogue::HCL_VERSION_CONSTRAINT, message)
            .at(value.span, reason)
            .help("write one such as `hashicorp/aws`");
        let short = address.replace("terraform-provider-", "");
        if short != address && version::address_fault(&short).is_none() {
            finding = finding.fix(
                format!("write `{short}`"),
                vec![edit(value.span, format!("\"{short}\""))],
            );
        }
        self.found.push(finding);
    }
}
