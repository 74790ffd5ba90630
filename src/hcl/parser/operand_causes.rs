//! Why something is no operand or operator, and what was meant.

use super::item_causes::placeholder;
use super::{Fault, Parsed, Parser, edit, finding};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::{BinaryOperator, Expression, ExpressionKind, TemplatePart, TemplatePartKind};
use crate::hcl::token::TokenKind;
use crate::source::Span;

impl Parser<'_> {
    /// Passes over a line break when the next line begins with a token that can only continue this one.
    pub(super) fn continue_on_next_line(&mut self, wanted: impl Fn(TokenKind) -> bool) {
        if !self.newlines || self.kind_at(self.at) != Some(TokenKind::Newline) {
            return;
        }
        let next = self.after_newlines(self.at);
        let continues = |kind| wanted(kind) && self.continues_line(next, kind);
        if !self.kind_at(next).is_some_and(continues) {
            return;
        }
        let place = self.span_at(next);
        let gap = Span::new(self.last.end as usize, place.start as usize);
        let fault = finding(&catalogue::HCL_NEWLINE, "an expression ends with its line")
            .at(place, "cannot begin a line here")
            .help("put the expression in parentheses, or join the lines");
        self.soft(self.joining(fault, gap, place));
        self.at = next;
    }

    /// Adds the fix that joins two lines, unless a comment stands between them.
    fn joining(&self, fault: Diagnostic<Span>, gap: Span, next: Span) -> Diagnostic<Span> {
        let joint = if next.of(self.text) == "." { "" } else { " " };
        if gap.of(self.text).trim().is_empty() {
            fault.fix("join the lines", vec![edit(gap, joint)])
        } else {
            fault
        }
    }

    fn continues_line(&self, index: usize, kind: TokenKind) -> bool {
        let second = self.kind_at(index + 1);
        let spaced = !self.touches_previous(index + 1);
        match kind {
            TokenKind::Plus | TokenKind::Minus => {
                spaced && second.is_some_and(TokenKind::begins_operand) && !self.begins_item(index + 1)
            }
            TokenKind::Dot => !spaced && matches!(second, Some(TokenKind::Identifier | TokenKind::Star)),
            TokenKind::Less | TokenKind::Greater | TokenKind::Percent => false,
            TokenKind::Question | TokenKind::Colon => true,
            _ => spaced,
        }
    }

    pub(super) fn half_conditional(&mut self, question: Span) -> Fault {
        let message = "a conditional needs `:` and a second value";
        let fault = finding(&catalogue::HCL_MISSING_PART, message)
            .at(question, "begins here")
            .at(self.here(), "expected `:`")
            .help("write `condition ? yes : no`");
        self.hard(fault)
    }

    /// The rest of an operator that HCL spells otherwise: `===`, `**`, `<>`, `and`.
    pub(super) fn foreign_operator_tail(&mut self, operator: Span) {
        let next = self.next_index();
        let tail = self.kind_at(next).filter(|_| self.touches_previous(next));
        let meant = match (operator.of(self.text), tail) {
            ("and" | "AND", _) => return self.foreign_operator(operator, "&&"),
            ("or" | "OR", _) => return self.foreign_operator(operator, "||"),
            ("==", Some(TokenKind::Equal)) => "==",
            ("!=", Some(TokenKind::Equal)) => "!=",
            ("<", Some(TokenKind::Greater)) => "!=",
            ("*", Some(TokenKind::Star)) => {
                let tail = self.bump();
                let fault =
                    foreign("`**` is no operator of HCL", operator.cover(tail)).help("use `pow(x, y)`");
                return self.soft(fault);
            }
            _ => return,
        };
        let tail = self.bump();
        self.foreign_operator(operator.cover(tail), meant);
    }

    fn foreign_operator(&mut self, operator: Span, meant: &str) {
        let written = operator.of(self.text);
        let fault = foreign(&format!("`{written}` is no operator of HCL"), operator)
            .fix(format!("write `{meant}`"), vec![edit(operator, meant)]);
        self.soft(fault);
    }

    /// `and` and `or` after an operand.
    pub(super) fn foreign_word_operator(&self) -> Option<(BinaryOperator, u8)> {
        match self.next_text() {
            "and" | "AND" => Some((BinaryOperator::And, 2)),
            "or" | "OR" => Some((BinaryOperator::Or, 1)),
            _ => None,
        }
    }

    /// `not` before an operand, where it cannot be a name.
    pub(super) fn is_foreign_not(&self) -> bool {
        let second = self.next_index() + 1;
        let word = matches!(self.text_at(second), "in" | "if" | "and" | "or");
        matches!(self.next_text(), "not" | "NOT")
            && matches!(
                self.kind_at(second),
                Some(TokenKind::Identifier | TokenKind::Number | TokenKind::OpenQuote)
            )
            && !word
    }

    pub(super) fn foreign_not(&mut self) {
        let word = self.next_span();
        let gap = Span::new(
            word.start as usize,
            self.span_at(self.next_index() + 1).start as usize,
        );
        let fault = foreign("`not` is no operator of HCL", word).fix("write `!`", vec![edit(gap, "!")]);
        self.soft(fault);
    }

    /// `f"…"`, `r"…"` and `if …` where a value belongs.
    pub(super) fn is_foreign_prefix(&self) -> bool {
        let second = self.next_index() + 1;
        match self.kind_at(second) {
            Some(TokenKind::OpenQuote) => {
                let ends = matches!(self.kind_at(second + 1), None | Some(TokenKind::Newline));
                let prefix = matches!(self.next_text(), "f" | "F" | "r" | "R" | "b" | "u");
                self.touches_previous(second) && !ends && prefix
            }
            Some(TokenKind::Identifier | TokenKind::Not) => {
                self.next_text() == "if" && !self.begins_line(second)
            }
            _ => false,
        }
    }

    pub(super) fn foreign_prefix(&mut self) -> Fault {
        let prefix = self.next_span();
        let fault = if self.next_text() == "if" {
            foreign("HCL has no `if` for values", prefix).help("write `condition ? yes : no`")
        } else {
            foreign("a string takes no prefix in HCL", prefix)
                .help("interpolate with `${ }` inside of a plain string")
                .fix("remove the prefix", vec![edit(prefix, "")])
        };
        self.hard(fault)
    }

    /// Digits with letters right after them: `0xFF`, `1_000`, `10GB`.
    pub(super) fn number_with_tail(&mut self, digits: Span) -> Expression {
        let tail = self.bump();
        let whole = digits.cover(tail);
        let written = whole.of(self.text).to_owned();
        let plain: String = written.chars().filter(|&character| character != '_').collect();
        let radix = [("0x", 16), ("0X", 16), ("0o", 8), ("0b", 2)]
            .iter()
            .find_map(|(prefix, radix)| {
                let digits = plain.strip_prefix(prefix)?;
                Some((u64::from_str_radix(digits, *radix).ok()?, *radix))
            });
        let fault = if let Some((value, radix)) = radix {
            let kind = match radix {
                16 => "hexadecimal",
                8 => "octal",
                _ => "binary",
            };
            foreign(
                &format!("`{written}` is {kind}, and numbers are decimal in HCL"),
                whole,
            )
            .fix(format!("write `{value}`"), vec![edit(whole, value.to_string())])
        } else if plain.bytes().all(|byte| byte.is_ascii_digit()) {
            foreign("a number has no `_` in HCL", whole)
                .fix(format!("write `{plain}`"), vec![edit(whole, plain)])
        } else {
            finding(
                &catalogue::HCL_OTHER_LANGUAGE,
                format!("`{written}` is no number"),
            )
            .at(whole, "digits followed by letters")
            .help("put it in quotes if it is text")
            .fix("put it in quotes", vec![edit(whole, format!("\"{written}\""))])
        };
        self.soft(fault);
        invalid(whole)
    }

    /// Digits with more than one dot: a version or an address that needs quotes.
    pub(super) fn bad_number(&mut self, digits: Span) -> Fault {
        let start = digits.start as usize;
        let word =
            |character: char| character.is_alphanumeric() || matches!(character, '.' | '/' | '-' | '+');
        let rest = &self.text[start..];
        let whole = Span::new(start, start + rest.find(|next| !word(next)).unwrap_or(rest.len()));
        let written = whole.of(self.text);
        let fault = finding(
            &catalogue::HCL_OTHER_LANGUAGE,
            format!("`{written}` is no number"),
        )
        .at(whole, "more than one dot")
        .help("versions and addresses are strings")
        .fix("put it in quotes", vec![edit(whole, format!("\"{written}\""))]);
        self.hard(fault)
    }

    pub(super) fn misquoted_string(&mut self) -> Expression {
        let span = self.bump();
        let written = span.of(self.text);
        let open = written.chars().next().map_or(0, char::len_utf8);
        let close = written.chars().next_back().map_or(0, char::len_utf8);
        let inner = Span::new(span.start as usize + open, span.end as usize - close);
        let content = inner.of(self.text);
        let quote = written.chars().next().unwrap_or('\'');
        let mended = format!("\"{}\"", content.replace('\\', "\\\\").replace('"', "\\\""));
        let fault = finding(
            &catalogue::HCL_WRONG_QUOTES,
            format!("a string stands in {}", quotes_named(quote)),
        )
        .at(span, "HCL strings stand in `\"`")
        .fix("write `\"`", vec![edit(span, mended)]);
        self.soft(fault);
        let text = TemplatePart {
            kind: TemplatePartKind::Text,
            span: inner,
        };
        Expression {
            kind: ExpressionKind::Template(vec![text]),
            span,
        }
    }

    /// Where an operand belongs stands a token that begins none.
    pub(super) fn foreign_operand(&mut self) -> Parsed<Expression> {
        let place = self.next_span();
        match self.peek() {
            Some(TokenKind::Newline) => self.operand_on_next_line(),
            Some(TokenKind::Ellipsis) => Ok(self.placeholder_value(place)),
            Some(TokenKind::Less) => self.angle_placeholder(),
            Some(TokenKind::Star | TokenKind::Question) => self.masked_value(),
            Some(TokenKind::Dot) if self.peek_second() == Some(TokenKind::Number) => Ok(self.bare_fraction()),
            Some(TokenKind::Unknown) if self.next_text() == "$" => Err(self.bare_dollar()),
            Some(TokenKind::BadQuote) => {
                let quote = self.next_text().chars().next().unwrap_or('\'');
                let name = quotes_named(quote);
                let fault = finding(
                    &catalogue::HCL_WRONG_QUOTES,
                    format!("a string begins in {name} and does not end"),
                )
                .at(place, "HCL strings stand in `\"`");
                Err(self.hard(fault))
            }
            _ => Err(self.no_operand()),
        }
    }

    /// A line break where a value was due: passed over when a value follows.
    fn operand_on_next_line(&mut self) -> Parsed<Expression> {
        let next = self.after_newlines(self.at);
        let kind = self.kind_at(next);
        let value_follows = kind.is_some_and(TokenKind::begins_operand) && !self.begins_item(next);
        let indented = next == self.at + 1;
        if !(value_follows && indented) {
            return Err(self.no_operand());
        }
        let place = self.span_at(next);
        let gap = Span::new(self.last.end as usize, place.start as usize);
        let before = self.last;
        let fault = finding(&catalogue::HCL_NEWLINE, "the line ends before the value")
            .at(Span::at(before.end as usize), "expected a value on this line")
            .help("begin the value on this line, or put the expression in parentheses");
        self.soft(self.joining(fault, gap, place));
        self.at = next;
        self.primary()
    }

    fn placeholder_value(&mut self, place: Span) -> Expression {
        self.bump();
        let fault = finding(&catalogue::HCL_PLACEHOLDER, "`...` stands in place of a value")
            .at(place, "not HCL")
            .help("write `\"...\"`, or leave the argument out with a comment")
            .fix("make it a string", vec![edit(place, "\"...\"")]);
        self.soft(fault);
        invalid(place)
    }

    /// `<your value>` up to the `>` of the same line.
    fn angle_placeholder(&mut self) -> Parsed<Expression> {
        let open = self.next_span();
        let rest = &self.text[open.start as usize..];
        let close = rest
            .find(['>', '\n', '"', ','])
            .filter(|&at| rest[at..].starts_with('>'));
        let Some(close) = close else {
            return Err(self.no_operand());
        };
        let place = Span::new(open.start as usize, open.start as usize + close + 1);
        self.skip_past(place);
        let written = place.of(self.text);
        let fault = placeholder(
            place,
            &format!("the placeholder `{written}` stands in place of a value"),
            "",
        )
        .fix("make it a string", vec![edit(place, format!("\"{written}\""))]);
        let fault = Diagnostic {
            help: vec![format!("write `\"{written}\"`")],
            ..fault
        };
        self.soft(fault);
        Ok(invalid(place))
    }

    /// `****` or `???`.
    fn masked_value(&mut self) -> Parsed<Expression> {
        let rest = &self.text[self.next_span().start as usize..];
        let length = rest.len() - rest.trim_start_matches(['*', '?']).len();
        if length < 2 {
            return Err(self.no_operand());
        }
        let start = self.next_span().start as usize;
        let place = Span::new(start, start + length);
        self.skip_past(place);
        let written = place.of(self.text);
        let fault = finding(
            &catalogue::HCL_PLACEHOLDER,
            format!("the placeholder `{written}` stands in place of a value"),
        )
        .at(place, "not HCL")
        .fix("make it a string", vec![edit(place, format!("\"{written}\""))]);
        self.soft(fault);
        Ok(invalid(place))
    }

    fn skip_past(&mut self, place: Span) {
        self.at = self.next_index();
        while self.kind_at(self.at).is_some() && self.span_at(self.at).start < place.end {
            self.at += 1;
        }
        self.last = place;
    }

    fn bare_fraction(&mut self) -> Expression {
        let dot = self.bump();
        let place = dot.cover(self.bump());
        let written = place.of(self.text);
        let fault = foreign("a number begins with a digit in HCL", place).fix(
            format!("write `0{written}`"),
            vec![edit(Span::at(dot.start as usize), "0")],
        );
        self.soft(fault);
        invalid(place)
    }

    /// `${ }` without quotes around it, or a shell variable.
    fn bare_dollar(&mut self) -> Fault {
        let dollar = self.next_span();
        let open = self.next_index() + 1;
        let fault = foreign("`$` stands outside of a string", dollar);
        if self.kind_at(open) != Some(TokenKind::OpenBrace) {
            return self.hard(fault.help("refer to a value by its name, as in `var.region`"));
        }
        let start = self.span_at(open).end as usize;
        let line = self.text[start..].split('\n').next().unwrap_or_default();
        let fault = fault.help("`${ }` belongs inside of a string; an expression needs none");
        let fault = match line.find('}').filter(|_| !line.contains('{')) {
            Some(close) => {
                let close = Span::new(start + close, start + close + 1);
                let opening = Span::new(dollar.start as usize, start);
                fault.fix(
                    "write the expression alone",
                    vec![edit(opening, ""), edit(close, "")],
                )
            }
            None => fault,
        };
        self.hard(fault)
    }

    /// Nothing that could be a value.
    pub(super) fn no_operand(&mut self) -> Fault {
        let place = self.here();
        let after = self.last.of(self.text).to_owned();
        let fault = match self.peek() {
            None | Some(TokenKind::Newline) => finding(
                &catalogue::HCL_NEWLINE,
                format!("a value is missing after `{after}`"),
            )
            .at(self.last, "nothing follows on this line"),
            Some(
                TokenKind::CloseBrace
                | TokenKind::CloseParen
                | TokenKind::CloseBracket
                | TokenKind::TemplateClose,
            ) => return self.closer_for_value(&after),
            Some(TokenKind::Comma) => finding(
                &catalogue::HCL_MISSING_PART,
                format!("a value is missing after `{after}`"),
            )
            .at(place, "expected a value before this"),
            Some(TokenKind::Question) if after == "?" => {
                foreign("`??` is no operator of HCL", self.last.cover(place))
                    .help("use `coalesce(a, b)` or `try(a, b)`")
            }
            Some(TokenKind::Equal) if after == "=" => {
                finding(&catalogue::HCL_OTHER_LANGUAGE, "`=` stands here twice")
                    .at(place, "one `=` is enough")
                    .fix("remove one `=`", vec![edit(place, "")])
            }
            Some(kind) => self.misplaced_in_value(kind, &after),
        };
        self.hard(fault)
    }

    /// Whether something that may be meant as an operator stands between two values.
    fn is_spaced_operator(&self) -> bool {
        let next = self.next_index();
        let second = self.kind_at(next + 1);
        !self.touches_previous(next) && second.is_some_and(TokenKind::begins_operand)
    }

    /// A closing bracket where a value was due.
    fn closer_for_value(&mut self, after: &str) -> Fault {
        let place = self.next_span();
        let found = place.of(self.text);
        if let Some(&(open, closer)) = self.open.last()
            && closer != found
            && self.peek() != Some(TokenKind::TemplateClose)
        {
            return self.unclosed(open, closer);
        }
        let own = match found {
            "]" => Some(1),
            "}" => Some(0),
            ")" => Some(2),
            _ => None,
        };
        // An opener replaced by a closer leaves its own kind with one closer too many.
        let meant = ["{", "[", "("].into_iter().enumerate().find(|&(pair, _)| {
            let needed = if Some(pair) == own { -1 } else { 0 };
            self.braces.surplus(pair) < needed
        });
        let fault = match own {
            Some(_) if after == "=" && meant.is_some() => {
                let opening = meant.map_or("", |(_, opening)| opening);
                finding(
                    &catalogue::HCL_STRAY_CLOSER,
                    format!("`{found}` stands in place of the opening `{opening}`"),
                )
                .at(place, format!("expected `{opening}`"))
                .fix(format!("write `{opening}`"), vec![edit(place, opening)])
            }
            Some(pair) if self.open.is_empty() && self.braces.surplus(pair) < 0 => self.superfluous_closer(),
            _ => finding(
                &catalogue::HCL_MISSING_PART,
                format!("a value is missing after `{after}`"),
            )
            .at(place, "expected a value before this"),
        };
        self.hard(fault)
    }

    /// A token that begins no value where one was due.
    fn misplaced_in_value(&self, kind: TokenKind, after: &str) -> Diagnostic<Span> {
        if let Some(cause) = self.plain_cause() {
            return cause;
        }
        let place = self.next_span();
        let found = self.describe_next();
        let next = self.next_index();
        let left_out = |what: String| {
            finding(&catalogue::HCL_MISSING_PART, what).at(place, "expected something before this")
        };
        let named = self.kind_at(next + 1) == Some(TokenKind::Identifier);
        match kind {
            TokenKind::Dot if named => left_out("a name is missing before the `.`".to_owned()),
            TokenKind::Equal
                if !self.open.is_empty() && (self.begins_line(next) || matches!(after, "{" | ",")) =>
            {
                left_out("a key is missing before the `=`".to_owned())
            }
            TokenKind::Colon if after == "?" => left_out("a value is missing between `?` and `:`".to_owned()),
            _ if self.removal_fits(next) && !is_operator(kind) => self.one_too_many(next),
            _ if is_operator(kind) => left_out(format!("a value is missing between `{after}` and {found}")),
            _ => finding(
                &catalogue::HCL_MISSING_PART,
                format!("a value is missing after `{after}`, found {found}"),
            )
            .at(place, "begins no value"),
        }
    }

    /// What follows a whole value on an argument's line and does not belong there.
    pub(super) fn after_value(&mut self) -> Fault {
        if self.is_quote_trouble() {
            return self.quote_trouble();
        }
        let place = self.next_span();
        let text = self.next_text();
        let fault = match self.peek() {
            Some(TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen) => {
                self.superfluous_closer()
            }
            Some(TokenKind::Colon) => {
                let fault = finding(&catalogue::HCL_STRAY_TOKEN, "`:` without a `?` before it")
                    .at(place, "not expected here")
                    .help("write `condition ? yes : no`");
                if self.removal_fits(self.next_index()) {
                    fault.fix("remove the `:`", vec![edit(place, "")])
                } else {
                    fault
                }
            }
            Some(TokenKind::Identifier) if text == "if" => {
                foreign("HCL has no `if` for values", place).help("write `condition ? yes : no`")
            }
            Some(TokenKind::FatArrow) => foreign("`=>` stands outside of a `for` expression", place),
            Some(TokenKind::Question | TokenKind::Unknown)
                if matches!(text, "?" | "|" | "&" | "^") && self.is_spaced_operator() =>
            {
                foreign(&format!("`{text}` is no operator of HCL"), place)
            }
            Some(TokenKind::Equal) => finding(&catalogue::HCL_STRAY_TOKEN, "a second `=` in one argument")
                .at(place, "not expected here")
                .help("compare with `==`; set each argument on its own line"),
            Some(TokenKind::Ellipsis) => placeholder(place, "`...` stands in place of code", "/* ... */"),
            _ => self.misplaced("the end of the line"),
        };
        self.hard(fault)
    }
}

fn foreign(message: &str, place: Span) -> Diagnostic<Span> {
    finding(&catalogue::HCL_OTHER_LANGUAGE, message).at(place, "not HCL")
}

fn is_operator(kind: TokenKind) -> bool {
    super::expression::binary_operator(kind).is_some() || kind == TokenKind::Question
}

fn invalid(span: Span) -> Expression {
    Expression {
        kind: ExpressionKind::Invalid,
        span,
    }
}

fn quotes_named(quote: char) -> &'static str {
    match quote {
        '\'' => "single quotes",
        '`' => "back quotes",
        _ => "curly quotes",
    }
}
