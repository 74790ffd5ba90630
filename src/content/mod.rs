//! One Markdown file in, one immutable [`Document`] out. Never fails: what is wrong with the file is reported
//! beside the document that could be made of it.

pub mod asset;
pub mod ast;
pub mod component;
mod emphasis;
pub mod facts;
pub mod fence;
mod formula;
pub mod front_matter;
pub mod ignore;
pub mod include;
pub mod links;
mod literal;
mod markdown;
pub mod raw_html;
pub mod slug;
mod text;

use std::sync::Arc;

use crate::config::Markdown;
use crate::data::TimeZone;
use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue};
use crate::source::{SourcePath, Span};

pub use ast::{Node, NodeKind};
pub use facts::Facts;
pub use fence::Fence;
pub use front_matter::FrontMatter;
pub use ignore::Ignore;
use links::KnownLinks;
pub use text::Text;

/// A Markdown file, read. Depends on the file and [`ParseOptions`] alone, and, once [`include::resolve`] and
/// [`component::resolve()`] have put them in, on the files that its code blocks show and the components that it calls.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub path: SourcePath,
    /// Its text, which all spans point into.
    pub text: Arc<str>,
    /// 128-bit XXH3 of the text, of the files that it includes and of the components that it calls.
    pub hash: u128,
    /// What stands above the text.
    pub front_matter: FrontMatter,
    /// The text as a tree.
    pub body: Vec<Node>,
    /// What other stages ask about the tree.
    pub facts: Facts,
    /// The findings in it that the author accepts.
    pub ignores: Vec<Ignore>,
    /// What is known already of [`Document::links`].
    pub known_links: KnownLinks,
}

/// What a document depends on beside its file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParseOptions {
    /// How Markdown is read.
    pub markdown: Markdown,
    /// The zone of bare days.
    pub time_zone: TimeZone,
}

/// Reads a Markdown file.
pub fn parse(path: &SourcePath, text: &Arc<str>, hash: u128, options: &ParseOptions) -> Diagnosed<Document> {
    let mut diagnostics = Vec::new();
    let (front_matter, body_start) = front_matter::parse(path, text, &options.time_zone);
    let front_matter = front_matter.drain_into(&mut diagnostics);
    let mut body = markdown::parse(path, text, body_start, options.markdown).drain_into(&mut diagnostics);
    let ignores = ignore::take(path, text, &mut body).drain_into(&mut diagnostics);
    let facts = facts::gather(&body);
    for span in facts.literal_marks(text, &body) {
        diagnostics.push(
            Diagnostic::new(
                &catalogue::LITERAL_EMPHASIS,
                "these emphasis marks stay in the text as they are",
            )
            .at(Location::new(path, span), "")
            .help("put the marks directly beside the words, or write `\\*` where a star is meant"),
        );
    }
    diagnostics.extend(Facts::missing_footnotes(path, text, &body));
    diagnostics.extend(literal::findings(path, text, &body));
    Diagnosed {
        value: Document {
            path: path.clone(),
            text: text.clone(),
            hash,
            front_matter,
            body,
            facts,
            ignores,
            known_links: KnownLinks::default(),
        },
        diagnostics,
    }
}

impl Document {
    /// The text of the first paragraph that has one, without TeX; empty when none has. It is made anew each time, as it
    /// takes less to find than to hold for every document of a site.
    pub fn summary(&self) -> String {
        facts::summary(&self.body).unwrap_or_default()
    }

    /// A place in this document.
    pub fn location(&self, span: Span) -> Location {
        Location::new(&self.path, span)
    }
}
