//! Composed Unicode. The only file that imports `unicode-normalization`.
//!
//! macOS hands out file names in the decomposed form (NFD), in which a Hangul syllable is two or three
//! characters: the same letters to a reader, other bytes to a server. Everything that becomes an address is
//! composed (NFC) first.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

pub use unicode_normalization::char::is_combining_mark;

/// The text in normal form NFC (Unicode Standard Annex 15).
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// The text as macOS would hand it out.
#[cfg(test)]
pub(crate) fn nfd(text: &str) -> String {
    text.nfd().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_hangul_is_composed() {
        assert_eq!(nfc("\u{1112}\u{1161}\u{11ab}글"), "한글");
        assert!(matches!(nfc("한글"), Cow::Borrowed(_)));
    }
}
