//! Types of variables: what is written after `type =`.

use std::collections::BTreeSet;

use super::default::misfit;
use crate::diagnostic::{Diagnostic, Edit, catalogue, suggest};
use crate::hcl::ast::{Call, Expression, ExpressionKind};
use crate::hcl::parse_expressions;
use crate::hcl::walk::{bare_name, literal, plain_string};
use crate::source::Span;

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    /// `any`, or one that could not be read.
    Any,
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `list(…)`
    List(Box<Type>),
    /// `set(…)`
    Set(Box<Type>),
    /// `map(…)`
    Map(Box<Type>),
    /// `object({…})`
    Object(Vec<Field>),
    /// `tuple([…])`
    Tuple(Vec<Type>),
}

/// An attribute of an object type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    /// Its name.
    pub(crate) name: String,
    /// Its type.
    pub(crate) kind: Type,
    /// Whether it may be left out.
    pub(crate) optional: bool,
    /// What it is when left out, where that is written.
    pub(crate) default: Option<Expression>,
}

const WORDS: [&str; 9] = [
    "string", "number", "bool", "any", "list", "set", "map", "object", "tuple",
];

/// What other languages call Terraform's types.
const FOREIGN: [(&str, &str); 16] = [
    ("int", "number"),
    ("integer", "number"),
    ("float", "number"),
    ("double", "number"),
    ("num", "number"),
    ("long", "number"),
    ("str", "string"),
    ("text", "string"),
    ("boolean", "bool"),
    ("array", "list"),
    ("vec", "list"),
    ("dict", "map"),
    ("hash", "map"),
    ("struct", "object"),
    ("obj", "object"),
    ("json", "any"),
];

/// Reads types and reports what is none.
pub(crate) struct Reader<'a> {
    text: &'a str,
    found: &'a mut Vec<Diagnostic<Span>>,
}

/// Reads a variable's type; what is wrong with it goes to `found`.
pub(crate) fn read(value: &Expression, text: &str, found: &mut Vec<Diagnostic<Span>>) -> Type {
    // Accepted by Terraform for old modules, at the very top only.
    match bare_name(value) {
        Some("list") => return Type::List(Box::new(Type::Any)),
        Some("map") => return Type::Map(Box::new(Type::Any)),
        _ => {}
    }
    Reader { text, found }.read(value)
}

impl Reader<'_> {
    fn read(&mut self, value: &Expression) -> Type {
        match &value.kind {
            ExpressionKind::Variable(name) => self.word(&name.text, name.span),
            ExpressionKind::Call(call) => self.call(call, value.span),
            ExpressionKind::Parentheses(inner) => self.read(inner),
            ExpressionKind::Template(_) => self.quoted(value),
            ExpressionKind::Object(_) => {
                let message = "an object type is written `object({ … })`";
                self.report(value.span, message, "not a type");
                self.fix("write `object(…)`", before_and_after(value.span, "object(", ")"));
                self.read_object(value)
            }
            ExpressionKind::Tuple(elements) => self.bare_tuple(value, elements),
            ExpressionKind::Invalid => Type::Any,
            _ => {
                self.report(value.span, "this is not a type", "not a type");
                self.help("write a type such as `string`, `number`, `bool` or `list(string)`");
                Type::Any
            }
        }
    }

    fn word(&mut self, word: &str, span: Span) -> Type {
        match word {
            "any" => Type::Any,
            "string" => Type::String,
            "number" => Type::Number,
            "bool" => Type::Bool,
            "list" | "set" | "map" => {
                let message = format!("`{word}` needs the type of its elements");
                self.report(span, &message, "elements of which type?");
                self.help(format!("write `{word}(string)`, or `{word}(any)`"));
                self.fix(
                    format!("write `{word}(any)`"),
                    vec![edit(span, format!("{word}(any)"))],
                );
                Type::Any
            }
            "object" | "tuple" => {
                let shape = if word == "object" {
                    "object({ … })"
                } else {
                    "tuple([ … ])"
                };
                self.report(
                    span,
                    &format!("`{word}` needs its element types"),
                    "not a type alone",
                );
                self.help(format!("write `{shape}`"));
                Type::Any
            }
            _ => {
                self.unknown(word, span);
                Type::Any
            }
        }
    }

    fn unknown(&mut self, word: &str, span: Span) {
        self.report(span, &format!("there is no type `{word}`"), "unknown type");
        match known_as(word) {
            Some(known) => {
                self.help(format!("did you mean `{known}`?"));
                self.fix(format!("write `{known}`"), vec![edit(span, known)]);
            }
            None => self.help(
                "the types are `string`, `number`, `bool`, `any`, `list`, `set`, `map`, `object`, `tuple`",
            ),
        }
    }

    fn call(&mut self, call: &Call, span: Span) -> Type {
        let name = call.function.text.as_str();
        let word = if WORDS.contains(&name) {
            name
        } else if name == "optional" {
            self.report(
                call.function.span,
                "`optional` stands only in the type of an object's attribute",
                "not in an object type",
            );
            return call.arguments.first().map_or(Type::Any, |first| self.read(first));
        } else {
            self.unknown(name, call.function.span);
            known_as(name).unwrap_or_default()
        };
        match (word, call.arguments.as_slice()) {
            ("list", [element]) => Type::List(Box::new(self.read(element))),
            ("set", [element]) => Type::Set(Box::new(self.read(element))),
            ("map", [element]) => Type::Map(Box::new(self.read(element))),
            ("object", [fields]) => self.object(fields),
            ("tuple", [elements]) => self.tuple(elements),
            ("list" | "set" | "map" | "object" | "tuple", arguments) => {
                let message = format!("`{word}` takes one argument, but has {}", arguments.len());
                self.report(span, &message, "");
                Type::Any
            }
            ("string" | "number" | "bool" | "any", _) => {
                self.report(span, &format!("`{word}` takes no argument"), "");
                self.fix(format!("write `{word}`"), vec![edit(span, word)]);
                Type::Any
            }
            _ => Type::Any,
        }
    }

    fn object(&mut self, fields: &Expression) -> Type {
        if matches!(fields.kind, ExpressionKind::Object(_)) {
            return self.read_object(fields);
        }
        self.report(
            fields.span,
            "`object` takes the attributes in braces",
            "not in braces",
        );
        self.help("write `object({ name = string })`");
        Type::Any
    }

    fn read_object(&mut self, object: &Expression) -> Type {
        let ExpressionKind::Object(items) = &object.kind else {
            return Type::Any;
        };
        let mut fields = Vec::with_capacity(items.len());
        let mut seen = BTreeSet::new();
        for item in items {
            let name = bare_name(&item.key).map(str::to_owned);
            let Some(name) = name.or_else(|| self.quoted_name(&item.key)) else {
                self.report(item.key.span, "an attribute's name must be a plain name", "");
                continue;
            };
            if !seen.insert(name.clone()) {
                let message = format!("attribute `{name}` stands twice in one type");
                self.report(item.key.span, &message, "again here");
            }
            fields.push(self.field(name, &item.value));
        }
        Type::Object(fields)
    }

    /// An attribute's name in quotes, which Terraform does not take.
    fn quoted_name(&mut self, key: &Expression) -> Option<String> {
        let name = literal(key, self.text)?;
        self.report(
            key.span,
            "an attribute's name is written without quotes",
            "in quotes",
        );
        if super::is_name_text(&name) {
            self.fix("take out the quotes", vec![edit(key.span, name.as_str())]);
        }
        Some(name)
    }

    fn field(&mut self, name: String, value: &Expression) -> Field {
        let ExpressionKind::Call(call) = &value.kind else {
            return self.required(name, value);
        };
        if call.function.text != "optional" {
            return self.required(name, value);
        }
        if call.arguments.is_empty() || call.arguments.len() > 2 {
            let message = "`optional` takes a type and perhaps a default";
            self.report(value.span, message, "");
        }
        let kind = call.arguments.first().map_or(Type::Any, |first| self.read(first));
        let default = call.arguments.get(1).cloned();
        if let Some(wrong) = default
            .as_ref()
            .and_then(|default| misfit(default, &kind, self.text))
        {
            let message = format!("the default of `{name}` does not fit its type");
            let finding = Diagnostic::new(&catalogue::HCL_DEFAULT_TYPE, message).at(wrong.span, wrong.reason);
            self.found.push(finding);
        }
        Field {
            name,
            kind,
            optional: true,
            default,
        }
    }

    fn required(&mut self, name: String, value: &Expression) -> Field {
        Field {
            name,
            kind: self.read(value),
            optional: false,
            default: None,
        }
    }

    fn tuple(&mut self, elements: &Expression) -> Type {
        if let ExpressionKind::Tuple(elements) = &elements.kind {
            return Type::Tuple(elements.iter().map(|element| self.read(element)).collect());
        }
        self.report(
            elements.span,
            "`tuple` takes the types in brackets",
            "not in brackets",
        );
        self.help("write `tuple([string, number])`");
        Type::Any
    }

    /// `[string]` in place of `list(string)`.
    fn bare_tuple(&mut self, value: &Expression, elements: &[Expression]) -> Type {
        self.report(value.span, "a list type is written `list(…)`", "not a type");
        let [element] = elements else {
            return Type::Any;
        };
        let inner = element.span.of(self.text);
        self.fix(
            format!("write `list({inner})`"),
            vec![edit(value.span, format!("list({inner})"))],
        );
        Type::List(Box::new(self.read(element)))
    }

    /// `"string"`, as it was written before Terraform 0.12.
    fn quoted(&mut self, value: &Expression) -> Type {
        self.report(value.span, "a type is written without quotes", "in quotes");
        let written = plain_string(value, self.text).unwrap_or_default();
        let bare = match written {
            "list" => "list(any)",
            "map" => "map(any)",
            _ => written,
        };
        let read = parse_expressions(bare);
        let mut inner = Vec::new();
        if let ([expression], true) = (read.tree.as_slice(), read.diagnostics.is_empty()) {
            let kind = Reader {
                text: bare,
                found: &mut inner,
            }
            .read(expression);
            if inner.is_empty() {
                self.fix(format!("write `{bare}`"), vec![edit(value.span, bare)]);
                return kind;
            }
        }
        Type::Any
    }

    fn report(&mut self, span: Span, message: &str, label: &str) {
        let finding = Diagnostic::new(&catalogue::HCL_TYPE_CONSTRAINT, message).at(span, label);
        self.found.push(finding);
    }

    fn help(&mut self, help: impl Into<String>) {
        if let Some(last) = self.found.last_mut() {
            last.help.push(help.into());
        }
    }

    fn fix(&mut self, title: impl Into<String>, edits: Vec<Edit<Span>>) {
        if let Some(last) = self.found.pop() {
            self.found.push(last.fix(title, edits));
        }
    }
}

fn known_as(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let foreign = |word: &str| {
        FOREIGN
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, known)| *known)
    };
    let near_foreign = || foreign(suggest::nearest(word, FOREIGN.map(|(name, _)| name))?);
    foreign(&lower)
        .or_else(|| suggest::nearest(word, WORDS))
        .or_else(near_foreign)
}

fn edit(location: Span, replacement: impl Into<String>) -> Edit<Span> {
    Edit {
        location,
        replacement: replacement.into(),
    }
}

fn before_and_after(span: Span, before: &str, after: &str) -> Vec<Edit<Span>> {
    vec![
        edit(Span::at(span.start as usize), before),
        edit(Span::at(span.end as usize), after),
    ]
}
