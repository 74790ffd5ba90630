//! What a link means.

use std::sync::Arc;

use super::routes::{Route, decode, encode};
use super::{PageId, Site, Target};
use crate::diagnostic::suggest::Names;
use crate::link::address::{Meaning, split_scheme};
use crate::source::join;
use crate::source::unicode::nfc;

/// What a link means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// It leads out of the site, or is no address of a page at all (`mailto:`, `data:`); it is written as it is.
    External,
    /// It leads to something the site has.
    Internal(Internal),
    /// It leads to a page that is not published.
    Unpublished,
    /// It leads nowhere.
    Broken {
        /// The nearest address the site has, written as the author would write it.
        nearest: Option<String>,
    },
}

/// A link inside the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Internal {
    /// The address.
    pub route: Route,
    /// The page at the address, unless it is a file or a list without a text of its own.
    pub page: Option<PageId>,
    /// What follows the path, as written: `?query#fragment`.
    pub suffix: String,
}

impl Internal {
    /// The part after `#`, decoded; `None` when there is none.
    pub fn fragment(&self) -> Option<String> {
        let (_, fragment) = self.suffix.split_once('#')?;
        decode(fragment)
    }
}

impl Site {
    /// What a link in a page means. The destination may be the path of a `.md` file or of a file beside it
    /// (`./other.md`, `picture.png`), a path from the site's root (`/posts/x/`, `/images/a.png`), relative to
    /// the page's own address, a fragment, or an address elsewhere.
    pub fn resolve(&self, from: PageId, destination: &str) -> Resolution {
        let page = self.page(from);
        if is_external(destination) {
            return self.resolve_absolute(destination);
        }
        let (path, suffix) = split(destination);
        if path.is_empty() {
            return self.internal(page.route.clone(), suffix);
        }
        let Some(decoded) = decode(path) else {
            return Resolution::Broken { nearest: None };
        };
        if let Some(rooted) = decoded.strip_prefix('/') {
            let plain = join("", rooted).unwrap_or_else(|| rooted.to_owned());
            return self.resolve_root(&plain, suffix);
        }
        let source = join(page.document.path.parent(), &decoded);
        if let Some(found) = source
            .as_deref()
            .and_then(|source| self.resolve_source(source, suffix))
        {
            return found;
        }
        let target = match self.meaning_in(from, destination) {
            Meaning::Own(target) if !decoded.ends_with(".md") => Some(target.path),
            _ => None,
        };
        if let Some(route) = target.as_deref().and_then(|target| self.find(target)) {
            return self.internal(route, suffix);
        }
        let is_unpublished = |target: &str| self.unpublished.contains_key(&Route::new(&folder(target)));
        if target.as_deref().is_some_and(is_unpublished) {
            return Resolution::Unpublished;
        }
        let near_source = self.nearest_source(page.document.path.parent(), &decoded);
        Resolution::Broken {
            nearest: near_source
                .or_else(|| self.nearest_route(&target?))
                .map(|near| near + suffix),
        }
    }

    /// What a browser takes an address to mean in the output of a page.
    pub fn meaning_in(&self, from: PageId, destination: &str) -> Meaning {
        let output = self.page(from).route.output_path();
        self.origin.meaning(&output, None, destination)
    }

    /// What an address leads to that would hold if the path of the site stood before it, written as the author
    /// would write it.
    pub fn forgotten_base(&self, from: PageId, destination: &str) -> Option<String> {
        let Meaning::BesideBase(path) = self.meaning_in(from, destination) else {
            return None;
        };
        let route = self.find(path.trim_start_matches('/'))?;
        Some(format!("{route}{}", split(destination).1))
    }

    /// What a path from the site's root means, given without its slash and decoded. It may have the path before it
    /// that the site is published at.
    pub fn resolve_root(&self, path: &str, suffix: &str) -> Resolution {
        // The Markdown beside a page is for machines; an author who names a Markdown file means the page.
        if path.ends_with(".md")
            && let Some(found) = self.resolve_source(&format!("content/{path}"), suffix)
        {
            return found;
        }
        let based = format!("/{path}");
        let base = self.config.base_url.path();
        let without_base = based.strip_prefix(base).filter(|_| base.len() > 1);
        let mut broken = Resolution::Broken { nearest: None };
        for path in [Some(path), without_base].into_iter().flatten() {
            match self.resolve_below(path, suffix) {
                Resolution::Broken { nearest: None } => {}
                Resolution::Broken { nearest } => broken = Resolution::Broken { nearest },
                found => return found,
            }
        }
        broken
    }

    fn resolve_below(&self, path: &str, suffix: &str) -> Resolution {
        if let Some(route) = self.find(path) {
            return self.internal(route, suffix);
        }
        if let Some(found) = self.resolve_source(&format!("content/{path}"), suffix) {
            return found;
        }
        let route = Route::new(&folder(path));
        if self.unpublished.contains_key(&route) {
            return Resolution::Unpublished;
        }
        Resolution::Broken {
            nearest: self.nearest_route(path).map(|near| near + suffix),
        }
    }

    /// A root path of the configuration or front matter, such as that of a thumbnail.
    pub fn resolve_path(&self, path: &str) -> Resolution {
        if is_external(path) {
            return self.resolve_absolute(path);
        }
        let (path, suffix) = split(path);
        match decode(path) {
            Some(decoded) => self.resolve_root(decoded.trim_start_matches('/'), suffix),
            None => Resolution::Broken { nearest: None },
        }
    }

    /// What an address with a scheme or host means: one of the site's own host may lead into the site.
    fn resolve_absolute(&self, destination: &str) -> Resolution {
        let Meaning::Own(target) = self.origin.meaning("", None, destination) else {
            return Resolution::External;
        };
        let resolution = self.resolve_root(&target.path, split(destination).1);
        let top = target.path.split('/').next().unwrap_or_default();
        let may_be_a_project = matches!(resolution, Resolution::Broken { nearest: None })
            && self.origin.is_shared()
            && !self.has_top_folder(top);
        if may_be_a_project {
            return Resolution::External;
        }
        resolution
    }

    fn has_top_folder(&self, name: &str) -> bool {
        let inside = |route: &Route| {
            let rest = route.as_str().strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        self.routes.iter().any(inside)
    }

    fn resolve_source(&self, source: &str, suffix: &str) -> Option<Resolution> {
        let target = self.by_source.get(&*nfc(source))?;
        Some(match target {
            Target::Page(id) => self.internal(self.page(*id).route.clone(), suffix),
            Target::Asset(route) => self.internal(route.clone(), suffix),
            Target::Unpublished => Resolution::Unpublished,
        })
    }

    fn internal(&self, route: Route, suffix: &str) -> Resolution {
        Resolution::Internal(Internal {
            page: self.page_at(&route),
            route,
            suffix: suffix.to_owned(),
        })
    }

    /// The address that answers for a path: the path itself, or the folder of that name.
    fn find(&self, path: &str) -> Option<Route> {
        let route = Route::new(path);
        if self.routes.has(&route) {
            return Some(route);
        }
        let bare = path.strip_suffix("index.html").unwrap_or(path);
        let route = Route::new(&folder(bare));
        self.routes.has(&route).then_some(route)
    }

    /// How a link in `folder` would name the source file nearest to a wrong path.
    fn nearest_source(&self, folder: &str, wrong: &str) -> Option<String> {
        let path = join(folder, wrong)?;
        let names =
            self.names[0].get_or_init(|| Arc::new(Names::new(self.by_source.keys().map(String::as_str))));
        Some(relative(folder, names.nearest_path(&path)?))
    }

    fn nearest_route(&self, wrong: &str) -> Option<String> {
        let other_case = self.routes.other_case(&Route::new(wrong));
        let other_case = other_case.or_else(|| self.routes.other_case(&Route::new(&folder(wrong))));
        if let Some(route) = other_case {
            return Some(route.to_string());
        }
        let names = self.names[1].get_or_init(|| {
            let routes = self.routes.iter();
            Arc::new(Names::new(
                routes.map(|route| route.as_str().trim_end_matches('/')),
            ))
        });
        let found = names.nearest_path(wrong.trim_end_matches('/'))?;
        let is_file = self.routes.iter().any(|route| route.as_str() == found);
        Some(format!("/{found}{}", if is_file { "" } else { "/" }))
    }

    /// The address as it is written into a page: with the base path, percent-encoded.
    pub fn href(&self, internal: &Internal) -> String {
        let path = self.config.base_url.relative(&internal.route.encoded());
        format!("{path}{}", encode_suffix(&internal.suffix))
    }
}

/// Fragments and queries keep what the author encoded; the rest of non-ASCII is encoded.
fn encode_suffix(suffix: &str) -> String {
    suffix
        .chars()
        .map(|character| {
            if character.is_ascii() && !matches!(character, ' ' | '"' | '<' | '>') {
                character.to_string()
            } else {
                encode(&character.to_string())
            }
        })
        .collect()
}

/// Whether a destination begins with a scheme or a host.
pub fn is_external(destination: &str) -> bool {
    destination.starts_with("//") || split_scheme(destination).is_some()
}

/// A destination's path, and its query and fragment.
fn split(destination: &str) -> (&str, &str) {
    let at = destination.find(['?', '#']).unwrap_or(destination.len());
    destination.split_at(at)
}

fn folder(path: &str) -> String {
    let path = path.trim_end_matches('/');
    if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    }
}

/// The path of a file as a link in a folder would write it.
fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - shared];
    parts.extend(&to[shared..]);
    if parts.first() == Some(&"..") {
        parts.join("/")
    } else {
        format!("./{}", parts.join("/"))
    }
}
