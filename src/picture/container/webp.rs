//! The chunks of a WebP (RFC 9649).

use super::{Container, Kind, le16, le32};

const HAS_PROFILE: u8 = 0x20;
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
const MOVES: u8 = 0x02;

/// Where the flags of the first chunk lie, when it is `VP8X`.
const FLAGS: usize = 20;

pub(super) fn read(bytes: &[u8]) -> Option<Container> {
    let (width, height) = size(bytes)?;
    let flags = if bytes.get(12..16)? == b"VP8X" {
        *bytes.get(FLAGS)?
    } else {
        0
    };
    let whole = usize::try_from(le32(bytes, 4)?).ok()?.saturating_add(8);
    let mut container = Container {
        kind: Kind::Webp,
        width,
        height,
        animated: flags & MOVES != 0,
        complete: whole <= bytes.len(),
        has_profile: flags & HAS_PROFILE != 0,
        exif: None,
        kept: std::iter::once(0..12).collect(),
        exif_before: usize::MAX,
    };
    let end = whole.min(bytes.len());
    let mut at = 12;
    while at < end {
        let next = le32(&bytes[..end], at + 4).and_then(|len| {
            let len = usize::try_from(len).ok()?;
            at.checked_add(8)?.checked_add(len)?.checked_add(len % 2)
        });
        // The last chunk may lack its padding.
        let Some(next) = next
            .map(|next| if next == end + 1 { end } else { next })
            .filter(|next| *next <= end)
        else {
            container.complete = false;
            container.kept.push(at..end);
            break;
        };
        match &bytes[at..at + 4] {
            b"EXIF" => {
                let payload = &bytes[at + 8..next];
                let name = if payload.starts_with(b"Exif\0\0") { 6 } else { 0 };
                container.exif = Some(at + 8 + name..next);
            }
            b"XMP " => {}
            _ => container.kept.push(at..next),
        }
        at = next;
    }
    Some(container)
}

/// The size of the canvas, or of the only picture.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let three = |at: usize| Some(le32(bytes, at)? & 0x00ff_ffff);
    match bytes.get(12..16)? {
        b"VP8X" => Some((three(24)? + 1, three(27).or_else(|| le16(bytes, 27))? + 1)),
        b"VP8L" => {
            let bits = le32(bytes, 21)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => Some((le16(bytes, 26)? & 0x3fff, le16(bytes, 28)? & 0x3fff)),
        _ => None,
    }
}

pub(super) fn push_chunk(out: &mut Vec<u8>, name: [u8; 4], payload: &[u8]) {
    let len = u32::try_from(payload.len()).expect("it holds one number");
    out.extend(name);
    out.extend(len.to_le_bytes());
    out.extend(payload);
    if payload.len() % 2 == 1 {
        out.push(0);
    }
}

/// Writes length and flags anew after chunks have gone.
pub(super) fn complete(out: &mut [u8], has_exif: bool) {
    let len = u32::try_from(out.len().saturating_sub(8)).unwrap_or(u32::MAX);
    if let Some(place) = out.get_mut(4..8) {
        place.copy_from_slice(&len.to_le_bytes());
    }
    if out.get(12..16) == Some(b"VP8X") && out.len() > FLAGS {
        out[FLAGS] &= !(HAS_EXIF | HAS_XMP);
        if has_exif {
            out[FLAGS] |= HAS_EXIF;
        }
    }
}
