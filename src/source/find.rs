//! Bytes found in long texts, many at a time. The only file that imports `memchr`.

/// Where a byte stands first.
pub fn find(text: &[u8], byte: u8) -> Option<usize> {
    memchr::memchr(byte, text)
}

/// Where any of three bytes stands first.
pub fn find_any(text: &[u8], [one, two, three]: [u8; 3]) -> Option<usize> {
    memchr::memchr3(one, two, three, text)
}

/// Where a byte stands first that passes a test. Stretches in which none does are passed over whole, and fast when the
/// test is written with `|`, without a branch.
pub fn find_where(text: &[u8], test: impl Fn(u8) -> bool) -> Option<usize> {
    let mut passed = 0;
    for stretch in text.chunks_exact(STRETCH) {
        // Without a way out in between, these comparisons become a few of all bytes.
        if stretch.iter().fold(0, |any, &byte| any | u8::from(test(byte))) != 0 {
            break;
        }
        passed += STRETCH;
    }
    let within = text[passed..].iter().position(|&byte| test(byte))?;
    Some(passed + within)
}

/// How many bytes are looked at together.
const STRETCH: usize = 16;

/// Where either of two bytes stands, in order.
pub fn find_all(text: &[u8], one: u8, other: u8) -> impl Iterator<Item = usize> {
    memchr::memchr2_iter(one, other, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_that_passes_is_found_wherever_it_stands() {
        for length in 0..=3 * STRETCH {
            let mut text = vec![b'a'; length];
            assert_eq!(find_where(&text, |byte| byte != b'a'), None);
            for at in (0..length).rev() {
                text[at] = b'b';
                assert_eq!(find_where(&text, |byte| byte != b'a'), Some(at), "of {length}");
            }
        }
    }
}
