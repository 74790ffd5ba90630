//! `recto explain`: the pages of the diagnostic codes, which lie in the binary.

use recto::diagnostic::sarif::Page;
use recto::diagnostic::{Code, catalogue, suggest};

use super::Status;
use super::args::ExplainArgs;
use super::failure::Failure;
use super::terminal::Terminal;

/// The pages by their paths.
const PAGES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/codes.rs"));

pub(super) fn run(args: &ExplainArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let text = match &args.code {
        Some(name) => explanation(catalogue::find(name).ok_or_else(|| unknown(name))?),
        None => list(),
    };
    terminal.result(&text)?;
    Ok(Status::Clean)
}

/// What is printed about a code; nothing for what is none.
pub(super) fn text_of(code: &str) -> Option<String> {
    catalogue::find(code).map(explanation)
}

fn explanation(code: &Code) -> String {
    let mut text = format!("{} {} ({})\n", code.id, code.name, code.severity.name());
    match page(code) {
        Some(page) => {
            text.push('\n');
            text.push_str(page.trim());
            text.push('\n');
        }
        None => text.push_str("\nThere is no page about this code yet.\n"),
    }
    text
}

/// The page of a code without its front matter.
fn page(code: &Code) -> Option<&'static str> {
    source(code).map(body)
}

/// The page of a code, for documents that are read elsewhere.
pub(super) fn page_of(code: &Code) -> Option<Page<'static>> {
    let source = source(code)?;
    let summary = source
        .lines()
        .find_map(|line| line.strip_prefix("description: "))?
        .trim_matches('"');
    Some(Page {
        // The severity stands there already.
        summary: summary.split_once(": ").map_or(summary, |(_, summary)| summary),
        text: body(source).trim(),
    })
}

/// The page of a code as it was written.
fn source(code: &Code) -> Option<&'static str> {
    let file = format!("{}.md", code.id);
    let (_, bytes) = PAGES
        .iter()
        .find(|(path, _)| path.rsplit('/').next() == Some(file.as_str()))?;
    std::str::from_utf8(bytes).ok()
}

fn body(text: &str) -> &str {
    text.strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .map_or(text, |(_, body)| body)
}

fn list() -> String {
    let width = |column: fn(&Code) -> &str| {
        let widths = catalogue::ALL.iter().map(|code| column(code).len());
        widths.max().unwrap_or_default()
    };
    let (id, name) = (width(|code| code.id), width(|code| code.name));
    catalogue::ALL
        .iter()
        .map(|code| {
            let severity = code.severity.name();
            format!("{:id$}  {:name$}  {severity}\n", code.id, code.name)
        })
        .collect()
}

fn unknown(name: &str) -> Failure {
    let known = catalogue::ALL.iter().flat_map(|code| [code.id, code.name]);
    let help = match suggest::nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "see `recto explain` for all codes".to_owned(),
    };
    Failure::new(format!("there is no code `{name}`"), help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_not_printed() {
        assert_eq!(body("---\ntitle: x\n---\n\nText\n\n---\n"), "\nText\n\n---\n");
        assert_eq!(body("Text"), "Text");
    }
}
