//! What is remembered between builds. Does the parallel work on files and pages, too.

use std::hash::Hash;
use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use xxhash_rust::xxh3::Xxh3;

use crate::card::Fonts;
use crate::check;
use crate::config::{self, Config, Style};
use crate::content::asset::Asset;
use crate::content::component;
use crate::content::{self, Document, ParseOptions};
use crate::diagnostic::{Diagnosed, Diagnostic};
use crate::error::Error;
use crate::hcl::schema::Schemas;
use crate::link::proof::Proof;
use crate::link::published::Published;
use crate::link::{self, Contents};
use crate::memo::Memo;
use crate::output::Sink;
use crate::render::{RenderMemo, Rendered, card};
use crate::site::{self, PictureStore, Site, Theme};
use crate::source::{Blob, Content, SourceFile, SourcePath, SourceTree, Span};

/// A document with what was found while it was read.
type Parsed = Diagnosed<Arc<Document>>;

/// A theme with what was found in it.
type Dressed = Diagnosed<Arc<Theme>>;

/// What is remembered from one build to the next. Each key holds all that its value depends on.
#[derive(Debug)]
pub(super) struct Memory {
    themes: Memo<(String, Style, u128), Arc<Dressed>>,
    schemas: Memo<u128, Arc<Diagnosed<Schemas>>>,
    documents: Memo<(SourcePath, u128, ParseOptions), Arc<Parsed>>,
    /// Documents with the components in their calls, by the document's hash and that of all components.
    components: Memo<(SourcePath, u128, ParseOptions, u128), Arc<Parsed>>,
    assets: Memo<(SourcePath, BlobKey), Arc<Asset>>,
    /// Findings in a document alone, by what lies beside the posts as well.
    alone: Memo<(SourcePath, u128, ParseOptions, u128), Arc<[Diagnostic]>>,
    /// Findings about a page in its site, by the site's outline as well.
    in_site: Memo<(SourcePath, u128, u128), Arc<[Diagnostic]>>,
    pub(super) render: RenderMemo,
    /// What social cards are drawn with, by the names and contents of the site's own fonts.
    fonts: Memo<u128, Arc<Diagnosed<Arc<Fonts>>>>,
    /// What was made of pictures, also in a single build: several pages may show one.
    pub(super) pictures: Arc<PictureStore>,
    /// What outputs refer to, by the hash of all paths as well.
    proofs: Memo<(OutputKey, u128), Proved>,
}

/// A proof, and the text that its key gives the place of.
type Proved = (Arc<Proof>, Option<Arc<str>>);

/// What tells an output from an earlier one: the memory that its text lies in, which is kept with what is
/// remembered, or what tells its file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum OutputKey {
    Text { path: String, memory: usize },
    File { path: String, blob: BlobKey },
}

/// What tells a file that is passed on from another one of its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum BlobKey {
    Disk { len: u64, modified: u128 },
    Memory(u128),
}

/// How much of a style sheet, drawing or page of the author's is read, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;

impl Memory {
    pub(super) fn remembering() -> Self {
        Self {
            themes: Memo::default(),
            schemas: Memo::default(),
            documents: Memo::default(),
            components: Memo::default(),
            assets: Memo::default(),
            alone: Memo::default(),
            in_site: Memo::default(),
            render: RenderMemo::new(true),
            fonts: Memo::default(),
            pictures: Arc::new(PictureStore::new(None)),
            proofs: Memo::default(),
        }
    }

    pub(super) fn forgetful() -> Self {
        Self {
            themes: Memo::forgetful(),
            schemas: Memo::forgetful(),
            documents: Memo::forgetful(),
            components: Memo::forgetful(),
            assets: Memo::forgetful(),
            alone: Memo::forgetful(),
            in_site: Memo::forgetful(),
            render: RenderMemo::new(false),
            fonts: Memo::forgetful(),
            pictures: Arc::new(PictureStore::new(None)),
            proofs: Memo::forgetful(),
        }
    }

    pub(super) fn next_build(&self) {
        self.themes.next_build();
        self.schemas.next_build();
        self.documents.next_build();
        self.components.next_build();
        self.assets.next_build();
        self.alone.next_build();
        self.in_site.next_build();
        self.render.next_build();
        self.fonts.next_build();
        self.pictures.next_build();
        self.proofs.next_build();
    }

    pub(super) fn theme(
        &self,
        sources: &SourceTree,
        config: &Config,
        found: &mut Vec<Diagnostic>,
    ) -> Arc<Theme> {
        let (name, style) = (&*config.theme, &config.style);
        let key = || {
            let files = sources.below(site::theme::FOLDER).map(|(_, file)| file);
            (name.to_owned(), style.clone(), hash_of(files))
        };
        let theme = self.themes.get_or_make(key, || {
            let loaded = site::theme::load(sources, name, style);
            Arc::new(Diagnosed {
                value: Arc::new(loaded.value),
                diagnostics: loaded.diagnostics,
            })
        });
        found.extend(site::theme::unknown(sources, name, || {
            config::place(sources, "theme")
        }));
        found.extend(theme.diagnostics.iter().cloned());
        Arc::clone(&theme.value)
    }

    /// What is known of providers; `beside` is the hash of what lies beside the posts.
    pub(super) fn schemas(&self, sources: &SourceTree, beside: u128, found: &mut Vec<Diagnostic>) -> Schemas {
        let read = || Arc::new(check::schemas(sources));
        let schemas = self.schemas.get_or_make(|| beside, read);
        found.extend(schemas.diagnostics.iter().cloned());
        schemas.value.clone()
    }

    /// Reads Markdown files.
    pub(super) fn documents(
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

    /// Puts the files into documents whose code blocks show some. What that gives depends on these files as well,
    /// and is told by the document's hash, so it need not be remembered.
    pub(super) fn include(
        documents: &[Arc<Document>],
        sources: &SourceTree,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<Arc<Document>> {
        let resolve = |document| content::include::resolve(document, sources);
        let included: Vec<_> = documents.par_iter().map(resolve).collect();
        included
            .into_iter()
            .map(|included| included.drain_into(found))
            .collect()
    }

    /// Puts the components of the theme into the documents that call some.
    pub(super) fn components(
        &self,
        documents: &[Arc<Document>],
        options: &ParseOptions,
        theme: &Theme,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<Arc<Document>> {
        let components = &theme.components;
        let mut hasher = Xxh3::new();
        for (name, component) in components {
            (name, component.hash).hash(&mut hasher);
        }
        let all = hasher.digest128();
        let resolve = |document: &Arc<Document>| {
            if document.facts.components.is_empty() {
                return Arc::new(Diagnosed::clean(Arc::clone(document)));
            }
            let key = || (document.path.clone(), document.hash, options.clone(), all);
            let resolve = || Arc::new(component::resolve(document, components));
            self.components.get_or_make(key, resolve)
        };
        let resolved: Vec<Arc<Parsed>> = documents.par_iter().map(resolve).collect();
        let said = resolved.iter().flat_map(|resolved| &resolved.diagnostics);
        found.extend(said.cloned());
        resolved
            .iter()
            .map(|resolved| Arc::clone(&resolved.value))
            .collect()
    }

    pub(super) fn assets(&self, sources: &SourceTree) -> Vec<Arc<Asset>> {
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

    /// Reads the pictures that pages show, and plans their forms.
    pub(super) fn add_pictures(&self, site: &mut Site, found: &mut Vec<Diagnostic>) {
        let files = site.shown_files();
        files.par_iter().for_each(|(_, asset)| {
            asset.inspection();
        });
        found.extend(site.add_pictures(&files, &self.pictures));
    }

    /// What social cards are drawn with; nothing on a site without them.
    pub(super) fn card_fonts(
        &self,
        sources: &SourceTree,
        config: &Config,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Arc<Fonts>> {
        let cards = config.social_cards.as_ref()?;
        let key = || {
            let named = cards.fonts.iter().filter_map(|(path, _)| sources.get(path));
            let mut hasher = Xxh3::new();
            (hash_of(named), format!("{cards:?}")).hash(&mut hasher);
            hasher.digest128()
        };
        let fonts = self
            .fonts
            .get_or_make(key, || Arc::new(card::load_fonts(cards, sources)));
        found.extend(fonts.diagnostics.iter().cloned());
        Some(Arc::clone(&fonts.value))
    }

    /// Holds the references of an output against the paths of all. `paths` is the hash of these.
    pub(super) fn prove(
        &self,
        site: &Site,
        published: &Published,
        paths: u128,
        path: &str,
        rendered: &Rendered,
    ) -> Arc<Proof> {
        if !Contents::has_any(path) {
            return Arc::default();
        }
        let prove = |text: &str, inert: &[Span]| {
            let contents = Contents::of(path, text, inert);
            Arc::new(link::proof::prove(published, &site.origin, path, contents))
        };
        let path = path.to_owned();
        match rendered {
            Rendered::Text(text, inert) => {
                let memory = text.as_ptr() as usize;
                let key = || (OutputKey::Text { path, memory }, paths);
                self.proofs
                    .get_or_make(key, || (prove(text, inert), Some(Arc::clone(text))))
                    .0
            }
            Rendered::File(blob) => {
                let blob_key = || blob_key(blob);
                let key = || {
                    let blob = blob_key();
                    (OutputKey::File { path, blob }, paths)
                };
                let read = || String::from_utf8_lossy(&blob.head(LARGEST)).into_owned();
                self.proofs.get_or_make(key, || (prove(&read(), &[]), None)).0
            }
            // Pictures refer to nothing.
            Rendered::Deferred(_) | Rendered::Nothing => Arc::default(),
        }
    }

    /// Checks what documents say by themselves.
    pub(super) fn check_alone(
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

    /// Checks pages against their site, for as long as their outputs are wanted.
    ///
    /// # Errors
    /// Only when the sink fails.
    pub(super) fn check_in_site(&self, site: &Site, sink: &dyn Sink) -> Result<Vec<Diagnostic>, Error> {
        let check = |at: usize| {
            sink.goes_on()?;
            let document = &site.pages[at].document;
            let key = || (document.path.clone(), document.hash, site.outline);
            let check = || check::page(site, site::PageId(at)).into();
            Ok(self.in_site.get_or_make(key, check))
        };
        let found = (0..site.pages.len()).into_par_iter().map(check);
        let found: Vec<Arc<[Diagnostic]>> = found.collect::<Result<_, Error>>()?;
        Ok(found.iter().flat_map(|found| found.iter().cloned()).collect())
    }
}

/// What a file is published as when it is passed on; HCL beside the posts is read as well.
fn published(file: &SourceFile) -> Option<Blob> {
    match &file.content {
        Content::Blob(blob) => Some(blob.clone()),
        Content::Text(text)
            if matches!(
                file.path.extension(),
                "tf" | "css" | "htm" | "html" | "svg" | "xml"
            ) =>
        {
            Some(Blob::Memory(text.text.as_bytes().into()))
        }
        _ => None,
    }
}

/// The hash of what findings in any post may depend on beside the post: HCL files that it may take for its
/// context, and schemas.
pub(super) fn beside_posts(sources: &SourceTree) -> u128 {
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

fn blob_key(blob: &Blob) -> BlobKey {
    match blob {
        Blob::Disk { len, modified, .. } => BlobKey::Disk {
            len: *len,
            modified: *modified,
        },
        Blob::Memory(bytes) => BlobKey::Memory(xxhash_rust::xxh3::xxh3_128(bytes)),
    }
}
