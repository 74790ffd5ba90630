//! The whole build on one screen. The only user of `rayon` and of the memos.

use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

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
use crate::site::{self, Parts, Site};
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
    pub site: Site,
    /// How many outputs were made.
    pub outputs: usize,
}

/// Builds a site, again and again if need be, and remembers what did not change in between.
#[derive(Debug, Default)]
pub struct Builder {
    documents: Memo<(SourcePath, u128), Arc<Parsed>>,
    assets: Memo<(SourcePath, BlobKey), Arc<Asset>>,
    render: RenderMemo,
    /// What the remembered documents depend on beside their files.
    inputs: Option<Inputs>,
    remembers: bool,
}

/// What a document depends on beside its file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Inputs {
    options: ParseOptions,
    /// The hash of the HCL files that posts may name, and of the schemas.
    beside: u128,
    belonging: Belonging,
}

/// Whether files are a site's, or any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Belonging {
    Site,
    Nowhere,
}

/// A document with all that can be said of it alone.
type Parsed = Diagnosed<Arc<Document>>;

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

impl Builder {
    /// A builder for one build, which remembers nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A builder for many builds.
    pub fn remembering() -> Self {
        Self {
            remembers: true,
            ..Self::default()
        }
    }

    /// Builds the site. Every output goes to `sink`, whatever the findings: what to do with it is the caller's
    /// choice.
    ///
    /// # Errors
    /// Only when the sink fails.
    pub fn build(
        &mut self,
        sources: &SourceTree,
        options: &Options,
        sink: &dyn Sink,
    ) -> Result<Build, Error> {
        let mut found = check::sources(sources);
        let config = config::load(sources).drain_into(&mut found);
        let config = Arc::new(with_options(config, options));
        let theme = Arc::new(site::theme::load(sources, &config).drain_into(&mut found));
        let schemas = check::schemas(sources).drain_into(&mut found);
        let documents = self.documents(sources, &config, &schemas, &mut found);
        let assets = self.assets(sources);
        let parts = Parts {
            config,
            theme,
            documents,
            assets,
            drafts: options.drafts,
            now: options.now.clone(),
        };
        let site = site::assemble(parts).drain_into(&mut found);
        found.extend(check_all(&site));
        let outputs = self.render(&site, options, sink, &mut found)?;
        apply_severities(&mut found, &site.config);
        found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        found.dedup();
        Ok(Build {
            diagnostics: found,
            site,
            outputs,
        })
    }

    /// Checks Markdown files that belong to no site, each by itself: all texts of the snapshot that are not HCL.
    /// Front matter is another tool's and not judged; links cannot be. The findings come in the order of the
    /// files.
    pub fn check_files(&mut self, sources: &SourceTree) -> Vec<Diagnostic> {
        let mut found = check::sources(sources);
        let inputs = Inputs {
            options: ParseOptions {
                markdown: Markdown::default(),
                time_zone: TimeZone::utc(),
            },
            beside: beside_posts(sources),
            belonging: Belonging::Nowhere,
        };
        let is_document = |file: &&SourceFile| file.path.extension() != "tf";
        let files: Vec<&SourceFile> = sources.iter().filter(is_document).collect();
        self.parsed(sources, &files, &inputs, &Schemas::embedded(), &mut found);
        found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        found.dedup();
        found
    }

    /// Reads every Markdown file of a site.
    fn documents(
        &mut self,
        sources: &SourceTree,
        config: &Config,
        schemas: &Schemas,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<Arc<Document>> {
        let inputs = Inputs {
            options: ParseOptions {
                markdown: config.markdown,
                time_zone: config.time_zone.clone(),
            },
            beside: beside_posts(sources),
            belonging: Belonging::Site,
        };
        let posts = sources.below("content").map(|(_, file)| file);
        let files: Vec<&SourceFile> = posts.filter(|file| file.path.extension() == "md").collect();
        self.parsed(sources, &files, &inputs, schemas, found)
    }

    /// Reads Markdown files; one that was read before is not read again.
    fn parsed(
        &mut self,
        sources: &SourceTree,
        files: &[&SourceFile],
        inputs: &Inputs,
        schemas: &Schemas,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<Arc<Document>> {
        if self.inputs.as_ref() != Some(inputs) {
            self.documents = Memo::default();
            self.inputs = Some(inputs.clone());
        }
        self.documents.next_build();
        let parsed: Vec<Arc<Parsed>> = files
            .par_iter()
            .filter_map(|file| match &file.content {
                Content::Text(text) => Some((&file.path, text)),
                _ => None,
            })
            .map(|(path, text)| {
                let parse = || Arc::new(parse(path, text, inputs, sources, schemas));
                if self.remembers {
                    self.documents.get_or_make((path.clone(), text.hash), parse)
                } else {
                    parse()
                }
            })
            .collect();
        found.extend(
            parsed
                .iter()
                .flat_map(|parsed| parsed.diagnostics.iter().cloned()),
        );
        parsed.iter().map(|parsed| parsed.value.clone()).collect()
    }

    fn assets(&self, sources: &SourceTree) -> Vec<Arc<Asset>> {
        self.assets.next_build();
        ["content", "static"]
            .into_iter()
            .flat_map(|folder| sources.below(folder))
            .filter_map(|(_, file)| Some((file, published(file)?)))
            .map(|(file, blob)| {
                let make = || Arc::new(Asset::new(file.path.clone(), blob.clone()));
                if self.remembers {
                    self.assets
                        .get_or_make((file.path.clone(), blob_key(&blob)), make)
                } else {
                    make()
                }
            })
            .collect()
    }

    fn render(
        &self,
        site: &Site,
        options: &Options,
        sink: &dyn Sink,
        found: &mut Vec<Diagnostic>,
    ) -> Result<usize, Error> {
        self.render.next_build();
        let renderer = Renderer::new(site, options.adsense, self.remembers.then_some(&self.render));
        found.extend(renderer.template_diagnostics().iter().cloned());
        let jobs = render::jobs(site);
        let said: Vec<Vec<Diagnostic>> = jobs
            .par_iter()
            .map(|job| make(site, &renderer, job, sink))
            .collect::<Result<_, _>>()?;
        found.extend(said.into_iter().flatten());
        Ok(jobs.len())
    }
}

fn parse(
    path: &SourcePath,
    text: &source::Text,
    inputs: &Inputs,
    sources: &SourceTree,
    schemas: &Schemas,
) -> Parsed {
    let parsed = content::parse(path, &text.text, text.hash, &inputs.options);
    let (document, mut diagnostics) = (parsed.value, parsed.diagnostics);
    if inputs.belonging == Belonging::Nowhere {
        // `F` is the letter of front matter, which is another tool's but for what it says about HCL. Formulas of a
        // site are reported when its pages are rendered.
        let hcl = &document.front_matter.hcl.written;
        diagnostics.retain(|found| {
            let place = found.labels.first().map(|label| label.location.span);
            let is_ours = place.is_some_and(|place| hcl.iter().any(|written| written.contains(place)));
            !found.code.id.starts_with('F') || is_ours
        });
        diagnostics.extend(render::html::formulas(&document));
    }
    diagnostics.extend(check::document(&document, sources, schemas));
    Diagnosed {
        value: Arc::new(document),
        diagnostics,
    }
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
    let mut names = String::new();
    for file in sources.iter() {
        let path = &file.path;
        let is_schema = path.strip_folder("schemas").is_some() && path.extension() == "txt";
        if let Content::Text(text) = &file.content
            && (is_schema || path.extension() == "tf")
        {
            names += &format!("{path}\n{}\n", text.hash);
        }
    }
    xxhash_rust::xxh3::xxh3_128(names.as_bytes())
}

fn check_all(site: &Site) -> Vec<Diagnostic> {
    let pages: Vec<Vec<Diagnostic>> = (0..site.pages.len())
        .into_par_iter()
        .map(|at| check::page(site, site::PageId(at)))
        .collect();
    pages.into_iter().flatten().chain(check::site(site)).collect()
}

/// Makes one output and hands it over; it is not held any longer.
fn make(site: &Site, renderer: &Renderer<'_>, job: &Job, sink: &dyn Sink) -> Result<Vec<Diagnostic>, Error> {
    let route = render::route(site, job);
    let rendered = renderer.render(job);
    let artifact = match rendered.value {
        Rendered::Text(text) => Artifact::Bytes(Arc::from(text.as_bytes())),
        Rendered::File(Blob::Memory(bytes)) => Artifact::Bytes(bytes),
        Rendered::File(Blob::Disk { path, len, .. }) => Artifact::File { path, len },
        Rendered::Nothing => return Ok(rendered.diagnostics),
    };
    let mut found = rendered.diagnostics;
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

fn with_options(mut config: Config, options: &Options) -> Config {
    if let Some(base_url) = &options.base_url {
        config.base_url = base_url.clone();
    }
    config
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
