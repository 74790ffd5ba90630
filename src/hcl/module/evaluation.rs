//! The values of a module's expressions, as far as the code shows them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::{Address, Declaration, Declarations, Kind, Source, Unit, attribute};
use crate::diagnostic::Diagnostic;
use crate::hcl::ast::{Expression, ExpressionKind, Name, Step, StepKind};
use crate::hcl::structure::type_constraint;
use crate::hcl::value::{Budget, Marks, Resolution, Scope, Type, Value, evaluate};
use crate::source::Span;

/// Steps that all evaluations of a module may take together.
const STEPS: u64 = 1_000_000;

/// How long a chain of local values is followed.
const CHAIN_LIMIT: usize = 32;

/// What the names of a module stand for: local values and the types of variables. Of revisions the one counts
/// that is meant where the expression stands ([`Declarations::certain`]).
pub(crate) struct Values<'m> {
    units: &'m [Unit<'m>],
    declarations: &'m Declarations<'m>,
    /// The local values that are known, by name and epoch.
    locals: RefCell<BTreeMap<(String, usize), Option<Value>>>,
    /// The fragment from which names are looked up.
    fragment: Cell<usize>,
    /// The fragments that revise a value.
    revised: BTreeSet<usize>,
    chain: Cell<usize>,
    budget: RefCell<Budget>,
    /// What `each.value` is in the block that is looked at.
    each: RefCell<Option<Value>>,
}

impl<'m> Values<'m> {
    /// The values of a module.
    pub(crate) fn new(units: &'m [Unit<'m>], declarations: &'m Declarations<'m>) -> Self {
        Self {
            units,
            declarations,
            locals: RefCell::default(),
            fragment: Cell::new(0),
            revised: declarations.revised(),
            chain: Cell::new(0),
            budget: RefCell::new(Budget::new(STEPS)),
            each: RefCell::default(),
        }
    }

    /// Enters a block that has an instance for each element of a value, or leaves it with `None`.
    pub(crate) fn enter(&self, for_each: Option<&Value>) {
        self.each.replace(for_each.and_then(element));
    }

    /// What is certainly wrong with the value of an expression of a unit.
    pub(crate) fn check(&self, expression: &Expression, unit: &Unit<'_>) -> Vec<Diagnostic<Span>> {
        self.fragment.set(unit.index);
        self.evaluate(expression, unit.text).1
    }

    /// The value of an expression of a unit; `None` when it has a fault.
    pub(crate) fn value(&self, expression: &Expression, unit: &Unit<'_>) -> Option<Value> {
        self.fragment.set(unit.index);
        let (value, faults) = self.evaluate(expression, unit.text);
        faults.is_empty().then_some(value)
    }

    fn evaluate(&self, expression: &Expression, text: &str) -> (Value, Vec<Diagnostic<Span>>) {
        // Taken out while it is used: names met on the way are evaluated in their turn.
        let mut budget = self.budget.replace(Budget::new(0));
        if self.chain.get() > 0 {
            budget = Budget::new(STEPS / 100);
        }
        let result = evaluate(expression, text, self, &mut budget);
        self.budget.replace(budget);
        result
    }

    fn local(&self, name: &str) -> Option<Value> {
        let declaration = self.declared(Kind::Local, name)?;
        let Source::Local(value) = declaration.source else {
            return None;
        };
        // A value declared further down stands among what is declared there.
        let here = self.fragment.get();
        let fragment = here.max(declaration.place.fragment);
        let key = (name.to_owned(), self.epoch(fragment));
        if let Some(known) = self.locals.borrow().get(&key) {
            return known.clone();
        }
        if self.chain.get() >= CHAIN_LIMIT {
            return None;
        }
        // A cycle finds nothing known, and is reported elsewhere.
        self.locals.borrow_mut().insert(key.clone(), None);
        self.chain.set(self.chain.get() + 1);
        self.fragment.set(fragment);
        let text = self.units.get(declaration.place.fragment)?.text;
        let known = Some(self.evaluate(&value.value, text).0);
        self.fragment.set(here);
        self.chain.set(self.chain.get() - 1);
        self.locals.borrow_mut().insert(key, known.clone());
        known
    }

    fn variable(&self, name: &str) -> Option<Value> {
        let declaration = self.declared(Kind::Variable, name)?;
        let Source::Block(block) = declaration.source else {
            return None;
        };
        let text = self.units.get(declaration.place.fragment)?.text;
        let written = attribute(block, "type").and_then(|written| written_type(&written.value, text));
        let marked = |name: &str| attribute(block, name).is_some_and(|mark| is_true(&mark.value));
        let marks = Marks {
            sensitive: marked("sensitive"),
            ephemeral: marked("ephemeral"),
        };
        if marks == Marks::NONE {
            return written.map(Value::unknown);
        }
        Some(Value::unknown(written.unwrap_or(Type::Dynamic)).with_marks(marks))
    }

    /// A number that is the same for fragments in which every name has the same value.
    fn epoch(&self, fragment: usize) -> usize {
        if self.declarations.calls_local_modules() {
            return fragment;
        }
        self.revised.range(..=fragment).count()
    }

    /// The declaration that certainly is meant in the fragment at hand.
    fn declared<'a>(&'a self, kind: Kind, name: &'a str) -> Option<&'a Declaration<'a>> {
        let address = Address {
            kind,
            type_name: "",
            name,
        };
        self.declarations.certain(address, self.fragment.get())
    }
}

impl Scope for Values<'_> {
    fn resolve(&self, root: &Name, steps: &[Step]) -> Option<Resolution> {
        let name = match &steps.first()?.kind {
            StepKind::Attribute(name) => name.text.as_str(),
            _ => return None,
        };
        let value = match (root.text.as_str(), name) {
            ("local", name) => self.local(name)?,
            ("var", name) => self.variable(name)?,
            ("path", "module" | "root" | "cwd") | ("terraform", "workspace") | ("each", "key") => {
                Value::unknown_not_null(Type::String)
            }
            // Inside of a local value there is no `each`, whoever uses it.
            ("each", "value") if self.chain.get() == 0 => self.each.borrow().clone()?,
            ("count", "index") => Value::unknown_not_null(Type::Number),
            // Whatever is read from an ephemeral resource is ephemeral as well.
            ("ephemeral", _) => Value::UNKNOWN.with_marks(Marks::EPHEMERAL),
            _ => return None,
        };
        Some(Resolution { value, steps: 1 })
    }
}

/// What is known of every element of a value given to `for_each`.
fn element(collection: &Value) -> Option<Value> {
    let ty = match collection.ty() {
        Type::Map(element) | Type::Set(element) => (*element).clone(),
        Type::Object(attributes) => {
            let mut types = attributes.values().map(|attribute| &attribute.ty);
            let first = types.next()?;
            types.all(|ty| ty == first).then(|| first.clone())?
        }
        _ => return None,
    };
    Some(Value::unknown(ty).with_marks(collection.marks()))
}

fn is_true(value: &Expression) -> bool {
    matches!(value.kind, ExpressionKind::Bool(true))
}

/// The type that an expression of a `type` argument stands for; `None` when it is none.
fn written_type(written: &Expression, text: &str) -> Option<Type> {
    let mut faults = Vec::new();
    let kind = type_constraint::read(written, text, &mut faults);
    faults.is_empty().then(|| value_type(&kind))
}

fn value_type(kind: &type_constraint::Type) -> Type {
    use type_constraint::Type as Written;
    match kind {
        Written::String => Type::String,
        Written::Number => Type::Number,
        Written::Bool => Type::Bool,
        Written::List(element) => Type::list(value_type(element)),
        Written::Set(element) => Type::set(value_type(element)),
        Written::Map(element) => Type::map(value_type(element)),
        Written::Tuple(elements) => Type::Tuple(elements.iter().map(value_type).collect()),
        Written::Object(fields) => {
            let field =
                |field: &type_constraint::Field| (field.name.as_str().into(), value_type(&field.kind).into());
            Type::Object(std::sync::Arc::new(fields.iter().map(field).collect()))
        }
        Written::Any => Type::Dynamic,
    }
}
