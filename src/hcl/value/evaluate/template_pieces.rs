//! The pieces of a template in the order of the text, with space taken away where markers and the common
//! indentation of a heredoc say so.

use unicode_segmentation::UnicodeSegmentation;

use crate::hcl::ast::{Expression, Name, Strip, TemplatePart, TemplatePartKind};

/// A piece of a template.
pub(super) struct Piece<'t> {
    pub(super) kind: PieceKind<'t>,
    strip: Strip,
}

/// What a piece is. Directives are not nested here; each has its end further on.
pub(super) enum PieceKind<'t> {
    Text(String),
    Value(&'t Expression),
    If(&'t Expression),
    Else,
    EndIf,
    For {
        names: (Option<&'t Name>, &'t Name),
        collection: &'t Expression,
    },
    EndFor,
}

/// How the template is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Quoted,
    /// A heredoc, whose lines are pieces of their own.
    Heredoc,
    /// A heredoc that loses its common indentation.
    FlushHeredoc,
}

/// The pieces of a template that is part of `text`.
pub(super) fn pieces<'t>(parts: &'t [TemplatePart], text: &str, form: Form) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    Flattener { text, form }.parts(parts, &mut pieces);
    strip_space(&mut pieces);
    if form == Form::FlushHeredoc {
        strip_indentation(&mut pieces);
    }
    pieces
}

struct Flattener<'s> {
    text: &'s str,
    form: Form,
}

impl Flattener<'_> {
    fn parts<'t>(&self, parts: &'t [TemplatePart], out: &mut Vec<Piece<'t>>) {
        let mut literal = String::new();
        for part in parts {
            match &part.kind {
                TemplatePartKind::Text => literal.push_str(part.span.of(self.text)),
                TemplatePartKind::Escape(text) => literal.push_str(text),
                _ => {
                    self.text(&mut literal, out);
                    self.sequence(part, out);
                }
            }
        }
        self.text(&mut literal, out);
    }

    fn text(&self, literal: &mut String, out: &mut Vec<Piece<'_>>) {
        let literal = std::mem::take(literal);
        let mut push = |text: &str| {
            out.push(Piece {
                kind: PieceKind::Text(text.to_owned()),
                strip: Strip::default(),
            });
        };
        match self.form {
            _ if literal.is_empty() => {}
            Form::Quoted => push(&literal),
            Form::Heredoc | Form::FlushHeredoc => literal.split_inclusive('\n').for_each(push),
        }
    }

    /// An interpolation or directive.
    fn sequence<'t>(&self, part: &'t TemplatePart, out: &mut Vec<Piece<'t>>) {
        match &part.kind {
            TemplatePartKind::Interpolation { value, strip } => out.push(Piece {
                kind: PieceKind::Value(value),
                strip: *strip,
            }),
            TemplatePartKind::If { condition, yes, no } => {
                let start = part.span.start as usize;
                let open = self.directive(start, condition.span.end as usize);
                out.push(open.piece(PieceKind::If(condition)));
                self.parts(yes, out);
                let mut end = last_end(yes, open.end);
                if let Some(no) = no {
                    let middle = self.bare_directive(end);
                    out.push(middle.piece(PieceKind::Else));
                    self.parts(no, out);
                    end = last_end(no, middle.end);
                }
                out.push(self.bare_directive(end).piece(PieceKind::EndIf));
            }
            TemplatePartKind::For {
                key_name,
                value_name,
                collection,
                parts,
            } => {
                let open = self.directive(part.span.start as usize, collection.span.end as usize);
                let names = (key_name.as_ref(), value_name);
                out.push(open.piece(PieceKind::For { names, collection }));
                self.parts(parts, out);
                out.push(
                    self.bare_directive(last_end(parts, open.end))
                        .piece(PieceKind::EndFor),
                );
            }
            TemplatePartKind::Text | TemplatePartKind::Escape(_) => {}
        }
    }

    /// The directive that begins at `start` and whose last operand ends at `operand_end`.
    fn directive(&self, start: usize, operand_end: usize) -> Directive {
        let (end, after) = self.close(operand_end);
        let before = self.rest(start).starts_with("%{~");
        Directive {
            strip: Strip { before, after },
            end,
        }
    }

    /// `%{ else }`, `%{ endif }` or `%{ endfor }`.
    fn bare_directive(&self, start: usize) -> Directive {
        let word = self.skip_space(start + if self.rest(start).starts_with("%{~") { 3 } else { 2 });
        let letters = self
            .rest(word)
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        self.directive(start, word + letters)
    }

    /// The end of the closing brace after some space, and whether it is `~}`.
    fn close(&self, from: usize) -> (usize, bool) {
        let at = self.skip_space(from);
        let after = self.rest(at).starts_with('~');
        (at + usize::from(after) + 1, after)
    }

    /// Skips space and comments.
    fn skip_space(&self, mut at: usize) -> usize {
        loop {
            let rest = self.rest(at);
            let trimmed = rest.trim_start();
            at += rest.len() - trimmed.len();
            if let Some(comment) = trimmed.strip_prefix("/*") {
                at += comment.find("*/").map_or(trimmed.len(), |end| end + 4);
            } else if trimmed.starts_with('#') || trimmed.starts_with("//") {
                at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else {
                return at;
            }
        }
    }

    fn rest(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }
}

struct Directive {
    strip: Strip,
    end: usize,
}

impl Directive {
    fn piece<'t>(&self, kind: PieceKind<'t>) -> Piece<'t> {
        Piece {
            kind,
            strip: self.strip,
        }
    }
}

fn last_end(parts: &[TemplatePart], otherwise: usize) -> usize {
    parts.last().map_or(otherwise, |part| part.span.end as usize)
}

/// Takes away the space beside `~`: within the neighbouring piece of text, so in a heredoc on the same line.
fn strip_space(pieces: &mut [Piece<'_>]) {
    for at in 0..pieces.len() {
        let strip = pieces[at].strip;
        if strip.before
            && let Some(PieceKind::Text(text)) = at.checked_sub(1).map(|before| &mut pieces[before].kind)
        {
            text.truncate(text.trim_end().len());
        }
        if strip.after
            && let Some(PieceKind::Text(text)) = pieces.get_mut(at + 1).map(|after| &mut after.kind)
        {
            *text = text.trim_start().to_owned();
        }
    }
}

/// Takes away the indentation that all lines have, blank ones aside.
fn strip_indentation(pieces: &mut [Piece<'_>]) {
    let mut least = usize::MAX;
    let mut indented = Vec::new();
    let mut line_start = true;
    for (at, piece) in pieces.iter().enumerate() {
        let PieceKind::Text(text) = &piece.kind else {
            if line_start {
                least = 0;
            }
            line_start = false;
            continue;
        };
        let space = &text[..text.len() - text.trim_start().len()];
        let blank = space.len() == text.len() && text.ends_with('\n');
        if line_start && !blank {
            least = least.min(space.graphemes(true).count());
            indented.push(at);
        }
        line_start = text.ends_with('\n');
    }
    for at in indented {
        if let PieceKind::Text(text) = &mut pieces[at].kind {
            let cut: usize = text.graphemes(true).take(least).map(str::len).sum();
            *text = text[cut..].to_owned();
        }
    }
}
