//! Scripts in the heredocs of HCL: text that begins with `#!` is read by the lexer of the language that it names.

use super::class::{ClassSpan, Tiles};
use super::{heredoc, language, scanner};
use crate::hcl::{Token, TokenKind};

/// A script whose tokens are being passed.
pub(super) struct Script {
    /// Where the heredoc's text begins in the code, and the token that ends it.
    start: usize,
    last: usize,
    /// The pieces of the script, from its own first byte on, and the next one.
    pieces: Vec<ClassSpan>,
    next: usize,
    /// In how many interpolations and directives the place is.
    depth: usize,
}

impl Script {
    /// The script of the heredoc that the token opens, if it is one.
    pub(super) fn open(code: &str, tokens: &[Token], at: usize) -> Option<Self> {
        let opening = tokens
            .get(at)
            .filter(|token| token.kind == TokenKind::HeredocOpen)?;
        let start = opening.span.range().end;
        let language = heredoc::shebang(&code.as_bytes()[start..])?;
        let mut heredocs = 1_usize;
        let mut closes = |token: &Token| {
            heredocs += usize::from(token.kind == TokenKind::HeredocOpen);
            heredocs -= usize::from(token.kind == TokenKind::HeredocClose);
            heredocs == 0
        };
        let inside = &tokens[at + 1..];
        let length = inside.iter().take_while(|token| !closes(token)).count();
        scanner::look_at(length);
        let text = shown(code, start, &inside[..length]);
        let pieces = scanner::scan(&text, |scan| language::lex(language, scan)).finish();
        Some(Self {
            start,
            last: at + length,
            pieces,
            next: 0,
            depth: 0,
        })
    }

    /// Whether the token at that place is behind it.
    pub(super) fn is_over(&self, at: usize) -> bool {
        at > self.last
    }

    /// Classifies a token of the heredoc, unless it is of HCL.
    pub(super) fn extend(&mut self, token: Token, tiles: &mut Tiles) -> bool {
        let is_text = token.kind == TokenKind::HeredocText && self.depth == 0;
        self.depth = depth_behind(token.kind, self.depth);
        let end = token.span.range().end - self.start;
        while let Some(piece) = self.pieces.get(self.next) {
            scanner::look_at(1);
            let piece_end = piece.span.range().end.min(end);
            if is_text {
                tiles.extend_to(self.start + piece_end, piece.class);
            }
            if piece.span.range().end > end {
                break;
            }
            self.next += 1;
        }
        is_text
    }
}

/// In how many interpolations and directives the place behind a token is.
fn depth_behind(kind: TokenKind, depth: usize) -> usize {
    match kind {
        TokenKind::InterpolationOpen | TokenKind::DirectiveOpen => depth + 1,
        TokenKind::TemplateClose => depth.saturating_sub(1),
        _ => depth,
    }
}

/// The script as its language sees it, byte for byte: interpolations are words, directives are blanks.
fn shown(code: &str, start: usize, tokens: &[Token]) -> String {
    let mut text = String::new();
    let mut depth = 0;
    let mut filler = ' ';
    for token in tokens {
        if depth == 0 {
            filler = if token.kind == TokenKind::InterpolationOpen {
                '_'
            } else {
                ' '
            };
        }
        match token.kind {
            TokenKind::HeredocText if depth == 0 => text.push_str(token.span.of(code)),
            // `$${` stands for `${`.
            TokenKind::Escape if depth == 0 => {
                text.push('_');
                text.push_str(&token.span.of(code)[1..]);
            }
            _ => text.extend(std::iter::repeat_n(filler, token.span.len())),
        }
        depth = depth_behind(token.kind, depth);
    }
    debug_assert!(
        tokens
            .last()
            .is_none_or(|last| last.span.range().end == start + text.len())
    );
    text
}

#[cfg(test)]
mod tests {
    use super::super::class::Class;
    use super::super::highlight;

    #[test]
    fn a_heredoc_with_a_shebang_is_a_script() {
        let code = "a = <<-EOT\n  #!/bin/bash\n  if [ -n \"${var.x}\" ]; then echo $${HOME}; fi\n  %{ if a ~}\n  ls -l\n  %{ endif }\nEOT\nb = 1\n";
        let spans = highlight("hcl", code).spans;
        let class = |text: &str| {
            let at = code.find(text).expect("it is there");
            let piece = spans.iter().find(|piece| piece.span.range().contains(&at));
            piece.map(|piece| piece.class)
        };
        for (text, expected) in [
            ("#!/bin", Class::Comment),
            ("if [", Class::Keyword),
            ("\"$", Class::String),
            ("${var", Class::Interpolation),
            ("var.x", Class::Builtin),
            ("echo", Class::Function),
            ("$${", Class::Escape),
            ("HOME", Class::Interpolation),
            ("%{ if", Class::Interpolation),
            ("ls", Class::Function),
            ("-l", Class::Attribute),
            ("EOT\nb", Class::Label),
            ("b =", Class::Key),
        ] {
            assert_eq!(class(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_heredoc_without_one_is_text() {
        let spans = highlight("hcl", "a = <<EOT\nif true\n\nEOT\n").spans;
        assert!(spans.iter().all(|piece| piece.class != Class::Keyword));
    }
}
