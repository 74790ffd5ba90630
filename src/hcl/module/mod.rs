//! The fences of a post, read as one Terraform module.
//!
//! Steps, each on what the former left intact:
//!
//! 1. every fragment is read ([`read`]) and its syntax checked;
//! 2. its style is held against `terraform fmt` ([`mod@format`]), and what it holds of Terraform's own blocks
//!    against [`structure`];
//! 3. the [`Declarations`] of all fragments are gathered: one made again in a later fragment is a revision,
//!    which counts from that fragment on ([`Declarations::certain`]);
//! 4. every reference is followed ([`mod@reference`]), and what the expressions certainly are ([`Values`]) held
//!    against what is needed there;
//! 5. values that comments show ([`shown`]) are held against those of the expressions;
//! 6. resources and what is read from them are held against the [`schema`]s of their providers.
//!
//! A post shows parts of a configuration, so a name that is not declared is no mistake by itself.
//!
//! Two more answers come from the same declarations: which names lead where ([`Module::links`]), and the module as
//! files that another engine can read ([`Module::standalone`]).

mod allowance;
mod declaration;
mod dialect;
mod elision;
mod evaluation;
mod link;
mod shown;
mod standalone;

use std::collections::BTreeMap;

use super::schema::{self, Requirement, Requirements, Schemas};
use super::shape::{Options, Shape, Snippet, read};
use super::{format, reference, structure};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
pub use allowance::{Allowance, allowances};
pub(crate) use declaration::{
    Address, Declaration, Declarations, Kind, Source, attribute, elements, provider_address,
};
pub(crate) use dialect::Dialect;
pub use elision::is_elided;
pub(crate) use evaluation::Values;
pub use link::{Definition, Link, Links};
pub use standalone::{CalledModule, Standalone};

/// One fence of a post, or one file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fragment<'t> {
    /// The code.
    pub text: &'t str,
    /// What it is; found out when not given.
    pub shape: Option<Shape>,
    /// It is from elsewhere: only syntax and structure are checked, and it declares nothing.
    pub detached: bool,
    /// Nothing is left out: undeclared names are errors.
    pub complete: bool,
}

/// What holds for a whole module.
#[derive(Clone, Debug, Default)]
pub struct ModuleOptions {
    /// Nothing is left out anywhere: undeclared names are errors.
    pub complete: bool,
    /// Another module calls this one, or may: rules for the root module alone do not hold.
    pub called: bool,
    /// The versions of providers, by name, that the post is about.
    pub providers: BTreeMap<String, String>,
    /// What is known of providers.
    pub schemas: Schemas,
}

/// A place in one of the fragments of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The index of the fragment.
    pub fragment: usize,
    /// The bytes in it.
    pub span: Span,
}

/// A fragment, read.
#[derive(Clone, Debug)]
pub(crate) struct Unit<'t> {
    /// Its place among the fragments.
    pub(crate) index: usize,
    /// The code.
    pub(crate) text: &'t str,
    /// What could be read of it.
    pub(crate) snippet: Snippet,
    /// Whose language it is.
    pub(crate) dialect: Dialect,
    /// Whether its references are followed and its declarations count.
    pub(crate) joins: bool,
    /// Whether nothing is left out.
    pub(crate) complete: bool,
    /// Whether it belongs to a module that another one calls, by what is said of it or by its first comment.
    pub(crate) called: bool,
}

impl<'t> Unit<'t> {
    fn new(index: usize, fragment: &Fragment<'t>, options: &ModuleOptions) -> Self {
        let shape = Options {
            shape: fragment.shape,
        };
        let snippet = read(fragment.text, shape);
        let dialect = Dialect::of(&snippet);
        Self {
            index,
            text: fragment.text,
            dialect,
            joins: !fragment.detached && dialect == Dialect::Terraform,
            complete: fragment.complete || options.complete,
            called: options.called || names_called_module(fragment.text),
            snippet,
        }
    }

    /// A place in this fragment.
    pub(crate) fn place(&self, span: Span) -> Place {
        Place {
            fragment: self.index,
            span,
        }
    }

    /// Whether the fragment is a file whose declarations count.
    pub(crate) fn declares(&self) -> bool {
        self.joins && self.snippet.shape == Shape::Module
    }
}

/// Whether a text begins with a comment that names a file below a folder `modules`: `# modules/vpc/outputs.tf`.
fn names_called_module(text: &str) -> bool {
    let comments = text
        .lines()
        .map(str::trim_start)
        .take_while(|line| line.is_empty() || line.starts_with(['#', '/', '*']));
    let names = |word: &str| {
        let mut folders = word.split('/');
        let file = folders.next_back().unwrap_or_default();
        file.ends_with(".tf") && folders.any(|folder| folder == "modules")
    };
    comments
        .flat_map(|line| {
            line.split(|character: char| character.is_whitespace() || "`'\"():,".contains(character))
        })
        .any(names)
}

/// The fragments of a post, read as one module.
#[derive(Clone, Debug)]
pub struct Module<'t> {
    units: Vec<Unit<'t>>,
    /// What the module says about its providers.
    requirements: Requirements,
    schemas: Schemas,
}

/// Checks the fragments of a post as one module. The findings are in the order of the fragments and of
/// their text.
pub fn check(fragments: &[Fragment<'_>], options: &ModuleOptions) -> Vec<Diagnostic<Place>> {
    Module::read(fragments, options).check()
}

impl<'t> Module<'t> {
    /// Reads the fragments.
    pub fn read(fragments: &[Fragment<'t>], options: &ModuleOptions) -> Self {
        let unit = |(index, fragment)| Unit::new(index, fragment, options);
        let units: Vec<Unit<'t>> = fragments.iter().enumerate().map(unit).collect();
        let mut requirements = Requirements::default();
        for unit in units.iter().filter(|unit| unit.joins) {
            requirements.read(unit.text, &unit.snippet.body);
        }
        for (name, version) in &options.providers {
            let known = requirements.get(name).cloned().unwrap_or_default();
            let version = Some(version.clone());
            requirements.set(name, Requirement { version, ..known });
        }
        Self {
            units,
            requirements,
            schemas: options.schemas.clone(),
        }
    }

    /// The fragments, read.
    pub(crate) fn units(&self) -> &[Unit<'t>] {
        &self.units
    }

    /// What is wrong with the module, in the order of the fragments and of their text.
    pub fn check(&self) -> Vec<Diagnostic<Place>> {
        self.check_and_link(|_, _| false).0
    }

    /// The same with the [`links`](Self::links), for which the references need not be followed once more.
    pub fn check_and_link(&self, may_lead: impl Fn(Place, Place) -> bool) -> (Vec<Diagnostic<Place>>, Links) {
        let opentofu = self
            .units
            .iter()
            .any(|unit| dialect::is_opentofu(&unit.snippet.body));
        let mut found = Vec::new();
        for unit in &self.units {
            let mut here = unit.snippet.diagnostics.clone();
            here.extend(structure::check(unit, opentofu));
            if let Some(body) = unit.snippet.good_body().filter(|_| unit.joins) {
                here.extend(format::check_style(unit.text, &unit.snippet.tokens, body));
            }
            let located = here.into_iter();
            found.extend(located.map(|finding| finding.map_locations(|span| unit.place(span))));
        }
        let declarations = Declarations::gather(&self.units);
        found.extend(declarations.repeated());
        let values = Values::new(&self.units, &declarations);
        let (wrong, references) = reference::check(&self.units, &declarations, &values);
        found.extend(wrong);
        for unit in self.units.iter().filter(|unit| unit.joins) {
            found.extend(shown::check(unit, &values));
        }
        found.extend(self.against_schemas());
        found.sort_by(|a, b| order(a).cmp(&order(b)));
        (found, link::follow(&declarations, references, may_lead))
    }

    /// Holds resources, data sources and providers, and what is read from them, against the schemas.
    fn against_schemas(&self) -> Vec<Diagnostic<Place>> {
        let joined = || self.units.iter().filter(|unit| unit.joins);
        let mut found = Vec::new();
        for unit in joined() {
            let context = schema::Context {
                schemas: &self.schemas,
                requirements: &self.requirements,
                gaps: &elision::gaps(unit.text, &unit.snippet.diagnostics),
                complete: unit.complete,
            };
            let here = schema::check(unit.text, &unit.snippet.body, context);
            found.extend(
                here.into_iter()
                    .map(|finding| finding.map_locations(|span| unit.place(span))),
            );
        }
        found
    }

    /// Holds names in the text around the fragments, each with its place, against what the module declares:
    /// an address that is nearly, but not quite, one of the module's is reported.
    pub fn mentions<L: Clone>(&self, mentions: &[(&str, L)]) -> Vec<Diagnostic<L>> {
        if mentions.is_empty() {
            return Vec::new();
        }
        let declarations = Declarations::gather(&self.units);
        let near = reference::NearNames::new(&declarations);
        let finding = |(text, place): &(&str, L)| reference::mention(&near, text, place);
        mentions.iter().filter_map(finding).collect()
    }
}

fn order(finding: &Diagnostic<Place>) -> (Option<Place>, &'static str) {
    let first = finding.labels.first().map(|label| label.location);
    (first, finding.code.id)
}
