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
mod hcl;
mod html;
mod language;
mod scope;
mod syntect;

pub use class::{Class, ClassSpan};
pub use html::{escape, range_to_html, to_html};
pub use language::{Language, Lexer, resolve, suggestion};

#[cfg(test)]
mod contrast;
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
    let lexer = resolve(language).map_or(Lexer::Plain, |language| language.lexer);
    let mut tiles = match lexer {
        Lexer::Hcl => hcl::tokenize(code),
        Lexer::Console => console::tokenize(code),
        Lexer::Grammar(grammar) => syntect::tokenize(grammar, code),
        Lexer::Plain | Lexer::Ansi => class::Tiles::default(),
    };
    tiles.extend_to(code.len(), Class::Variable);
    Highlighted {
        spans: tiles.finish(),
    }
}
