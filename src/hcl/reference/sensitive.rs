//! Sensitive values where Terraform refuses them.

use super::Walker;
use crate::diagnostic::catalogue;
use crate::hcl::ast::{Block, Expression, ExpressionKind};
use crate::hcl::module::{attribute, is_elided};
use crate::hcl::value::{Value, check_for_each_marks};

impl<'m> Walker<'m, '_> {
    /// Reports a `for_each` that is given a sensitive value.
    pub(super) fn sensitive_for_each(&mut self, given: &'m Expression) {
        let unit = self.unit;
        let wrong = self
            .known(given)
            .and_then(|value| check_for_each_marks(&value, given.span));
        self.followed
            .found
            .extend(wrong.map(|finding| finding.map_locations(|span| unit.place(span))));
    }

    /// Reports an output that shows a sensitive value without being marked.
    pub(super) fn sensitive_output(&mut self, block: &'m Block) {
        let Some(shown) = attribute(block, "value") else {
            return;
        };
        let marked = attribute(block, "sensitive")
            .is_some_and(|mark| !matches!(mark.value.kind, ExpressionKind::Bool(false)));
        if marked || block.close.is_none() || is_elided(&block.body, self.unit.text) {
            return;
        }
        let is_sensitive = |value: Value| value.marks().sensitive || value.marks_within().sensitive;
        if self.known(&shown.value).is_some_and(is_sensitive) {
            let message = "an output that is not marked shows a sensitive value";
            let label = "made of a sensitive value";
            self.report(
                &catalogue::HCL_SENSITIVE,
                message.to_owned(),
                shown.value.span,
                label,
            )
            .help("write `sensitive = true` in the output, or `nonsensitive(…)` when it may be shown");
        }
    }

    fn known(&self, expression: &Expression) -> Option<Value> {
        self.values?.value(expression, self.unit)
    }
}
