//! Colours for code blocks: a language's name and the code in, classified spans out, HTML from those.
//!
//! HCL has a lexer of its own, a terminal session is cut into prompts, commands and output, the long
//! tail of languages goes through bundled grammars that are loaded only when a block needs one. All of
//! them speak of the same few [`Class`]es, which the theme's `highlight.css` gives colours.
//!
//! Three laws hold for any input: the spans tile the code exactly, they are cut on character
//! boundaries, and the text content of the HTML is the code.

pub mod ansi;
mod class;
mod console;
mod css;
mod diff;
mod dockerfile;
mod elements;
mod engine;
mod hcl;
mod heredoc;
mod heredoc_script;
mod html;
mod ini;
mod json;
mod language;
mod make;
mod markdown;
mod markup;
mod nginx;
mod packed;
mod scanner;
mod scope;
mod shell;
mod store;
mod strings;
mod syntect;
mod table;
mod tables;
mod template;
mod toml;
mod words;
mod yaml;

pub use class::{Class, ClassSpan};
pub use html::{escape, to_html, write_range};
pub use language::{Language, resolve, suggestion};
pub use store::SpanStore;

use crate::config::Engine;
use language::Lexer;

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod contrast;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

/// A code block whose pieces are classified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Highlighted {
    /// The pieces, in order: each starts where the last one ended, the first at byte 0, and the last
    /// one ends with the code.
    pub spans: Vec<ClassSpan>,
}

/// Classifies the pieces of `code`. Never fails: what a lexer does not understand, and code in a
/// language that [`resolve`] does not know, is plain text.
pub fn highlight(language: &str, code: &str) -> Highlighted {
    highlight_with(Engine::Own, language, code)
}

/// The same with a choice of the engine for the languages that both have.
pub fn highlight_with(engine: Engine, language: &str, code: &str) -> Highlighted {
    classify(engine, resolve(language), code)
}

fn classify(engine: Engine, language: Option<Language>, code: &str) -> Highlighted {
    let lexer = language.map_or(Lexer::Plain, |language| language.lexer);
    let grammar = language.and_then(|language| language.grammar_for(engine));
    let mut tiles = match (grammar, lexer) {
        (Some(grammar), _) => syntect::tokenize(grammar, code),
        (None, Lexer::Hcl) => hcl::tokenize(code),
        (None, Lexer::Console) => console::tokenize(code),
        (None, Lexer::Table(table)) => scanner::scan(code, |scan| engine::lex(table, scan)),
        (None, Lexer::Own(lexer)) => scanner::scan(code, lexer),
        (None, Lexer::Grammar | Lexer::Plain | Lexer::Ansi) => class::Tiles::default(),
    };
    tiles.extend_to(code.len(), Class::Variable);
    Highlighted {
        spans: tiles.finish(),
    }
}
