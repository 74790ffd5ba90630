//! About how high a diagram will be. Where the reader meets one that is not drawn yet, the page leaves room for it, so
//! that what stands below does not move.

use std::collections::BTreeSet;

use super::kind::{Opening, opening};

/// The most room that is left, in CSS pixels: code in the midst of emptiness is no good reading either.
const MOST: usize = 600;

/// The height in CSS pixels, guessed from the type and the lines of the text; `None` for what is about as high as its
/// code, or lower.
pub fn height(text: &str) -> Option<usize> {
    let Opening::Word(span) = opening(text) else {
        return None;
    };
    let (first, rest) = text[span.range().start..].split_once('\n')?;
    let lines = || rest.lines().map(str::trim).filter(|line| !line.is_empty());
    let arrows = || lines().filter(|line| ["--", "->", "=="].iter().any(|arrow| line.contains(arrow)));
    let height = match span.of(text) {
        "flowchart" | "graph" if first.contains("LR") || first.contains("RL") => match branches(arrows()) {
            0 => return None,
            branches => 120 + 70 * branches,
        },
        "flowchart" | "graph" => 100 + 80 * arrows().count(),
        "stateDiagram" | "stateDiagram-v2" => 120 + 80 * arrows().count(),
        "sequenceDiagram" => 170 + 46 * (lines().filter(|line| !is_silent(line)).count()),
        "classDiagram" | "classDiagram-v2" => 60 + 45 * lines().count(),
        "erDiagram" => 40 + 40 * lines().count(),
        "pie" | "quadrantChart" | "xychart" | "xychart-beta" => 500,
        "radar-beta" => MOST,
        _ => return None,
    };
    Some(height.min(MOST))
}

/// How many arrows leave from where another one does, and so end beside it.
fn branches<'a>(arrows: impl Iterator<Item = &'a str>) -> usize {
    let mut seen = BTreeSet::new();
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let repeats = |line: &'a str| {
        let from = line.split(|character| !is_name(character)).next();
        usize::from(!seen.insert(from)) + line.matches(" & ").count()
    };
    arrows.map(repeats).sum()
}

/// Whether a line of a sequence takes no room of its own.
fn is_silent(line: &str) -> bool {
    const WORDS: [&str; 8] = [
        "participant",
        "actor",
        "activate",
        "deactivate",
        "end",
        "%%",
        "accTitle",
        "accDescr",
    ];
    WORDS.iter().any(|word| line.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::height;

    #[test]
    fn tall_diagrams_have_room_left_for_them() {
        assert_eq!(height("flowchart LR\na[one]-->b\nb-->c\nc-->d"), None);
        assert_eq!(
            height("flowchart LR\na-->b\nb-->c\nb(two)-->d\nc --> e & f"),
            Some(260)
        );
        assert_eq!(height("flowchart TD\na-->b\n\n%% x\nb==>c\nc[d]"), Some(260));
        assert_eq!(height("graph\na---b"), Some(180));
        assert_eq!(
            height("%% x\nsequenceDiagram\nactor A\nA->>B: x\nB-->>A: y\n"),
            Some(262)
        );
        assert_eq!(height("pie\n\"a\": 1"), Some(500));
        assert_eq!(
            height(&format!("erDiagram\n{}", "A ||--o{ B : c\n".repeat(40))),
            Some(600)
        );
        for text in ["", "pie", "gantt\na", "---\npie", "kanban\na"] {
            assert_eq!(height(text), None, "{text:?}");
        }
    }
}
