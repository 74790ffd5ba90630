//! Why browsers would show nothing of a file, as far as that is told without decoding it.

use crate::card::svg_flaw;

/// What some program writes and not every browser shows, by the ending of its name.
const UNSHOWN: [(&str, &str); 6] = [
    ("tif", "TIFF"),
    ("tiff", "TIFF"),
    ("heic", "HEIC"),
    ("heif", "HEIF"),
    ("jp2", "JPEG 2000"),
    ("psd", "Photoshop"),
];

/// The name of a format by the lower-case ending of a file, when it is one that not every browser shows.
pub(super) fn unshown(extension: &str) -> Option<&'static str> {
    let mut known = UNSHOWN.iter();
    known
        .find(|(ending, _)| *ending == extension)
        .map(|(_, name)| *name)
}

/// What is wrong with the bytes of a file whose name is that of a picture; a clause after "it".
pub(super) fn of_bytes(extension: &str, bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() {
        return Some("is empty".to_owned());
    }
    let is = |name: &str, holds: bool| (!holds).then(|| format!("is no {name}"));
    match extension {
        "svg" => of_svg(bytes),
        // ISO/IEC 14496-12: the first box of the file says what it is.
        "avif" => is("AVIF", bytes.get(4..8) == Some(b"ftyp")),
        _ => is("PNG, JPEG, GIF or WebP", super::has_known_format(bytes)),
    }
}

fn of_svg(bytes: &[u8]) -> Option<String> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Some("is compressed, which web servers do not tell browsers".to_owned());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => svg_flaw(text.trim_start_matches('\u{feff}')),
        Err(_) if says_encoding(bytes) => None,
        Err(_) => Some("is no UTF-8, and says no other encoding".to_owned()),
    }
}

/// Whether a byte order mark or the declaration of XML says in which encoding the file is.
fn says_encoding(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || head.contains("encoding=")
}

#[cfg(test)]
mod tests {
    use super::of_bytes;

    fn check(extension: &str, bytes: &[u8], expected: Option<&str>) {
        let found = of_bytes(extension, bytes);
        assert_eq!(found.as_deref(), expected, "{extension} {bytes:?}");
    }

    #[test]
    fn what_is_no_picture_is_told() {
        for extension in ["png", "jpg", "webp", "gif", "avif", "svg"] {
            check(extension, b"", Some("is empty"));
        }
        check("png", b"<!doctype html>", Some("is no PNG, JPEG, GIF or WebP"));
        check("avif", b"GIF89a, or so", Some("is no AVIF"));
        check("avif", b"\0\0\0\x20ftypavif", None);
        // Browsers look at the bytes, not at the name.
        check("png", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01", None);
    }

    #[test]
    fn an_svg_is_xml_with_its_namespace() {
        let check = |svg: &str, expected: Option<&str>| check("svg", svg.as_bytes(), expected);
        check("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", None);
        check("\u{feff}<s:svg xmlns:s=\"http://www.w3.org/2000/svg\"/>", None);
        check(
            "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY x \"http://www.w3.org/2000/svg\">]><svg xmlns=\"&x;\"/>",
            None,
        );
        check(
            "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<g></svg>",
            Some("is no XML: expected 'g' tag, not 'svg', at line 2, column 4"),
        );
        check(
            "<svg/>",
            Some("lacks `xmlns=\"http://www.w3.org/2000/svg\"` on its element `svg`"),
        );
        check("<html/>", Some("is no SVG: its outermost element is `html`"));
    }

    #[test]
    fn an_svg_may_be_in_another_encoding() {
        check("svg", b"\xff\xfe<\0s\0v\0g\0/\0>\0", None);
        let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><svg>\xe4</svg>";
        check("svg", latin, None);
        check(
            "svg",
            b"<svg>\xe4</svg>",
            Some("is no UTF-8, and says no other encoding"),
        );
        let said = "is compressed, which web servers do not tell browsers";
        check("svg", b"\x1f\x8b\x08\0", Some(said));
    }
}
