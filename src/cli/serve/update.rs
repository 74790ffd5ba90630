//! From a build to what is served: the last good page where there is none now, and what the open pages should
//! know beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use recto::config;
use recto::data::Date;
use recto::diagnostic::{Diagnostic, Location, Severity, excerpt, text};
use recto::output::{Artifact, OutputPath, OutputTree};
use recto::pipeline::{Build, Plan};
use recto::serve::{
    About, Block, Changes, Finding, Later, News, NewsKind, Served, Snapshot, Update, notice_page,
};
use recto::site::theme::{self, ThemeAsset, ThemeContent};
use recto::site::{Page, Site};
use recto::source::{Blob, LineIndex, SourceTree, Span};

use crate::cli::site::{self, SiteFiles};

/// What is kept from build to build.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// What is served now.
    snapshot: Option<Snapshot>,
    /// The output of each page as it was when its front matter could be read last, by the file it is made from.
    outputs: BTreeMap<String, String>,
    /// The pages of the last build, by the file they are made from.
    pages: BTreeMap<String, Known>,
    /// The theme's files in the pages that are served, by their names in it.
    assets: BTreeMap<String, ThemeAsset>,
    /// The addresses that its files had since then, in pages that were served ahead.
    aliases: BTreeSet<(String, String)>,
}

/// A page as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    url: String,
    title: String,
    hash: u128,
}

impl Kept {
    /// What can be served before a build is even planned, because files alone have changed that pages show by
    /// their addresses: the theme's, but scripts, and those that are passed on. An address of the theme changes
    /// with what is there, and every page with it; until they are made the new file stands at the old address.
    pub(super) fn restyled(&self, files: &SiteFiles, changes: &Changes) -> Option<Snapshot> {
        let before = self.snapshot.as_ref()?;
        let name = &files.config.theme;
        let of_theme = files.root.join(theme::FOLDER).join(name).join("assets");
        let passed_on = files.root.join("static");
        let is_script = |path: &Path| path.extension().is_some_and(|end| end == "js" || end == "mjs");
        let shows = |path: &PathBuf| {
            let of_theme = path.starts_with(&of_theme) && !is_script(path);
            of_theme || path.starts_with(&passed_on)
        };
        let in_order = || config::says_where(&files.sources);
        if changes.everything || !changes.paths.iter().all(shows) || !in_order() {
            return None;
        }
        let now = theme::load(&files.sources, name, &files.config.style).value;
        let aliases = self.aliases.iter();
        let known = self.assets.iter();
        let addresses = known
            .map(|(name, asset)| (name, asset.route.output_path()))
            .chain(aliases.map(|(name, path)| (name, path.clone())));
        let new = addresses.filter_map(|(name, path)| {
            let is_other = |asset: &&ThemeAsset| asset.route.output_path() != path;
            let asset = now.assets.get(name).filter(is_other)?;
            Some((path, of_theme_asset(&asset.content)))
        });
        let rest = before
            .iter()
            .map(|(path, served)| (path.to_owned(), served.clone()));
        Some(Snapshot::after(Some(before), before.base_path(), rest.chain(new)))
    }

    /// What can be served before a build is done. At first that is everything, each output made when it is asked
    /// for; later the pages that are looked at, with whatever they need that was not there before. Nothing while
    /// the configuration is not in order, or is what has changed.
    pub(super) fn ahead(
        &mut self,
        plan: &Arc<Plan>,
        files: &SiteFiles,
        changes: &Changes,
        looked_at: &BTreeSet<String>,
    ) -> Option<Snapshot> {
        let base_path = files.config.base_url.path();
        let Some(before) = &self.snapshot else {
            let later = |path: OutputPath| {
                let (plan, name) = (Arc::clone(plan), path.to_string());
                let make = move || match plan.render(&path) {
                    Some(Artifact::Deferred(deferred)) => deferred.make().ok().flatten().map(Served::Bytes),
                    Some(artifact) => Some(served(artifact)),
                    None => path
                        .as_str()
                        .ends_with(".html")
                        .then(|| unmade("what is wrong is being worked out")),
                };
                (name, Served::Later(Later::new(make)))
            };
            let says_where = config::says_where(&files.sources);
            return says_where.then(|| Snapshot::new(base_path, plan.paths().map(later)));
        };
        let configured = changes.paths.contains(&files.root.join(config::PATH));
        if changes.everything || configured || looked_at.is_empty() {
            return None;
        }
        let unreadable: BTreeSet<String> = plan
            .site()
            .pages
            .iter()
            .filter(|page| page.document.front_matter.unreadable)
            .map(|page| page.route.output_path())
            .collect();
        let is_wanted = |path: &OutputPath| {
            let path = path.as_str();
            let is_new_asset = !path.ends_with(".html") && !before.has(path);
            is_new_asset || (looked_at.contains(path) && !unreadable.contains(path))
        };
        let addresses = plan.site().theme.assets.iter();
        self.aliases
            .extend(addresses.map(|(name, asset)| (name.clone(), asset.route.output_path())));
        let made: Vec<(String, Served)> = plan
            .paths()
            .filter(is_wanted)
            .filter_map(|path| Some((path.to_string(), served(plan.render(&path)?))))
            .collect();
        let rest = before
            .iter()
            .map(|(path, served)| (path.to_owned(), served.clone()));
        Some(Snapshot::after(Some(before), base_path, rest.chain(made)))
    }

    /// What to serve and to tell after a build.
    pub(super) fn update(&mut self, files: &SiteFiles, build: &Build, tree: &OutputTree) -> Update {
        let errors: Vec<Diagnostic> = build
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .cloned()
            .collect();
        let report = text::render(&errors, &files.sources, text::Style::Plain);
        let findings = findings(&build.diagnostics, files, &build.site);
        // A site that is elsewhere is another one: the last stays.
        if !config::says_where(&files.sources) {
            return Update {
                findings,
                report,
                ..Update::default()
            };
        }
        let mut pages = pages(&build.site, &site::now(&build.site.config.time_zone));
        let outputs = self.outputs(&build.site, tree, &mut pages, &report);
        let base_path = build.site.config.base_url.path();
        let snapshot = Snapshot::after(self.snapshot.as_ref(), base_path, outputs);
        self.snapshot = Some(snapshot.clone());
        self.assets.clone_from(&build.site.theme.assets);
        self.aliases.clear();
        Update {
            snapshot: Some(snapshot),
            findings,
            report,
            pages,
            news: self.news(&build.site),
        }
    }

    /// The outputs of a build. What could not be made is what it was, or a page that says why not. A page whose
    /// front matter cannot be read is what it was too, as its title, its address and its kind are written there.
    fn outputs(
        &mut self,
        site: &Site,
        tree: &OutputTree,
        pages: &mut BTreeMap<String, About>,
        report: &str,
    ) -> BTreeMap<String, Served> {
        let mut outputs: BTreeMap<String, Served> = tree
            .iter()
            .map(|(path, artifact)| (path.to_string(), served(artifact)))
            .collect();
        let before = |path: &str| self.snapshot.as_ref().and_then(|before| before.served(path));
        let mut kept = false;
        for page in &site.pages {
            let source = page.document.path.as_str();
            if !page.document.front_matter.unreadable {
                self.outputs.insert(source.to_owned(), page.route.output_path());
                continue;
            }
            let Some(path) = self.outputs.get(source) else {
                continue;
            };
            if let Some(good) = before(path) {
                let about = pages.remove(&page.route.output_path());
                pages.extend(about.map(|about| (path.clone(), about)));
                outputs.insert(path.clone(), good.clone());
                kept = true;
            }
        }
        for path in site.routes.iter().map(|route| route.output_path()) {
            if outputs.contains_key(&path) {
                continue;
            }
            if let Some(good) = before(&path) {
                outputs.insert(path, good.clone());
                kept = true;
            } else if path.ends_with(".html") {
                outputs.insert(path, unmade(report));
            }
        }
        // Pages that stay as they were look as they did with the style sheets they had.
        let assets = self.snapshot.iter().flat_map(Snapshot::iter);
        for (path, asset) in assets.filter(|(path, _)| kept && !path.ends_with(".html")) {
            outputs.entry(path.to_owned()).or_insert_with(|| asset.clone());
        }
        outputs
    }

    /// What the author has done to pages since the last build.
    fn news(&mut self, site: &Site) -> Vec<News> {
        let known = |page: &Page| Known {
            url: url(site, page),
            title: page.title.clone(),
            hash: page.document.hash,
        };
        let now: BTreeMap<String, Known> = site
            .pages
            .iter()
            .map(|page| (page.document.path.to_string(), known(page)))
            .collect();
        let before = std::mem::replace(&mut self.pages, now);
        if before.is_empty() {
            return Vec::new();
        }
        news(&before, &self.pages)
    }
}

fn served(artifact: Artifact) -> Served {
    match artifact {
        Artifact::Bytes(bytes) => Served::Bytes(bytes),
        Artifact::File { path, .. } => Served::File(path),
        Artifact::Deferred(deferred) => Served::Later(Later::new(move || {
            deferred.make().ok().flatten().map(Served::Bytes)
        })),
    }
}

/// What is served in the place of a page that cannot be made.
fn unmade(report: &str) -> Served {
    let page = notice_page("This page cannot be made", report);
    Served::Notice(page.into_bytes().into())
}

fn of_theme_asset(content: &ThemeContent) -> Served {
    match content {
        ThemeContent::Text(text) => Served::Bytes(text.as_bytes().into()),
        ThemeContent::File(asset) => match &asset.blob {
            Blob::Memory(bytes) => Served::Bytes(Arc::clone(bytes)),
            Blob::Disk { path, .. } => Served::File(path.clone()),
        },
        ThemeContent::DrawingScript => {
            Served::Later(Later::new(|| recto::diagram::script().map(Served::Bytes)))
        }
    }
}

/// The path of a page under its host.
fn url(site: &Site, page: &Page) -> String {
    site.config.base_url.relative(&page.route.encoded())
}

fn pages(site: &Site, now: &Date) -> BTreeMap<String, About> {
    let about = |page: &Page| About {
        source: page.document.path.to_string(),
        url: url(site, page),
        badge: badge(page, now),
    };
    site.pages
        .iter()
        .map(|page| (page.route.output_path(), about(page)))
        .collect()
}

/// Why readers will not see a page yet.
fn badge(page: &Page, now: &Date) -> Option<String> {
    if page.document.front_matter.draft {
        return Some("draft".to_owned());
    }
    let date = page.date.as_ref().filter(|date| *date > now)?;
    Some(format!("scheduled for {}", date.format("%Y-%m-%d")))
}

/// The differences between the pages of two builds. A file that is gone and one that is new with the same text,
/// or the same title, are one that was renamed.
fn news(before: &BTreeMap<String, Known>, now: &BTreeMap<String, Known>) -> Vec<News> {
    let mut news = Vec::new();
    let mut gone: Vec<&Known> = before
        .iter()
        .filter(|(path, _)| !now.contains_key(*path))
        .map(|(_, page)| page)
        .collect();
    let mut tell = |kind, page: &Known, from: Option<String>| {
        news.push(News {
            kind,
            url: page.url.clone(),
            from,
            title: page.title.clone(),
        });
    };
    for (path, page) in now {
        let renamed = |other: &&Known| other.hash == page.hash || other.title == page.title;
        let earlier = match before.get(path) {
            Some(earlier) => Some(earlier),
            None => gone.iter().position(renamed).map(|at| gone.remove(at)),
        };
        match earlier {
            None => tell(NewsKind::Added, page, None),
            Some(earlier) if earlier.url != page.url => {
                tell(NewsKind::Moved, page, Some(earlier.url.clone()));
            }
            Some(earlier) if earlier.hash != page.hash => tell(NewsKind::Changed, page, None),
            Some(_) => {}
        }
    }
    for page in gone {
        tell(NewsKind::Removed, page, None);
    }
    news
}

/// The findings with what the browser needs to lead to them.
fn findings(found: &[Diagnostic], files: &SiteFiles, site: &Site) -> Vec<Finding> {
    excerpt::excerpts(found, &files.sources)
        .into_iter()
        .zip(found)
        .map(|(excerpt, diagnostic)| {
            let editor = editor(&excerpt, files);
            let main = diagnostic.labels.first();
            let block = main.and_then(|main| block(&main.location, site, &files.sources));
            Finding {
                excerpt,
                editor,
                block,
            }
        })
        .collect()
}

fn editor(excerpt: &excerpt::Excerpt, files: &SiteFiles) -> Option<String> {
    let place = excerpt.places.first().filter(|place| place.line > 0)?;
    let path = files.root.join(Path::new(&place.file));
    let editor = files.config.serve.editor.as_ref()?;
    // Files of the built-in theme lie nowhere.
    path.exists()
        .then(|| editor.address(&path.to_string_lossy(), place.line, place.column))
}

/// The lines of a code block that are shown for a place in the file. A line of the file is one of the block, so
/// quotes and lists make no difference; lines that are checked and not shown are counted out.
fn block(place: &Location, site: &Site, sources: &SourceTree) -> Option<Block> {
    let page = site.page(site.page_of(&place.path)?);
    let text = &*sources.text(place.path.as_str())?.text;
    let shown = page
        .document
        .facts
        .fences
        .iter()
        .filter(|fence| !fence.is_hidden());
    let (number, fence) = shown
        .enumerate()
        .find(|(_, fence)| fence.span.contains(place.span))?;
    let index = LineIndex::new(text);
    let line = |offset: u32| index.line_column(text, offset).line;
    let in_file = |span: &Span| line(fence.map.to_file(*span).start);
    let unshown: Vec<usize> = fence.unshown().iter().map(in_file).collect();
    let above = |at: usize| unshown.iter().filter(|hidden| **hidden < at).count();
    let first = line(place.span.start);
    let last = line(place.span.end.saturating_sub(1).max(place.span.start));
    let open = line(fence.span.start);
    if first <= open || unshown.contains(&first) {
        return None;
    }
    let of_block = |line: usize| line - open - 1 - above(line);
    (of_block(first) < fence.code.lines().count()).then(|| Block {
        block: number,
        first: of_block(first),
        last: of_block(last),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(pages: &[(&str, &str, &str, u128)]) -> BTreeMap<String, Known> {
        let page = |(path, url, title, hash): &(&str, &str, &str, u128)| {
            let known = Known {
                url: (*url).to_owned(),
                title: (*title).to_owned(),
                hash: *hash,
            };
            ((*path).to_owned(), known)
        };
        pages.iter().map(page).collect()
    }

    #[test]
    fn what_happened_to_pages_is_told() {
        let before = known(&[
            ("a.md", "/a/", "A", 1),
            ("b.md", "/b/", "B", 2),
            ("c.md", "/c/", "C", 3),
            ("d.md", "/d/", "D", 4),
            ("e.md", "/e/", "E", 5),
        ]);
        let now = known(&[
            ("a.md", "/a/", "A", 1),
            ("b.md", "/b/", "B", 20),
            ("c2.md", "/c2/", "C", 3),
            ("d.md", "/other/", "D", 40),
            ("f.md", "/f/", "F", 6),
        ]);
        let told: Vec<_> = news(&before, &now)
            .into_iter()
            .map(|news| (news.kind, news.url, news.from))
            .collect();
        let news = |kind, url: &str, from: Option<&str>| (kind, url.to_owned(), from.map(str::to_owned));
        assert_eq!(
            told,
            [
                news(NewsKind::Changed, "/b/", None),
                news(NewsKind::Moved, "/c2/", Some("/c/")),
                news(NewsKind::Moved, "/other/", Some("/d/")),
                news(NewsKind::Added, "/f/", None),
                news(NewsKind::Removed, "/e/", None),
            ]
        );
    }
}
