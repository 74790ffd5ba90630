//! The stories of `module.md`: the code blocks of a post, what is said about them as one module, and what
//! the fixes make of them.

use super::story::{applied, located};
use crate::diagnostic::{Diagnostic, Severity};
use crate::hcl::{Fragment, Module, ModuleOptions, Place, Shape, check};

/// One section of the file.
struct Story<'t> {
    title: &'t str,
    fences: Vec<(&'t str, &'t str)>,
}

fn stories() -> Vec<Story<'static>> {
    let sections = include_str!("module.md").split("\n## ").skip(1);
    sections
        .map(|section| Story {
            title: section.lines().next().unwrap(),
            fences: fences(section),
        })
        .collect()
}

/// The info string and the text of each fence.
fn fences(section: &str) -> Vec<(&str, &str)> {
    let mut parts = section.split("\n```");
    parts.next();
    let mut fences = Vec::new();
    while let Some(fence) = parts.next() {
        let (info, code) = fence.split_once('\n').unwrap_or((fence, ""));
        fences.push((info, code));
        // What stands between this fence and the next.
        parts.next();
    }
    fences
}

fn fragments<'t>(story: &Story<'t>) -> Vec<Fragment<'t>> {
    let code = story.fences.iter().filter(|(info, _)| info.starts_with("hcl"));
    code.map(|(info, text)| Fragment {
        text,
        shape: match *info {
            "hcl expr" => Some(Shape::Expression),
            "hcl tfvars" => Some(Shape::Tfvars),
            _ => None,
        },
        detached: info.contains("fragment"),
        complete: info.contains("complete"),
    })
    .collect()
}

fn told(fragments: &[Fragment<'_>]) -> String {
    let texts: Vec<&str> = fragments.iter().map(|fragment| fragment.text).collect();
    located(&texts, &findings(fragments))
}

/// What is found without looking at the schemas of providers and at style, which have stories of their own.
fn findings(fragments: &[Fragment<'_>]) -> Vec<Diagnostic<Place>> {
    let mut found = check(fragments, &ModuleOptions::default());
    found.retain(|finding| !finding.code.id.starts_with("HCL5") && finding.code.id != "HCL601");
    found
}

fn mended(fragments: &[Fragment<'_>], found: &[Diagnostic<Place>]) -> Vec<String> {
    let mended = |(index, fragment): (usize, &Fragment<'_>)| {
        let here = found.iter().filter_map(|finding| finding.fix.as_ref());
        let edits: Vec<_> = here
            .flat_map(|fix| &fix.edits)
            .filter(|edit| edit.location.fragment == index)
            .map(|edit| crate::diagnostic::Edit {
                location: edit.location.span,
                replacement: edit.replacement.clone(),
            })
            .collect();
        applied(fragment.text, edits.iter())
    };
    fragments.iter().enumerate().map(mended).collect()
}

#[test]
fn every_story_goes_as_told() {
    for story in stories() {
        let fragments = fragments(&story);
        let expected = story
            .fences
            .iter()
            .find(|(info, _)| *info == "findings")
            .map_or("", |found| found.1);
        let told = told(&fragments);
        assert_eq!(told.trim_end(), expected.trim_end(), "in `{}`", story.title);
    }
}

#[test]
fn fixes_mend_what_they_belong_to() {
    for story in stories() {
        let fragments = fragments(&story);
        let found = findings(&fragments);
        let texts = mended(&fragments, &found);
        let better: Vec<_> = fragments
            .iter()
            .zip(&texts)
            .map(|(fragment, text)| Fragment { text, ..*fragment })
            .collect();
        let after = findings(&better);
        let unmendable = found.iter().filter(|finding| finding.fix.is_none()).count();
        assert!(
            after.len() <= unmendable,
            "in `{}`:\n{}",
            story.title,
            told(&better)
        );
    }
}

/// Nothing graver than a note is said about these.
fn is_clean(text: &str) {
    let fragments = [Fragment {
        text,
        ..Fragment::default()
    }];
    let mut found = check(&fragments, &ModuleOptions::default());
    found.retain(|finding| finding.severity > Severity::Note);
    assert_eq!(located(&[text], &found), "", "{text}");
}

#[test]
fn good_snippets_are_clean() {
    let snippets: Vec<_> = include_str!("clean.md").split("\n```hcl\n").skip(1).collect();
    assert!(snippets.len() >= 60, "{}", snippets.len());
    for snippet in snippets {
        is_clean(snippet.split_once("\n```").unwrap().0);
    }
}

#[test]
fn the_post_that_wrote_locals_for_local() {
    let post = include_str!("custom-networking.md");
    let texts: Vec<_> = fences(post).into_iter().map(|(_, code)| code).collect();
    let fragments: Vec<_> = texts
        .iter()
        .map(|text| Fragment {
            text,
            ..Fragment::default()
        })
        .collect();
    let found = check(&fragments, &ModuleOptions::default());
    assert_eq!(fragments.len(), 4);
    assert_eq!(found.len(), 5, "{}", located(&texts, &found));
    for finding in &found {
        assert_eq!((finding.code.id, finding.severity), ("HCL301", Severity::Error));
        let fix = finding.fix.as_ref().unwrap();
        assert_eq!((fix.title.as_str(), fix.edits.len()), ("write `local.`", 1));
    }
    let texts = mended(&fragments, &found);
    assert!(texts.iter().all(|text| !text.contains("locals.")));
}

/// Pieces that, put together, come near to what people write.
const PIECES: [&str; 56] = [
    "resource \"a_b\" \"c\" {\n",
    "data \"a\" \"b\" {\n",
    "variable \"x\" {\n",
    "locals {\n",
    "module \"m\" {\n",
    "terraform {\n",
    "required_providers {\n",
    "lifecycle {\n",
    "dynamic \"d\" {\n",
    "content {\n",
    "moved {\n",
    "import {\n",
    "check \"c\" {\n",
    "output \"o\" {\n",
    "provider \"aws\" {\n",
    "}\n",
    "}\n",
    "}\n",
    "\n",
    "x = ",
    "count = ",
    "for_each = ",
    "depends_on = ",
    "type = ",
    "default = ",
    "from = ",
    "to = ",
    "provider = ",
    "alias = ",
    "source = ",
    "version = ",
    "local.x",
    "locals.x",
    "var.x",
    "a_b.c.id",
    "data.a.b[0]",
    "each.key",
    "self",
    "\"${var.x}\"",
    "\"",
    "[",
    "]",
    "{ ",
    " }",
    "(",
    ")",
    "list(string)",
    "optional(",
    "for k, v in x : ",
    ".*.id",
    "# ...\n",
    "<<EOT\n",
    "EOT\n",
    "한글",
    "\"^6.0\"",
    "> ",
];

proptest::proptest! {
    #[test]
    fn nothing_panics_and_places_lie_in_the_text(
        picks in proptest::collection::vec(0..PIECES.len(), 0..60),
        cut in 0_usize..60,
    ) {
        let text: String = picks.iter().map(|&pick| PIECES[pick]).collect();
        let at = picks.iter().take(cut).map(|&pick| PIECES[pick].len()).sum();
        let (first, second) = text.split_at(at);
        let fragments = [first, second].map(|text| Fragment { text, complete: cut % 2 == 0, ..Fragment::default() });
        let module = Module::read(&fragments, &ModuleOptions::default());
        for finding in module.check() {
            proptest::prop_assert!(!finding.labels.is_empty());
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.location);
            for place in finding.labels.iter().map(|label| label.location).chain(edits) {
                let text = fragments[place.fragment].text;
                proptest::prop_assert!(text.get(place.span.range()).is_some(), "{:?}", finding);
            }
        }
        module.mentions(&[(text.as_str(), ()), ("local.x[0]", ())]);
    }
}

#[test]
fn long_chains_are_no_trouble() {
    let mut text = String::from("locals {\n");
    for index in 0..20_000 {
        text += &format!("  part_{index} = local.part_{}\n", (index + 1) % 20_000);
    }
    text += "}\n";
    let fragment = Fragment {
        text: &text,
        ..Fragment::default()
    };
    let found = findings(&[fragment]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].labels.len(), 20_000);
}
