//! Links and pictures of the text: where they lead must exist.

use super::pictures;
use crate::content::facts::{Link, LinkKind};
use crate::diagnostic::{Diagnostic, Edit, Location, catalogue};
use crate::link::Kind;
use crate::link::address::{Meaning, Origin};
use crate::link::proof::{self, Finding, Problem};
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
        Resolution::External => found.extend(say_outside(link, &site.origin, location.clone())),
        Resolution::Internal(internal) => {
            if link.kind == LinkKind::Embed {
                found.extend(pictures::check(site, &internal.route, &location));
            }
        }
        Resolution::Unpublished => found.push(
            Diagnostic::new(
                &catalogue::LINK_TO_DRAFT,
                format!("`{}` is not published", link.destination),
            )
            .at(location.clone(), "")
            .help("publish the page, or take the link out"),
        ),
        Resolution::Broken { nearest } => found.push(match site.forgotten_base(page, &link.destination) {
            Some(right) if !link.destination.starts_with('/') => {
                forgotten_base(link, &right, location.clone())
            }
            _ => broken(site, page, link, nearest, location.clone()),
        }),
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

/// What the letters of an address elsewhere tell: a slip in its scheme, a host that only the author has.
fn say_outside(link: &Link, origin: &Origin, location: Location) -> Option<Diagnostic> {
    let problem = proof::outside(&origin.meaning("", None, &link.destination))?;
    Some(say(link, problem, location))
}

/// The finding that a problem of an address in a text comes to.
pub(super) fn say(link: &Link, problem: Problem, location: Location) -> Diagnostic {
    let finding = Finding {
        kind: match link.kind {
            LinkKind::Link => Kind::Page,
            LinkKind::Embed => Kind::Picture,
        },
        url: link.destination.clone(),
        range: link.span.range(),
        problem,
    };
    finding.words(&str::to_owned).at(location)
}

/// A relative address that leads above the path of the site.
fn forgotten_base(link: &Link, right: &str, location: Location) -> Diagnostic {
    let message = format!(
        "`{}` lacks the path at which the site is published",
        link.destination
    );
    let edit = Edit {
        location: location.clone(),
        replacement: right.to_owned(),
    };
    Diagnostic::new(&catalogue::FORGOTTEN_BASE_PATH, message)
        .at(location, "")
        .fix(format!("write `{right}`"), vec![edit])
}

fn broken(site: &Site, page: PageId, link: &Link, near: Option<String>, location: Location) -> Diagnostic {
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
    let differs_in_case = near
        .as_ref()
        .is_some_and(|near| differs_in_case(site, page, destination, near));
    let (code, message) = if differs_in_case {
        let message =
            format!("nothing answers at `{destination}`, which is there in other upper and lower case");
        (&catalogue::LETTER_CASE, message)
    } else {
        (code, message)
    };
    let found = Diagnostic::new(code, message).at(location.clone(), "");
    if proof::lost_scheme(destination) {
        let host = destination.trim_start_matches(|letter: char| "htps:/".contains(letter));
        return found.help(format!(
            "an address of another host begins with its scheme: `https://{host}`"
        ));
    }
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

/// Whether two addresses differ in upper and lower case alone, however far each is written out.
fn differs_in_case(site: &Site, page: PageId, destination: &str, near: &str) -> bool {
    let base = site.origin.base().trim_end_matches('/');
    let bare = |path: &str| {
        let path = path
            .strip_prefix(base)
            .filter(|rest| rest.starts_with('/'))
            .unwrap_or(path);
        path.trim_start_matches("./").to_lowercase()
    };
    let path = |near: &str| near[..near.find(['?', '#']).unwrap_or(near.len())].to_lowercase();
    let in_output = match site.meaning_in(page, destination) {
        Meaning::Own(target) => format!("/{}", target.path).to_lowercase() == path(near),
        _ => false,
    };
    in_output || bare(near) == bare(destination)
}
