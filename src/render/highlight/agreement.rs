//! How far our lexers agree with the bundled grammars on the samples.
//!
//! Counted in characters that are not blank, over classes that look alike: what is a comment, a string, a constant, a
//! keyword, a function, a type, a key, or nothing in particular. Full agreement is not the aim. Our lexers say more about
//! interpolations, keys and flags, and less about punctuation; the grammars have errors of their own.

use super::tests::SAMPLES;
use super::*;

/// The classes that look alike, by the letter of one of them; operators and punctuation are nothing in particular.
fn coarse(class: Class) -> char {
    match class {
        Class::Comment => 'c',
        Class::String | Class::Escape | Class::Regex => 's',
        Class::Number | Class::Literal => 'n',
        Class::Keyword => 'k',
        Class::Function => 'f',
        Class::Type | Class::Builtin => 't',
        Class::Key | Class::Attribute | Class::Label => 'p',
        Class::Interpolation => 'i',
        _ => ' ',
    }
}

/// The coarse class of each byte.
fn classes(engine: Engine, language: &str, code: &str) -> Vec<char> {
    let pieces = highlight_with(engine, language, code).spans;
    let letters = |piece: &ClassSpan| std::iter::repeat_n(coarse(piece.class), piece.span.len());
    pieces.iter().flat_map(letters).collect()
}

/// How many characters both classify alike, and how many there are.
fn agreement(language: &str, code: &str) -> (usize, usize) {
    let own = classes(Engine::Own, language, code);
    let theirs = classes(Engine::Syntect, language, code);
    let visible = |&(at, character): &(usize, char)| !character.is_whitespace() && at < own.len();
    let places: Vec<usize> = code.char_indices().filter(visible).map(|(at, _)| at).collect();
    let alike = places.iter().filter(|&&at| own[at] == theirs[at]).count();
    (alike, places.len())
}

/// The lines that are classified differently, below each what ours says and what theirs says of those characters.
fn disagreement(language: &str, code: &str) -> String {
    let own = classes(Engine::Own, language, code);
    let theirs = classes(Engine::Syntect, language, code);
    let mut shown = String::new();
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let letters = |classes: &[char]| -> String {
            let letter = |(at, character): (usize, char)| match (own[start + at], theirs[start + at]) {
                (one, other) if one == other || character.is_whitespace() => ' ',
                _ if classes[start + at] == ' ' => '.',
                _ => classes[start + at],
            };
            line.char_indices().map(letter).collect()
        };
        let (one, other) = (letters(&own), letters(&theirs));
        if one.trim() != other.trim() {
            shown.extend([
                line.trim_end(),
                "\n",
                one.trim_end(),
                "\n",
                other.trim_end(),
                "\n",
            ]);
        }
        start += line.len();
    }
    shown
}

/// Prints what they do not agree on, to be read by whoever changes a lexer: `cargo test agreement -- --nocapture`.
#[test]
fn lexers_agree_with_the_grammars_as_far_as_they_are_meant_to() {
    for &(language, least) in FLOORS {
        let samples = SAMPLES.iter().filter(|(name, _)| *name == language);
        let (mut alike, mut all) = (0, 0);
        for (_, code) in samples {
            let (same, size) = agreement(language, code);
            alike += same;
            all += size;
            println!("{}", disagreement(language, code));
        }
        let percent = 100 * alike / all.max(1);
        println!("{language:<12} {percent:>3} % of {all} characters");
        assert!(
            percent >= least,
            "{language}: {percent} %, at least {least} % is meant"
        );
    }
}

/// The languages that both have, and the least agreement in percent.
const FLOORS: &[(&str, usize)] = &[
    ("bash", 92),
    ("c", 94),
    ("cpp", 88),
    ("csharp", 82),
    ("css", 88),
    ("diff", 90),
    ("dockerfile", 70),
    ("dotenv", 46),
    ("go", 92),
    ("graphql", 52),
    ("groovy", 76),
    ("html", 90),
    ("ini", 92),
    ("java", 94),
    ("javascript", 92),
    ("json", 98),
    ("kotlin", 66),
    ("makefile", 66),
    ("nginx", 94),
    ("php", 76),
    ("protobuf", 80),
    ("python", 92),
    ("ruby", 78),
    ("rust", 78),
    ("scss", 80),
    ("sql", 80),
    ("toml", 90),
    ("tsx", 92),
    ("typescript", 92),
    ("xml", 94),
    ("yaml", 70),
];
