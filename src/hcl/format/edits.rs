//! The difference between the text and its pieces, as edits of the space between tokens.

use super::piece::Pieces;
use crate::diagnostic::Edit;
use crate::source::Span;

/// The edits that turn the text into its pieces, in order. None covers a line end that stays.
pub(super) fn edits(text: &str, pieces: &Pieces<'_>) -> Vec<Edit<Span>> {
    let mut edits = Vec::new();
    let mut at = 0;
    let mut replacement = String::new();
    for piece in &pieces.pieces {
        if let Some(origin) = piece.origin
            && replacement.is_empty()
            && is_space(&text[at..origin.start as usize], piece.before)
        {
            at = origin.end as usize;
            continue;
        }
        replacement.extend(std::iter::repeat_n(' ', piece.before));
        match piece.origin {
            Some(origin) => {
                push(
                    &mut edits,
                    text,
                    Span::new(at, origin.start as usize),
                    &mut replacement,
                );
                at = origin.end as usize;
            }
            None => replacement += &piece.text,
        }
    }
    replacement.extend(std::iter::repeat_n(' ', pieces.trailing));
    push(&mut edits, text, Span::new(at, text.len()), &mut replacement);
    edits
}

/// Whether a text is so many spaces.
fn is_space(text: &str, spaces: usize) -> bool {
    text.len() == spaces && text.bytes().all(|byte| byte == b' ')
}

/// Adds an edit if it changes anything, and empties the replacement, whose memory is used again if not.
fn push(edits: &mut Vec<Edit<Span>>, text: &str, location: Span, replacement: &mut String) {
    if location.of(text) != *replacement {
        edits.push(Edit {
            location,
            replacement: std::mem::take(replacement),
        });
    }
    replacement.clear();
}
