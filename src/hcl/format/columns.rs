//! How wide text is in columns of `terraform fmt`. The only file that imports `unicode-segmentation`.

use unicode_segmentation::UnicodeSegmentation;

/// The columns a text takes: its grapheme clusters (Unicode Standard Annex 29), a line end being one as well.
/// A wide character counts once.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.len() - text.matches("\r\n").count();
    }
    text.graphemes(true).count()
}
