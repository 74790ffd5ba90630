//! What a component takes, declared in a comment at the head of its template:
//!
//! ```text
//! {# component: a picture with a caption
//! src: picture           # the file
//! caption: string = ""   # the line below it
//! body: markdown
//! #}
//! ```

use std::sync::Arc;

use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue, suggest};
use crate::source::{SourcePath, Span};

use super::scan::{is_name, literal};
use super::{Body, Component, Kind, Literal, Parameter};

/// The word that a comment begins with.
const MARK: &str = "component";

/// What templates see beside the arguments, so no parameter can be called so.
const RESERVED: [&str; 4] = ["site", "t", "nth", "feed"];

/// Reads a component from its template. A declaration that cannot be understood declares nothing and is reported.
/// The hash of what comes out is that of the text; who knows the other templates adds theirs.
pub fn declare(name: &str, path: &SourcePath, text: &Arc<str>, hash: u128) -> Diagnosed<Component> {
    let mut declaration = Declaration {
        path,
        text,
        component: Component {
            name: name.to_owned(),
            path: path.clone(),
            text: text.clone(),
            parameters: Vec::new(),
            body: None,
            hash,
        },
        diagnostics: Vec::new(),
    };
    if !is_name(name) {
        let help = "call the file by a name of letters, digits and `_` that begins with no digit";
        let message = format!("no call can name the component `{name}`");
        declaration.report(message, Span::at(0), help);
    }
    if let Some(comment) = head(text) {
        declaration.lines(comment);
    }
    Diagnosed {
        value: declaration.component,
        diagnostics: declaration.diagnostics,
    }
}

/// The lines of the comment that declares.
fn head(text: &str) -> Option<Span> {
    let bom = text.len() - text.trim_start_matches('\u{feff}').len();
    let start = bom + (text[bom..].len() - text[bom..].trim_start().len());
    let inside = text[start..].strip_prefix("{#")?;
    let inside = &inside[..inside.find("#}")?];
    let word = inside.trim_start_matches('-').trim_start();
    let rest = word.strip_prefix(MARK)?;
    if rest.starts_with(|next: char| !next.is_whitespace() && next != ':') {
        return None;
    }
    let end = start + 2 + inside.len();
    Some(Span::new(end - rest.len(), end))
}

struct Declaration<'a> {
    path: &'a SourcePath,
    text: &'a str,
    component: Component,
    diagnostics: Vec<Diagnostic>,
}

impl Declaration<'_> {
    fn lines(&mut self, comment: Span) {
        let mut at = comment.range().start;
        let comment = comment.of(self.text);
        for (number, line) in comment.trim_end_matches('-').split_inclusive('\n').enumerate() {
            let begin = at + (line.len() - line.trim_start().len());
            at += line.len();
            let line = line.trim();
            // What follows the word is said of the component itself.
            if number > 0 && !line.is_empty() && !line.starts_with('#') {
                self.line(line, begin);
            }
        }
    }

    fn line(&mut self, line: &str, start: usize) {
        let (declared, description) = split_comment(line);
        let whole = Span::new(start, start + declared.len());
        let Some((name, rest)) = declared.split_once(':') else {
            let help =
                "write `name: type`, and ` = value` when it may be left out; text about it follows a `#`";
            return self.report("this declares no parameter", whole, help);
        };
        let name_span = Span::new(start, start + name.trim_end().len());
        let name = name.trim_end();
        let (word, default) = match rest.split_once('=') {
            Some((word, default)) => (word, Some(default.trim())),
            None => (rest, None),
        };
        let word_start = start + (declared.len() - rest.len()) + (word.len() - word.trim_start().len());
        let word = word.trim();
        let word_span = Span::new(word_start, word_start + word.len());
        if !is_name(name) {
            let help = "use letters, digits and `_`, and begin with no digit";
            return self.report(format!("`{name}` is no name"), name_span, help);
        }
        if RESERVED.contains(&name) {
            let message = format!("`{name}` is what every component sees");
            return self.report(message, name_span, "give the parameter another name");
        }
        let is_known = |parameter: &Parameter| parameter.name == name;
        if self.component.parameters.iter().any(is_known) || (name == "body" && self.component.body.is_some())
        {
            let message = format!("`{name}` is declared already");
            return self.report(message, name_span, "take one of the two out");
        }
        if name == "body" || word == "markdown" {
            return self.body(name, word, default, name_span.cover(word_span));
        }
        let Some((_, kind)) = Kind::ALL.into_iter().find(|(known, _)| *known == word) else {
            return self.unknown_kind(word, word_span);
        };
        let default = match default.map(|default| (default, literal(default))) {
            None => None,
            Some((_, Some(value))) if fits(kind, &value) => Some(value),
            Some((default, _)) => {
                let at = start + declared.len() - default.len();
                let span = Span::new(at, at + default.len());
                let help = if kind.is_address() {
                    "write `\"\"`: without an address the template sees nothing"
                } else {
                    "write text in quotes, a number, `true`, `false` or a list, as the type says"
                };
                return self.report(format!("`{default}` is no default of a {word}"), span, help);
            }
        };
        self.component.parameters.push(Parameter {
            name: name.to_owned(),
            kind,
            default,
            description: description.to_owned(),
        });
    }

    fn body(&mut self, name: &str, word: &str, default: Option<&str>, span: Span) {
        self.component.body = Some(match default {
            None => Body::Required,
            Some("\"\"") => Body::Optional,
            Some(_) => {
                return self.report(
                    "a body has no default but `\"\"`",
                    span,
                    "write `body: markdown = \"\"`",
                );
            }
        });
        if (name, word) != ("body", "markdown") {
            let help = "write `body: markdown`, or another name and type";
            self.report("a body is called `body` and has the type `markdown`", span, help);
        }
    }

    fn unknown_kind(&mut self, word: &str, span: Span) {
        let words = Kind::ALL.map(|(word, _)| word);
        let help = match suggest::nearest(word, words) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "the types are `{}`, and `markdown` for the body",
                words.join("`, `")
            ),
        };
        self.report(format!("there is no type `{word}`"), span, help);
    }

    fn report(&mut self, message: impl Into<String>, span: Span, help: impl Into<String>) {
        self.diagnostics.push(
            Diagnostic::new(&catalogue::COMPONENT_DECLARATION, message)
                .at(Location::new(self.path, span), "")
                .help(help),
        );
    }
}

fn fits(kind: Kind, default: &Literal) -> bool {
    kind.takes(default) && (!kind.is_address() || *default == Literal::String(String::new()))
}

/// A line and what follows its `#`, unless that stands in quotes.
fn split_comment(line: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, character) in line.char_indices() {
        match (quote, character) {
            (None, '#') => return (line[..at].trim_end(), line[at + 1..].trim()),
            (None, '"' | '\'' | '`') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    (line, "")
}
