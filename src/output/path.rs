//! Names of files in what a build produces.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use crate::source::unicode::nfc;

/// The longest name of a file or folder that common file systems take, in bytes.
const LONGEST_PART: usize = 255;

/// Bytes that stand for themselves in a path of an address, besides letters and digits
/// (RFC 3986, `pchar` and the slash between the parts).
const PLAIN: &[u8] = b"-._~!$&'()*+,;=:@/";

/// The path of an output relative to the output folder: `/` between the parts, composed Unicode (NFC).
///
/// Never empty; no part is empty, `.` or `..`, longer than 255 bytes, or has a backslash or a control
/// character in it. Cheap to clone; ordered by bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

/// Why a text is no [`OutputPath`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadOutputPath {
    /// The text as it was given.
    pub path: String,
    /// What is wrong with it.
    pub reason: BadPart,
}

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPart {
    /// There is nothing between two slashes, before the first, after the last, or at all.
    Empty,
    /// A part is `.` or `..`.
    Dots,
    /// A part is longer than 255 bytes.
    TooLong,
    /// A backslash or a control character.
    Character(char),
}

impl OutputPath {
    /// Composes the text's Unicode and takes it when it names a file below the output folder.
    pub fn new(path: &str) -> Result<Self, BadOutputPath> {
        let composed: Arc<str> = nfc(path).into();
        let path = path.to_owned();
        match composed.split('/').find_map(fault) {
            Some(reason) => Err(BadOutputPath { path, reason }),
            None => Ok(Self(composed)),
        }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folders the output lies in, outermost first, without the output folder itself.
    pub fn folders(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.match_indices('/').map(|(at, _)| &self.0[..at])
    }

    /// The percent-encoded path in an address, relative to the site's base: `a/index.html` is `a/`, and
    /// the home page is the empty string.
    pub fn to_url_path(&self) -> String {
        let shown = match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &self.0,
        };
        percent_encoded(shown)
    }
}

fn fault(part: &str) -> Option<BadPart> {
    match part {
        "" => Some(BadPart::Empty),
        "." | ".." => Some(BadPart::Dots),
        _ if part.len() > LONGEST_PART => Some(BadPart::TooLong),
        _ => part
            .chars()
            .find(|&character| character == '\\' || character.is_control())
            .map(BadPart::Character),
    }
}

fn percent_encoded(path: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || PLAIN.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
            encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    encoded
}

impl fmt::Display for OutputPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl AsRef<str> for OutputPath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Sets of paths can be asked about a text.
impl Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BadOutputPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` cannot be published: ", self.path.escape_debug())?;
        match self.reason {
            BadPart::Empty => formatter.write_str("a part of the path is empty"),
            BadPart::Dots => formatter.write_str("a part of the path is `.` or `..`"),
            BadPart::TooLong => write!(
                formatter,
                "a part of the path is longer than {LONGEST_PART} bytes"
            ),
            BadPart::Character(character) => {
                write!(formatter, "the path has a `{}` in it", character.escape_debug())
            }
        }
    }
}

impl std::error::Error for BadOutputPath {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(path: &str, expected: Result<&str, BadPart>) {
        let found = OutputPath::new(path);
        let found = found.as_ref().map(OutputPath::as_str).map_err(|bad| bad.reason);
        assert_eq!(found, expected, "{path:?}");
    }

    #[test]
    fn ordinary_names_are_taken() {
        for path in [
            "index.html",
            "a/b/c.css",
            ".nojekyll",
            "a b/ü.html",
            "...",
            "a..b",
            "글/index.html",
        ] {
            check(path, Ok(path));
        }
    }

    #[test]
    fn decomposed_hangul_is_composed() {
        check("\u{1100}\u{1173}\u{11af}/e\u{301}.html", Ok("글/é.html"));
    }

    #[test]
    fn what_would_leave_the_folder_or_name_no_file_is_refused() {
        for path in ["", "/", "/a", "a/", "a//b"] {
            check(path, Err(BadPart::Empty));
        }
        for path in [".", "..", "a/../b", "./a", "a/."] {
            check(path, Err(BadPart::Dots));
        }
        check("a\\b", Err(BadPart::Character('\\')));
        check("a\0", Err(BadPart::Character('\0')));
        check("a\nb", Err(BadPart::Character('\n')));
        check("a\u{85}", Err(BadPart::Character('\u{85}')));
    }

    #[test]
    fn a_part_has_at_most_255_bytes() {
        let longest = "글".repeat(85);
        check(&longest, Ok(&longest));
        check(&format!("{longest}a"), Err(BadPart::TooLong));
        // Decomposed it is 765 bytes long; what counts is what is written.
        let decomposed: String = crate::source::unicode::nfd(&longest);
        check(&decomposed, Ok(&longest));
    }

    #[test]
    fn a_refusal_shows_what_cannot_be_seen() {
        let bad = OutputPath::new("a\u{7}b").unwrap_err();
        assert_eq!(
            bad.to_string(),
            "`a\\u{7}b` cannot be published: the path has a `\\u{7}` in it"
        );
    }

    #[test]
    fn addresses_end_in_a_slash_for_a_page() {
        let address = |path: &str| OutputPath::new(path).unwrap().to_url_path();
        assert_eq!(address("index.html"), "");
        assert_eq!(address("posts/a/index.html"), "posts/a/");
        assert_eq!(address("myindex.html"), "myindex.html");
        assert_eq!(address("feed.xml"), "feed.xml");
        assert_eq!(address("글/a b#c?d%.html"), "%EA%B8%80/a%20b%23c%3Fd%25.html");
        assert_eq!(address("a:b@c+(d).txt"), "a:b@c+(d).txt");
    }

    #[test]
    fn folders_come_outermost_first() {
        let path = OutputPath::new("a/b/c.html").unwrap();
        assert_eq!(path.folders().collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(OutputPath::new("c.html").unwrap().folders().count(), 0);
    }

    proptest! {
        #[test]
        fn a_taken_path_is_taken_again_unchanged(path in "\\PC{0,20}(/\\PC{1,20}){0,3}") {
            if let Ok(taken) = OutputPath::new(&path) {
                prop_assert_eq!(OutputPath::new(taken.as_str()), Ok(taken.clone()));
                prop_assert!(taken.to_url_path().is_ascii());
            }
        }
    }
}
