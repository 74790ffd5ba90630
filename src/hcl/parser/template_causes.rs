//! Why a string, heredoc or directive is broken.

use super::{Fault, Parser, edit, finding};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::Name;
use crate::hcl::token::TokenKind;
use crate::source::Span;

impl Parser<'_> {
    pub(super) fn unclosed_string(&mut self, open: Span) -> Fault {
        let start = open.end as usize;
        let line = self.text[start..]
            .split('\n')
            .next()
            .unwrap_or_default()
            .trim_end();
        let end = start + line.len();
        if let Some((at, curly)) = line
            .char_indices()
            .find(|(_, character)| matches!(character, '“' | '”' | '„'))
        {
            let place = Span::new(start + at, start + at + curly.len_utf8());
            let fault = finding(&catalogue::HCL_WRONG_QUOTES, "a string ends in a curly quote")
                .at(place, "expected `\"`")
                .at(open, "the string begins here")
                .fix("write `\"`", vec![edit(place, "\"")]);
            return self.hard(fault);
        }
        let fault = finding(&catalogue::HCL_UNCLOSED, "a string is not closed")
            .at(open, "opened here")
            .at(Span::at(end), "expected `\"` on this line")
            .help("close the string on its line; use a heredoc (`<<EOT`) for text of several lines");
        let rest = line.trim_end_matches([',', ' ']);
        let swallows_code = rest.ends_with(['{', '[', '('])
            || rest.contains(" = ")
            || rest.matches('{').count() != rest.matches('}').count();
        let fault = if swallows_code || self.next_line_continues_text() {
            fault
        } else {
            fault.fix(
                "close the string",
                vec![edit(Span::at(self.string_end_guess(start, line)), "\"")],
            )
        };
        self.hard(fault)
    }

    /// Where the missing quote belongs: before the brackets and commas that end the line.
    fn string_end_guess(&self, start: usize, line: &str) -> usize {
        start + line.trim_end_matches([',', ')', ']', '}', ' ']).len()
    }

    fn next_line_continues_text(&self) -> bool {
        let next = self.after_newlines(self.at);
        let rest = self.tokens.get(next..).unwrap_or_default();
        let line = rest.iter().take_while(|token| token.kind != TokenKind::Newline);
        let opens = |kind| line.clone().filter(|token| token.kind == kind).count();
        opens(TokenKind::OpenQuote) != opens(TokenKind::CloseQuote)
    }

    /// Whether a word and a quote touch: some quote of the line is missing or too many.
    pub(super) fn is_quote_trouble(&self) -> bool {
        let next = self.next_index();
        let word = |kind| matches!(kind, Some(TokenKind::Identifier | TokenKind::Number));
        if !self.touches_previous(next) {
            return false;
        }
        let (before, after) = (self.kind_at(next - 1), self.kind_at(next));
        before == Some(TokenKind::CloseQuote) && word(after)
            || word(before) && after == Some(TokenKind::OpenQuote)
    }

    pub(super) fn quote_trouble(&mut self) -> Fault {
        let opens = self.peek() == Some(TokenKind::OpenQuote);
        let quote = if opens { self.next_span() } else { self.last };
        let read_as = if opens {
            "read as the start of a string"
        } else {
            "read as the end of a string"
        };
        let before = &self.text[..quote.start as usize];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        let quotes = line.matches('"').count() - line.matches("\\\"").count();
        let fault = if quotes % 2 == 1 {
            finding(&catalogue::HCL_UNCLOSED, "a string of this line is not closed")
                .at(quote, read_as)
                .help("each string needs a `\"` on both sides")
        } else {
            finding(
                &catalogue::HCL_BAD_ESCAPE,
                "a string ends in the middle of its text: `\"` is not escaped",
            )
            .at(quote, read_as)
            .help("write `\\\"` for a quote inside of a string")
        };
        self.hard(fault)
    }

    /// Whether the empty string just read is the start of `"""`.
    pub(super) fn is_triple_quote(&self, open: Span) -> bool {
        self.text[open.start as usize..].starts_with("\"\"\"")
    }

    pub(super) fn triple_quote(&mut self, open: Span) -> Fault {
        let place = Span::new(open.start as usize, open.start as usize + 3);
        let fault = finding(
            &catalogue::HCL_OTHER_LANGUAGE,
            "HCL has no strings in triple quotes",
        )
        .at(place, "not HCL")
        .help("use a heredoc: `<<EOT`, the text, `EOT` on a line of its own");
        self.hard(fault)
    }

    pub(super) fn unclosed_heredoc(&mut self, open: Span, tag: &Name) -> Fault {
        self.swallowed = true;
        let fault = finding(
            &catalogue::HCL_UNCLOSED,
            format!("heredoc `{}` is not closed", tag.text),
        )
        .at(open, "opened here")
        .at(
            Span::at(self.text.trim_end().len()),
            format!("expected `{}` on a line of its own", tag.text),
        )
        .help(format!("end the text with a line that is only `{}`", tag.text));
        self.hard(fault)
    }

    pub(super) fn quoted_tag(&mut self, open: Span, tag: &Name) {
        let quoted = Span::new(tag.span.start as usize - 1, open.end as usize);
        let fault = finding(
            &catalogue::HCL_OTHER_LANGUAGE,
            "the tag of a heredoc takes no quotes",
        )
        .at(quoted, "not HCL")
        .help("write `$${` in the text for a literal `${`")
        .fix("remove the quotes", vec![edit(quoted, tag.text.as_str())]);
        self.soft(fault);
    }

    /// The closing tag must be alone on its line; one that is not is read as if it were.
    pub(super) fn heredoc_close_line(&mut self, tag: &Name, close: Span) {
        let start = close.end as usize;
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        let content = line.trim_start();
        if content.trim_end().is_empty() {
            return;
        }
        // A comment counts as well: only space may follow the tag.
        let comment = matches!(self.kind_at(self.at), None | Some(TokenKind::Newline));
        let after = if comment {
            let end = start + line.trim_end().len();
            Span::new(start + line.len() - content.len(), end)
        } else {
            self.span_at(self.at)
        };
        let gap = Span::new(close.end as usize, after.start as usize);
        let fault = finding(
            &catalogue::HCL_UNCLOSED,
            format!("`{}` must stand alone on its line to close the heredoc", tag.text),
        )
        .at(after, "move this to the next line")
        .at(
            Span::new(tag.span.start as usize - 2, tag.span.end as usize),
            "opened here",
        )
        .fix("start a new line", vec![edit(gap, "\n")]);
        self.soft(fault);
    }

    pub(super) fn bad_escape(&mut self, escape: Span) {
        let written = escape.of(self.text);
        let (help, replacement) = match written {
            "\\$" | "\\%" => {
                let mark = &written[1..];
                let sequence = self.text[escape.end as usize..].starts_with('{');
                let doubled = if sequence { mark.repeat(2) } else { mark.to_owned() };
                (
                    "write `$${` for a literal `${`, and `$` alone as it is".to_owned(),
                    doubled,
                )
            }
            "\\'" | "\\`" | "\\/" => (
                "this character needs no escape".to_owned(),
                written[1..].to_owned(),
            ),
            "\\u" | "\\U" => (
                "`\\u` takes 4 hex digits and `\\U` takes 8; write `\\\\` for a backslash".to_owned(),
                format!("\\{written}"),
            ),
            "\\0" | "\\x" | "\\e" => (
                "write control characters as `\\u` and 4 hex digits, such as `\\u001b`".to_owned(),
                format!("\\{written}"),
            ),
            _ => ("write `\\\\` for a backslash".to_owned(), format!("\\{written}")),
        };
        let fault = finding(
            &catalogue::HCL_BAD_ESCAPE,
            format!("`{written}` is no escape of HCL"),
        )
        .at(
            escape,
            "known: `\\n`, `\\r`, `\\t`, `\\\"`, `\\\\`, `\\uXXXX`, `\\UXXXXXXXX`",
        )
        .help(help)
        .fix(format!("write `{replacement}`"), vec![edit(escape, replacement)]);
        self.soft(fault);
    }

    pub(super) fn empty_interpolation(&mut self, open: Span) -> Fault {
        let close = self.next_span();
        let fault = finding(&catalogue::HCL_MISSING_PART, "an interpolation is empty")
            .at(open.cover(close), "expected a value inside")
            .help("write `$${}` for these characters themselves");
        self.hard(fault)
    }

    /// `${` or `%{` without its `}`, or with more in it than one expression.
    pub(super) fn unclosed_sequence(&mut self, open: Span) -> Fault {
        let next = self.next_index();
        let ends = matches!(
            self.peek(),
            None | Some(TokenKind::OpenQuote | TokenKind::CloseQuote)
        );
        let mark = open.of(self.text);
        if ends || self.on_later_line(next) {
            let place = self.gap();
            let fault = finding(&catalogue::HCL_UNCLOSED, format!("`{mark}` is not closed"))
                .at(open, "opened here")
                .at(place, "expected `}` after this")
                .fix("insert `}`", vec![edit(place, "}")]);
            return self.hard(fault);
        }
        if matches!(self.peek(), Some(TokenKind::CloseParen | TokenKind::CloseBracket)) {
            let fault = self.wrong_closer(open, "}");
            return self.hard(fault);
        }
        let literal = mark.replacen(['$', '%'], &mark[..1].repeat(2), 1);
        let fault = match self.foreign_expansion(mark) {
            Some(fault) => fault,
            None => self.misplaced("`}` after the value"),
        };
        let fault = fault.at(open, format!("`{mark}` opened here")).help(format!(
            "write `{literal}` if a shell or template is to see `{mark}`"
        ));
        self.hard(fault)
    }

    /// More than a value in a directive, or what a shell writes in `${ }`.
    fn foreign_expansion(&self, mark: &str) -> Option<Diagnostic<Span>> {
        let found = self.describe_next();
        let place = self.here();
        if mark.starts_with('%') {
            let message = format!("expected `}}` after the value, found {found}");
            let fault = finding(&catalogue::HCL_TEMPLATE_DIRECTIVE, message);
            return Some(fault.at(place, "does not belong to the value before it"));
        }
        let shell = matches!(self.peek(), Some(TokenKind::Colon | TokenKind::DoubleColon))
            || self.peek() == Some(TokenKind::Unknown) && matches!(self.next_text(), "#" | "^" | "@" | "|");
        shell.then(|| {
            let message =
                format!("expected `}}` after the value, found {found}: HCL has no shell expansions");
            finding(&catalogue::HCL_OTHER_LANGUAGE, message)
                .at(place, "does not belong to the value before it")
        })
    }

    fn directive_fault(&mut self, message: String, help: &str) -> Fault {
        let open = self.span_at(self.at);
        let word = self.span_at(self.after_newlines(self.at + 1));
        let fault = finding(&catalogue::HCL_TEMPLATE_DIRECTIVE, message)
            .at(open.cover(word), "this directive")
            .help(help);
        self.hard(fault)
    }

    pub(super) fn stray_directive(&mut self) -> Fault {
        let word = self.text_at(self.after_newlines(self.at + 1)).to_owned();
        let opener = if word == "endfor" { "for" } else { "if" };
        self.directive_fault(
            format!("`{word}` without `%{{ {opener} }}` before it"),
            "each `%{ if }` and `%{ for }` has its own end",
        )
    }

    pub(super) fn unknown_directive(&mut self) -> Fault {
        let word = self.text_at(self.after_newlines(self.at + 1)).to_owned();
        let message = if word.is_empty() || word == "}" || word.starts_with('\n') {
            "a directive is empty".to_owned()
        } else {
            format!("`{word}` is no template directive")
        };
        let help = match word.as_str() {
            "elif" | "elsif" | "elseif" => "nest a second `%{ if }` in `%{ else }`",
            "end" => "end with `%{ endif }` or `%{ endfor }`",
            "unless" => "write `%{ if !condition }`",
            _ => {
                "the directives are `if`, `else`, `endif`, `for` and `endfor`; write `%%{` for a literal `%{`"
            }
        };
        self.directive_fault(message, help)
    }

    pub(super) fn directive_not_ended(&mut self, word: &str, open: Span) -> Fault {
        let found = self.kind_at(self.at) == Some(TokenKind::DirectiveOpen);
        let place = if found {
            self.span_at(self.at)
                .cover(self.span_at(self.after_newlines(self.at + 1)))
        } else {
            Span::at(self.last.end as usize)
        };
        let fault = finding(
            &catalogue::HCL_TEMPLATE_DIRECTIVE,
            format!("a directive is not ended with `%{{ {word} }}`"),
        )
        .at(open, "begins here")
        .at(place, format!("expected `%{{ {word} }}`"));
        self.hard(fault)
    }
}
