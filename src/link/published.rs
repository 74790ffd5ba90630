//! The files of a published site, and how a server answers for them: as GitHub Pages does.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use crate::diagnostic::suggest::nearest_path;
use crate::source::unicode::nfc;

/// The files of a published site.
#[derive(Debug, Default)]
pub struct Published {
    /// By the path below the base.
    files: HashMap<String, File>,
    /// The path of a file by a form in which case and Unicode form do not count; made when first asked for.
    folded: OnceLock<BTreeMap<String, String>>,
}

/// A file of a published site.
#[derive(Debug)]
pub struct File {
    /// Its place in the order in which files were added, from 0.
    pub number: usize,
    /// The ids in it; `None` when they are not known.
    pub ids: Option<HashSet<String>>,
}

/// What a server answers for a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// It sends this file; when the path lacks the slash at its end, after having sent the reader to the path
    /// with the slash.
    File(&'a str),
    /// Nothing is there.
    Nothing(Miss),
}

/// Why nothing answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miss {
    /// Something answers when upper and lower case are written this way.
    LetterCase(String),
    /// Something answers to the same letters in another Unicode form.
    UnicodeForm(String),
    /// A file answers, but without the slash.
    Slash(String),
    /// Something of a near name answers, or nothing at all does.
    Unknown(Option<String>),
}

impl Published {
    /// A site with no files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, with its ids when they are known.
    pub fn add(&mut self, path: &str, ids: Option<HashSet<String>>) {
        let number = self.files.len();
        self.files.insert(path.to_owned(), File { number, ids });
        self.folded = OnceLock::new();
    }

    /// Whether there is a file with this very path.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The file with this very path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// Whether there is a folder of this name at the top of the site.
    pub fn has_top_folder(&self, name: &str) -> bool {
        let inside = |path: &String| path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        self.files.keys().any(inside)
    }

    /// Answers for a path below the base, decoded, without a slash at its beginning.
    ///
    /// As GitHub Pages does: `x/` is `x/index.html`; `x` is the file `x`, then `x.html`, then a way to `x/`;
    /// a file has no slash behind it; case and Unicode form count.
    pub fn answer(&self, path: &str) -> Answer<'_> {
        match self.exact(path) {
            Some(file) => Answer::File(file),
            None => Answer::Nothing(self.miss(path)),
        }
    }

    fn exact(&self, path: &str) -> Option<&str> {
        let file = |path: &str| self.files.get_key_value(path).map(|(path, _)| path.as_str());
        if path.is_empty() || path.ends_with('/') {
            return file(&format!("{path}index.html"));
        }
        file(path)
            .or_else(|| file(&format!("{path}.html")))
            .or_else(|| file(&format!("{path}/index.html")))
    }

    fn miss(&self, path: &str) -> Miss {
        if let Some(file) = path.strip_suffix('/')
            && self.exact(file).is_some()
        {
            return Miss::Slash(file.to_owned());
        }
        let slash = |found: &str| match found.strip_suffix("index.html") {
            Some(folder) if !path.ends_with("index.html") => folder.to_owned(),
            _ => found.to_owned(),
        };
        let bare = path.trim_end_matches('/');
        for candidate in [path.to_owned(), format!("{bare}.html"), join_index(bare)] {
            if let Some(found) = self.folded().get(&folded(&candidate)) {
                let right = slash(found);
                return if *nfc(found) == *nfc(&candidate) {
                    Miss::UnicodeForm(right)
                } else {
                    Miss::LetterCase(right)
                };
            }
        }
        Miss::Unknown(self.nearest(bare).map(|found| slash(&found)))
    }

    /// The file, or the folder's page, whose path is near.
    fn nearest(&self, path: &str) -> Option<String> {
        let pages = self
            .folded()
            .values()
            .map(|file| match file.strip_suffix("/index.html") {
                Some(folder) => folder,
                None => file.as_str(),
            });
        let found = nearest_path(path, pages)?;
        Some(if self.has(found) {
            found.to_owned()
        } else {
            join_index(found)
        })
    }

    fn folded(&self) -> &BTreeMap<String, String> {
        self.folded.get_or_init(|| {
            self.files
                .keys()
                .map(|path| (folded(path), path.clone()))
                .collect()
        })
    }
}

fn join_index(folder: &str) -> String {
    if folder.is_empty() {
        "index.html".to_owned()
    } else {
        format!("{folder}/index.html")
    }
}

fn folded(path: &str) -> String {
    nfc(path).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Answer, Miss, Published};

    fn site(files: &[&str]) -> Published {
        let mut site = Published::new();
        for file in files {
            site.add(file, None);
        }
        site
    }

    fn check(path: &str, expected: Answer<'_>) {
        let site = site(&[
            "index.html",
            "a/index.html",
            "b.html",
            "B/Ü.png",
            "글.html",
            "posts/eks-networking/index.html",
        ]);
        assert_eq!(site.answer(path), expected, "{path}");
    }

    #[test]
    fn a_path_is_answered_as_github_pages_does() {
        let file = Answer::File;
        check("", file("index.html"));
        check("index.html", file("index.html"));
        check("a/", file("a/index.html"));
        check("a", file("a/index.html"));
        check("b", file("b.html"));
        check("b.html", file("b.html"));
        check("글", file("글.html"));
    }

    #[test]
    fn what_is_nearly_there_is_named() {
        let miss = Answer::Nothing;
        check("b/", miss(Miss::Slash("b".to_owned())));
        check("b.html/", miss(Miss::Slash("b.html".to_owned())));
        check("A/", miss(Miss::LetterCase("a/".to_owned())));
        check("b/ü.png", miss(Miss::LetterCase("B/Ü.png".to_owned())));
        check("B/U\u{308}.png", miss(Miss::UnicodeForm("B/Ü.png".to_owned())));
        check(
            "posts/eks-netwrking/",
            miss(Miss::Unknown(Some("posts/eks-networking/".to_owned()))),
        );
        check("nothing/", miss(Miss::Unknown(None)));
    }
}
