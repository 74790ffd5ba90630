//! References, attributes, indices and splats.

use std::sync::Arc;

use super::super::convert::convert;
use super::super::data::{Data, Entries, Value};
use super::super::number::Number;
use super::super::types::Type;
use super::Evaluator;
use crate::diagnostic::{Diagnostic, Edit, catalogue, suggest};
use crate::hcl::ast::{Expression, ExpressionKind, Name, Step, StepKind};
use crate::source::Span;

impl Evaluator<'_> {
    pub(super) fn traversal(&mut self, root: &Expression, steps: &[Step]) -> Value {
        match &root.kind {
            ExpressionKind::Variable(name) => self.reference(name, steps),
            _ => {
                let faults = self.faults;
                let value = self.value(root);
                let splat = |step: &Step| matches!(step.kind, StepKind::AttributeSplat | StepKind::FullSplat);
                let open = self.faults > faults && steps.iter().any(splat);
                self.steps(if open { Value::UNKNOWN } else { value }, root.span, steps)
            }
        }
    }

    /// The value of a name with the steps after it.
    pub(super) fn reference(&mut self, root: &Name, steps: &[Step]) -> Value {
        let loop_variable = self
            .loop_variables
            .iter()
            .rev()
            .find(|(name, _)| *name == root.text);
        if let Some((_, value)) = loop_variable {
            let value = value.clone();
            let value = self.noted(value);
            return self.steps(value, root.span, steps);
        }
        let Some(resolution) = self.scope.resolve(root, steps) else {
            return self.unresolved(steps);
        };
        let value = self.noted(resolution.value);
        let (name, rest) = steps.split_at(resolution.steps.min(steps.len()));
        let place = name.last().map_or(root.span, |last| root.span.cover(last.span));
        self.steps(value, place, rest)
    }

    /// Nothing is known of the name; indices are looked at all the same.
    fn unresolved(&mut self, steps: &[Step]) -> Value {
        for step in steps {
            if let StepKind::Index(index) = &step.kind {
                self.value(index);
            }
        }
        self.unknown(Value::UNKNOWN)
    }

    /// Applies steps to the value of the expression at `place`.
    fn steps(&mut self, mut value: Value, mut place: Span, steps: &[Step]) -> Value {
        for (at, step) in steps.iter().enumerate() {
            if self.budget.spend(1).is_err() {
                return self.unknown(Value::UNKNOWN);
            }
            value = match &step.kind {
                StepKind::Attribute(name) => self.attribute(&value, place, name),
                StepKind::LegacyIndex => {
                    let index = Span::new(step.span.start as usize + 1, step.span.end as usize);
                    let key = Number::parse(index.of(self.text).trim());
                    self.index(&value, &Value::number_or_unknown(key), index)
                }
                StepKind::Index(index) => {
                    let key = self.value(index);
                    self.index(&value, &key, index.span)
                }
                StepKind::FullSplat => return self.splat(&value, place, &steps[at + 1..]),
                StepKind::AttributeSplat => {
                    let each =
                        |step: &&Step| matches!(step.kind, StepKind::Attribute(_) | StepKind::LegacyIndex);
                    let count = steps[at + 1..].iter().take_while(each).count();
                    let (each, rest) = steps[at + 1..].split_at(count);
                    let result = self.splat(&value, place, each);
                    let end = each.last().unwrap_or(step).span;
                    return self.steps(result, place.cover(end), rest);
                }
            };
            place = place.cover(step.span);
        }
        value
    }

    fn attribute(&mut self, value: &Value, place: Span, name: &Name) -> Value {
        let found = match value.data() {
            Data::Null(_) => return self.null_access(place, value),
            Data::Object(entries) | Data::Map(_, entries) => match entries.get(name.text.as_str()) {
                Some(part) => part.clone(),
                None => {
                    let is_map = matches!(value.data(), Data::Map(..));
                    self.missing(
                        is_map,
                        entries.keys().map(AsRef::as_ref),
                        &name.text,
                        name.span,
                        Some(name.span),
                    )
                }
            },
            _ => match value.ty() {
                Type::Dynamic => Value::UNKNOWN,
                Type::Map(element) => Value::unknown((*element).clone()),
                Type::Object(attributes) => match attributes.get(name.text.as_str()) {
                    Some(attribute) => Value::unknown(attribute.ty.clone()),
                    None => {
                        let names = attributes.keys().map(AsRef::as_ref);
                        self.missing(false, names, &name.text, name.span, Some(name.span))
                    }
                },
                ty => self.no_attributes(&ty, name),
            },
        };
        found.with_marks(value.marks())
    }

    fn no_attributes(&mut self, ty: &Type, name: &Name) -> Value {
        let message = format!("{} has no attributes, `{}` cannot be read", ty.noun(), name.text);
        let finding =
            Diagnostic::new(&catalogue::HCL_TYPE, message).at(name.span, format!("read from {}", ty.noun()));
        let finding = match ty {
            Type::List(_) | Type::Tuple(_) => {
                finding.help("pick one element with `[0]`, or read it from all of them with `[*]`")
            }
            Type::Set(_) => {
                finding.help("read it from all elements with `[*]`, or pick the only one with `one(…)`")
            }
            _ => finding,
        };
        self.fault(finding)
    }

    fn null_access(&mut self, place: Span, value: &Value) -> Value {
        let message = "nothing can be read from null";
        self.value_fault(place, message, "this is null")
            .with_marks(value.marks())
    }

    /// An entry that a map or object does not have. With `edit`, a near name is offered as a fix there.
    fn missing<'n>(
        &mut self,
        map: bool,
        known: impl Iterator<Item = &'n str>,
        name: &str,
        place: Span,
        edit: Option<Span>,
    ) -> Value {
        let known: Vec<_> = known.collect();
        let (message, label) = if map {
            (format!("the map has no key `{name}`"), "no such key")
        } else {
            (
                format!("the object has no attribute `{name}`"),
                "no such attribute",
            )
        };
        let finding = Diagnostic::new(&catalogue::HCL_VALUE, message).at(place, label);
        // Among names of one or two letters any is near.
        let near = Some(name).filter(|name| name.chars().count() > 2);
        let near = near.and_then(|name| suggest::nearest(name, known.iter().copied()));
        let finding = match (near, edit) {
            (Some(near), Some(location)) => {
                let replacement = near.to_owned();
                finding.fix(
                    format!("write `{near}`"),
                    vec![Edit {
                        location,
                        replacement,
                    }],
                )
            }
            (Some(near), None) => finding.help(format!("did you mean `{near}`?")),
            (None, _) => finding.help(listed(&known)),
        };
        self.fault(finding)
    }

    /// `value[key]`, the key at `place`.
    pub(super) fn index(&mut self, value: &Value, key: &Value, place: Span) -> Value {
        let marks = value.marks() | key.marks();
        if value.is_null() {
            return self.null_access(place, value);
        }
        if key.is_null() {
            return self
                .value_fault(place, "an index must not be null", "this is null")
                .with_marks(marks);
        }
        let found = match value.ty() {
            Type::Dynamic => Value::UNKNOWN,
            Type::List(_) | Type::Tuple(_) => self.element(value, key, place),
            Type::Map(_) | Type::Object(_) => self.entry(value, key, place),
            Type::Set(_) => {
                let message = "the elements of a set have no index";
                let finding = Diagnostic::new(&catalogue::HCL_TYPE, message)
                    .at(place, "index into a set")
                    .help("make it a list with `tolist(…)`, or pick the only element with `one(…)`");
                self.fault(finding)
            }
            ty => self.type_fault(
                place,
                format!("{} has no elements", ty.noun()),
                "cannot be indexed",
            ),
        };
        found.with_marks(marks)
    }

    fn element(&mut self, value: &Value, key: &Value, place: Span) -> Value {
        let index = match convert(key, &Type::Number) {
            Ok(index) => index,
            Err(mismatch) => {
                let message = format!("the index of {} must be a number", value.ty().noun());
                return self.type_fault(place, message, mismatch.describe());
            }
        };
        let Some(number) = index.as_number() else {
            return Value::unknown(value.ty().element().cloned().unwrap_or_default());
        };
        let types = match (value.items(), value.ty()) {
            (Some(_), _) => None,
            (None, Type::Tuple(types)) => Some(types),
            (None, ty) => return Value::unknown(ty.element().cloned().unwrap_or_default()),
        };
        let length = value
            .items()
            .map_or_else(|| types.as_ref().map_or(0, |types| types.len()), <[Value]>::len);
        let at = number
            .to_i64()
            .and_then(|at| usize::try_from(at).ok())
            .filter(|at| *at < length);
        match (at, value.items(), types) {
            (Some(at), Some(items), _) => items[at].clone(),
            (Some(at), None, Some(types)) => Value::unknown(types[at].clone()),
            _ => self.out_of_range(number, length, value, place),
        }
    }

    fn out_of_range(&mut self, index: &Number, length: usize, value: &Value, place: Span) -> Value {
        let noun = value.ty().noun().trim_start_matches("a ").to_owned();
        let message = match length {
            0 => format!("index {index} of an empty {noun}"),
            1 => format!("index {index} is out of range, the {noun} has one element"),
            _ => format!("index {index} is out of range, the {noun} has {length} elements"),
        };
        let label = match length {
            0 => "there is no element".to_owned(),
            _ => format!("0 to {} would be", length - 1),
        };
        self.value_fault(place, message, label)
    }

    fn entry(&mut self, value: &Value, key: &Value, place: Span) -> Value {
        let key = self.key(key, place, "this index");
        let Some(name) = key.as_str() else {
            return Value::unknown(value.ty().element().cloned().unwrap_or_default());
        };
        if let Some(entries) = value.entries() {
            let is_map = matches!(value.data(), Data::Map(..));
            return match entries.get(name) {
                Some(part) => part.clone(),
                None => self.missing(is_map, entries.keys().map(AsRef::as_ref), name, place, None),
            };
        }
        match value.ty() {
            Type::Object(attributes) => match attributes.get(name) {
                Some(attribute) => Value::unknown(attribute.ty.clone()),
                None => self.missing(false, attributes.keys().map(AsRef::as_ref), name, place, None),
            },
            ty => Value::unknown(ty.element().cloned().unwrap_or_default()),
        }
    }

    /// Applies steps to every element. Anything but a sequence counts as a sequence of one, null as of none.
    fn splat(&mut self, value: &Value, place: Span, steps: &[Step]) -> Value {
        let ty = value.ty();
        let result = match (value.data(), &ty) {
            (Data::Null(_), ty) if ty.is_sequence() => {
                self.value_fault(place, "a splat cannot walk over null", "this is null")
            }
            (Data::Null(_), _) => Value::tuple(Vec::new()),
            (_, Type::Dynamic) => Value::UNKNOWN,
            (Data::Unknown { .. }, Type::List(element) | Type::Set(element)) => {
                let each = self.steps(Value::unknown((**element).clone()), place, steps);
                Value::unknown_not_null(Type::list(each.ty()))
            }
            (Data::Unknown { .. }, Type::Tuple(types)) => {
                let each = types
                    .iter()
                    .map(|ty| self.steps(Value::unknown(ty.clone()), place, steps).ty());
                let types: Vec<_> = each.collect();
                Value::unknown_not_null(Type::tuple(types))
            }
            (Data::Unknown { not_null: false, .. }, _) => {
                self.steps(value.clone().replace_marks(Default::default()), place, steps);
                Value::UNKNOWN
            }
            (Data::List(element, items) | Data::Set(element, items), _) => {
                let each: Vec<_> = items
                    .iter()
                    .map(|item| self.steps(item.clone(), place, steps))
                    .collect();
                self.splat_list(element, each, place, steps)
            }
            (Data::Tuple(items), _) => Value::tuple(
                items
                    .iter()
                    .map(|item| self.steps(item.clone(), place, steps))
                    .collect(),
            ),
            _ => Value::tuple(vec![self.steps(
                value.clone().replace_marks(Default::default()),
                place,
                steps,
            )]),
        };
        result.with_marks(value.marks())
    }

    fn splat_list(&mut self, element: &Type, each: Vec<Value>, place: Span, steps: &[Step]) -> Value {
        if let Some(first) = each.first().map(Value::ty) {
            let alike = each.iter().all(|item| item.ty() == first);
            return if alike {
                Value::list(first, each)
            } else {
                Value::tuple(each)
            };
        }
        // The type of what would be read is looked at even when there is nothing to read.
        let (findings, faults, unknowns) = (self.findings.len(), self.faults, self.unknowns);
        let each = self.steps(Value::unknown(element.clone()), place, steps);
        self.unknowns = unknowns;
        if steps.iter().any(|step| matches!(step.kind, StepKind::Index(_))) {
            self.findings.truncate(findings);
            self.faults = faults;
        }
        Value::list(each.ty(), Vec::new())
    }
}

/// Advice that names what there is.
fn listed(known: &[&str]) -> String {
    const MOST: usize = 8;
    if known.is_empty() {
        return "it has none at all".to_owned();
    }
    let names: Vec<_> = known.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    let more = if known.len() > MOST { " and others" } else { "" };
    format!("choose one of {}{more}", names.join(", "))
}

/// The entries a `for` walks over, or the values of a map: a named pair.
pub(super) fn pairs(value: &Value) -> Option<Vec<(Value, Value)>> {
    let entry = |(name, value): (&Arc<str>, &Value)| (Value::string(name.clone()), value.clone());
    let pairs_of = |entries: &Entries| entries.iter().map(entry).collect();
    match value.data() {
        Data::List(_, items) | Data::Tuple(items) => Some(
            items
                .iter()
                .enumerate()
                .map(|(at, item)| (Value::number(at), item.clone()))
                .collect(),
        ),
        Data::Set(_, items) => Some(items.iter().map(|item| (item.clone(), item.clone())).collect()),
        Data::Map(_, entries) | Data::Object(entries) => Some(pairs_of(entries)),
        _ => None,
    }
}
