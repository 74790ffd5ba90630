//! `[images]`: in which forms pages offer pictures.

use crate::data::{Fields, ValueKind};

/// In which forms pages offer pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Images {
    /// Whether pages offer WebP; without it and AVIF pictures are shown as they are.
    pub webp: bool,
    /// Whether pages offer AVIF before WebP.
    pub avif: bool,
    /// The quality of pictures that are compressed with loss, 1 to 100.
    pub quality: u8,
    /// The widths in pixels, ascending.
    pub widths: Vec<u32>,
    /// How wide a picture of the text is shown, as the `sizes` attribute of HTML.
    pub sizes: String,
    /// Whether published pictures lose what they say of places, cameras and editing.
    pub strip: bool,
}

impl Default for Images {
    fn default() -> Self {
        Self {
            webp: true,
            avif: false,
            quality: 80,
            widths: vec![480, 800, 1200, 1600],
            // The measure of the default theme, which is wider in Korean.
            sizes: "(min-width: 44.5rem) 42rem, calc(100vw - 2.5rem)".to_owned(),
            strip: true,
        }
    }
}

/// The widths that may be asked for, in pixels.
const WIDTHS: std::ops::RangeInclusive<i64> = 16..=16_383;

/// How many of them there may be.
const MOST: usize = 12;

/// Reads the table `images`.
pub(super) fn read(fields: &mut Fields<'_>) -> Images {
    let default = Images::default();
    let mut table = fields.table("images");
    let images = Images {
        webp: table.boolean("webp").unwrap_or(default.webp),
        avif: avif(&mut table).unwrap_or(default.avif),
        quality: table
            .integer("quality", 1, 100)
            .and_then(|quality| u8::try_from(quality).ok())
            .unwrap_or(default.quality),
        widths: widths(&mut table).unwrap_or(default.widths),
        sizes: table.string("sizes").unwrap_or(default.sizes),
        strip: table.boolean("strip").unwrap_or(default.strip),
    };
    fields.absorb(table);
    images
}

fn avif(table: &mut Fields<'_>) -> Option<bool> {
    let wanted = table.boolean("avif")?;
    if wanted && !cfg!(feature = "avif") {
        let span = table.entry("avif")?.value.span;
        let message = "`avif` cannot be used: this Recto was built without it".to_owned();
        table.reject(
            span,
            message,
            "build it with its default features, or take the line out",
        );
        return None;
    }
    Some(wanted)
}

fn widths(table: &mut Fields<'_>) -> Option<Vec<u32>> {
    let entry = table.entry("widths")?;
    let number = |value: &ValueKind| match value {
        ValueKind::Integer(width) if WIDTHS.contains(width) => u32::try_from(*width).ok(),
        _ => None,
    };
    let widths: Option<Vec<u32>> = match &entry.value.kind {
        ValueKind::Array(values) => values.iter().map(|value| number(&value.kind)).collect(),
        _ => None,
    };
    let Some(mut widths) = widths.filter(|widths| (1..=MOST).contains(&widths.len())) else {
        let message = format!(
            "`widths` must be a list of up to {MOST} numbers between {} and {}",
            WIDTHS.start(),
            WIDTHS.end()
        );
        table.reject(
            entry.value.span,
            message,
            "write for example `[480, 800, 1200, 1600]`",
        );
        return None;
    };
    widths.sort_unstable();
    widths.dedup();
    Some(widths)
}
