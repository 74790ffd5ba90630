//! Which schema a type has.

use std::sync::Arc;

use super::embedded::EMBEDDED;
use super::model::Schema;
use super::requirement::Requirements;
use super::slice::Slice;
use super::slip::{Suggestion, is_swap_in_type, suggest};
use super::text::Kind;

/// All schemas there are. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    own: Arc<[Slice]>,
}

/// A provider whose schemas are known.
#[derive(Clone, Copy, Debug)]
pub struct Provider<'a> {
    own: Option<&'a Slice>,
    embedded: Option<&'a Slice>,
}

/// A schema and the version of the provider it is of.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// What is known.
    pub schema: &'a Schema,
    /// The version of the provider.
    pub version: &'a str,
    /// Whether it is from the author's own slice, which is of the very provider that is used.
    pub pinned: bool,
}

impl Schemas {
    /// Those that are part of the binary.
    pub fn embedded() -> Self {
        Self::default()
    }

    /// The same with an author's own in front: a type that one of them has is taken from there, the first
    /// slice of a provider wins.
    #[must_use]
    pub fn with_overrides(&self, slices: Vec<Slice>) -> Self {
        Self { own: slices.into() }
    }

    /// The provider with a source such as `hashicorp/aws`; `None` when it is not known.
    pub fn provider(&self, source: &str) -> Option<Provider<'_>> {
        let own = self.own.iter().find(|slice| slice.source() == source);
        let embedded = EMBEDDED.iter().find(|slice| slice.source() == source);
        (own.is_some() || embedded.is_some()).then_some(Provider { own, embedded })
    }

    /// The provider that a local name stands for in a module; `None` when it is not known, or when the
    /// module asks for other major versions than the one that is known.
    pub fn required(&self, local_name: &str, requirements: &Requirements) -> Option<Provider<'_>> {
        let requirement = requirements.get(local_name);
        let provider = match requirement {
            Some(requirement) if requirement.source.is_some() => {
                self.provider(requirement.public_source()?)?
            }
            _ => self.by_prefix(local_name)?,
        };
        let agrees = requirement.is_none_or(|it| it.agrees_with(provider.version()));
        agrees.then_some(provider)
    }

    /// The provider of a resource type or data source that names no provider itself: the one whose local
    /// name the type begins with, up to the first underscore.
    pub fn provider_of(&self, type_name: &str, requirements: &Requirements) -> Option<Provider<'_>> {
        self.required(local_name(type_name), requirements)
    }

    /// The schema of a resource type of any known provider.
    pub fn resource(&self, type_name: &str) -> Option<&Schema> {
        Some(self.find(Kind::Resource, type_name)?.schema)
    }

    /// The schema of a data source of any known provider.
    pub fn data(&self, type_name: &str) -> Option<&Schema> {
        Some(self.find(Kind::Data, type_name)?.schema)
    }

    /// The schema of an ephemeral resource type of any known provider.
    pub fn ephemeral(&self, type_name: &str) -> Option<&Schema> {
        Some(self.find(Kind::Ephemeral, type_name)?.schema)
    }

    /// The schema of the configuration of the provider with a local name.
    pub fn provider_config(&self, name: &str) -> Option<&Schema> {
        Some(self.by_prefix(name)?.find(Kind::Config, name)?.schema)
    }

    /// What is known of every provider: the author's own slices, then those that are part of the binary.
    pub fn slices(&self) -> impl Iterator<Item = &Slice> {
        self.own.iter().chain(EMBEDDED)
    }

    /// The source and version of every provider that is known, those of the author's own slices first.
    pub fn versions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.slices().map(|slice| (slice.source(), slice.version()))
    }

    fn find(&self, kind: Kind, type_name: &str) -> Option<Found<'_>> {
        self.by_prefix(local_name(type_name))?.find(kind, type_name)
    }

    /// The provider whose types begin with a name, whatever its namespace.
    fn by_prefix(&self, name: &str) -> Option<Provider<'_>> {
        let named = self.slices().find(|slice| slice.prefix() == name)?;
        self.provider(named.source())
    }
}

impl<'a> Provider<'a> {
    /// The provider's source, such as `hashicorp/aws`.
    pub fn source(self) -> &'a str {
        self.slices().next().map_or("", Slice::source)
    }

    /// The version of the provider that is known best: the author's own, if there is one.
    pub fn version(self) -> &'a str {
        self.slices().next().map_or("", Slice::version)
    }

    /// The schema of a type.
    pub fn find(self, kind: Kind, type_name: &str) -> Option<Found<'a>> {
        self.slices().find_map(|slice| {
            Some(Found {
                schema: slice.get(kind, type_name)?,
                version: slice.version(),
                pinned: self.own.is_some_and(|own| std::ptr::eq(own, slice)),
            })
        })
    }

    /// The type whose name is nearest to a name that the provider does not have, when one is near enough.
    pub fn nearest(self, kind: Kind, type_name: &str) -> Option<&'a str> {
        self.suggest(kind, type_name).map(Suggestion::name)
    }

    /// Whether all types of a kind are known, and not just some that an author has chosen.
    pub(super) fn knows_all(self, kind: Kind) -> bool {
        self.embedded.is_some() && matches!(kind, Kind::Resource | Kind::Data)
    }

    /// The type that was probably meant.
    pub(super) fn suggest(self, kind: Kind, type_name: &str) -> Option<Suggestion<'a>> {
        let names: Vec<&'a str> = self.slices().flat_map(|slice| slice.names(kind)).collect();
        suggest(type_name, &names.iter().copied()).map(|suggestion| match suggestion {
            Suggestion::Near(known) if is_swap_in_type(type_name, known) => Suggestion::Slip(known),
            other => other,
        })
    }

    /// The slices of the provider, the author's own first.
    fn slices(self) -> impl Iterator<Item = &'a Slice> {
        self.own.into_iter().chain(self.embedded)
    }
}

/// The local name of the provider that a type belongs to, unless it says otherwise.
pub(super) fn local_name(type_name: &str) -> &str {
    type_name.split('_').next().unwrap_or(type_name)
}
