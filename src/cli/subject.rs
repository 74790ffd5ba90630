//! What `recto check` is about: a site, or Markdown files that belong to none.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Component, Path, PathBuf, absolute};
use std::sync::Arc;

use recto::check::elsewhere::Outbound;
use recto::check::{Decided, Policy};
use recto::config::{Config, External};
use recto::data::TimeZone;
use recto::diagnostic::Diagnostic;
use recto::error::Error;
use recto::output::{Artifact, OutputPath, OutputTree, Sink};
use recto::pipeline::{self, Builder, Options};
use recto::site::Site;
use recto::source::{self, Content, SourceFile, SourcePath, SourceTree, Surroundings};

use super::args::CheckArgs;
use super::check;
use super::external::{Asking, Verdicts};
use super::failure::Failure;
use super::files;
use super::outlet::Told;
use super::progress::Progress;
use super::site::{self, SiteFiles};
use super::terminal::Terminal;

/// Files that are checked together.
#[derive(Debug)]
pub(super) struct Subject {
    /// The files as they were read.
    pub(super) sources: SourceTree,
    /// The files that the user named; `None` for all of a site.
    pub(super) named: Option<BTreeSet<SourcePath>>,
    /// What was found in them.
    pub(super) found: Vec<Diagnostic>,
    /// The site as it was checked last; `None` for files that belong to none.
    site: Option<Arc<Site>>,
    /// What the author has decided about findings.
    policy: Policy,
    /// The addresses of other hosts in it, when they are to be asked for.
    elsewhere: Vec<Outbound>,
    /// What came of asking for them.
    verdicts: Option<Verdicts>,
    builder: Builder,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Site {
        root: PathBuf,
        options: Options,
    },
    Files {
        /// The folder in which their names begin.
        current: PathBuf,
        files: BTreeMap<SourcePath, PathBuf>,
        surroundings: Surroundings,
        /// What a `recto.toml` there, or in a folder above, says of findings.
        decided: Box<Decided>,
    },
}

/// What the arguments ask to check: the sites first, then the files that belong to none.
pub(super) fn all(args: &CheckArgs) -> Result<Vec<Subject>, Failure> {
    if args.files.is_empty() {
        return Ok(vec![Subject::site(site::root(&args.options.root)?, args)?]);
    }
    let root = args
        .options
        .root
        .root
        .is_some()
        .then(|| site::root(&args.options.root));
    let root = root.transpose()?;
    let mut sites: BTreeMap<PathBuf, Vec<(SourcePath, PathBuf)>> = BTreeMap::new();
    let mut loose = Vec::new();
    for file in named_files(&args.files)? {
        match place_in_site(&file, root.as_deref()) {
            Some((root, path)) => sites.entry(root).or_default().push((path, file)),
            None => loose.push(file),
        }
    }
    let mut subjects = Vec::new();
    for (root, files) in sites {
        let mut site = Subject::site(root, args)?;
        let (of_site, others): (Vec<_>, Vec<_>) = files
            .into_iter()
            .partition(|(path, _)| site.sources.text(path.as_str()).is_some());
        loose.extend(others.into_iter().map(|(_, file)| file));
        site.named = Some(of_site.into_iter().map(|(path, _)| path).collect());
        subjects.push(site);
    }
    if !loose.is_empty() || subjects.is_empty() {
        subjects.push(Subject::files(loose, args)?);
    }
    Ok(subjects)
}

/// The Markdown files that paths of the command line name, each once, by their absolute paths.
fn named_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let read = |error| Error::read(path, error);
        let whole = absolute(path).map_err(read)?;
        let whole = if whole.components().any(|part| part == Component::ParentDir) {
            whole.canonicalize().map_err(read)?
        } else {
            whole
        };
        let found = source::markdown_files(&whole).map_err(read)?;
        if whole.is_file() && !source::is_markdown(&whole) {
            return Err(Failure::new(
                format!("`{}` is no Markdown file", path.display()),
                "name files that end with `.md` or `.markdown`, or folders with such files",
            ));
        }
        files.extend(found);
    }
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(file.clone()));
    Ok(files)
}

/// The site to which a file belongs, and where it lies in it. The folder with the posts may itself be a link, and
/// so may the file.
fn place_in_site(file: &Path, root: Option<&Path>) -> Option<(PathBuf, SourcePath)> {
    let place = |file: &Path| {
        let root = match root {
            Some(root) => root.to_owned(),
            None => source::find_root(file.parent()?)?,
        };
        let parts: Option<Vec<&str>> = file
            .strip_prefix(&root)
            .ok()?
            .iter()
            .map(|part| part.to_str())
            .collect();
        let path = SourcePath::new(parts?.join("/"));
        let is_post = path.strip_folder("content").is_some() && path.extension() == "md";
        is_post.then(|| (root.canonicalize().unwrap_or(root), path))
    };
    place(file).or_else(|| place(&file.canonicalize().ok()?))
}

impl Subject {
    fn site(root: PathBuf, args: &CheckArgs) -> Result<Self, Failure> {
        let mut files = SiteFiles::read(root);
        if args.fix {
            read_mendable(&mut files);
        }
        let options = Options {
            unreached: true,
            elsewhere: args.external.external,
            ..site::options(&args.options, &files.config, false)?
        };
        let kind = Kind::Site {
            root: files.root,
            options,
        };
        Ok(Self::unchecked(kind, files.sources, None, args))
    }

    /// Files are called as they are found from the current folder, or by their whole path.
    fn files(files: Vec<PathBuf>, args: &CheckArgs) -> Result<Self, Failure> {
        let current = env::current_dir().map_err(|error| Error::read(".".as_ref(), error))?;
        let name = |file: &Path| {
            let below = file.strip_prefix(&current).unwrap_or(file);
            let name = below.to_string_lossy();
            SourcePath::new(if cfg!(windows) {
                name.replace('\\', "/")
            } else {
                name.into_owned()
            })
        };
        let files: Vec<(SourcePath, PathBuf)> = files.into_iter().map(|file| (name(&file), file)).collect();
        let sources = pipeline::read_files(&source::list_files(&files));
        let named = files.iter().map(|(name, _)| name.clone()).collect();
        let files = files.into_iter().collect();
        let root = source::find_root(&current).unwrap_or_else(|| current.clone());
        let decided = Box::new(Decided {
            findings: check::decided(&root)?.value,
            root,
        });
        Ok(Self::unchecked(
            Kind::Files {
                surroundings: Surroundings::new(&current),
                current,
                files,
                decided,
            },
            sources,
            Some(named),
            args,
        ))
    }

    fn unchecked(
        kind: Kind,
        sources: SourceTree,
        named: Option<BTreeSet<SourcePath>>,
        args: &CheckArgs,
    ) -> Self {
        Self {
            sources,
            named,
            found: Vec::new(),
            site: None,
            policy: Policy::default(),
            elsewhere: Vec::new(),
            verdicts: None,
            builder: builder(args, &kind),
            kind,
        }
    }

    /// Checks the files as they were read.
    pub(super) fn check(&mut self, progress: &Progress) -> Result<(), Failure> {
        self.found = self.find(&self.sources.clone(), progress)?;
        Ok(())
    }

    /// What would be found if the files were these.
    pub(super) fn find(
        &mut self,
        sources: &SourceTree,
        progress: &Progress,
    ) -> Result<Vec<Diagnostic>, Failure> {
        match &self.kind {
            Kind::Site { options, .. } => {
                let names = Names::default();
                let build = self.builder.build(sources, options, &progress.counting(&names))?;
                self.site = Some(build.site);
                self.policy = build.policy;
                self.elsewhere = build.elsewhere;
                let mut found = build.diagnostics;
                found.extend(self.of_links(sources));
                found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
                Ok(found)
            }
            Kind::Files {
                surroundings,
                decided,
                ..
            } => {
                let files = self.builder.check_files(sources, surroundings, decided);
                self.policy = files.policy;
                self.elsewhere = files.elsewhere;
                let mut found = files.diagnostics;
                found.extend(self.of_links(sources));
                found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
                Ok(found)
            }
        }
    }

    /// Asks other hosts about the links of a site; of files that were named, about theirs alone. For files that belong
    /// to no site, the record and what the author has decided lie in the current folder.
    pub(super) fn ask(&mut self, args: &CheckArgs, terminal: &Terminal) -> Result<(), Failure> {
        let is_asked_for = |outbound: &&Outbound| match &outbound.place {
            Some(place) => self.is_asked_for(&place.path),
            None => self.named.is_none(),
        };
        let outbound: Vec<Outbound> = self.elsewhere.iter().filter(is_asked_for).cloned().collect();
        let zone = self.site.as_ref().map(|site| &site.config.time_zone);
        let today = match (&args.options.now, &self.site) {
            (Some(text), Some(site)) => site::date(text, &site.config)?.format("%Y-%m-%d"),
            (Some(text), None) => site::date(text, &Config::default())?.format("%Y-%m-%d"),
            (None, _) => site::today(zone.unwrap_or(&TimeZone::utc())),
        };
        let (folder, external) = match (&self.kind, &self.site) {
            (Kind::Site { root, .. }, Some(site)) => (root, site.config.findings.external.clone()),
            (Kind::Site { root, .. }, None) => (root, External::default()),
            (Kind::Files { current, .. }, _) => {
                let decided = check::decided(current)?;
                self.found.extend(decided.diagnostics);
                (current, decided.value.external)
            }
        };
        let asking = Asking {
            args: &args.external,
            external: &external,
            folder,
            today: &today,
            is_part: self.named.is_some(),
        };
        let sources = self.sources.clone();
        self.verdicts = Some(asking.run(&outbound, &sources, terminal)?);
        self.found.extend(self.of_links(&sources));
        self.found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        Ok(())
    }

    /// What is known of the links to other hosts that stand in files.
    fn of_links(&self, sources: &SourceTree) -> Vec<Diagnostic> {
        let Some(verdicts) = &self.verdicts else {
            return Vec::new();
        };
        verdicts.findings(&self.elsewhere, sources, |found| self.policy.apply_later(found))
    }

    /// Treats findings that were made besides as the author wants those of the check to be.
    pub(super) fn judge(&self, found: &mut Vec<Diagnostic>) {
        self.policy.apply_later(found);
    }

    /// What is to be told of it.
    pub(super) fn told(&self) -> Told<'_> {
        let checked = match &self.named {
            Some(named) => named.iter().cloned().collect(),
            None => site::pages(&self.sources),
        };
        Told {
            found: &self.found,
            sources: &self.sources,
            root: match &self.kind {
                Kind::Site { root, .. } => root,
                Kind::Files { current, .. } => current,
            },
            checked,
        }
    }

    /// How many pages the site has.
    pub(super) fn pages(&self) -> usize {
        self.site.as_ref().map_or(0, |site| site.pages.len())
    }

    /// The site as it was checked last, and its folder; `None` for files that belong to none.
    pub(super) fn checked_site(&self) -> Option<(&Path, &Site)> {
        match &self.kind {
            Kind::Site { root, .. } => Some((root, self.site.as_deref()?)),
            Kind::Files { .. } => None,
        }
    }

    /// The findings about files that were asked for.
    pub(super) fn asked_for(&self) -> Vec<Diagnostic> {
        let is_asked_for = |found: &&Diagnostic| match found.labels.first() {
            Some(label) => self.is_asked_for(&label.location.path),
            None => self.named.is_none(),
        };
        self.found.iter().filter(is_asked_for).cloned().collect()
    }

    /// Where a file lies on the disk; `None` for one that Recto brings along.
    pub(super) fn disk(&self, path: &SourcePath) -> Option<PathBuf> {
        match &self.kind {
            Kind::Site { root, .. } => Some(root.join(path.as_str())).filter(|path| path.is_file()),
            Kind::Files { files, .. } => files.get(path).cloned(),
        }
    }

    /// Whether the user asked for a file. The HCL beside one that was named comes along unasked.
    pub(super) fn is_asked_for(&self, path: &SourcePath) -> bool {
        self.named.as_ref().is_none_or(|named| named.contains(path))
    }
}

/// Takes in the text of files that are passed on as they are and refer to others, so that they can be mended as well.
fn read_mendable(site: &mut SiteFiles) {
    let is_passed_on = |file: &&SourceFile| {
        let path = &file.path;
        let is_own = path.strip_folder("static").is_some() || path.strip_folder("content").is_some();
        is_own
            && matches!(file.content, Content::Blob(_))
            && matches!(path.extension(), "css" | "htm" | "html" | "svg" | "xml")
    };
    let paths: Vec<SourcePath> = site
        .sources
        .iter()
        .filter(is_passed_on)
        .map(|file| file.path.clone())
        .collect();
    for path in paths {
        if let Ok(text) = files::read(&site.root.join(path.as_str())) {
            site.sources.insert(SourceFile::text(path, text.into_bytes()));
        }
    }
}

/// Mending checks again and again.
fn builder(args: &CheckArgs, kind: &Kind) -> Builder {
    let builder = if args.fix {
        Builder::remembering()
    } else {
        Builder::new()
    };
    match kind {
        Kind::Site { root, .. } => builder
            .with_cache(site::picture_cache(root))
            .with_span_cache(site::span_cache(root)),
        Kind::Files { .. } => builder,
    }
}

/// Keeps the names of the outputs and nothing else, so that outputs that collide are found here as well.
#[derive(Debug, Default)]
struct Names(OutputTree);

impl Sink for Names {
    fn accept(&self, path: OutputPath, artifact: Artifact) -> Result<(), Error> {
        drop(artifact);
        self.0.accept(path, Artifact::Bytes(Arc::new([])))
    }
}
