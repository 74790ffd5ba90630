//! The whole build on one screen. The only user of `rayon` and of the memos.

use std::hash::Hash;
use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use xxhash_rust::xxh3::Xxh3;

use crate::check;
use crate::config::{self, BaseUrl, Config, Markdown};
use crate::content::asset::Asset;
use crate::content::{self, Document, ParseOptions};
use crate::data::{Date, TimeZone};
use crate::diagnostic::{Diagnosed, Diagnostic, catalogue};
use crate::error::Error;
use crate::hcl::schema::Schemas;
use crate::memo::Memo;
use crate::output::{Artifact, OutputPath, Sink};
use crate::render::{self, Job, RenderMemo, Rendered, Renderer};
use crate::site::{self, Parts, Site, Theme};
use crate::source::{self, Blob, Content, Entry, Listing, SourceFile, SourcePath, SourceTree};

/// What a build depends on beside the files. Inputs of the stages, not modes.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether drafts are published.
    pub drafts: bool,
    /// The moment after which posts are left out; `None` publishes posts of the future too.
    pub now: Option<Date>,
    /// In place of the configured address.
    pub base_url: Option<BaseUrl>,
    /// Whether advertisements may be written.
    pub adsense: bool,
}

/// What a build found. What it made went to the sink.
#[derive(Debug)]
pub struct Build {
    /// All findings, in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
    /// The site.
    pub site: Arc<Site>,
    /// How many outputs were made.
    pub outputs: usize,
}

/// Builds a site, again and again if need be, and remembers what did not change in between.
#[derive(Debug)]
pub struct Builder {
    memory: Arc<Memory>,
}

/// A site of which every output is known, and none is made yet. It can be asked from any thread.
#[derive(Debug)]
pub struct Plan {
    sources: SourceTree,
    /// The unpublished ones are checked too.
    documents: Vec<Arc<Document>>,
    parse_options: ParseOptions,
    site: Arc<Site>,
    renderer: Renderer,
    jobs: Vec<Job>,
    /// What was found on the way.
    found: Vec<Diagnostic>,
    memory: Arc<Memory>,
}

/// What is remembered from one build to the next. Each key holds all that its value depends on.
#[derive(Debug)]
struct Memory {
    themes: Memo<(String, u128), Arc<Diagnosed<Arc<Theme>>>>,
    schemas: Memo<u128, Arc<Diagnosed<Schemas>>>,
    documents: Memo<(SourcePath, u128, ParseOptions), Arc<Diagnosed<Arc<Document>>>>,
    assets: Memo<(SourcePath, BlobKey), Arc<Asset>>,
    /// Findings in a document alone, by what lies beside the posts as well.
    alone: Memo<(SourcePath, u128, ParseOptions, u128), Arc<[Diagnostic]>>,
    /// Findings about a page in its site, by the site's outline as well.
    in_site: Memo<(SourcePath, u128, u128), Arc<[Diagnostic]>>,
    render: RenderMemo,
}

/// What tells a file that is passed on from another one of its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum BlobKey {
    Disk { len: u64, modified: u128 },
    Memory(u128),
}

/// Reads the files of a site, in parallel, and lays the built-in theme beneath them.
pub fn read(listing: &Listing) -> SourceTree {
    let mut sources = read_files(listing);
    sources.underlay(source::built_in());
    sources
}

/// Reads files that belong to no site, in parallel.
pub fn read_files(listing: &Listing) -> SourceTree {
    let files: Vec<SourceFile> = listing.entries.par_iter().map(Entry::read).collect();
    SourceTree::new(files).with_problems(&listing.problems)
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// A builder for one build, which remembers nothing.
    pub fn new() -> Self {
        Self {
            memory: Arc::new(Memory::forgetful()),
        }
    }

    /// A builder for many builds.
    pub fn remembering() -> Self {
        Self {
            memory: Arc::new(Memory::remembering()),
        }
    }

    /// Builds the site. Every output goes to `sink`, whatever the findings: what to do with it is the caller's
    /// choice.
    ///
    /// # Errors
    /// Only when the sink fails.
    pub fn build(&self, sources: &SourceTree, options: &Options, sink: &dyn Sink) -> Result<Build, Error> {
        self.plan(sources, options).finish(sink)
    }

    /// Works out every address and output, and neither checks nor makes any.
    pub fn plan(&self, sources: &SourceTree, options: &Options) -> Plan {
        let memory = &self.memory;
        let mut found = check::sources(sources);
        let config = config::load(sources).drain_into(&mut found);
        let config = Arc::new(with_options(config, options));
        let theme = memory.theme(sources, &config.theme, &mut found);
        let parse_options = ParseOptions {
            markdown: config.markdown,
            time_zone: config.time_zone.clone(),
        };
        let posts = sources.below("content").map(|(_, file)| file);
        let posts: Vec<&SourceFile> = posts.filter(|file| file.path.extension() == "md").collect();
        let documents = memory.documents(&posts, &parse_options, &mut found);
        let parts = Parts {
            config,
            theme,
            documents: documents.clone(),
            assets: memory.assets(sources),
            drafts: options.drafts,
            now: options.now.clone(),
        };
        let site = Arc::new(site::assemble(parts).drain_into(&mut found));
        Plan {
            sources: sources.clone(),
            documents,
            parse_options,
            renderer: Renderer::new(&site, options.adsense, &memory.render),
            jobs: render::jobs(&site),
            site,
            found,
            memory: Arc::clone(memory),
        }
    }

    /// Checks Markdown files that belong to no site, each by itself: all texts of the snapshot that are not HCL.
    /// Front matter is another tool's and not judged; links cannot be. The findings come in the order of the
    /// files.
    pub fn check_files(&self, sources: &SourceTree) -> Vec<Diagnostic> {
        let memory = &self.memory;
        memory.next_build();
        let mut found = check::sources(sources);
        let parse_options = ParseOptions {
            markdown: Markdown::default(),
            time_zone: TimeZone::utc(),
        };
        let is_document = |file: &&SourceFile| file.path.extension() != "tf";
        let files: Vec<&SourceFile> = sources.iter().filter(is_document).collect();
        let mut of_documents = Vec::new();
        let documents = memory.documents(&files, &parse_options, &mut of_documents);
        // `F` is the letter of front matter. Formulas of a site are reported when its pages are rendered.
        found.extend(
            of_documents
                .into_iter()
                .filter(|found| !found.code.id.starts_with('F')),
        );
        found.extend(
            documents
                .iter()
                .flat_map(|document| render::html::formulas(document)),
        );
        let beside = beside_posts(sources);
        let schemas = Schemas::embedded();
        found.extend(memory.check_alone(&documents, &parse_options, sources, &schemas, beside));
        in_order(&mut found);
        found
    }
}

impl Plan {
    /// The site.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The paths of all outputs, such as `posts/name/index.html`.
    pub fn paths(&self) -> impl Iterator<Item = OutputPath> {
        let path = |job| OutputPath::new(&render::route(&self.site, job).output_path()).ok();
        self.jobs.iter().filter_map(path)
    }

    /// Makes one output ahead of the others, the same that [`finish`](Self::finish) makes; `None` when the site
    /// has none at the path, or a template is broken.
    pub fn render(&self, path: &OutputPath) -> Option<Artifact> {
        let is_wanted = |job: &&Job| render::route(&self.site, job).output_path() == path.as_str();
        let job = self.jobs.iter().find(is_wanted)?;
        artifact(self.renderer.render(job, &self.memory.render).value)
    }

    /// Checks the site and makes every output. What is remembered is neither checked nor made again.
    ///
    /// # Errors
    /// Only when the sink fails.
    pub fn finish(&self, sink: &dyn Sink) -> Result<Build, Error> {
        self.memory.next_build();
        let mut found = self.found.clone();
        let beside = beside_posts(&self.sources);
        let schemas = self.memory.schemas(&self.sources, beside, &mut found);
        found.extend(self.memory.check_alone(
            &self.documents,
            &self.parse_options,
            &self.sources,
            &schemas,
            beside,
        ));
        found.extend(self.memory.check_in_site(&self.site));
        found.extend(check::site(&self.site));
        found.extend(self.renderer.template_diagnostics().iter().cloned());
        found.extend(self.make_all(sink)?);
        apply_severities(&mut found, &self.site.config);
        in_order(&mut found);
        Ok(Build {
            diagnostics: found,
            site: Arc::clone(&self.site),
            outputs: self.jobs.len(),
        })
    }

    fn make_all(&self, sink: &dyn Sink) -> Result<Vec<Diagnostic>, Error> {
        let made = self.jobs.par_iter().map(|job| self.make(job, sink));
        let said: Vec<Vec<Diagnostic>> = made.collect::<Result<_, _>>()?;
        Ok(said.into_iter().flatten().collect())
    }

    /// Makes one output and hands it over; it is not held any longer.
    fn make(&self, job: &Job, sink: &dyn Sink) -> Result<Vec<Diagnostic>, Error> {
        let rendered = self.renderer.render(job, &self.memory.render);
        let mut found = rendered.diagnostics;
        let Some(artifact) = artifact(rendered.value) else {
            return Ok(found);
        };
        let route = render::route(&self.site, job);
        match OutputPath::new(&route.output_path()) {
            Ok(path) => sink.accept(path, artifact)?,
            Err(bad) => found.push(
                Diagnostic::new(
                    &catalogue::BAD_ROUTE,
                    format!("`{route}` cannot be written: {bad}"),
                )
                .help("give the page or file another name"),
            ),
        }
        Ok(found)
    }
}

impl Memory {
    fn remembering() -> Self {
        Self {
            themes: Memo::default(),
            schemas: Memo::default(),
            documents: Memo::default(),
            assets: Memo::default(),
            alone: Memo::default(),
            in_site: Memo::default(),
            render: RenderMemo::new(true),
        }
    }

    fn forgetful() -> Self {
        Self {
            themes: Memo::forgetful(),
            schemas: Memo::forgetful(),
            documents: Memo::forgetful(),
            assets: Memo::forgetful(),
            alone: Memo::forgetful(),
            in_site: Memo::forgetful(),
            render: RenderMemo::new(false),
        }
    }

    fn next_build(&self) {
        self.themes.next_build();
        self.schemas.next_build();
        self.documents.next_build();
        self.assets.next_build();
        self.alone.next_build();
        self.in_site.next_build();
        self.render.next_build();
    }

    fn theme(&self, sources: &SourceTree, name: &str, found: &mut Vec<Diagnostic>) -> Arc<Theme> {
        let key = || {
            let files = sources.below(site::theme::FOLDER).map(|(_, file)| file);
            (name.to_owned(), hash_of(files))
        };
        let theme = self.themes.get_or_make(key, || {
            let loaded = site::theme::load(sources, name);
            Arc::new(Diagnosed {
                value: Arc::new(loaded.value),
                diagnostics: loaded.diagnostics,
            })
        });
        found.extend(theme.diagnostics.iter().cloned());
        Arc::clone(&theme.value)
    }

    /// What is known of providers; `beside` is the hash of what lies beside the posts.
    fn schemas(&self, sources: &SourceTree, beside: u128, found: &mut Vec<Diagnostic>) -> Schemas {
        let read = || Arc::new(check::schemas(sources));
        let schemas = self.schemas.get_or_make(|| beside, read);
        found.extend(schemas.diagnostics.iter().cloned());
        schemas.value.clone()
    }

    /// Reads Markdown files.
    fn documents(
        &self,
        files: &[&SourceFile],
        options: &ParseOptions,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<Arc<Document>> {
        let parsed: Vec<_> = files
            .par_iter()
            .filter_map(|file| match &file.content {
                Content::Text(text) => Some((&file.path, text)),
                _ => None,
            })
            .map(|(path, text)| {
                let key = || (path.clone(), text.hash, options.clone());
                self.documents.get_or_make(key, || {
                    let parsed = content::parse(path, &text.text, text.hash, options);
                    Arc::new(Diagnosed {
                        value: Arc::new(parsed.value),
                        diagnostics: parsed.diagnostics,
                    })
                })
            })
            .collect();
        found.extend(
            parsed
                .iter()
                .flat_map(|parsed| parsed.diagnostics.iter().cloned()),
        );
        parsed.iter().map(|parsed| Arc::clone(&parsed.value)).collect()
    }

    fn assets(&self, sources: &SourceTree) -> Vec<Arc<Asset>> {
        ["content", "static"]
            .into_iter()
            .flat_map(|folder| sources.below(folder))
            .filter_map(|(_, file)| Some((file, published(file)?)))
            .map(|(file, blob)| {
                let key = || (file.path.clone(), blob_key(&blob));
                let make = || Arc::new(Asset::new(file.path.clone(), blob.clone()));
                self.assets.get_or_make(key, make)
            })
            .collect()
    }

    /// Checks what documents say by themselves.
    fn check_alone(
        &self,
        documents: &[Arc<Document>],
        options: &ParseOptions,
        sources: &SourceTree,
        schemas: &Schemas,
        beside: u128,
    ) -> Vec<Diagnostic> {
        let check = |document: &Arc<Document>| {
            let key = || (document.path.clone(), document.hash, options.clone(), beside);
            let check = || check::document(document, sources, schemas).into();
            self.alone.get_or_make(key, check)
        };
        let found: Vec<Arc<[Diagnostic]>> = documents.par_iter().map(check).collect();
        found.iter().flat_map(|found| found.iter().cloned()).collect()
    }

    /// Checks pages against their site.
    fn check_in_site(&self, site: &Site) -> Vec<Diagnostic> {
        let check = |at: usize| {
            let document = &site.pages[at].document;
            let key = || (document.path.clone(), document.hash, site.outline);
            let check = || check::page(site, site::PageId(at)).into();
            self.in_site.get_or_make(key, check)
        };
        let found: Vec<Arc<[Diagnostic]>> = (0..site.pages.len()).into_par_iter().map(check).collect();
        found.iter().flat_map(|found| found.iter().cloned()).collect()
    }
}

/// What is handed over for an output; nothing when it could not be made.
fn artifact(rendered: Rendered) -> Option<Artifact> {
    Some(match rendered {
        Rendered::Text(text) => Artifact::Bytes(text.into()),
        Rendered::File(Blob::Memory(bytes)) => Artifact::Bytes(bytes),
        Rendered::File(Blob::Disk { path, len, .. }) => Artifact::File { path, len },
        Rendered::Nothing => return None,
    })
}

/// What a file is published as when it is passed on; HCL beside the posts is read as well.
fn published(file: &SourceFile) -> Option<Blob> {
    match &file.content {
        Content::Blob(blob) => Some(blob.clone()),
        Content::Text(text) if file.path.extension() == "tf" => {
            Some(Blob::Memory(text.text.as_bytes().into()))
        }
        _ => None,
    }
}

/// The hash of what findings in any post may depend on beside the post: HCL files that it may take for its
/// context, and schemas.
fn beside_posts(sources: &SourceTree) -> u128 {
    let is_beside = |file: &&SourceFile| {
        let path = &file.path;
        path.extension() == "tf" || path.strip_folder("schemas").is_some()
    };
    hash_of(sources.iter().filter(is_beside))
}

/// A hash over the names of files and what is in them.
fn hash_of<'a>(files: impl Iterator<Item = &'a SourceFile>) -> u128 {
    let mut hasher = Xxh3::new();
    for file in files {
        file.path.hash(&mut hasher);
        match &file.content {
            Content::Text(text) => (0_u8, text.hash).hash(&mut hasher),
            Content::Blob(blob) => (1_u8, blob_key(blob)).hash(&mut hasher),
            Content::Unreadable(reason) => (2_u8, reason).hash(&mut hasher),
        }
    }
    hasher.digest128()
}

fn with_options(mut config: Config, options: &Options) -> Config {
    if let Some(base_url) = &options.base_url {
        config.base_url = base_url.clone();
    }
    config
}

/// Findings in the order of their files, each once.
fn in_order(found: &mut Vec<Diagnostic>) {
    found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    found.dedup();
}

/// Severities the author has changed; codes that are switched off go.
fn apply_severities(found: &mut Vec<Diagnostic>, config: &Config) {
    found.retain_mut(|diagnostic| match config.severities.get(diagnostic.code.id) {
        None => true,
        Some(None) => false,
        Some(Some(severity)) => {
            diagnostic.severity = *severity;
            true
        }
    });
}

fn blob_key(blob: &Blob) -> BlobKey {
    match blob {
        Blob::Disk { len, modified, .. } => BlobKey::Disk {
            len: *len,
            modified: *modified,
        },
        Blob::Memory(bytes) => BlobKey::Memory(xxhash_rust::xxh3::xxh3_128(bytes)),
    }
}
