//! Links and pictures of the text: where they lead must exist.

use crate::content::facts::{Link, LinkKind};
use crate::diagnostic::suggest::nearest;
use crate::diagnostic::{Diagnostic, Edit, catalogue};
use crate::site::links::{Internal, is_external};
use crate::site::{PageId, Resolution, Site};

/// Checks every link of a page.
pub(super) fn check(site: &Site, page: PageId) -> Vec<Diagnostic> {
    let links = &site.page(page).document.facts.links;
    links
        .iter()
        .flat_map(|link| check_link(site, page, link))
        .collect()
}

fn check_link(site: &Site, page: PageId, link: &Link) -> Vec<Diagnostic> {
    let document = &site.page(page).document;
    let location = document.location(link.span);
    let mut found = Vec::new();
    match site.resolve(page, &link.destination) {
        Resolution::External => {}
        Resolution::Internal(internal) => {
            found.extend(check_picture(site, link, &internal).map(|found| found.at(location.clone(), "")));
            found.extend(check_anchor(site, page, link, &internal));
        }
        Resolution::Unpublished => found.push(
            Diagnostic::new(
                &catalogue::LINK_TO_DRAFT,
                format!("`{}` is not published", link.destination),
            )
            .at(location.clone(), "")
            .help("publish the page, or take the link out"),
        ),
        Resolution::Broken { nearest } => found.push(broken(link, nearest, location.clone())),
    }
    if link.lacks_text {
        found.push(
            Diagnostic::new(&catalogue::MISSING_ALT, "the picture has no alternative text")
                .at(location, "")
                .help("say in the brackets what the picture shows"),
        );
    }
    found
}

fn broken(link: &Link, near: Option<String>, location: crate::diagnostic::Location) -> Diagnostic {
    let destination = &link.destination;
    let (code, message, help) = match link.kind {
        LinkKind::Link => (
            &catalogue::BROKEN_LINK,
            format!("there is no page or file `{destination}`"),
            "link to a `.md` file beside this one, or to a path from the site's root such as `/posts/name/`",
        ),
        LinkKind::Embed => (
            &catalogue::MISSING_IMAGE,
            format!("there is no file `{destination}`"),
            "put the file beside the page, or into `static/` and begin the path with `/`",
        ),
    };
    let found = Diagnostic::new(code, message).at(location.clone(), "");
    let is_page = |path: &str| path.ends_with('/') || path.ends_with(".md");
    match near.filter(|near| link.kind == LinkKind::Link || !is_page(near)) {
        Some(near) => {
            let replacement = near.replace(' ', "%20");
            let edit = Edit {
                location,
                replacement: replacement.clone(),
            };
            found
                .help(format!("did you mean `{near}`?"))
                .fix(format!("write `{replacement}`"), vec![edit])
        }
        None => found.help(help),
    }
}

/// A picture whose size is unknown makes the page jump while it loads.
fn check_picture(site: &Site, link: &Link, internal: &Internal) -> Option<Diagnostic> {
    use crate::content::asset::Asset;
    let asset = site.assets.get(&internal.route)?;
    let picture = link.kind == LinkKind::Embed && Asset::is_picture(asset.path.as_str());
    (picture && asset.dimensions().is_none()).then(|| {
        Diagnostic::new(
            &catalogue::UNKNOWN_IMAGE_SIZE,
            format!("the size of `{}` cannot be read", asset.path),
        )
        .help("check that the file is a picture of the kind its name says")
    })
}

/// Ids of the texts are known; those that templates make are not, so lists are not checked.
fn check_anchor(site: &Site, page: PageId, link: &Link, internal: &Internal) -> Option<Diagnostic> {
    let fragment = internal
        .fragment()
        .filter(|fragment| !fragment.is_empty() && fragment != "top")?;
    if fragment.starts_with(":~:") {
        return None;
    }
    let target = &site.page(internal.page?).document;
    let own_footnote =
        internal.page == Some(page) && (fragment.starts_with("fn-") || fragment.starts_with("fnref-"));
    if target.facts.has_id(&fragment) || own_footnote || is_external(&link.destination) {
        return None;
    }
    let span = link.span;
    let location = site.page(page).document.location(span);
    let place = if internal.page == Some(page) {
        "this page".to_owned()
    } else {
        format!("`{}`", target.path)
    };
    let found = Diagnostic::new(
        &catalogue::BROKEN_ANCHOR,
        format!("{place} has no heading with the id `{fragment}`"),
    )
    .at(location, "");
    let known = target.facts.headings.iter().map(|heading| heading.id.as_str());
    Some(match nearest(&fragment, known) {
        Some(near) => found.help(format!("did you mean `#{near}`?")),
        None => found.help("link to the id of a heading; ids are made of the headings' texts as on GitHub"),
    })
}
