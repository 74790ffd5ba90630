//! What the fragments of a module declare.

use std::collections::BTreeSet;
use std::fmt;

use super::{Place, Unit};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hash::HashMap;
use crate::hcl::ast::{Attribute, Block, Expression, ExpressionKind, Item, Name, StepKind};
use crate::hcl::walk::{bare_name, plain_string};
use crate::source::Span;

/// The kinds of things that have an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// An input, `var.x`.
    Variable,
    /// A local value, `local.x`.
    Local,
    /// An output; nothing in its own module can refer to it.
    Output,
    /// A called module, `module.x`.
    Module,
    /// A managed resource, `type.x`.
    Resource,
    /// A data source, `data.type.x`.
    Data,
    /// An ephemeral resource, `ephemeral.type.x`.
    Ephemeral,
    /// An action, `action.type.x`.
    Action,
    /// A query, `list.type.x`.
    List,
    /// A provider's configuration; the name is its alias and may be empty.
    Provider,
    /// A check.
    Check,
}

/// What names one thing of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Address<'m> {
    /// What it is.
    pub(crate) kind: Kind,
    /// The type of a resource, the name of a provider; empty for everything else.
    pub(crate) type_name: &'m str,
    /// Its name.
    pub(crate) name: &'m str,
}

impl fmt::Display for Address<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            type_name,
            name,
        } = self;
        match kind {
            Kind::Variable => write!(formatter, "var.{name}"),
            Kind::Local => write!(formatter, "local.{name}"),
            Kind::Output => write!(formatter, "output.{name}"),
            Kind::Module => write!(formatter, "module.{name}"),
            Kind::Resource => write!(formatter, "{type_name}.{name}"),
            Kind::Data => write!(formatter, "data.{type_name}.{name}"),
            Kind::Ephemeral => write!(formatter, "ephemeral.{type_name}.{name}"),
            Kind::Action => write!(formatter, "action.{type_name}.{name}"),
            Kind::List => write!(formatter, "list.{type_name}.{name}"),
            Kind::Provider if name.is_empty() => write!(formatter, "provider.{type_name}"),
            Kind::Provider => write!(formatter, "provider.{type_name}.{name}"),
            Kind::Check => write!(formatter, "check.{name}"),
        }
    }
}

/// What a declaration is written as.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'m> {
    /// A block of its own.
    Block(&'m Block),
    /// A value in a `locals` block.
    Local(&'m Attribute),
    /// An entry of `configuration_aliases`, or something broken.
    Other,
}

/// One place that declares something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Declaration<'m> {
    /// Where its name stands.
    pub(crate) place: Place,
    /// How it is written.
    pub(crate) source: Source<'m>,
}

/// Everything a module declares; for each address its declarations in the order of the text: the later ones are
/// revisions, which count from their fragment on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Declarations<'m> {
    by_address: HashMap<Address<'m>, Vec<Declaration<'m>>>,
    /// The addresses in order.
    addresses: BTreeSet<Address<'m>>,
    calls_local_modules: bool,
}

impl<'m> Declarations<'m> {
    /// Gathers what the fragments declare.
    pub(crate) fn gather(units: &'m [Unit<'m>]) -> Self {
        let mut declarations = Self::default();
        for unit in units.iter().filter(|unit| unit.declares()) {
            for item in &unit.snippet.body.items {
                if let Item::Block(block) = item {
                    declarations.block(unit, block);
                }
            }
        }
        declarations
    }

    /// The declarations of an address in order; empty when there is none.
    pub(crate) fn get<'a>(&'a self, address: Address<'a>) -> &'a [Declaration<'a>] {
        self.by_address.get(&address).map_or(&[], Vec::as_slice)
    }

    /// Every address with its declarations.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Address<'m>, &[Declaration<'m>])> {
        let declared = |address| self.by_address.get(address).map_or(&[] as &[_], Vec::as_slice);
        self.addresses
            .iter()
            .map(move |address| (*address, declared(address)))
    }

    /// The addresses of one kind.
    pub(crate) fn by_kind(&self, kind: Kind) -> impl Iterator<Item = Address<'m>> {
        let first = Address {
            kind,
            type_name: "",
            name: "",
        };
        self.addresses
            .range(first..)
            .copied()
            .take_while(move |address| address.kind == kind)
    }

    /// The declaration of an address that is meant in a fragment: the latest at or before it, else the first after
    /// it, among those that count.
    pub(crate) fn meant<'a>(
        &'a self,
        address: Address<'a>,
        fragment: usize,
        counts: impl Fn(&Declaration<'a>) -> bool,
    ) -> Option<&'a Declaration<'a>> {
        let mut meant = None;
        for declaration in self.get(address).iter().filter(|it| counts(it)) {
            if meant.is_some() && declaration.place.fragment > fragment {
                break;
            }
            meant = Some(declaration);
        }
        meant
    }

    /// The declaration of an address that certainly is meant in a fragment. Where there are revisions of it:
    /// one that stands in the fragment itself, and of a value that is not a variable the latest before it. A
    /// variable that is declared again often belongs to another module, and so may everything in a post that
    /// calls modules of its own.
    pub(crate) fn certain<'a>(
        &'a self,
        address: Address<'a>,
        fragment: usize,
    ) -> Option<&'a Declaration<'a>> {
        let declarations = self.get(address);
        if declarations.len() < 2 {
            return declarations.first();
        }
        // They stand in the order of the fragments, and there may be thousands.
        let after = declarations.partition_point(|it| it.place.fragment <= fragment);
        let at = after.saturating_sub(1);
        let meant = declarations.get(at)?;
        let from = meant.place.fragment;
        let same = |at: Option<usize>| {
            at.and_then(|at| declarations.get(at))
                .is_some_and(|it| it.place.fragment == from)
        };
        let alone = !same(at.checked_sub(1)) && !same(at.checked_add(1));
        let elsewhere = self.calls_local_modules || address.kind == Kind::Variable;
        (alone && (from == fragment || !elsewhere)).then_some(meant)
    }

    /// Whether a module of the post's own is called, whose blocks may be among the fragments.
    pub(crate) fn calls_local_modules(&self) -> bool {
        self.calls_local_modules
    }

    /// The fragments that declare a local value or a variable again.
    pub(crate) fn revised(&self) -> BTreeSet<usize> {
        let values = [Kind::Variable, Kind::Local];
        let of_values = values.into_iter().flat_map(|kind| self.by_kind(kind));
        of_values
            .flat_map(|address| self.by_address.get(&address).into_iter().flatten().skip(1))
            .map(|declaration| declaration.place.fragment)
            .collect()
    }

    fn block(&mut self, unit: &Unit<'m>, block: &'m Block) {
        let labels = block.labels.as_slice();
        let kind = match block.kind.text.as_str() {
            "locals" => return self.locals(unit, block),
            "terraform" => return self.aliases(unit, block),
            "provider" => return self.provider(unit, block),
            "check" => {
                self.scoped_data(unit, block);
                Kind::Check
            }
            "variable" => Kind::Variable,
            "output" => Kind::Output,
            "module" => Kind::Module,
            "resource" => Kind::Resource,
            "data" => Kind::Data,
            "ephemeral" => Kind::Ephemeral,
            "action" => Kind::Action,
            "list" => Kind::List,
            _ => return,
        };
        let typed = matches!(
            kind,
            Kind::Resource | Kind::Data | Kind::Ephemeral | Kind::Action | Kind::List
        );
        if kind == Kind::Module {
            let source = attribute(block, "source").and_then(|source| plain_string(&source.value, unit.text));
            self.calls_local_modules |= source.is_some_and(|source| source.starts_with('.'));
        }
        let (type_name, name) = match labels {
            [type_name, name] if typed => (type_name.value.as_str(), name),
            [name] if !typed => ("", name),
            _ => return,
        };
        let address = Address {
            kind,
            type_name,
            name: &name.value,
        };
        self.add(address, unit.place(name.span), Source::Block(block));
    }

    fn add(&mut self, address: Address<'m>, place: Place, source: Source<'m>) {
        let declaration = Declaration { place, source };
        self.addresses.insert(address);
        self.by_address.entry(address).or_default().push(declaration);
    }

    fn locals(&mut self, unit: &Unit<'m>, block: &'m Block) {
        for item in &block.body.items {
            let (Name { text, span }, source) = match item {
                Item::Attribute(attribute) => (&attribute.name, Source::Local(attribute)),
                // Meant as a value, and reported as such.
                Item::Block(block) => (&block.kind, Source::Other),
            };
            let address = Address {
                kind: Kind::Local,
                type_name: "",
                name: text,
            };
            self.add(address, unit.place(*span), source);
        }
    }

    fn scoped_data(&mut self, unit: &Unit<'m>, check: &'m Block) {
        for item in &check.body.items {
            if let Item::Block(block) = item
                && block.kind.text == "data"
            {
                self.block(unit, block);
            }
        }
    }

    fn provider(&mut self, unit: &Unit<'m>, block: &'m Block) {
        let [label] = block.labels.as_slice() else {
            return;
        };
        let alias = attribute(block, "alias");
        let (name, span) = match alias.map(|alias| &alias.value) {
            None => ("", label.span),
            Some(value) => match plain_string(value, unit.text) {
                Some(alias) => (alias, value.span),
                None => return,
            },
        };
        let address = Address {
            kind: Kind::Provider,
            type_name: &label.value,
            name,
        };
        self.add(address, unit.place(span), Source::Block(block));
    }

    /// `configuration_aliases = [aws.one, aws.two]` of the providers a module is given.
    fn aliases(&mut self, unit: &Unit<'m>, terraform: &'m Block) {
        let required = terraform.body.items.iter().filter_map(|item| match item {
            Item::Block(block) if block.kind.text == "required_providers" => Some(block),
            _ => None,
        });
        for provider in required.flat_map(|block| &block.body.items) {
            let Item::Attribute(Attribute { value, .. }) = provider else {
                continue;
            };
            let ExpressionKind::Object(items) = &value.kind else {
                continue;
            };
            let aliases = items
                .iter()
                .filter(|item| bare_name(&item.key) == Some("configuration_aliases"));
            for alias in aliases.flat_map(|item| elements(&item.value)) {
                if let Some((address, span)) = provider_address(alias) {
                    self.add(address, unit.place(span), Source::Other);
                }
            }
        }
    }

    /// Declarations of one thing twice in one fragment.
    pub(super) fn repeated(&self) -> Vec<Diagnostic<Place>> {
        let mut found = Vec::new();
        for (address, declarations) in self.iter() {
            let mut first: Option<&Declaration<'_>> = None;
            for declaration in declarations {
                match first {
                    Some(first) if first.place.fragment == declaration.place.fragment => {
                        found.push(repeated(address, first.place, declaration.place));
                    }
                    _ => first = Some(declaration),
                }
            }
        }
        found
    }
}

fn repeated(address: Address<'_>, first: Place, again: Place) -> Diagnostic<Place> {
    let message = format!("`{address}` is declared twice");
    Diagnostic::new(&catalogue::HCL_REPEATED, message)
        .at(again, "declared again here")
        .at(first, "first declared here")
        .help("give one of them another name; a revision of the first belongs into a code block of its own")
}

/// An argument of a block.
pub(crate) fn attribute<'b>(block: &'b Block, name: &str) -> Option<&'b Attribute> {
    block.body.items.iter().find_map(|item| match item {
        Item::Attribute(attribute) if attribute.name.text == name => Some(attribute),
        _ => None,
    })
}

/// The elements of a list.
pub(crate) fn elements(list: &Expression) -> &[Expression] {
    match &list.kind {
        ExpressionKind::Tuple(elements) => elements,
        _ => &[],
    }
}

/// The provider configuration `aws` or `aws.seoul` refers to, and where its last name stands.
pub(crate) fn provider_address(value: &Expression) -> Option<(Address<'_>, Span)> {
    let address = |type_name, name| Address {
        kind: Kind::Provider,
        type_name,
        name,
    };
    match &value.kind {
        ExpressionKind::Variable(name) => Some((address(&name.text, ""), name.span)),
        ExpressionKind::Traversal { root, steps } => match &steps.first()?.kind {
            StepKind::Attribute(alias) => Some((address(bare_name(root)?, &alias.text), alias.span)),
            _ => None,
        },
        _ => None,
    }
}
