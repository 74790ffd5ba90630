//! The pictures that pages show: in which forms, and where these are.
//!
//! All addresses are known from the files alone, before anything is decoded: they hold a hash of the original's
//! bytes and of the recipe.

mod room;
mod store;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::routes::Owner;
use super::{PageId, Resolution, Route, Site};
use crate::config::Images;
use crate::content::asset::Asset;
use crate::content::facts::LinkKind;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::picture::{self, Facts, Flaw, Inspection};
use crate::source::SourcePath;
use crate::source::unicode::nfc;

use store::Entry;
pub use store::PictureStore;

/// A form in which pictures are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// WebP.
    Webp,
    /// AVIF.
    Avif,
}

impl Format {
    /// The end of the names of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Webp => "webp",
            Self::Avif => "avif",
        }
    }
}

/// All sizes of a picture in one format, which are made together.
#[derive(Debug)]
struct Recipe {
    format: Format,
    /// From narrow to wide.
    widths: Vec<u32>,
    quality: u8,
    /// A hash over all that the bytes depend on.
    key: u128,
}

/// A picture that some page shows.
#[derive(Debug)]
pub struct Picture {
    asset: Arc<Asset>,
    inspection: Inspection,
    recipes: Vec<Recipe>,
    /// The picture in one width and format each, with its address.
    sizes: Vec<Size>,
    entry: Arc<Entry>,
    store: Arc<PictureStore>,
}

/// A picture in one width and format.
#[derive(Clone, Debug)]
pub struct Size {
    /// The format.
    pub format: Format,
    /// In pixels.
    pub width: u32,
    /// The address.
    pub route: Route,
    /// The place of its recipe.
    recipe: usize,
    /// Its place among the recipe's widths.
    at: usize,
}

impl Picture {
    fn new(asset: &Arc<Asset>, route: &Route, images: &Images, store: &Arc<PictureStore>) -> Option<Self> {
        let inspection = asset.inspection()?;
        let recipes: Vec<Recipe> = recipes(&inspection, images);
        let sizes = recipes.iter().enumerate().flat_map(|(recipe, made)| {
            made.widths.iter().enumerate().map(move |(at, width)| Size {
                format: made.format,
                width: *width,
                route: address(route, made, *width),
                recipe,
                at,
            })
        });
        Some(Self {
            sizes: sizes.collect(),
            recipes,
            entry: store.entry(inspection.hash),
            asset: Arc::clone(asset),
            inspection,
            store: Arc::clone(store),
        })
    }

    /// What is known of it without decoding it.
    pub fn inspection(&self) -> &Inspection {
        &self.inspection
    }

    /// A number that changes with the picture.
    pub fn hash(&self) -> u128 {
        self.inspection.hash
    }

    /// The sizes of a format, from narrow to wide; none when it is not offered in it.
    pub fn sizes(&self, format: Format) -> impl Iterator<Item = &Size> {
        self.sizes.iter().filter(move |size| size.format == format)
    }

    /// What pages know of it. Decodes it unless somebody has.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn facts(&self) -> Result<Facts, Flaw> {
        if let Some(flaw) = self.inspection.flaw() {
            return Err(flaw);
        }
        if !self.inspection.is_derivable() {
            return Ok(Facts::default());
        }
        self.store.facts(self)
    }

    /// The bytes of a size; none when the picture is broken, which the check of its pages says.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub fn bytes(&self, size: &Size) -> Result<Option<Arc<[u8]>>, Error> {
        self.store.bytes(self, &self.recipes[size.recipe], size.at)
    }

    /// Makes everything that is made of it and is not kept yet, from one decoding. What goes wrong is told by
    /// whoever asks for the results.
    pub fn make_all(&self) {
        if !self.recipes.is_empty() {
            self.store.make_all(self);
        }
    }
}

fn recipes(inspection: &Inspection, images: &Images) -> Vec<Recipe> {
    let widths = picture::widths(inspection, &images.widths);
    let wanted = [(Format::Avif, images.avif), (Format::Webp, images.webp)];
    let formats = wanted
        .into_iter()
        .filter(|(_, wanted)| *wanted && !widths.is_empty());
    formats
        .map(|(format, _)| {
            let mut hasher = Xxh3::new();
            let settings = (picture::VERSION, format.extension(), &widths, images.quality);
            (inspection.hash, settings).hash(&mut hasher);
            Recipe {
                format,
                widths: widths.clone(),
                quality: images.quality,
                key: hasher.digest128(),
            }
        })
        .collect()
}

/// The address of a size, beside the original: `posts/a/photo.1a2b3c4d.800w.webp`.
fn address(original: &Route, recipe: &Recipe, width: u32) -> Route {
    let path = original.as_str();
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let stem = path[name..].rfind('.').map_or(path, |dot| &path[..name + dot]);
    let (key, end) = ((recipe.key >> 96) as u32, recipe.format.extension());
    Route::new(&format!("{stem}.{key:08x}.{width}w.{end}"))
}

/// The pictures of a site.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    /// By the address of the original.
    shown: BTreeMap<Route, Arc<Picture>>,
    /// By the addresses of their sizes.
    sizes: BTreeMap<Route, (Arc<Picture>, Size)>,
}

impl Pictures {
    /// The picture whose original is at an address; `None` when no page shows it.
    pub fn get(&self, route: &Route) -> Option<&Arc<Picture>> {
        self.shown.get(route)
    }

    /// All of them, by the addresses of the originals.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Picture>> {
        self.shown.values()
    }

    /// The addresses of all sizes.
    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.sizes.keys()
    }

    /// The picture and size at an address.
    pub fn size(&self, route: &Route) -> Option<&(Arc<Picture>, Size)> {
        self.sizes.get(route)
    }
}

impl Site {
    /// The picture for dark pages beside one for light ones: `x.dark.png` beside `x.png`.
    pub fn dark_twin(&self, route: &Route) -> Option<Route> {
        let path = self.assets.get(route)?.path.as_str();
        let (stem, extension) = path.rsplit_once('.')?;
        let twin = self.asset_route(&SourcePath::new(format!("{stem}.dark.{extension}")))?;
        Some(twin.clone())
    }

    /// The files that pages show as pictures, with their addresses.
    pub fn shown_files(&self) -> BTreeMap<Route, Arc<Asset>> {
        let mut routes = BTreeSet::new();
        for page in 0..self.pages.len() {
            self.add_shown_by(PageId(page), &mut routes);
        }
        let avatar = self
            .config
            .author
            .as_ref()
            .and_then(|author| author.avatar.as_ref());
        if let Some((path, _)) = avatar {
            routes.extend(internal(self.resolve_path(path)));
        }
        let twins: Vec<Route> = routes.iter().filter_map(|route| self.dark_twin(route)).collect();
        routes.extend(twins);
        routes
            .into_iter()
            .filter_map(|route| {
                let asset = self.assets.get(&route).filter(|asset| asset.has_pixels())?;
                Some((route, Arc::clone(asset)))
            })
            .collect()
    }

    /// The pictures that a page shows.
    pub fn pictures_of(&self, page: PageId) -> Vec<Arc<Picture>> {
        let mut routes = BTreeSet::new();
        self.add_shown_by(page, &mut routes);
        let pictures = routes.iter().filter_map(|route| self.pictures.get(route));
        pictures.cloned().collect()
    }

    fn add_shown_by(&self, id: PageId, routes: &mut BTreeSet<Route>) {
        let document = &self.page(id).document;
        let embedded = document
            .facts
            .links
            .iter()
            .filter(|link| link.kind == LinkKind::Embed);
        routes.extend(embedded.filter_map(|link| internal(self.resolve(id, &link.destination))));
        if let Some((path, _)) = &document.front_matter.thumbnail {
            routes.extend(internal(self.resolve(id, path)));
        }
    }

    /// Plans the forms of the files that [`shown_files`](Self::shown_files) has told.
    pub fn add_pictures(
        &mut self,
        files: &BTreeMap<Route, Arc<Asset>>,
        store: &Arc<PictureStore>,
    ) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (route, asset) in files {
            let Some(mut picture) = Picture::new(asset, route, &self.config.images, store) else {
                continue;
            };
            let mut sizes = std::mem::take(&mut picture.sizes);
            sizes.retain(|size| {
                let owner = Owner::Generated(format!("a size of the picture `{}`", asset.path));
                let claimed = self.routes.claim(&size.route, owner);
                claimed.map_err(|clash| found.push(*clash)).is_ok()
            });
            picture.sizes = sizes;
            let picture = Arc::new(picture);
            for size in &picture.sizes {
                let value = (Arc::clone(&picture), size.clone());
                self.pictures.sizes.insert(size.route.clone(), value);
            }
            self.pictures.shown.insert(route.clone(), picture);
        }
        found
    }

    fn asset_route(&self, path: &SourcePath) -> Option<&Route> {
        match self.by_source.get(&*nfc(path.as_str()))? {
            super::Target::Asset(route) => Some(route),
            _ => None,
        }
    }
}

fn internal(resolution: Resolution) -> Option<Route> {
    match resolution {
        Resolution::Internal(internal) => Some(internal.route),
        _ => None,
    }
}
