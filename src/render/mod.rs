//! Turns a complete site into what readers get.
//!
//! [`jobs`] lists every output of a site; [`Renderer::render`] makes one. Each is a pure function of the site,
//! so they can be made in any order and on any thread.

pub mod card;
mod direction;
mod feed;
mod giscus;
pub mod highlight;
pub mod html;
mod json_ld;
mod llms;
mod math;
mod pages;
mod picture;
mod policy;
mod sitemap;
pub mod template;
pub mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::card::Fonts;
use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::link::css;
use crate::memo::Memo;
use crate::output::Deferred;
use crate::site::theme::{Theme, ThemeContent};
use crate::site::{
    Card, FeedFormat, ListingKind, PageId, PageKind, Route, Site, archive_route, feed_route, llms_route,
    series_list_route, tags_route, twin_route,
};
use crate::source::{Blob, Span};

pub use card::CardStore;
pub use highlight::SpanStore;
use html::{Components, Flavour};
use pages::{GENERATOR, Views};
use template::{Engine, Filled, Interface, Prepared};
use view::PageView;

/// Something to be made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Job {
    /// A post or an undated page.
    Page(PageId),
    /// One page, counted from 1, of the list at a place of [`Site::listings`].
    Listing(usize, usize),
    /// The list of tags.
    Tags,
    /// The list of series.
    SeriesList,
    /// All posts by year.
    Archive,
    /// The page for addresses that do not exist.
    NotFound,
    /// The page at a place of [`Site::aliases`].
    Alias(usize),
    /// A feed: of the list at a place of [`Site::listings`], or of the whole site.
    Feed(Option<usize>, FeedFormat),
    /// A social card.
    Card(Card),
    /// The Markdown of a page, for programs.
    Twin(PageId),
    /// `llms.txt`.
    Llms,
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
    /// A size of a picture.
    Picture(Route),
}

impl Job {
    /// Whether it takes longer the more pages a site has. Such a job is best begun first: its views are dropped before
    /// what is known of the pages comes together, and no thread is left with it at the end.
    pub fn grows(&self) -> bool {
        matches!(self, Self::Archive | Self::Sitemap | Self::Llms)
    }
}

/// What a job gives.
#[derive(Clone, Debug)]
pub enum Rendered {
    /// A text, and the bytes of it, in order, that are known to refer to nothing and to have no ids: code with its
    /// colours, style sheets.
    Text(Arc<str>, Arc<[Span]>),
    /// A file passed on as it is.
    File(Blob),
    /// What is made when it is asked for.
    Deferred(Deferred),
    /// Nothing, because of an error that is reported beside it.
    Nothing,
}

impl Rendered {
    /// A text of which no more is known.
    fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into(), Arc::default())
    }
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
    let cards = site.cards().filter(|card| site.draws_card(*card));
    jobs.extend(cards.map(Job::Card).filter(|job| !is_refused(site, job)));
    if site.config.llms {
        let twins = (0..site.pages.len())
            .map(PageId)
            .filter(|id| site.page(*id).has_twin());
        jobs.extend(twins.map(Job::Twin).filter(|job| !is_refused(site, job)));
    }
    jobs.extend((0..site.aliases.len()).map(Job::Alias));
    jobs.extend(site.assets.keys().cloned().map(Job::Asset));
    jobs.extend(site.pictures.routes().cloned().map(Job::Picture));
    jobs
}

/// The outputs that no single file of the author's stands for.
fn own_jobs(site: &Site) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (at, listing) in site.listings.iter().enumerate() {
        jobs.extend((1..=site.page_count(listing)).map(|number| Job::Listing(at, number)));
        if listing.kind.has_feeds() {
            jobs.extend(FeedFormat::ALL.map(|format| Job::Feed(Some(at), format)));
        }
    }
    let has = |kind: ListingKind| site.listings.iter().any(|listing| listing.kind == kind);
    jobs.extend(has(ListingKind::Tag).then_some(Job::Tags));
    jobs.extend(has(ListingKind::Series).then_some(Job::SeriesList));
    jobs.extend((!site.posts.is_empty()).then_some(Job::Archive));
    jobs.extend(FeedFormat::ALL.map(|format| Job::Feed(None, format)));
    jobs.extend(site.config.llms.then_some(Job::Llms));
    jobs.extend([Job::NotFound, Job::Sitemap, Job::Robots, Job::NoJekyll]);
    jobs.extend(site.config.cname.clone().map(Job::Cname));
    let assets = site.theme_assets().map(|(name, _)| name.clone());
    jobs.extend(assets.map(Job::ThemeAsset));
    jobs
}

/// Whether something else has the address, which has been reported. The first page of a list with an
/// `_index.md` has the address of that file.
fn is_refused(site: &Site, job: &Job) -> bool {
    let written = match job {
        Job::Listing(at, 1) => site.listings[*at].kind.written().is_some(),
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
        Job::SeriesList => series_list_route(),
        Job::Archive => archive_route(),
        Job::NotFound => Route::new("404.html"),
        Job::Alias(at) => site.aliases[*at].0.clone(),
        Job::Feed(at, format) => feed_route(at.map(|at| &site.listings[at]), *format),
        Job::Card(card) => site.card_route(*card),
        Job::Twin(id) => twin_route(&site.page(*id).route),
        Job::Llms => llms_route(),
        Job::Sitemap => Route::new("sitemap.xml"),
        Job::Robots => Route::new("robots.txt"),
        Job::NoJekyll => Route::new(".nojekyll"),
        Job::Cname(_) => Route::new("CNAME"),
        Job::ThemeAsset(name) => site.theme.assets[name].route.clone(),
        Job::Asset(route) | Job::Picture(route) => route.clone(),
    }
}

/// What is remembered from one build to the next.
#[derive(Debug)]
pub struct RenderMemo {
    /// Compiled templates by the hash of the theme.
    engines: Memo<u128, Arc<Diagnosed<Engine>>>,
    /// Outputs while nothing else of the site changes: neither their views nor their texts are made to find them.
    outputs: Memo<OutputKey, Arc<Made>>,
    /// Pages by their views and texts, which are all they depend on beside the theme.
    pages: Memo<u128, Arc<Made>>,
    /// Social cards that were drawn.
    pub cards: Arc<CardStore>,
    /// Code that went through the bundled grammars.
    pub spans: Arc<SpanStore>,
}

/// All that an output depends on: what pages know of one another, and the texts that it shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct OutputKey {
    /// The outline of the site, in which the job's numbers stand for the same pages and lists.
    outline: u128,
    manner: Manner,
    job: Job,
    texts: u128,
}

/// An output that was made.
#[derive(Debug)]
struct Made {
    /// Its key in [`RenderMemo::pages`], when it is a page.
    page: Option<u128>,
    rendered: Diagnosed<Rendered>,
}

impl RenderMemo {
    /// For many builds, or for one.
    pub fn new(remembers: bool) -> Self {
        if remembers {
            Self {
                engines: Memo::default(),
                outputs: Memo::default(),
                pages: Memo::default(),
                cards: Arc::new(CardStore::new(None)),
                spans: Arc::new(SpanStore::new(None)),
            }
        } else {
            Self {
                engines: Memo::forgetful(),
                outputs: Memo::forgetful(),
                pages: Memo::forgetful(),
                cards: Arc::new(CardStore::new(None)),
                spans: Arc::new(SpanStore::new(None)),
            }
        }
    }

    /// To be called once for every build.
    pub fn next_build(&self) {
        self.engines.next_build();
        self.outputs.next_build();
        self.pages.next_build();
        self.cards.next_build();
        self.spans.next_build();
    }
}

/// What is decided for one build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Manner {
    /// Whether advertisements are allowed.
    pub adsense: bool,
    /// Whether pages link to the theme's style sheet instead of having it in them.
    pub linked_style: bool,
}

/// Makes the outputs of one site, in any order and on any thread.
#[derive(Debug)]
pub struct Renderer {
    site: Arc<Site>,
    manner: Manner,
    /// What cards are drawn with, when there are any.
    fonts: Option<Arc<Fonts>>,
    engine: Arc<Diagnosed<Engine>>,
    /// The templates of components.
    components: Arc<Diagnosed<Engine>>,
    shared: Prepared,
    /// What templates see of each language of a page.
    interfaces: BTreeMap<String, Interface>,
    /// The style sheets that stand in pages and refer to nothing.
    inert_styles: Vec<Box<str>>,
    /// A hash over all that is the same for every page: theme, shared view.
    base: u128,
}

impl Renderer {
    /// Prepares what all pages share. `fonts` are those of social cards.
    pub fn new(site: &Arc<Site>, manner: Manner, fonts: Option<Arc<Fonts>>, memo: &RenderMemo) -> Self {
        let views = Views { site, manner };
        let theme = &site.theme;
        let compile = || Arc::new(Engine::new(&theme.templates));
        let compile_components = || Arc::new(Engine::new(&theme.component_templates));
        let shared = views.shared();
        let mut languages: BTreeSet<&str> = site.pages.iter().map(|page| page.language.as_str()).collect();
        languages.insert(&site.config.language);
        Self {
            manner,
            fonts,
            engine: memo.engines.get_or_make(|| theme.hash, compile),
            components: memo
                .engines
                .get_or_make(|| components_key(theme), compile_components),
            interfaces: languages
                .into_iter()
                .map(|language| (language.to_owned(), views.interface(language)))
                .collect(),
            base: hash(theme.hash, &(&shared, &site.config.security)),
            shared: Prepared::new(&shared),
            inert_styles: theme
                .inline_styles()
                .filter(|(_, text)| css::references(text).is_empty())
                .map(|(_, text)| text.into())
                .collect(),
            site: Arc::clone(site),
        }
    }

    fn views(&self) -> Views<'_> {
        Views {
            site: &self.site,
            manner: self.manner,
        }
    }

    /// What was found in the templates themselves.
    pub fn template_diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.engine.diagnostics.iter().chain(&self.components.diagnostics)
    }

    fn components(&self) -> Components<'_> {
        Components {
            engine: &self.components.value,
            site: &self.shared,
            interfaces: &self.interfaces,
        }
    }

    /// Makes one output, or remembers it.
    pub fn render(&self, job: &Job, memo: &RenderMemo) -> Diagnosed<Rendered> {
        match job {
            Job::ThemeAsset(name) => Diagnosed::clean(match &self.site.theme.assets[name].content {
                ThemeContent::Text(text) => Rendered::text(text.clone()),
                ThemeContent::File(asset) => Rendered::File(asset.blob.clone()),
                ThemeContent::DrawingScript => {
                    Rendered::Deferred(Deferred::new(|| Ok(crate::diagram::script())))
                }
            }),
            Job::Asset(route) => {
                let strips = self.site.config.images.strip;
                Diagnosed::clean(picture::original(&self.site.assets[route], strips))
            }
            Job::Picture(route) => Diagnosed::clean(picture::size(&self.site, route)),
            _ => {
                let made = memo
                    .outputs
                    .get_or_make(|| self.key(job), || self.make(job, memo));
                if let Some(page) = &made.page {
                    memo.pages.keep(page);
                }
                made.rendered.clone()
            }
        }
    }

    fn key(&self, job: &Job) -> OutputKey {
        OutputKey {
            outline: self.site.outline,
            manner: self.manner,
            texts: self.texts(job),
            job: job.clone(),
        }
    }

    /// A hash over the pages whose texts an output shows in full; anything else it shows of a page is part of
    /// the site's outline.
    fn texts(&self, job: &Job) -> u128 {
        let document = |id: PageId| self.site.page(id).document.hash;
        match job {
            Job::Page(id) | Job::Twin(id) => document(*id),
            Job::Card(_) => self.fonts.as_ref().map_or(0, |fonts| fonts.hash()),
            Job::Listing(at, 1) => self.site.listings[*at].kind.written().map_or(0, document),
            Job::Feed(at, _) => feed::shown_in_full(&self.site, *at)
                .iter()
                .fold(0, |texts, id| hash(texts, &document(*id).to_le_bytes())),
            Job::Listing(..)
            | Job::Tags
            | Job::SeriesList
            | Job::Archive
            | Job::Llms
            | Job::NotFound
            | Job::Alias(_)
            | Job::Sitemap
            | Job::Robots
            | Job::NoJekyll
            | Job::Cname(_)
            | Job::ThemeAsset(_)
            | Job::Asset(_)
            | Job::Picture(_) => 0,
        }
    }

    fn make(&self, job: &Job, memo: &RenderMemo) -> Arc<Made> {
        let site = &self.site;
        let language = &site.config.language;
        let text = match job {
            Job::Page(id) => return self.page(*id, memo),
            Job::Listing(at, number) => return self.listing(*at, *number, memo),
            Job::Tags => {
                return self.template("taxonomy.html", language, self.views().tag_list(), None, memo);
            }
            Job::SeriesList => {
                return self.template("taxonomy.html", language, self.views().series_list(), None, memo);
            }
            Job::Archive => {
                return self.template("archive.html", language, self.views().archive(), None, memo);
            }
            Job::NotFound => {
                return self.template("404.html", language, self.views().not_found(), None, memo);
            }
            Job::Card(card) => return self.card(*card, memo),
            Job::Alias(at) => sitemap::alias(site, site.aliases[*at].1),
            Job::Feed(at, format) => feed::feed(site, *at, *format, GENERATOR, self.components()),
            Job::Twin(id) => llms::twin(site, *id),
            Job::Llms => llms::overview(site),
            Job::Sitemap => sitemap::sitemap(site),
            Job::Robots => sitemap::robots(site),
            Job::Cname(domain) => format!("{domain}\n"),
            Job::NoJekyll | Job::ThemeAsset(_) | Job::Asset(_) | Job::Picture(_) => String::new(),
        };
        Arc::new(Made {
            page: None,
            rendered: Diagnosed::clean(Rendered::text(text)),
        })
    }

    fn page(&self, id: PageId, memo: &RenderMemo) -> Arc<Made> {
        let page = self.site.page(id);
        let template = if page.kind == PageKind::Post {
            "post.html"
        } else {
            "page.html"
        };
        let view = self.views().page(id, "");
        self.template(template, &page.language, view, Some(id), memo)
    }

    fn card(&self, card: Card, memo: &RenderMemo) -> Arc<Made> {
        let is_sound = self.engine.diagnostics.is_empty();
        let language = match card {
            Card::Site => &self.site.config.language,
            Card::Post(id) => &self.site.page(id).language,
        };
        let interface = &self.interfaces[language];
        let rendered = match self.fonts.as_ref().filter(|_| is_sound) {
            Some(fonts) => card::render(
                self.views(),
                card,
                fonts,
                &self.engine.value,
                (&self.shared, interface),
                &memo.cards,
            ),
            None => Diagnosed::clean(Rendered::Nothing),
        };
        Arc::new(Made { page: None, rendered })
    }

    fn listing(&self, at: usize, number: usize, memo: &RenderMemo) -> Arc<Made> {
        let listing = &self.site.listings[at];
        let written = listing.kind.written();
        let template = match listing.kind {
            ListingKind::Home(_) => "home.html",
            ListingKind::Section(_) => "section.html",
            ListingKind::Tag => "term.html",
            ListingKind::Series => "series.html",
        };
        let language = written.map_or(&self.site.config.language, |id| &self.site.page(id).language);
        let shown = written.filter(|_| number == 1);
        let view = self.views().listing(listing, number, shown.map(|id| (id, "")));
        self.template(template, language, view, shown, memo)
    }

    /// Fills a template with a view, whose article has no content yet: it is that of the page given.
    fn template(
        &self,
        name: &str,
        language: &str,
        view: PageView<'_>,
        content: Option<PageId>,
        memo: &RenderMemo,
    ) -> Arc<Made> {
        let strings = self.views().strings(language);
        let key = || {
            let content = content.map(|id| html::inputs(&self.site, id));
            hash(self.base, &(name, language, &view, content))
        };
        let key = memo.pages.remembers().then(key);
        let make = || {
            let (site, spans) = (&self.site, Some(&*memo.spans));
            let write = |id| html::body(site, id, Flavour::Page, strings, self.components(), spans);
            let body = content.map(write);
            let mut rendered =
                self.fill_template(name, language, view, body.as_ref().map(|body| &body.value));
            rendered
                .diagnostics
                .extend(body.into_iter().flat_map(|body| body.diagnostics));
            Arc::new(Made { page: key, rendered })
        };
        memo.pages.get_or_make(|| key.unwrap_or_default(), make)
    }

    fn fill_template<'v>(
        &self,
        name: &str,
        language: &str,
        mut view: PageView<'v>,
        body: Option<&'v html::Body>,
    ) -> Diagnosed<Rendered> {
        if !self.engine.diagnostics.is_empty() {
            return Diagnosed::clean(Rendered::Nothing);
        }
        if let (Some(article), Some(body)) = (&mut view.article, body) {
            article.content = &body.html;
        }
        let styles = self.inert_styles.iter().map(|style| &**style);
        let known: Vec<&str> = styles.chain(body.map(|body| body.html.as_str())).collect();
        let engine = &self.engine.value;
        let comments = view
            .article
            .as_ref()
            .is_some_and(|article| article.giscus.is_some());
        let config = &self.site.config;
        let rendered = engine.render(name, &self.shared, &self.interfaces[language], &view, &known);
        match rendered {
            Ok(filled) if config.security.csp => {
                let text = policy::with_policy(&filled.text, config, comments);
                Diagnosed::clean(Rendered::text(text))
            }
            Ok(Filled { text, places }) => {
                let mut inert = Vec::new();
                for (number, at) in places {
                    match self.inert_styles.get(number) {
                        Some(style) => inert.push(Span::new(at, at + style.len())),
                        // What is known behind the style sheets is the body.
                        None => inert.extend(body.into_iter().flat_map(|body| body.inert_at(at))),
                    }
                }
                Diagnosed::clean(Rendered::Text(text.into(), inert.into()))
            }
            Err(found) => Diagnosed {
                value: Rendered::Nothing,
                diagnostics: vec![*found],
            },
        }
    }
}

/// What the compiled templates of components depend on.
fn components_key(theme: &Theme) -> u128 {
    theme.component_templates.iter().fold(0, |key, template| {
        hash(key, &(&template.name, template.path.as_str(), &*template.text))
    })
}

/// Hashes a value by its JSON, on top of another hash.
fn hash(base: u128, value: &impl Serialize) -> u128 {
    let mut bytes = base.to_le_bytes().to_vec();
    serde_json::to_writer(&mut bytes, value).expect("views hold only what JSON can say");
    xxhash_rust::xxh3::xxh3_128(&bytes)
}
