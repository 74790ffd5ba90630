//! From the site to the views of its pages.

mod lists;

pub(super) use lists::{Cards, Entries};

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Manner;
use super::direction;
use super::giscus::giscus_view;
use super::html::{self, fill};
use super::json_ld;
use super::picture::srcset;
use super::template::Interface;
use super::view::{
    AlternateView, ArticleView, AuthorView, DateView, GiscusView, HeadView, HeadingView, IconView, ImageView,
    LinkView, PageKind, PageView, SeriesView, SiteView,
};
use crate::config::MenuEntry;
use crate::content::ast::{Node, NodeKind};
use crate::content::facts::Length;
use crate::data::Date;
use crate::site::pictures::Format;
use crate::site::{
    Card, FeedFormat, Page, PageId, PageKind as SourceKind, Resolution, Route, Site, archive_route,
    feed_route, series_list_route, tags_route, twin_route,
};

/// The name and version in pages and feeds.
pub(super) const GENERATOR: &str = concat!("Recto ", env!("CARGO_PKG_VERSION"));

/// The icon of a site that has none, in the theme's `assets/`.
const THEME_ICON: &str = "icon.svg";

/// Makes the views of one site.
#[derive(Clone, Copy, Debug)]
pub(super) struct Views<'a> {
    /// The site.
    pub site: &'a Site,
    /// What is decided for this build.
    pub manner: Manner,
}

impl<'a> Views<'a> {
    /// What all pages share.
    pub(super) fn shared(self) -> SiteView<'a> {
        let config = &*self.site.config;
        SiteView {
            title: &config.title,
            description: &config.description,
            language: &config.language,
            base_url: config.base_url.absolute(""),
            base_path: config.base_url.path(),
            author: config.author.as_ref().map(|author| AuthorView {
                name: &author.name,
                bio: author.bio.as_deref(),
                avatar: author
                    .avatar
                    .as_ref()
                    .map(|(path, _)| self.image(path, Cow::Borrowed(""))),
                links: author.links.iter().map(|link| self.menu_entry(link)).collect(),
            }),
            menu: self.menu(),
            home_url: self.url(&Route::default()),
            posts_url: self
                .site
                .posts_section()
                .map(|id| self.url(&self.site.page(id).route)),
            tags_url: self.written_url(&tags_route()),
            series_url: self.written_url(&series_list_route()),
            archive_url: self.written_url(&archive_route()),
            feed_url: self.url(&feed_route(None, FeedFormat::Atom)),
            feed_json_url: self.url(&feed_route(None, FeedFormat::Json)),
            years: self.years(),
            generator: GENERATOR,
            assets: self
                .site
                .theme
                .assets
                .iter()
                .map(|(name, asset)| (name.clone(), self.url(&asset.route)))
                .collect(),
            styles: if self.manner.linked_style {
                BTreeMap::new()
            } else {
                self.site.theme.inline_styles().collect()
            },
            icons: self.icons(),
            image_sizes: &config.images.sizes,
            adsense: config.adsense.as_deref().filter(|_| self.manner.adsense),
            extra: &config.extra,
        }
    }

    fn url(self, route: &Route) -> String {
        self.site.config.base_url.relative(&route.encoded())
    }

    /// The address of something that may be written, when anything answers there.
    fn written_url(self, route: &Route) -> Option<String> {
        self.site.routes.has(route).then(|| self.url(route))
    }

    fn permalink(self, route: &Route) -> String {
        self.site.config.base_url.absolute(&route.encoded())
    }

    /// The texts of the interface for a language.
    pub(super) fn strings(self, language: &str) -> &'a BTreeMap<String, String> {
        self.site.theme.strings_for(language)
    }

    /// What templates of pages in a language see of it.
    pub(super) fn interface(self, language: &str) -> Interface {
        let main = self.site.config.language.as_str();
        Interface::new(
            self.strings(language),
            self.site.theme.strings_instead_of(language),
            (language != main).then_some(main),
        )
    }

    fn text(self, language: &str, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.strings(language).get(key).map_or("", String::as_str), values)
    }

    fn menu_entry(self, entry: &'a MenuEntry) -> LinkView<'a> {
        let url = match self.site.resolve_path(&entry.url) {
            Resolution::Internal(internal) => self.site.href(&internal).into(),
            _ => Cow::Borrowed(entry.url.as_str()),
        };
        LinkView {
            label: Cow::Borrowed(&entry.label),
            url,
            language: None,
            dir: None,
        }
    }

    /// The navigation of the configuration, or: the sections, the tags, the pages at the root.
    fn menu(self) -> Vec<LinkView<'a>> {
        let site = self.site;
        if !site.config.menu.is_empty() {
            return site
                .config
                .menu
                .iter()
                .map(|entry| self.menu_entry(entry))
                .collect();
        }
        let at_root = |page: &&Page| page.document.path.parent().matches('/').count() <= 1;
        let of_kind = |kind: SourceKind| {
            let mut pages: Vec<_> = site
                .pages
                .iter()
                .filter(at_root)
                .filter(|page| {
                    page.kind == kind
                        && page
                            .section
                            .is_none_or(|id| site.page(id).kind == SourceKind::Home)
                })
                .collect();
            pages.sort_by_key(|page| page.document.front_matter.weight.unwrap_or(i64::MAX));
            pages
        };
        let link = |page: &'a Page| self.link_in(page, &site.config.language);
        let mut menu: Vec<_> = of_kind(SourceKind::Section).into_iter().map(link).collect();
        if site.routes.has(&tags_route()) {
            menu.push(LinkView {
                label: self.text(&site.config.language, "tags", &[]).into(),
                url: self.url(&tags_route()).into(),
                language: None,
                dir: None,
            });
        }
        menu.extend(of_kind(SourceKind::Page).into_iter().map(link));
        menu
    }

    /// The icons in `static/`, or the theme's.
    fn icons(self) -> Vec<IconView> {
        let own: Vec<IconView> = [
            ("favicon.svg", "image/svg+xml", "any"),
            ("favicon.ico", "image/x-icon", "any"),
            ("favicon-32.png", "image/png", "32x32"),
        ]
        .into_iter()
        .map(|(name, media_type, sizes)| (Route::new(name), media_type, sizes))
        .filter(|(route, ..)| self.site.assets.contains_key(route))
        .map(|(route, media_type, sizes)| IconView {
            url: self.url(&route),
            media_type,
            sizes,
        })
        .collect();
        if !own.is_empty() {
            return own;
        }
        // Where no icon is named, browsers ask for `/favicon.ico`.
        let themes = self.site.theme.assets.get(THEME_ICON).into_iter();
        themes
            .map(|asset| IconView {
                url: self.url(&asset.route),
                media_type: "image/svg+xml",
                sizes: "any",
            })
            .collect()
    }

    fn years(self) -> String {
        let years = || {
            self.site
                .posts
                .iter()
                .filter_map(|id| self.site.page(*id).date.as_ref().map(Date::year))
        };
        match (years().min(), years().max()) {
            (Some(first), Some(last)) if first < last => format!("{first}–{last}"),
            (Some(year), _) => year.to_string(),
            _ => String::new(),
        }
    }

    /// A picture named by a root path or by an address elsewhere.
    fn image(self, path: &str, alt: Cow<'a, str>) -> ImageView<'a> {
        let origin = self.site.config.base_url.origin();
        let Resolution::Internal(internal) = self.site.resolve_path(path) else {
            return ImageView {
                url: path.to_owned(),
                permalink: path.to_owned(),
                width: None,
                height: None,
                srcset: None,
                avif_srcset: None,
                alt,
            };
        };
        let url = self.site.href(&internal);
        let size = self
            .site
            .assets
            .get(&internal.route)
            .and_then(|asset| asset.dimensions());
        let sizes = |format| srcset(self.site, self.site.pictures.get(&internal.route)?, format);
        ImageView {
            srcset: sizes(Format::Webp),
            avif_srcset: sizes(Format::Avif),
            permalink: format!("{origin}{url}"),
            url,
            width: size.map(|size| size.width),
            height: size.map(|size| size.height),
            alt,
        }
    }

    /// A picture that is offered in one form alone, with the text in its place.
    pub(super) fn plain_image(self, route: &Route, size: Option<(u32, u32)>, alt: &'a str) -> ImageView<'a> {
        ImageView {
            url: self.url(route),
            permalink: self.permalink(route),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            srcset: None,
            avif_srcset: None,
            alt: Cow::Borrowed(alt),
        }
    }

    /// The picture of a page; a path beside the page's own file counts from there.
    fn thumbnail(self, id: PageId) -> Option<ImageView<'a>> {
        let (path, _) = self.site.page(id).document.front_matter.thumbnail.as_ref()?;
        match self.site.resolve(id, path) {
            Resolution::Internal(internal) => {
                Some(self.image(&internal.route.to_string(), Cow::Borrowed("")))
            }
            Resolution::External => Some(self.image(path, Cow::Borrowed(""))),
            _ => None,
        }
    }

    pub(super) fn date(self, date: &Date) -> DateView {
        DateView {
            iso: date.iso(),
            display: date.format(&self.site.config.date_format),
        }
    }

    fn reading_time(self, language: &str, length: Length) -> String {
        self.text(language, "read", &[("n", &length.minutes().to_string())])
    }

    fn tags(self, page: &'a Page) -> Vec<LinkView<'a>> {
        page.document
            .front_matter
            .tags
            .iter()
            .map(|(tag, _)| LinkView {
                label: Cow::Borrowed(tag.as_str()),
                url: self.url(&crate::site::tag_route(tag)).into(),
                language: None,
                dir: None,
            })
            .collect()
    }

    /// The title of a page as a link on a page in `language`.
    fn link_in(self, page: &'a Page, language: &str) -> LinkView<'a> {
        let (language, dir) = direction::unlike(&page.language, language);
        LinkView {
            label: Cow::Borrowed(&page.title),
            url: self.url(&page.route).into(),
            language,
            dir,
        }
    }

    /// A post or an undated page with its rendered text.
    pub(super) fn page(self, id: PageId, content: &'a str) -> PageView<'a> {
        let page = self.site.page(id);
        let kind = match page.kind {
            SourceKind::Post => PageKind::Post,
            _ => PageKind::Page,
        };
        let mut head = self.head(kind, Cow::Borrowed(&page.title), &page.route, &page.language);
        head.description = self.description(page);
        head.keywords = self.keywords(page);
        head.noindex = page.document.front_matter.draft;
        head.image = self.thumbnail(id).or_else(|| self.card_image(Card::Post(id)));
        head.markdown_url = Some(twin_route(&page.route))
            .filter(|route| self.site.writes(route))
            .map(|route| self.url(&route));
        head.alternates = self.alternates(id);
        head.json_ld = Some(json_ld::page(self.site, page, &head));
        // The card of the site is no picture of this page, and its data does not say so.
        head.image = head.image.or_else(|| self.card_image(Card::Site));
        PageView {
            article: Some(self.article(id, content)),
            ..bare(head)
        }
    }

    fn head(self, kind: PageKind, title: Cow<'a, str>, route: &Route, language: &'a str) -> HeadView<'a> {
        let site_title = &self.site.config.title;
        HeadView {
            head_title: if kind == PageKind::Home {
                site_title.clone()
            } else {
                format!("{title} — {site_title}")
            },
            kind,
            title,
            description: Cow::Borrowed(""),
            keywords: Vec::new(),
            language,
            locale: locale(language),
            dir: direction::of(language),
            texts_language: self.site.theme.strings_instead_of(language),
            url: self.url(route),
            permalink: self.permalink(route),
            noindex: false,
            image: None,
            markdown_url: None,
            alternates: Vec::new(),
            json_ld: None,
        }
    }

    /// The written description, or the beginning of the text.
    fn description(self, page: &'a Page) -> Cow<'a, str> {
        match &page.document.front_matter.description {
            Some((description, _)) => Cow::Borrowed(description),
            None => Cow::Owned(clip(page.document.summary(), &page.language)),
        }
    }

    fn keywords(self, page: &'a Page) -> Vec<&'a str> {
        let front_matter = &page.document.front_matter;
        let own = front_matter.keywords.iter().map(String::as_str);
        let tags = front_matter.tags.iter().map(|(tag, _)| tag.as_str());
        let mut keywords: Vec<&str> = own.chain(tags).collect();
        if keywords.is_empty() {
            keywords = self.site.config.keywords.iter().map(String::as_str).collect();
        }
        keywords
    }

    fn article(self, id: PageId, content: &'a str) -> ArticleView<'a> {
        let page = self.site.page(id);
        let front_matter = &page.document.front_matter;
        let (previous, next) = self.site.neighbours(id);
        let link = |id: PageId| self.link_in(self.site.page(id), &page.language);
        let updated = front_matter
            .updated
            .as_ref()
            .filter(|updated| Some(*updated) > page.date.as_ref());
        let contents = self.contents(id);
        ArticleView {
            title: &page.title,
            date: page.date.as_ref().map(|date| self.date(date)),
            updated: updated.map(|date| self.date(date)),
            minutes: page.document.facts.length.minutes(),
            reading_time: self.reading_time(&page.language, page.document.facts.length),
            tags: self.tags(page),
            series: self.series(id),
            thumbnail: self.thumbnail(id),
            content,
            code_parts: html::has_code_parts(&page.document),
            diagrams: self.site.draws_diagrams(page),
            contents_length: contents.iter().map(|heading| 1 + heading.children.len()).sum(),
            contents,
            outdated: self.outdated(page),
            edit_url: self.edit_url(page),
            related: self.site.related(id).iter().copied().map(link).collect(),
            previous: previous.map(link),
            next: next.map(link),
            list: page
                .section
                .filter(|section| self.site.page(*section).kind == SourceKind::Section)
                .map(link),
            giscus: self.giscus(page),
            draft: front_matter.draft,
            extra: &front_matter.extra,
        }
    }

    fn outdated(self, page: &Page) -> Option<String> {
        let after = self.site.config.outdated_after?;
        let date = page
            .document
            .front_matter
            .updated
            .as_ref()
            .max(page.date.as_ref())?;
        let years = (self.site.now.as_ref()?.months() - date.months()) / 12;
        let key = if years == 1 {
            "outdated_one"
        } else {
            "outdated_other"
        };
        let is_post = page.kind == SourceKind::Post;
        (is_post && years >= after).then(|| self.text(&page.language, key, &[("n", &years.to_string())]))
    }

    fn edit_url(self, page: &Page) -> Option<String> {
        let pattern = self.site.config.edit_url.as_ref()?;
        let path = crate::site::routes::encode(page.document.path.as_str());
        Some(pattern.replace("{path}", &path))
    }

    fn alternates(self, id: PageId) -> Vec<AlternateView<'a>> {
        let translations = self.site.translations(id).iter().enumerate();
        translations
            .map(|(at, id)| {
                let page = self.site.page(*id);
                let label = self.strings(&page.language).get("language_name");
                AlternateView {
                    language: &page.language,
                    label: label.map_or(&page.language, String::as_str),
                    url: self.url(&page.route),
                    permalink: self.permalink(&page.route),
                    original: at == 0,
                }
            })
            .collect()
    }

    fn series(self, id: PageId) -> Option<SeriesView<'a>> {
        let (series, position) = self.site.series_of(id)?;
        let language = &self.site.page(id).language;
        let link = |id: &PageId| self.link_in(self.site.page(*id), language);
        Some(SeriesView {
            name: &series.title,
            url: self.url(&series.route),
            position,
            pages: series.pages.iter().map(link).collect(),
        })
    }

    /// The headings from level 2 on as a tree; those of quotes and lists are not the page's.
    fn contents(self, id: PageId) -> Vec<HeadingView> {
        let page = self.site.page(id);
        let strings = self.strings(&page.language);
        let mut flat: Vec<(u8, HeadingView)> = Vec::new();
        let mut blocks = Vec::new();
        outermost(&page.document.body, &mut blocks);
        for node in blocks {
            if let NodeKind::Heading {
                level: level @ 2..,
                id: anchor,
                ..
            } = &node.kind
            {
                let title = self.heading_title(id, node, strings);
                let heading = HeadingView {
                    id: crate::site::routes::encode(anchor),
                    title,
                    children: Vec::new(),
                };
                flat.push((*level, heading));
            }
        }
        nest(flat)
    }

    fn heading_title(self, id: PageId, node: &Node, strings: &BTreeMap<String, String>) -> String {
        html::heading_text(self.site, id, node, strings)
    }

    fn giscus(self, page: &'a Page) -> Option<GiscusView<'a>> {
        let giscus = self.site.config.giscus.as_ref()?;
        self.site
            .has_comments(page)
            .then(|| giscus_view(self.site, giscus, page))
    }
}

/// A page with nothing but its head.
fn bare(page: HeadView<'_>) -> PageView<'_> {
    PageView {
        page,
        article: None,
        listing: None,
        terms: None,
        years: None,
    }
}

/// Headings under those of a smaller level that come before them.
fn nest(flat: Vec<(u8, HeadingView)>) -> Vec<HeadingView> {
    let mut open: Vec<(u8, HeadingView)> = Vec::new();
    let mut roots = Vec::new();
    let close = |open: &mut Vec<(u8, HeadingView)>, roots: &mut Vec<HeadingView>| {
        if let Some((_, done)) = open.pop() {
            match open.last_mut() {
                Some((_, parent)) => parent.children.push(done),
                None => roots.push(done),
            }
        }
    };
    for (level, heading) in flat {
        while open.last().is_some_and(|(above, _)| *above >= level) {
            close(&mut open, &mut roots);
        }
        open.push((level, heading));
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

/// Open Graph's form of a language: `ko_KR`.
fn locale(language: &str) -> Cow<'_, str> {
    match language {
        "ko" => "ko_KR".into(),
        "en" => "en_US".into(),
        "ja" => "ja_JP".into(),
        other => other.replace('-', "_").into(),
    }
}

/// The beginning of a text for a description: 155 characters, 80 in scripts whose characters are wide.
fn clip(text: String, language: &str) -> String {
    let limit = if matches!(language.split('-').next(), Some("ko" | "ja" | "zh")) {
        80
    } else {
        155
    };
    if text.chars().count() <= limit {
        return text;
    }
    let cut: String = text.chars().take(limit).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end())
}

/// The blocks of a text, and those in the bodies of its components.
fn outermost<'n>(nodes: &'n [Node], blocks: &mut Vec<&'n Node>) {
    for node in nodes {
        match node.kind {
            NodeKind::Component(_) => outermost(&node.children, blocks),
            _ => blocks.push(node),
        }
    }
}
