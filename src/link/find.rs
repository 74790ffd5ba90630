//! Bytes found in long texts, many at a time. The only file that imports `memchr`.

/// Where a byte stands first.
pub(super) fn find(text: &[u8], byte: u8) -> Option<usize> {
    memchr::memchr(byte, text)
}

/// Where either of two bytes stands, in order.
pub(super) fn find_all(text: &[u8], one: u8, other: u8) -> impl Iterator<Item = usize> {
    memchr::memchr2_iter(one, other, text)
}
