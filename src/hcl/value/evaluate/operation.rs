//! Operators and conditionals.

use super::super::convert::{Safety, convert};
use super::super::data::{Data, Value};
use super::super::types::Type;
use super::super::unify::unify;
use super::{Evaluator, Keep};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::{BinaryOperator, Expression, Operation, UnaryOperator};
use crate::source::Span;

impl Evaluator<'_> {
    pub(super) fn unary(&mut self, operator: UnaryOperator, operand: &Expression) -> Value {
        let (sign, ty) = match operator {
            UnaryOperator::Negate => ("-", Type::Number),
            UnaryOperator::Not => ("!", Type::Bool),
        };
        let value = self.value(operand);
        let Some(converted) = self.operand(&value, &ty, sign, operand.span) else {
            return Value::unknown_not_null(ty).with_marks(value.marks());
        };
        let result = match converted.data() {
            Data::Number(number) if !number.is_zero() => Value::number(number.negated()),
            Data::Bool(truth) => Value::bool(!truth),
            // Negative zero is not followed.
            _ => self.unknown(Value::unknown_not_null(ty)),
        };
        result.with_marks(value.marks())
    }

    pub(super) fn binary(&mut self, first: &Expression, rest: &[Operation]) -> Value {
        let mut left = self.value(first);
        let mut place = first.span;
        for operation in rest {
            let right = self.value(&operation.operand);
            left = self.operation((&left, place), operation, &right);
            place = place.cover(operation.operand.span);
        }
        left
    }

    fn operation(&mut self, left: (&Value, Span), operation: &Operation, right: &Value) -> Value {
        let operator = operation.operator;
        if let BinaryOperator::Equal | BinaryOperator::NotEqual = operator {
            return self.equality(left.0, right, operator == BinaryOperator::Equal);
        }
        let (operands, result) = types(operator);
        let marks = left.0.marks() | right.marks();
        let faults = self.faults;
        let one = self.operand(left.0, &operands, sign(operator), left.1);
        let other = self.operand(right, &operands, sign(operator), operation.operand.span);
        if self.faults > faults {
            return Value::unknown_not_null(result).with_marks(marks);
        }
        let value = match (one, other) {
            (Some(one), Some(other)) => self.apply(&one, operation, &other),
            _ => None,
        };
        let value = value.unwrap_or_else(|| self.unknown(Value::unknown_not_null(result)));
        value.with_marks(marks)
    }

    fn equality(&mut self, left: &Value, right: &Value, wanted: bool) -> Value {
        let marks = left.marks_within() | right.marks_within();
        let steps = u64::from(left.size().min(right.size()));
        if self.budget.spend(steps).is_err() {
            return self.unknown(Value::unknown_not_null(Type::Bool));
        }
        let equal = left.equals(right).map(|equal| Value::bool(equal == wanted));
        equal
            .unwrap_or_else(|| Value::unknown_not_null(Type::Bool))
            .with_marks(marks)
    }

    /// An operand as the operator needs it; `None` when it is not known or reported.
    fn operand(&mut self, value: &Value, ty: &Type, sign: &str, place: Span) -> Option<Value> {
        if value.is_null() {
            self.value_fault(place, format!("an operand of `{sign}` is null"), "this is null");
            return None;
        }
        match convert(value, ty) {
            Ok(converted) => converted.is_known().then_some(converted),
            Err(mismatch) => {
                let message = format!("`{sign}` needs {} on each side", plural(ty));
                let message = if sign == "!" {
                    "`!` needs a bool".to_owned()
                } else {
                    message
                };
                let finding = Diagnostic::new(&catalogue::HCL_TYPE, message).at(place, mismatch.describe());
                let text = sign == "+" && value.ty() == Type::String;
                let finding = match text {
                    true => finding.help("join strings in one: `\"${a}${b}\"`"),
                    false => finding,
                };
                self.fault(finding);
                None
            }
        }
    }

    /// The result for operands that are known and of the right type; `None` when it cannot be followed.
    fn apply(&mut self, left: &Value, operation: &Operation, right: &Value) -> Option<Value> {
        if let (Some(left), Some(right)) = (left.as_bool(), right.as_bool()) {
            return Some(Value::bool(match operation.operator {
                BinaryOperator::Or => left || right,
                _ => left && right,
            }));
        }
        let (left, right) = (left.as_number()?, right.as_number()?);
        if right.is_zero() {
            match operation.operator {
                BinaryOperator::Divide if left.is_zero() => {
                    self.value_fault(operation.operand.span, "zero divided by zero", "this is zero");
                    return None;
                }
                // Terraform goes on with infinity, which is not followed here.
                BinaryOperator::Divide => return None,
                BinaryOperator::Remainder => return Some(Value::number(left.clone())),
                _ => {}
            }
        }
        match operation.operator {
            BinaryOperator::Less => Some(Value::bool(left < right)),
            BinaryOperator::LessEqual => Some(Value::bool(left <= right)),
            BinaryOperator::Greater => Some(Value::bool(left > right)),
            BinaryOperator::GreaterEqual => Some(Value::bool(left >= right)),
            BinaryOperator::Add => left.add(right).map(Value::number),
            BinaryOperator::Subtract => left.subtract(right).map(Value::number),
            BinaryOperator::Multiply => left.multiply(right).map(Value::number),
            BinaryOperator::Divide => left.divide(right).map(Value::number),
            BinaryOperator::Remainder => left.remainder(right).map(Value::number),
            BinaryOperator::Or | BinaryOperator::And | BinaryOperator::Equal | BinaryOperator::NotEqual => {
                None
            }
        }
    }

    pub(super) fn conditional(&mut self, condition: &Expression, yes: &Expression, no: &Expression) -> Value {
        let truth = self.value(condition);
        let marks = truth.marks();
        let truth = self.condition(&truth, condition.span);
        let before = self.findings.len();
        let yes_value = self.branch(yes, truth == Some(true), truth.is_none());
        let no_value = self.branch(no, truth == Some(false), truth.is_none());
        let places = (yes.span, no.span);
        let Some(ty) = self.branch_type(&yes_value, &no_value) else {
            self.forget(before, Keep::Calls);
            return self
                .unlike_branches(&yes_value, &no_value, places)
                .with_marks(marks);
        };
        // Terraform's answers differ where a part of the type is open; such values are not followed.
        let chosen = if truth == Some(true) {
            &yes_value
        } else {
            &no_value
        };
        if truth.is_some() && ty.has_dynamic() && ty != Type::Dynamic && chosen.ty() != ty {
            return self.unknown(Value::UNKNOWN).with_marks(marks);
        }
        let result = match truth {
            Some(true) => convert(&yes_value, &ty),
            Some(false) => convert(&no_value, &ty),
            None if yes_value.is_not_null() && no_value.is_not_null() => Ok(Value::unknown_not_null(ty)),
            None => Ok(Value::unknown(ty)),
        };
        result.unwrap_or(Value::UNKNOWN).with_marks(marks)
    }

    /// The value of a branch; findings count fully only when it is chosen.
    fn branch(&mut self, branch: &Expression, chosen: bool, open: bool) -> Value {
        let (findings, faults) = (self.findings.len(), self.faults);
        let value = self.value(branch);
        if !chosen {
            self.forget(findings, if open { Keep::Types } else { Keep::Calls });
            self.faults = faults;
        }
        value
    }

    /// Whether a condition holds; `None` when it is not known or reported.
    pub(super) fn condition(&mut self, value: &Value, place: Span) -> Option<bool> {
        if value.is_null() {
            self.value_fault(place, "a condition must not be null", "this is null");
            return None;
        }
        match convert(value, &Type::Bool) {
            Ok(truth) => truth.as_bool(),
            Err(mismatch) => {
                self.type_fault(place, "a condition must be a bool", mismatch.describe());
                None
            }
        }
    }

    fn branch_type(&mut self, yes: &Value, no: &Value) -> Option<Type> {
        if self
            .budget
            .spend(u64::from(yes.size()) + u64::from(no.size()))
            .is_err()
        {
            return Some(Type::Dynamic);
        }
        match (yes.data(), no.data()) {
            (Data::Null(Type::Dynamic), _) => Some(no.ty()),
            (_, Data::Null(Type::Dynamic)) => Some(yes.ty()),
            (
                Data::Unknown {
                    ty: Type::Dynamic, ..
                },
                _,
            )
            | (
                _,
                Data::Unknown {
                    ty: Type::Dynamic, ..
                },
            ) => Some(Type::Dynamic),
            _ => unify(&[yes.ty(), no.ty()], Safety::Unsafe),
        }
    }

    fn unlike_branches(&mut self, yes: &Value, no: &Value, places: (Span, Span)) -> Value {
        let (one, other) = (yes.ty(), no.ty());
        let described = |ty: &Type| match ty {
            Type::Object(_) | Type::Tuple(_) if short(ty) => format!("{}: `{ty}`", ty.noun()),
            _ => ty.noun().to_owned(),
        };
        let finding = Diagnostic::new(
            &catalogue::HCL_TYPE,
            "the branches of a conditional have no type in common",
        )
        .at(places.0, described(&one))
        .at(places.1, described(&other))
        .help("convert both branches to one type");
        self.fault(finding)
    }
}

fn short(ty: &Type) -> bool {
    ty.measure().size < 8
}

fn plural(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "bools",
        _ => "numbers",
    }
}

/// The types of the operands and of the result.
fn types(operator: BinaryOperator) -> (Type, Type) {
    match operator {
        BinaryOperator::Or | BinaryOperator::And => (Type::Bool, Type::Bool),
        BinaryOperator::Equal | BinaryOperator::NotEqual => (Type::Dynamic, Type::Bool),
        BinaryOperator::Less
        | BinaryOperator::LessEqual
        | BinaryOperator::Greater
        | BinaryOperator::GreaterEqual => (Type::Number, Type::Bool),
        _ => (Type::Number, Type::Number),
    }
}

fn sign(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Or => "||",
        BinaryOperator::And => "&&",
        BinaryOperator::Equal => "==",
        BinaryOperator::NotEqual => "!=",
        BinaryOperator::Less => "<",
        BinaryOperator::LessEqual => "<=",
        BinaryOperator::Greater => ">",
        BinaryOperator::GreaterEqual => ">=",
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Remainder => "%",
    }
}
