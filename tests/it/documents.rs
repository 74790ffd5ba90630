//! The documentation site and the documents at the root of the repository say what is true.

use std::path::Path;

use recto::diagnostic::text::{self, Style};
use recto::diagnostic::{Diagnosed, Diagnostic};
use recto::output::OutputTree;
use recto::pipeline::{Builder, Options, read};
use recto::source::{SourceTree, list};

/// The documentation as it lies on the disk.
pub(crate) fn documentation() -> SourceTree {
    read_site("docs").value
}

fn read_site(folder: &str) -> Diagnosed<SourceTree> {
    read(&list(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)))
}

/// What a build of a site finds, and how that is shown.
pub(crate) fn findings(sources: &SourceTree) -> (Vec<Diagnostic>, String) {
    let found = match Builder::new().build(sources, &Options::default(), &OutputTree::new()) {
        Ok(build) => build.diagnostics,
        Err(error) => panic!("the build failed: {error}"),
    };
    let shown = text::render(&found, sources, Style::Plain);
    (found, shown)
}

/// The codes of findings, in their order.
pub(crate) fn codes_of(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|found| found.code.id).collect()
}

#[test]
fn the_documentation_builds_without_findings() {
    let documentation = read_site("docs");
    assert_eq!(documentation.diagnostics, []);
    let (found, shown) = findings(&documentation.value);
    assert!(found.is_empty(), "{shown}");
}
