//! Values against the types of their arguments: HCL505, and HCL502 and HCL503 inside of objects.

use super::{Checker, Owner, replace};
use crate::diagnostic::catalogue::{HCL_SCHEMA_ARGUMENT, HCL_SCHEMA_MISSING, HCL_SCHEMA_TYPE};
use crate::diagnostic::{Diagnostic, Severity};
use crate::hcl::ast::{self, Expression, ExpressionKind, ObjectItem, TemplatePart, TemplatePartKind};
use crate::hcl::schema::literal::{object_key, plain_string};
use crate::hcl::schema::model::{Attribute, Field, Fields, ObjectKind, Presence, Type};
use crate::hcl::schema::slip::{Suggestion, suggest};
use crate::source::Span;

/// What a value is, as far as the code alone tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Literal {
    String,
    Number,
    Bool,
    List,
    Object,
}

impl Literal {
    fn title(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Number => "a number",
            Self::Bool => "a bool",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }
}

impl Checker<'_, '_> {
    /// Checks an argument of a body.
    pub(super) fn attribute_value(
        &mut self,
        attribute: &ast::Attribute,
        known: &Attribute,
        owner: Owner<'_>,
    ) {
        let name = &attribute.name;
        if known.presence != Presence::Never {
            return self.value(&attribute.value, &known.value, owner.within(&name.text));
        }
        let message = format!(
            "`{}` of {owner} is set by the provider and cannot be given",
            name.text
        );
        let is_certain = self.against.is_built_in() || self.against.pinned;
        let diagnostic = self.report(&HCL_SCHEMA_TYPE, message, name.span);
        if !is_certain {
            // A provider that is newer may take it.
            diagnostic.severity = Severity::Warning;
        }
    }

    /// Checks a value; `owner` leads to the argument it belongs to.
    fn value(&mut self, value: &Expression, wanted: &Type, owner: Owner<'_>) {
        match (wanted, &value.kind) {
            (_, ExpressionKind::Parentheses(inner)) => self.value(inner, wanted, owner),
            (Type::List(element) | Type::Set(element), ExpressionKind::Tuple(values)) => {
                for value in values {
                    self.value(value, element, owner);
                }
            }
            (Type::Map(element), ExpressionKind::Object(items)) => {
                for item in items {
                    self.value(&item.value, element, owner);
                }
            }
            (Type::Object(kind, fields), ExpressionKind::Object(items)) => {
                self.object(value, items, (*kind, fields), owner);
            }
            _ => {
                if let Some(literal) = literal(value).filter(|&it| !self.fits(value, it, wanted)) {
                    self.mismatch(value, literal, wanted, owner);
                }
            }
        }
    }

    /// Whether a value of a known sort can become one of the type, as Terraform converts them.
    fn fits(&self, value: &Expression, literal: Literal, wanted: &Type) -> bool {
        match (wanted, literal) {
            (Type::Any, _) => true,
            (Type::String, literal) => !matches!(literal, Literal::List | Literal::Object),
            (Type::Number, Literal::Number) | (Type::Bool, Literal::Bool) => true,
            (Type::Number, Literal::String) => {
                let number = |text: &str| text.trim().parse::<f64>().is_ok_and(f64::is_finite);
                plain_string(self.text, value).is_none_or(number)
            }
            (Type::Bool, Literal::String) => {
                plain_string(self.text, value).is_none_or(|text| matches!(text, "true" | "false" | "1" | "0"))
            }
            // Blocks of a provider that speaks an older protocol can stand here as a list.
            (Type::Object(ObjectKind::Unsure, _), Literal::List) => true,
            _ => false,
        }
    }

    fn mismatch(&mut self, value: &Expression, literal: Literal, wanted: &Type, owner: Owner<'_>) {
        let message = format!(
            "{owner} takes {}, and this is {}",
            describe(wanted),
            literal.title()
        );
        let element = match wanted {
            Type::List(element) | Type::Set(element) => Some(&**element),
            _ => None,
        };
        let wrapped = element.is_some_and(|element| match element {
            Type::Object(..) => literal == Literal::Object,
            element => self.fits(value, literal, element),
        });
        let diagnostic = self.report(&HCL_SCHEMA_TYPE, message, value.span);
        if wrapped {
            let (start, end) = (value.span.start as usize, value.span.end as usize);
            let edits = vec![replace(Span::at(start), "["), replace(Span::at(end), "]")];
            *diagnostic = diagnostic.clone().fix("put it in brackets", edits);
        }
    }

    fn object(
        &mut self,
        value: &Expression,
        items: &[ObjectItem],
        (kind, fields): (ObjectKind, &Fields),
        owner: Owner<'_>,
    ) {
        let mut dynamic_keys = false;
        for item in items {
            let Some(key) = object_key(self.text, item) else {
                dynamic_keys = true;
                continue;
            };
            match fields.items.get(key) {
                Some(Field::Attribute(known)) => self.value(&item.value, &known.value, owner.within(key)),
                Some(Field::Block(_)) => {}
                None => self.unknown_key(key, item, fields, owner),
            }
        }
        if !dynamic_keys && !self.gaps.iter().any(|gap| value.span.contains(*gap)) {
            self.missing_keys(value, items, (kind, fields), owner);
        }
    }

    /// Terraform passes over keys that an object type does not have, so only a slip is told.
    fn unknown_key(&mut self, key: &str, item: &ObjectItem, fields: &Fields, owner: Owner<'_>) {
        let bare = matches!(item.key.kind, ExpressionKind::Variable(_));
        let suggestion = suggest(key, &fields.items.keys().map(String::as_str));
        if let (Some(Suggestion::Slip(name)), false) = (suggestion, fields.open) {
            let message = format!("{owner} has no attribute `{key}`");
            let diagnostic = Diagnostic::new(&HCL_SCHEMA_ARGUMENT, message).at(item.key.span, "");
            let replacement = if bare {
                name.to_owned()
            } else {
                format!("\"{name}\"")
            };
            let diagnostic = diagnostic.help(format!("write `{name}`")).fix(
                format!("write `{name}`"),
                vec![replace(item.key.span, replacement)],
            );
            self.found.push(self.against.help(diagnostic));
        }
    }

    fn missing_keys(
        &mut self,
        value: &Expression,
        items: &[ObjectItem],
        (kind, fields): (ObjectKind, &Fields),
        owner: Owner<'_>,
    ) {
        let required = |field: &Field| match kind {
            ObjectKind::Plain => true,
            ObjectKind::Nested | ObjectKind::Unsure => field.is_required(),
        };
        let text = self.text;
        let given = |name: &str| items.iter().any(|item| object_key(text, item) == Some(name));
        let missing: Vec<String> = fields
            .items
            .iter()
            .filter(|(name, field)| required(field) && !given(name))
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        if !missing.is_empty() {
            let message = format!("this element of {owner} lacks {}", missing.join(", "));
            let complete = self.complete;
            let diagnostic = self.report(&HCL_SCHEMA_MISSING, message, value.span);
            if complete {
                diagnostic.severity = Severity::Error;
            }
            if kind == ObjectKind::Plain {
                let help = "write every attribute of an object, with `null` for those that do not matter";
                diagnostic.help.insert(0, help.to_owned());
            }
        }
    }
}

/// What an expression certainly is; `None` when it has to be worked out.
fn literal(expression: &Expression) -> Option<Literal> {
    match &expression.kind {
        ExpressionKind::Bool(_) => Some(Literal::Bool),
        ExpressionKind::Number => Some(Literal::Number),
        ExpressionKind::Heredoc(_) => Some(Literal::String),
        ExpressionKind::Template(parts) if !passes_through(parts) => Some(Literal::String),
        ExpressionKind::Tuple(_) => Some(Literal::List),
        ExpressionKind::Object(_) => Some(Literal::Object),
        _ => None,
    }
}

/// Whether a template is nothing but a value, which keeps its type.
fn passes_through(parts: &[TemplatePart]) -> bool {
    matches!(
        parts,
        [TemplatePart {
            kind: TemplatePartKind::Interpolation { .. },
            ..
        }]
    )
}

fn describe(wanted: &Type) -> String {
    match wanted {
        Type::Any => "anything".to_owned(),
        Type::String => "a string".to_owned(),
        Type::Number => "a number".to_owned(),
        Type::Bool => "a bool".to_owned(),
        Type::List(element) => format!("a list of {}", plural(element)),
        Type::Set(element) => format!("a set of {}", plural(element)),
        Type::Map(element) => format!("a map of {}", plural(element)),
        Type::Object(..) => "an object".to_owned(),
    }
}

fn plural(element: &Type) -> &'static str {
    match element {
        Type::Any => "anything",
        Type::String => "strings",
        Type::Number => "numbers",
        Type::Bool => "bools",
        Type::List(_) => "lists",
        Type::Set(_) => "sets",
        Type::Map(_) => "maps",
        Type::Object(..) => "objects",
    }
}
