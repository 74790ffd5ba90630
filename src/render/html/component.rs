//! Components: a call is what its template makes of the arguments and the rendered body.

use std::collections::BTreeMap;
use std::mem;

use serde::Serialize;

use super::{Flavour, Writer, escape};
use crate::content::ast::Node;
use crate::content::component::{Call, Component, Kind, Literal};
use crate::render::template::{Engine, Interface, Prepared};
use crate::site::Resolution;

/// What turns calls into HTML.
#[derive(Clone, Copy, Debug)]
pub struct Components<'a> {
    /// The templates.
    pub engine: &'a Engine,
    /// What every template sees as `site`.
    pub site: &'a Prepared,
    /// What templates see of the languages of pages.
    pub interfaces: &'a BTreeMap<String, Interface>,
}

/// The argument whose text stands in the place of the call's pictures.
const ALT: &str = "alt";

/// An argument as the template sees it.
#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Literal(&'a Literal),
    /// A link or file.
    Address(String),
    Picture {
        url: String,
        /// In pixels, when it is known.
        width: Option<usize>,
        height: Option<usize>,
        /// The finished element, as Markdown has it; its text is the argument [`ALT`].
        html: String,
    },
    /// An address that is left out.
    Nothing(()),
    Number(usize),
    Boolean(bool),
}

impl<'a> Writer<'a> {
    pub(super) fn component(&mut self, node: &'a Node, call: &'a Call) {
        let Some(components) = self.components else {
            return self.nodes(&node.children);
        };
        let Some(component) = &call.component else {
            return self.unreadable(node, call);
        };
        let mut values: BTreeMap<&str, Value<'_>> = self.values(call, component);
        let before = mem::take(&mut self.out);
        let coloured = self.coloured.len();
        self.nodes(&node.children);
        let body = mem::replace(&mut self.out, before);
        // What the template makes of the body is not known.
        self.coloured.truncate(coloured);
        values.insert("nth", Value::Number(call.number));
        values.insert("feed", Value::Boolean(self.flavour == Flavour::Feed));
        let interface = &components.interfaces[&self.site.page(self.page).language];
        let engine = components.engine;
        match engine.render_component(&component.name, components.site, interface, &values, body.trim()) {
            Ok(html) => self.out.push_str(html.trim()),
            Err(found) => {
                let called = self.document.location(call.span);
                self.diagnostics.push(found.at(called, "called here"));
            }
        }
        if call.block {
            self.out.push('\n');
        }
    }

    /// A call that does not fit, which has been reported, is shown as it is written.
    fn unreadable(&mut self, node: &'a Node, call: &Call) {
        let source = escape(call.span.of(&self.document.text));
        let (open, close) = if call.block { ("<p>", "</p>\n") } else { ("", "") };
        for part in [open, "<code>", &source, "</code>", close] {
            self.out.push_str(part);
        }
        self.nodes(&node.children);
    }

    fn values<'v>(&mut self, call: &'v Call, component: &'v Component) -> BTreeMap<&'v str, Value<'v>> {
        let parameters = component.parameters.iter();
        let alt = parameters.clone().find(|parameter| parameter.name == ALT);
        let alt = match alt.and_then(|parameter| call.value(parameter)) {
            Some(Literal::String(alt)) => alt.trim(),
            _ => "",
        };
        parameters
            .filter_map(|parameter| {
                let value = match call.value(parameter)? {
                    Literal::String(address) if parameter.kind.is_address() => {
                        self.address_value(parameter.kind, address, alt)
                    }
                    other => Value::Literal(other),
                };
                Some((parameter.name.as_str(), value))
            })
            .collect()
    }

    fn address_value(&mut self, kind: Kind, destination: &str, alt: &str) -> Value<'static> {
        if destination.is_empty() {
            return Value::Nothing(());
        }
        let url = self
            .address(destination)
            .map_or_else(|| destination.to_owned(), |url| url.into_owned());
        if kind != Kind::Picture {
            return Value::Address(url);
        }
        let size = match self.site.resolve(self.page, destination) {
            Resolution::Internal(internal) => {
                let asset = self.site.assets.get(&internal.route);
                asset.and_then(|asset| asset.dimensions())
            }
            _ => None,
        };
        let before = mem::take(&mut self.out);
        self.image_at(destination, alt);
        let html = mem::replace(&mut self.out, before);
        Value::Picture {
            url,
            html,
            width: size.map(|size| size.width as usize),
            height: size.map(|size| size.height as usize),
        }
    }
}
