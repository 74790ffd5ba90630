//! Templates. The only file that imports `tera`.
//!
//! A template sees its view, `site`, `t` and `lang`, and nothing else: the one filter added here is pure.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use tera::{Context, Error, ErrorKind, Kwargs, ReportError, State, Tera, TeraResult, Value};

use super::html::{self, fill};
use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue};
use crate::site::theme::Template;
use crate::source::find::find_where;
use crate::source::{SourcePath, Span};

/// Compiled templates: those of pages, or those of components.
#[derive(Debug)]
pub struct Engine {
    tera: Tera,
    templates: Vec<Template>,
}

/// A part of the context that was made ahead, for many pages.
#[derive(Clone, Debug)]
pub struct Prepared(Value);

impl Prepared {
    /// Turns a value into what templates see.
    pub fn new(value: &impl Serialize) -> Self {
        Self(Value::from_serializable(value))
    }
}

/// What templates see of a language: `t` and `lang`.
#[derive(Clone, Debug)]
pub struct Interface {
    texts: Value,
    lang: Value,
}

impl Interface {
    /// The texts of the interface, the language that they are in where it is not that of the page, and likewise the
    /// language of what all pages share.
    pub fn new(texts: &impl Serialize, of_texts: Option<&str>, of_site: Option<&str>) -> Self {
        let attribute = |language: Option<&str>| {
            let attribute = |language| format!(" lang=\"{}\"", html::escape(language));
            Value::safe_string(&language.map_or_else(String::new, attribute))
        };
        let lang = [("texts", attribute(of_texts)), ("site", attribute(of_site))];
        Self {
            texts: Value::from_serializable(texts),
            lang: Value::from(BTreeMap::from(lang)),
        }
    }
}

/// How long a page is beside the texts that are known, most often, in bytes.
const ROOM: usize = 12 * 1024;

/// How long a text is at least that is looked for, in bytes.
const LONG: usize = 256;

/// A template that was filled.
#[derive(Clone, Debug)]
pub struct Filled {
    /// What came of it.
    pub text: String,
    /// The numbers of the known texts and their first bytes in it, in its order.
    pub places: Vec<(usize, usize)>,
}

/// A page that is being written.
#[derive(Default)]
struct Page<'a> {
    text: String,
    /// Parts of it that come in one piece, and whose bytes need not be looked at to know that they are UTF-8.
    known: &'a [&'a str],
    /// The number of each of them, and where it stands.
    places: Vec<(usize, usize)>,
}

impl<'a> Page<'a> {
    /// The number of a piece that is known, and its text.
    fn known(&self, piece: &[u8]) -> Option<(usize, &'a str)> {
        let is_it = |(_, text): &(usize, &&str)| text.as_bytes() == piece;
        let found = (piece.len() >= LONG).then(|| self.known.iter().enumerate().find(is_it));
        found.flatten().map(|(number, text)| (number, *text))
    }
}

impl Write for Page<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if let Some((number, text)) = self.known(piece) {
            self.places.push((number, self.text.len()));
            self.text.push_str(text);
        } else {
            let piece = std::str::from_utf8(piece);
            self.text
                .push_str(piece.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?);
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Engine {
    /// Compiles the templates. One that cannot be parsed is reported and stands empty, so that the next
    /// mistake is found in the same run.
    pub fn new(templates: &[Template]) -> Diagnosed<Self> {
        let mut sources: Vec<(&str, &str)> = templates
            .iter()
            .map(|template| (template.name.as_str(), &*template.text))
            .collect();
        let mut engine = Self {
            tera: Tera::default(),
            templates: templates.to_vec(),
        };
        let mut diagnostics = Vec::new();
        for _ in 0..=sources.len() {
            engine.tera = Tera::default();
            engine.tera.register_filter("fill", fill_filter);
            engine.tera.autoescape_on([".html", ".htm", ".xml", ".svg"]);
            engine.tera.set_escape_fn(escape);
            let Err(error) = engine.tera.add_raw_templates(sources.iter().copied()) else {
                break;
            };
            // What a template lacks that one leads to which cannot be parsed is there, for all that is known.
            let follows = !diagnostics.is_empty() && !matches!(error.kind(), ErrorKind::SyntaxError(_));
            if follows {
                break;
            }
            diagnostics.push(engine.diagnostic(&error, None));
            let broken = culprit(&error);
            let found = sources
                .iter_mut()
                .find(|(name, text)| Some(*name) == broken.as_deref() && !text.is_empty());
            match found {
                Some((_, text)) => *text = "",
                None => break,
            }
        }
        Diagnosed {
            value: engine,
            diagnostics,
        }
    }

    /// Renders a page, and finds where it has the long texts of `known` as they are.
    ///
    /// # Errors
    /// A finding in the template's own file.
    pub fn render(
        &self,
        template: &str,
        site: &Prepared,
        interface: &Interface,
        view: &impl Serialize,
        known: &[&str],
    ) -> Result<Filled, Box<Diagnostic>> {
        let context = Context::from_serialize(view);
        let length = known.iter().map(|text| text.len()).sum::<usize>();
        let mut page = Page {
            text: String::with_capacity(length + ROOM),
            known,
            places: Vec::new(),
        };
        self.render_to(template, site, interface, context, &mut page)?;
        Ok(Filled {
            text: page.text,
            places: page.places,
        })
    }

    /// Renders a component. Its body is finished HTML.
    ///
    /// # Errors
    /// A finding in the component's own file.
    pub fn render_component(
        &self,
        name: &str,
        site: &Prepared,
        interface: &Interface,
        values: &impl Serialize,
        body: &str,
    ) -> Result<String, Box<Diagnostic>> {
        let context = Context::from_serialize(values).map(|mut context| {
            context.insert_value("body", Value::safe_string(body));
            context
        });
        let mut page = Page::default();
        let template = format!("components/{name}.html");
        self.render_to(&template, site, interface, context, &mut page)?;
        Ok(page.text)
    }

    fn render_to(
        &self,
        template: &str,
        site: &Prepared,
        interface: &Interface,
        context: TeraResult<Context>,
        page: &mut Page<'_>,
    ) -> Result<(), Box<Diagnostic>> {
        let rendered = context.and_then(|mut context| {
            context.insert_value("site", site.0.clone());
            context.insert_value("t", interface.texts.clone());
            context.insert_value("lang", interface.lang.clone());
            self.tera.render_to(template, &context, page)
        });
        rendered.map_err(|error| Box::new(self.diagnostic(&error, Some(template))))
    }

    fn diagnostic(&self, error: &Error, page: Option<&str>) -> Diagnostic {
        let code = match error.kind() {
            ErrorKind::RenderingError(_) => &catalogue::TEMPLATE_RENDER,
            ErrorKind::TemplateNotFound(_) | ErrorKind::MissingParent { .. } => &catalogue::MISSING_TEMPLATE,
            _ => &catalogue::TEMPLATE_SYNTAX,
        };
        if let Some(report) = report(error) {
            let found = Diagnostic::new(code, lower(report.message()));
            let found = match self.location(report) {
                Some(location) => found.at(location, ""),
                None => found,
            };
            return found.help("mend the template");
        }
        // A message that comes without its place as a value has it in its text, below the first line.
        let text = error.to_string();
        let mut lines = text.lines();
        let message = lines.next().unwrap_or_default();
        let message = lower(message.strip_prefix("error: ").unwrap_or(message));
        let arrow = lines.find_map(|line| line.trim_start().strip_prefix("--> "));
        let written = arrow.and_then(|place| self.written(place));
        let found = Diagnostic::new(code, message);
        if let Some(location) = written {
            return found.at(location, "").help("mend the template");
        }
        let place = culprit(error).or_else(|| page.map(str::to_owned));
        match place.and_then(|name| self.path(&name).cloned()) {
            Some(path) => found.at(Location::new(&path, Span::at(0)), ""),
            None => found,
        }
    }

    fn location(&self, report: &ReportError) -> Option<Location> {
        let path = self.path(report.filename())?;
        Some(Location::new(path, report.span().range.clone().into()))
    }

    /// The place that is written as `name:line:column`, both from 1.
    fn written(&self, place: &str) -> Option<Location> {
        let mut parts = place.trim_end().rsplitn(3, ':');
        let column: usize = parts.next()?.parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        let name = parts.next()?;
        let template = self.templates.iter().find(|template| template.name == name)?;
        let above: usize = template
            .text
            .split_inclusive('\n')
            .take(line.checked_sub(1)?)
            .map(str::len)
            .sum();
        let within = template.text.get(above..)?.lines().next()?;
        let before: usize = within
            .chars()
            .take(column.checked_sub(1)?)
            .map(char::len_utf8)
            .sum();
        Some(Location::new(&template.path, Span::at(above + before)))
    }

    fn path(&self, name: &str) -> Option<&SourcePath> {
        let template = self.templates.iter().find(|template| template.name == name)?;
        Some(&template.path)
    }
}

fn report(error: &Error) -> Option<&ReportError> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Some(report),
        _ => None,
    }
}

/// The template an error is about.
fn culprit(error: &Error) -> Option<String> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            Some(report.filename().to_owned())
        }
        ErrorKind::MissingParent { current, .. } => Some(current.clone()),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => Some(tpl.clone()),
        _ => None,
    }
}

/// Escapes as Tera does, which writes byte by byte.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text.as_bytes();
    let is_special =
        |byte| (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == b'\'');
    while let Some(special) = find_where(rest, is_special) {
        out.write_all(&rest[..special])?;
        out.write_all(match rest[special] {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            _ => b"&#39;",
        })?;
        rest = &rest[special + 1..];
    }
    out.write_all(rest)
}

fn lower(message: &str) -> String {
    let mut characters = message.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().chain(characters).collect())
        .unwrap_or_default()
}

/// `{{ t.read | fill(n=6) }}`: puts values into the `{name}` places of a text.
#[expect(clippy::needless_pass_by_value, reason = "the signature of a filter")]
fn fill_filter(text: &str, values: Kwargs, _: &State) -> TeraResult<String> {
    let values: Vec<(String, String)> = values
        .iter()
        .map(|(key, value)| (key.to_string(), value.to_string()))
        .collect();
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    Ok(fill(text, &values))
}
