//! Whether each page with comments finds its own discussion.

use std::collections::BTreeMap;

use crate::config::{self, Giscus, Mapping};
use crate::diagnostic::{Diagnostic, Location, catalogue};
use crate::site::{Page, Site, Thread};
use crate::source::SourcePath;

/// Checks what Giscus will look for.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    let Some(giscus) = &site.config.giscus else {
        return Vec::new();
    };
    let mut found: Vec<Diagnostic> = parted(site, giscus).into_iter().collect();
    if !giscus.strict {
        found.extend(alike(site, giscus));
    }
    found
}

/// With `pathname` Giscus takes the address as the browser has it, whose slash, path and percent signs are not in the
/// titles that other sites have left behind.
fn parted(site: &Site, giscus: &Giscus) -> Option<Diagnostic> {
    let Mapping::Browser(mapping @ ("pathname" | "url")) = giscus.mapping else {
        return None;
    };
    let mut pages = site.pages.iter().filter(|page| site.has_comments(page));
    let page = pages.next()?;
    let shown = match mapping {
        "url" => site.config.base_url.absolute(&page.route.encoded()),
        _ => site.config.base_url.relative(&page.route.encoded())[1..].to_owned(),
    };
    let path = SourcePath::new(config::PATH);
    Some(
        Diagnostic::new(
            &catalogue::AMBIGUOUS_THREAD,
            format!(
                "with `mapping = \"{mapping}\"` comments depend on how the address is written: `{shown}`"
            ),
        )
        .at(Location::new(&path, giscus.mapping_span), "")
        .help(format!(
            "write `mapping = \"auto\"`, which gives `{}`, or the same with `term_style = \"pathname\"`",
            page.route.as_str().trim_end_matches('/')
        )),
    )
}

/// Without `strict` GitHub searches for the words of a term, and finds a longer one that begins with them as well.
fn alike(site: &Site, giscus: &Giscus) -> Vec<Diagnostic> {
    let mut terms: BTreeMap<String, &Page> = BTreeMap::new();
    for page in site.pages.iter().filter(|page| site.has_comments(page)) {
        if let Thread::Term(term) = site.thread(giscus, page) {
            terms.insert(term.into_owned(), page);
        }
    }
    let mut found = Vec::new();
    // In order of the alphabet, the terms that begin with one stand right behind it.
    let mut shorter: Vec<&str> = Vec::new();
    for (term, page) in &terms {
        while shorter.last().is_some_and(|above| !term.starts_with(above)) {
            shorter.pop();
        }
        if let Some(above) = shorter.last() {
            let path = &terms[*above].document.path;
            found.push(
                Diagnostic::new(
                    &catalogue::AMBIGUOUS_THREAD,
                    format!("comments on this page may be found below `{path}`: `{term}` begins with `{above}`"),
                )
                .at(page.document.location(page.title_span()), "")
                .help("set `strict = true` in `[comments.giscus]`, or give the page a term of its own: `comments: { term: … }`"),
            );
        }
        shorter.push(term);
    }
    found
}
