//! From documents and files to a [`Site`].

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::generated::{self, Generated};
use super::pictures::Pictures;
use super::routes::{Owner, Route, Routes};
use super::theme::Theme;
use super::{ListingKind, Page, PageId, PageKind, Site, Target, listings, outline, related, translations};
use crate::config::Config;
use crate::content::Document;
use crate::content::asset::Asset;
use crate::content::slug::slug;
use crate::data::Date;
use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue};
use crate::link::address::Origin;
use crate::source::unicode::nfc;
use crate::source::{SourcePath, Span};

/// What a site is made of.
#[derive(Debug)]
pub struct Parts {
    /// What the author decided.
    pub config: Arc<Config>,
    /// Templates, styles, texts.
    pub theme: Arc<Theme>,
    /// All Markdown files, drafts included, by path.
    pub documents: Vec<Arc<Document>>,
    /// All other files of `content/` and `static/`, by path.
    pub assets: Vec<Arc<Asset>>,
    /// Whether drafts are published.
    pub drafts: bool,
    /// Posts of a later moment are left out; `None` publishes them all.
    pub now: Option<Date>,
}

/// Works out every address and list.
pub fn assemble(parts: Parts) -> Diagnosed<Site> {
    let mut assembly = Assembly {
        site: Site {
            origin: Origin::new(&parts.config.base_url.to_string()),
            config: parts.config,
            theme: parts.theme,
            pages: Vec::new(),
            listings: Vec::new(),
            posts: Vec::new(),
            now: parts.now,
            assets: BTreeMap::new(),
            pictures: Pictures::default(),
            aliases: Vec::new(),
            routes: Routes::default(),
            refused: BTreeSet::new(),
            undrawn: BTreeSet::new(),
            outline: 0,
            due: None,
            by_source: BTreeMap::new(),
            by_route: BTreeMap::new(),
            post_places: Vec::new(),
            series_places: Vec::new(),
            related: Vec::new(),
            translations: Vec::new(),
            unpublished: BTreeMap::new(),
            names: Default::default(),
        },
        diagnostics: Vec::new(),
    };
    for document in parts.documents {
        assembly.add_document(document, parts.drafts);
    }
    assembly.assign_sections();
    assembly.list_pages();
    assembly.add_generated(&parts.assets);
    for asset in parts.assets {
        assembly.add_asset(asset);
    }
    assembly.add_aliases();
    assembly.site.translations = translations::of(&assembly.site);
    assembly.site.outline = outline::of(&assembly.site);
    Diagnosed {
        value: assembly.site,
        diagnostics: assembly.diagnostics,
    }
}

struct Assembly {
    site: Site,
    diagnostics: Vec<Diagnostic>,
}

impl Assembly {
    fn add_document(&mut self, document: Arc<Document>, drafts: bool) {
        let front_matter = &document.front_matter;
        let name = Name::of(&document.path);
        let date = front_matter.date.clone().or_else(|| name.date(self));
        let kind = match (name.index, &date) {
            (true, _) if name.folder.is_empty() => PageKind::Home,
            (true, _) => PageKind::Section,
            (false, Some(_)) => PageKind::Post,
            (false, None) => PageKind::Page,
        };
        let route = self.route(&document, &name, kind);
        let now = self.site.now.as_ref();
        let future = date.as_ref().zip(now).is_some_and(|(date, now)| date > now);
        if future && (!front_matter.draft || drafts) {
            let due = date.clone().into_iter().chain(self.site.due.take());
            self.site.due = due.min();
        }
        let source = nfc(document.path.as_str()).into_owned();
        if (front_matter.draft && !drafts) || future {
            self.site.unpublished.insert(route, document.path.clone());
            self.site.by_source.insert(source, Target::Unpublished);
            return;
        }
        let in_posts = document
            .path
            .strip_folder(&format!("content/{}", self.site.config.posts));
        if kind == PageKind::Page && in_posts.is_some() && !front_matter.unreadable {
            self.diagnostics.push(
                Diagnostic::new(&catalogue::MISSING_DATE, "a post needs a date")
                    .at(document.location(front_matter_mark(&document)), "")
                    .help("add a line such as `date: 2025-07-08` to its front matter"),
            );
        }
        let title = self.title(&document, kind);
        let owner = Owner::Page(document.location(name_span(&document)));
        if !self.claim(&route, owner) {
            return;
        }
        let id = PageId(self.site.pages.len());
        self.site.by_source.insert(source, Target::Page(id));
        self.site.by_route.insert(route.clone(), id);
        let language = front_matter
            .lang
            .as_ref()
            .map_or(&self.site.config.language, |(lang, _)| lang);
        self.site.pages.push(Page {
            kind,
            route,
            title,
            date,
            language: language.clone(),
            section: None,
            document,
        });
    }

    fn claim(&mut self, route: &Route, owner: Owner) -> bool {
        match self.site.routes.claim(route, owner) {
            Ok(()) => true,
            Err(clash) => {
                self.diagnostics.push(*clash);
                false
            }
        }
    }

    fn title(&mut self, document: &Document, kind: PageKind) -> String {
        if let Some((title, _)) = &document.front_matter.title {
            return title.clone();
        }
        if kind == PageKind::Home {
            return self.site.config.title.clone();
        }
        if document.front_matter.unreadable {
            return document.path.stem().to_owned();
        }
        self.diagnostics.push(
            Diagnostic::new(&catalogue::MISSING_TITLE, "the page has no title")
                .at(document.location(front_matter_mark(document)), "")
                .help("begin the file with front matter: `---`, `title: …`, `---`"),
        );
        document.path.stem().to_owned()
    }

    fn route(&mut self, document: &Document, name: &Name, kind: PageKind) -> Route {
        let mut path = String::new();
        for part in name.folder.split('/').filter(|part| !part.is_empty()) {
            path.push_str(&slug(part));
            path.push('/');
        }
        if matches!(kind, PageKind::Home | PageKind::Section) {
            return Route::new(&path);
        }
        let last = match &document.front_matter.slug {
            Some((written, _)) if is_slug(written) => written.clone(),
            Some((written, span)) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        &catalogue::BAD_ROUTE,
                        format!("`{written}` cannot be part of an address"),
                    )
                    .at(document.location(*span), "")
                    .help(format!(
                        "write letters, digits and `-`, for example `{}`",
                        slug(written)
                    )),
                );
                slug(written)
            }
            None => slug(name.stem),
        };
        Route::new(&format!("{path}{last}/"))
    }

    /// Every page stands in the list of the nearest folder that has an `_index.md`.
    fn assign_sections(&mut self) {
        for at in 0..self.site.pages.len() {
            let page = &self.site.pages[at];
            let mut folder = page.document.path.parent();
            if matches!(page.kind, PageKind::Home | PageKind::Section) || is_bundle(&page.document.path) {
                folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
            }
            let section = std::iter::successors(Some(folder), |folder| {
                folder.rsplit_once('/').map(|(parent, _)| parent)
            })
            .find_map(|folder| self.site.page_of(&SourcePath::new(format!("{folder}/_index.md"))));
            self.site.pages[at].section = section.filter(|section| section.0 != at);
        }
    }

    fn list_pages(&mut self) {
        let site = &mut self.site;
        let lists = listings::of(&site.pages, &site.config.title, &mut self.diagnostics);
        site.posts = lists.posts;
        site.listings = lists.listings;
        site.post_places = vec![None; site.pages.len()];
        for (place, id) in site.posts.iter().enumerate() {
            site.post_places[id.0] = Some(place);
        }
        site.series_places = vec![None; site.pages.len()];
        let series = site.listings.iter().enumerate();
        for (place, listing) in series.filter(|(_, listing)| listing.kind == ListingKind::Series) {
            for id in &listing.pages {
                site.series_places[id.0] = Some(place);
            }
        }
        site.related = related::of(&site.pages, &site.listings, &site.series_places);
    }

    /// Claims the addresses of everything that no single file stands for.
    fn add_generated(&mut self, assets: &[Arc<Asset>]) {
        let files: HashSet<Route> = assets
            .iter()
            .filter_map(|asset| self.asset_route(&asset.path))
            .collect();
        for generated in generated::all(&self.site) {
            let Generated {
                route,
                what,
                gives_way,
            } = generated;
            let is_taken = || self.site.routes.has(&route) || files.contains(&route);
            let refused = if gives_way && is_taken() {
                true
            } else {
                !self.claim(&route, Owner::Generated(what))
            };
            if refused {
                self.site.refused.insert(route);
            }
        }
    }

    /// Where a file of the author's is published.
    fn asset_route(&self, path: &SourcePath) -> Option<Route> {
        match path.strip_folder("static") {
            Some(rest) => Some(Route::new(rest)),
            None => self.content_asset_route(path),
        }
    }

    fn add_asset(&mut self, asset: Arc<Asset>) {
        let source = nfc(asset.path.as_str()).into_owned();
        let Some(route) = self.asset_route(&asset.path) else {
            self.site.by_source.insert(source, Target::Unpublished);
            return;
        };
        let owner = Owner::File(Location::new(&asset.path, Span::at(0)));
        if self.claim(&route, owner) {
            self.site.by_source.insert(source, Target::Asset(route.clone()));
            self.site.assets.insert(route, asset);
        }
    }

    /// A file beside `index.md` goes where the page goes, which may be nowhere; any other where its folder goes.
    fn content_asset_route(&self, path: &SourcePath) -> Option<Route> {
        let mut folder = path.parent();
        let mut below = path.file_name().to_owned();
        loop {
            match self.site.by_source.get(&*nfc(&format!("{folder}/index.md"))) {
                Some(Target::Page(page)) => return Some(self.site.page(*page).route.join(&below)),
                Some(Target::Unpublished) => return None,
                _ => {}
            }
            match folder.rsplit_once('/') {
                Some((parent, name)) => {
                    below = format!("{}/{below}", slug(name));
                    folder = parent;
                }
                None => return Some(Route::new(&below)),
            }
        }
    }

    fn add_aliases(&mut self) {
        for at in 0..self.site.pages.len() {
            let document = self.site.pages[at].document.clone();
            for (alias, span) in &document.front_matter.aliases {
                let Some(route) = alias_route(alias) else {
                    self.diagnostics.push(
                        Diagnostic::new(&catalogue::BAD_ROUTE, format!("`{alias}` cannot be an address"))
                            .at(document.location(*span), "")
                            .help("write a path from the site's root, such as `/old/name/`"),
                    );
                    continue;
                };
                let owner = Owner::Alias(document.location(*span));
                if self.claim(&route, owner) {
                    self.site.aliases.push((route, PageId(at)));
                }
            }
        }
    }
}

/// What the path of a Markdown file says.
struct Name<'a> {
    /// The folder below `content/` that the address is made of.
    folder: &'a str,
    /// The name the slug is made of.
    stem: &'a str,
    /// A date before the name: `2025-07-08-name.md`.
    date: Option<&'a str>,
    /// Whether the file is an `_index.md`.
    index: bool,
}

impl<'a> Name<'a> {
    fn of(path: &'a SourcePath) -> Self {
        let below = path.strip_folder("content").unwrap_or(path.as_str());
        let (mut folder, file) = below.rsplit_once('/').unwrap_or(("", below));
        let mut stem = file.strip_suffix(".md").unwrap_or(file);
        let index = stem == "_index";
        if stem == "index" && !folder.is_empty() {
            (folder, stem) = folder.rsplit_once('/').unwrap_or(("", folder));
        }
        let day = stem.get(..10).filter(|_| stem.as_bytes().get(10) == Some(&b'-'));
        let is_day = |day: &&str| {
            day.bytes().enumerate().all(|(at, byte)| {
                if matches!(at, 4 | 7) {
                    byte == b'-'
                } else {
                    byte.is_ascii_digit()
                }
            })
        };
        let date = day.filter(is_day);
        Self {
            folder,
            stem: if date.is_some() { &stem[11..] } else { stem },
            date,
            index,
        }
    }

    fn date(&self, assembly: &Assembly) -> Option<Date> {
        Date::parse(self.date?, &assembly.site.config.time_zone)
    }
}

fn is_bundle(path: &SourcePath) -> bool {
    path.file_name() == "index.md"
}

/// Where the name of a page's address is written.
fn name_span(document: &Document) -> Span {
    let slug = document.front_matter.slug.as_ref();
    slug.map_or_else(|| front_matter_mark(document), |(_, span)| *span)
}

/// The first line of the front matter, or the file's first byte.
fn front_matter_mark(document: &Document) -> Span {
    let span = document.front_matter.span;
    let line = span.of(&document.text).lines().next().unwrap_or_default();
    Span::new(span.start as usize, span.start as usize + line.len())
}

fn is_slug(text: &str) -> bool {
    let bad = |character: char| {
        character.is_whitespace() || character.is_control() || "/\\?#%\"<>|*:".contains(character)
    };
    !text.is_empty() && !text.starts_with('.') && !text.contains(bad)
}

/// `/old/name/`, `/old/name` and `/old/name.html`; all but the last become folders.
fn alias_route(alias: &str) -> Option<Route> {
    let path = alias.strip_prefix('/')?.trim_end_matches('/');
    let good = |part: &str| !matches!(part, "" | "." | "..") && is_slug(part.trim_start_matches('.'));
    if !path.split('/').all(good) {
        return None;
    }
    let file = path.ends_with(".html") || path.ends_with(".htm");
    Some(Route::new(&if file {
        path.to_owned()
    } else {
        format!("{path}/")
    }))
}
