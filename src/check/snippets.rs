//! Code blocks that can be proved: HCL.
//!
//! The blocks of a post are read as one Terraform module, together with the files it names as its context;
//! blocks with `module=NAME` form modules of their own. A block that should fail sees the module, but the
//! module does not see it.

mod attributes;
mod edits;
mod expectation;
mod modules;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::content::fence::Fence;
use crate::content::links::{self, ModuleLinks};
use crate::content::{Document, Node, NodeKind};
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Location, catalogue};
use crate::hcl::schema::Schemas;
use crate::hcl::{Fragment, Module, ModuleOptions, Place, Shape};
use crate::source::{SourcePath, SourceTree, Span, join};
pub use modules::PostModule;
pub(super) use modules::modules;

/// Checks every code block of a document.
pub(super) fn check(document: &Document, sources: &SourceTree, schemas: &Schemas) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for fence in &document.facts.fences {
        found.extend(attributes::check(document, fence));
    }
    let fences = checked(document);
    if fences.is_empty() {
        return found;
    }
    let post = Post::new(document, sources, schemas, &mut found);
    let modules = by_module(&fences);
    let mut last = None;
    let mut links = Vec::new();
    for fences in modules.values() {
        last = post.module(fences, sources, &mut links, &mut found);
    }
    document.keep_links(links);
    let only = last.filter(|_| modules.len() == 1);
    found.extend(post.mentions(&fences, only));
    found
}

/// The blocks of a document that are HCL and not to be ignored.
fn checked(document: &Document) -> Vec<&Fence> {
    let fences = document.facts.fences.iter().map(|fence| &**fence);
    fences.filter(|fence| fence.is_checked()).collect()
}

/// Blocks by the name of the module they belong to; the post's own has none.
fn by_module<'a>(fences: &[&'a Fence]) -> BTreeMap<&'a str, Vec<&'a Fence>> {
    let mut modules: BTreeMap<&str, Vec<&Fence>> = BTreeMap::new();
    for fence in fences {
        modules.entry(fence.module_name()).or_default().push(fence);
    }
    modules
}

/// How much code is looked through for the edits of one fix, in bytes: an edit looks at its line, and a line
/// may be all there is.
const FIX_WORK: usize = 1 << 29;

/// A file with code that belongs to a post's.
#[derive(Clone, Debug)]
struct ContextFile<'a> {
    path: SourcePath,
    text: &'a str,
}

/// What holds for all modules of a post.
struct Post<'a> {
    document: &'a Document,
    context: Vec<ContextFile<'a>>,
    options: ModuleOptions,
}

impl<'a> Post<'a> {
    fn new(
        document: &'a Document,
        sources: &'a SourceTree,
        schemas: &Schemas,
        found: &mut Vec<Diagnostic>,
    ) -> Self {
        let hcl = &document.front_matter.hcl;
        Self {
            document,
            context: context(document, sources, found),
            options: ModuleOptions {
                complete: hcl.complete,
                called: false,
                providers: hcl.providers.iter().cloned().collect(),
                schemas: schemas.clone(),
            },
        }
    }

    /// Checks the blocks of one module, and gives it when it has all of them and no files of its own.
    fn module<'m>(
        &self,
        fences: &[&'m Fence],
        sources: &'a SourceTree,
        links: &mut Vec<ModuleLinks>,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Module<'m>>
    where
        'a: 'm,
    {
        let files = self.files(fences, sources, found);
        let (failing, good) = split(fences);
        let module = self.read(&files, &good);
        // A page has links among what it shows, and what it shows is all that is read.
        let is_shown = failing.is_empty() && files.is_empty() && good.iter().all(|fence| !fence.is_hidden());
        let may_lead = links::may_lead(&good);
        let (wrong, of_module) = module.check_and_link(|from, to| is_shown && may_lead(from, to));
        if is_shown {
            links.push(ModuleLinks::new(&good, of_module));
        }
        found.extend(self.good(wrong, &files, &good));
        for fence in &failing {
            found.extend(self.failing(&files, &good, fence));
        }
        (failing.is_empty() && files.len() == self.context.len()).then_some(module)
    }

    /// The files that belong to a module: the post's context, and what its blocks name.
    fn files(
        &self,
        fences: &[&Fence],
        sources: &'a SourceTree,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<ContextFile<'a>> {
        let mut files = self.context.clone();
        for fence in fences {
            if let Some(attribute) = fence.attribute("context")
                && let Some(name) = attribute.value.as_deref()
            {
                match context_file(self.document, sources, name) {
                    Some(file) if files.iter().all(|known| known.path != file.path) => files.push(file),
                    Some(_) => {}
                    None => found.push(
                        no_file(&catalogue::HCL_EXPECTATION, name)
                            .at(self.document.location(attribute.span), ""),
                    ),
                }
            }
        }
        files
    }

    fn good(
        &self,
        wrong: Vec<Diagnostic<Place>>,
        files: &[ContextFile<'_>],
        fences: &[&Fence],
    ) -> Vec<Diagnostic> {
        let mut by_fence: Vec<Vec<Diagnostic>> = vec![Vec::new(); fences.len()];
        let mut found = Vec::new();
        for finding in wrong {
            let fragment = finding.labels.first().map_or(0, |label| label.location.fragment);
            let finding = self.located(files, fences, finding);
            match by_fence.get_mut(fragment.wrapping_sub(files.len())) {
                Some(of_fence) => of_fence.push(finding),
                None => found.push(finding),
            }
        }
        for (fence, of_fence) in fences.iter().zip(by_fence) {
            found.extend(expectation::allow(self.document, fence, of_fence));
        }
        found
    }

    /// Checks a block that should fail as the last one of its module.
    fn failing(&self, files: &[ContextFile<'_>], good: &[&Fence], fence: &Fence) -> Vec<Diagnostic> {
        let Some(expected) = fence.attribute("should_fail") else {
            return Vec::new();
        };
        let fences: Vec<&Fence> = good.iter().copied().chain([fence]).collect();
        let last = files.len() + good.len();
        let mut found = self.read(files, &fences).check();
        found.retain(|finding| finding.labels.iter().any(|label| label.location.fragment == last));
        let found = found
            .into_iter()
            .map(|finding| self.located(files, &fences, finding))
            .collect();
        let found = expectation::allow(self.document, fence, found);
        expectation::fail(self.document, fence, expected, found)
    }

    fn read<'m>(&self, files: &[ContextFile<'m>], fences: &[&'m Fence]) -> Module<'m> {
        let files = files.iter().map(|file| Fragment {
            text: file.text,
            shape: Some(Shape::Module),
            ..Fragment::default()
        });
        let fragments: Vec<Fragment<'_>> = files.chain(fences.iter().map(|fence| fence.fragment())).collect();
        // A module with a name may be one that the post's own module calls.
        let called = fences
            .first()
            .is_some_and(|fence| !fence.module_name().is_empty());
        if called {
            let options = ModuleOptions {
                called,
                ..self.options.clone()
            };
            return Module::read(&fragments, &options);
        }
        Module::read(&fragments, &self.options)
    }

    fn located(
        &self,
        files: &[ContextFile<'_>],
        fences: &[&Fence],
        mut finding: Diagnostic<Place>,
    ) -> Diagnostic {
        let fix = finding.fix.take();
        let first = finding.labels.first().map(|label| label.location.fragment);
        let mut located = finding.map_locations(|place| match files.get(place.fragment) {
            Some(file) => Location::new(&file.path, place.span),
            None => {
                let fence = fences.get(place.fragment - files.len());
                fence.map_or_else(
                    || self.document.location(Span::default()),
                    |fence| fence.location(self.document, place.span),
                )
            }
        });
        located.labels.extend(self.inclusion(files, fences, first));
        located.fix = fix.and_then(|fix| self.located_fix(files, fences, &fix));
        located
    }

    /// Where the post shows the file that a finding is in.
    fn inclusion(
        &self,
        files: &[ContextFile<'_>],
        fences: &[&Fence],
        fragment: Option<usize>,
    ) -> Option<Label<Location>> {
        let fence = fences.get(fragment?.checked_sub(files.len())?)?;
        fence.included.as_ref()?;
        let attribute = fence.attribute("file")?;
        Some(Label {
            location: self.document.location(attribute.span),
            message: "shown here".into(),
        })
    }

    /// A fix as a change of the files; `None` when one of its edits cannot be made there.
    fn located_fix(&self, files: &[ContextFile<'_>], fences: &[&Fence], fix: &Fix<Place>) -> Option<Fix> {
        let work = |edit: &Edit<Place>| {
            let fence = fences.get(edit.location.fragment.wrapping_sub(files.len()));
            fence.map_or(0, |fence| fence.source().len())
        };
        if fix.edits.iter().map(work).fold(0, usize::saturating_add) > FIX_WORK {
            return None;
        }
        let located = |edit: &Edit<Place>| {
            let Place { fragment, span } = edit.location;
            let Some(file) = files.get(fragment) else {
                let fence = fences.get(fragment - files.len())?;
                return edits::to_file(self.document, fence, span, &edit.replacement);
            };
            Some(Edit {
                location: Location::new(&file.path, span),
                replacement: edit.replacement.replace('\n', edits::line_ending(file.text)),
            })
        };
        Some(Fix {
            title: fix.title.clone(),
            edits: fix.edits.iter().map(located).collect::<Option<_>>()?,
        })
    }

    /// Checks names of the code in the text around it. Most posts are one module, which has been read.
    fn mentions(&self, fences: &[&Fence], read: Option<Module<'_>>) -> Vec<Diagnostic> {
        let mut codes = Vec::new();
        for node in &self.document.body {
            inline_code(node, &mut codes);
        }
        if codes.is_empty() {
            return Vec::new();
        }
        let mentions: Vec<(&str, Location)> = codes
            .into_iter()
            .map(|(text, span)| (text, self.document.location(span)))
            .collect();
        match read {
            Some(module) => module.mentions(&mentions),
            None => self.read(&self.context, fences).mentions(&mentions),
        }
    }
}

/// The blocks that should fail, and the others.
fn split<'f>(fences: &[&'f Fence]) -> (Vec<&'f Fence>, Vec<&'f Fence>) {
    fences
        .iter()
        .partition(|fence| fence.attribute("should_fail").is_some())
}

/// Inline code that may be an address.
fn inline_code<'a>(node: &'a Node, codes: &mut Vec<(&'a str, Span)>) {
    if let NodeKind::Code(text) = &node.kind
        && text.contains('.')
    {
        codes.push((text, node.span));
    }
    for child in &node.children {
        inline_code(child, codes);
    }
}

/// The files that the front matter names.
fn context<'a>(
    document: &Document,
    sources: &'a SourceTree,
    found: &mut Vec<Diagnostic>,
) -> Vec<ContextFile<'a>> {
    let mut files = Vec::new();
    for (name, span) in &document.front_matter.hcl.context {
        match context_file(document, sources, name) {
            Some(file) => files.push(file),
            None => {
                found
                    .push(no_file(&catalogue::FRONT_MATTER_BAD_VALUE, name).at(document.location(*span), ""));
            }
        }
    }
    files
}

fn no_file(code: &'static crate::diagnostic::Code, name: &str) -> Diagnostic {
    Diagnostic::new(code, format!("there is no HCL file `{name}`"))
        .help("name a `.tf` file beside the page, or from `content/` with a leading slash")
}

fn context_file<'a>(document: &Document, sources: &'a SourceTree, name: &str) -> Option<ContextFile<'a>> {
    let path = match name.strip_prefix('/') {
        Some(rooted) => join("content", rooted)?,
        None => join(document.path.parent(), name)?,
    };
    let text = sources.text(&path).filter(|_| path.ends_with(".tf"))?;
    Some(ContextFile {
        path: SourcePath::new(path),
        text: &text.text,
    })
}
