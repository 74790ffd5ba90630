use super::{findings, read, slice};
use crate::hcl::schema::Schemas;

/// The code in the first fixture of a part of a page, and the schemas that the fixture adds.
fn example(page: &str, heading: &str) -> (String, Schemas) {
    let part = page.split_once(heading).expect("the page has the part").1;
    let fixture = part.split("````").nth(1).expect("the part has a fixture");
    let code = fixture.split("```hcl\n").nth(1).expect("the fixture has code");
    let (code, rest) = code.split_once("```").expect("the code ends");
    let schemas = match rest.split_once("aws.txt --\n") {
        Some((_, text)) => slice(text),
        None => Schemas::embedded(),
    };
    (code.to_owned(), schemas)
}

#[test]
fn the_pages_of_the_codes_show_what_they_say() {
    for number in 501..=507 {
        let code = format!("HCL{number}");
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/content/codes/{code}.md"));
        let page = read(&path);
        let (wrong, schemas) = example(&page, "## Wrong");
        let found = findings(&wrong, &schemas);
        assert!(
            !found.is_empty() && found.iter().all(|it| it.code.id == code),
            "{code}: {found:?}"
        );
        let (right, schemas) = example(&page, "## Right");
        assert_eq!(findings(&right, &schemas), [], "{code}");
    }
}
