//! `for` expressions.

use std::sync::Arc;

use super::super::data::{Entries, Marks, Value};
use super::super::types::Type;
use super::access::pairs;
use super::{Evaluator, Keep};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::{Expression, For, Name};
use crate::source::Span;

/// What the walks of a `for` have brought so far.
#[derive(Default)]
struct Collected {
    items: Vec<Value>,
    entries: Entries,
    groups: std::collections::BTreeMap<Arc<str>, Vec<Value>>,
    marks: Marks,
    /// Whether something on which the number or the names of the results depend is not known.
    open: bool,
}

impl Evaluator<'_> {
    pub(super) fn repetition(&mut self, repetition: &For) -> Value {
        let collection = self.value(&repetition.collection);
        let marks = collection.marks();
        let Some(pairs) = self.walkable(&collection, repetition.collection.span) else {
            self.body_without_values(repetition, &collection);
            return Value::UNKNOWN.with_marks(marks);
        };
        if let Some(condition) = &repetition.condition
            && !self.condition_makes_sense(repetition, condition)
        {
            return Value::UNKNOWN.with_marks(marks);
        }
        let mut collected = Collected::default();
        for (key, value) in pairs {
            if self.budget.spend(1).is_err() {
                collected.open = true;
                self.unknowns += 1;
                break;
            }
            let names = (repetition.key_name.as_ref(), &repetition.value_name);
            self.with_loop_variables(names, (key, value), |evaluator| {
                evaluator.turn(repetition, &mut collected);
            });
        }
        collected.finish(repetition).with_marks(marks)
    }

    /// The pairs to walk over; `None` when they are not known or reported.
    pub(super) fn walkable(&mut self, collection: &Value, place: Span) -> Option<Vec<(Value, Value)>> {
        if collection.is_null() {
            self.value_fault(place, "a `for` cannot walk over null", "this is null");
            return None;
        }
        let ty = collection.ty();
        if ty.is_primitive() {
            let finding = Diagnostic::new(
                &catalogue::HCL_TYPE,
                format!("a `for` cannot walk over {}", ty.noun()),
            )
            .at(place, format!("this is {}", ty.noun()))
            .help("give it a list, set, tuple, map or object");
            self.fault(finding);
            return None;
        }
        pairs(collection)
    }

    pub(super) fn with_loop_variables<T>(
        &mut self,
        names: (Option<&Name>, &Name),
        values: (Value, Value),
        body: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let depth = self.loop_variables.len();
        if let Some(name) = names.0 {
            self.loop_variables.push((name.text.clone(), values.0));
        }
        self.loop_variables.push((names.1.text.clone(), values.1));
        let result = body(self);
        self.loop_variables.truncate(depth);
        result
    }

    /// Looks at the condition once before the walk, as Terraform does even when there is nothing to walk over.
    fn condition_makes_sense(&mut self, repetition: &For, condition: &Expression) -> bool {
        let (faults, unknowns) = (self.faults, self.unknowns);
        let names = (repetition.key_name.as_ref(), &repetition.value_name);
        self.with_loop_variables(names, (Value::UNKNOWN, Value::UNKNOWN), |evaluator| {
            let value = evaluator.value(condition);
            evaluator.condition(&value, condition.span);
        });
        self.unknowns = unknowns;
        self.faults == faults
    }

    /// Looks at the body once although nothing is known of what is walked over: it may never run.
    fn body_without_values(&mut self, repetition: &For, collection: &Value) {
        let (findings, faults) = (self.findings.len(), self.faults);
        let element = collection.ty().element().cloned().unwrap_or_default();
        let names = (repetition.key_name.as_ref(), &repetition.value_name);
        let values = (Value::UNKNOWN, Value::unknown(element));
        self.with_loop_variables(names, values, |evaluator| {
            let parts = [
                repetition.condition.as_ref(),
                repetition.key.as_ref(),
                Some(&repetition.value),
            ];
            for part in parts.into_iter().flatten() {
                evaluator.value(part);
            }
        });
        let guarded = repetition.condition.is_some();
        self.forget(findings, if guarded { Keep::Calls } else { Keep::Types });
        self.faults = faults;
    }

    fn turn(&mut self, repetition: &For, collected: &mut Collected) {
        if let Some(condition) = &repetition.condition {
            let value = self.value(condition);
            collected.marks = collected.marks | value.marks();
            match self.condition(&value, condition.span) {
                Some(true) => {}
                Some(false) => return,
                None => collected.open = true,
            }
        }
        let Some(key) = &repetition.key else {
            collected.items.push(self.value(&repetition.value));
            return;
        };
        let name = self.value(key);
        let name = self.key(&name, key.span, "the key of a `for`");
        collected.marks = collected.marks | name.marks();
        let value = self.value(&repetition.value);
        match name.as_str() {
            None => collected.open = true,
            Some(name) if repetition.grouped => {
                collected.groups.entry(Arc::from(name)).or_default().push(value);
            }
            Some(name) => self.entry_of_turn(name, value, key, collected),
        }
    }

    fn entry_of_turn(&mut self, name: &str, value: Value, key: &Expression, collected: &mut Collected) {
        let before = collected.entries.insert(Arc::from(name), value);
        if before.is_some() && !collected.open {
            let message = format!("the `for` makes the key `{name}` more than once");
            let finding = Diagnostic::new(&catalogue::HCL_VALUE, message)
                .at(key.span, "the same for two elements")
                .help("group the values of equal keys with `...` after the value");
            self.fault(finding);
        }
    }
}

impl Collected {
    fn finish(self, repetition: &For) -> Value {
        let value = match (&repetition.key, self.open) {
            (None, true) => Value::UNKNOWN,
            (Some(_), true) => Value::UNKNOWN,
            (None, false) => Value::tuple(self.items),
            (Some(_), false) if repetition.grouped => {
                let group = |(name, items)| (name, Value::tuple(items));
                Value::object(self.groups.into_iter().map(group).collect())
            }
            (Some(_), false) => Value::object(self.entries),
        };
        value.with_marks(self.marks)
    }
}

/// The type a text has in a template: a string, and not null.
pub(super) fn unknown_text() -> Value {
    Value::unknown_not_null(Type::String)
}
