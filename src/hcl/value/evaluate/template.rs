//! Templates: quoted strings and heredocs.

use super::super::convert::convert;
use super::super::data::{Marks, Value};
use super::super::types::Type;
use super::repetition::unknown_text;
use super::template_pieces::{Form, Piece, PieceKind, pieces};
use super::{Evaluator, Keep};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::{Expression, Heredoc, Name, TemplatePart, TemplatePartKind};

/// The text of a template as far as it is made.
#[derive(Default)]
struct Output {
    text: String,
    marks: Marks,
    /// Whether a part of it is not known.
    open: bool,
}

impl Output {
    fn append(&mut self, other: &Self) {
        self.text.push_str(&other.text);
        self.marks = self.marks | other.marks;
        self.open |= other.open;
    }

    fn finish(self) -> Value {
        let value = if self.open {
            unknown_text()
        } else {
            Value::string(self.text)
        };
        value.with_marks(self.marks)
    }
}

impl Evaluator<'_> {
    /// A quoted string. One that holds nothing but an interpolation is the value itself.
    pub(super) fn template(&mut self, parts: &[TemplatePart]) -> Value {
        match parts {
            [
                TemplatePart {
                    kind: TemplatePartKind::Interpolation { value, .. },
                    ..
                },
            ] => self.value(value),
            _ => self.pieces_of(parts, Form::Quoted),
        }
    }

    pub(super) fn heredoc(&mut self, heredoc: &Heredoc) -> Value {
        let form = if heredoc.flush {
            Form::FlushHeredoc
        } else {
            Form::Heredoc
        };
        self.pieces_of(&heredoc.parts, form)
    }

    fn pieces_of(&mut self, parts: &[TemplatePart], form: Form) -> Value {
        let pieces = pieces(parts, self.text, form);
        let mut output = Output::default();
        self.pieces(&pieces, &mut output);
        output.finish()
    }

    fn pieces(&mut self, pieces: &[Piece<'_>], out: &mut Output) {
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            at += 1;
            match &piece.kind {
                PieceKind::Text(text) => self.push(text, out),
                PieceKind::Value(expression) => self.interpolation(expression, out),
                PieceKind::If(condition) => {
                    let end = directive_end(pieces, at);
                    self.if_directive(condition, &pieces[at..end], out);
                    at = end + 1;
                }
                PieceKind::For { names, collection } => {
                    let end = directive_end(pieces, at);
                    self.for_directive(*names, collection, &pieces[at..end], out);
                    at = end + 1;
                }
                PieceKind::Else | PieceKind::EndIf | PieceKind::EndFor => {}
            }
        }
    }

    fn push(&mut self, text: &str, out: &mut Output) {
        if self.budget.spend_bytes(text.len()).is_err() {
            out.open = true;
            self.unknowns += 1;
            return;
        }
        out.text.push_str(text);
    }

    fn interpolation(&mut self, expression: &Expression, out: &mut Output) {
        let value = self.value(expression);
        out.marks = out.marks | value.marks();
        if value.is_null() {
            self.value_fault(
                expression.span,
                "null cannot be put into a string",
                "this is null",
            );
            out.open = true;
            return;
        }
        match convert(&value, &Type::String) {
            Ok(converted) => match converted.as_str() {
                Some(text) => self.push(text, out),
                None => out.open = true,
            },
            Err(_) => {
                self.fault(not_text(&value.ty(), expression));
                out.open = true;
            }
        }
    }

    fn if_directive(&mut self, condition: &Expression, body: &[Piece<'_>], out: &mut Output) {
        let truth = self.value(condition);
        out.marks = out.marks | truth.marks();
        let truth = self.condition(&truth, condition.span);
        let middle = else_at(body);
        let (yes, no) = match middle {
            Some(middle) => (&body[..middle], &body[middle + 1..]),
            None => (body, &body[body.len()..]),
        };
        for (branch, chosen) in [(yes, truth == Some(true)), (no, truth == Some(false))] {
            let (findings, faults) = (self.findings.len(), self.faults);
            let mut text = Output::default();
            self.pieces(branch, &mut text);
            if chosen {
                out.append(&text);
            } else {
                self.forget(findings, if truth.is_none() { Keep::Types } else { Keep::Calls });
                self.faults = faults;
            }
        }
        out.open |= truth.is_none();
    }

    fn for_directive(
        &mut self,
        names: (Option<&Name>, &Name),
        collection: &Expression,
        body: &[Piece<'_>],
        out: &mut Output,
    ) {
        let walked = self.value(collection);
        out.marks = out.marks | walked.marks();
        let Some(pairs) = self.walkable(&walked, collection.span) else {
            out.open = true;
            let (findings, faults) = (self.findings.len(), self.faults);
            let element = walked.ty().element().cloned().unwrap_or_default();
            let values = (Value::UNKNOWN, Value::unknown(element));
            self.with_loop_variables(names, values, |evaluator| {
                evaluator.pieces(body, &mut Output::default());
            });
            self.forget(findings, Keep::Types);
            self.faults = faults;
            return;
        };
        for pair in pairs {
            if self.budget.spend(1).is_err() {
                out.open = true;
                self.unknowns += 1;
                return;
            }
            self.with_loop_variables(names, pair, |evaluator| evaluator.pieces(body, out));
        }
    }
}

fn not_text(ty: &Type, expression: &Expression) -> Diagnostic<crate::source::Span> {
    let message = format!("{} cannot be put into a string", ty.noun());
    let finding =
        Diagnostic::new(&catalogue::HCL_TYPE, message).at(expression.span, format!("this is {}", ty.noun()));
    match ty {
        ty if ty.is_sequence() => {
            finding.help("make it text with `join(\", \", …)` or `jsonencode(…)`, or pick one element")
        }
        _ => finding.help("make it text with `jsonencode(…)`, or pick one of its values"),
    }
}

/// The index of the piece that ends the directive whose body begins at `from`.
fn directive_end(pieces: &[Piece<'_>], from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, piece) in pieces.iter().enumerate().skip(from) {
        match piece.kind {
            PieceKind::If(_) | PieceKind::For { .. } => depth += 1,
            PieceKind::EndIf | PieceKind::EndFor if depth == 0 => return at,
            PieceKind::EndIf | PieceKind::EndFor => depth -= 1,
            _ => {}
        }
    }
    pieces.len()
}

/// The index of the `else` that belongs to the directive with this body.
fn else_at(body: &[Piece<'_>]) -> Option<usize> {
    let mut depth = 0_usize;
    body.iter().position(|piece| {
        match piece.kind {
            PieceKind::If(_) | PieceKind::For { .. } => depth += 1,
            PieceKind::EndIf | PieceKind::EndFor => depth = depth.saturating_sub(1),
            PieceKind::Else => return depth == 0,
            _ => {}
        }
        false
    })
}
