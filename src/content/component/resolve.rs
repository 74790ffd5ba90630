//! Calls against the components of the theme.
//!
//! The document that comes out has the components in its calls, their addresses among its links, and a hash over
//! the templates as well, so whatever is remembered by it holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::ast::{Node, NodeKind};
use crate::content::{Document, facts};
use crate::diagnostic::{Diagnosed, Diagnostic, Edit, catalogue, suggest};
use crate::source::Span;

use super::{Argument, Body, Call, Component, Form, Kind, Literal, Parameter};

/// Puts the components into the calls of a document, and says what does not fit. A document without calls stays
/// the one it is.
pub fn resolve(
    document: &Arc<Document>,
    components: &BTreeMap<String, Arc<Component>>,
) -> Diagnosed<Arc<Document>> {
    if document.facts.components.is_empty() {
        return Diagnosed::clean(Arc::clone(document));
    }
    let mut resolved = Document::clone(document);
    let mut resolution = Resolution {
        document,
        components,
        numbers: BTreeMap::new(),
        diagnostics: Vec::new(),
    };
    resolution.nodes(&mut resolved.body);
    let diagnostics = resolution.diagnostics;
    resolved.hash = hash(document, components);
    resolved.facts = facts::gather(&resolved.body);
    Diagnosed {
        value: Arc::new(resolved),
        diagnostics,
    }
}

/// The hash of a document with the components it calls.
fn hash(document: &Document, components: &BTreeMap<String, Arc<Component>>) -> u128 {
    let mut bytes = document.hash.to_le_bytes().to_vec();
    for name in &document.facts.components {
        let component = components.get(name).map_or(0, |component| component.hash);
        bytes.extend(component.to_le_bytes());
    }
    xxhash_rust::xxh3::xxh3_128(&bytes)
}

struct Resolution<'a> {
    document: &'a Document,
    components: &'a BTreeMap<String, Arc<Component>>,
    /// How many calls of each component there were.
    numbers: BTreeMap<String, usize>,
    diagnostics: Vec<Diagnostic>,
}

impl Resolution<'_> {
    fn nodes(&mut self, nodes: &mut [Node]) {
        for node in nodes {
            if let NodeKind::Component(call) = &mut node.kind {
                self.call(call);
            }
            self.nodes(&mut node.children);
        }
    }

    fn call(&mut self, call: &mut Call) {
        let number = self.numbers.entry(call.name.clone()).or_default();
        *number += 1;
        call.number = *number;
        // What cannot be read has been reported, and may be the text of another tool.
        if call.faulty {
            return;
        }
        let Some(component) = self.components.get(&call.name) else {
            return self.unknown(call);
        };
        let before = self.diagnostics.len();
        for (at, argument) in call.arguments.iter().enumerate() {
            self.argument(component, argument, &call.arguments[..at]);
        }
        self.missing(component, call);
        self.body(component, call);
        if self.diagnostics.len() == before {
            call.component = Some(Arc::clone(component));
        }
    }

    fn report(&mut self, message: String, span: Span, help: impl Into<String>) -> &mut Diagnostic {
        let found = Diagnostic::new(&catalogue::COMPONENT_ARGUMENT, message)
            .at(self.document.location(span), "")
            .help(help);
        self.diagnostics.push(found);
        self.diagnostics.last_mut().expect("it was just put there")
    }

    fn edit(&self, span: Span, replacement: &str) -> Vec<Edit> {
        vec![Edit {
            location: self.document.location(span),
            replacement: replacement.to_owned(),
        }]
    }

    fn unknown(&mut self, call: &Call) {
        let name = &call.name;
        let found = Diagnostic::new(
            &catalogue::UNKNOWN_COMPONENT,
            format!("there is no component `{name}`"),
        )
        .at(self.document.location(call.name_span), "");
        let found = match suggest::nearest(name, self.components.keys().map(String::as_str)) {
            Some(near) => found
                .help(format!("did you mean `{near}`?"))
                .fix(format!("write `{near}`"), self.edit(call.name_span, near)),
            None => found.help(format!(
                "write a template `templates/components/{name}.html` into the folder of your theme"
            )),
        };
        self.diagnostics
            .push(found.help("write a backslash before the braces where this is meant as text"));
    }

    fn argument(&mut self, component: &Component, argument: &Argument, before: &[Argument]) {
        let name = &argument.name;
        if before.iter().any(|earlier| earlier.name == *name) {
            let message = format!("`{name}` is given twice");
            self.report(message, argument.name_span, "take one of the two out");
            return;
        }
        let known = |parameter: &&Parameter| parameter.name == *name;
        let Some(parameter) = component.parameters.iter().find(known) else {
            return self.unknown_argument(component, argument);
        };
        let kind = parameter.kind;
        if !kind.takes(&argument.value) {
            let message = format!("`{name}` must be {}, not {}", kind.noun(), argument.value.noun());
            self.report(message, argument.value_span, fitting(kind, argument));
        } else if argument.value == Literal::String(String::new())
            && kind.is_address()
            && parameter.default.is_none()
        {
            let message = format!("`{name}` must be {}, and is empty", kind.noun());
            self.report(
                message,
                argument.name_span,
                "write the address between the quotes",
            );
        }
    }

    fn unknown_argument(&mut self, component: &Component, argument: &Argument) {
        let message = format!("`{}` has no argument `{}`", component.name, argument.name);
        let names: Vec<&str> = component
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str())
            .collect();
        let span = argument.name_span;
        if let Some(near) = suggest::nearest(&argument.name, names.iter().copied()) {
            let edits = self.edit(span, near);
            let found = self.report(message, span, format!("did you mean `{near}`?"));
            *found = found.clone().fix(format!("write `{near}`"), edits);
        } else if names.is_empty() {
            let help = format!("it takes none; declare it at the head of `{}`", component.path);
            self.report(message, span, help);
        } else {
            self.report(message, span, format!("it takes `{}`", names.join("`, `")));
        }
    }

    fn missing(&mut self, component: &Component, call: &Call) {
        for parameter in &component.parameters {
            let name = &parameter.name;
            // One that is there under a wrong name has been reported.
            let misspelt = |argument: &Argument| suggest::nearest(&argument.name, [name.as_str()]).is_some();
            if call.value(parameter).is_none() && !call.arguments.iter().any(misspelt) {
                let message = format!("`{}` needs `{name}`", component.name);
                let value = match parameter.kind {
                    Kind::Number => "1",
                    Kind::Boolean => "true",
                    Kind::List => "[…]",
                    _ => "\"…\"",
                };
                let about = match parameter.description.as_str() {
                    "" => String::new(),
                    description => format!(": {description}"),
                };
                self.report(message, call.name_span, format!("write `{name}={value}`{about}"));
            }
        }
    }

    fn body(&mut self, component: &Component, call: &Call) {
        let name = &component.name;
        match (component.body, call.form) {
            (Some(Body::Required), Form::Alone) => {
                let help = format!("write `{{% {name}(…) %}}`, the text, and `{{% end %}}`");
                self.report(format!("`{name}` needs a body"), call.name_span, help);
            }
            (None, Form::Begin) => {
                let help = format!("write `{{{{ {name}(…) }}}}` alone, without `{{% end %}}`");
                self.report(format!("`{name}` takes no body"), call.name_span, help);
            }
            _ => {}
        }
    }
}

fn fitting(kind: Kind, argument: &Argument) -> String {
    let name = &argument.name;
    match (kind, &argument.value) {
        (Kind::Number | Kind::Boolean | Kind::List, Literal::String(text))
            if super::scan::literal(text).is_some_and(|value| kind.takes(&value)) =>
        {
            format!("write `{name}={text}`, without quotes")
        }
        (Kind::Number, _) => format!("write `{name}=1`"),
        (Kind::Boolean, _) => format!("write `{name}=true` or `{name}=false`"),
        (Kind::List, _) => format!("write `{name}=[…]`"),
        _ => format!("write `{name}=\"…\"`"),
    }
}
