//! How wide text is in columns of `terraform fmt`. The only file that imports `unicode-segmentation`.

use unicode_segmentation::UnicodeSegmentation;

/// The columns a text takes: its grapheme clusters (Unicode Standard Annex 29), a line end being one as well.
/// A wide character counts once.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() {
        let line_ends = match text.contains('\r') {
            true => text.matches("\r\n").count(),
            false => 0,
        };
        return text.len() - line_ends;
    }
    text.graphemes(true).count()
}
