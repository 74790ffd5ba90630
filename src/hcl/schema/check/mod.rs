//! A snippet against the schemas: HCL501 to HCL507.

mod body;
mod read;
mod value;

use super::embedded::BUILT_IN;
use super::lookup::{Found, Provider, Schemas, local_name};
use super::requirement::{Requirements, provider_argument};
use super::slip::Suggestion;
use super::text::Kind;
use crate::diagnostic::catalogue::{HCL_DEPRECATED, HCL_SCHEMA_MISSING, HCL_UNKNOWN_TYPE};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::hcl::ast::{Block, Body, Item, Label};
use crate::hcl::structure::is_name_text;
use crate::source::Span;

/// What a snippet is checked with.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The facts.
    pub schemas: &'a Schemas,
    /// What the module that the snippet belongs to says about its providers.
    pub requirements: &'a Requirements,
    /// Where something is left out on purpose (a comment that says so) or could not be read: nothing is
    /// missing from a body that holds one of these, in bytes of the snippet.
    pub gaps: &'a [Span],
    /// Whether the author says that nothing is left out: what is missing is an error.
    pub complete: bool,
}

/// Compares the blocks of a module, and what is read from resources in it, with the schemas. `text` is what
/// `body` was made of. The findings are in the order of the text.
pub fn check(text: &str, body: &Body, context: Context<'_>) -> Vec<Diagnostic<Span>> {
    let mut found = Vec::new();
    for item in &body.items {
        if let Item::Block(block) = item {
            check_block(text, block, context, &mut found);
        }
    }
    read::check(text, body, context, &mut found);
    found.sort_by_key(|it| it.labels.first().map(|label| label.location));
    found
}

/// After how many findings of a snippet no near names are sought any more: so many come from a machine.
const MOST_SUGGESTIONS: usize = 300;

fn check_block(text: &str, block: &Block, context: Context<'_>, found: &mut Vec<Diagnostic<Span>>) {
    let kind = match block.kind.text.as_str() {
        "resource" => Kind::Resource,
        "data" => Kind::Data,
        "ephemeral" => Kind::Ephemeral,
        "provider" => Kind::Config,
        _ => return,
    };
    let wanted = if kind == Kind::Config { 1 } else { 2 };
    let Some(label) = block.labels.first().filter(|label| is_name_text(&label.value)) else {
        return;
    };
    // The wrong number of labels is told where the structure is checked.
    if block.labels.len() != wanted {
        return;
    }
    let chosen = provider_argument(text, &block.body);
    let local = chosen.as_deref().unwrap_or_else(|| local_name(&label.value));
    let local = if kind == Kind::Config { &label.value } else { local };
    let Some(provider) = context.schemas.required(local, context.requirements) else {
        return;
    };
    match provider.find(kind, &label.value) {
        Some(known) => {
            let against = Against {
                source: provider.source(),
                version: known.version,
                pinned: known.pinned,
            };
            if known.schema.deprecated {
                found.push(deprecated_type(kind, label, against));
            }
            body::check(text, block, (kind, known), (context, against), found);
        }
        None if provider.knows_all(kind) => {
            let worth_a_search = found.len() < MOST_SUGGESTIONS;
            found.push(unknown_type(kind, label, provider, worth_a_search));
        }
        None => {}
    }
}

fn unknown_type(kind: Kind, label: &Label, provider: Provider<'_>, worth_a_search: bool) -> Diagnostic<Span> {
    let name = label.value.as_str();
    let against = Against {
        source: provider.source(),
        version: provider.version(),
        pinned: false,
    };
    let message = format!("`{}` has no {} `{name}`", against.source, kind.title());
    let diagnostic = Diagnostic::new(&HCL_UNKNOWN_TYPE, message).at(label.span, "");
    let other = if kind == Kind::Data {
        Kind::Resource
    } else {
        Kind::Data
    };
    if provider.find(other, name).is_some() {
        let help = format!("write `{} \"{name}\"`: it is a {}", other.word(), other.title());
        return against.help(diagnostic.help(help));
    }
    let suggestion = worth_a_search.then(|| provider.suggest(kind, name)).flatten();
    let write = |name: &str| {
        if label.quoted {
            format!("\"{name}\"")
        } else {
            name.to_owned()
        }
    };
    against.suggest(diagnostic, suggestion, label.span, write)
}

fn deprecated_type(kind: Kind, label: &Label, against: Against<'_>) -> Diagnostic<Span> {
    let message = format!("the {} `{}` is deprecated", kind.title(), label.value);
    against.help(Diagnostic::new(&HCL_DEPRECATED, message).at(label.span, ""))
}

/// The release of a provider that a snippet is compared with.
#[derive(Clone, Copy, Debug)]
struct Against<'a> {
    source: &'a str,
    version: &'a str,
    /// Whether the facts are those of the author's own provider.
    pinned: bool,
}

impl Against<'_> {
    /// Whether it is the provider that is part of Terraform, of which everything is known.
    fn is_built_in(self) -> bool {
        self.source == BUILT_IN
    }

    /// Says which release it was, as every finding does.
    fn help(self, mut diagnostic: Diagnostic<Span>) -> Diagnostic<Span> {
        let Self { source, version, .. } = self;
        if self.is_built_in() {
            if diagnostic.code != &HCL_SCHEMA_MISSING {
                diagnostic.severity = Severity::Error;
            }
            return diagnostic.help(format!(
                "it is part of Terraform itself, checked against {version}"
            ));
        }
        diagnostic.help(format!(
            "compare with `{source}` {version}, the version this was checked against"
        ))
    }

    /// Says what was probably meant: an error with a fix when that is certain, else a warning.
    fn suggest(
        self,
        mut diagnostic: Diagnostic<Span>,
        suggestion: Option<Suggestion<'_>>,
        span: Span,
        write: impl Fn(&str) -> String,
    ) -> Diagnostic<Span> {
        if let Some(suggestion) = suggestion {
            let name = suggestion.name();
            diagnostic = diagnostic.help(format!("write `{name}` if that is what was meant"));
            if matches!(suggestion, Suggestion::Slip(_)) {
                diagnostic.severity = Severity::Error;
                let edit = replace(span, write(name));
                return self.help(diagnostic.fix(format!("write `{name}`"), vec![edit]));
            }
        }
        if self.is_built_in() {
            return self.help(diagnostic);
        }
        let Self { source, version, .. } = self;
        diagnostic.help(format!(
            "add the provider's own schema with `recto schema add` if a version newer than `{source}` \
             {version}, which this was checked against, has it"
        ))
    }
}

fn replace(span: Span, replacement: impl Into<String>) -> Edit<Span> {
    Edit {
        location: span,
        replacement: replacement.into(),
    }
}

/// A body of the snippet with the names that lead to it.
#[derive(Clone, Copy, Debug)]
struct Owner<'a> {
    kind: Kind,
    /// The type, or the provider's local name.
    type_name: &'a str,
    /// The innermost block or argument; `None` at the top.
    inner: Option<&'a str>,
}

impl<'a> Owner<'a> {
    fn within(self, name: &'a str) -> Self {
        Self {
            inner: Some(name),
            ..self
        }
    }
}

impl std::fmt::Display for Owner<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(inner) = self.inner {
            write!(formatter, "`{inner}` of ")?;
        }
        match self.kind {
            Kind::Config => write!(formatter, "provider `{}`", self.type_name),
            Kind::Data => write!(formatter, "data source `{}`", self.type_name),
            Kind::Resource | Kind::Ephemeral => write!(formatter, "`{}`", self.type_name),
        }
    }
}

/// What all checks of one block share.
struct Checker<'a, 'd> {
    text: &'a str,
    gaps: &'a [Span],
    complete: bool,
    against: Against<'a>,
    found: &'d mut Vec<Diagnostic<Span>>,
}

impl Checker<'_, '_> {
    fn report(&mut self, code: &'static Code, message: String, span: Span) -> &mut Diagnostic<Span> {
        let diagnostic = self.against.help(Diagnostic::new(code, message).at(span, ""));
        self.found.push(diagnostic);
        self.found.last_mut().expect("one was added just now")
    }
}

/// What is known of a block at the top.
type Known<'a> = (Kind, Found<'a>);
