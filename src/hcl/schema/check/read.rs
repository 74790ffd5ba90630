//! What is read from resources and data sources: HCL506.

use super::{Against, Context, Owner, replace};
use crate::diagnostic::catalogue::HCL_SCHEMA_ATTRIBUTE;
use crate::diagnostic::{Diagnostic, Severity};
use crate::hcl::ast::{
    Body, Expression, ExpressionKind, For, Item, Name, Step, StepKind, TemplatePart, TemplatePartKind,
};
use crate::hcl::schema::lookup::local_name;
use crate::hcl::schema::model::{Attribute, Block, Field, Fields, Nesting, Type};
use crate::hcl::schema::slip::suggest;
use crate::hcl::schema::text::Kind;
use crate::source::Span;

/// Checks everything that is read in a body and the bodies inside of it.
pub(super) fn check(text: &str, body: &Body, context: Context<'_>, found: &mut Vec<Diagnostic<Span>>) {
    let mut reads = Reads {
        text,
        context,
        bound: Vec::new(),
        found,
    };
    reads.body(body);
}

/// A walk over all expressions. The parser limits how deep it goes.
struct Reads<'a, 'd> {
    text: &'a str,
    context: Context<'a>,
    /// Names that a `for` around this place has given.
    bound: Vec<&'a str>,
    found: &'d mut Vec<Diagnostic<Span>>,
}

impl<'a> Reads<'a, '_> {
    fn body(&mut self, body: &'a Body) {
        for item in &body.items {
            match item {
                Item::Attribute(attribute) => self.expression(&attribute.value),
                Item::Block(block) => self.body(&block.body),
            }
        }
    }

    fn expressions(&mut self, expressions: impl IntoIterator<Item = &'a Expression>) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn expression(&mut self, expression: &'a Expression) {
        match &expression.kind {
            ExpressionKind::Traversal { root, steps } => self.traversal(root, steps),
            ExpressionKind::Template(parts) => self.parts(parts),
            ExpressionKind::Heredoc(heredoc) => self.parts(&heredoc.parts),
            ExpressionKind::Tuple(values) => self.expressions(values),
            ExpressionKind::Object(items) => {
                self.expressions(items.iter().flat_map(|item| [&item.key, &item.value]));
            }
            ExpressionKind::For(it) => self.for_expression(it),
            ExpressionKind::Call(call) => self.expressions(&call.arguments),
            ExpressionKind::Unary { operand, .. } | ExpressionKind::Parentheses(operand) => {
                self.expression(operand);
            }
            ExpressionKind::Binary { first, rest } => {
                self.expression(first);
                self.expressions(rest.iter().map(|operation| &operation.operand));
            }
            ExpressionKind::Conditional { condition, yes, no } => self.expressions([&**condition, yes, no]),
            ExpressionKind::Null
            | ExpressionKind::Bool(_)
            | ExpressionKind::Number
            | ExpressionKind::Variable(_)
            | ExpressionKind::Invalid => {}
        }
    }

    fn parts(&mut self, parts: &'a [TemplatePart]) {
        for part in parts {
            match &part.kind {
                TemplatePartKind::Text | TemplatePartKind::Escape(_) => {}
                TemplatePartKind::Interpolation { value, .. } => self.expression(value),
                TemplatePartKind::If { condition, yes, no } => {
                    self.expression(condition);
                    self.parts(yes);
                    self.parts(no.as_deref().unwrap_or_default());
                }
                TemplatePartKind::For {
                    key_name,
                    value_name,
                    collection,
                    parts,
                } => {
                    self.expression(collection);
                    let outer = self.bind(key_name.as_ref(), value_name);
                    self.parts(parts);
                    self.bound.truncate(outer);
                }
            }
        }
    }

    fn for_expression(&mut self, it: &'a For) {
        self.expression(&it.collection);
        let outer = self.bind(it.key_name.as_ref(), &it.value_name);
        self.expressions(it.key.as_ref());
        self.expression(&it.value);
        self.expressions(it.condition.as_ref());
        self.bound.truncate(outer);
    }

    /// Adds the names of a `for`; gives how many there were before.
    fn bind(&mut self, key: Option<&'a Name>, value: &'a Name) -> usize {
        let outer = self.bound.len();
        self.bound
            .extend(key.into_iter().chain([value]).map(|name| name.text.as_str()));
        outer
    }

    fn traversal(&mut self, root: &'a Expression, steps: &'a [Step]) {
        self.expression(root);
        self.expressions(steps.iter().filter_map(|step| match &step.kind {
            StepKind::Index(index) => Some(index),
            _ => None,
        }));
        let ExpressionKind::Variable(root) = &root.kind else {
            return;
        };
        if !self.bound.contains(&root.text.as_str()) {
            self.found
                .extend(check_read(self.text, root, steps, self.context));
        }
    }
}

/// Checks what one traversal reads from a resource or data source, such as `aws_vpc.main.cidr_block`.
fn check_read(text: &str, root: &Name, steps: &[Step], context: Context<'_>) -> Option<Diagnostic<Span>> {
    let (kind, type_name, steps) = match root.text.as_str() {
        "data" => (Kind::Data, attribute_name(steps.first()?)?, &steps[1..]),
        "ephemeral" => (Kind::Ephemeral, attribute_name(steps.first()?)?, &steps[1..]),
        _ => (Kind::Resource, root, steps),
    };
    let name = attribute_name(steps.first()?)?;
    let chosen = context.requirements.chosen(kind, &type_name.text, &name.text);
    let local = chosen.unwrap_or_else(|| local_name(&type_name.text));
    let provider = context.schemas.required(local, context.requirements)?;
    let known = provider.find(kind, &type_name.text)?;
    let walk = Walk {
        text,
        owner: Owner {
            kind,
            type_name: &type_name.text,
            inner: None,
        },
        against: Against {
            source: provider.source(),
            version: known.version,
            pinned: known.pinned,
        },
    };
    walk.read(&known.schema.fields, instance(&steps[1..]))
}

fn attribute_name(step: &Step) -> Option<&Name> {
    match &step.kind {
        StepKind::Attribute(name) => Some(name),
        _ => None,
    }
}

/// The steps without the one that chooses an instance of the resource.
fn instance(steps: &[Step]) -> &[Step] {
    match steps {
        [first, rest @ ..] if attribute_name(first).is_none() => rest,
        _ => steps,
    }
}

/// Where a read has come to.
#[derive(Clone, Copy)]
enum At<'s> {
    Object(&'s Fields),
    Value(&'s Type),
    Blocks(&'s Block),
}

struct Walk<'a> {
    text: &'a str,
    owner: Owner<'a>,
    against: Against<'a>,
}

impl<'a> Walk<'a> {
    fn read(mut self, fields: &Fields, steps: &'a [Step]) -> Option<Diagnostic<Span>> {
        let mut at = At::Object(fields);
        for step in steps {
            at = match (at, &step.kind) {
                (At::Object(fields), StepKind::Attribute(name)) => match fields.items.get(&name.text) {
                    Some(field) => {
                        self.owner = self.owner.within(&name.text);
                        after(field)
                    }
                    None if fields.open => return None,
                    None => return Some(self.unknown(name, fields)),
                },
                (At::Object(_), StepKind::FullSplat) => at,
                (At::Value(Type::Object(_, fields)), StepKind::Attribute(_)) => {
                    return self.read(fields, following(steps, step));
                }
                (At::Value(Type::List(_) | Type::Set(_)), StepKind::Attribute(name)) => {
                    return Some(self.needs_index(name, step, matches!(at, At::Value(Type::List(_)))));
                }
                (At::Value(Type::Map(element)), StepKind::Attribute(_) | StepKind::Index(_)) => {
                    At::Value(element)
                }
                (
                    At::Value(Type::List(element) | Type::Set(element)),
                    StepKind::Index(_) | StepKind::LegacyIndex | StepKind::FullSplat,
                ) => At::Value(element),
                (At::Blocks(block), StepKind::Attribute(name)) => {
                    return Some(self.needs_index(name, step, block.nesting == Nesting::List));
                }
                (At::Blocks(block), StepKind::Index(_) | StepKind::LegacyIndex | StepKind::FullSplat) => {
                    At::Object(&block.fields)
                }
                _ => return None,
            };
        }
        None
    }

    fn unknown(&self, name: &Name, fields: &Fields) -> Diagnostic<Span> {
        let message = format!("{} has no attribute `{}`", self.owner, name.text);
        let diagnostic = Diagnostic::new(&HCL_SCHEMA_ATTRIBUTE, message).at(name.span, "");
        let suggestion = suggest(&name.text, &fields.items.keys().map(String::as_str));
        self.against
            .suggest(diagnostic, suggestion, name.span, str::to_owned)
    }

    fn needs_index(&self, name: &Name, step: &Step, list: bool) -> Diagnostic<Span> {
        let what = if list { "list" } else { "set" };
        let message = format!("{} is a {what} and has no attribute `{}`", self.owner, name.text);
        let mut diagnostic = Diagnostic::new(&HCL_SCHEMA_ATTRIBUTE, message).at(name.span, "");
        diagnostic.severity = Severity::Error;
        let diagnostic = if list && step.span.of(self.text).starts_with('.') {
            let at = Span::at(step.span.start as usize);
            diagnostic
                .help("write `[0]` before it to read the first element, `[*]` to read all of them")
                .fix("read the first element", vec![replace(at, "[0]")])
        } else {
            diagnostic.help("write `one(…)` around the set to read its only element")
        };
        self.against.help(diagnostic)
    }
}

/// The steps from one of them on.
fn following<'a>(steps: &'a [Step], step: &Step) -> &'a [Step] {
    let at = steps
        .iter()
        .position(|it| it.span == step.span)
        .unwrap_or(steps.len());
    &steps[at..]
}

fn after(field: &Field) -> At<'_> {
    match field {
        Field::Attribute(Attribute { value, .. }) => At::Value(value),
        Field::Block(block) if block.nesting == Nesting::Single => At::Object(&block.fields),
        Field::Block(block) => At::Blocks(block),
    }
}
