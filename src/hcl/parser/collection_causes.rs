//! Why a list, object, call or `for` expression is broken.

use super::item_causes::placeholder;
use super::{Fault, Parsed, Parser, edit, finding};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::Expression;
use crate::hcl::token::TokenKind;
use crate::source::Span;

impl Parser<'_> {
    /// The closing partner of `open` was due at the next token.
    pub(super) fn unclosed(&mut self, open: Span, closer: &str) -> Fault {
        if self.read_an_item_name() {
            self.step_back();
        }
        let next = self.next_index();
        let opener = open.of(self.text).to_owned();
        let found = self.peek();
        let given_up = matches!(found, None | Some(TokenKind::Newline | TokenKind::TemplateClose))
            || self.on_later_line(next)
            || self.braces.misses_closer(next, next);
        let closes = matches!(
            found,
            Some(TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen)
        );
        let due = match closer {
            ")" => TokenKind::CloseParen,
            "]" => TokenKind::CloseBracket,
            _ => TokenKind::CloseBrace,
        };
        let superfluous = closes && found.is_some_and(|found| self.braces.is_superfluous(found, due));
        let fault = if superfluous {
            self.superfluous_closer()
        } else if given_up || closes {
            self.unclosed_delimiter(open, &opener, closer, closes)
        } else if matches!(found, Some(TokenKind::Equal | TokenKind::Colon)) && closer != "}" {
            self.named_argument(closer)
        } else {
            let found = self.describe_next();
            finding(
                &catalogue::HCL_SYNTAX,
                format!("expected `,` or `{closer}`, found {found}"),
            )
            .at(self.here(), format!("expected `,` or `{closer}`"))
            .at(open, format!("`{opener}` opened here"))
        };
        self.hard(fault)
    }

    /// Whether the word just read begins a line and an item: the list before it was not closed.
    fn read_an_item_name(&self) -> bool {
        let name = self.next_index().saturating_sub(1);
        self.on_later_line(name) && self.begins_item(name)
    }

    /// Unreads the last word and the line break before it.
    fn step_back(&mut self) {
        self.at = self.next_index() - 1;
        let before = self.tokens[..self.at]
            .iter()
            .rfind(|token| token.kind != TokenKind::Newline);
        self.last = before.map_or(Span::at(0), |token| token.span);
    }

    pub(super) fn superfluous_closer(&self) -> Diagnostic<Span> {
        let place = self.next_span();
        let closer = place.of(self.text);
        finding(&catalogue::HCL_STRAY_CLOSER, format!("`{closer}` closes nothing"))
            .at(place, "no opening partner before it")
            .fix(
                format!("remove the `{closer}`"),
                vec![edit(self.with_line(place), "")],
            )
    }

    fn unclosed_delimiter(&self, open: Span, opener: &str, closer: &str, closes: bool) -> Diagnostic<Span> {
        let gap = self.gap();
        let fault =
            finding(&catalogue::HCL_UNCLOSED, format!("`{opener}` is not closed")).at(open, "opened here");
        let next = self.next_span();
        if closes && !self.on_later_line(self.next_index()) {
            let found = next.of(self.text);
            return fault
                .at(next, format!("expected `{closer}`, found `{found}`"))
                .help(format!("add the closing `{closer}`"))
                .fix(format!("insert `{closer}`"), vec![edit(gap, closer)]);
        }
        let fault = fault
            .at(gap, format!("expected `{closer}` after this"))
            .help(format!("add the closing `{closer}`"));
        if self.text[..gap.start as usize].ends_with(',') && closer == ")" {
            return fault;
        }
        let closers = self.due_closers(open, closer, closes);
        let title = format!("insert `{}`", closers.trim());
        fault.fix(title, vec![edit(gap, closers)])
    }

    /// What closes the bracket, and those around it when the whole item breaks off here.
    fn due_closers(&self, open: Span, closer: &str, closes: bool) -> String {
        let own_line = self.text[open.end as usize..self.gap().start as usize].contains('\n');
        let around = self
            .open
            .iter()
            .rev()
            .skip_while(|(opened, _)| *opened != open)
            .skip(1);
        let mut closers = if own_line {
            format!("\n{}{closer}", self.indent_of(open))
        } else {
            closer.to_owned()
        };
        if !closes {
            closers.extend(around.map(|(_, closer)| *closer));
        }
        closers
    }

    fn named_argument(&self, closer: &str) -> Diagnostic<Span> {
        let (what, help) = if closer == ")" {
            (
                "a function's arguments have no names",
                "give the values alone, in order",
            )
        } else {
            (
                "a list holds values without keys",
                "use `{ }` for keys with values",
            )
        };
        finding(&catalogue::HCL_SYNTAX, what)
            .at(self.next_span(), "not expected here")
            .help(help)
    }

    /// `...` among the elements of a list, call or object.
    pub(super) fn skip_elision(&mut self) -> bool {
        if self.peek() != Some(TokenKind::Ellipsis) {
            return false;
        }
        let dots = self.bump();
        self.soft(placeholder(dots, "`...` stands in place of code", "/* ... */"));
        true
    }

    pub(super) fn semicolon_for_comma(&mut self) {
        let semicolon = self.bump();
        let fault = finding(
            &catalogue::HCL_MISSING_COMMA,
            "a semicolon stands in place of a comma",
        )
        .at(semicolon, "expected `,`")
        .fix("write `,`", vec![edit(semicolon, ",")]);
        self.soft(fault);
    }

    /// Whether the next token begins another element rather than what follows an unclosed list.
    pub(super) fn is_missing_comma(&self, kind: TokenKind) -> bool {
        let next = self.next_index();
        let item = self.on_later_line(next) && self.begins_item(next) || self.read_an_item_name();
        kind.begins_operand() && !item
    }

    pub(super) fn missing_comma(&mut self) {
        let place = self.gap();
        let fault = finding(
            &catalogue::HCL_MISSING_COMMA,
            "a comma is missing between two items",
        )
        .at(place, "expected `,`")
        .fix("insert a comma", vec![edit(place, ",")]);
        self.soft(fault);
    }

    /// After a key of an object stands neither `=` nor `:`.
    pub(super) fn mend_object_equals(&mut self, open: Span, key: &Expression) -> Parsed<()> {
        if self.is_quote_trouble() {
            return Err(self.quote_trouble());
        }
        match self.peek() {
            Some(TokenKind::FatArrow | TokenKind::EqualEqual) => {
                let mark = self.bump();
                let written = mark.of(self.text);
                let message = format!("`{written}` stands between a key and its value");
                let fault = finding(&catalogue::HCL_OTHER_LANGUAGE, message)
                    .at(mark, "expected `=`")
                    .fix("write `=`", vec![edit(mark, "=")]);
                self.soft(fault);
                Ok(())
            }
            Some(kind) if kind.begins_operand() => {
                let place = Span::at(key.span.end as usize);
                let fault = finding(&catalogue::HCL_MISSING_EQUALS, "a key has no equals sign")
                    .at(place, "expected `=`")
                    .fix("insert `=`", vec![edit(place, " =")]);
                self.soft(fault);
                Ok(())
            }
            None => Err(self.unclosed(open, "}")),
            Some(TokenKind::Newline | TokenKind::Comma | TokenKind::CloseBrace) => {
                let fault = finding(&catalogue::HCL_SYNTAX, "a key of an object has no value")
                    .at(key.span, "expected `=` and a value")
                    .help("write `key = value`; use `[ ]` for values without keys");
                Err(self.hard(fault))
            }
            Some(_) => Err(self.expected("`=` after the key")),
        }
    }

    /// A line of an object that begins with the comma of the line before.
    pub(super) fn leading_comma(&mut self) {
        let before = self.gap();
        self.at = self.after_newlines(self.at);
        let comma = self.bump();
        let fault = finding(&catalogue::HCL_NEWLINE, "a line of an object begins with a comma")
            .at(comma, "belongs to the end of the line before")
            .fix("move the comma", vec![edit(before, ","), edit(comma, "")]);
        self.soft(fault);
    }

    /// `{{ name }}` of a template language.
    pub(super) fn is_double_brace(&self, open: Span) -> bool {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let touches = rest
            .first()
            .is_some_and(|next| next.kind == TokenKind::OpenBrace && next.span.start == open.end);
        let decisive = rest.iter().skip(1).find(|token| {
            matches!(
                token.kind,
                TokenKind::Equal | TokenKind::Colon | TokenKind::CloseBrace | TokenKind::Newline
            ) || token.kind == TokenKind::OpenBrace
        });
        touches
            && decisive.is_some_and(|token| token.kind == TokenKind::CloseBrace && rest.len() > 2)
            && rest
                .get(1)
                .is_some_and(|token| token.kind != TokenKind::CloseBrace)
    }

    pub(super) fn double_brace(&mut self, open: Span) -> Fault {
        let place = open.cover(self.next_span());
        let fault = finding(
            &catalogue::HCL_OTHER_LANGUAGE,
            "`{{ }}` belongs to another template language",
        )
        .at(place, "not HCL")
        .help("refer to a value by its name, as in `var.region`");
        self.hard(fault)
    }

    pub(super) fn for_header(&mut self, keyword: Span, what: &str) -> Fault {
        let found = self.describe_next();
        let fault = finding(
            &catalogue::HCL_FOR_EXPRESSION,
            format!("a `for` needs {what}, found {found}"),
        )
        .at(self.here(), format!("expected {what}"))
        .at(keyword, "the `for` begins here")
        .help("write `for value in list` or `for key, value in map`");
        self.hard(fault)
    }

    /// `for` where a value belongs.
    pub(super) fn bare_for(&mut self) -> Fault {
        let keyword = self.next_span();
        let fault = finding(
            &catalogue::HCL_FOR_EXPRESSION,
            "a `for` expression stands in brackets of its own",
        )
        .at(keyword, "expected `[` or `{` before this")
        .help("write `[for … : value]` or `{for … : key => value}`, and `flatten` for nested lists");
        self.hard(fault)
    }

    pub(super) fn for_without_colon(&mut self, open: Span, keyword: Span) -> Fault {
        if self.peek().is_none() {
            return self.unclosed(open, if open.of(self.text) == "{" { "}" } else { "]" });
        }
        let place = self.here();
        let fault = finding(
            &catalogue::HCL_FOR_EXPRESSION,
            "a `for` expression needs `:` after what it walks",
        )
        .at(place, "expected `:`")
        .at(keyword, "the `for` begins here")
        .help("write `[for value in list : result]`");
        self.hard(fault)
    }

    pub(super) fn arrow_in_tuple(&mut self, open: Span, arrow: Span) -> Fault {
        let fault = finding(
            &catalogue::HCL_FOR_EXPRESSION,
            "a `for` in `[ ]` makes values, not keys with values",
        )
        .at(arrow, "`=>` needs `{ }`")
        .at(open, "a list begins here")
        .help("write `{for … : key => value}` for an object");
        self.hard(fault)
    }

    pub(super) fn object_for_without_arrow(&mut self, open: Span) -> Fault {
        let fault = finding(
            &catalogue::HCL_FOR_EXPRESSION,
            "a `for` in `{ }` needs `key => value`",
        )
        .at(self.here(), "expected `=>`")
        .at(open, "an object begins here")
        .help("write `[for … : value]` for a list");
        self.hard(fault)
    }

    pub(super) fn grouping_in_tuple(&mut self, dots: Span) -> Fault {
        let fault = finding(
            &catalogue::HCL_FOR_EXPRESSION,
            "`...` groups keys and a list has none",
        )
        .at(dots, "only in `{for … : key => value...}`")
        .fix("remove the `...`", vec![edit(dots, "")]);
        self.hard(fault)
    }

    pub(super) fn for_not_closed(&mut self, open: Span, closer: &str) -> Fault {
        let place = self.here();
        let what = match self.peek() {
            Some(TokenKind::Comma) => "a `for` expression stands alone in its brackets",
            Some(TokenKind::Identifier) if self.next_text() == "for" => {
                "a `for` expression has a single `for`"
            }
            _ => return self.unclosed(open, closer),
        };
        let fault = finding(&catalogue::HCL_FOR_EXPRESSION, what)
            .at(place, format!("expected `{closer}`"))
            .help("nest a second `for` in its own brackets and use `flatten`");
        self.hard(fault)
    }
}
