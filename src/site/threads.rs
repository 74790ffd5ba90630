//! Which discussion belongs to a page.

use std::borrow::Cow;

use super::{Page, PageKind, Site};
use crate::config::{Giscus, Mapping, TermStyle};
use crate::content::front_matter::Discussion;

/// The discussion of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thread<'a> {
    /// The one about a term that is known.
    Term(Cow<'a, str>),
    /// The one with this number.
    Number(String),
    /// The one about what Giscus works out in the browser.
    Browser(&'static str),
}

impl Site {
    /// Whether readers may comment on a page: it decides itself, then the `_index.md` of its folder; without a word
    /// posts have comments and other pages have none. Drafts never have any.
    pub fn has_comments(&self, page: &Page) -> bool {
        let front_matter = &page.document.front_matter;
        let of_section = || {
            let section = self.page(page.section?);
            section.document.front_matter.comments.wanted
        };
        let wanted = front_matter.comments.wanted.or_else(of_section);
        !front_matter.draft && wanted.unwrap_or(page.kind == PageKind::Post)
    }

    /// The discussion of a page.
    pub fn thread<'a>(&self, giscus: &'a Giscus, page: &'a Page) -> Thread<'a> {
        match &page.document.front_matter.comments.discussion {
            Some(Discussion::Term(term)) => return Thread::Term(Cow::Borrowed(term)),
            Some(Discussion::Number(number)) => return Thread::Number(number.to_string()),
            None => {}
        }
        match (&giscus.mapping, giscus.term_style) {
            (Mapping::Auto, TermStyle::Path) => {
                Thread::Term(Cow::Borrowed(page.route.as_str().trim_end_matches('/')))
            }
            (Mapping::Auto, TermStyle::Pathname) => {
                let pathname = self.config.base_url.relative(&page.route.encoded());
                Thread::Term(Cow::Owned(pathname_term(&pathname)))
            }
            (Mapping::Browser(mapping), _) => Thread::Browser(mapping),
            (Mapping::Specific(term), _) => Thread::Term(Cow::Borrowed(term)),
            (Mapping::Number(number), _) => Thread::Number(number.clone()),
        }
    }
}

/// What `client.ts` of Giscus makes of `location.pathname`: without the first slash and the extension, `index` for
/// the root.
fn pathname_term(pathname: &str) -> String {
    let Some(path) = pathname.get(1..).filter(|path| !path.is_empty()) else {
        return "index".into();
    };
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match path.rsplit_once('.') {
        Some((stem, extension)) if !extension.is_empty() && extension.bytes().all(is_word) => stem.to_owned(),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::pathname_term;

    #[test]
    fn a_pathname_becomes_what_giscus_makes_of_it() {
        for (pathname, expected) in [
            ("/", "index"),
            ("/posts/a/", "posts/a/"),
            ("/posts/a.html", "posts/a"),
            ("/blog/%ED%95%9C/", "blog/%ED%95%9C/"),
            ("/a.b/c", "a.b/c"),
            ("/a.", "a."),
        ] {
            assert_eq!(pathname_term(pathname), expected);
        }
    }
}
