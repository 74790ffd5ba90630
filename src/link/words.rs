//! What is said about references that do not hold.

use super::Kind;
use super::address::Fault;
use super::proof::{Finding, Problem, lost_scheme};
use crate::diagnostic::{Code, Diagnostic, Edit, Location, catalogue};
use crate::source::unicode::nfc;

/// What is said of a finding, without a place; and the address to write in place of the one that is there, when
/// that is certain enough to be a fix.
#[derive(Debug)]
pub struct Words {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// The address to write instead.
    pub replacement: Option<String>,
    /// What is to stand behind `#`, when only that is wrong; it is part of the replacement.
    pub fragment: Option<String>,
}

impl Words {
    /// The finding at its place, with the fix.
    pub fn at(self, location: Location) -> Diagnostic {
        let found = self.diagnostic.at(location.clone(), "");
        match self.replacement {
            Some(replacement) => found.fix(
                format!("write `{replacement}`"),
                vec![Edit {
                    location,
                    replacement,
                }],
            ),
            None => found,
        }
    }
}

impl Finding {
    /// Says what is wrong. `write` gives the address under which the author would write a path of the site.
    pub fn words(&self, write: &dyn Fn(&str) -> String) -> Words {
        let url = &self.url;
        let right = |path: &str| write(path) + suffix(url);
        let said = |code: &'static Code, message: String, help: String| Words {
            diagnostic: Diagnostic::new(code, message).help(help),
            replacement: None,
            fragment: None,
        };
        // What the fix says is not said twice.
        let mended = |code: &'static Code, message: String, right: String, why: &str| Words {
            diagnostic: match why {
                "" => Diagnostic::new(code, message),
                why => Diagnostic::new(code, message).help(why),
            },
            replacement: Some(right),
            fragment: None,
        };
        match &self.problem {
            Problem::Missing(near) => self.missing(near.as_deref().map(right)),
            Problem::LetterCase(path) => mended(
                &catalogue::LETTER_CASE,
                format!("nothing answers at `{url}`, which is there in other upper and lower case"),
                right(path),
                "write upper and lower case as the file has them: GitHub Pages tells them apart",
            ),
            Problem::UnicodeForm(path) => mended(
                &catalogue::UNICODE_FORM,
                format!("nothing answers at `{url}`, which has the same letters in another Unicode form"),
                right(path),
                if *nfc(path) == **path {
                    "write composed letters, as keyboards do; macOS takes names apart that are copied from it"
                } else {
                    "give the file a name of composed letters, as keyboards write them; macOS takes names apart"
                },
            ),
            Problem::Slash(path) if path.is_empty() || path.ends_with('/') => mended(
                &catalogue::BROKEN_LINK,
                format!("nothing answers at `{url}`, because it ends with more than one slash"),
                right(path),
                "leave one slash at the end",
            ),
            Problem::Slash(path) => mended(
                &catalogue::BROKEN_LINK,
                format!("nothing answers at `{url}`, because it is a file and no folder"),
                right(path),
                "leave out the slash",
            ),
            Problem::ForgottenBase(path) => mended(
                &catalogue::FORGOTTEN_BASE_PATH,
                format!("`{url}` lacks the path at which the site is published"),
                right(path),
                "",
            ),
            Problem::BesideBase => said(
                &catalogue::BESIDE_BASE_PATH,
                format!("`{url}` leads out of the site, to another path of its host"),
                "begin it with the path at which the site is published, or write the whole address with its host"
                    .to_owned(),
            ),
            Problem::Anchor { file, id, nearest } => self.anchor(file, id, nearest.as_deref()),
            Problem::AnchorForm { file, id, right } => self.anchor_form(file, id, right),
            Problem::Local => said(
                &catalogue::LOCAL_ADDRESS,
                format!("`{url}` answers on your own machine only"),
                "link to a published address, or write it as code: `` `…` ``".to_owned(),
            ),
            Problem::Scheme(near) => self.slip(near),
            Problem::Mail => said(
                &catalogue::MALFORMED_ADDRESS,
                format!("`{url}` is no address of mail"),
                "write `mailto:name@example.org`".to_owned(),
            ),
            Problem::Telephone => said(
                &catalogue::MALFORMED_ADDRESS,
                format!("`{url}` is no telephone number"),
                "write the number with its country, such as `tel:+82-2-123-4567`".to_owned(),
            ),
            Problem::Malformed(fault) => self.malformed(*fault),
        }
    }

    fn malformed(&self, fault: Fault) -> Words {
        let url = &self.url;
        let (message, help) = match fault {
            Fault::NoHost => (
                format!("`{url}` names no host"),
                "write the whole address, such as `https://example.org/`",
            ),
            Fault::Host => (
                format!("`{url}` names a host that cannot be"),
                "correct the host, or the colon and slashes before it: `https://example.org/`",
            ),
            Fault::Encoding => (
                format!("the percent-encoded bytes of `{url}` are no UTF-8"),
                "write the letters themselves",
            ),
        };
        Words {
            diagnostic: Diagnostic::new(&catalogue::MALFORMED_ADDRESS, message).help(help),
            replacement: None,
            fragment: None,
        }
    }

    fn slip(&self, near: &str) -> Words {
        let (scheme, rest) = self.url.split_once(':').unwrap_or((&self.url, ""));
        let slashes = match near {
            "http" | "https" if !rest.starts_with("//") => "//",
            _ => "",
        };
        let rest = match slashes {
            "" => rest.to_owned(),
            _ => format!("//{}", rest.trim_start_matches('/')),
        };
        Words {
            diagnostic: Diagnostic::new(&catalogue::MALFORMED_ADDRESS, format!("`{scheme}:` is not known"))
                .help(format!("did you mean `{near}:`?")),
            replacement: Some(format!("{near}:{rest}")),
            fragment: None,
        }
    }

    fn missing(&self, near: Option<String>) -> Words {
        let url = &self.url;
        let (code, message, help) = match self.kind {
            Kind::Page | Kind::Machine => (
                &catalogue::BROKEN_LINK,
                format!("there is no page or file `{url}`"),
                "correct the address, or take the link out",
            ),
            Kind::Picture | Kind::Resource => (
                &catalogue::MISSING_IMAGE,
                format!("there is no file `{url}`"),
                "correct the address, or put the file there",
            ),
        };
        let found = Diagnostic::new(code, message);
        if lost_scheme(url) {
            let bare = url.trim_start_matches(|letter: char| "htps:/".contains(letter));
            return Words {
                diagnostic: found.help(format!(
                    "an address of another host begins with its scheme: `https://{bare}`"
                )),
                replacement: None,
                fragment: None,
            };
        }
        match near {
            Some(near) => Words {
                diagnostic: found.help(format!("did you mean `{near}`?")),
                replacement: Some(near),
                fragment: None,
            },
            None => Words {
                diagnostic: found.help(help),
                replacement: None,
                fragment: None,
            },
        }
    }

    fn anchor_form(&self, file: &str, id: &str, right: &str) -> Words {
        let before = self.url.split('#').next().unwrap_or_default();
        let fragment = in_address(right);
        Words {
            diagnostic: other_form(&page_name(file), id, right),
            replacement: Some(format!("{before}#{fragment}")),
            fragment: Some(fragment),
        }
    }

    fn anchor(&self, file: &str, id: &str, near: Option<&str>) -> Words {
        let page = page_name(file);
        let found = Diagnostic::new(
            &catalogue::BROKEN_ANCHOR,
            format!("{page} has nothing with the id `{id}`"),
        );
        let before = self.url.split('#').next().unwrap_or_default();
        match near {
            Some(near) => {
                let fragment = in_address(near);
                Words {
                    diagnostic: found.help(format!("did you mean `#{near}`?")),
                    replacement: Some(format!("{before}#{fragment}")),
                    fragment: Some(fragment),
                }
            }
            None => Words {
                diagnostic: found
                    .help("link to the id of a heading or another element, or take `#` and the rest out"),
                replacement: None,
                fragment: None,
            },
        }
    }
}

/// How the file with an id is called; it is empty when the reference stands in it.
fn page_name(file: &str) -> String {
    match file.strip_suffix("index.html").unwrap_or(file) {
        "" if file.is_empty() => "this page".to_owned(),
        page => format!("`/{page}`"),
    }
}

/// What is said of an id that `page` has in another Unicode form.
pub fn other_form(page: &str, id: &str, right: &str) -> Diagnostic {
    let help = if *nfc(right) == *right {
        "write composed letters, as keyboards do; browsers take ids apart that only look alike"
    } else {
        "write the id as the page has it, or give it composed letters; browsers tell the two forms apart"
    };
    Diagnostic::new(
        &catalogue::UNICODE_FORM,
        format!("{page} has the id `{id}` with the same letters in another Unicode form"),
    )
    .help(help)
}

/// An id as it can stand in any address, however that is quoted.
fn in_address(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for character in id.chars() {
        match character {
            ' ' | '"' | '\'' | '<' | '>' | '(' | ')' | '`' | '%' | '&' => {
                out.push_str(&format!("%{:02X}", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    out
}

/// The query and fragment of an address.
fn suffix(url: &str) -> &str {
    &url[url.find(['?', '#']).unwrap_or(url.len())..]
}
