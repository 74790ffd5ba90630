//! Turns a complete site into what readers get.
//!
//! [`jobs`] lists every output of a site; [`Renderer::render`] makes one. Each is a pure function of the site,
//! so they can be made in any order and on any thread.

mod feed;
pub mod highlight;
pub mod html;
mod json_ld;
mod math;
mod pages;
mod sitemap;
pub mod template;
pub mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::memo::Memo;
use crate::site::theme::ThemeContent;
use crate::site::{ListingKind, PageId, PageKind, Route, Site, tags_route};
use crate::source::Blob;

use html::Flavour;
use pages::{GENERATOR, Views};
use template::{Engine, Prepared};

/// Something to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// A post or an undated page.
    Page(PageId),
    /// One page, counted from 1, of the list at a place of [`Site::listings`].
    Listing(usize, usize),
    /// The list of tags.
    Tags,
    /// The page for addresses that do not exist.
    NotFound,
    /// The page at a place of [`Site::aliases`].
    Alias(usize),
    /// The Atom feed.
    Feed,
    /// The sitemap.
    Sitemap,
    /// `robots.txt`.
    Robots,
    /// `.nojekyll`.
    NoJekyll,
    /// `CNAME`.
    Cname(String),
    /// A file of the theme.
    ThemeAsset(String),
    /// A file of the user's.
    Asset(Route),
}

/// What a job gives.
#[derive(Clone, Debug)]
pub enum Rendered {
    /// A text.
    Text(Arc<str>),
    /// A file passed on as it is.
    File(Blob),
    /// Nothing, because of an error that is reported beside it.
    Nothing,
}

/// Every output of the site, in a fixed order.
pub fn jobs(site: &Site) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (at, page) in site.pages.iter().enumerate() {
        if matches!(page.kind, PageKind::Post | PageKind::Page) {
            jobs.push(Job::Page(PageId(at)));
        }
    }
    jobs.extend(own_jobs(site).into_iter().filter(|job| !is_refused(site, job)));
    jobs.extend((0..site.aliases.len()).map(Job::Alias));
    jobs.extend(site.assets.keys().cloned().map(Job::Asset));
    jobs
}

/// The outputs that no single file of the author's stands for.
fn own_jobs(site: &Site) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (at, listing) in site.listings.iter().enumerate() {
        jobs.extend((1..=site.page_count(listing)).map(|number| Job::Listing(at, number)));
    }
    if site.has_tag_list() {
        jobs.push(Job::Tags);
    }
    jobs.extend([Job::NotFound, Job::Feed, Job::Sitemap, Job::Robots, Job::NoJekyll]);
    jobs.extend(site.config.cname.clone().map(Job::Cname));
    jobs.extend(site.theme.assets.keys().cloned().map(Job::ThemeAsset));
    jobs
}

/// Whether something else has the address, which has been reported. The first page of a list with an
/// `_index.md` has the address of that file.
fn is_refused(site: &Site, job: &Job) -> bool {
    let written = match job {
        Job::Listing(at, 1) => matches!(
            site.listings[*at].kind,
            ListingKind::Section(_) | ListingKind::Home(Some(_))
        ),
        _ => false,
    };
    !written && site.refused.contains(&route(site, job))
}

/// The address of a job's output.
pub fn route(site: &Site, job: &Job) -> Route {
    match job {
        Job::Page(id) => site.page(*id).route.clone(),
        Job::Listing(at, number) => site.listings[*at].page_route(*number),
        Job::Tags => tags_route(),
        Job::NotFound => Route::new("404.html"),
        Job::Alias(at) => site.aliases[*at].0.clone(),
        Job::Feed => Route::new("feed.xml"),
        Job::Sitemap => Route::new("sitemap.xml"),
        Job::Robots => Route::new("robots.txt"),
        Job::NoJekyll => Route::new(".nojekyll"),
        Job::Cname(_) => Route::new("CNAME"),
        Job::ThemeAsset(name) => site.theme.assets[name].route.clone(),
        Job::Asset(route) => route.clone(),
    }
}

/// What is remembered from one build to the next.
#[derive(Debug, Default)]
pub struct RenderMemo {
    /// Compiled templates by the hash of the theme.
    engines: Memo<u128, Arc<Diagnosed<Engine>>>,
    /// Pages by the hash of their views, which are all they depend on beside the theme.
    pages: Memo<u128, Arc<Diagnosed<Option<Arc<str>>>>>,
}

impl RenderMemo {
    /// To be called when a build begins.
    pub fn next_build(&self) {
        self.engines.next_build();
        self.pages.next_build();
    }
}

/// Makes the outputs of one site.
#[derive(Debug)]
pub struct Renderer<'a> {
    site: &'a Site,
    views: Views<'a>,
    engine: Arc<Diagnosed<Engine>>,
    shared: Prepared,
    /// The texts of the interface by language, ready for templates.
    strings: BTreeMap<&'a str, Prepared>,
    /// A hash over all that is the same for every page: theme, shared view.
    base: u128,
    /// Pages are remembered only by those that will build again.
    memo: Option<&'a RenderMemo>,
}

impl<'a> Renderer<'a> {
    /// Prepares what all pages share. `adsense` says whether advertisements are allowed in this build.
    pub fn new(site: &'a Site, adsense: bool, memo: Option<&'a RenderMemo>) -> Self {
        let views = Views { site, adsense };
        let compile = || Arc::new(Engine::new(&site.theme));
        let engine = match memo {
            Some(memo) => memo.engines.get_or_make(site.theme.hash, compile),
            None => compile(),
        };
        let shared = views.shared();
        let base = match memo {
            Some(_) => hash(site.theme.hash, &shared),
            None => 0,
        };
        let languages = site.pages.iter().map(|page| page.language.as_str());
        let strings = languages
            .chain([site.config.language.as_str()])
            .map(|language| (language, Prepared::new(views.strings(language))))
            .collect();
        Self {
            site,
            views,
            engine,
            shared: Prepared::new(&shared),
            strings,
            base,
            memo,
        }
    }

    /// What was found in the templates themselves.
    pub fn template_diagnostics(&self) -> &[Diagnostic] {
        &self.engine.diagnostics
    }

    /// Makes one output.
    pub fn render(&self, job: &Job) -> Diagnosed<Rendered> {
        let text = |text: String| Diagnosed::clean(Rendered::Text(text.into()));
        match job {
            Job::Page(id) => self.page(*id),
            Job::Listing(at, number) => self.listing(*at, *number),
            Job::Tags => self.template(
                "taxonomy.html",
                &self.site.config.language,
                &self.views.taxonomy(),
            ),
            Job::NotFound => self.template("404.html", &self.site.config.language, &self.views.not_found()),
            Job::Alias(at) => text(sitemap::alias(self.site, self.site.aliases[*at].1)),
            Job::Feed => text(feed::atom(self.site, GENERATOR)),
            Job::Sitemap => text(sitemap::sitemap(self.site)),
            Job::Robots => text(sitemap::robots(self.site)),
            Job::NoJekyll => text(String::new()),
            Job::Cname(domain) => text(format!("{domain}\n")),
            Job::ThemeAsset(name) => Diagnosed::clean(match &self.site.theme.assets[name].content {
                ThemeContent::Text(text) => Rendered::Text(text.clone()),
                ThemeContent::File(asset) => Rendered::File(asset.blob.clone()),
            }),
            Job::Asset(route) => Diagnosed::clean(Rendered::File(self.site.assets[route].blob.clone())),
        }
    }

    fn page(&self, id: PageId) -> Diagnosed<Rendered> {
        let page = self.site.page(id);
        let body = html::body(self.site, id, Flavour::Page, self.views.strings(&page.language));
        let template = if page.kind == PageKind::Post {
            "post.html"
        } else {
            "page.html"
        };
        let mut rendered = self.template(template, &page.language, &self.views.page(id, &body.value));
        rendered.diagnostics.extend(body.diagnostics);
        rendered
    }

    fn listing(&self, at: usize, number: usize) -> Diagnosed<Rendered> {
        let listing = &self.site.listings[at];
        let (template, written) = match listing.kind {
            ListingKind::Home(id) => ("home.html", id),
            ListingKind::Section(id) => ("section.html", Some(id)),
            ListingKind::Tag => ("term.html", None),
        };
        let language = written.map_or(&self.site.config.language, |id| &self.site.page(id).language);
        let strings = self.views.strings(language);
        let body = written
            .filter(|_| number == 1)
            .map(|id| (id, html::body(self.site, id, Flavour::Page, strings)));
        let content = body.as_ref().map(|(id, body)| (*id, body.value.as_str()));
        let mut rendered = self.template(template, language, &self.views.listing(listing, number, content));
        rendered
            .diagnostics
            .extend(body.into_iter().flat_map(|(_, body)| body.diagnostics));
        rendered
    }

    fn template(&self, name: &str, language: &str, view: &impl Serialize) -> Diagnosed<Rendered> {
        let rendered = match self.memo {
            Some(memo) => {
                let key = hash(self.base, &(name, language, view));
                memo.pages
                    .get_or_make(key, || Arc::new(self.fill_template(name, language, view)))
            }
            None => Arc::new(self.fill_template(name, language, view)),
        };
        Diagnosed {
            value: rendered.value.clone().map_or(Rendered::Nothing, Rendered::Text),
            diagnostics: rendered.diagnostics.clone(),
        }
    }

    fn fill_template(
        &self,
        name: &str,
        language: &str,
        view: &impl Serialize,
    ) -> Diagnosed<Option<Arc<str>>> {
        if !self.engine.diagnostics.is_empty() {
            return Diagnosed::default();
        }
        let engine = &self.engine.value;
        match engine.render(name, &self.shared, &self.strings[language], view) {
            Ok(text) => Diagnosed::clean(Some(text.into())),
            Err(found) => Diagnosed {
                value: None,
                diagnostics: vec![*found],
            },
        }
    }
}

/// Hashes a value by its JSON, on top of another hash.
fn hash(base: u128, value: &impl Serialize) -> u128 {
    let mut bytes = base.to_le_bytes().to_vec();
    serde_json::to_writer(&mut bytes, value).expect("views hold only what JSON can say");
    xxhash_rust::xxh3::xxh3_128(&bytes)
}
