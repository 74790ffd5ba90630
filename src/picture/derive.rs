//! The sizes that pages offer of a picture.
//!
//! Which sizes there are is known from the picture's width alone, so that a page can be written before any is
//! made. What they hold makes up for it: where a narrow size came out no smaller in bytes than a wider one, it
//! is the wider one.

use std::sync::Arc;

use super::container::{Inspection, Kind};
use super::resize::{Shrinker, height_at};
use super::{Flaw, Pixels, stripped, webp};

/// Changes whenever anything here, or a crate that it uses, gives other bytes than before.
pub const VERSION: u32 = 1;

/// Files of so few bytes have nothing to gain.
const SMALLEST_FILE: u64 = 1024;

/// How far the quality is lowered, step by step, where a picture would have more bytes than the original has.
const LOWER: [u8; 4] = [15, 30, 45, 60];

/// The widths in which a picture is offered, narrow to wide: those configured that are narrower, and its own, up to
/// the widest that is configured. Empty when it is passed on alone.
pub fn widths(inspection: &Inspection, configured: &[u32]) -> Vec<u32> {
    let Some(widest) = configured.iter().max() else {
        return Vec::new();
    };
    if !inspection.is_derivable() || inspection.flaw().is_some() || inspection.len < SMALLEST_FILE {
        return Vec::new();
    }
    let own = inspection.width.min(*widest);
    // A step of less than a tenth is not worth a file.
    let narrower = |width: &u32| u64::from(*width) * 10 <= u64::from(own) * 9;
    let mut widths: Vec<u32> = configured.iter().copied().filter(narrower).collect();
    widths.push(own);
    widths.sort_unstable();
    widths.dedup();
    let fits = |width: &u32| height_at(inspection.width, inspection.height, *width) <= webp::LONGEST;
    widths.retain(|width| *width <= webp::LONGEST && fits(width));
    widths
}

/// The picture as WebP at each of its [`widths`], at a quality of 1 to 100.
///
/// Of a PNG the form without loss is tried too, from the widest on for as long as it is the smaller one. At its
/// own width a picture never has more bytes than the original: the quality is lowered until that is so.
///
/// # Errors
/// When it cannot be encoded.
pub fn webp_set(
    original: &[u8],
    inspection: &Inspection,
    pixels: &Pixels,
    widths: &[u32],
    quality: u8,
) -> Result<Vec<Arc<[u8]>>, Flaw> {
    let shrinker = Shrinker::new(pixels, inspection.kind == Kind::Jpeg)?;
    let mut try_lossless = inspection.kind == Kind::Png;
    let mut set: Vec<Arc<[u8]>> = Vec::new();
    for width in widths.iter().rev() {
        let shrunk;
        let is_own = *width == pixels.width;
        let sized = if is_own {
            pixels
        } else {
            shrunk = shrinker.at(*width)?;
            &shrunk
        };
        let mut best = webp::lossy(sized, quality)?;
        if try_lossless {
            let lossless = webp::lossless(sized)?;
            try_lossless = lossless.len() <= best.len();
            if try_lossless {
                best = lossless;
            }
        }
        if is_own {
            best = no_larger(best, original, inspection, |lower| {
                webp::lossy(sized, quality.saturating_sub(lower).max(1))
            })?;
        }
        set.push(match set.last() {
            Some(wider) if wider.len() <= best.len() => Arc::clone(wider),
            _ => best.into(),
        });
    }
    set.reverse();
    Ok(set)
}

/// The picture in no more bytes than the original has, if that can be.
fn no_larger(
    mut best: Vec<u8>,
    original: &[u8],
    inspection: &Inspection,
    lower: impl Fn(u8) -> Result<Vec<u8>, Flaw>,
) -> Result<Vec<u8>, Flaw> {
    let is_as_wanted =
        inspection.kind == Kind::Webp && inspection.orientation == 1 && !inspection.has_profile;
    if is_as_wanted {
        let original = stripped(original).unwrap_or_else(|| original.to_vec());
        return Ok(if original.len() <= best.len() {
            original
        } else {
            best
        });
    }
    for step in LOWER {
        if best.len() as u64 <= inspection.len {
            break;
        }
        let lower = lower(step)?;
        if lower.len() < best.len() {
            best = lower;
        }
    }
    Ok(best)
}

/// The picture as AVIF at each of its [`widths`]. Empty in a build without AVIF.
///
/// # Errors
/// When it cannot be encoded.
#[cfg(feature = "avif")]
pub fn avif_set(
    inspection: &Inspection,
    pixels: &Pixels,
    widths: &[u32],
    quality: u8,
) -> Result<Vec<Arc<[u8]>>, Flaw> {
    let shrinker = Shrinker::new(pixels, inspection.kind == Kind::Jpeg)?;
    let mut set: Vec<Arc<[u8]>> = Vec::new();
    for width in widths.iter().rev() {
        let bytes = if *width == pixels.width {
            super::avif::encode(pixels, quality)?
        } else {
            super::avif::encode(&shrinker.at(*width)?, quality)?
        };
        set.push(match set.last() {
            Some(wider) if wider.len() <= bytes.len() => Arc::clone(wider),
            _ => bytes.into(),
        });
    }
    set.reverse();
    Ok(set)
}

/// The picture as AVIF at each of its [`widths`]. Empty in a build without AVIF.
///
/// # Errors
/// None.
#[cfg(not(feature = "avif"))]
pub fn avif_set(_: &Inspection, _: &Pixels, _: &[u32], _: u8) -> Result<Vec<Arc<[u8]>>, Flaw> {
    Ok(Vec::new())
}
