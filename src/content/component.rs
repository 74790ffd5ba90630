//! Components: calls in Markdown that a template of the theme turns into HTML.
//!
//! `{{ video(src="a.webm") }}` is a call, `{% details(summary="More") %}` … `{% end %}` one with a body. A call on
//! a line of its own is a block, any other stands in the line. The steps: calls are found in the text (`scan`)
//! and hidden from the Markdown parser, so that their quotes and stars are not Markdown's (`hide`); what stands
//! between begin and end becomes the children of one node (`fold`); once the theme is known, arguments are held
//! against what the template declares ([`resolve()`]).

mod declare;
mod fold;
mod hide;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::source::{SourcePath, Span};

pub use declare::declare;
pub(super) use fold::fold;
pub(super) use hide::{call_at, calls_in, hide};
pub use resolve::resolve;

/// How deeply bodies of components nest; what lies deeper is put beside them and reported.
pub const MAX_BODIES: usize = 8;

/// A call as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name of the component; empty for [`Form::End`].
    pub name: String,
    /// Where the name is written.
    pub name_span: Span,
    /// The bytes from the first brace to the last, without the body.
    pub span: Span,
    /// The arguments in order.
    pub arguments: Vec<Argument>,
    /// Which kind of call it is.
    pub form: Form,
    /// Whether it stands on a line of its own.
    pub block: bool,
    /// Whether it could not be read whole, or lacks its end; this has been reported.
    pub faulty: bool,
    /// Which call of its component it is in the document, from 1. Known after [`resolve()`].
    pub number: usize,
    /// The component. Known after [`resolve()`], when there is one of that name and the call fits it.
    pub component: Option<Arc<Component>>,
}

/// Which kind of call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `{{ name() }}`
    Alone,
    /// `{% name() %}`; the body is what the node contains.
    Begin,
    /// `{% end %}`. Never in the tree of a document.
    End,
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Where the name is written.
    pub name_span: Span,
    /// Its value.
    pub value: Literal,
    /// The bytes of the value; of text, those between the quotes.
    pub value_span: Span,
}

/// A value that can be written in a call.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Literal {
    /// Text in quotes.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// `[…]`
    List(Vec<Literal>),
}

impl Literal {
    /// What kind of value it is, as findings call it.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::String(_) => "text",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::Boolean(_) => "a boolean",
            Self::List(_) => "a list",
        }
    }
}

/// A component of the theme: a template with the parameters it declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its name, which is that of its file.
    pub name: String,
    /// Its file.
    pub path: SourcePath,
    /// The text of the template.
    pub text: Arc<str>,
    /// What it takes, in the order of the declaration.
    pub parameters: Vec<Parameter>,
    /// What it takes as its body; `None` when it takes none.
    pub body: Option<Body>,
    /// A hash over all that its output depends on beside the call: its template, and those it names.
    pub hash: u128,
}

/// Whether a component must have a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// It has to be called with `{% … %}`.
    Required,
    /// It can be called either way.
    Optional,
}

/// A parameter that a template declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub kind: Kind,
    /// What it is when a call leaves it out; without one, no call may.
    pub default: Option<Literal>,
    /// What it is for; may be empty.
    pub description: String,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list.
    List,
    /// The address of a picture, as Markdown writes it.
    Picture,
    /// The address of another file that the page loads.
    File,
    /// The address of a page, as Markdown writes it.
    Link,
}

impl Kind {
    /// All kinds with the words that declarations have for them.
    pub const ALL: [(&'static str, Self); 7] = [
        ("string", Self::String),
        ("number", Self::Number),
        ("boolean", Self::Boolean),
        ("list", Self::List),
        ("picture", Self::Picture),
        ("file", Self::File),
        ("link", Self::Link),
    ];

    /// Whether it is an address, which is proved.
    pub fn is_address(self) -> bool {
        matches!(self, Self::Picture | Self::File | Self::Link)
    }

    /// Whether a value is of this kind.
    pub fn takes(self, value: &Literal) -> bool {
        match value {
            Literal::String(_) => self == Self::String || self.is_address(),
            Literal::Integer(_) | Literal::Float(_) => self == Self::Number,
            Literal::Boolean(_) => self == Self::Boolean,
            Literal::List(_) => self == Self::List,
        }
    }

    /// What a value has to be, as findings say it.
    pub fn noun(self) -> &'static str {
        match self {
            Self::String => "text",
            Self::Number => "a number",
            Self::Boolean => "`true` or `false`",
            Self::List => "a list",
            Self::Picture => "the address of a picture",
            Self::File => "the address of a file",
            Self::Link => "an address",
        }
    }
}

impl Call {
    /// What an argument is, or the default of its parameter.
    pub fn value<'a>(&'a self, parameter: &'a Parameter) -> Option<&'a Literal> {
        let written = self
            .arguments
            .iter()
            .find(|argument| argument.name == parameter.name);
        written
            .map(|argument| &argument.value)
            .or(parameter.default.as_ref())
    }

    /// The arguments that are addresses, each with its kind.
    pub fn addresses(&self) -> impl Iterator<Item = (Kind, &str, Span)> {
        let component = self.component.as_deref();
        let parameters = component.map_or(&[][..], |component| &component.parameters);
        self.arguments.iter().filter_map(|argument| {
            let named = |parameter: &&Parameter| parameter.name == argument.name;
            let kind = parameters.iter().find(named)?.kind;
            match &argument.value {
                Literal::String(address) if kind.is_address() && !address.is_empty() => {
                    Some((kind, address.as_str(), argument.value_span))
                }
                _ => None,
            }
        })
    }
}
