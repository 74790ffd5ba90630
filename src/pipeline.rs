//! The whole build on one screen. With what lies below, the only user of `rayon` and of the memos.

mod memory;
mod read;

use std::sync::Arc;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::check;
use crate::config::{self, BaseUrl, Config, Markdown};
use crate::content::{Document, ParseOptions};
use crate::data::{Date, TimeZone};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::error::Error;
use crate::hcl::schema::Schemas;
use crate::output::{Artifact, OutputPath, Sink};
use crate::render::{self, Job, Rendered, Renderer};
use crate::site::{self, Parts, Site};
use crate::source::{Blob, SourceFile, SourceTree};
use memory::{Memory, beside_posts};
pub use read::{Reader, read, read_files};

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

/// What is handed over for an output; nothing when it could not be made.
fn artifact(rendered: Rendered) -> Option<Artifact> {
    Some(match rendered {
        Rendered::Text(text) => Artifact::Bytes(text.into()),
        Rendered::File(Blob::Memory(bytes)) => Artifact::Bytes(bytes),
        Rendered::File(Blob::Disk { path, len, .. }) => Artifact::File { path, len },
        Rendered::Nothing => return None,
    })
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
