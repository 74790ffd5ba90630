//! The long tail of languages: the bundled Sublime grammars, their scopes mapped to our classes.
//!
//! The grammars are read when the first block needs one. A scope's class is that of the longest rule
//! that is a prefix of it; of a stack of scopes, the innermost one that has a rule decides.

use super::class::{Class, Tiles};
use super::scope::{self, Effect};
use ::syntect::parsing::{
    BasicScopeStackOp, ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet,
};
use std::collections::HashMap;
use std::sync::OnceLock;
use xxhash_rust::xxh3::xxh3_64;

/// A longer line, in bytes, stays plain.
const LONGEST_LINE: usize = 16 * 1024;
/// A longer block, in bytes, stays plain.
const LONGEST_BLOCK: usize = 256 * 1024;

/// The versions of what the grammars come from and of what this file makes of them: whatever is kept of it is made again
/// when one changes. The number goes up when the tokenizer changes; the rules of the scopes are known by themselves.
pub(super) const VERSION: &str = "syntect 5.3.0, two-face 0.5.2+bat-0.26.1, 1";

/// A hash over all that classes depend on beside the code and the name of its grammar. Loads no grammar.
pub(super) fn version() -> u64 {
    static HASH: OnceLock<u64> = OnceLock::new();
    *HASH.get_or_init(|| {
        let parts = (VERSION, scope::RULES, scope::KEYWORDS, Class::ALL);
        xxh3_64(format!("{parts:?}").as_bytes())
    })
}

/// Whether the code is looked into at all.
pub(super) fn reads(code: &str) -> bool {
    !code.is_empty() && code.len() <= LONGEST_BLOCK
}

/// Takes `code` apart by the bundled grammar of that name; plain text when there is none.
pub(super) fn tokenize(grammar: &str, code: &str) -> Tiles {
    let mut tiles = Tiles::default();
    if reads(code)
        && let Some(syntax) = library().syntaxes.find_syntax_by_name(variant(grammar, code))
    {
        Tokenizer::new(syntax).tokenize(code, &mut tiles);
    }
    tiles.extend_to(code.len(), Class::Variable);
    tiles
}

/// The grammar that fits the code best: PHP with its opening tag is a page with PHP in it.
fn variant<'a>(grammar: &'a str, code: &str) -> &'a str {
    match grammar {
        "PHP Source" if code.trim_start().starts_with("<?") => "PHP",
        _ => grammar,
    }
}

/// Whether a grammar of that name is bundled.
#[cfg(test)]
pub(super) fn has_grammar(name: &str) -> bool {
    library().syntaxes.find_syntax_by_name(name).is_some()
}

struct Library {
    syntaxes: SyntaxSet,
    /// The scope rules, longest first.
    rules: Vec<(Scope, Effect)>,
}

/// The grammars and rules, loaded once.
fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let parse = |scope| Scope::new(scope).expect("a rule is a scope of at most eight atoms");
        let mut rules: Vec<_> = scope::RULES
            .iter()
            .flat_map(|&(effect, scopes)| scopes.iter().map(move |&scope| (parse(scope), effect)))
            .collect();
        rules.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        Library {
            syntaxes: two_face::syntax::extra_newlines(),
            rules,
        }
    })
}

/// The state between the lines of one block.
struct Tokenizer {
    grammars: &'static Library,
    parser: ParseState,
    scopes: ScopeStack,
    /// For each scope of the stack, the class of text directly inside it.
    classes: Vec<Class>,
    /// The rules of the scopes met so far.
    known: HashMap<Scope, Effect>,
    /// The line being read, with a bare line feed at its end as the grammars expect it.
    line: String,
}

impl Tokenizer {
    fn new(syntax: &SyntaxReference) -> Self {
        Self {
            grammars: library(),
            parser: ParseState::new(syntax),
            scopes: ScopeStack::new(),
            classes: Vec::new(),
            known: HashMap::new(),
            line: String::new(),
        }
    }

    fn tokenize(mut self, code: &str, tiles: &mut Tiles) {
        let mut start = 0;
        for line in code.split_inclusive('\n') {
            if line.len() <= LONGEST_LINE {
                self.tokenize_line(line, start, tiles);
            }
            start += line.len();
            tiles.extend_to(start, Class::Variable);
        }
    }

    /// Takes a line apart up to its line ending; a grammar's own faults leave the rest of it plain.
    fn tokenize_line(&mut self, line: &str, start: usize, tiles: &mut Tiles) {
        let text = line.trim_end_matches(['\n', '\r']);
        self.line.clear();
        self.line.push_str(text);
        self.line.push('\n');
        let Ok(operations) = self.parser.parse_line(&self.line, &self.grammars.syntaxes) else {
            return;
        };
        let mut at = 0;
        for (offset, operation) in operations {
            let offset = offset.min(text.len());
            if offset > at && text.is_char_boundary(offset) {
                tiles.extend_to(start + offset, self.class_of(&text[at..offset]));
                at = offset;
            }
            self.apply(&operation, start, tiles);
        }
        if at < text.len() {
            tiles.extend_to(start + text.len(), self.class_of(&text[at..]));
        }
    }

    fn class_of(&self, text: &str) -> Class {
        let class = self.classes.last().copied().unwrap_or(Class::Variable);
        scope::refine(class, text)
    }

    fn apply(&mut self, operation: &ScopeStackOp, line_start: usize, tiles: &mut Tiles) {
        let Self {
            grammars,
            scopes,
            classes,
            known,
            ..
        } = self;
        // Fails only where a grammar restores scopes that it never cleared; the stack is then as it was.
        let _ = scopes.apply_with_hook(operation, |change, _| match change {
            BasicScopeStackOp::Pop => {
                classes.pop();
            }
            BasicScopeStackOp::Push(scope) => {
                let effect = *known.entry(scope).or_insert_with(|| grammars.effect(scope));
                if effect == Effect::KeySeparator {
                    name_key(line_start, tiles);
                }
                let outer = classes.last().copied().unwrap_or(Class::Variable);
                classes.push(effect.within(outer));
            }
        });
    }
}

impl Library {
    fn effect(&self, scope: Scope) -> Effect {
        let rule = self.rules.iter().find(|(prefix, _)| prefix.is_prefix_of(scope));
        rule.map_or(Effect::None, |(_, effect)| *effect)
    }
}

/// Turns the string that the line's text so far ends with into a key.
fn name_key(line_start: usize, tiles: &mut Tiles) {
    let is_string = |class| matches!(class, Class::String | Class::Escape);
    for piece in tiles
        .latest_from(line_start)
        .take_while(|piece| is_string(piece.class))
    {
        piece.class = Class::Key;
    }
}
