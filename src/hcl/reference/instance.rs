//! Resources with `count` or `for_each`, and references with and without an index.

use super::{Has, Scope, Walker};
use crate::diagnostic::catalogue;
use crate::hcl::ast::{Step, StepKind};
use crate::hcl::module::{Address, Declaration, Kind, Source, attribute, is_elided};
use crate::source::Span;

/// How many instances a declaration has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instances {
    Single,
    Count(Span),
    ForEach(Span),
    /// The text does not show.
    Unknown,
}

impl<'m> Walker<'m, '_> {
    /// Holds what follows the name of a resource or module against how it is declared. Of revisions the one that
    /// is meant here counts; that it shows no `count` is no proof when another one has it.
    pub(super) fn instance(&mut self, address: Address<'m>, name: Span, rest: &'m [Step], scope: &Scope<'m>) {
        let Some(step) = rest.first() else {
            return;
        };
        if !matches!(
            address.kind,
            Kind::Resource | Kind::Data | Kind::Ephemeral | Kind::Module
        ) {
            return;
        }
        let Some(meant) = self.declarations.certain(address, self.unit.index) else {
            return;
        };
        let fragment = meant.place.fragment;
        let all = self.declarations.get(address);
        let instances = self.instances(meant);
        if instances == Instances::Single && all.len() > 1 && self.repeats(address) {
            return;
        }
        match (instances, &step.kind) {
            (Instances::Count(at), StepKind::Attribute(_)) => {
                let index = (scope.count == Has::Yes).then_some("[count.index]");
                self.missing_index(address, name, ("count", fragment, at), index);
            }
            (Instances::ForEach(at), StepKind::Attribute(_)) => {
                let index = (scope.each == Has::Yes).then_some("[each.key]");
                self.missing_index(address, name, ("for_each", fragment, at), index);
            }
            (Instances::Single, StepKind::Index(_) | StepKind::LegacyIndex)
                if address.kind != Kind::Module =>
            {
                self.needless_index(address, step, meant);
            }
            _ => {}
        }
    }

    fn missing_index(
        &mut self,
        address: Address<'m>,
        name: Span,
        (repetition, fragment, at): (&str, usize, Span),
        index: Option<&str>,
    ) {
        let message = format!("`{address}` has `{repetition}`, so an instance must be chosen");
        let place = super::Place { fragment, span: at };
        let end = Span::at(name.end as usize);
        let finding = self
            .report(&catalogue::HCL_INSTANCE, message, name, "which instance?")
            .at(place, "repeated here");
        let finding = match repetition {
            "count" => finding.help(format!(
                "write `{address}[0]` for the first, `{address}[*]` for all"
            )),
            _ => finding.help(format!("write `{address}[\"KEY\"]`")),
        };
        if let Some(index) = index {
            finding.fix(format!("write `{index}`"), &[(end, index)]);
        }
    }

    fn needless_index(&mut self, address: Address<'m>, step: &Step, declared: &Declaration<'_>) {
        let message =
            format!("`{address}` has no `count` or `for_each`, so it has no instances to choose from");
        self.report(
            &catalogue::HCL_INSTANCE,
            message,
            step.span,
            "nothing to choose from",
        )
        .at(declared.place, "declared here")
        .fix("take out the index", &[(step.span, "")]);
    }

    fn instances(&self, declaration: &Declaration<'_>) -> Instances {
        let Source::Block(block) = declaration.source else {
            return Instances::Unknown;
        };
        let count = attribute(block, "count").map(|count| Instances::Count(count.span));
        let for_each = attribute(block, "for_each").map(|for_each| Instances::ForEach(for_each.span));
        match (count, for_each) {
            (Some(_), Some(_)) => Instances::Unknown,
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) if block.close.is_none() || self.is_elided(declaration) => Instances::Unknown,
            (None, None) => Instances::Single,
        }
    }

    /// Whether one of the revisions may have several instances.
    fn repeats(&self, address: Address<'m>) -> bool {
        let known = self.repeated.borrow().get(&address).copied();
        known.unwrap_or_else(|| {
            let all = self.declarations.get(address);
            let repeats = all.iter().any(|other| self.instances(other) != Instances::Single);
            self.repeated.borrow_mut().insert(address, repeats);
            repeats
        })
    }

    fn is_elided(&self, declaration: &Declaration<'_>) -> bool {
        match declaration.source {
            Source::Block(block) => self
                .texts
                .get(declaration.place.fragment)
                .is_none_or(|text| is_elided(&block.body, text)),
            _ => false,
        }
    }
}
