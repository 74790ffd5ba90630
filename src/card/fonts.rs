//! The fonts that a card is drawn with, in the order in which they are asked.

use std::sync::{Arc, OnceLock};

use xxhash_rust::xxh3::Xxh3;

use super::drawing::Database;
use super::{Typeface, VERSION, shipped};

/// How bold a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// 400.
    Regular,
    /// 700.
    Bold,
}

impl Weight {
    fn value(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::Bold => 700,
        }
    }
}

/// The site's own fonts, and behind them those of the program.
#[derive(Debug)]
pub struct Fonts {
    faces: Vec<Typeface>,
    /// The families, in the order of the faces.
    families: Vec<String>,
    hash: u128,
    database: OnceLock<Database>,
}

impl Fonts {
    /// The fonts of a site, before those of the program.
    pub fn new(own: Vec<Typeface>) -> Self {
        let mut faces = own;
        faces.extend_from_slice(shipped::typefaces());
        let mut families: Vec<String> = Vec::new();
        let mut hasher = Xxh3::new();
        hasher.update(&VERSION.to_le_bytes());
        for face in &faces {
            if !families.contains(&face.family) {
                families.push(face.family.clone());
            }
            hasher.update(&face.data().len().to_le_bytes());
            hasher.update(face.data());
        }
        Self {
            faces,
            families,
            hash: hasher.digest128(),
            database: OnceLock::new(),
        }
    }

    /// A number that changes with any of them, and with how Recto draws.
    pub fn hash(&self) -> u128 {
        self.hash
    }

    /// Whether a character can be drawn. What has no form of its own can.
    pub fn has(&self, character: char) -> bool {
        character == ' ' || self.faces.iter().any(|face| face.advance(character).is_some())
    }

    /// The width of a text in ems, without what kerning moves.
    pub fn width(&self, text: &str, weight: Weight) -> f32 {
        let base = self.face(None, weight.value());
        let advance = |character: char| {
            let of_base = base.and_then(|face| self.faces[face].advance(character));
            of_base.or_else(|| {
                let face = self.fallback(character, weight.value(), &[])?;
                self.faces[face].advance(character)
            })
        };
        text.chars().filter_map(advance).sum()
    }

    /// The faces.
    pub(super) fn faces(&self) -> &[Typeface] {
        &self.faces
    }

    /// What draws with them, made when it is first asked for.
    pub(super) fn database(self: &Arc<Self>) -> &Database {
        self.database.get_or_init(|| Database::new(self))
    }

    /// The face of a family, or of the first one, whose weight is nearest.
    pub(super) fn face(&self, family: Option<&str>, weight: u16) -> Option<usize> {
        let family = family
            .filter(|family| self.has_family(family))
            .or(self.families.first().map(String::as_str))?;
        let of_family = |at: &usize| self.faces[*at].family.eq_ignore_ascii_case(family);
        (0..self.faces.len())
            .filter(of_family)
            .min_by_key(|at| self.faces[*at].weight.abs_diff(weight))
    }

    /// Whether there is a family of that name.
    pub(super) fn has_family(&self, family: &str) -> bool {
        self.families
            .iter()
            .any(|known| known.eq_ignore_ascii_case(family))
    }

    /// The face for a character that the text's own does not have: of the first family with it, the nearest weight.
    pub(super) fn fallback(&self, character: char, weight: u16, without: &[usize]) -> Option<usize> {
        let place = |face: &Typeface| self.families.iter().position(|family| *family == face.family);
        (0..self.faces.len())
            .filter(|at| !without.contains(at) && self.faces[*at].advance(character).is_some())
            .min_by_key(|at| {
                let face = &self.faces[*at];
                (place(face), face.weight.abs_diff(weight))
            })
    }
}
