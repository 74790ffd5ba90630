//! Places where only a value may stand that is known without evaluating anything.

use super::{Checker, blocks};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::{Attribute, Body, Expression, ExpressionKind};
use crate::hcl::structure::attributes;
use crate::hcl::walk::walk;
use crate::source::Span;

impl Checker<'_> {
    /// Reports what is evaluated in the value of an argument.
    pub(super) fn constant(&mut self, attribute: &Attribute, why: &str) {
        let Some((span, what)) = evaluated(&attribute.value) else {
            return;
        };
        let name = &attribute.name.text;
        let mut finding = Diagnostic::new(
            &catalogue::HCL_NOT_CONSTANT,
            format!("`{name}` must be a plain value"),
        )
        .at(span, what)
        .help(why);
        if what == BARE {
            finding = finding.help("put text in double quotes");
        }
        self.found.push(finding);
    }

    /// The arguments of a block that is read before anything is evaluated.
    pub(super) fn constants(&mut self, body: &Body, block: &str) {
        if self.opentofu {
            return;
        }
        let why = match block {
            "backend" => {
                "a backend is set up before anything is evaluated; pass values with `-backend-config`"
            }
            _ => "this is read before anything is evaluated",
        };
        for attribute in attributes(body) {
            self.constant(attribute, why);
        }
        for inner in blocks(body) {
            self.constants(&inner.body, block);
        }
    }
}

const BARE: &str = "a bare word is no value";

/// The first thing in an expression that has to be evaluated.
pub(super) fn evaluated(value: &Expression) -> Option<(Span, &'static str)> {
    let mut first = None;
    walk(value, &mut Vec::new(), &mut |expression, bound| {
        let what = match &expression.kind {
            ExpressionKind::Variable(name) if !bound.contains(&&*name.text) => BARE,
            ExpressionKind::Traversal { root, .. } => match &root.kind {
                ExpressionKind::Variable(name) if !bound.contains(&&*name.text) => {
                    "nothing can be referred to here"
                }
                _ => return,
            },
            ExpressionKind::Call(_) => "no function can be called here",
            _ => return,
        };
        let span = match &expression.kind {
            ExpressionKind::Call(call) => call.function.span,
            _ => expression.span,
        };
        first = first.or(Some((span, what)));
    });
    first
}
