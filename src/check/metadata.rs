//! Addresses in front matter and in `recto.toml`.

use super::pictures;
use crate::config;
use crate::content::asset::Asset;
use crate::diagnostic::{Diagnostic, Location, catalogue};
use crate::site::{PageId, Resolution, Site};
use crate::source::{SourcePath, Span};

/// Checks the thumbnail of a page, and what it is a translation of.
pub(super) fn check(site: &Site, page: PageId) -> Vec<Diagnostic> {
    let document = &site.page(page).document;
    let thumbnail = document.front_matter.thumbnail.as_ref();
    let mut found = thumbnail
        .map(|(path, span)| picture(site, &site.resolve(page, path), path, document.location(*span)))
        .unwrap_or_default();
    found.extend(translation(site, page));
    found
}

fn translation(site: &Site, id: PageId) -> Option<Diagnostic> {
    let page = site.page(id);
    let (path, span) = page.document.front_matter.translation_of.as_ref()?;
    let at = page.document.location(*span);
    let reject = |message: String, help: &str| {
        let found = Diagnostic::new(&catalogue::FRONT_MATTER_BAD_VALUE, message);
        Some(found.at(at.clone(), "").help(help))
    };
    let original = match site.resolve(id, path) {
        Resolution::Internal(internal) => internal.page,
        Resolution::External => None,
        Resolution::Unpublished | Resolution::Broken { .. } => {
            return link(site, path, site.resolve(id, path)).map(|found| found.at(at, ""));
        }
    };
    let Some(original) = original else {
        return reject(
            format!("`{path}` is not a page of this site"),
            "name the file of the page it translates",
        );
    };
    let language = &page.language;
    if site.page(original).document.front_matter.translation_of.is_some() {
        return reject(
            format!("`{path}` is a translation itself"),
            "name the page that both are translations of",
        );
    }
    if site.page(original).language == *language {
        return reject(
            format!("`{path}` is in `{language}` as well"),
            "give one of the two pages another `lang`",
        );
    }
    if !site.translations(id).contains(&id) {
        return reject(
            format!("`{path}` has another translation into `{language}`"),
            "keep one of them, or change its `lang`",
        );
    }
    None
}

/// Checks the navigation, the author's links and their picture.
pub(super) fn check_config(site: &Site) -> Vec<Diagnostic> {
    let path = SourcePath::new(config::PATH);
    let at = |span: Span| Location::new(&path, span);
    let mut found = Vec::new();
    let author = site.config.author.as_ref();
    let links = author.map_or(&[][..], |author| &author.links);
    for entry in site.config.menu.iter().chain(links) {
        let resolution = site.resolve_path(&entry.url);
        found.extend(link(site, &entry.url, resolution).map(|found| found.at(at(entry.span), "")));
    }
    if let Some((avatar, span)) = author.and_then(|author| author.avatar.as_ref()) {
        found.extend(picture(site, &site.resolve_path(avatar), avatar, at(*span)));
    }
    found
}

fn link(site: &Site, url: &str, resolution: Resolution) -> Option<Diagnostic> {
    match resolution {
        Resolution::External | Resolution::Internal(_) => None,
        Resolution::Unpublished => Some(
            Diagnostic::new(&catalogue::LINK_TO_DRAFT, format!("`{url}` is not published"))
                .help("publish the page, or take the link out"),
        ),
        Resolution::Broken { nearest } => {
            let broken = Diagnostic::new(&catalogue::BROKEN_LINK, format!("there is no page `{url}`"));
            Some(match nearest {
                Some(near) => broken.help(format!("did you mean `{near}`?")),
                None if is_folder_of_posts(site, url) => broken.help(format!(
                    "write `content/{}/_index.md`, which makes the folder's page",
                    url.trim_matches('/')
                )),
                None => broken.help("write the path of a page from the site's root, such as that of a post"),
            })
        }
    }
}

/// Whether there are posts in a folder that has no page of its own.
fn is_folder_of_posts(site: &Site, url: &str) -> bool {
    let folder = format!("content/{}", url.trim_matches('/'));
    let mut pages = site.pages.iter();
    pages.any(|page| page.document.path.strip_folder(&folder).is_some())
}

fn picture(site: &Site, resolution: &Resolution, path: &str, location: Location) -> Vec<Diagnostic> {
    let message = match resolution {
        Resolution::External => return Vec::new(),
        Resolution::Internal(internal) => {
            let asset = site.assets.get(&internal.route);
            if asset.is_some_and(|asset| Asset::is_picture(asset.path.as_str())) {
                return pictures::check(site, &internal.route, &location);
            }
            format!("`{path}` is not a picture")
        }
        Resolution::Unpublished => format!("`{path}` is a page, not a picture"),
        _ => format!("there is no picture `{path}`"),
    };
    let found = Diagnostic::new(&catalogue::MISSING_IMAGE, message).at(location, "");
    vec![match resolution {
        Resolution::Broken { nearest: Some(near) } => found.help(format!("did you mean `{near}`?")),
        _ => found.help("put the file into `static/` and begin the path with `/`"),
    }]
}
