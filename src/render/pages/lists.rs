//! The views of lists: of the site, of a folder, of a tag or series, of everything.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::{Views, bare, direction, json_ld};
use crate::render::view::{
    CardView, EntryView, HeadView, ListingView, MonthView, PageKind, PageView, PagerView, TermView, YearView,
};
use crate::site::{
    Card, FeedFormat, Listing, ListingKind, Page, PageId, Route, archive_route, feed_route,
    series_list_route, tags_route,
};

/// How many pages the page for unknown addresses offers.
const NEWEST: usize = 5;

/// With more posts than this, the archive shows old years closed.
const FOLDED_FROM: usize = 100;

/// How many years, from the newest on, are then open.
const OPEN_YEARS: i16 = 3;

/// The cards of pages. Each is made when it is written and dropped again.
#[derive(Clone, Copy, Debug)]
pub struct Cards<'a> {
    views: Views<'a>,
    pages: &'a [PageId],
    /// The language of the list.
    language: &'a str,
}

impl Serialize for Cards<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let card = |id: &PageId| self.views.card(*id, self.language);
        serializer.collect_seq(self.pages.iter().map(card))
    }
}

/// The entries of posts, made as cards are: those of an archive would take as much memory as all its documents' trees.
#[derive(Clone, Copy, Debug)]
pub struct Entries<'a>(Cards<'a>);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = |id: &PageId| self.0.views.entry(*id, self.0.language);
        serializer.collect_seq(self.0.pages.iter().map(entry))
    }
}

impl<'a> Views<'a> {
    /// One page of a list, with the text of its `_index.md` on the first.
    pub(in crate::render) fn listing(
        self,
        listing: &'a Listing,
        number: usize,
        content: Option<(PageId, &'a str)>,
    ) -> PageView<'a> {
        let kind = match listing.kind {
            ListingKind::Home(_) => PageKind::Home,
            ListingKind::Section(_) => PageKind::Section,
            ListingKind::Tag => PageKind::Term,
            ListingKind::Series => PageKind::Series,
        };
        let written = listing.kind.written();
        let language = written.map_or(self.site.config.language.as_str(), |id| {
            &self.site.page(id).language
        });
        let title = match kind {
            PageKind::Home => Cow::Borrowed(self.site.config.title.as_str()),
            _ => Cow::Borrowed(listing.title.as_str()),
        };
        let mut head = self.head(kind, title, &listing.page_route(number), language);
        head.image = self.card_image(Card::Site);
        if let Some(id) = written {
            head.description = self.listing_description(kind, self.site.page(id));
            head.keywords = self.keywords(self.site.page(id));
            head.image = self.thumbnail(id).or(head.image);
        } else if kind == PageKind::Home {
            head.description = Cow::Borrowed(&self.site.config.description);
        } else {
            let key = if kind == PageKind::Series {
                "series_of"
            } else {
                "tagged"
            };
            head.description = self.term_description(listing, key, language);
            head.keywords = vec![&listing.title];
        }
        if kind == PageKind::Series {
            // A tag may have the same name, and no two pages have one title.
            head.head_title = head.description.to_string();
        }
        let total = self.site.page_count(listing);
        if number > 1 {
            let numbers = [("i", number.to_string()), ("n", total.to_string())];
            let numbers = numbers.each_ref().map(|(key, value)| (*key, value.as_str()));
            let place = self.text(language, "page_of", &numbers);
            head.head_title = format!("{} ({place})", head.head_title);
            if !head.description.is_empty() {
                head.description = format!("{} — {place}", head.description).into();
            }
        }
        if kind == PageKind::Home && number == 1 {
            head.json_ld = Some(json_ld::home(self.site));
        }
        PageView {
            article: content.map(|(id, content)| self.article(id, content)),
            listing: Some(self.cards(listing, number, language)),
            ..bare(head)
        }
    }

    /// What is written of a list; of the first page of the site it is the site's description otherwise.
    fn listing_description(self, kind: PageKind, page: &'a Page) -> Cow<'a, str> {
        let written = self.description(page);
        if written.is_empty() && kind == PageKind::Home {
            Cow::Borrowed(&self.site.config.description)
        } else {
            written
        }
    }

    fn term_description(self, listing: &Listing, key: &str, language: &str) -> Cow<'a, str> {
        let name = self.text(language, key, &[("name", &listing.title)]);
        Cow::Owned(format!("{name} — {}", self.site.config.title))
    }

    /// The cards of one page of a list, which is in `language`.
    fn cards(self, listing: &'a Listing, number: usize, language: &'a str) -> ListingView<'a> {
        let total = self.site.page_count(listing);
        let url = |number: usize| self.url(&listing.page_route(number));
        ListingView {
            cards: self.cards_of(self.site.slice(listing, number), language),
            total: listing.pages.len(),
            pager: (total > 1).then(|| PagerView {
                current: number,
                total,
                previous: (number > 1).then(|| url(number - 1)),
                next: (number < total).then(|| url(number + 1)),
            }),
            feed_url: self.feed_url(listing, FeedFormat::Atom),
            feed_json_url: self.feed_url(listing, FeedFormat::Json),
        }
    }

    fn feed_url(self, listing: &Listing, format: FeedFormat) -> Option<String> {
        let route = feed_route(Some(listing), format);
        (listing.kind.has_feeds() && self.site.writes(&route)).then(|| self.url(&route))
    }

    fn cards_of(self, pages: &'a [PageId], language: &'a str) -> Cards<'a> {
        Cards {
            views: self,
            pages,
            language,
        }
    }

    /// A page in a list that is in `language`.
    fn card(self, id: PageId, language: &str) -> CardView<'a> {
        let page = self.site.page(id);
        let reading_time = self.reading_time(language, page.document.facts.length);
        let (language, dir) = direction::unlike(&page.language, language);
        CardView {
            title: &page.title,
            url: self.url(&page.route),
            date: page.date.as_ref().map(|date| self.date(date)),
            reading_time,
            description: self.description(page),
            tags: self.tags(page),
            thumbnail: self.thumbnail(id),
            language,
            dir,
            draft: page.document.front_matter.draft,
            pinned: page.document.front_matter.pinned,
        }
    }

    /// A post in the archive, which is in `language`.
    fn entry(self, id: PageId, language: &str) -> EntryView<'a> {
        let page = self.site.page(id);
        let (language, dir) = direction::unlike(&page.language, language);
        EntryView {
            title: &page.title,
            url: self.url(&page.route),
            date: page.date.as_ref().map(|date| self.date(date)),
            language,
            dir,
            draft: page.document.front_matter.draft,
        }
    }

    /// The list of tags.
    pub(in crate::render) fn tag_list(self) -> PageView<'a> {
        self.taxonomy("all_tags", &tags_route(), self.site.tags())
    }

    /// The list of series.
    pub(in crate::render) fn series_list(self) -> PageView<'a> {
        self.taxonomy("all_series", &series_list_route(), self.site.series().collect())
    }

    fn taxonomy(self, title: &str, route: &Route, terms: Vec<&'a Listing>) -> PageView<'a> {
        let term = |listing: &'a Listing| TermView {
            name: &listing.title,
            url: self.url(&listing.route),
            count: listing.pages.len(),
        };
        PageView {
            terms: Some(terms.into_iter().map(term).collect()),
            ..bare(self.overview(PageKind::Taxonomy, title, route))
        }
    }

    /// The head of a page of the whole site that has a title from the texts of the interface.
    fn overview(self, kind: PageKind, title: &str, route: &Route) -> HeadView<'a> {
        let language = self.site.config.language.as_str();
        let title = self.text(language, title, &[]);
        let mut head = self.head(kind, title.clone().into(), route, language);
        head.description = Cow::Owned(format!("{title} — {}", self.site.config.title));
        head.image = self.card_image(Card::Site);
        head
    }

    /// All posts by year and month.
    pub(in crate::render) fn archive(self) -> PageView<'a> {
        let language = self.site.config.language.as_str();
        let months: Vec<&str> = self
            .strings(language)
            .get("months")
            .map_or_else(Vec::new, |months| months.split_whitespace().collect());
        let mut years: Vec<YearView<'a>> = Vec::new();
        let month = |id: &PageId| {
            let date = self.site.page(*id).date.as_ref()?;
            let name = months.get(date.month() - 1).copied().unwrap_or_default();
            Some((date.year(), name))
        };
        for posts in self.site.posts.chunk_by(|a, b| month(a) == month(b)) {
            let Some((number, name)) = month(&posts[0]) else {
                continue;
            };
            if years.last().is_none_or(|last| last.year != number) {
                let newest = years.first().map_or(number, |first| first.year);
                years.push(YearView {
                    year: number,
                    count: 0,
                    open: self.site.posts.len() <= FOLDED_FROM || newest - number < OPEN_YEARS,
                    months: Vec::new(),
                });
            }
            let Some(year) = years.last_mut() else { continue };
            year.count += posts.len();
            year.months.push(MonthView {
                name,
                posts: Entries(self.cards_of(posts, language)),
            });
        }
        PageView {
            years: Some(years),
            ..bare(self.overview(PageKind::Archive, "archive", &archive_route()))
        }
    }

    /// The page for addresses that do not exist.
    pub(in crate::render) fn not_found(self) -> PageView<'a> {
        let language = self.site.config.language.as_str();
        let title = self.text(language, "notfound", &[]);
        let mut head = self.head(
            PageKind::NotFound,
            title.into(),
            &Route::new("404.html"),
            language,
        );
        head.noindex = true;
        let newest = &self.site.posts[..self.site.posts.len().min(NEWEST)];
        PageView {
            listing: Some(ListingView {
                cards: self.cards_of(newest, language),
                total: newest.len(),
                pager: None,
                feed_url: None,
                feed_json_url: None,
            }),
            ..bare(head)
        }
    }
}
