//! What type a diagram is of: the first word behind what may stand in front of it.
//!
//! The rules are those of Mermaid's own `detectType`: front matter between lines of `---` at the very beginning,
//! directives `%%{…}%%`, and comments, lines that begin with `%%`.

use crate::source::Span;

/// The types that the script draws, by the word that begins them.
pub const DRAWN: [&str; 46] = [
    "C4Component",
    "C4Container",
    "C4Context",
    "C4Deployment",
    "C4Dynamic",
    "block",
    "block-beta",
    "classDiagram",
    "classDiagram-v2",
    "cynefin-beta",
    "erDiagram",
    "eventmodeling",
    "flowchart",
    "flowchart-elk",
    "gantt",
    "gitGraph",
    "graph",
    "info",
    "ishikawa",
    "ishikawa-beta",
    "journey",
    "kanban",
    "packet",
    "packet-beta",
    "pie",
    "quadrantChart",
    "radar-beta",
    "railroad-abnf-beta",
    "railroad-beta",
    "railroad-ebnf-beta",
    "railroad-peg-beta",
    "requirementDiagram",
    "sankey",
    "sankey-beta",
    "sequenceDiagram",
    "stateDiagram",
    "stateDiagram-v2",
    "swimlane-beta",
    "timeline",
    "treeView-beta",
    "treemap",
    "treemap-beta",
    "venn-beta",
    "wardley-beta",
    "xychart",
    "xychart-beta",
];

/// Types of Mermaid that its small edition, which the script is, leaves out.
pub const LEFT_OUT: [&str; 3] = ["architecture", "architecture-beta", "mindmap"];

/// How a diagram begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// With nothing: there is no diagram.
    Empty,
    /// With the mark of front matter that does not end.
    OpenFrontMatter(Span),
    /// With a word, which names its type.
    Word(Span),
}

/// Whether the script draws diagrams that begin with the word.
pub fn is_drawn(word: &str) -> bool {
    DRAWN.contains(&word)
}

/// Finds how a diagram begins, in bytes of its text.
pub fn opening(text: &str) -> Opening {
    let mut at = match front_matter(text) {
        Ok(end) => end,
        Err(mark) => return Opening::OpenFrontMatter(mark),
    };
    loop {
        at = text.len() - text[at..].trim_start().len();
        let rest = &text[at..];
        let length = if rest.starts_with("%%{") {
            rest.find("}%%").map_or(rest.len(), |end| end + "}%%".len())
        } else if rest.starts_with("%%") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.is_empty() {
            return Opening::Empty;
        } else {
            let ends = |character: char| character.is_whitespace() || matches!(character, ';' | ':');
            // What begins with one of these is a word of it.
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let length = rest[first..].find(ends).map_or(rest.len(), |end| first + end);
            return Opening::Word(Span::new(at, at + length));
        };
        at += length;
    }
}

/// Where the front matter ends, 0 without any; or its mark when nothing ends it.
fn front_matter(text: &str) -> Result<usize, Span> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let indent = first.len() - first.trim_start().len();
    if first.trim() != "---" {
        return Ok(0);
    }
    let mark = Span::new(indent, indent + "---".len());
    let mut at = first.len();
    for line in lines {
        at += line.len();
        if line.trim_end() == first.trim_end() {
            return Ok(at);
        }
    }
    Err(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The word is marked by `«` and `»`.
    fn check(marked: &str) {
        let text = marked.replace(['«', '»'], "");
        let start = marked.find('«').expect("it is marked");
        let end = marked.find('»').expect("it ends") - '«'.len_utf8();
        assert_eq!(opening(&text), Opening::Word(Span::new(start, end)), "{marked}");
    }

    #[test]
    fn the_type_is_the_first_word_of_the_diagram() {
        check("«graph» TD\nA-->B\n");
        check("«graph»;A-->B");
        check("\n\n  «gitGraph»:\ncommit");
        check("«stateDiagram-v2»");
        check("---\ntitle: pie\n---\n«flowchart» LR\n");
        check("  ---\n  config:\n    theme: base\n  ---\n  «pie»\n");
        check("---\r\ntitle: x\r\n---\r\n\r\n«pie»\r\n");
        check("%%{init: {\"theme\": \"dark\",\n\"x\": 1}}%%\n«pie»\n");
        check("%%{init: {}}%% «pie»\n");
        check("%% pie\n   %% again %%\n«gantt»\n");
        check("---\na: 1\n---\n%% x\n%%{wrap}%%\n%%\n«journey»\n");
        check("«---x»\n---\npie\n");
        check("\n«---»\na: 1\n---\npie\n");
        check("«:» pie");
        check("«흐름도» LR");
    }

    #[test]
    fn a_diagram_may_lack_its_beginning() {
        for text in [
            "",
            " \n\n",
            "%% only a comment",
            "%%{init: {}",
            "---\na: 1\n---\n",
        ] {
            assert_eq!(opening(text), Opening::Empty, "{text:?}");
        }
        for (text, at) in [
            ("---\ntitle: x\npie\n", 0),
            ("  ---\nx: 1\n---\npie\n", 2),
            ("---", 0),
        ] {
            let mark = Span::new(at, at + 3);
            assert_eq!(opening(text), Opening::OpenFrontMatter(mark), "{text:?}");
        }
    }

    #[test]
    fn types_are_in_order_and_either_drawn_or_not() {
        assert!(DRAWN.is_sorted());
        assert!(LEFT_OUT.iter().all(|kind| !is_drawn(kind)));
    }

    proptest::proptest! {
        #[test]
        fn the_word_is_in_the_text(text in "[-%{}a \n:;가]{0,24}") {
            if let Opening::Word(span) | Opening::OpenFrontMatter(span) = opening(&text) {
                let word = text.get(span.range()).expect("it lies between characters");
                proptest::prop_assert!(!word.is_empty() && !word.contains(char::is_whitespace));
            }
        }
    }
}
