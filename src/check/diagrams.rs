//! Diagrams: each begins with a type that is drawn.

use crate::content::{Document, Fence};
use crate::diagnostic::{Diagnostic, Location, catalogue, suggest};
use crate::diagram::{self, DRAWN, LEFT_OUT, Opening};
use crate::site::{PageId, Site};

/// Checks how the diagrams of a page begin.
pub(super) fn check(site: &Site, page: PageId) -> Vec<Diagnostic> {
    let document = &site.page(page).document;
    let has_own_script = site.theme.has_own_drawing_script();
    let fences = document.facts.fences.iter();
    fences
        .filter(|fence| fence.is_diagram(site.config.markdown.mermaid))
        .filter_map(|fence| finding(document, fence, has_own_script))
        .collect()
}

fn finding(document: &Document, fence: &Fence, has_own_script: bool) -> Option<Diagnostic> {
    let at = |span| fence.location(document, span);
    match diagram::opening(fence.source()) {
        // A file that is not there has been reported.
        Opening::Empty if fence.attribute("file").is_some() && fence.included.is_none() => None,
        Opening::Empty => {
            let language = fence.language.as_ref().map_or(fence.span, |(_, span)| *span);
            let empty = finding_at(document.location(language), "the diagram is empty");
            Some(empty.help("write one that begins with its type, such as `flowchart LR`"))
        }
        Opening::OpenFrontMatter(mark) => {
            let open = finding_at(at(mark), "the front matter of the diagram is not closed");
            Some(open.help("end it with a line `---`, indented like the first"))
        }
        Opening::Word(span) => unknown(span.of(fence.source()), has_own_script)
            .map(|(message, help)| finding_at(at(span), &message).help(help)),
    }
}

fn finding_at(location: Location, message: &str) -> Diagnostic {
    Diagnostic::new(&catalogue::UNKNOWN_DIAGRAM, message).at(location, "")
}

/// What is said of a word that begins a diagram; nothing where the script draws it. A script of the author's may know
/// more types than any list.
fn unknown(word: &str, has_own_script: bool) -> Option<(String, String)> {
    if diagram::is_drawn(word) {
        return None;
    }
    if LEFT_OUT.contains(&word) {
        let message = format!("the script that draws diagrams does not know `{word}`");
        let help = "put Mermaid's whole script into the theme as `assets/mermaid.js`, or write `diagram=false` behind `mermaid`";
        return (!has_own_script).then(|| (message, help.to_owned()));
    }
    let message = format!("there is no type of diagram `{word}`");
    let known = DRAWN.into_iter().chain(LEFT_OUT);
    match suggest::nearest(word, known) {
        Some(near) => Some((message, format!("did you mean `{near}`?"))),
        None if has_own_script => None,
        None => Some((
            message,
            "begin with a type, such as `flowchart LR`; with `diagram=false` behind `mermaid` the block is shown as code".to_owned(),
        )),
    }
}
