//! What Giscus is told on a page. Source: giscus `client.ts` and its advanced usage page.

use super::view::GiscusView;
use crate::config::{Giscus, widget_language};
use crate::site::{Page, Site, Thread};

/// The attributes for a page.
pub(super) fn giscus_view<'a>(site: &Site, giscus: &'a Giscus, page: &'a Page) -> GiscusView<'a> {
    let (mapping, term) = match site.thread(giscus, page) {
        Thread::Term(term) => ("specific", Some(term)),
        Thread::Number(number) => ("number", Some(number.into())),
        Thread::Browser(mapping) => (mapping, None),
    };
    let discussions_url = discussions_url(giscus, mapping, term.as_deref());
    GiscusView {
        origin: &giscus.origin,
        repo: &giscus.repo,
        repo_id: &giscus.repo_id,
        category: &giscus.category,
        category_id: &giscus.category_id,
        mapping,
        term,
        strict: giscus.strict.into(),
        reactions_enabled: giscus.reactions.into(),
        emit_metadata: giscus.metadata.into(),
        input_position: giscus.input_position,
        theme: &giscus.theme,
        theme_light: &giscus.theme_light,
        theme_dark: &giscus.theme_dark,
        lang: giscus
            .lang
            .as_deref()
            .unwrap_or_else(|| widget_language(&page.language)),
        loading: if giscus.lazy { "lazy" } else { "eager" },
        discussions_url,
    }
}

/// The discussion on GitHub, as near as can be told without asking: by its number, by a search for its term, or
/// the category, whose name is lower case with dashes there.
fn discussions_url(giscus: &Giscus, mapping: &str, term: Option<&str>) -> String {
    let discussions = format!("https://github.com/{}/discussions", giscus.repo);
    let category = crate::content::slug::slug(&giscus.category);
    match (mapping, term) {
        ("number", Some(number)) => format!("{discussions}/{number}"),
        (_, Some(term)) => {
            let term = crate::site::routes::encode(term).replace('+', "%2B");
            format!("{discussions}/categories/{category}?discussions_q={term}")
        }
        _ => format!("{discussions}/categories/{category}"),
    }
}
