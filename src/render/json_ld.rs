//! Structured data for search engines. Source: schema.org `BlogPosting`, `ProfilePage`, `BreadcrumbList`, `WebSite`.

use serde::Serialize;
use serde_json::json;

use super::view::HeadView;
use crate::data::Date;
use crate::site::{Page, PageKind, Site};

/// The address of the page about the author.
const ABOUT: &str = "about/";

/// A page and the way to it.
#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: (Subject<'a>, Crumbs<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Subject<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<Person<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    description: &'a str,
    headline: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    in_language: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    keywords: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    main_entity: Option<Person<'a>>,
    main_entity_of_page: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Person<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    same_as: Option<Vec<&'a str>>,
    url: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Crumbs<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    item_list_element: Vec<Crumb<'a>>,
}

#[derive(Serialize)]
struct Crumb<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    item: &'a str,
    name: &'a str,
    position: usize,
}

/// The data of a post (`BlogPosting` with its `BreadcrumbList`), of the page about the author
/// (`ProfilePage`) or of another undated page (`WebPage`).
pub(super) fn page(site: &Site, page: &Page, head: &HeadView<'_>) -> String {
    let config = &site.config;
    let home = config.base_url.absolute("");
    let updated = page.document.front_matter.updated.as_ref().or(page.date.as_ref());
    let kind = match page.kind {
        PageKind::Post => "BlogPosting",
        _ if page.route.as_str() == ABOUT && config.author.is_some() => "ProfilePage",
        _ => "WebPage",
    };
    let is_profile = kind == "ProfilePage";
    let person = config.author.as_ref().map(|author| {
        let places = author.links.iter().map(|link| link.url.as_str());
        let elsewhere = || places.clone().filter(|url| url.contains("://"));
        Person {
            kind: "Person",
            description: author.bio.as_deref().filter(|_| is_profile),
            name: &author.name,
            same_as: is_profile.then(|| elsewhere().collect()),
            url: elsewhere().next().unwrap_or(&home),
        }
    });
    let (author, main_entity) = if is_profile {
        (None, person)
    } else {
        (person, None)
    };
    let subject = Subject {
        kind,
        author,
        date_modified: updated.map(Date::iso),
        date_published: page.date.as_ref().map(Date::iso),
        description: &head.description,
        headline: &page.title,
        image: head.image.as_ref().map(|image| image.permalink.as_str()),
        in_language: &page.language,
        keywords: &head.keywords,
        main_entity,
        main_entity_of_page: &head.permalink,
        url: &head.permalink,
    };
    let section = page.section.map(|id| site.page(id));
    let section = section.filter(|page| page.kind == PageKind::Section);
    let section = section.map(|section| {
        let address = config.base_url.absolute(&section.route.encoded());
        (section.title.as_str(), address)
    });
    let above = [Some((config.title.as_str(), home.clone())), section];
    let here = (page.title.as_str(), head.permalink.clone());
    let crumbs: Vec<_> = above.into_iter().flatten().chain([here]).collect();
    let items = crumbs.iter().zip(1..).map(|((name, item), position)| Crumb {
        kind: "ListItem",
        item,
        name,
        position,
    });
    let crumbs = Crumbs {
        kind: "BreadcrumbList",
        item_list_element: items.collect(),
    };
    script(&Graph {
        context: "https://schema.org",
        graph: (subject, crumbs),
    })
}

/// The data of the whole site.
pub(super) fn home(site: &Site) -> String {
    let config = &site.config;
    script(&json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": config.title,
        "description": config.description,
        "inLanguage": config.language,
        "url": config.base_url.absolute(""),
    }))
}

/// JSON that cannot end the script element it stands in.
fn script(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("strings and numbers are written");
    text.replace('<', "\\u003c")
}
