//! Terraform's built-in functions: their signatures, and what they compute.
//!
//! [`find`] gives the signature of a function; calls go through `apply`, which converts the arguments,
//! refuses null, keeps marks and leaves what depends on unknown values unknown. Functions of time, chance and
//! files are known by signature only: their results are unknown values of the right type.

mod cidr;
mod collection;
mod conversion;
mod date;
mod encoding;
mod format;
mod hash;
mod inference;
mod json;
mod list;
mod map;
mod number;
mod pattern;
mod set;
mod string;
mod table;
mod text;
mod yaml;

use crate::diagnostic::{Code, catalogue};
use crate::hcl::value::{Budget, Exceeded, Marks, Type, Value, convert};

pub use hash::text_digest;
pub use table::{find, names};

/// A built-in function.
#[derive(Debug)]
pub struct Function {
    /// Its name, without `core::`.
    pub name: &'static str,
    parameters: &'static [Parameter],
    /// What any further arguments are.
    rest: Option<Parameter>,
    /// The fewest and most arguments, when the parameters do not say.
    arity: Option<(usize, usize)>,
    returns: Kind,
    marks: MarkRule,
    needs: Needs,
    infer: Option<inference::Inference>,
    body: Body,
}

/// A parameter of a function.
#[derive(Clone, Copy, Debug)]
pub(in crate::hcl) struct Parameter {
    name: &'static str,
    kind: Kind,
    /// Whether null may be given.
    nullable: bool,
}

/// The type of a parameter or result, in a form that fits into a table.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Any,
    String,
    Number,
    Bool,
    List(&'static Kind),
    Set(&'static Kind),
    Map(&'static Kind),
}

/// What becomes of marks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum MarkRule {
    /// Marks anywhere in the arguments mark the result.
    Gather,
    /// Marks of the arguments mark the result, those of their parts stay with the parts.
    KeepInside,
    /// The function sees to it.
    Own,
}

/// What must be known before anything can be computed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Needs {
    /// The arguments with all their parts.
    Everything,
    /// The arguments themselves.
    Arguments,
    /// Nothing; the function sees to it.
    Nothing,
}

type Body = fn(&[Value], &mut Budget) -> Outcome;

type Outcome = Result<Value, Failure>;

/// Why a function gives no value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::hcl) enum Failure {
    /// The arguments cannot be right.
    Wrong {
        /// What kind of fault it is.
        code: &'static Code,
        /// The argument that is to blame, counted from 0; the whole call otherwise.
        argument: Option<usize>,
        /// What is wrong, without the function's name.
        message: String,
        /// What the author can do.
        help: Option<String>,
    },
    /// It cannot be computed here, or only with too much work.
    Undecided,
}

impl Failure {
    /// A value that cannot be right.
    fn value(argument: usize, message: impl Into<String>) -> Self {
        Self::wrong(&catalogue::HCL_VALUE, Some(argument), message)
    }

    /// A value whose type cannot be right.
    fn ty(argument: usize, message: impl Into<String>) -> Self {
        Self::wrong(&catalogue::HCL_TYPE, Some(argument), message)
    }

    /// Arguments that cannot be right together.
    fn call(message: impl Into<String>) -> Self {
        Self::wrong(&catalogue::HCL_VALUE, None, message)
    }

    fn wrong(code: &'static Code, argument: Option<usize>, message: impl Into<String>) -> Self {
        Self::Wrong {
            code,
            argument,
            message: message.into(),
            help: None,
        }
    }

    fn help(mut self, advice: impl Into<String>) -> Self {
        if let Self::Wrong { help, .. } = &mut self {
            *help = Some(advice.into());
        }
        self
    }
}

impl From<Exceeded> for Failure {
    fn from(_: Exceeded) -> Self {
        Self::Undecided
    }
}

impl Kind {
    fn to_type(self) -> Type {
        match self {
            Self::Any => Type::Dynamic,
            Self::String => Type::String,
            Self::Number => Type::Number,
            Self::Bool => Type::Bool,
            Self::List(element) => Type::list(element.to_type()),
            Self::Set(element) => Type::set(element.to_type()),
            Self::Map(element) => Type::map(element.to_type()),
        }
    }
}

impl Function {
    /// What is known of the type of its result, whatever the arguments.
    pub fn returns(&self) -> Type {
        self.returns.to_type()
    }

    /// The fewest and the most arguments it takes; `None` when there is no most.
    pub fn arity(&self) -> (usize, Option<usize>) {
        match (self.arity, self.rest) {
            (Some((least, most)), _) => (least, Some(most).filter(|most| *most != usize::MAX)),
            (None, Some(_)) => (self.parameters.len(), None),
            (None, None) => (self.parameters.len(), Some(self.parameters.len())),
        }
    }

    /// How it is called, such as `substr(str, offset, length)`.
    pub fn usage(&self) -> String {
        let mut names: Vec<_> = self
            .parameters
            .iter()
            .map(|parameter| parameter.name.to_owned())
            .collect();
        names.extend(self.rest.map(|rest| format!("{}...", rest.name)));
        format!("{}({})", self.name, names.join(", "))
    }

    fn parameter(&self, at: usize) -> Option<Parameter> {
        self.parameters.get(at).copied().or(self.rest)
    }

    /// The result when it is not known.
    fn unknown(&self, arguments: &[Value]) -> Outcome {
        match self.infer {
            Some(infer) => infer(arguments).map(Value::unknown),
            None => Ok(self.anything()),
        }
    }

    /// Any result.
    fn anything(&self) -> Value {
        let nullable = self.parameters.iter().any(|parameter| parameter.nullable);
        if nullable || self.returns == Kind::Any {
            return Value::unknown(self.returns());
        }
        Value::unknown_not_null(self.returns())
    }
}

/// Calls a function with as many arguments as it takes.
///
/// # Errors
/// When the arguments cannot be right, or the result cannot be computed here.
pub(in crate::hcl) fn apply(function: &Function, arguments: &[Value], budget: &mut Budget) -> Outcome {
    let size: u64 = arguments.iter().map(|argument| u64::from(argument.size())).sum();
    // Arguments are converted and, mostly, copied.
    budget.spend(2 * size + 1)?;
    let mut converted = Vec::with_capacity(arguments.len());
    let mut marks = Marks::NONE;
    for (at, argument) in arguments.iter().enumerate() {
        let parameter = function.parameter(at).ok_or(Failure::Undecided)?;
        let (argument, own) = apart(function.marks, argument);
        marks = marks | own;
        converted.push(checked(parameter, at, &argument)?);
    }
    let known = match function.needs {
        Needs::Everything => converted.iter().all(Value::is_wholly_known),
        Needs::Arguments => converted.iter().all(Value::is_known),
        Needs::Nothing => true,
    };
    let result = if known {
        match (function.body)(&converted, budget) {
            Err(Failure::Undecided) => function.unknown(&converted),
            result => result,
        }
    } else {
        function.unknown(&converted)
    };
    result.map(|value| value.with_marks(marks))
}

/// The argument as the function sees it, and the marks that go to the result.
fn apart(rule: MarkRule, argument: &Value) -> (Value, Marks) {
    match rule {
        MarkRule::Gather => (argument.unmarked_within(), argument.marks_within()),
        MarkRule::KeepInside => (argument.clone().replace_marks(Marks::NONE), argument.marks()),
        MarkRule::Own => (argument.clone(), Marks::NONE),
    }
}

/// The argument converted to what the parameter wants.
fn checked(parameter: Parameter, at: usize, argument: &Value) -> Outcome {
    let wanted = parameter.kind.to_type();
    let converted = convert(argument, &wanted).map_err(|mismatch| {
        let message = format!("`{}` does not fit: {}", parameter.name, mismatch.describe());
        Failure::ty(at, message)
    })?;
    if converted.is_null() && !parameter.nullable {
        return Err(Failure::value(
            at,
            format!("`{}` must not be null", parameter.name),
        ));
    }
    Ok(converted)
}

/// The text of an argument that was converted to a string.
fn text(arguments: &[Value], at: usize) -> Result<&str, Failure> {
    arguments
        .get(at)
        .and_then(Value::as_str)
        .ok_or(Failure::Undecided)
}

/// An argument that must be a whole number of a size that can be counted to.
fn whole(arguments: &[Value], at: usize, name: &str) -> Result<i64, Failure> {
    let number = arguments
        .get(at)
        .and_then(Value::as_number)
        .ok_or(Failure::Undecided)?;
    number.to_i64().ok_or_else(|| {
        let needed = if number.is_whole() {
            "is too large"
        } else {
            "must be a whole number"
        };
        Failure::value(at, format!("`{name}` {needed}, this is {number}"))
    })
}

/// Results that are never computed: of files, time and chance.
fn not_computed(_: &[Value], _: &mut Budget) -> Outcome {
    Err(Failure::Undecided)
}

#[cfg(test)]
mod tests;
