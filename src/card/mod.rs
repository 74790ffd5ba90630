//! Social cards: the picture that a network shows beside a link. Text and SVG in, lines and PNG out; knows nothing
//! of sites, files or caches.
//!
//! [`Fonts`] knows which characters can be drawn and how wide they are, [`lines()`] breaks a title by that, and
//! [`draw`] makes the PNG. All of them depend on their arguments alone.

mod drawing;
mod encode;
mod fonts;
mod lines;
mod shipped;
mod typeface;

pub use drawing::{draw, parse_error, svg_flaw};
pub use fonts::{Fonts, Weight};
pub use lines::{Lines, clip, lines};
pub use typeface::{BadFont, Typeface};

/// The width of a card in pixels, as networks recommend it.
pub const WIDTH: u32 = 1200;

/// The height of a card in pixels.
pub const HEIGHT: u32 = 630;

/// The width of the part that no network cuts off, in pixels.
pub const SAFE_WIDTH: u32 = 1040;

/// Goes up whenever the same SVG gives other bytes.
pub const VERSION: u32 = 1;
