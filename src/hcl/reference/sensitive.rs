//! Sensitive and ephemeral values where Terraform refuses them.

use super::Walker;
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::{Block, Expression, ExpressionKind};
use crate::hcl::module::{attribute, is_elided};
use crate::hcl::value::{Marks, Value, check_count_marks, check_for_each_marks};
use crate::source::Span;

/// A rule for the marks of a value at a place.
type Rule = fn(&Value, Span) -> Option<Diagnostic<Span>>;

impl<'m> Walker<'m, '_> {
    /// Reports a `for_each` that is given a sensitive or ephemeral value.
    pub(super) fn marked_for_each(&mut self, given: &'m Expression) {
        self.marked(given, check_for_each_marks);
    }

    /// Reports a `count` that is given an ephemeral value.
    pub(super) fn marked_count(&mut self, given: &'m Expression) {
        self.marked(given, check_count_marks);
    }

    fn marked(&mut self, given: &'m Expression, rule: Rule) {
        let unit = self.unit;
        let wrong = self.known(given).and_then(|value| rule(&value, given.span));
        self.followed
            .found
            .extend(wrong.map(|finding| finding.map_locations(|span| unit.place(span))));
    }

    /// Reports an output that shows a sensitive or ephemeral value without being marked.
    pub(super) fn marked_output(&mut self, block: &'m Block) {
        let Some(shown) = attribute(block, "value") else {
            return;
        };
        if block.close.is_none() || is_elided(&block.body, self.unit.text) {
            return;
        }
        let Some(marks) = self.known(&shown.value).map(|value| value.marks_within()) else {
            return;
        };
        // Terraform minds only what the root module shows: to the caller of another one the value is sensitive
        // as it was.
        if marks.sensitive && !self.unit.called && !is_marked(block, "sensitive") {
            let message = "an output that is not marked shows a sensitive value";
            let label = "made of a sensitive value";
            self.report(&catalogue::HCL_SENSITIVE, message, shown.value.span, label)
                .help("write `sensitive = true` in the output, or `nonsensitive(…)` when it may be shown");
        }
        if marks.ephemeral && !is_marked(block, "ephemeral") {
            let message = "an output that is not marked gives an ephemeral value";
            let label = "made of an ephemeral value";
            self.report(&catalogue::HCL_SENSITIVE, message, shown.value.span, label)
                .help("write `ephemeral = true` in the output of a called module, or `ephemeralasnull(…)`");
        }
    }

    /// Reports arguments of Terraform's own resource type that would store an ephemeral value.
    pub(super) fn stored(&mut self, block: &'m Block) {
        let is_own = block
            .labels
            .first()
            .is_some_and(|label| label.value == "terraform_data");
        if block.kind.text != "resource" || !is_own {
            return;
        }
        for name in ["input", "triggers_replace"] {
            let Some(argument) = attribute(block, name) else {
                continue;
            };
            let Some(Marks { ephemeral: true, .. }) =
                self.known(&argument.value).map(|value| value.marks_within())
            else {
                continue;
            };
            let message = format!("`{name}` is stored and given an ephemeral value");
            let label = "made of an ephemeral value";
            self.report(&catalogue::HCL_SENSITIVE, message, argument.value.span, label)
                .help("use a value that is not ephemeral, or `ephemeralasnull(…)`");
        }
    }

    /// The value of an expression without faults.
    pub(super) fn known(&self, expression: &Expression) -> Option<Value> {
        self.values?.value(expression, self.unit)
    }
}

/// Whether a block has a flag that is not certainly off.
fn is_marked(block: &Block, flag: &str) -> bool {
    attribute(block, flag).is_some_and(|mark| !matches!(mark.value.kind, ExpressionKind::Bool(false)))
}
