//! Strings and heredocs: text, escapes, interpolations, directives.

use super::{Parsed, Parser, edit, finding};
use crate::diagnostic::catalogue;
use crate::hcl::ast::{Expression, ExpressionKind, Heredoc, Strip, TemplatePart, TemplatePartKind};
use crate::hcl::token::TokenKind;
use crate::source::Span;

impl Parser<'_> {
    pub(super) fn quoted_template(&mut self) -> Parsed<Expression> {
        let open = self.bump();
        let parts = self.parts(None)?;
        let Some(close) = self.take_here(TokenKind::CloseQuote) else {
            return Err(self.unclosed_string(open));
        };
        if parts.is_empty() && self.is_triple_quote(open) {
            return Err(self.triple_quote(open));
        }
        Ok(Expression {
            kind: ExpressionKind::Template(parts),
            span: open.cover(close),
        })
    }

    pub(super) fn heredoc(&mut self) -> Parsed<Expression> {
        let open = self.bump();
        let written = open.of(self.text);
        let flush = written.starts_with("<<-");
        let quoted = written.ends_with(['\'', '"']);
        let tag = self.name(Span::new(
            open.start as usize + 2 + usize::from(flush) + usize::from(quoted),
            open.end as usize - usize::from(quoted),
        ));
        if quoted {
            self.quoted_tag(open, &tag);
        }
        self.heredoc_line_end(open)?;
        let parts = self.parts(None)?;
        let Some(close) = self.take_here(TokenKind::HeredocClose) else {
            return Err(self.unclosed_heredoc(open, &tag));
        };
        self.heredoc_close_line(&tag, close);
        Ok(Expression {
            kind: ExpressionKind::Heredoc(Heredoc { tag, flush, parts }),
            span: open.cover(close),
        })
    }

    /// The rest of the line that opens a heredoc: nothing but its end is allowed.
    fn heredoc_line_end(&mut self, open: Span) -> Parsed<()> {
        let line_end = self.span_at(self.at).start as usize;
        if self.kind_at(self.at) == Some(TokenKind::Newline) {
            self.at += 1;
            let rest = Span::new(open.end as usize, line_end);
            if !rest.is_empty() {
                let fault = finding(
                    &catalogue::HCL_STRAY_TOKEN,
                    "nothing may follow a heredoc's tag on its line",
                )
                .at(
                    rest,
                    if rest.of(self.text).trim().is_empty() {
                        "space"
                    } else {
                        "not allowed here"
                    },
                )
                .fix("remove it", vec![edit(rest, "")]);
                self.soft(fault);
            }
            return Ok(());
        }
        if self.kind_at(self.at).is_none() {
            return Ok(());
        }
        let comma = self.next_span();
        let fault = finding(
            &catalogue::HCL_STRAY_TOKEN,
            "nothing may follow a heredoc's tag on its line",
        )
        .at(comma, "not allowed here")
        .help("put it on a line of its own after the closing tag");
        Err(self.hard(fault))
    }

    /// Reads the very next token, line breaks included, when it is of this kind.
    fn take_here(&mut self, kind: TokenKind) -> Option<Span> {
        if self.kind_at(self.at) != Some(kind) {
            return None;
        }
        self.last = self.span_at(self.at);
        self.at += 1;
        Some(self.last)
    }

    /// The parts up to the end of the template, or up to a directive that continues or ends `opened`.
    fn parts(&mut self, opened: Option<Span>) -> Parsed<Vec<TemplatePart>> {
        let mut parts = Vec::new();
        while let Some(kind) = self.kind_at(self.at) {
            let span = self.span_at(self.at);
            let part = match kind {
                TokenKind::StringText | TokenKind::HeredocText => self.text_part(TemplatePartKind::Text),
                TokenKind::Escape => self.text_part(TemplatePartKind::Escape(unescaped(span.of(self.text)))),
                TokenKind::BadEscape => {
                    self.bad_escape(span);
                    self.text_part(TemplatePartKind::Text)
                }
                TokenKind::InterpolationOpen => self.interpolation()?,
                TokenKind::DirectiveOpen if self.continues_directive() => {
                    if opened.is_none() {
                        return Err(self.stray_directive());
                    }
                    return Ok(parts);
                }
                TokenKind::DirectiveOpen => self.directive()?,
                _ => return Ok(parts),
            };
            parts.push(part);
        }
        Ok(parts)
    }

    fn text_part(&mut self, kind: TemplatePartKind) -> TemplatePart {
        let span = self.span_at(self.at);
        self.last = span;
        self.at += 1;
        TemplatePart { kind, span }
    }

    fn interpolation(&mut self) -> Parsed<TemplatePart> {
        self.with_newlines(false, |parser| {
            let open = parser.bump();
            if parser.peek() == Some(TokenKind::TemplateClose) {
                return Err(parser.empty_interpolation(open));
            }
            let value = parser.expression()?;
            let close = parser.template_close(open)?;
            let strip = Strip {
                before: open.len() == 3,
                after: close.len() == 2,
            };
            Ok(TemplatePart {
                kind: TemplatePartKind::Interpolation { value, strip },
                span: open.cover(close),
            })
        })
    }

    fn template_close(&mut self, open: Span) -> Parsed<Span> {
        match self.take(TokenKind::TemplateClose) {
            Some(close) => Ok(close),
            None => Err(self.unclosed_sequence(open)),
        }
    }

    /// Whether the directive here is `else`, `endif` or `endfor`.
    fn continues_directive(&self) -> bool {
        matches!(self.directive_word(), "else" | "endif" | "endfor")
    }

    fn directive_word(&self) -> &str {
        self.text_at(self.after_newlines(self.at + 1))
    }

    fn directive(&mut self) -> Parsed<TemplatePart> {
        self.enter()?;
        let part = match self.directive_word() {
            "if" => self.if_directive(),
            "for" => self.for_directive(),
            _ => Err(self.unknown_directive()),
        }?;
        self.leave();
        Ok(part)
    }

    fn if_directive(&mut self) -> Parsed<TemplatePart> {
        let (open, condition) = self.with_newlines(false, |parser| {
            let open = parser.bump();
            parser.bump();
            let condition = parser.expression()?;
            let close = parser.template_close(open)?;
            Ok((open.cover(close), condition))
        })?;
        let yes = self.parts(Some(open))?;
        let no = if self.kind_at(self.at).is_some() && self.directive_word() == "else" {
            self.bare_directive()?;
            Some(self.parts(Some(open))?)
        } else {
            None
        };
        let close = self.end_directive("endif", open)?;
        Ok(TemplatePart {
            kind: TemplatePartKind::If { condition, yes, no },
            span: open.cover(close),
        })
    }

    fn for_directive(&mut self) -> Parsed<TemplatePart> {
        let (open, names, collection) = self.with_newlines(false, |parser| {
            let open = parser.bump();
            let keyword = parser.bump();
            let names = parser.loop_names(keyword)?;
            let collection = parser.expression()?;
            let close = parser.template_close(open)?;
            Ok((open.cover(close), names, collection))
        })?;
        let parts = self.parts(Some(open))?;
        let close = self.end_directive("endfor", open)?;
        let (key_name, value_name) = names;
        Ok(TemplatePart {
            kind: TemplatePartKind::For {
                key_name,
                value_name,
                collection,
                parts,
            },
            span: open.cover(close),
        })
    }

    /// `%{ else }`, `%{ endif }` or `%{ endfor }`.
    fn bare_directive(&mut self) -> Parsed<Span> {
        self.with_newlines(false, |parser| {
            let open = parser.bump();
            parser.bump();
            let close = parser.template_close(open)?;
            Ok(open.cover(close))
        })
    }

    fn end_directive(&mut self, word: &str, open: Span) -> Parsed<Span> {
        let directive = self.kind_at(self.at) == Some(TokenKind::DirectiveOpen);
        if directive && self.directive_word() == word {
            return self.bare_directive();
        }
        Err(self.directive_not_ended(word, open))
    }
}

/// What a good escape stands for.
fn unescaped(escape: &str) -> String {
    match escape {
        "\\n" => "\n".to_owned(),
        "\\r" => "\r".to_owned(),
        "\\t" => "\t".to_owned(),
        "$${" => "${".to_owned(),
        "%%{" => "%{".to_owned(),
        _ => {
            let code = escape.get(2..).filter(|code| !code.is_empty());
            let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
            let character = code.and_then(char::from_u32).map(String::from);
            character.unwrap_or_else(|| escape[1..].to_owned())
        }
    }
}
