//! The blocks of a GIF (GIF89a specification).

use super::{Container, Kind, le16};

const EXTENSION: u8 = 0x21;
const PICTURE: u8 = 0x2c;
const TRAILER: u8 = 0x3b;

/// Whether a colour table follows.
const HAS_TABLE: u8 = 0x80;

pub(super) fn read(bytes: &[u8]) -> Option<Container> {
    let mut container = Container {
        kind: Kind::Gif,
        width: le16(bytes, 6)?,
        height: le16(bytes, 8)?,
        animated: false,
        complete: false,
        has_profile: false,
        exif: None,
        // What it may hold beside pixels (comments, the number of rounds) stays.
        kept: std::iter::once(0..bytes.len()).collect(),
        exif_before: usize::MAX,
    };
    let (pictures, complete) = blocks(bytes).unwrap_or_default();
    container.animated = pictures > 1;
    container.complete = complete;
    Some(container)
}

/// How many pictures there are, and whether the end was reached.
fn blocks(bytes: &[u8]) -> Option<(usize, bool)> {
    let mut at = 13 + table_len(*bytes.get(10)?);
    let mut pictures = 0;
    loop {
        at = match bytes.get(at) {
            Some(&EXTENSION) => after_data(bytes, at + 2),
            Some(&PICTURE) => {
                pictures += 1;
                match bytes.get(at + 9) {
                    Some(flags) => after_data(bytes, at + 10 + table_len(*flags) + 1),
                    None => None,
                }
            }
            Some(&TRAILER) => return Some((pictures, pictures > 0)),
            _ => None,
        }
        .unwrap_or(usize::MAX);
        if at == usize::MAX {
            return Some((pictures, false));
        }
    }
}

fn table_len(flags: u8) -> usize {
    if flags & HAS_TABLE == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// The end of a run of data blocks, each of which begins with its length.
fn after_data(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            len => at += 1 + usize::from(len),
        }
    }
}
