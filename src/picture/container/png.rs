//! The chunks of a PNG (W3C, third edition).

use super::{Container, Kind, be32};

/// Chunks that say nothing of the pixels.
const DROPPED: [&[u8; 4]; 5] = [b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"];

/// A chunk's length, name and checksum.
const FRAME: usize = 12;

pub(super) fn read(bytes: &[u8]) -> Option<Container> {
    let mut container = Container {
        kind: Kind::Png,
        width: be32(bytes, 16)?,
        height: be32(bytes, 20)?,
        animated: false,
        complete: false,
        has_profile: false,
        exif: None,
        kept: std::iter::once(0..8).collect(),
        exif_before: 2,
    };
    let mut at = 8;
    while let Some(len) = be32(bytes, at) {
        let end = at
            .saturating_add(FRAME)
            .saturating_add(usize::try_from(len).ok()?);
        let Some(name) = bytes.get(at + 4..at + 8).filter(|_| end <= bytes.len()) else {
            break;
        };
        match name {
            b"eXIf" => container.exif = Some(at + 8..end - 4),
            b"acTL" => container.animated = true,
            b"iCCP" => container.has_profile = true,
            _ => {}
        }
        if !DROPPED.iter().any(|dropped| *dropped == name) {
            container.kept.push(at..end);
        }
        at = end;
        if name == b"IEND" {
            container.complete = true;
            break;
        }
    }
    if !container.complete {
        container.kept.push(at..bytes.len());
    }
    Some(container)
}

pub(super) fn push_chunk(out: &mut Vec<u8>, name: [u8; 4], payload: &[u8]) {
    let len = u32::try_from(payload.len()).expect("it holds one number");
    out.extend(len.to_be_bytes());
    let start = out.len();
    out.extend(name);
    out.extend(payload);
    let sum = checksum(&out[start..]);
    out.extend(sum.to_be_bytes());
}

/// The CRC of section 5.5, bit by bit: it is made for one short chunk.
fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = sum & 1;
            sum >>= 1;
            if carry == 1 {
                sum ^= 0xedb8_8320;
            }
        }
    }
    !sum
}
