//! Pictures of the text.

use std::borrow::Cow;
use std::fmt::Write;

use super::{Flavour, Writer, escape};
use crate::content::ast::{Node, Target};
use crate::render::picture::srcset;
use crate::site::pictures::Format;
use crate::site::{Resolution, Route, Site};

/// The media types of the formats that stand before WebP.
const AVIF: &str = "image/avif";

/// What the text's HTML depends on of a file that it refers to: the picture, its addresses, its dark twin.
pub(super) fn inputs(site: &Site, route: &Route) -> impl std::hash::Hash {
    let of = |route: &Route| {
        let size = site.assets.get(route).and_then(|asset| asset.dimensions());
        let size = size.map(|size| (size.width, size.height));
        let picture = site.pictures.get(route);
        let sizes = picture.and_then(|picture| srcset(site, picture, Format::Webp));
        let more = picture.and_then(|picture| srcset(site, picture, Format::Avif));
        (size, picture.map(|picture| picture.hash()), sizes, more)
    };
    let twin = site.dark_twin(route).map(|twin| (of(&twin), twin));
    (of(route), twin)
}

/// How a picture stands among others.
#[derive(Clone, Copy)]
struct Place {
    /// Its class, which says on which ground it is shown.
    class: Option<&'static str>,
    /// Whether it is loaded when it comes near only.
    lazy: bool,
}

impl<'a> Writer<'a> {
    /// A picture of Markdown.
    pub(super) fn image(&mut self, node: &'a Node, target: &Target) {
        self.image_at(&target.destination, node.plain_text().trim());
    }

    /// The picture at an address of the source; two when there is one for dark pages, of which style sheets show one.
    pub(super) fn image_at(&mut self, destination: &str, alt: &str) {
        let Resolution::Internal(internal) = self.site.resolve(self.page, destination) else {
            let address = self.address(destination).unwrap_or(Cow::Borrowed(destination));
            let src = address.into_owned();
            self.images += 1;
            let place = Place {
                class: None,
                lazy: true,
            };
            return self.img(&src, None, alt, place);
        };
        let address = self
            .address(destination)
            .unwrap_or(Cow::Borrowed(destination))
            .into_owned();
        // What comes first may be in view at once.
        let lazy = self.images > 0;
        self.images += 1;
        let twin = match self.flavour {
            Flavour::Page => self.site.dark_twin(&internal.route),
            Flavour::Feed => None,
        };
        let Some(twin) = twin else {
            let place = Place { class: None, lazy };
            return self.picture(&address, &internal.route, alt, place);
        };
        // Only lazy pictures are not loaded where they are not shown.
        let place = |class| Place {
            class: Some(class),
            lazy: true,
        };
        self.out.push_str("<span class=\"twins\">");
        self.picture(&address, &internal.route, alt, place("on-light"));
        let address = self.site.config.base_url.relative(&twin.encoded());
        self.picture(&address, &twin, alt, place("on-dark"));
        self.out.push_str("</span>");
    }

    /// Width and height of the picture that an address of raw HTML leads to.
    pub(super) fn size_at(&self, address: &str) -> Option<(u32, u32)> {
        let Resolution::Internal(internal) = self.site.resolve(self.page, &address.replace("&amp;", "&"))
        else {
            return None;
        };
        let size = self.site.assets.get(&internal.route)?.dimensions()?;
        Some((size.width, size.height))
    }

    /// A file of the site, with AVIF before what every browser knows.
    fn picture(&mut self, src: &str, route: &Route, alt: &str, place: Place) {
        let picture = self
            .site
            .pictures
            .get(route)
            .filter(|_| self.flavour == Flavour::Page);
        let avif = picture.and_then(|picture| srcset(self.site, picture, Format::Avif));
        if let Some(avif) = &avif {
            let sizes = escape(&self.site.config.images.sizes);
            let _ = write!(
                self.out,
                "<picture><source type=\"{AVIF}\" srcset=\"{}\" sizes=\"{sizes}\">",
                escape(avif)
            );
        }
        self.img(src, Some(route), alt, place);
        if avif.is_some() {
            self.out.push_str("</picture>");
        }
    }

    fn img(&mut self, src: &str, route: Option<&Route>, alt: &str, place: Place) {
        let page = self.flavour == Flavour::Page;
        let _ = write!(self.out, "<img src=\"{}\"", escape(src));
        let picture = route
            .and_then(|route| self.site.pictures.get(route))
            .filter(|_| page);
        if let Some(webp) = picture.and_then(|picture| srcset(self.site, picture, Format::Webp)) {
            let sizes = escape(&self.site.config.images.sizes);
            let _ = write!(self.out, " srcset=\"{}\" sizes=\"{sizes}\"", escape(&webp));
        }
        let _ = write!(self.out, " alt=\"{}\"", escape(alt));
        let asset = route.and_then(|route| self.site.assets.get(route));
        let size = asset.and_then(|asset| asset.dimensions());
        if let Some(size) = size {
            let _ = write!(self.out, " width=\"{}\" height=\"{}\"", size.width, size.height);
        }
        if let Some(class) = place.class {
            let _ = write!(self.out, " class=\"{class}\"");
        }
        let facts = picture.and_then(|picture| picture.facts().ok());
        let mut style = Vec::new();
        // Style sheets limit the width of what is high, which keeps its place free before it has loaded.
        if let Some(size) = size.filter(|size| page && size.height > size.width) {
            style.push(format!(
                "--ratio:{:.4}",
                f64::from(size.width) / f64::from(size.height)
            ));
        }
        if let Some([red, green, blue]) = facts.and_then(|facts| facts.color) {
            style.push(format!("background-color:#{red:02x}{green:02x}{blue:02x}"));
        }
        if !style.is_empty() {
            let _ = write!(self.out, " style=\"{}\"", style.join(";"));
        }
        if page && place.lazy {
            self.out.push_str(" loading=\"lazy\"");
        }
        if page {
            self.out.push_str(" decoding=\"async\"");
        }
        self.out.push('>');
    }
}
