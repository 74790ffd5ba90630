//! The files of a published site, and how a server answers for them: as GitHub Pages does.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use xxhash_rust::xxh3::Xxh3;

use crate::diagnostic::suggest::Names;
use crate::hash::HashMap;
use crate::source::unicode::nfc;

/// The files of a published site. Each has a number: its place in the order in which they were added.
#[derive(Debug, Default)]
pub struct Published {
    paths: Vec<String>,
    numbers: HashMap<String, usize>,
    /// The path of a file by a form in which case and Unicode form do not count; made when first asked for.
    folded: OnceLock<BTreeMap<String, String>>,
    /// The pages and files that may be meant by a path where nothing is; made when first asked for.
    names: OnceLock<Names>,
}

/// What a server answers for a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// It sends the file of this number and path; when the address lacks the slash at its end, after having sent
    /// the reader to the one with the slash.
    File(usize, &'a str),
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
    /// Something answers, but without the slash, or with one less.
    Slash(String),
    /// Something of a near name answers, or nothing at all does.
    Unknown(Option<String>),
}

impl Published {
    /// A site of files with these paths below the base, each once.
    pub fn new(paths: impl IntoIterator<Item = String>) -> Self {
        let paths: Vec<String> = paths.into_iter().collect();
        Self {
            numbers: paths
                .iter()
                .enumerate()
                .map(|(number, path)| (path.clone(), number))
                .collect(),
            paths,
            folded: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    /// 128-bit XXH3 of the paths in their order.
    pub fn hash(&self) -> u128 {
        let mut hasher = Xxh3::new();
        for path in &self.paths {
            hasher.update(path.as_bytes());
            hasher.update(b"\n");
        }
        hasher.digest128()
    }

    /// Whether there is a file with this very path.
    pub fn has(&self, path: &str) -> bool {
        self.numbers.contains_key(path)
    }

    /// The path of a file.
    pub fn path(&self, number: usize) -> &str {
        &self.paths[number]
    }

    /// Whether there is a folder of this name at the top of the site.
    pub fn has_top_folder(&self, name: &str) -> bool {
        let inside = |path: &String| path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        self.paths.iter().any(inside)
    }

    /// Answers for a path below the base, decoded, without a slash at its beginning.
    ///
    /// As GitHub Pages does: `x/` is `x/index.html`; `x` is the file `x`, then `x.html`, then a way to `x/`;
    /// a file has no slash behind it; case and Unicode form count.
    pub fn answer(&self, path: &str) -> Answer<'_> {
        match self.exact(path) {
            Some(number) => Answer::File(number, &self.paths[number]),
            None => Answer::Nothing(self.miss(path)),
        }
    }

    fn exact(&self, path: &str) -> Option<usize> {
        let file = |path: &str| self.numbers.get(path).copied();
        let with = |end: &str| file(&[path, end].concat());
        if path.is_empty() || path.ends_with('/') {
            return with("index.html");
        }
        file(path)
            .or_else(|| with(".html"))
            .or_else(|| with("/index.html"))
    }

    fn miss(&self, path: &str) -> Miss {
        let bare = path.trim_end_matches('/');
        if path.ends_with('/') {
            let folder = if bare.is_empty() {
                String::new()
            } else {
                format!("{bare}/")
            };
            for right in [folder, bare.to_owned()] {
                if right != path && self.exact(&right).is_some() {
                    return Miss::Slash(right);
                }
            }
        }
        let slash = |found: &str| match found.strip_suffix("index.html") {
            Some(folder) if !path.ends_with("index.html") => folder.to_owned(),
            _ => found.to_owned(),
        };
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
        let names = self.names.get_or_init(|| {
            let files = self.folded().values();
            Names::new(files.map(|file| file.strip_suffix("/index.html").unwrap_or(file)))
        });
        let found = names.nearest_path(path)?;
        Some(if self.has(found) {
            found.to_owned()
        } else {
            join_index(found)
        })
    }

    fn folded(&self) -> &BTreeMap<String, String> {
        self.folded.get_or_init(|| {
            self.paths
                .iter()
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

    const FILES: [&str; 6] = [
        "index.html",
        "a/index.html",
        "b.html",
        "B/Ü.png",
        "글.html",
        "posts/eks-networking/index.html",
    ];

    fn check(path: &str, expected: &Answer<'_>) {
        let site = Published::new(FILES.map(str::to_owned));
        assert_eq!(&site.answer(path), expected, "{path}");
    }

    #[test]
    fn a_path_is_answered_as_github_pages_does() {
        let number = |path| {
            FILES
                .iter()
                .position(|file| *file == path)
                .expect("a file of the site")
        };
        let file = |path: &'static str| Answer::File(number(path), path);
        check("", &file("index.html"));
        check("index.html", &file("index.html"));
        check("a/", &file("a/index.html"));
        check("a", &file("a/index.html"));
        check("b", &file("b.html"));
        check("b.html", &file("b.html"));
        check("글", &file("글.html"));
    }

    #[test]
    fn what_is_nearly_there_is_named() {
        let miss = Answer::Nothing;
        check("b/", &miss(Miss::Slash("b".to_owned())));
        check("b.html/", &miss(Miss::Slash("b.html".to_owned())));
        check("b//", &miss(Miss::Slash("b".to_owned())));
        check("a//", &miss(Miss::Slash("a/".to_owned())));
        check("a///", &miss(Miss::Slash("a/".to_owned())));
        check("/", &miss(Miss::Slash(String::new())));
        check("A/", &miss(Miss::LetterCase("a/".to_owned())));
        check("b/ü.png", &miss(Miss::LetterCase("B/Ü.png".to_owned())));
        check("B/U\u{308}.png", &miss(Miss::UnicodeForm("B/Ü.png".to_owned())));
        check(
            "posts/eks-netwrking/",
            &miss(Miss::Unknown(Some("posts/eks-networking/".to_owned()))),
        );
        check("nothing/", &miss(Miss::Unknown(None)));
    }
}
