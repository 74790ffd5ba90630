//! The values of `count` and `for_each`, where they are no literals.

use super::Walker;
use crate::diagnostic::{Edit, catalogue};
use crate::hcl::ast::{Attribute, Block, Expression, ExpressionKind, TemplatePartKind};
use crate::hcl::module::{Place, attribute};
use crate::hcl::value::{Data, Type, Value, convert};
use crate::source::Span;

/// Blocks whose instances are counted or keyed; other blocks have rules of their own.
const REPEATED: [&str; 4] = ["resource", "data", "ephemeral", "module"];

impl<'m> Walker<'m, '_> {
    /// Takes note of what `each.value` is in a block.
    pub(super) fn enter(&mut self, block: &'m Block) {
        let given = attribute(block, "for_each").filter(|_| REPEATED.contains(&block.kind.text.as_str()));
        if let (Some(values), Some(given)) = (self.values, given) {
            values.enter(self.known(&given.value).as_ref());
        }
    }

    /// Forgets it again.
    pub(super) fn leave(&mut self) {
        if let Some(values) = self.values {
            values.enter(None);
        }
    }

    /// Holds the value of `count` or `for_each` of a block against what Terraform takes there.
    pub(super) fn repetition(&mut self, block: &str, attribute: &'m Attribute) {
        let given = &attribute.value;
        if !REPEATED.contains(&block) || is_literal(given) {
            return;
        }
        let Some(value) = self.known(given) else {
            return;
        };
        match attribute.name.text.as_str() {
            "count" => self.count_value(given.span, &value),
            "for_each" => self.for_each_value(given.span, &value),
            _ => {}
        }
    }

    fn count_value(&mut self, place: Span, value: &Value) {
        let is = match convert(value, &Type::Number) {
            Err(_) => value.ty().noun(),
            Ok(number) => match number.data() {
                Data::Null(_) => "null",
                Data::Number(number) if !number.is_whole() => "no whole number",
                Data::Number(number) if number.to_i64().is_some_and(|count| count < 0) => "negative",
                _ => return,
            },
        };
        let message = format!("`count` takes a whole number, but this is {is}");
        let finding = self.report(
            &catalogue::HCL_REPETITION,
            message,
            place,
            "not a number of instances",
        );
        if value.ty().is_sequence() || matches!(value.ty(), Type::Map(_) | Type::Object(_)) {
            finding.help("write `length(…)` of it, or use `for_each`");
        }
    }

    fn for_each_value(&mut self, place: Span, value: &Value) {
        let ty = value.ty();
        let (is, strings) = match &ty {
            _ if value.is_null() => ("null", false),
            Type::Dynamic | Type::Map(_) | Type::Object(_) => return,
            Type::Set(element) if matches!(**element, Type::String | Type::Dynamic) => return,
            Type::Set(_) => ("a set of something else", false),
            Type::List(element) => ("a list", **element == Type::String),
            Type::Tuple(elements) => ("a list", elements.iter().all(|element| *element == Type::String)),
            ty => (ty.noun(), false),
        };
        let fragment = self.unit.index;
        let message = format!("`for_each` takes a map or a set of strings, but this is {is}");
        let finding = self.report(
            &catalogue::HCL_REPETITION,
            message,
            place,
            "neither a map nor a set of strings",
        );
        if !strings {
            return;
        }
        let edit = |at: u32, text: &str| Edit {
            location: Place {
                fragment,
                span: Span::at(at as usize),
            },
            replacement: text.to_owned(),
        };
        let edits = vec![edit(place.start, "toset("), edit(place.end, ")")];
        finding
            .help("make it a set with `toset`")
            .change(|finding| finding.fix("write `toset(…)`", edits));
    }
}

/// Whether the form alone says what the value is; such values have been looked at with the form of the block.
fn is_literal(given: &Expression) -> bool {
    match &given.kind {
        ExpressionKind::Tuple(_)
        | ExpressionKind::Object(_)
        | ExpressionKind::Number
        | ExpressionKind::Bool(_)
        | ExpressionKind::Null
        | ExpressionKind::Heredoc(_)
        | ExpressionKind::For(_)
        | ExpressionKind::Invalid => true,
        ExpressionKind::Unary { operand, .. } => matches!(operand.kind, ExpressionKind::Number),
        ExpressionKind::Template(parts) => parts
            .iter()
            .all(|part| matches!(part.kind, TemplatePartKind::Text | TemplatePartKind::Escape(_))),
        _ => false,
    }
}
