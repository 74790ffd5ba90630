//! What is known of a font: its name, its characters and their widths. The only file that imports `skrifa`.

use std::fmt;
use std::sync::Arc;

use skrifa::instance::{LocationRef, Size};
use skrifa::raw::FileRef;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

/// A face of a font file.
#[derive(Clone)]
pub struct Typeface {
    /// The family, such as `Wanted Sans`.
    pub family: String,
    /// How bold it is, from 1 to 1000; 400 is regular.
    pub weight: u16,
    data: Arc<[u8]>,
    index: u32,
    /// In font units, by character, ascending.
    advances: Vec<(char, f32)>,
    units_per_em: f32,
}

impl fmt::Debug for Typeface {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Typeface({} {})", self.family, self.weight)
    }
}

/// A file that is no font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadFont;

impl Typeface {
    /// The faces of a file in OpenType or TrueType format, or of a collection of such.
    ///
    /// # Errors
    /// When the file is of another format, or has no character.
    pub fn read(data: &Arc<[u8]>) -> Result<Vec<Self>, BadFont> {
        let file = FileRef::new(data).map_err(|_| BadFont)?;
        let faces = file.fonts().zip(0..);
        let faces: Vec<Self> = faces
            .filter_map(|(font, index)| Some(Self::new(&font.ok()?, data, index)))
            .filter(|face| !face.advances.is_empty())
            .collect();
        if faces.is_empty() { Err(BadFont) } else { Ok(faces) }
    }

    fn new(font: &FontRef<'_>, data: &Arc<[u8]>, index: u32) -> Self {
        let name = |id| font.localized_strings(id).english_or_first();
        let family = name(StringId::TYPOGRAPHIC_FAMILY_NAME).or_else(|| name(StringId::FAMILY_NAME));
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let glyphs = font.charmap();
        let mut advances: Vec<(char, f32)> = glyphs
            .mappings()
            .filter_map(|(code, glyph)| Some((char::from_u32(code)?, metrics.advance_width(glyph)?)))
            .collect();
        advances.sort_unstable_by_key(|(character, _)| *character);
        advances.dedup_by_key(|(character, _)| *character);
        let units = font
            .metrics(Size::unscaled(), LocationRef::default())
            .units_per_em;
        Self {
            family: family.map(|name| name.chars().collect()).unwrap_or_default(),
            weight: font.attributes().weight.value() as u16,
            data: Arc::clone(data),
            index,
            advances,
            units_per_em: f32::from(units.max(1)),
        }
    }

    /// The width of a character in ems; `None` when the face does not have it.
    pub fn advance(&self, character: char) -> Option<f32> {
        let found = self
            .advances
            .binary_search_by_key(&character, |(known, _)| *known);
        Some(self.advances[found.ok()?].1 / self.units_per_em)
    }

    /// The file.
    pub(super) fn data(&self) -> &Arc<[u8]> {
        &self.data
    }

    /// The place in the file, when it is a collection.
    pub(super) fn index(&self) -> u32 {
        self.index
    }
}
