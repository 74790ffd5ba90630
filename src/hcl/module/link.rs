//! Which names in the code of a module lead to which declarations.

use std::collections::BTreeMap;

use super::{Address, Declaration, Declarations, Module, Place};
use crate::hcl::reference::{self, Reference};

/// A declaration that something in the code refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its address, such as `aws_vpc.main`.
    pub address: String,
    /// The name that is declared: a label with its quotes, the name of a local value, the alias of a provider.
    pub place: Place,
}

/// A reference to a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address as the code has it, without the attributes and indices that follow.
    pub from: Place,
    /// The index of what it refers to in [`Links::definitions`].
    pub to: usize,
}

/// The references of a module that lead to its declarations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// The declarations that are referred to, in the order of the fragments and of their text.
    pub definitions: Vec<Definition>,
    /// The references, in the same order; no two of them overlap.
    pub links: Vec<Link>,
}

impl Module<'_> {
    /// The references of the module with what they lead to. Of several declarations of one address, the nearest
    /// at or before the fragment of the reference is meant, else the first after it; those to which
    /// `may_lead(reference, declaration)` is false do not count.
    pub fn links(&self, may_lead: impl Fn(Place, Place) -> bool) -> Links {
        let declarations = Declarations::gather(&self.units);
        let references = reference::references(&self.units, &declarations);
        follow(&declarations, references, may_lead)
    }
}

/// The references that lead to declarations.
pub(super) fn follow(
    declarations: &Declarations<'_>,
    references: Vec<Reference<'_>>,
    may_lead: impl Fn(Place, Place) -> bool,
) -> Links {
    let mut targets: BTreeMap<Place, Address<'_>> = BTreeMap::new();
    let mut found: BTreeMap<Place, Place> = BTreeMap::new();
    for reference in references {
        let from = reference.place;
        let may = |to: &Declaration<'_>| may_lead(from, to.place);
        if let Some(declaration) = declarations.meant(reference.address, from.fragment, may) {
            targets.insert(declaration.place, reference.address);
            found.insert(from, declaration.place);
        }
    }
    numbered(&targets, &found)
}

fn numbered(targets: &BTreeMap<Place, Address<'_>>, found: &BTreeMap<Place, Place>) -> Links {
    let numbers: BTreeMap<Place, usize> = targets.keys().copied().zip(0..).collect();
    let definition = |(place, address): (&Place, &Address<'_>)| Definition {
        address: address.to_string(),
        place: *place,
    };
    let link = |(from, to): (&Place, &Place)| Link {
        from: *from,
        to: numbers[to],
    };
    Links {
        definitions: targets.iter().map(definition).collect(),
        links: found.iter().map(link).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl::{Fragment, ModuleOptions, Shape};
    use crate::source::Span;

    /// Reads fragments and writes every link as `from > to`, each with the line it stands in: `fragment:line`.
    fn links(fragments: &[&str], may_lead: impl Fn(Place, Place) -> bool) -> Vec<String> {
        let parts: Vec<Fragment<'_>> = fragments
            .iter()
            .map(|text| Fragment {
                text,
                ..Fragment::default()
            })
            .collect();
        let links = Module::read(&parts, &ModuleOptions::default()).links(may_lead);
        let shown = |place: Place| {
            let text = fragments[place.fragment];
            let line = text[..place.span.range().start].matches('\n').count() + 1;
            format!("{}@{}:{line}", place.span.of(text), place.fragment)
        };
        let one = |link: &Link| {
            let to = &links.definitions[link.to];
            format!("{} > {} {}", shown(link.from), to.address, shown(to.place))
        };
        links.links.iter().map(one).collect()
    }

    fn check(fragments: &[&str], expected: &[&str]) {
        assert_eq!(links(fragments, |_, _| true), expected, "{fragments:?}");
    }

    #[test]
    fn addresses_lead_to_the_names_that_are_declared() {
        check(
            &["variable \"a\" {}\nlocals {\n  b = var.a\n  c = \"${local.b[0]}/${var.none}\"\n}\n"],
            &["var.a@0:3 > var.a \"a\"@0:1", "local.b@0:4 > local.b b@0:3"],
        );
        check(
            &[
                "data \"t\" \"n\" {}\nmodule \"m\" {\n  source = \"./m\"\n  x = data.t.n.id\n}\noutput \"o\" {\n  value = module.m.x[data.t.n.id]\n}\n",
            ],
            &[
                "data.t.n@0:4 > data.t.n \"n\"@0:1",
                "module.m@0:7 > module.m \"m\"@0:2",
                "data.t.n@0:7 > data.t.n \"n\"@0:1",
            ],
        );
        check(
            &["resource \"t\" \"n\" {\n  depends_on = [t.m]\n}\nresource \"t\" \"m\" {}\n"],
            &["t.m@0:2 > t.m \"m\"@0:4"],
        );
    }

    #[test]
    fn providers_lead_to_their_alias() {
        check(
            &[
                "provider \"aws\" {\n  alias = \"seoul\"\n}\nprovider \"aws\" {}\nresource \"t\" \"n\" {\n  provider = aws.seoul\n}\nmodule \"m\" {\n  source = \"./m\"\n  providers = { aws = aws }\n}\n",
            ],
            &[
                "aws.seoul@0:6 > provider.aws.seoul \"seoul\"@0:2",
                "aws@0:10 > provider.aws \"aws\"@0:4",
            ],
        );
    }

    #[test]
    fn the_nearest_revision_before_a_reference_is_meant() {
        let locals = "locals {\n  a = 1\n}\n";
        let uses = "output \"o\" {\n  value = local.a\n}\n";
        let to = |fragment: usize, uses: usize| format!("local.a@{uses}:2 > local.a a@{fragment}:2");
        check(&[locals, uses, locals, uses], &[&to(0, 1), &to(2, 3)]);
        check(&[uses, locals, locals], &[&to(1, 0)]);
        let own = format!("{locals}output \"o\" {{\n  value = local.a\n}}\n");
        check(&[locals, &own, locals], &["local.a@1:5 > local.a a@1:2"]);
    }

    #[test]
    fn what_may_not_be_led_to_is_passed_over() {
        let locals = "locals {\n  a = 1\n}\n";
        let fragments = [locals, locals, "output \"o\" {\n  value = local.a\n}\n"];
        let found = links(&fragments, |_, to| to.fragment != 1);
        assert_eq!(found, ["local.a@2:2 > local.a a@0:2"]);
        assert!(links(&fragments, |_, _| false).is_empty());
    }

    #[test]
    fn values_of_variables_lead_to_the_variables() {
        let fragment = |text, shape| Fragment {
            text,
            shape,
            ..Fragment::default()
        };
        let fragments = [
            fragment("y = 2\nx = 1\n", Some(Shape::Tfvars)),
            fragment("variable \"x\" {}\n", None),
        ];
        let found = Module::read(&fragments, &ModuleOptions::default()).links(|_, _| true);
        assert_eq!(found.definitions[0].place.span, Span::new(9, 12));
        let froms: Vec<Span> = found.links.iter().map(|link| link.from.span).collect();
        assert_eq!(froms, [Span::new(6, 7)]);
    }

    #[test]
    fn names_that_are_bound_or_no_values_lead_nowhere() {
        check(
            &["locals {\n  t = 1\n  l = [for t in [1] : t.n]\n  o = { t = 1 }\n}\nresource \"t\" \"n\" {}\n"],
            &[],
        );
    }

    #[test]
    fn what_is_broken_is_declared_all_the_same() {
        check(
            &["locals {\n  a = \n", "> local.a\n1\n"],
            &["local.a@1:1 > local.a a@0:2"],
        );
    }
}
