//! Files that are passed on as they are, and the size of pictures. The only file that imports `imagesize`.

mod flaw;

use std::sync::OnceLock;

use crate::picture::{self, Inspection};
use crate::source::{Blob, SourcePath};

/// A file that is published as it is.
#[derive(Debug)]
pub struct Asset {
    /// Where it lies.
    pub path: SourcePath,
    /// Its bytes, or where to find them.
    pub blob: Blob,
    /// Read when first asked for: most pictures of a large site are never asked.
    dimensions: OnceLock<Option<Dimensions>>,
    /// The same.
    inspection: OnceLock<Option<Inspection>>,
    /// The same.
    flaw: OnceLock<Option<String>>,
}

/// The size of a picture in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimensions {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// Enough for the headers of all formats, camera data of a JPEG included in all but odd cases.
const HEAD: usize = 64 * 1024;

impl Asset {
    /// A file at a path.
    pub fn new(path: SourcePath, blob: Blob) -> Self {
        Self {
            path,
            blob,
            dimensions: OnceLock::new(),
            inspection: OnceLock::new(),
            flaw: OnceLock::new(),
        }
    }

    /// The size of the picture; `None` when the file is not a picture whose size can be told.
    pub fn dimensions(&self) -> Option<Dimensions> {
        *self.dimensions.get_or_init(|| self.read_dimensions())
    }

    /// What is known of the picture without decoding it, when it is one of pixels. Reads the whole file, once.
    pub fn inspection(&self) -> Option<Inspection> {
        let inspect = || picture::inspect(&self.blob.read().ok()?);
        *self
            .inspection
            .get_or_init(|| self.has_pixels().then(inspect).flatten())
    }

    /// What [`inspection`](Self::inspection) has found, if anyone has asked.
    pub fn known_inspection(&self) -> Option<Inspection> {
        self.inspection.get().copied().flatten()
    }

    /// Whether the name is that of a picture which is looked into.
    pub fn has_pixels(&self) -> bool {
        let extension = self.path.extension().to_ascii_lowercase();
        matches!(extension.as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp")
    }

    /// Why browsers would show nothing of a picture but the sign for a broken one, as a clause after its name; `None` when that cannot
    /// be told without decoding it, or when the name is that of no picture. Reads the whole file, once.
    pub fn flaw(&self) -> Option<&str> {
        let find = || {
            let is_picture = Self::is_picture(self.path.as_str());
            let bytes = self.blob.read().ok().filter(|_| is_picture)?;
            flaw::of_bytes(&self.path.extension().to_ascii_lowercase(), &bytes)
        };
        self.flaw.get_or_init(find).as_deref()
    }

    /// The name of the picture's format, when it is one that not every browser shows.
    pub fn unshown_format(&self) -> Option<&'static str> {
        flaw::unshown(&self.path.extension().to_ascii_lowercase())
    }

    fn read_dimensions(&self) -> Option<Dimensions> {
        if let Some(Inspection { width, height, .. }) = self.inspection() {
            return Some(Dimensions { width, height });
        }
        if self.path.extension().eq_ignore_ascii_case("svg") {
            let head = self.blob.head(HEAD);
            return svg_dimensions(&String::from_utf8_lossy(&head));
        }
        let read = |limit| imagesize::blob_size(&self.blob.head(limit)).ok();
        let size = read(HEAD).or_else(|| read(8 * 1024 * 1024))?;
        Some(Dimensions {
            width: u32::try_from(size.width).ok()?,
            height: u32::try_from(size.height).ok()?,
        })
    }

    /// Whether the name is that of a picture a page can show.
    pub fn is_picture(path: &str) -> bool {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let extension = extension.to_ascii_lowercase();
        matches!(
            extension.as_str(),
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg"
        )
    }
}

/// Whether the bytes begin as some picture does.
fn has_known_format(bytes: &[u8]) -> bool {
    imagesize::image_type(bytes).is_ok()
}

/// The size an SVG asks for: `width` and `height` of its root in pixels, else the `viewBox`.
fn svg_dimensions(text: &str) -> Option<Dimensions> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let pixels = |name: &str| {
        let value = attribute(tag, name)?;
        value.trim_end_matches("px").trim().parse::<f64>().ok()
    };
    let (width, height) = match (pixels("width"), pixels("height")) {
        (Some(width), Some(height)) => (width, height),
        _ => {
            let numbers: Vec<f64> = attribute(tag, "viewBox")?
                .split([' ', ',', '\n', '\t'])
                .filter_map(|number| number.parse().ok())
                .collect();
            (*numbers.get(2)?, *numbers.get(3)?)
        }
    };
    let whole = |length: f64| (0.5..1e6).contains(&length).then(|| length.round() as u32);
    Some(Dimensions {
        width: whole(width)?,
        height: whole(height)?,
    })
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let before = rest[..at].chars().next_back();
        let after = rest[at + name.len()..].trim_start();
        rest = &rest[at + name.len()..];
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            continue;
        };
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        if let (Some(quote), true) = (quote, before.is_some_and(char::is_whitespace)) {
            return value[1..].split(quote).next();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_an_svg() {
        let check = |svg: &str, expected: Option<(u32, u32)>| {
            let blob = Blob::Memory(svg.as_bytes().into());
            let asset = Asset::new(SourcePath::new("static/a.svg"), blob);
            assert_eq!(
                asset.dimensions().map(|size| (size.width, size.height)),
                expected,
                "{svg}"
            );
        };
        check("<svg width=\"20\" height='10px'>", Some((20, 10)));
        check(
            "<?xml?><svg viewBox=\"0 0 640 480\" stroke-width=\"2\">",
            Some((640, 480)),
        );
        check(
            "<svg width=\"100%\" height=\"100%\" viewBox=\"0,0,3.6,2\">",
            Some((4, 2)),
        );
        check("<svg>", None);
        check("<svg", None);
        check("", None);
    }

    #[test]
    fn the_size_of_a_png() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 3, 0x48, 0, 0, 1, 0x68, 8, 2, 0, 0, 0]);
        let asset = Asset::new(SourcePath::new("a.png"), Blob::Memory(png.into()));
        assert_eq!(
            asset.dimensions(),
            Some(Dimensions {
                width: 840,
                height: 360
            })
        );
        let broken = Asset::new(SourcePath::new("a.png"), Blob::Memory(Vec::new().into()));
        assert_eq!(broken.dimensions(), None);
    }
}
