//! From documents and files to a [`Site`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::outline;
use super::pictures::Pictures;
use super::routes::{Owner, Route, Routes};
use super::theme::Theme;
use super::{Listing, ListingKind, Page, PageId, PageKind, Site, Target, tag_route, tags_route};
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
            series: BTreeMap::new(),
            posts: Vec::new(),
            assets: BTreeMap::new(),
            pictures: Pictures::default(),
            aliases: Vec::new(),
            routes: Routes::default(),
            refused: BTreeSet::new(),
            outline: 0,
            by_source: BTreeMap::new(),
            by_route: BTreeMap::new(),
            unpublished: BTreeMap::new(),
        },
        diagnostics: Vec::new(),
    };
    for document in parts.documents {
        assembly.add_document(document, parts.drafts, parts.now.as_ref());
    }
    assembly.assign_sections();
    assembly.list_pages();
    assembly.add_generated();
    for asset in parts.assets {
        assembly.add_asset(asset);
    }
    assembly.add_aliases();
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
    fn add_document(&mut self, document: Arc<Document>, drafts: bool, now: Option<&Date>) {
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
        let future = date.as_ref().zip(now).is_some_and(|(date, now)| date > now);
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
        let owner = Owner {
            what: format!("the page `{}`", document.path),
            location: Some(document.location(name_span(&document))),
        };
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
        let pages = &self.site.pages;
        let ids = || (0..pages.len()).map(PageId);
        let mut posts: Vec<_> = ids().filter(|id| pages[id.0].kind == PageKind::Post).collect();
        posts.sort_by(|a, b| {
            let (a, b) = (&pages[a.0], &pages[b.0]);
            b.date
                .cmp(&a.date)
                .then_with(|| a.document.path.cmp(&b.document.path))
        });
        let home = ids().find(|id| pages[id.0].kind == PageKind::Home);
        let mut listings = vec![Listing {
            kind: ListingKind::Home(home),
            route: Route::default(),
            title: self.site.config.title.clone(),
            pages: posts.clone(),
        }];
        for section in ids().filter(|id| pages[id.0].kind == PageKind::Section) {
            listings.push(Listing {
                kind: ListingKind::Section(section),
                route: pages[section.0].route.clone(),
                title: pages[section.0].title.clone(),
                pages: section_pages(pages, section),
            });
        }
        let mut series: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
        for post in posts.iter().rev() {
            if let Some((name, _)) = &pages[post.0].document.front_matter.series {
                series.entry(name.trim().to_owned()).or_default().push(*post);
            }
        }
        let undated = ids().filter(|id| pages[id.0].kind == PageKind::Page);
        let tagged: Vec<_> = posts.iter().copied().chain(undated).collect();
        listings.extend(tag_listings(pages, &tagged, &mut self.diagnostics));
        self.site.posts = posts;
        self.site.series = series;
        self.site.listings = listings;
    }

    /// Claims the addresses of everything that no single file stands for.
    fn add_generated(&mut self) {
        let mut routes: Vec<(Route, String)> = Vec::new();
        for listing in &self.site.listings {
            let written = matches!(listing.kind, ListingKind::Section(_) | ListingKind::Home(Some(_)));
            for number in 1..=self.site.page_count(listing) {
                if number > 1 || !written {
                    let what = format!("page {number} of the list `{}`", listing.title);
                    routes.push((listing.page_route(number), what));
                }
            }
        }
        if self
            .site
            .listings
            .iter()
            .any(|listing| listing.kind == ListingKind::Tag)
        {
            routes.push((tags_route(), "the list of tags".into()));
        }
        for file in ["404.html", "feed.xml", "sitemap.xml", "robots.txt", ".nojekyll"] {
            routes.push((Route::new(file), format!("Recto's own `{file}`")));
        }
        if self.site.config.cname.is_some() {
            routes.push((Route::new("CNAME"), "the `cname` of `recto.toml`".into()));
        }
        for (name, asset) in &self.site.theme.assets {
            routes.push((asset.route.clone(), format!("the theme's `{name}`")));
        }
        for (route, what) in routes {
            if !self.claim(&route, Owner { what, location: None }) {
                self.site.refused.insert(route);
            }
        }
    }

    fn add_asset(&mut self, asset: Arc<Asset>) {
        let source = nfc(asset.path.as_str()).into_owned();
        let route = match asset.path.strip_folder("static") {
            Some(rest) => Some(Route::new(rest)),
            None => self.content_asset_route(&asset.path),
        };
        let Some(route) = route else {
            self.site.by_source.insert(source, Target::Unpublished);
            return;
        };
        let owner = Owner {
            what: format!("the file `{}`", asset.path),
            location: Some(Location::new(&asset.path, Span::at(0))),
        };
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
                let owner = Owner {
                    what: format!("the alias of `{}`", document.path),
                    location: Some(document.location(*span)),
                };
                if self.claim(&route, owner) {
                    self.site.aliases.push((route, PageId(at)));
                }
            }
        }
    }
}

/// Dated pages first, newest first; then undated ones by weight and title.
fn section_pages(pages: &[Page], section: PageId) -> Vec<PageId> {
    let mut listed: Vec<_> = (0..pages.len())
        .map(PageId)
        .filter(|id| pages[id.0].section == Some(section) && pages[id.0].kind != PageKind::Section)
        .collect();
    listed.sort_by(|a, b| {
        let (a, b) = (&pages[a.0], &pages[b.0]);
        let weight = |page: &Page| page.document.front_matter.weight.unwrap_or(i64::MAX);
        b.date
            .cmp(&a.date)
            .then_with(|| weight(a).cmp(&weight(b)))
            .then_with(|| a.title.cmp(&b.title))
            .then_with(|| a.document.path.cmp(&b.document.path))
    });
    listed
}

/// Tags that make the same address are one tag, written as its newest page writes it.
fn tag_listings(pages: &[Page], tagged: &[PageId], diagnostics: &mut Vec<Diagnostic>) -> Vec<Listing> {
    let mut tags: BTreeMap<Route, Listing> = BTreeMap::new();
    for id in tagged {
        let document = &pages[id.0].document;
        for (tag, span) in &document.front_matter.tags {
            let route = tag_route(tag);
            let listing = tags.entry(route.clone()).or_insert_with(|| Listing {
                kind: ListingKind::Tag,
                route,
                title: tag.clone(),
                pages: Vec::new(),
            });
            if listing.title.to_lowercase() != tag.to_lowercase() {
                let message = format!("the tags `{}` and `{tag}` would have one address", listing.title);
                diagnostics.push(
                    Diagnostic::new(&catalogue::DUPLICATE_ROUTE, message)
                        .at(document.location(*span), "")
                        .help("write both alike, or make them differ in more than punctuation"),
                );
            }
            if listing.pages.last() != Some(id) {
                listing.pages.push(*id);
            }
        }
    }
    tags.into_values().collect()
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
