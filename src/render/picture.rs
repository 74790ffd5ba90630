//! The files of pictures: the originals, and the sizes that pages offer.

use std::sync::Arc;

use super::Rendered;
use crate::content::asset::Asset;
use crate::error::{Action, Error};
use crate::output::Deferred;
use crate::picture;
use crate::site::pictures::Format;
use crate::site::{Picture, Route, Site};
use crate::source::Blob;

/// A file of the user's as it is published: pictures lose what they say of places and cameras, unless they are to
/// keep it.
pub(super) fn original(asset: &Arc<Asset>, strips: bool) -> Rendered {
    let is_clean = || {
        let known = asset.known_inspection();
        known.is_some_and(|inspection| !inspection.has_metadata)
    };
    if !strips || !asset.has_pixels() || is_clean() {
        return Rendered::File(asset.blob.clone());
    }
    let asset = Arc::clone(asset);
    Rendered::Deferred(Deferred::new(move || {
        let bytes = asset.blob.read().map_err(|source| Error::Io {
            action: Action::Read,
            path: match &asset.blob {
                Blob::Disk { path, .. } => path.clone(),
                Blob::Memory(_) => asset.path.as_str().into(),
            },
            source,
        })?;
        Ok(Some(picture::stripped(&bytes).map_or(bytes, Arc::from)))
    }))
}

/// A size of a picture.
pub(super) fn size(site: &Site, route: &Route) -> Rendered {
    let Some((picture, size)) = site.pictures.size(route).cloned() else {
        return Rendered::Nothing;
    };
    Rendered::Deferred(Deferred::new(move || picture.bytes(&size)))
}

/// The `srcset` of a picture in a format; `None` when it is not offered in it.
pub(super) fn srcset(site: &Site, picture: &Picture, format: Format) -> Option<String> {
    let base = &site.config.base_url;
    let sizes = picture.sizes(format);
    let candidates: Vec<String> = sizes
        .map(|size| {
            let url = base.relative(&size.route.encoded());
            // A comma parts the candidates.
            format!("{} {}w", url.replace(',', "%2C"), size.width)
        })
        .collect();
    (!candidates.is_empty()).then(|| candidates.join(", "))
}
