//! Ways of writing that Terraform has left behind.

use super::Walker;
use crate::diagnostic::catalogue;
use crate::hcl::ast::{Expression, ExpressionKind, Step, StepKind, TemplatePartKind};

impl<'m> Walker<'m, '_> {
    pub(super) fn legacy(&mut self, expression: &'m Expression) {
        match &expression.kind {
            ExpressionKind::Template(parts) => {
                if let [part] = parts.as_slice()
                    && let TemplatePartKind::Interpolation { value, .. } = &part.kind
                    && !matches!(value.kind, ExpressionKind::Invalid)
                    && !self.keys.contains(&expression.span.start)
                {
                    self.needless_template(expression, value);
                }
            }
            ExpressionKind::Traversal { steps, .. } => self.legacy_steps(steps),
            _ => {}
        }
    }

    /// `"${x}"` alone.
    fn needless_template(&mut self, template: &Expression, value: &Expression) {
        let inner = value.span.of(self.unit.text);
        let bare = if inner.contains('\n') {
            format!("({inner})")
        } else {
            inner.to_owned()
        };
        let message = "`${ }` around a whole value does nothing";
        self.report(
            &catalogue::HCL_LEGACY,
            message,
            template.span,
            "only an expression",
        )
        .fix("write the expression alone", &[(template.span, &bare)]);
    }

    fn legacy_steps(&mut self, steps: &'m [Step]) {
        for (index, step) in steps.iter().enumerate() {
            match &step.kind {
                StepKind::LegacyIndex => {
                    let number = step
                        .span
                        .of(self.unit.text)
                        .trim_start_matches('.')
                        .trim()
                        .to_owned();
                    let modern = format!("[{number}]");
                    self.report(
                        &catalogue::HCL_LEGACY,
                        "an index is written in brackets",
                        step.span,
                        "the old way",
                    )
                    .fix(format!("write `{modern}`"), &[(step.span, &modern)]);
                }
                StepKind::AttributeSplat => {
                    let span = step.span;
                    let finding = self.report(
                        &catalogue::HCL_LEGACY,
                        "`.*` is written `[*]`",
                        span,
                        "the old way",
                    );
                    if keeps_meaning(steps.get(index + 1..).unwrap_or_default()) {
                        finding.fix("write `[*]`", &[(span, "[*]")]);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether the steps after `.*` mean the same after `[*]`: an index would be applied to each element.
fn keeps_meaning(rest: &[Step]) -> bool {
    !rest
        .iter()
        .any(|step| matches!(step.kind, StepKind::Index(_) | StepKind::FullSplat))
}
