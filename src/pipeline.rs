//! The whole build on one screen. With what lies below, the only user of `rayon` and of the memos.

mod built;
mod memory;
mod read;

use std::sync::Arc;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::check::elsewhere::{self, Outbound};
use crate::check::outputs::{Made, Output};
use crate::check::{self, Decided, Policy};
use crate::config::{self, BaseUrl, Config, Markdown};
use crate::content::{Document, ParseOptions};
use crate::data::{Date, TimeZone};
use crate::diagnostic::{Diagnosed, Diagnostic, catalogue};
use crate::error::Error;
use crate::hcl::schema::Schemas;
use crate::link::published::Published;
use crate::output::{Artifact, Cache, OutputPath, Sink};
use crate::render::{self, CardStore, Job, Manner, Rendered, Renderer, SpanStore};
use crate::site::{self, Parts, Picture, PictureStore, Site};
use crate::source::{Blob, SourceFile, SourceTree, Surroundings};
pub use built::{Built, check_built};
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
    /// Whether pages link to the theme's style sheet, which can then be exchanged by itself, instead of having it in
    /// them.
    pub linked_style: bool,
    /// Whether pages and files that nothing leads to are noted.
    pub unreached: bool,
    /// Whether the addresses of other hosts are gathered.
    pub elsewhere: bool,
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
    /// How many pictures this builder has decoded so far.
    pub decoded: usize,
    /// How many social cards this builder has drawn so far.
    pub drawn: usize,
    /// How many blocks of code this builder has taken apart with a bundled grammar so far.
    pub tokenized: usize,
    /// What the author has decided about findings, for those that are made later.
    pub policy: Policy,
    /// The addresses of other hosts, when they were asked for.
    pub elsewhere: Vec<Outbound>,
}

/// What was found in Markdown files that belong to no site.
#[derive(Debug)]
pub struct Files {
    /// All findings, in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
    /// The addresses of other hosts.
    pub elsewhere: Vec<Outbound>,
    /// What the author accepts.
    pub policy: Policy,
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
    unreached: bool,
    elsewhere: bool,
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

    /// The same, with pictures kept from build to build in a cache on the disk.
    #[must_use]
    pub fn with_cache(mut self, cache: Cache) -> Self {
        if let Some(memory) = Arc::get_mut(&mut self.memory) {
            memory.pictures = Arc::new(PictureStore::new(Some(cache)));
        }
        self
    }

    /// The same, with social cards kept from build to build in a cache on the disk.
    #[must_use]
    pub fn with_card_cache(mut self, cache: Cache) -> Self {
        if let Some(memory) = Arc::get_mut(&mut self.memory) {
            memory.render.cards = Arc::new(CardStore::new(Some(cache)));
        }
        self
    }

    /// The same, with what the bundled grammars made of code kept from build to build in a cache on the disk.
    #[must_use]
    pub fn with_span_cache(mut self, cache: Cache) -> Self {
        if let Some(memory) = Arc::get_mut(&mut self.memory) {
            memory.render.spans = Arc::new(SpanStore::new(Some(cache)));
        }
        self
    }

    /// Builds the site. Every output goes to `sink`, whatever the findings: what to do with it is the caller's
    /// choice.
    ///
    /// # Errors
    /// Only when the sink fails.
    pub fn build(&self, sources: &SourceTree, options: &Options, sink: &dyn Sink) -> Result<Build, Error> {
        in_pool(|| self.plan(sources, options).finish(sink))
    }

    /// Works out every address and output, and neither checks nor makes any.
    pub fn plan(&self, sources: &SourceTree, options: &Options) -> Plan {
        let memory = &self.memory;
        let mut found = check::sources(sources);
        let config = config::load(sources).drain_into(&mut found);
        let config = Arc::new(with_options(config, options));
        let theme = memory.theme(sources, &config, &mut found);
        let parse_options = ParseOptions {
            markdown: config.markdown,
            time_zone: config.time_zone.clone(),
        };
        let posts = sources.below("content").map(|(_, file)| file);
        let posts: Vec<&SourceFile> = posts.filter(|file| file.path.extension() == "md").collect();
        let documents = memory.documents(&posts, &parse_options, &mut found);
        let documents = Memory::include(&documents, sources, &mut found);
        let documents = memory.components(&documents, &parse_options, &theme, &mut found);
        let parts = Parts {
            config,
            theme,
            documents: documents.clone(),
            assets: memory.assets(sources),
            drafts: options.drafts,
            now: options.now.clone(),
        };
        let mut site = site::assemble(parts).drain_into(&mut found);
        memory.add_pictures(&mut site, &mut found);
        let fonts = memory.card_fonts(sources, &site.config, &mut found);
        if let Some(fonts) = &fonts {
            let bare = render::card::without_title(&site, fonts).drain_into(&mut found);
            site.leave_out_cards(bare);
        }
        let site = Arc::new(site);
        Plan {
            sources: sources.clone(),
            documents,
            parse_options,
            renderer: Renderer::new(
                &site,
                Manner {
                    adsense: options.adsense,
                    linked_style: options.linked_style,
                },
                fonts,
                &memory.render,
            ),
            jobs: render::jobs(&site),
            site,
            found,
            unreached: options.unreached,
            elsewhere: options.elsewhere,
            memory: Arc::clone(memory),
        }
    }

    /// Checks Markdown files that belong to no site, each by itself: all texts of the snapshot that are not HCL.
    /// Front matter is another tool's and not judged; of links, what is sure is. The findings come in the order of
    /// the files; with them, the addresses of other hosts, and what the author accepts.
    pub fn check_files(&self, sources: &SourceTree, surroundings: &Surroundings, decided: &Decided) -> Files {
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
        // Another generator may find files where Recto does not look.
        let documents = Memory::include(&documents, sources, &mut Vec::new());
        found.extend(
            of_documents
                .into_iter()
                .filter(|found| is_any_files(found, &documents)),
        );
        // Those of a site are reported when its pages are rendered.
        found.extend(
            documents
                .iter()
                .flat_map(|document| render::html::formulas(document)),
        );
        let beside = beside_posts(sources);
        let schemas = Schemas::embedded();
        found.extend(memory.check_alone(&documents, &parse_options, sources, &schemas, beside));
        found.extend(check::loose::check(&documents, surroundings, &parse_options));
        let policy = Policy::of_files(&documents, decided, surroundings);
        policy.apply(&mut found, sources);
        in_order(&mut found);
        Files {
            diagnostics: found,
            elsewhere: check::loose::elsewhere(&documents),
            policy,
        }
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
        if let Job::Page(page) = job {
            // The page waits for its pictures; they need not wait for each other.
            let shown = self.site.pictures_of(*page);
            shown.par_iter().for_each(|picture| drop(picture.facts()));
        }
        artifact(self.renderer.render(job, &self.memory.render).value)
    }

    /// Checks the site and makes every output. What is remembered is neither checked nor made again.
    ///
    /// # Errors
    /// Only when the sink fails.
    pub fn finish(&self, sink: &dyn Sink) -> Result<Build, Error> {
        sink.goes_on()?;
        if sink.wants_all() {
            make_pictures(&self.site);
        }
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
        found.extend(self.memory.check_in_site(&self.site, sink)?);
        found.extend(check::site(&self.site, &self.sources));
        found.extend(self.renderer.template_diagnostics().cloned());
        let published = Published::new(self.jobs.iter().map(|job| self.path(job)));
        let (outputs, are_whole) = self.make_all(&published, sink, &mut found)?;
        // Not before: what a build that is given up does not come to use is not forgotten.
        self.memory.next_build();
        let site = &self.site;
        let of_outputs = check::outputs::check(site, &self.sources, &published, &outputs, &found);
        found.extend(of_outputs);
        // A page that could not be made has links that nobody has seen.
        if self.unreached && are_whole {
            found.extend(check::outputs::unreached(site, &published, &outputs));
        }
        let elsewhere = if self.elsewhere {
            elsewhere::of_site(site, &self.sources, &published, &outputs)
        } else {
            Vec::new()
        };
        let pages = site.pages.iter().map(|page| &page.document.path).collect();
        let policy = Policy::of_site(&site.config, &self.documents, &pages);
        policy.apply(&mut found, &self.sources);
        in_order(&mut found);
        Ok(Build {
            diagnostics: found,
            site: Arc::clone(&self.site),
            outputs: self.jobs.len(),
            decoded: self.memory.pictures.decoded(),
            drawn: self.memory.render.cards.drawn(),
            tokenized: self.memory.render.spans.made(),
            policy,
            elsewhere,
        })
    }

    fn path(&self, job: &Job) -> String {
        render::route(&self.site, job).output_path()
    }

    /// Makes every output, and looks at what each refers to; and whether all could be made that have references.
    fn make_all(
        &self,
        published: &Published,
        sink: &dyn Sink,
        found: &mut Vec<Diagnostic>,
    ) -> Result<(Vec<Output>, bool), Error> {
        let paths = published.hash();
        let mut order: Vec<usize> = (0..self.jobs.len()).collect();
        order.sort_by_key(|at| !self.jobs[*at].grows());
        let made = order.par_iter().map(|&at| {
            let job = &self.jobs[at];
            let rendered = self.renderer.render(job, &self.memory.render);
            let path = self.path(job);
            let proof = self
                .memory
                .prove(&self.site, published, paths, &path, &rendered.value);
            let made = made_of(&self.site, job);
            let is_whole = !matches!(rendered.value, Rendered::Nothing) || matches!(job, Job::Card(_));
            let said = self.hand_over(&path, rendered, sink)?;
            Ok((at, said, Output { made, proof }, is_whole))
        });
        let mut made: Vec<(usize, Vec<Diagnostic>, Output, bool)> = made.collect::<Result<_, Error>>()?;
        made.sort_unstable_by_key(|(at, ..)| *at);
        let are_whole = made.iter().all(|(.., is_whole)| *is_whole);
        let (said, outputs): (Vec<_>, Vec<_>) = made
            .into_iter()
            .map(|(_, said, output, _)| (said, output))
            .unzip();
        found.extend(said.into_iter().flatten());
        Ok((outputs, are_whole))
    }

    /// Hands an output over; it is not held any longer.
    fn hand_over(
        &self,
        path: &str,
        rendered: Diagnosed<Rendered>,
        sink: &dyn Sink,
    ) -> Result<Vec<Diagnostic>, Error> {
        let mut found = rendered.diagnostics;
        let Some(artifact) = artifact(rendered.value) else {
            return Ok(found);
        };
        match OutputPath::new(path) {
            Ok(path) => sink.accept(path, artifact)?,
            Err(bad) => found.push(
                Diagnostic::new(
                    &catalogue::BAD_ROUTE,
                    format!("`/{path}` cannot be written: {bad}"),
                )
                .help("give the page or file another name"),
            ),
        }
        Ok(found)
    }
}

/// Works on one of the threads that share the work. From outside of them, each step that is shared would be waited for
/// asleep, which in a small site costs more than the step.
fn in_pool<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    rayon::scope(|_| work())
}

/// Makes all sizes of all pictures, from one decoding of each.
fn make_pictures(site: &Site) {
    let pictures: Vec<&Arc<Picture>> = site.pictures.iter().collect();
    pictures.par_iter().for_each(|picture| picture.make_all());
}

fn made_of(site: &Site, job: &Job) -> Made {
    match job {
        Job::Page(page) => Made::Page(*page),
        Job::Listing(at, 1) => site.listings[*at].kind.written().map_or(Made::Theme, Made::Page),
        Job::Asset(route) => Made::File(site.assets[route].path.clone()),
        _ => Made::Theme,
    }
}

/// What is handed over for an output; nothing when it could not be made.
fn artifact(rendered: Rendered) -> Option<Artifact> {
    Some(match rendered {
        Rendered::Text(text, _) => Artifact::Bytes(text.into()),
        Rendered::File(Blob::Memory(bytes)) => Artifact::Bytes(bytes),
        Rendered::File(Blob::Disk { path, len, .. }) => Artifact::File { path, len },
        Rendered::Deferred(deferred) => Artifact::Deferred(deferred),
        Rendered::Nothing => return None,
    })
}

fn with_options(mut config: Config, options: &Options) -> Config {
    if let Some(base_url) = &options.base_url {
        config.base_url = base_url.clone();
    }
    config
}

/// Findings in the order of their files, each once; two posts that show one file find the same in it.
fn in_order(found: &mut Vec<Diagnostic>) {
    found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    found.dedup_by(|a, b| a == b || (a.sort_key() == b.sort_key() && is_in_included(a)));
}

/// Whether a finding is in a file that a post shows.
fn is_in_included(found: &Diagnostic) -> bool {
    let Some((first, last)) = found.labels.first().zip(found.labels.last()) else {
        return false;
    };
    first.location.path.extension() != "md" && last.location.path.extension() == "md"
}

/// Whether a finding is one of a file that belongs to no site. `F` is the letter of front matter, which is another
/// tool's but for what it says about HCL.
fn is_any_files(found: &Diagnostic, documents: &[Arc<Document>]) -> bool {
    let is_ours = || {
        let place = found.labels.first().map(|label| &label.location);
        place.is_some_and(|place| {
            let mut same = documents.iter().filter(|document| document.path == place.path);
            same.any(|document| {
                let written = &document.front_matter.hcl.written;
                written.iter().any(|written| written.contains(place.span))
            })
        })
    };
    // Other tools have alerts and calls of their own; what is nearly one of GitHub's is a slip anywhere.
    let is_own_alert = found.code == &catalogue::LITERAL_ALERT && found.fix.is_none();
    let is_own_call = found.code == &catalogue::COMPONENT_SYNTAX;
    let is_template = check::loose::is_of_template(found, documents);
    !is_own_alert && !is_own_call && !is_template && (!found.code.id.starts_with('F') || is_ours())
}
