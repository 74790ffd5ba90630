//! Expressions: operators, traversals, operands.

use super::{Fault, Parsed, Parser, finding};
use crate::diagnostic::catalogue;
use crate::hcl::ast::{BinaryOperator, Expression, ExpressionKind, Operation, Step, StepKind, UnaryOperator};
use crate::hcl::token::TokenKind;
use crate::source::Span;

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        self.enter()?;
        let condition = self.binary(0)?;
        self.continue_on_next_line(|kind| kind == TokenKind::Question);
        let value = match self.take(TokenKind::Question) {
            Some(question) => self.conditional(condition, question)?,
            None => condition,
        };
        self.leave();
        Ok(value)
    }

    fn conditional(&mut self, condition: Expression, question: Span) -> Parsed<Expression> {
        let yes = self.expression()?;
        self.continue_on_next_line(|kind| kind == TokenKind::Colon);
        if self.take(TokenKind::Colon).is_none() {
            return Err(self.half_conditional(question));
        }
        let no = self.expression()?;
        Ok(Expression {
            span: condition.span.cover(no.span),
            kind: ExpressionKind::Conditional {
                condition: Box::new(condition),
                yes: Box::new(yes),
                no: Box::new(no),
            },
        })
    }

    /// Operators that bind at least as tightly as `minimum`.
    fn binary(&mut self, minimum: u8) -> Parsed<Expression> {
        let mut left = self.unary()?;
        while let Some((_, precedence)) = self.peek_operator()
            && precedence >= minimum
        {
            let rest = self.operations(precedence)?;
            let end = rest.last().map_or(left.span, |operation| operation.operand.span);
            left = Expression {
                span: left.span.cover(end),
                kind: ExpressionKind::Binary {
                    first: Box::new(left),
                    rest,
                },
            };
        }
        Ok(left)
    }

    /// A run of operators of one precedence with their right operands.
    fn operations(&mut self, precedence: u8) -> Parsed<Vec<Operation>> {
        let mut operations = Vec::new();
        while let Some((operator, found)) = self.peek_operator()
            && found == precedence
        {
            let operator_span = self.bump();
            self.foreign_operator_tail(operator_span);
            let operand = self.binary(precedence + 1)?;
            operations.push(Operation {
                operator,
                operator_span,
                operand,
            });
        }
        Ok(operations)
    }

    fn peek_operator(&mut self) -> Option<(BinaryOperator, u8)> {
        self.continue_on_next_line(|kind| binary_operator(kind).is_some());
        match self.peek()? {
            TokenKind::Identifier => self.foreign_word_operator(),
            kind => binary_operator(kind),
        }
    }

    fn unary(&mut self) -> Parsed<Expression> {
        let operator = match self.peek() {
            Some(TokenKind::Minus) => UnaryOperator::Negate,
            Some(TokenKind::Not) => UnaryOperator::Not,
            Some(TokenKind::Identifier) if self.is_foreign_not() => {
                self.foreign_not();
                UnaryOperator::Not
            }
            _ => return self.traversal(),
        };
        let operator_span = self.bump();
        self.enter()?;
        let operand = self.unary()?;
        self.leave();
        Ok(Expression {
            span: operator_span.cover(operand.span),
            kind: ExpressionKind::Unary {
                operator,
                operator_span,
                operand: Box::new(operand),
            },
        })
    }

    /// An operand with the steps that follow it.
    fn traversal(&mut self) -> Parsed<Expression> {
        let root = self.primary()?;
        let mut steps = Vec::new();
        let mut in_attribute_splat = false;
        loop {
            self.continue_on_next_line(|kind| kind == TokenKind::Dot);
            let step = match self.peek() {
                Some(TokenKind::Dot) => self.dot_step(in_attribute_splat)?,
                Some(TokenKind::OpenBracket) => self.bracket_step()?,
                _ => break,
            };
            in_attribute_splat = match step.kind {
                StepKind::AttributeSplat => true,
                StepKind::Index(_) | StepKind::FullSplat => false,
                _ => in_attribute_splat,
            };
            steps.push(step);
        }
        let Some(end) = steps.last().map(|step| step.span) else {
            return Ok(root);
        };
        Ok(Expression {
            span: root.span.cover(end),
            kind: ExpressionKind::Traversal {
                root: Box::new(root),
                steps,
            },
        })
    }

    fn dot_step(&mut self, in_attribute_splat: bool) -> Parsed<Step> {
        let dot = self.bump();
        let kind = match self.peek() {
            Some(TokenKind::Identifier) => {
                let span = self.bump();
                StepKind::Attribute(self.name(span))
            }
            Some(TokenKind::Number) if self.next_text().contains(['.', 'e', 'E']) => {
                return Err(self.double_legacy_index());
            }
            Some(TokenKind::Number) => {
                self.bump();
                StepKind::LegacyIndex
            }
            Some(TokenKind::Star) if !in_attribute_splat => {
                self.bump();
                StepKind::AttributeSplat
            }
            _ => return Err(self.bad_step(dot)),
        };
        Ok(Step {
            kind,
            span: dot.cover(self.last),
        })
    }

    fn bracket_step(&mut self) -> Parsed<Step> {
        let open = self.open("]");
        let step = self.bracket_step_after(open)?;
        self.closed();
        Ok(step)
    }

    fn bracket_step_after(&mut self, open: Span) -> Parsed<Step> {
        if self.take(TokenKind::Star).is_some() {
            let Some(close) = self.take(TokenKind::CloseBracket) else {
                return Err(self.unclosed_splat(open));
            };
            return Ok(Step {
                kind: StepKind::FullSplat,
                span: open.cover(close),
            });
        }
        self.with_newlines(false, |parser| {
            let index = parser.expression()?;
            let Some(close) = parser.take(TokenKind::CloseBracket) else {
                return Err(parser.unclosed(open, "]"));
            };
            Ok(Step {
                kind: StepKind::Index(index),
                span: open.cover(close),
            })
        })
    }

    /// One operand without operators and steps.
    pub(super) fn primary(&mut self) -> Parsed<Expression> {
        let Some(kind) = self.peek() else {
            return Err(self.no_operand());
        };
        match kind {
            TokenKind::Identifier => self.word(),
            TokenKind::Number => self.number(),
            TokenKind::OpenQuote => self.quoted_template(),
            TokenKind::HeredocOpen => self.heredoc(),
            TokenKind::OpenParen => self.parentheses(),
            TokenKind::OpenBracket => self.tuple(),
            TokenKind::OpenBrace => self.object(),
            TokenKind::MisquotedString => Ok(self.misquoted_string()),
            _ => self.foreign_operand(),
        }
    }

    fn word(&mut self) -> Parsed<Expression> {
        if self.is_foreign_prefix() {
            return Err(self.foreign_prefix());
        }
        if self.next_text() == "for" && self.peek_second() == Some(TokenKind::Identifier) {
            return Err(self.bare_for());
        }
        let span = self.bump();
        if matches!(self.peek(), Some(TokenKind::OpenParen | TokenKind::DoubleColon)) {
            return self.call(span);
        }
        let kind = match span.of(self.text) {
            "true" => ExpressionKind::Bool(true),
            "false" => ExpressionKind::Bool(false),
            "null" => ExpressionKind::Null,
            _ => ExpressionKind::Variable(self.name(span)),
        };
        Ok(Expression { kind, span })
    }

    fn number(&mut self) -> Parsed<Expression> {
        let index = self.next_index();
        let span = self.bump();
        if self.touches_previous(index + 1) && self.kind_at(index + 1) == Some(TokenKind::Identifier) {
            return Ok(self.number_with_tail(span));
        }
        if !is_well_formed(span.of(self.text)) {
            return Err(self.bad_number(span));
        }
        Ok(Expression {
            kind: ExpressionKind::Number,
            span,
        })
    }

    fn parentheses(&mut self) -> Parsed<Expression> {
        let open = self.open(")");
        self.with_newlines(false, |parser| {
            let inner = parser.expression()?;
            let Some(close) = parser.take(TokenKind::CloseParen) else {
                return Err(parser.unclosed(open, ")"));
            };
            parser.closed();
            Ok(Expression {
                kind: ExpressionKind::Parentheses(Box::new(inner)),
                span: open.cover(close),
            })
        })
    }

    fn double_legacy_index(&mut self) -> Fault {
        let place = self.next_span();
        let indices: Vec<_> = place
            .of(self.text)
            .split('.')
            .map(|part| format!("[{part}]"))
            .collect();
        let fault = finding(
            &catalogue::HCL_SYNTAX,
            "two indices in a row cannot be written with dots",
        )
        .at(place, "read as one number")
        .help(format!("write `{}`", indices.concat()));
        let dot = self.span_at(self.next_index() - 1).cover(place);
        let fault = if self.touches_previous(self.next_index()) {
            fault.fix(
                "write the indices in brackets",
                vec![super::edit(dot, indices.concat())],
            )
        } else {
            fault
        };
        self.hard(fault)
    }

    fn bad_step(&mut self, dot: Span) -> Fault {
        if self.peek() == Some(TokenKind::OpenBracket) && self.peek_second() == Some(TokenKind::Star) {
            let fault = finding(
                &catalogue::HCL_STRAY_TOKEN,
                "a splat in brackets takes no dot before it",
            )
            .at(dot, "this dot is too much")
            .fix("remove the dot", vec![super::edit(dot, "")]);
            return self.hard(fault);
        }
        if self.peek() == Some(TokenKind::Star) {
            let star = self.next_span();
            let fault = finding(&catalogue::HCL_SYNTAX, "`.*` cannot stand inside of another `.*`")
                .at(dot.cover(star), "second splat")
                .help("use `[*]` for both, or a `for` expression");
            return self.hard(fault);
        }
        let second = self.peek_second();
        if let Some(cause) = self.plain_cause() {
            return self.hard(cause);
        }
        let bracket = self.peek() == Some(TokenKind::OpenBracket);
        let named = matches!(second, Some(TokenKind::Identifier))
            && !matches!(self.peek(), None | Some(TokenKind::Comma | TokenKind::Newline));
        if self.removal_fits(self.next_index()) && named && !bracket {
            let fault = self.one_too_many(self.next_index());
            return self.hard(fault);
        }
        let fault = finding(
            &catalogue::HCL_MISSING_PART,
            "an attribute name is missing after the dot",
        );
        let fault = match self.peek() {
            None | Some(TokenKind::Newline) => fault.at(dot, "nothing follows on this line"),
            _ => fault.at(dot, "expected a name after this"),
        };
        let fault = if bracket {
            fault.fix("remove the dot", vec![super::edit(dot, "")])
        } else {
            fault
        };
        self.hard(fault)
    }
}

/// The operator a token stands for, with its precedence.
pub(super) fn binary_operator(kind: TokenKind) -> Option<(BinaryOperator, u8)> {
    Some(match kind {
        TokenKind::Or => (BinaryOperator::Or, 1),
        TokenKind::And => (BinaryOperator::And, 2),
        TokenKind::EqualEqual => (BinaryOperator::Equal, 3),
        TokenKind::NotEqual => (BinaryOperator::NotEqual, 3),
        TokenKind::Less => (BinaryOperator::Less, 4),
        TokenKind::LessEqual => (BinaryOperator::LessEqual, 4),
        TokenKind::Greater => (BinaryOperator::Greater, 4),
        TokenKind::GreaterEqual => (BinaryOperator::GreaterEqual, 4),
        TokenKind::Plus => (BinaryOperator::Add, 5),
        TokenKind::Minus => (BinaryOperator::Subtract, 5),
        TokenKind::Star => (BinaryOperator::Multiply, 6),
        TokenKind::Slash => (BinaryOperator::Divide, 6),
        TokenKind::Percent => (BinaryOperator::Remainder, 6),
        _ => return None,
    })
}

/// Digits, at most one fraction, at most one exponent, in this order.
fn is_well_formed(number: &str) -> bool {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    digits(whole) && digits(fraction) && !exponent.is_empty() && digits(exponent)
}
