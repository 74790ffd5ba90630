//! Pictures: bytes in, facts and bytes out. Knows nothing of sites, files or caches.
//!
//! [`inspect`] reads what stands around the pixels (kind, size, orientation, metadata) and decodes nothing;
//! [`Pixels::decode`] decodes, turns the picture upright and its colours to sRGB; [`webp_set`] and [`avif_set`]
//! make the sizes that pages offer. All of them depend on their arguments alone.

#[cfg(feature = "avif")]
mod avif;
mod color;
mod container;
mod decode;
mod derive;
mod resize;
mod webp;

pub use container::{Inspection, Kind, inspect, stripped};
pub use decode::Pixels;
pub use derive::{VERSION, avif_set, webp_set, widths};

/// How many pixels a picture may have.
pub const LARGEST: u64 = 50_000_000;

/// Why a picture cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It has more than [`LARGEST`] pixels: this many.
    TooLarge(u64),
    /// It cannot be decoded: a clause for the author.
    Broken(String),
}

/// What a page knows of a picture beside its size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The average colour, as red, green and blue of sRGB; `None` for a picture that can be seen through.
    pub color: Option<[u8; 3]>,
}
