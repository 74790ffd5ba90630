//! Code that stands in a file of its own: `file="./main.tf" region="network"` on a fence.
//!
//! [`resolve`] takes the files out of the snapshot and gives the document with their code in its blocks. The
//! document's hash then is one over these files as well, so whatever is remembered by it holds.

use std::ops::Range;
use std::sync::Arc;

use super::ast::{Node, NodeKind};
use super::fence::{Attribute, Fence, Included, OffsetMap};
use super::{Document, facts};
use crate::diagnostic::{Diagnosed, Diagnostic, catalogue, suggest};
use crate::source::{FOLDERS, SourceFile, SourceTree, Span, join};

/// Puts the code of other files into the blocks that ask for it. A document without such blocks stays the one it
/// is.
pub fn resolve(document: &Arc<Document>, sources: &SourceTree) -> Diagnosed<Arc<Document>> {
    let includes = |fence: &Arc<Fence>| fence.attribute("file").is_some();
    if !document.facts.fences.iter().any(includes) {
        return Diagnosed::clean(Arc::clone(document));
    }
    let mut included = Document::clone(document);
    let mut inclusion = Inclusion {
        document,
        sources,
        hash: document.hash,
        diagnostics: Vec::new(),
    };
    inclusion.nodes(&mut included.body);
    included.hash = inclusion.hash;
    included.facts = facts::gather(&included.body);
    Diagnosed {
        value: Arc::new(included),
        diagnostics: inclusion.diagnostics,
    }
}

struct Inclusion<'a> {
    document: &'a Document,
    sources: &'a SourceTree,
    hash: u128,
    diagnostics: Vec<Diagnostic>,
}

impl Inclusion<'_> {
    fn nodes(&mut self, nodes: &mut [Node]) {
        for node in nodes {
            if let NodeKind::CodeBlock(fence) = &mut node.kind
                && fence.attribute("file").is_some()
            {
                self.fence(Arc::make_mut(fence));
            }
            self.nodes(&mut node.children);
        }
    }

    fn fence(&mut self, fence: &mut Fence) {
        let Some(attribute) = fence.attribute("file").cloned() else {
            return;
        };
        self.body_is_empty(fence);
        // Without its value the attribute has been reported.
        let Some(name) = attribute.value.as_deref().filter(|name| !name.is_empty()) else {
            return;
        };
        let path = self.path(name);
        let file = path.as_ref().and_then(|path| self.sources.get(path));
        let text = file.and_then(SourceFile::code);
        let hash = text.map_or(0, |text| text.hash);
        self.hash = xxhash_rust::xxh3::xxh3_128(&[self.hash.to_le_bytes(), hash.to_le_bytes()].concat());
        let Some(path) = path else {
            let message = format!("`{name}` leads out of the site");
            self.report(
                message,
                &attribute,
                "copy the file into the site, for example into `snippets`",
            );
            return;
        };
        let Some(file) = file else {
            self.no_file(name, &path, &attribute);
            return;
        };
        let Some(text) = text else {
            let message = format!("`{path}` is no text of at most 1 MiB");
            self.report(message, &attribute, "name a file with code in UTF-8");
            return;
        };
        let lines = match fence.attribute("region").cloned() {
            Some(region) => self.region(file, &text.text, &region),
            None => Some(unmarked(&text.text)),
        };
        if let Some(lines) = lines {
            fill(fence, file, &text.text, &lines);
        }
    }

    /// A path from the site's root when it begins with a slash, else from the document.
    fn path(&self, name: &str) -> Option<String> {
        match name.strip_prefix('/') {
            Some(rooted) => join("", rooted),
            None => join(self.document.path.parent(), name),
        }
    }

    fn report(&mut self, message: String, attribute: &Attribute, help: impl Into<String>) {
        self.diagnostics.push(
            Diagnostic::new(&catalogue::BROKEN_INCLUDE, message)
                .at(self.document.location(attribute.value_span), "")
                .help(help),
        );
    }

    fn body_is_empty(&mut self, fence: &Fence) {
        if fence.code.trim().is_empty() {
            return;
        }
        let written = fence.code.trim_end().len();
        let span = fence.map.to_file(Span::new(0, written));
        self.diagnostics.push(
            Diagnostic::new(
                &catalogue::BROKEN_INCLUDE,
                "a block that shows a file has code of its own",
            )
            .at(self.document.location(span), "this is not shown")
            .help("take the code or `file` out"),
        );
    }

    fn no_file(&mut self, name: &str, path: &str, attribute: &Attribute) {
        let top = path.split('/').next().unwrap_or_default();
        let paths = self.sources.iter().map(|file| file.path.as_str());
        let help = match suggest::nearest_path(path, paths) {
            Some(near) => {
                let folder = format!("{}/", self.document.path.parent());
                let beside = near.strip_prefix(&folder).filter(|_| !name.starts_with('/'));
                let near = beside.map_or_else(|| format!("/{near}"), |near| format!("./{near}"));
                format!("did you mean `{near}`?")
            }
            None if !FOLDERS.contains(&top) => {
                format!("files are read from `{}`", FOLDERS.join("`, `"))
            }
            None => "name a file beside the page, or from the site's root with a leading slash".to_owned(),
        };
        self.report(format!("there is no file `{path}`"), attribute, help);
    }

    /// The lines of a region: of all parts that have its name.
    fn region(&mut self, file: &SourceFile, text: &str, attribute: &Attribute) -> Option<Vec<Range<usize>>> {
        let name = attribute.value.as_deref().filter(|name| !name.is_empty())?;
        let mut lines = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        // The open regions, and how many of them have the name.
        let mut open: Vec<&str> = Vec::new();
        let mut inside = 0_usize;
        for line in lines_of(text) {
            match mark(&text[line.clone()]) {
                Some(Mark::Begin(region)) => {
                    names.push(region);
                    open.push(region);
                    inside += usize::from(region == name);
                }
                Some(Mark::End(region)) => {
                    let at = match region {
                        "" => open.len().checked_sub(1),
                        _ => open.iter().rposition(|known| *known == region),
                    };
                    let closed = at.map(|at| open.remove(at));
                    inside -= usize::from(closed == Some(name));
                }
                None if inside > 0 => lines.push(line),
                None => {}
            }
        }
        let path = &file.path;
        if inside > 0 {
            let message = format!("the region `{name}` of `{path}` does not end");
            self.report(
                message,
                attribute,
                format!("write a comment `endregion {name}` after its last line"),
            );
        } else if !names.contains(&name) {
            let message = format!("`{path}` has no region `{name}`");
            names.dedup();
            let help = match suggest::nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => {
                    format!("put the lines between comments `region {name}` and `endregion`")
                }
                None => format!("its regions are `{}`", names.join("`, `")),
            };
            self.report(message, attribute, help);
            return None;
        }
        Some(lines)
    }
}

/// All lines but those that mark regions.
fn unmarked(text: &str) -> Vec<Range<usize>> {
    let is_code = |line: &Range<usize>| mark(&text[line.clone()]).is_none();
    lines_of(text).filter(is_code).collect()
}

/// Lines with their endings.
fn lines_of(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut at = bom;
    text[bom..].split_inclusive('\n').map(move |line| {
        at += line.len();
        at - line.len()..at
    })
}

/// A comment that begins or ends a region.
#[derive(Debug, PartialEq, Eq)]
enum Mark<'a> {
    Begin(&'a str),
    End(&'a str),
}

/// Reads `# region NAME`, `// #region NAME`, `<!-- endregion -->` and their like.
fn mark(line: &str) -> Option<Mark<'_>> {
    const OPENERS: [&str; 8] = ["<!--", "/*", "//", "--", "#", ";", "%", "'"];
    let line = line.trim();
    let comment = OPENERS.iter().find_map(|opener| line.strip_prefix(opener))?;
    let comment = comment.trim_end_matches("-->").trim_end_matches("*/");
    let mut words = comment.split_whitespace();
    let first = words.next()?;
    // The sign may stand alone, as in `# # region`, or before the word, as editors have it.
    let word = if first == "#" {
        words.next()?
    } else {
        first.trim_start_matches('#')
    };
    let name = words.next().unwrap_or_default();
    match word {
        _ if words.next().is_some() => None,
        "region" if !name.is_empty() => Some(Mark::Begin(name)),
        "endregion" => Some(Mark::End(name)),
        _ => None,
    }
}

/// Puts lines of a file into a block, without the indentation that all of them have.
fn fill(fence: &mut Fence, file: &SourceFile, text: &Arc<str>, lines: &[Range<usize>]) {
    let margin = margin(text, lines);
    let mut code = String::new();
    fence.map = OffsetMap::default();
    for line in lines {
        let written = text[line.clone()].trim_end_matches(['\n', '\r']);
        let kept = line.start + margin.min(written.len());
        if kept < line.start + written.len() {
            fence.map.push_copied(code.len(), kept);
            code.push_str(&text[kept..line.start + written.len()]);
        }
        fence
            .map
            .push_copied(code.len(), line.end.saturating_sub(1).max(line.start));
        if text[line.clone()].ends_with('\n') {
            code.push('\n');
        }
    }
    let first = lines.first().map_or(0, |line| line.start);
    fence.included = Some(Box::new(Included {
        path: file.path.clone(),
        text: text.clone(),
        span: Span::new(first, lines.last().map_or(first, |line| line.end)),
    }));
    fence.fill(text, &code);
}

/// How many bytes of white space all lines begin with that are not blank.
fn margin(text: &str, lines: &[Range<usize>]) -> usize {
    let mut shared: Option<&str> = None;
    for line in lines {
        let written = &text[line.clone()];
        let code = written.trim_start_matches([' ', '\t']);
        if code.trim().is_empty() {
            continue;
        }
        let indent = &written[..written.len() - code.len()];
        shared = Some(shared.map_or(indent, |shared| {
            let alike = shared.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b);
            &shared[..alike.count()]
        }));
    }
    shared.map_or(0, str::len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Markdown;
    use crate::content::{self, ParseOptions};
    use crate::data::TimeZone;
    use crate::source::SourcePath;

    /// The site's `content/posts/a.md`, its files put in.
    fn included(fixture: &str) -> (SourceTree, Diagnosed<Arc<Document>>) {
        let sources = SourceTree::from_fixture(fixture);
        let path = SourcePath::new("content/posts/a.md");
        let text = sources.text(path.as_str()).unwrap();
        let options = ParseOptions {
            markdown: Markdown::default(),
            time_zone: TimeZone::utc(),
        };
        let document = content::parse(&path, &text.text, text.hash, &options).value;
        let resolved = resolve(&Arc::new(document), &sources);
        (sources, resolved)
    }

    /// The code of the one block of a post.
    fn check(info: &str, files: &str, code: &str) {
        let (sources, resolved) = included(&format!("-- content/posts/a.md --\n```{info}\n```\n{files}"));
        assert!(resolved.diagnostics.is_empty(), "{:?}", resolved.diagnostics);
        let fence = &resolved.value.facts.fences[0];
        assert_eq!(&*fence.code, code, "{info}");
        let path = &fence.included.as_ref().unwrap().path;
        let file = &sources.get(path.as_str()).unwrap().code().unwrap().text;
        for (at, character) in code.char_indices() {
            let span = fence.map.to_file(Span::new(at, at + character.len_utf8()));
            assert_eq!(span.of(file), character.to_string(), "{info} at {at}");
        }
    }

    /// What is said about the one block of a post: the bytes pointed at, the message, the first advice.
    fn wrong(fence: &str, files: &str, place: &str, message: &str, help: &str) {
        let (_, resolved) = included(&format!("-- content/posts/a.md --\n{fence}\n```\n{files}"));
        let [found] = resolved.diagnostics.as_slice() else {
            panic!("{fence}: {:?}", resolved.diagnostics);
        };
        let at = found.labels[0].location.span.of(&resolved.value.text);
        assert_eq!(
            (at, found.message.as_str(), found.help[0].as_str()),
            (place, message, help),
            "{fence}"
        );
    }

    const MAIN: &str = "-- content/posts/main.tf --\nlocals {\n  # region one\n    a = 1\n\n      b = [\n      ]\n  # endregion one\n}\n# region end\nc = 3\n# endregion\n";

    #[test]
    fn a_file_or_a_region_of_it_is_shown() {
        check(
            "hcl file=\"./main.tf\" region=one",
            MAIN,
            "a = 1\n\n  b = [\n  ]\n",
        );
        check("hcl file=main.tf region=end", MAIN, "c = 3\n");
        check(
            "hcl file=/content/posts/main.tf",
            MAIN,
            "locals {\n    a = 1\n\n      b = [\n      ]\n}\nc = 3\n",
        );
        check(
            "go file=/snippets/x.go",
            "-- snippets/x.go --\n\tx\n\ty 가",
            "x\ny 가",
        );
        check(
            "text file=../e.txt",
            "-- content/e.txt --\na\r\n b\r\n",
            "a\n b\n",
        );
        check("text file=../e.txt", "-- content/e.txt --\n", "");
        let parts =
            "-- content/p.js --\n//#region a\n1\n// #endregion\n2\n/* region a */\n3\n/* endregion a */\n";
        check("js file=../p.js region=a", parts, "1\n3\n");
    }

    #[test]
    fn marks_are_comments_of_many_languages() {
        for line in [
            "# region x",
            "//#region x",
            "  -- region x",
            "<!-- #region x -->",
            "/* region x */",
            "; region x",
        ] {
            assert_eq!(mark(line), Some(Mark::Begin("x")), "{line}");
        }
        for line in ["# endregion", "// #endregion", "<!-- endregion -->"] {
            assert_eq!(mark(line), Some(Mark::End("")), "{line}");
        }
        for line in [
            "region x",
            "# region",
            "# region of the VPC",
            "# regions x",
            "x # region x",
        ] {
            assert_eq!(mark(line), None, "{line}");
        }
    }

    #[test]
    fn what_is_not_there_is_told_where_it_is_asked_for() {
        let file = |name: &str| format!("```hcl file=\"{name}\"");
        wrong(
            &file("../../../x.tf"),
            "",
            "../../../x.tf",
            "`../../../x.tf` leads out of the site",
            "copy the file into the site, for example into `snippets`",
        );
        wrong(
            &file("mian.tf"),
            MAIN,
            "mian.tf",
            "there is no file `content/posts/mian.tf`",
            "did you mean `./main.tf`?",
        );
        wrong(
            &file("/content/posts/mian.tf"),
            MAIN,
            "/content/posts/mian.tf",
            "there is no file `content/posts/mian.tf`",
            "did you mean `/content/posts/main.tf`?",
        );
        wrong(
            &file("/infra/x.tf"),
            "",
            "/infra/x.tf",
            "there is no file `infra/x.tf`",
            "files are read from `content`, `static`, `snippets`, `themes`, `schemas`, `fonts`",
        );
        wrong(
            "```hcl file=main.tf region=ende",
            MAIN,
            "ende",
            "`content/posts/main.tf` has no region `ende`",
            "did you mean `end`?",
        );
        wrong(
            "```hcl file=main.tf region=nothing",
            MAIN,
            "nothing",
            "`content/posts/main.tf` has no region `nothing`",
            "its regions are `one`, `end`",
        );
        wrong(
            "```hcl file=b.tf region=x",
            "-- content/posts/b.tf --\n# region x\na\n",
            "x",
            "the region `x` of `content/posts/b.tf` does not end",
            "write a comment `endregion x` after its last line",
        );
        wrong(
            "```hcl file=main.tf\nx = 1",
            MAIN,
            "x = 1",
            "a block that shows a file has code of its own",
            "take the code or `file` out",
        );
    }

    #[test]
    fn the_hash_of_a_document_is_that_of_its_files_too() {
        let hash = |code: &str| {
            let post = "-- content/posts/a.md --\n```hcl file=m.tf\n```\n-- content/posts/m.tf --\n";
            included(&format!("{post}{code}\n")).1.value.hash
        };
        assert_eq!(hash("a = 1"), hash("a = 1"));
        assert_ne!(hash("a = 1"), hash("a = 2"));
    }

    proptest::proptest! {
        #[test]
        fn any_file_gives_code_that_maps_back(text in "( |\t|a|가|#|region x|endregion|\r?\n|#~ ){0,20}", region in proptest::bool::ANY) {
            let info = if region { " region=x" } else { "" };
            let fixture = format!("-- content/posts/a.md --\n```hcl file=m.txt{info}\n```\n-- content/posts/m.txt --\n{text}");
            let (_, resolved) = included(&fixture);
            let fence = &resolved.value.facts.fences[0];
            if let Some(included) = &fence.included {
                for (at, character) in fence.source().char_indices() {
                    let span = fence.map.to_file(Span::new(at, at + character.len_utf8()));
                    proptest::prop_assert_eq!(span.of(&included.text), character.to_string());
                }
            }
        }
    }
}
