//! The schemas that are part of the program, as `build/schemas.rs` puts them there: nothing is unpacked, and of a type
//! that is looked up nothing is read but its own lines.

use std::ops::Range;
use std::sync::OnceLock;

use super::model::Schema;
use super::slice::Slice;
use super::text::{self, Kind};

/// The source of the provider that is part of Terraform itself.
pub(super) const BUILT_IN: &str = "builtin/terraform";

include!(concat!(env!("OUT_DIR"), "/schemas.rs"));

/// Every provider that is part of the program, by source; what is part of Terraform itself comes last.
pub(super) static EMBEDDED: &[Slice] = &PROVIDERS;

/// The heads of types, such as `resource aws_vpc`, sorted within a provider.
static HEADS: Texts = Texts {
    text: include_str!(concat!(env!("OUT_DIR"), "/schemas.heads.txt")),
    ends: include_bytes!(concat!(env!("OUT_DIR"), "/schemas.heads.ends")),
};

/// The different first words of lines, which are names but for `}` and `*`.
static NAMES: Texts = Texts {
    text: include_str!(concat!(env!("OUT_DIR"), "/schemas.names.txt")),
    ends: include_bytes!(concat!(env!("OUT_DIR"), "/schemas.names.ends")),
};

/// The different ends of lines, behind the first word.
static MEANINGS: Texts = Texts {
    text: include_str!(concat!(env!("OUT_DIR"), "/schemas.meanings.txt")),
    ends: include_bytes!(concat!(env!("OUT_DIR"), "/schemas.meanings.ends")),
};

/// The lines of all bodies: two bytes for the number of the name, and one for that of the meaning.
static BODIES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/schemas.bodies"));

/// For each head, where its body ends among the lines.
static BODY_ENDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/schemas.bodies.ends"));

/// Texts one behind the other.
struct Texts {
    text: &'static str,
    /// Where each ends.
    ends: &'static [u8],
}

/// The types of one provider.
#[derive(Debug)]
pub(super) struct Packed {
    /// Their heads.
    heads: Range<usize>,
    /// Those that were asked for.
    schemas: OnceLock<Box<[OnceLock<Schema>]>>,
}

impl Packed {
    pub(super) const fn new(heads: Range<usize>) -> Self {
        Self {
            heads,
            schemas: OnceLock::new(),
        }
    }

    /// The schema of a type, read when it is first asked for.
    pub(super) fn get(&self, kind: Kind, name: &str) -> Option<&Schema> {
        let head = match kind {
            Kind::Config => kind.word().to_owned(),
            _ => format!("{} {name}", kind.word()),
        };
        let at = self.find(&head)?;
        let schemas = self
            .schemas
            .get_or_init(|| self.heads.clone().map(|_| OnceLock::new()).collect());
        // The tests have read every one.
        let read = || text::body(&body(at)).unwrap_or_else(|_| Schema::unknown());
        Some(schemas[at - self.heads.start].get_or_init(read))
    }

    /// The names of all types of a kind, sorted.
    pub(super) fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        let name = move |head: &'static str| head.strip_prefix(kind.word())?.strip_prefix(' ');
        self.heads.clone().filter_map(move |at| name(HEADS.get(at)))
    }

    fn find(&self, head: &str) -> Option<usize> {
        let Range { mut start, mut end } = self.heads;
        while start < end {
            let middle = usize::midpoint(start, end);
            match HEADS.get(middle).cmp(head) {
                std::cmp::Ordering::Less => start = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => end = middle,
            }
        }
        None
    }
}

impl Texts {
    fn get(&self, at: usize) -> &'static str {
        &self.text[span(self.ends, at)]
    }
}

/// The text of a body, with the brace that closes it.
fn body(at: usize) -> String {
    let lines = span(BODY_ENDS, at);
    let (lines, _) = BODIES[3 * lines.start..3 * lines.end].as_chunks();
    let mut text = String::new();
    for [low, high, meaning] in lines {
        text.push_str(NAMES.get(u16::from_le_bytes([*low, *high]).into()));
        text.push_str(MEANINGS.get((*meaning).into()));
        text.push('\n');
    }
    text.push('}');
    text
}

/// What lies between the end before and that of a number.
fn span(ends: &[u8], at: usize) -> Range<usize> {
    let (ends, _) = ends.as_chunks();
    let end = |at: usize| u32::from_le_bytes(ends[at]) as usize;
    at.checked_sub(1).map_or(0, end)..end(at)
}

/// The bytes that they take up in the program.
#[cfg(test)]
pub(super) fn size() -> usize {
    let texts = |texts: &Texts| texts.text.len() + texts.ends.len();
    texts(&HEADS) + texts(&NAMES) + texts(&MEANINGS) + BODIES.len() + BODY_ENDS.len()
}
