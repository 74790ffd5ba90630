//! Function calls.

use super::super::data::{Data, Value};
use super::super::types::Type;
use super::Evaluator;
use crate::diagnostic::{Diagnostic, Edit, catalogue, suggest};
use crate::hcl::ast::{Call, Expression};
use crate::hcl::function::{self, Failure, Function};
use crate::source::Span;

impl Evaluator<'_> {
    pub(super) fn call(&mut self, call: &Call, place: Span) -> Value {
        let full_name = call.function.text.as_str();
        let name = full_name.strip_prefix("core::").unwrap_or(full_name);
        if let Some((namespace, _)) = name.split_once("::") {
            self.arguments(call);
            return if namespace == "provider" {
                self.unknown(Value::UNKNOWN)
            } else {
                self.unknown_namespace(call, namespace)
            };
        }
        let Some(function) = function::find(name) else {
            self.arguments(call);
            return self.unknown_function(call, name);
        };
        if matches!(name, "try" | "can") && !call.expanded {
            return self.guarded(function, call, place);
        }
        let faults = self.faults;
        let (arguments, complete) = self.arguments(call);
        if !self.count_fits(function, call, &arguments, complete) || self.faults > faults {
            return Value::UNKNOWN;
        }
        if !complete {
            return self.unknown(Value::unknown(function.returns()));
        }
        match function::apply(function, &arguments, self.budget) {
            Ok(value) => self.noted(value),
            Err(failure) => self.failure(function, failure, call, place),
        }
    }

    /// The values of the arguments, the last one expanded when `...` follows; `false` when that is not known.
    fn arguments(&mut self, call: &Call) -> (Vec<Value>, bool) {
        let mut values: Vec<_> = call
            .arguments
            .iter()
            .map(|argument| self.value(argument))
            .collect();
        if !call.expanded {
            return (values, true);
        }
        let (Some(last), Some(expression)) = (values.pop(), call.arguments.last()) else {
            return (values, true);
        };
        let marks = last.marks();
        match last.data() {
            Data::List(_, items) | Data::Set(_, items) | Data::Tuple(items) => {
                values.extend(items.iter().map(|item| item.clone().with_marks(marks)));
                (values, true)
            }
            Data::Unknown { ty, .. } if *ty == Type::Dynamic || ty.is_sequence() => (values, false),
            Data::Null(_) => {
                self.value_fault(expression.span, "`...` cannot expand null", "this is null");
                (values, false)
            }
            _ => {
                let noun = last.ty().noun();
                let message = format!("`...` cannot expand {noun}");
                self.type_fault(expression.span, message, "a list, set or tuple is needed");
                (values, false)
            }
        }
    }

    fn unknown_namespace(&mut self, call: &Call, namespace: &str) -> Value {
        let message = format!("functions have no namespace `{namespace}`");
        let finding = Diagnostic::new(&catalogue::HCL_UNKNOWN_FUNCTION, message)
            .at(call.function.span, "unknown function")
            .help("write `provider::NAME::FUNCTION` for a function of a provider, or the bare name of a built-in one");
        self.fault(finding)
    }

    fn unknown_function(&mut self, call: &Call, name: &str) -> Value {
        // The console has it, a module does not; a transcript cannot be told from a module here.
        if name == "type" {
            return self.unknown(Value::UNKNOWN);
        }
        let place = call.function.span;
        let message = format!("there is no function `{name}`");
        let finding =
            Diagnostic::new(&catalogue::HCL_UNKNOWN_FUNCTION, message).at(place, "unknown function");
        let finding = match (name, suggest::nearest(name, function::names())) {
            ("list", _) => {
                finding.help("write `tolist([…])`, the function `list` was removed in Terraform 0.15")
            }
            ("map", _) => {
                finding.help("write `tomap({…})`, the function `map` was removed in Terraform 0.15")
            }
            (_, Some(near)) => {
                let replacement = call.function.text.replace(name, near);
                let edit = Edit {
                    location: place,
                    replacement,
                };
                finding.fix(format!("write `{near}`"), vec![edit])
            }
            (_, None) => finding
                .help("Terraform has no functions of your own, only built-in ones and those of providers"),
        };
        self.fault(finding)
    }

    /// Whether the number of arguments is one the function takes.
    fn count_fits(&mut self, function: &Function, call: &Call, arguments: &[Value], complete: bool) -> bool {
        let (least, most) = function.arity();
        let count = arguments.len();
        let few = complete && count < least;
        let many = most.is_some_and(|most| count > most);
        if !few && !many {
            return true;
        }
        let name = function.name;
        let message = format!(
            "`{name}` takes {}, {} given",
            taken(least, most),
            number(count, "is", "are")
        );
        let place = match most {
            Some(most) if many && !call.expanded => extra(call, most),
            _ => call.function.span,
        };
        let label = if few {
            "not enough arguments"
        } else {
            "one argument too many"
        };
        let label = if many && most.is_some_and(|most| count > most + 1) {
            "too many arguments"
        } else {
            label
        };
        let finding = Diagnostic::new(&catalogue::HCL_ARGUMENT_COUNT, message)
            .at(place, label)
            .help(format!("call it as `{}`", function.usage()));
        self.fault(finding);
        false
    }

    /// `try` and `can`: faults of the arguments are what they are for.
    fn guarded(&mut self, function: &Function, call: &Call, place: Span) -> Value {
        if call.arguments.is_empty() || function.name == "can" && call.arguments.len() != 1 {
            let (arguments, complete) = self.arguments(call);
            self.count_fits(function, call, &arguments, complete);
            return Value::UNKNOWN;
        }
        let can = function.name == "can";
        for argument in &call.arguments {
            let (value, failed, open) = self.attempt(argument);
            match (can, failed, open) {
                (true, _, true) => return Value::unknown_not_null(Type::Bool),
                (true, failed, false) => return Value::bool(!failed),
                (false, _, true) => return self.unknown(Value::UNKNOWN),
                (false, false, false) => return value,
                (false, true, false) => {}
            }
        }
        self.value_fault(place, "every expression of this `try` fails", "no value is left")
    }

    /// The value of an argument, whether it fails, and whether that depends on what is not known.
    fn attempt(&mut self, argument: &Expression) -> (Value, bool, bool) {
        let (findings, faults, unknowns) = (self.findings.len(), self.faults, self.unknowns);
        let value = self.value(argument);
        let failed = self.faults > faults;
        let open = self.unknowns > unknowns;
        self.forget(findings, super::Keep::Calls);
        self.faults = faults;
        (value, failed, open)
    }

    fn failure(&mut self, function: &Function, failure: Failure, call: &Call, place: Span) -> Value {
        let Failure::Wrong {
            code,
            argument,
            message,
            help,
        } = failure
        else {
            return self.unknown(Value::unknown(function.returns()));
        };
        let last = call.arguments.len().saturating_sub(1);
        let at = argument.and_then(|at| call.arguments.get(at.min(last)));
        let location = at.map_or(place, |argument| argument.span);
        let finding = Diagnostic::new(code, format!("`{}`: {message}", function.name)).at(location, "");
        let finding = match help {
            Some(help) => finding.help(help),
            None => finding,
        };
        self.fault(finding)
    }
}

/// The arguments beyond the last one allowed.
fn extra(call: &Call, most: usize) -> Span {
    let extra = call.arguments.get(most..).unwrap_or_default();
    let places = extra.iter().map(|argument| argument.span);
    places.reduce(Span::cover).unwrap_or(call.function.span)
}

fn number(count: usize, one: &str, more: &str) -> String {
    match count {
        0 => format!("none {one}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {more}"),
    }
}

fn taken(least: usize, most: Option<usize>) -> String {
    let arguments = |count: usize| if count == 1 { "argument" } else { "arguments" };
    match most {
        Some(0) => "no argument".to_owned(),
        Some(most) if most == least => format!("{least} {}", arguments(least)),
        Some(most) => format!("{least} to {most} arguments"),
        None => format!("at least {least} {}", arguments(least)),
    }
}
