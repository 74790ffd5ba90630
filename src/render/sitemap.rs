//! `sitemap.xml` (sitemaps.org protocol 0.9), `robots.txt`, and pages that lead from former addresses.

use std::fmt::Write;

use super::html::escape;
use crate::data::Date;
use crate::site::{PageId, PageKind, Route, Site, archive_route, series_list_route, tags_route};

/// Lists every page a reader may find; `lastmod` only where a real date is known.
pub(super) fn sitemap(site: &Site) -> String {
    let mut entries: Vec<(Route, Option<&Date>)> = Vec::new();
    for page in &site.pages {
        if matches!(page.kind, PageKind::Post | PageKind::Page) && !page.document.front_matter.draft {
            let changed = page
                .document
                .front_matter
                .updated
                .as_ref()
                .max(page.date.as_ref());
            entries.push((page.route.clone(), changed));
        }
    }
    for listing in &site.listings {
        let newest = listing
            .pages
            .iter()
            .filter_map(|id| site.page(*id).date.as_ref())
            .max();
        let written = listing.kind.written().is_some();
        for number in 1..=site.page_count(listing) {
            let route = listing.page_route(number);
            if site.writes(&route) || (written && number == 1) {
                entries.push((route, newest));
            }
        }
    }
    let newest = site.posts.first().and_then(|id| site.page(*id).date.as_ref());
    for (route, date) in [
        (tags_route(), None),
        (series_list_route(), None),
        (archive_route(), newest),
    ] {
        if site.writes(&route) && site.page_at(&route).is_none() {
            entries.push((route, date));
        }
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (route, date) in entries {
        let address = site.config.base_url.absolute(&route.encoded());
        let _ = write!(out, "<url><loc>{}</loc>", escape(&address));
        if let Some(date) = date {
            let _ = write!(out, "<lastmod>{}</lastmod>", date.iso());
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// Lets every robot in and names the sitemap.
pub(super) fn robots(site: &Site) -> String {
    format!(
        "User-agent: *\nAllow: /\n\nSitemap: {}\n",
        site.config.base_url.absolute("sitemap.xml")
    )
}

/// A page at a former address that leads to the present one, without scripts and without delay.
pub(super) fn alias(site: &Site, page: PageId) -> String {
    let page = site.page(page);
    let address = site.config.base_url.absolute(&page.route.encoded());
    let relative = site.config.base_url.relative(&page.route.encoded());
    let (address, relative) = (escape(&address), escape(&relative));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"canonical\" href=\"{address}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={relative}\">\n</head>\n<body>\n\
         <p><a href=\"{relative}\">{title}</a></p>\n</body>\n</html>\n",
        language = escape(&page.language),
        title = escape(&page.title),
    )
}
