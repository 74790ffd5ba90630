//! The segments of a JPEG (ITU-T T.81, annex B).

use std::ops::Range;

use super::{Container, Kind, be16};

const START_OF_SCAN: u8 = 0xda;
const END: u8 = 0xd9;
const COMMENT: u8 = 0xfe;

/// The beginnings of application segments that say how the pixels are to be understood.
const KEPT: [(u8, &[u8]); 3] = [(0xe0, b"JFIF\0"), (0xe2, b"ICC_PROFILE\0"), (0xee, b"Adobe")];

const EXIF: &[u8] = b"Exif\0\0";

pub(super) fn read(bytes: &[u8]) -> Option<Container> {
    let mut container = Container {
        kind: Kind::Jpeg,
        width: 0,
        height: 0,
        animated: false,
        complete: false,
        has_profile: false,
        exif: None,
        kept: std::iter::once(0..2).collect(),
        exif_before: 1,
    };
    let mut at = 2;
    while let Some((marker, segment)) = segment(bytes, at) {
        at = segment.end;
        let body = &bytes[segment.clone()];
        let payload = body.get(4..).unwrap_or_default();
        match marker {
            END => {
                container.complete = true;
                container.kept.push(segment);
                break;
            }
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                container.height = be16(payload, 1).unwrap_or(0);
                container.width = be16(payload, 3).unwrap_or(0);
                container.kept.push(segment);
            }
            0xe1 if payload.starts_with(EXIF) && container.exif.is_none() => {
                container.exif = Some(segment.start + 4 + EXIF.len()..segment.end);
            }
            COMMENT => {}
            0xe0..=0xef => {
                let kept = KEPT
                    .iter()
                    .find(|(of, name)| *of == marker && payload.starts_with(name));
                if let Some((of, _)) = kept {
                    container.has_profile |= *of == 0xe2;
                    // Readers expect JFIF first.
                    if *of == 0xe0 && container.kept.len() == 1 {
                        container.exif_before = 2;
                    }
                    container.kept.push(segment);
                }
            }
            _ => container.kept.push(segment),
        }
    }
    if !container.complete {
        container.kept.push(at..bytes.len());
    }
    Some(container)
}

/// The marker at a place and all that belongs to it: for a scan its pixels too.
fn segment(bytes: &[u8], at: usize) -> Option<(u8, Range<usize>)> {
    let fill = bytes.get(at..)?.iter().take_while(|byte| **byte == 0xff).count();
    if fill == 0 {
        return None;
    }
    let start = at + fill - 1;
    let marker = *bytes.get(start + 1)?;
    if matches!(marker, 0x01 | 0xd0..=0xd9) {
        return Some((marker, start..start + 2));
    }
    let len = usize::try_from(be16(bytes, start + 2)?).ok()?;
    let mut end = start + 2 + len;
    if len < 2 || end > bytes.len() {
        return None;
    }
    if marker == START_OF_SCAN {
        end += scan_len(&bytes[end..]);
    }
    Some((marker, start..end))
}

/// How many bytes of pixels there are before the next marker.
fn scan_len(bytes: &[u8]) -> usize {
    let is_marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    bytes.windows(2).position(is_marker).unwrap_or(bytes.len())
}

pub(super) fn push_exif(out: &mut Vec<u8>, tiff: &[u8]) {
    let len = u16::try_from(2 + EXIF.len() + tiff.len()).expect("it holds one number");
    out.extend([0xff, 0xe1]);
    out.extend(len.to_be_bytes());
    out.extend(EXIF);
    out.extend(tiff);
}
