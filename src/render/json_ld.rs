//! Structured data for search engines. Source: schema.org `BlogPosting`, `ProfilePage`, `BreadcrumbList`, `WebSite`.

use serde_json::{Value, json};

use super::view::HeadView;
use crate::site::{Page, PageKind, Site};

/// The address of the page about the author.
const ABOUT: &str = "about/";

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
    let mut subject = json!({
        "@type": kind,
        "headline": page.title,
        "description": head.description,
        "inLanguage": page.language,
        "url": head.permalink,
        "mainEntityOfPage": head.permalink,
    });
    if let Some(author) = &config.author {
        let mut elsewhere = author.links.iter().map(|link| link.url.as_str());
        let link = elsewhere.find(|url| url.contains("://")).unwrap_or(&home);
        let mut person = json!({"@type": "Person", "name": author.name, "url": link});
        if kind == "ProfilePage" {
            if let Some(bio) = &author.bio {
                person["description"] = json!(bio);
            }
            let places = author.links.iter().map(|link| link.url.as_str());
            let elsewhere: Vec<&str> = places.filter(|url| url.contains("://")).collect();
            person["sameAs"] = json!(elsewhere);
            subject["mainEntity"] = person;
        } else {
            subject["author"] = person;
        }
    }
    if let Some(date) = &page.date {
        subject["datePublished"] = json!(date.iso());
    }
    if let Some(date) = updated {
        subject["dateModified"] = json!(date.iso());
    }
    if let Some(image) = &head.image {
        subject["image"] = json!(image.permalink);
    }
    if !head.keywords.is_empty() {
        subject["keywords"] = json!(head.keywords);
    }
    let mut crumbs = vec![(config.title.as_str(), home)];
    if let Some(section) = page
        .section
        .map(|id| site.page(id))
        .filter(|page| page.kind == PageKind::Section)
    {
        crumbs.push((&section.title, config.base_url.absolute(&section.route.encoded())));
    }
    crumbs.push((&page.title, head.permalink.clone()));
    let items: Vec<Value> = crumbs
        .iter()
        .enumerate()
        .map(
            |(at, (name, item))| json!({"@type": "ListItem", "position": at + 1, "name": name, "item": item}),
        )
        .collect();
    let crumbs = json!({"@type": "BreadcrumbList", "itemListElement": items});
    script(&json!({"@context": "https://schema.org", "@graph": [subject, crumbs]}))
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
fn script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}
