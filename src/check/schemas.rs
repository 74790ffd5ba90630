//! The author's own schemas of providers: the texts in `schemas/`, which `recto schema add` writes.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue};
use crate::hcl::schema::{Schemas, Slice};
use crate::source::{SourcePath, SourceTree, Span};

/// Reads every file that can be read; each provider has one.
pub(super) fn read(sources: &SourceTree) -> Diagnosed<Schemas> {
    let mut slices = Vec::new();
    let mut paths: BTreeMap<String, &SourcePath> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (_, file) in sources.below("schemas") {
        let Some(text) = sources.text(file.path.as_str()) else {
            continue;
        };
        match Slice::parse(&text.text) {
            Ok(slice) => {
                let first = paths.get(slice.source()).copied();
                if let Some(first) = first {
                    diagnostics.push(second(&file.path, &text.text, slice.source(), first));
                    continue;
                }
                paths.insert(slice.source().to_owned(), &file.path);
                slices.push(slice);
            }
            Err(error) => diagnostics.push(
                bad(error.message)
                    .at(Location::new(&file.path, error.span), "")
                    .help("write the file again with `recto schema add`, or remove it"),
            ),
        }
    }
    Diagnosed {
        value: Schemas::embedded().with_overrides(slices),
        diagnostics,
    }
}

fn second(path: &SourcePath, text: &str, source: &str, first: &SourcePath) -> Diagnostic {
    let start = text.find(source).unwrap_or_default();
    bad(format!("`{first}` is about `{source}` already"))
        .at(
            Location::new(path, Span::new(start, start + source.len())),
            "not read",
        )
        .help("put the types of a provider into one file")
}

fn bad(message: String) -> Diagnostic {
    Diagnostic::new(&catalogue::HCL_SCHEMA_FILE, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(fixture: &str, expected: &[(&str, &str)]) {
        let sources = SourceTree::from_fixture(fixture);
        let found = read(&sources).diagnostics;
        let found: Vec<(String, &str)> = found
            .iter()
            .map(|found| {
                let place = &found.labels[0].location;
                let text = sources.text(place.path.as_str()).unwrap();
                let line = text.text[..place.span.start as usize].matches('\n').count() + 1;
                (format!("{}:{line}", place.path), found.message.as_str())
            })
            .collect();
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(place, message)| (place.as_str(), *message))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_file_is_in_front_of_what_is_built_in() {
        let sources = SourceTree::from_fixture(
            "-- schemas/aws.txt --\nprovider hashicorp/aws 99.0.0\nresource aws_vpc {\n  shape !string\n}\n",
        );
        let schemas = read(&sources).value;
        assert_eq!(schemas.provider("hashicorp/aws").unwrap().version(), "99.0.0");
        assert!(
            schemas
                .resource("aws_vpc")
                .unwrap()
                .fields
                .items
                .contains_key("shape")
        );
        assert!(
            schemas
                .resource("aws_subnet")
                .unwrap()
                .fields
                .items
                .contains_key("vpc_id")
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_is_reported_and_the_others_are_read() {
        check(
            "-- schemas/a.txt --\nprovider hashicorp/aws 6.0.0\nresource aws_vpc {\n\
             -- schemas/b.txt --\nprovider hashicorp/tls 4.0.0\n\
             -- schemas/c.txt --\n# again\nprovider hashicorp/tls 3.0.0\n",
            &[
                ("schemas/a.txt:2", "the body that opens here is not closed"),
                (
                    "schemas/c.txt:2",
                    "`schemas/b.txt` is about `hashicorp/tls` already",
                ),
            ],
        );
        check("-- schemas/README.md --\nnotes\n-- schemas/a.json --\n{}\n", &[]);
    }

    #[test]
    fn line_ends_of_windows_are_line_ends() {
        check(
            "-- schemas/a.txt --\nprovider hashicorp/aws 6.0.0\r\nresource aws_vpc {\r\n  a ?string\r\n}\r\n",
            &[],
        );
    }
}
