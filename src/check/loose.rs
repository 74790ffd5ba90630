//! Links of Markdown files that belong to no site of Recto's. Which addresses another tool gives its pages is not
//! known, so only that is judged which is sure: relative paths of files, ids, and what the letters of an address tell.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::elsewhere::Outbound;
use super::links::say;
use crate::content::facts::{Link, LinkKind};
use crate::content::slug::{Ids, heading_id};
use crate::content::{self, Document, ParseOptions};
use crate::diagnostic::suggest::{nearest, nearest_path};
use crate::diagnostic::{Code, Diagnostic, Edit, Location, catalogue};
use crate::hash::HashSet;
use crate::link::address::{Meaning, Origin, decode};
use crate::link::proof::{self, Problem};
use crate::link::url::Url;
use crate::link::words;
use crate::source::unicode::nfc;
use crate::source::{SourcePath, Surroundings};

/// Endings of files that pages of any tool link to as files. Those of pages, such as `.html`, are made by the tool.
const FILES: &[&str] = &[
    "avif", "bmp", "csv", "docx", "gif", "go", "gz", "hcl", "ico", "ipynb", "jpeg", "jpg", "json", "m4a",
    "markdown", "md", "mdx", "mov", "mp3", "mp4", "ogg", "pdf", "png", "pptx", "py", "rs", "sh", "svg",
    "tar", "tf", "toml", "txt", "wav", "webm", "webp", "xlsx", "yaml", "yml", "zip",
];

/// Files that say that a folder is the project of a tool which may have files elsewhere than a path says.
const PROJECTS: &[&str] = &[
    "_config.yml",
    "astro.config.mjs",
    "config.toml",
    "config.yaml",
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "eleventy.config.js",
    "hugo.toml",
    "hugo.yaml",
    "mkdocs.yml",
    "package.json",
];

/// Folders in which such tools look.
const LOOKED_INTO: &[&str] = &[
    "",
    "static",
    "public",
    "assets",
    "content",
    "docs",
    "src",
    "src/assets",
    "source",
];

/// Checks the links of documents that belong to no site.
pub fn check(
    documents: &[Arc<Document>],
    surroundings: &Surroundings,
    options: &ParseOptions,
) -> Vec<Diagnostic> {
    let mut checker = Checker {
        surroundings,
        options,
        ids: HashMap::new(),
        projects: HashMap::new(),
    };
    documents
        .iter()
        .flat_map(|document| {
            let links = document.facts.links.iter();
            links
                .filter_map(|link| checker.link(document, link))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The addresses of other hosts in documents that belong to no site.
pub fn elsewhere(documents: &[Arc<Document>]) -> Vec<Outbound> {
    let origin = Origin::new("");
    let mut found = Vec::new();
    for document in documents {
        for link in &document.facts.links {
            let meaning = origin.meaning("", None, &link.destination);
            let is_asked_for = matches!(meaning, Meaning::Elsewhere { .. })
                && proof::outside(&meaning).is_none()
                && !is_template(&link.destination);
            if is_asked_for {
                found.push(Outbound {
                    url: Url::parse(&link.destination),
                    written: link.destination.clone(),
                    place: Some(document.location(link.span)),
                    output: document.path.to_string(),
                });
            }
        }
    }
    found
}

struct Checker<'a> {
    surroundings: &'a Surroundings,
    options: &'a ParseOptions,
    /// The ids of the files that were asked about; `None` where more may be there than can be seen.
    ids: HashMap<PathBuf, Option<Arc<HashSet<String>>>>,
    /// The project that a folder belongs to.
    projects: HashMap<PathBuf, Option<PathBuf>>,
}

/// What is at a path.
enum Found {
    File(PathBuf),
    /// A path of the same letters; whether they differ in their Unicode form alone.
    Alike {
        right: String,
        in_form: bool,
    },
    Nothing {
        near: Option<String>,
    },
    Unknown,
}

impl Checker<'_> {
    fn link(&mut self, document: &Document, link: &Link) -> Option<Diagnostic> {
        let destination = link.destination.as_str();
        if is_template(destination) {
            return None;
        }
        let location = document.location(link.span);
        if crate::site::links::is_external(destination) {
            return outside(document, link, location);
        }
        if proof::lost_scheme(destination) {
            let bare = destination.trim_start_matches(|letter: char| "htps:/".contains(letter));
            return Some(missing(link, location, None).help(format!(
                "an address of another host begins with its scheme: `https://{bare}`"
            )));
        }
        let (path, suffix) = destination.split_at(destination.find(['?', '#']).unwrap_or(destination.len()));
        let fragment = suffix
            .split_once('#')
            .and_then(|(_, fragment)| proof::anchor(fragment))
            .filter(|fragment| !proof::names_lines(fragment));
        let file = self.surroundings.place(&document.path);
        if path.is_empty() {
            let ids = self.ids_of(&file, Some(document));
            return judge_id(link, location, "this page", ids?.as_ref(), &fragment?);
        }
        if path.starts_with('/') {
            return None;
        }
        let decoded = decode(path)?;
        if !FILES.contains(&extension(&decoded).as_str()) {
            return None;
        }
        match self.look(file.parent()?, &decoded) {
            Found::File(found) => {
                let fragment = fragment?;
                let ids = self.ids_of(&found, None)?;
                judge_id(link, location, &format!("`{path}`"), &ids, &fragment)
            }
            Found::Alike { right, in_form } => {
                Some(alike(link, location, &format!("{right}{suffix}"), in_form))
            }
            Found::Nothing { near } if !self.may_be_elsewhere(&file, &decoded) => {
                Some(missing(link, location, near.map(|near| near + suffix)))
            }
            Found::Nothing { .. } | Found::Unknown => None,
        }
    }

    /// Goes from folder to folder, by the very names: not every disk tells upper and lower case apart.
    fn look(&self, from: &Path, path: &str) -> Found {
        let mut place = from.to_owned();
        let mut right = Vec::new();
        let (mut is_exact, mut in_form) = (true, true);
        for part in path.split('/') {
            if part.is_empty() || part == "." {
                right.push(part.to_owned());
                continue;
            }
            if part == ".." {
                right.push(part.to_owned());
                place.pop();
                continue;
            }
            let Some(names) = self.surroundings.names(&place) else {
                return Found::Unknown;
            };
            let name = if names.iter().any(|name| name == part) {
                part
            } else if let Some(name) = names.iter().find(|name| nfc(name) == nfc(part)) {
                is_exact = false;
                name
            } else if let Some(name) = names.iter().find(|name| folded(name) == folded(part)) {
                (is_exact, in_form) = (false, false);
                name
            } else {
                let is_file = |name: &&str| extension(name) == extension(part);
                let near = nearest_path(part, names.iter().map(String::as_str).filter(is_file));
                let is_last = path.ends_with(part);
                return Found::Nothing {
                    near: near.filter(|_| is_last).map(|near| {
                        right.push(near.to_owned());
                        right.join("/")
                    }),
                };
            };
            right.push(name.to_owned());
            place.push(name);
        }
        if is_exact {
            Found::File(place)
        } else {
            Found::Alike {
                right: right.join("/"),
                in_form,
            }
        }
    }

    /// The ids of a Markdown file; `None` when something else may make more of them.
    fn ids_of(&mut self, file: &Path, document: Option<&Document>) -> Option<Arc<HashSet<String>>> {
        if let Some(known) = self.ids.get(file) {
            return known.clone();
        }
        let found = match document {
            Some(document) => ids(document),
            None => self.surroundings.markdown(file).and_then(|text| {
                let path = SourcePath::new(file.to_string_lossy());
                ids(&content::parse(&path, &text.text, text.hash, self.options).value)
            }),
        };
        let found = found.map(Arc::new);
        self.ids.insert(file.to_owned(), found.clone());
        found
    }

    /// Whether the tool of a project may take a path to mean a file in one of the folders that it looks into.
    fn may_be_elsewhere(&mut self, file: &Path, path: &str) -> bool {
        let Some(folder) = file.parent() else {
            return false;
        };
        let surroundings = self.surroundings;
        let find = || {
            let is_project = |folder: &&Path| {
                let names = surroundings.names(folder);
                names.is_some_and(|names| {
                    PROJECTS
                        .iter()
                        .any(|name| names.iter().any(|known| known == name))
                })
            };
            folder
                .ancestors()
                .take(12)
                .find(is_project)
                .map(Path::to_path_buf)
        };
        let project = self
            .projects
            .entry(folder.to_owned())
            .or_insert_with(find)
            .clone();
        let Some(project) = project else {
            return false;
        };
        let tail: Vec<&str> = path
            .split('/')
            .skip_while(|part| matches!(*part, "" | "." | ".."))
            .collect();
        let tail = tail.join("/");
        let below = folder.strip_prefix(&project).unwrap_or(Path::new(""));
        let mut inside = below.components();
        inside.next();
        let stem = file.file_stem().unwrap_or_default();
        LOOKED_INTO.iter().any(|top| {
            let top = project.join(top);
            let own = inside.as_path();
            [PathBuf::new(), own.to_owned(), own.join(stem)]
                .iter()
                .any(|middle| matches!(self.look(&top.join(middle), &tail), Found::File(_)))
        })
    }
}

/// Whether a finding is about an address with a space that is none to another tool: it replaces what stands in braces.
pub fn is_of_template(found: &Diagnostic, documents: &[Arc<Document>]) -> bool {
    if found.code != &catalogue::SPACE_IN_ADDRESS {
        return false;
    }
    let place = found.labels.first().map(|label| &label.location);
    place.is_some_and(|place| {
        let document = documents.iter().find(|document| document.path == place.path);
        let written = document.and_then(|document| document.text.get(place.span.range()));
        written.is_some_and(|written| ["{{", "{%"].iter().any(|mark| written.contains(mark)))
    })
}

/// Whether a tool replaces the address, or a part of it, or reads it by rules of its own.
fn is_template(destination: &str) -> bool {
    let marks = ["{", "}", "%7B", "%7b", "<", "$("];
    destination.starts_with(['@', '~', '$']) || marks.iter().any(|mark| destination.contains(mark))
}

fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let end = name
        .rsplit_once('.')
        .map_or("", |(stem, end)| if stem.is_empty() { "" } else { end });
    end.to_ascii_lowercase()
}

fn folded(name: &str) -> String {
    nfc(name).to_lowercase()
}

/// All that a link can name in a document: ids as Recto and GitHub make them, and those that are written out.
/// `None` when other files may be pulled in.
fn ids(document: &Document) -> Option<HashSet<String>> {
    if ["{%", "{{<", "{{%"]
        .iter()
        .any(|mark| document.text.contains(mark))
    {
        return None;
    }
    let facts = &document.facts;
    let mut ids: HashSet<String> = facts.raw_ids.iter().map(|(id, _)| id.clone()).collect();
    let mut github = Ids::default();
    for heading in &facts.headings {
        ids.insert(heading.id.clone());
        ids.insert(github.unique(&heading_id(&heading.text)));
    }
    // `{#id}`, `{: #id }`, `{/* #id */}` of several tools.
    for (at, _) in document.text.match_indices('{') {
        let inside = document.text[at..].split(['}', '\n']).next().unwrap_or_default();
        let words = inside.split(|letter: char| letter.is_whitespace() || "{:*/".contains(letter));
        ids.extend(words.filter_map(|word| word.strip_prefix('#')).map(str::to_owned));
    }
    Some(ids)
}

/// An id without what tools treat differently: case, punctuation, hyphens, a number at the beginning.
fn bare(id: &str) -> String {
    let lower = nfc(id).to_lowercase();
    let letters: String = lower.chars().filter(|letter| letter.is_alphanumeric()).collect();
    letters
        .trim_start_matches(|letter: char| letter.is_ascii_digit())
        .to_owned()
}

fn judge_id(
    link: &Link,
    location: Location,
    page: &str,
    ids: &HashSet<String>,
    fragment: &str,
) -> Option<Diagnostic> {
    let id = decode(fragment)?;
    // Footnotes are numbered as each tool likes.
    let is_made = ["fn", "footnote", "user-content-"]
        .iter()
        .any(|start| id.starts_with(start));
    let is_alike = |known: &String| {
        let (known, id) = (bare(known), bare(&id));
        !id.is_empty() && (known == id)
    };
    if is_made || ids.contains(&id) || ids.contains(fragment) {
        return None;
    }
    let before = link.destination.split('#').next().unwrap_or_default();
    if let Some(right) = proof::in_other_form(ids.iter().map(String::as_str), &id) {
        let found = words::other_form(page, &id, right).at(location.clone(), "");
        return Some(with_fix(found, location, &format!("{before}#{right}")));
    }
    if ids.iter().any(is_alike) {
        return None;
    }
    let found = Diagnostic::new(
        &catalogue::BROKEN_ANCHOR,
        format!("{page} has nothing with the id `{id}`"),
    )
    .at(location.clone(), "");
    let mut known: Vec<&str> = ids.iter().map(String::as_str).collect();
    known.sort_unstable();
    let Some(near) = nearest(&id, known) else {
        return Some(
            found.help("link to the id of a heading or another element, or take `#` and the rest out"),
        );
    };
    let help = format!("did you mean `#{near}`?");
    Some(with_fix(found.help(help), location, &format!("{before}#{near}")))
}

/// What the letters of an address elsewhere tell. A document without front matter may be read on the reader's own
/// machine, and mean it: only a file of it is nobody else's.
fn outside(document: &Document, link: &Link, location: Location) -> Option<Diagnostic> {
    let meaning = Origin::new("").meaning("", None, &link.destination);
    let problem = proof::outside(&meaning)?;
    let is_file = link.destination.to_ascii_lowercase().starts_with("file:");
    if problem == Problem::Local && !is_file && document.front_matter.span.is_empty() {
        return None;
    }
    Some(say(link, problem, location))
}

fn alike(link: &Link, location: Location, right: &str, in_form: bool) -> Diagnostic {
    let url = &link.destination;
    let (code, message, help): (&'static Code, _, _) = if in_form {
        let message =
            format!("nothing answers at `{url}`, which has the same letters in another Unicode form");
        (
            &catalogue::UNICODE_FORM,
            message,
            "write the name as the file has it, or give the file composed letters",
        )
    } else {
        let message = format!("nothing answers at `{url}`, which is there in other upper and lower case");
        (
            &catalogue::LETTER_CASE,
            message,
            "write upper and lower case as the file has them",
        )
    };
    with_fix(
        Diagnostic::new(code, message).at(location.clone(), "").help(help),
        location,
        right,
    )
}

fn missing(link: &Link, location: Location, near: Option<String>) -> Diagnostic {
    let url = &link.destination;
    let (code, message, help): (&'static Code, _, _) = match link.kind {
        LinkKind::Link => (
            &catalogue::BROKEN_LINK,
            format!("there is no page or file `{url}`"),
            "correct the path, or take the link out",
        ),
        LinkKind::Embed => (
            &catalogue::MISSING_IMAGE,
            format!("there is no file `{url}`"),
            "correct the path, or put the file there",
        ),
    };
    let found = Diagnostic::new(code, message).at(location.clone(), "");
    if proof::lost_scheme(url) {
        return found;
    }
    match near {
        Some(near) => with_fix(found.help(format!("did you mean `{near}`?")), location, &near),
        None => found.help(help),
    }
}

fn with_fix(found: Diagnostic, location: Location, right: &str) -> Diagnostic {
    let replacement = right.replace(' ', "%20").replace('(', "%28").replace(')', "%29");
    let fix = format!("write `{replacement}`");
    found.fix(
        fix,
        vec![Edit {
            location,
            replacement,
        }],
    )
}
