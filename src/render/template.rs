//! Templates. The only file that imports `tera`.
//!
//! A template sees its view, `site` and `t`, and nothing else: the one filter added here is pure.

use std::io::{self, Write};

use serde::Serialize;
use tera::{Context, Error, ErrorKind, Kwargs, ReportError, State, Tera, TeraResult, Value};

use super::html::fill;
use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue};
use crate::site::theme::Template;
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

    /// Renders a page.
    ///
    /// # Errors
    /// A finding in the template's own file.
    pub fn render(
        &self,
        template: &str,
        site: &Prepared,
        strings: &Prepared,
        view: &impl Serialize,
    ) -> Result<String, Box<Diagnostic>> {
        let context = Context::from_serialize(view);
        self.render_in(template, site, strings, context)
    }

    /// Renders a component. Its body is finished HTML.
    ///
    /// # Errors
    /// A finding in the component's own file.
    pub fn render_component(
        &self,
        name: &str,
        site: &Prepared,
        strings: &Prepared,
        values: &impl Serialize,
        body: &str,
    ) -> Result<String, Box<Diagnostic>> {
        let context = Context::from_serialize(values).map(|mut context| {
            context.insert_value("body", Value::safe_string(body));
            context
        });
        self.render_in(&format!("components/{name}.html"), site, strings, context)
    }

    fn render_in(
        &self,
        template: &str,
        site: &Prepared,
        strings: &Prepared,
        context: TeraResult<Context>,
    ) -> Result<String, Box<Diagnostic>> {
        let rendered = context.and_then(|mut context| {
            context.insert_value("site", site.0.clone());
            context.insert_value("t", strings.0.clone());
            self.tera.render(template, &context)
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
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        let reference = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[written..at])?;
        out.write_all(reference.as_bytes())?;
        written = at + 1;
    }
    out.write_all(&text.as_bytes()[written..])
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
