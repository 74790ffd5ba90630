//! Schemas of one provider.

use std::borrow::Cow;
use std::ops::Range;

use super::embedded::Packed;
use super::model::Schema;
use super::text::{Kind, Position, SliceError, outline, schema};

/// The schemas of some or all types of one provider in one version.
#[derive(Debug)]
pub struct Slice {
    source: Cow<'static, str>,
    version: Cow<'static, str>,
    types: Types,
}

#[derive(Debug)]
enum Types {
    /// Those of an author's own text, sorted by kind and name.
    Own(Vec<Type>),
    /// Those that are part of the program.
    Packed(Packed),
}

#[derive(Debug)]
struct Type {
    kind: Kind,
    name: String,
    schema: Schema,
}

impl Slice {
    /// Reads a text and every schema in it.
    ///
    /// # Errors
    /// What is wrong with the text, the first mistake only.
    pub fn parse(text: &str) -> Result<Self, SliceError> {
        let (header, mut positions) = outline(text)?;
        let key = |position: &Position| (position.kind, position.name.of(text));
        positions.sort_by_key(key);
        for pair in positions.windows(2) {
            if key(&pair[0]) == key(&pair[1]) {
                return Err(SliceError {
                    span: pair[1].name,
                    message: format!("`{}` stands here twice", pair[1].name.of(text)),
                });
            }
        }
        let read = |position: &Position| {
            Ok(Type {
                kind: position.kind,
                name: position.name.of(text).to_owned(),
                schema: schema(text, position)?,
            })
        };
        Ok(Self {
            source: header.source.into(),
            version: header.version.into(),
            types: Types::Own(positions.iter().map(read).collect::<Result<_, _>>()?),
        })
    }

    /// What is part of the program of a provider; `heads` are the numbers of its types.
    pub(super) const fn packed(source: &'static str, version: &'static str, heads: Range<usize>) -> Self {
        Self {
            source: Cow::Borrowed(source),
            version: Cow::Borrowed(version),
            types: Types::Packed(Packed::new(heads)),
        }
    }

    /// The provider's source without the registry, such as `hashicorp/aws`.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The last part of the source, which is what the names of its types begin with.
    pub(super) fn prefix(&self) -> &str {
        self.source
            .rsplit_once('/')
            .map_or(&self.source, |(_, name)| name)
    }

    /// The provider's version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The schema of a type; `None` when the slice does not have it.
    pub fn get(&self, kind: Kind, name: &str) -> Option<&Schema> {
        match &self.types {
            Types::Own(types) => {
                let name = if kind == Kind::Config { "config" } else { name };
                let key = |known: &Type| (known.kind, &*known.name).cmp(&(kind, name));
                Some(&types[types.binary_search_by(key).ok()?].schema)
            }
            Types::Packed(packed) => packed.get(kind, name),
        }
    }

    /// The names of all types of a kind, sorted.
    pub fn names(&self, kind: Kind) -> impl Iterator<Item = &str> + '_ {
        let (own, packed) = match &self.types {
            Types::Own(types) => (Some(types), None),
            Types::Packed(packed) => (None, Some(packed)),
        };
        let own = own.into_iter().flatten().filter(move |known| known.kind == kind);
        let packed = packed.into_iter().flat_map(move |packed| packed.names(kind));
        own.map(|known| &*known.name).chain(packed)
    }
}
