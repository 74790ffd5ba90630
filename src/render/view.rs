//! What a template may see, and nothing else.
//!
//! A view is borrowed from the site, typed, and serialised once for each page. Every address in it is ready
//! to be written: it has the base path, is percent-encoded, and names something the build really puts out.
//! `url` is relative to the host (`/blog/posts/x/`), `permalink` is absolute.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::pages::{Cards, Entries};
use crate::data::Value;

/// The context of one template. Beside it every template sees `site`, a [`SiteView`], and `t` and `lang`, the texts of
/// the interface in the page's language by key and the attributes that say in which language they are; all are made
/// once for all pages.
#[derive(Debug, Serialize)]
pub struct PageView<'a> {
    /// Head data and kind of this page.
    pub page: HeadView<'a>,
    /// The written page, for the kinds `post` and `page`; also the written part of a section.
    pub article: Option<ArticleView<'a>>,
    /// The list of pages, for the kinds `home`, `section`, `term` and `series`; the newest five for `not-found`.
    pub listing: Option<ListingView<'a>>,
    /// The terms, for the kind `taxonomy`.
    pub terms: Option<Vec<TermView<'a>>>,
    /// All posts by year, newest first, for the kind `archive`.
    pub years: Option<Vec<YearView<'a>>>,
}

/// What all pages share.
#[derive(Debug, Serialize)]
pub struct SiteView<'a> {
    /// The site's name.
    pub title: &'a str,
    /// One or two sentences about the site.
    pub description: &'a str,
    /// The main language, a BCP 47 tag such as `ko`.
    pub language: &'a str,
    /// The absolute address of the site's root, with a slash at its end.
    pub base_url: String,
    /// The path part of it: `/` or `/blog/`.
    pub base_path: &'a str,
    /// The person behind the site.
    pub author: Option<AuthorView<'a>>,
    /// The site's navigation. Compare `url` with `page.url` to mark the current one.
    pub menu: Vec<LinkView<'a>>,
    /// Address of the home page.
    pub home_url: String,
    /// Address of the list of all posts, when there is one.
    pub posts_url: Option<String>,
    /// Address of the list of tags, when any page has one.
    pub tags_url: Option<String>,
    /// Address of the list of series, when any post is of one.
    pub series_url: Option<String>,
    /// Address of the page with all posts by year, when there are posts.
    pub archive_url: Option<String>,
    /// Address of the Atom feed.
    pub feed_url: String,
    /// Address of the JSON feed.
    pub feed_json_url: String,
    /// `2025` or `2021–2025`: the years of the posts.
    pub years: String,
    /// The name and version of the generator.
    pub generator: &'a str,
    /// Published theme files by their name in the theme's `assets/`, such as `style.css`: fingerprinted addresses.
    pub assets: BTreeMap<String, String>,
    /// The texts of the theme's style sheets by their names, for `<style>` elements; written with `| safe`. One that refers
    /// to other files is not among them, and is to be linked to.
    pub styles: BTreeMap<&'a str, &'a str>,
    /// `<link rel=icon>` entries found in `static/`: `favicon.svg`, `favicon.ico`, `favicon-32.png`; without them the theme's
    /// `icon.svg`.
    pub icons: Vec<IconView>,
    /// How wide a picture of the text is shown: the `sizes` that belong to a `srcset`.
    pub image_sizes: &'a str,
    /// The AdSense client identifier, such as `ca-pub-123`; never set by `serve`.
    pub adsense: Option<&'a str>,
    /// The `extra` table of `recto.toml`.
    pub extra: &'a Value,
}

/// A person.
#[derive(Debug, Serialize)]
pub struct AuthorView<'a> {
    /// The name.
    pub name: &'a str,
    /// A sentence about them.
    pub bio: Option<&'a str>,
    /// Their picture.
    pub avatar: Option<ImageView<'a>>,
    /// Their places elsewhere.
    pub links: Vec<LinkView<'a>>,
}

/// A link with its text.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView<'a> {
    /// The text.
    pub label: Cow<'a, str>,
    /// The address.
    pub url: Cow<'a, str>,
    /// The language of the text, where it is the title of a page in another one.
    pub language: Option<&'a str>,
    /// The direction of its letters, `rtl` or `ltr`, where it is not that of the page.
    pub dir: Option<&'static str>,
}

/// An icon of the site.
#[derive(Debug, Serialize)]
pub struct IconView {
    /// The address.
    pub url: String,
    /// The media type.
    pub media_type: &'static str,
    /// The `sizes` attribute: `any` or `32x32`.
    pub sizes: &'static str,
}

/// A picture.
#[derive(Clone, Debug, Serialize)]
pub struct ImageView<'a> {
    /// The address of the original, relative to the host.
    pub url: String,
    /// The same, absolute.
    pub permalink: String,
    /// Width in pixels, when it could be read.
    pub width: Option<u32>,
    /// Height in pixels, when it could be read.
    pub height: Option<u32>,
    /// Its sizes as WebP, ready for `srcset`.
    pub srcset: Option<String>,
    /// Its sizes as AVIF, ready for the `srcset` of a `source`.
    pub avif_srcset: Option<String>,
    /// The text in its place; empty for a picture that only adorns.
    pub alt: Cow<'a, str>,
}

/// What `og.svg` sees as `card`: a social card. What no font can draw is left out of all texts but `title`.
#[derive(Debug, Serialize)]
pub struct SocialCardView<'a> {
    /// The width of the card in pixels.
    pub width: u32,
    /// The height of the card in pixels.
    pub height: u32,
    /// The whole title of the post, or that of the site on the card of the site.
    pub title: &'a str,
    /// The title in at most three lines, each at most 1040 pixels wide when it is bold.
    pub lines: Vec<String>,
    /// The size of the title in pixels: 64, 52 or 44.
    pub font_size: u32,
    /// The title of the site; on the card of the site its address, such as `example.org/blog`.
    pub site: String,
    /// The site's description in at most three lines of 28 pixels, on the card of the site alone.
    pub description: Vec<String>,
    /// The day of the post, as pages show it.
    pub date: Option<String>,
    /// Its first tags, as many as stand on a line beside the date.
    pub tags: Vec<String>,
    /// The name of the site's author.
    pub author: Option<String>,
    /// The language of the post, or that of the site.
    pub language: &'a str,
    /// The colours of the theme's light pages, such as `colors.accent`.
    pub colors: &'a BTreeMap<String, String>,
}

/// What kind of page this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageKind {
    /// The first page of the site and its further pages.
    Home,
    /// A dated page.
    Post,
    /// An undated page, such as "about".
    Page,
    /// A list of the pages of a folder.
    Section,
    /// All terms of a taxonomy.
    Taxonomy,
    /// The pages of one term.
    Term,
    /// The posts of one series.
    Series,
    /// All posts by year.
    Archive,
    /// The page for addresses that do not exist.
    NotFound,
}

/// What goes into `<head>`, and the kind of the page.
#[derive(Debug, Serialize)]
pub struct HeadView<'a> {
    /// The kind: `home`, `post`, `page`, `section`, `taxonomy`, `term`, `series`, `archive` or `not-found`.
    pub kind: PageKind,
    /// The title shown as `h1`.
    pub title: Cow<'a, str>,
    /// The content of `<title>`; unique in the site.
    pub head_title: String,
    /// The content of the description; unique in the site but for what authors write twice, and empty where there is
    /// nothing to say of this page alone.
    pub description: Cow<'a, str>,
    /// Keywords; the element is left out when empty.
    pub keywords: Vec<&'a str>,
    /// The language of this page.
    pub language: &'a str,
    /// The same for Open Graph: `ko_KR`.
    pub locale: Cow<'a, str>,
    /// The direction of its letters: `rtl` for a language written from the right to the left, or `ltr`.
    pub dir: &'static str,
    /// The language of `t`, when the theme has no texts in that of the page.
    pub texts_language: Option<&'static str>,
    /// The address relative to the host.
    pub url: String,
    /// The absolute address; the canonical one.
    pub permalink: String,
    /// Whether search engines are asked not to list the page.
    pub noindex: bool,
    /// The picture for social networks.
    pub image: Option<ImageView<'a>>,
    /// The address of the page's Markdown, for programs.
    pub markdown_url: Option<String>,
    /// The page in each of its languages, itself among them; empty when it has one only.
    pub alternates: Vec<AlternateView<'a>>,
    /// The finished JSON-LD text, safe inside a script element; written with `| safe`.
    pub json_ld: Option<String>,
}

/// A page in one of its languages.
#[derive(Debug, Serialize)]
pub struct AlternateView<'a> {
    /// The language.
    pub language: &'a str,
    /// Its own name for itself: `한국어`.
    pub label: &'a str,
    /// The address relative to the host.
    pub url: String,
    /// The absolute address.
    pub permalink: String,
    /// Whether the others are translations of it.
    pub original: bool,
}

/// A written page.
#[derive(Debug, Serialize)]
pub struct ArticleView<'a> {
    /// The title.
    pub title: &'a str,
    /// The day it was published.
    pub date: Option<DateView>,
    /// The day it was last changed, when later.
    pub updated: Option<DateView>,
    /// Minutes to read it; at least 1.
    pub minutes: usize,
    /// The finished text for it: `6분` or `6 min read`.
    pub reading_time: String,
    /// Its tags.
    pub tags: Vec<LinkView<'a>>,
    /// The series it belongs to.
    pub series: Option<SeriesView<'a>>,
    /// Its picture.
    pub thumbnail: Option<ImageView<'a>>,
    /// The rendered text; written with `| safe`.
    pub content: &'a str,
    /// Whether code blocks in the text need `code.css` and `code.js`: lines that are numbered or marked, folds,
    /// tabs, the colours of a terminal.
    pub code_parts: bool,
    /// Whether the text has diagrams, which `diagrams.js` draws.
    pub diagrams: bool,
    /// Headings of levels 2 and 3 (and deeper ones under them) for a list of contents.
    pub contents: Vec<HeadingView>,
    /// How many of them are listed on the first two levels.
    pub contents_length: usize,
    /// The finished notice that the post is old, when the site wants one and it is.
    pub outdated: Option<String>,
    /// Where its file is edited.
    pub edit_url: Option<String>,
    /// Posts that share tags with it, at most three.
    pub related: Vec<LinkView<'a>>,
    /// The older neighbour.
    pub previous: Option<LinkView<'a>>,
    /// The newer neighbour.
    pub next: Option<LinkView<'a>>,
    /// The list it stands in, for the way back.
    pub list: Option<LinkView<'a>>,
    /// Comments; absent when the page or the site has none.
    pub giscus: Option<GiscusView<'a>>,
    /// Whether it is a draft shown on request.
    pub draft: bool,
    /// The `extra` table of its front matter.
    pub extra: &'a Value,
}

/// A day.
#[derive(Clone, Debug, Serialize)]
pub struct DateView {
    /// For `datetime`: `2025-07-08` or with time and zone.
    pub iso: String,
    /// As it is shown.
    pub display: String,
}

/// A series and the place of a page in it.
#[derive(Debug, Serialize)]
pub struct SeriesView<'a> {
    /// Its name.
    pub name: &'a str,
    /// The address of its own page.
    pub url: String,
    /// The place of this page in it, from 1.
    pub position: usize,
    /// All its pages, oldest first.
    pub pages: Vec<LinkView<'a>>,
}

/// An entry of the list of contents.
#[derive(Debug, Serialize)]
pub struct HeadingView {
    /// The id to link to, without `#`, percent-encoded where it must be.
    pub id: String,
    /// The rendered text, without links; written with `| safe`.
    pub title: String,
    /// Headings under it.
    pub children: Vec<HeadingView>,
}

/// A list of pages.
#[derive(Debug, Serialize)]
pub struct ListingView<'a> {
    /// The cards of this page of the list.
    pub cards: Cards<'a>,
    /// The number of pages in the whole list (of posts, not of list pages).
    pub total: usize,
    /// Where this page stands in the list; absent when all fit on one.
    pub pager: Option<PagerView>,
    /// The Atom feed of this list.
    pub feed_url: Option<String>,
    /// The JSON feed of this list.
    pub feed_json_url: Option<String>,
}

/// A page in a list.
#[derive(Clone, Debug, Serialize)]
pub struct CardView<'a> {
    /// The title.
    pub title: &'a str,
    /// The address.
    pub url: String,
    /// The day it was published.
    pub date: Option<DateView>,
    /// The finished text for the reading time.
    pub reading_time: String,
    /// The description.
    pub description: Cow<'a, str>,
    /// Its tags.
    pub tags: Vec<LinkView<'a>>,
    /// Its picture.
    pub thumbnail: Option<ImageView<'a>>,
    /// Its language, when it is not that of the list.
    pub language: Option<&'a str>,
    /// The direction of its letters, `rtl` or `ltr`, when it is not that of the list.
    pub dir: Option<&'static str>,
    /// Whether it is a draft shown on request.
    pub draft: bool,
    /// Whether it stands above the other posts on the first page.
    pub pinned: bool,
}

/// The posts of a year.
#[derive(Debug, Serialize)]
pub struct YearView<'a> {
    /// The year.
    pub year: i16,
    /// How many posts it has.
    pub count: usize,
    /// Whether it is shown open: old years of a large site are closed.
    pub open: bool,
    /// Its months, newest first.
    pub months: Vec<MonthView<'a>>,
}

/// The posts of a month.
#[derive(Debug, Serialize)]
pub struct MonthView<'a> {
    /// Its name: `7월`.
    pub name: &'a str,
    /// Its posts, newest first.
    pub posts: Entries<'a>,
}

/// A post in the archive, of which there may be thousands on one page.
#[derive(Debug, Serialize)]
pub struct EntryView<'a> {
    /// The title.
    pub title: &'a str,
    /// The address.
    pub url: String,
    /// The day it was published.
    pub date: Option<DateView>,
    /// Its language, when it is not that of the page.
    pub language: Option<&'a str>,
    /// The direction of its letters, `rtl` or `ltr`, when it is not that of the page.
    pub dir: Option<&'static str>,
    /// Whether it is a draft shown on request.
    pub draft: bool,
}

/// The place in a list of several pages.
#[derive(Debug, Serialize)]
pub struct PagerView {
    /// This page, from 1.
    pub current: usize,
    /// How many there are.
    pub total: usize,
    /// The page with newer posts.
    pub previous: Option<String>,
    /// The page with older posts.
    pub next: Option<String>,
}

/// A term of a taxonomy.
#[derive(Debug, Serialize)]
pub struct TermView<'a> {
    /// The term as written.
    pub name: &'a str,
    /// The address of its page.
    pub url: String,
    /// How many pages have it.
    pub count: usize,
}

/// Giscus, ready for the attributes of its script. Source: giscus `client.ts` and ADVANCED-USAGE.
#[derive(Debug, Serialize)]
pub struct GiscusView<'a> {
    /// The server, `https://giscus.app` unless self-hosted.
    pub origin: &'a str,
    /// `owner/name`.
    pub repo: &'a str,
    /// The repository's identifier.
    pub repo_id: &'a str,
    /// The discussion category.
    pub category: &'a str,
    /// The category's identifier.
    pub category_id: &'a str,
    /// `pathname`, `specific`, …
    pub mapping: &'a str,
    /// The term for `specific` and `number`.
    pub term: Option<Cow<'a, str>>,
    /// `0` or `1`.
    pub strict: u8,
    /// `0` or `1`.
    pub reactions_enabled: u8,
    /// `0` or `1`.
    pub emit_metadata: u8,
    /// `top` or `bottom`.
    pub input_position: &'a str,
    /// `preferred_color_scheme` or a theme's name.
    pub theme: &'a str,
    /// The theme for light pages once the reader has chosen.
    pub theme_light: &'a str,
    /// The theme for dark pages once the reader has chosen.
    pub theme_dark: &'a str,
    /// The widget's language.
    pub lang: &'a str,
    /// `lazy` or `eager`.
    pub loading: &'a str,
    /// Where the discussion is to be found on GitHub, for readers without scripts.
    pub discussions_url: String,
}
