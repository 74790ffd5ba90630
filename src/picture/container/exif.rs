//! The one thing of EXIF that pictures need: how to turn them.

use super::{be16, be32, le16, le32};

/// The tag of the orientation (EXIF 2.32, section 4.6.4).
const ORIENTATION: u32 = 0x0112;

/// The type of a 16-bit number in TIFF.
const SHORT: u32 = 3;

/// The orientation, 1 to 8, that a TIFF structure says.
pub(super) fn orientation(tiff: &[u8]) -> Option<u8> {
    let big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at| if big { be16(tiff, at) } else { le16(tiff, at) };
    let long = |at| if big { be32(tiff, at) } else { le32(tiff, at) };
    let directory = usize::try_from(long(4)?).ok()?;
    let count = usize::try_from(short(directory)?).ok()?;
    (0..count)
        .map(|number| directory.saturating_add(2 + 12 * number))
        .find(|entry| short(*entry) == Some(ORIENTATION))
        .filter(|entry| short(entry + 2) == Some(SHORT))
        .and_then(|entry| short(entry + 8))
        .and_then(|value| u8::try_from(value).ok())
        .filter(|value| (1..=8).contains(value))
}

/// A TIFF structure with the orientation and nothing else.
pub(super) fn only(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.push(orientation);
    tiff.extend([0; 6]);
    tiff
}
