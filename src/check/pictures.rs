//! Pictures that pages show: readers must be able to see them, and soon.

use crate::content::asset::Asset;
use crate::diagnostic::{Diagnostic, Location, catalogue};
use crate::picture::{Flaw, Kind, LARGEST};
use crate::site::{Picture, Route, Site};

/// How many bytes of moving picture a page may have without a warning.
const HEAVY: u64 = 1_000_000;

/// What helps against most broken pictures.
const AGAIN: &str = "save the picture again, or fetch it anew from where it came from";

/// What helps against a broken SVG.
const MEND: &str = "mend the file: an SVG that is no part of a page is read as strictly as XML";

/// Checks the picture at an address that is shown by what stands at `place`, and its dark twin.
pub(super) fn check(site: &Site, route: &Route, place: &Location) -> Vec<Diagnostic> {
    let twin = site.dark_twin(route);
    let routes = [Some(route), twin.as_ref()].into_iter().flatten();
    routes
        .filter_map(|route| finding(site, route))
        .map(|found| found.at(place.clone(), ""))
        .collect()
}

fn finding(site: &Site, route: &Route) -> Option<Diagnostic> {
    let asset = site.assets.get(route)?;
    let path = &asset.path;
    if let Some(format) = asset.unshown_format() {
        let message = format!("`{path}` is a {format} file, which not every browser shows");
        return Some(
            Diagnostic::new(&catalogue::BROKEN_PICTURE, message).help("save it as JPEG, PNG or WebP"),
        );
    }
    if let Some(picture) = site.pictures.get(route) {
        return flaw(asset, picture).or_else(|| weight(asset, picture));
    }
    if let Some(flaw) = asset.flaw() {
        let found = Diagnostic::new(&catalogue::BROKEN_PICTURE, format!("`{path}` {flaw}"));
        let is_drawing = path.extension().eq_ignore_ascii_case("svg") && !flaw.ends_with("empty");
        return Some(found.help(if is_drawing { MEND } else { AGAIN }));
    }
    let is_sized = !Asset::is_picture(asset.path.as_str()) || asset.dimensions().is_some();
    // A picture whose size is unknown makes the page jump while it loads.
    (!is_sized).then(|| {
        Diagnostic::new(
            &catalogue::UNKNOWN_IMAGE_SIZE,
            format!("the size of `{path}` cannot be read"),
        )
        .help(if path.extension().eq_ignore_ascii_case("svg") {
            "give its element `svg` a `viewBox`, or `width` and `height` in pixels"
        } else {
            "check that the file is a picture of the kind its name says"
        })
    })
}

fn flaw(asset: &Asset, picture: &Picture) -> Option<Diagnostic> {
    let path = &asset.path;
    Some(match picture.facts().err()? {
        Flaw::Broken(reason) => Diagnostic::new(
            &catalogue::BROKEN_PICTURE,
            format!("`{path}` cannot be decoded: {reason}"),
        )
        .help(AGAIN),
        Flaw::TooLarge(pixels) => {
            let tenths = pixels / 100_000;
            let message = format!(
                "`{path}` has {}.{} million pixels, and at most {} million are taken",
                tenths / 10,
                tenths % 10,
                LARGEST / 1_000_000
            );
            Diagnostic::new(&catalogue::HUGE_PICTURE, message)
                .help("make it smaller: pages are rarely wider than 1600 pixels")
        }
    })
}

fn weight(asset: &Asset, picture: &Picture) -> Option<Diagnostic> {
    let inspection = picture.inspection();
    let is_heavy = (inspection.animated || inspection.kind == Kind::Gif) && inspection.len > HEAVY;
    is_heavy.then(|| {
        let tenths = inspection.len / 100_000;
        let (path, whole, rest) = (&asset.path, tenths / 10, tenths % 10);
        let message = format!("`{path}` has {whole}.{rest} MB, and is passed on as it is");
        Diagnostic::new(&catalogue::HEAVY_ANIMATION, message)
            .help("show a `<video>` in its place, which has about a tenth of the bytes")
    })
}
