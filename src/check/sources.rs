//! Files that cannot be used at all.

use crate::diagnostic::{Diagnostic, Location, catalogue};
use crate::source::{Content, Problem, ProblemKind, SourcePath, SourceTree, Span};

/// Reports files that could not be read, or are not what they should be.
pub(super) fn check(sources: &SourceTree) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = sources.problems().iter().map(problem).collect();
    for file in sources.iter() {
        match &file.content {
            Content::Unreadable(reason) => found.push(unreadable(&file.path, reason)),
            Content::Text(text) => found.extend(text.invalid_at.map(|at| {
                Diagnostic::new(&catalogue::NOT_UTF8, format!("`{}` is not UTF-8", file.path))
                    .at(
                        Location::new(&file.path, Span::new(at, at + '\u{fffd}'.len_utf8())),
                        "from here on",
                    )
                    .help("save the file as UTF-8")
            })),
            Content::Blob(_) => {}
        }
    }
    found
}

fn problem(problem: &Problem) -> Diagnostic {
    let path = &problem.path;
    match &problem.kind {
        ProblemKind::Unreadable(reason) => unreadable(path, reason),
        ProblemKind::Loop(ancestor) => Diagnostic::new(
            &catalogue::SYMLINK_LOOP,
            format!("the link `{path}` leads back to `{ancestor}`"),
        )
        .at(Location::new(path, Span::at(0)), "")
        .help("remove the link"),
        ProblemKind::Outside(target) => Diagnostic::new(
            &catalogue::LINK_OUT_OF_SITE,
            format!("the link `{path}` leads out of the site, to `{target}`"),
        )
        .at(Location::new(path, Span::at(0)), "")
        .help("copy into the site what should be published"),
        ProblemKind::NotUnicode => Diagnostic::new(
            &catalogue::UNREADABLE_FILE,
            format!("the name of `{path}` is not Unicode"),
        )
        .help("rename the file"),
    }
}

fn unreadable(path: &SourcePath, reason: &str) -> Diagnostic {
    Diagnostic::new(
        &catalogue::UNREADABLE_FILE,
        format!("`{path}` cannot be read: {reason}"),
    )
    .at(Location::new(path, Span::at(0)), "")
    .help("check the file's permissions, or remove it")
}
