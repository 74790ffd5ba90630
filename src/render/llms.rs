//! What language models read: `llms.txt` (llmstxt.org), and the Markdown of each page beside it.

use std::fmt::Write;

use crate::content::{Document, Fence};
use crate::site::{ListingKind, Page, PageId, PageKind, Resolution, Site, twin_route};
use crate::source::Span;

/// The overview: the site, its posts, then the pages of each folder, each with the address of its Markdown.
pub(super) fn overview(site: &Site) -> String {
    let config = &site.config;
    let strings = site.theme.strings_for(&config.language);
    let text = |key: &str| strings.get(key).map_or("", String::as_str);
    let mut out = format!("# {}\n", one_line(&config.title));
    if !config.description.is_empty() {
        let _ = write!(out, "\n> {}\n", one_line(&config.description));
    }
    section(site, text("archive"), site.posts.iter().copied(), &mut out);
    let undated = |id: &PageId| site.page(*id).kind == PageKind::Page;
    for listing in &site.listings {
        if let ListingKind::Section(_) = listing.kind {
            let pages = listing.pages.iter().copied().filter(undated);
            section(site, &listing.title, pages, &mut out);
        }
    }
    let at_root = |id: &PageId| {
        let section = site.page(*id).section.map(|id| site.page(id).kind);
        section != Some(PageKind::Section)
    };
    let rest = (0..site.pages.len()).map(PageId).filter(undated).filter(at_root);
    section(site, text("home"), rest, &mut out);
    out
}

fn section(site: &Site, title: &str, pages: impl Iterator<Item = PageId>, out: &mut String) {
    let mut pages = pages
        .filter(|id| !site.page(*id).document.front_matter.draft)
        .peekable();
    if pages.peek().is_none() {
        return;
    }
    let _ = write!(out, "\n## {}\n\n", one_line(title));
    for id in pages {
        let page = site.page(id);
        let twin = twin_route(&page.route);
        let route = if site.writes(&twin) { &twin } else { &page.route };
        let title = one_line(&page.title).replace(['[', ']'], "");
        let _ = write!(
            out,
            "- [{title}]({})",
            site.config.base_url.absolute(&route.encoded())
        );
        if let Some((description, _)) = &page.document.front_matter.description {
            let _ = write!(out, ": {}", one_line(description));
        }
        out.push('\n');
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The Markdown of a page as its author wrote it, below a front matter of title, date and address. Links and
/// pictures of the site have absolute addresses and blocks that show a file have its code, since the text is read
/// elsewhere.
pub(super) fn twin(site: &Site, id: PageId) -> String {
    let page = site.page(id);
    let text = &*page.document.text;
    let mut out = front_matter(site, page);
    let start = page.document.front_matter.span.end as usize;
    let body = text[start..].trim_start_matches(['\u{feff}', '\r', '\n']);
    let mut written = text.len() - body.len();
    let mut replaced = addresses(site, id);
    replaced.extend(included(&page.document));
    replaced.sort_by_key(|(span, _)| (span.start, span.end));
    for (span, replacement) in replaced {
        if let Some(before) = text.get(written..span.start as usize) {
            out.push_str(before);
            out.push_str(&replacement);
            written = span.end as usize;
        }
    }
    out.push_str(text[written..].trim_end());
    out.push('\n');
    out
}

fn front_matter(site: &Site, page: &Page) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut out = format!("---\ntitle: {}\n", quoted(&page.title));
    if let Some(date) = &page.date {
        let _ = writeln!(out, "date: {}", date.iso());
    }
    if let Some(updated) = &page.document.front_matter.updated {
        let _ = writeln!(out, "updated: {}", updated.iso());
    }
    let url = site.config.base_url.absolute(&page.route.encoded());
    let _ = write!(out, "url: {url}\n---\n\n");
    out
}

/// The blocks that show code of other files, with that code in them.
fn included(document: &Document) -> impl Iterator<Item = (Span, String)> {
    let fences = document.facts.fences.iter();
    fences
        .filter(|fence| fence.included.is_some() && !fence.is_hidden())
        .map(|fence| (fence.span, filled(&document.text, fence)))
}

/// A block as Markdown with its code, between marks that are longer than any in it.
fn filled(text: &str, fence: &Fence) -> String {
    let written = fence.span.of(text);
    let opening = written.lines().next().unwrap_or_default();
    let mark = opening.chars().next().unwrap_or('`');
    let info = opening.trim_start_matches(mark);
    let longest = fence
        .code
        .split(|character| character != mark)
        .map(str::len)
        .max();
    let length = (opening.len() - info.len()).max(longest.unwrap_or(0) + 1);
    let marks = mark.to_string().repeat(length);
    let before = &text[..fence.span.start as usize];
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    // The marks of a quote are those of its every line; that of a list is none of the next one's.
    let blank = |character: char| {
        if matches!(character, '>' | '\t') {
            character
        } else {
            ' '
        }
    };
    let prefix: String = line.chars().map(blank).collect();
    let mut out = format!("{marks}{info}\n");
    for line in fence.code.lines() {
        let _ = writeln!(out, "{}", format!("{prefix}{line}").trim_end());
    }
    let _ = write!(out, "{prefix}{marks}");
    if written.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// The places of links into the site with what stands there instead. Two links of one definition have one
/// place.
fn addresses(site: &Site, id: PageId) -> Vec<(Span, String)> {
    let origin = site.config.base_url.origin();
    let mut found: Vec<(Span, String)> = site
        .page(id)
        .document
        .facts
        .links
        .iter()
        .filter(|link| !link.span.is_empty() && !link.destination.starts_with('#'))
        .filter_map(|link| match site.resolve(id, &link.destination) {
            Resolution::Internal(internal) => Some((link.span, format!("{origin}{}", site.href(&internal)))),
            _ => None,
        })
        .collect();
    found.sort_by_key(|(span, _)| (span.start, span.end));
    found.dedup_by_key(|(span, _)| *span);
    found
}
