//! What stands around the pixels of a file. Reads structure alone: no pixel is decoded.

mod exif;
mod gif;
mod jpeg;
mod png;
#[cfg(test)]
mod tests;
mod webp;

use std::ops::Range;

use super::{Flaw, LARGEST};

/// The kinds of pictures that are looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
}

/// What is known of a picture without decoding it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// What the bytes are, whatever the name says.
    pub kind: Kind,
    /// Pixels from left to right, as it is shown.
    pub width: u32,
    /// Pixels from top to bottom, as it is shown.
    pub height: u32,
    /// How it has to be turned to be upright: EXIF's 1 to 8, where 1 is not at all.
    pub orientation: u8,
    /// Whether it moves.
    pub animated: bool,
    /// Whether the file goes on to its end.
    pub complete: bool,
    /// Whether it has metadata that readers have no use for: EXIF, XMP, IPTC, comments, bytes after its end.
    pub has_metadata: bool,
    /// Whether its colours are described by an ICC profile.
    pub has_profile: bool,
    /// 128-bit XXH3 of the bytes.
    pub hash: u128,
    /// How many bytes there are.
    pub len: u64,
}

impl Inspection {
    /// Whether smaller and better compressed forms can be made: moving pictures are passed on as they are.
    pub fn is_derivable(&self) -> bool {
        self.kind != Kind::Gif && !self.animated
    }

    /// What is wrong with it, as far as that is seen without decoding.
    pub fn flaw(&self) -> Option<Flaw> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if pixels > LARGEST {
            return Some(Flaw::TooLarge(pixels));
        }
        (!self.complete).then(|| Flaw::Broken("the file is cut short".to_owned()))
    }
}

/// A file taken apart.
#[derive(Debug)]
struct Container {
    kind: Kind,
    /// As stored, before the orientation is applied.
    width: u32,
    height: u32,
    animated: bool,
    complete: bool,
    has_profile: bool,
    /// The TIFF structure of its EXIF.
    exif: Option<Range<usize>>,
    /// What stays of the file when metadata go, in order.
    kept: Vec<Range<usize>>,
    /// The place in `kept` before which EXIF stands.
    exif_before: usize,
}

impl Container {
    fn read(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => jpeg::read(bytes),
            [0x89, b'P', b'N', b'G', ..] => png::read(bytes),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp::read(bytes),
            [b'G', b'I', b'F', b'8', ..] => gif::read(bytes),
            _ => None,
        }
    }

    fn orientation(&self, bytes: &[u8]) -> u8 {
        let exif = self.exif.clone().and_then(|range| bytes.get(range));
        exif.and_then(exif::orientation).unwrap_or(1)
    }

    /// How many bytes stay.
    fn kept_len(&self) -> usize {
        self.kept.iter().map(ExactSizeIterator::len).sum()
    }
}

/// Looks into a picture; `None` when the bytes are none of the kinds, or have no size.
pub fn inspect(bytes: &[u8]) -> Option<Inspection> {
    let container = Container::read(bytes)?;
    if container.width == 0 || container.height == 0 {
        return None;
    }
    let orientation = container.orientation(bytes);
    let (width, height) = match orientation {
        5..=8 => (container.height, container.width),
        _ => (container.width, container.height),
    };
    Some(Inspection {
        kind: container.kind,
        width,
        height,
        orientation,
        animated: container.animated,
        complete: container.complete,
        has_metadata: container.kept_len() < bytes.len(),
        has_profile: container.has_profile,
        hash: xxhash_rust::xxh3::xxh3_128(bytes),
        len: bytes.len() as u64,
    })
}

/// The file without metadata that readers have no use for: no place, no camera, no editing history. Pixels and
/// colour profile stay as they are, bit for bit, and so does the orientation. `None` when nothing has to go.
pub fn stripped(bytes: &[u8]) -> Option<Vec<u8>> {
    let container = Container::read(bytes)?;
    if container.kept_len() >= bytes.len() {
        return None;
    }
    let orientation = container.orientation(bytes);
    let exif = (orientation != 1).then(|| exif::only(orientation));
    let mut out = Vec::with_capacity(bytes.len());
    for (at, range) in container.kept.iter().enumerate() {
        if let (true, Some(exif)) = (at == container.exif_before, &exif) {
            push_exif(&mut out, container.kind, exif);
        }
        out.extend_from_slice(&bytes[range.clone()]);
    }
    if let (true, Some(exif)) = (container.exif_before >= container.kept.len(), &exif) {
        push_exif(&mut out, container.kind, exif);
    }
    if container.kind == Kind::Webp {
        webp::complete(&mut out, exif.is_some());
    }
    (out != bytes).then_some(out)
}

fn push_exif(out: &mut Vec<u8>, kind: Kind, exif: &[u8]) {
    match kind {
        Kind::Jpeg => jpeg::push_exif(out, exif),
        Kind::Png => png::push_chunk(out, *b"eXIf", exif),
        Kind::Webp => webp::push_chunk(out, *b"EXIF", exif),
        Kind::Gif => {}
    }
}

/// A number of two bytes, most significant first.
fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u32::from(u16::from_be_bytes(bytes.try_into().ok()?)))
}

/// A number of four bytes, most significant first.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// A number of two bytes, least significant first.
fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u32::from(u16::from_le_bytes(bytes.try_into().ok()?)))
}

/// A number of four bytes, least significant first.
fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}
