//! `each`, `count`, `self`, `path` and `terraform`.

use super::address::name_at;
use super::{Has, Scope, Walker};
use crate::diagnostic::{catalogue, suggest};
use crate::hcl::ast::{Name, Step};

impl<'m> Walker<'m, '_> {
    pub(super) fn builtin(&mut self, root: &'m Name, steps: &'m [Step], scope: &Scope<'m>) {
        if !self.in_scope(root, scope) {
            return;
        }
        let known: &[&str] = match root.text.as_str() {
            "each" => &["key", "value"],
            "count" => &["index"],
            "path" => &["module", "root", "cwd"],
            "terraform" | "tofu" => &["workspace", "applying"],
            _ => return,
        };
        let Some(name) = name_at(steps, 0) else {
            let message = format!("`{}` is no value of its own", root.text);
            self.report(
                &catalogue::HCL_REFERENCE,
                message,
                root.span,
                "a name must follow",
            )
            .help(format!("write `{}.{}`", root.text, known[0]));
            return;
        };
        if known.contains(&&*name.text) {
            return;
        }
        let message = format!("`{}` has no `{}`", root.text, name.text);
        let finding = self.report(&catalogue::HCL_SCOPE, message, name.span, "unknown");
        let near = if name.text == "env" {
            Some("workspace")
        } else {
            None
        };
        match near.or_else(|| suggest::nearest(&name.text, known.iter().copied())) {
            Some(near) => finding
                .help(format!("did you mean `{near}`?"))
                .fix(format!("write `{near}`"), &[(name.span, near)]),
            None => finding.help(format!("it has `{}`", known.join("`, `"))),
        };
    }

    /// Whether `each`, `count` or `self` means something here; reported if not.
    pub(super) fn in_scope(&mut self, root: &Name, scope: &Scope<'m>) -> bool {
        let has = match root.text.as_str() {
            "each" => scope.each,
            "count" => scope.count,
            "self" => scope.own,
            _ => return true,
        };
        if has != Has::No {
            return true;
        }
        let help = match (root.text.as_str(), scope) {
            ("each", Scope { count: Has::Yes, .. }) => "the block has `count`: write `count.index`",
            ("count", Scope { each: Has::Yes, .. }) => {
                "the block has `for_each`: write `each.key` or `each.value`"
            }
            ("each", Scope { iterators, .. }) if !iterators.is_empty() => {
                "inside of a `dynamic` block the element is called by the block's label"
            }
            ("each", _) => "add `for_each` to the block, or refer to something else",
            ("count", _) => "add `count` to the block, or refer to something else",
            _ => "`self` means the resource in its provisioners, connections and postconditions only",
        };
        let message = format!("`{}` means nothing here", root.text);
        self.report(&catalogue::HCL_SCOPE, message, root.span, "out of scope")
            .help(help);
        false
    }
}
