//! Variables: type and default.

use super::{Checker, attributes, default, edit, type_constraint};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::{Attribute, Block, ExpressionKind};
use crate::source::Span;
use type_constraint::Type;

impl Checker<'_> {
    pub(super) fn variable(&mut self, block: &Block) {
        let find = |name: &str| attributes(&block.body).find(|attribute| attribute.name.text == name);
        let written = find("type");
        let kind = match written {
            Some(written) => type_constraint::read(&written.value, self.text, &mut self.found),
            None => Type::Any,
        };
        let (Some(value), nullable) = (find("default"), find("nullable")) else {
            return;
        };
        if let Some(misfit) = default::misfit(&value.value, &kind, self.text) {
            self.misfit(written, misfit.span, &misfit.reason);
        }
        let never_null =
            nullable.is_some_and(|nullable| matches!(nullable.value.kind, ExpressionKind::Bool(false)));
        if never_null && matches!(value.value.kind, ExpressionKind::Null) {
            let message = "the default is `null`, but the variable is not `nullable`";
            let finding = Diagnostic::new(&catalogue::HCL_DEFAULT_TYPE, message)
                .at(value.value.span, "null")
                .help("take out the default to make the variable required");
            self.found.push(finding);
        }
    }

    /// An argument that is `true` or `false`.
    pub(super) fn flag(&mut self, attribute: &Attribute) {
        let Some(misfit) = default::misfit(&attribute.value, &Type::Bool, self.text) else {
            return;
        };
        let message = format!("`{}` is `true` or `false`", attribute.name.text);
        let finding = Diagnostic::new(&catalogue::HCL_TYPE, message).at(misfit.span, misfit.reason);
        self.found.push(finding);
    }

    fn misfit(&mut self, written: Option<&Attribute>, span: Span, reason: &str) {
        let message = "the default does not fit the variable's type";
        let mut finding = Diagnostic::new(&catalogue::HCL_DEFAULT_TYPE, message).at(span, reason);
        if let Some(written) = written {
            finding = finding.at(written.value.span, "the type");
        }
        let quoted = span
            .of(self.text)
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        let wants_bool = reason.ends_with("a bool");
        if let Some(word) = quoted.filter(|_| wants_bool).map(str::to_lowercase)
            && matches!(&*word, "true" | "false")
        {
            finding = finding.fix(format!("write `{word}`"), vec![edit(span, word)]);
        }
        self.found.push(finding);
    }
}
