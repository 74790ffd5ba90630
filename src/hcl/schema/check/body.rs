//! What stands between the braces of a resource, data source or provider: HCL502, HCL503, HCL504, HCL507.

use std::collections::BTreeMap;

use super::{Against, Checker, Context, Known, MOST_SUGGESTIONS, Owner, replace};
use crate::diagnostic::catalogue::{
    HCL_DEPRECATED, HCL_SCHEMA_ARGUMENT, HCL_SCHEMA_BLOCK, HCL_SCHEMA_MISSING,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::hcl::ast::{self, Attribute, Body, Expression, ExpressionKind, Item, Name, ObjectItem};
use crate::hcl::schema::model::{Block, Field, Fields, ObjectKind, Type};
use crate::hcl::schema::slip::{plural, suggest};
use crate::source::Span;

/// Names that Terraform itself takes, in a resource or anywhere inside of one: providers whose own names are
/// the same are not told apart by all sources of schemas.
const META_ARGUMENTS: [&str; 6] = ["count", "for_each", "provider", "depends_on", "alias", "version"];

/// Blocks that Terraform itself takes in a resource. `timeouts` belongs to the provider and is often left out
/// of what is known of it.
const META_BLOCKS: [&str; 4] = ["lifecycle", "provisioner", "connection", "timeouts"];

/// Checks the body of a block whose schema is known.
pub(super) fn check(
    text: &str,
    block: &ast::Block,
    (kind, known): Known<'_>,
    (context, against): (Context<'_>, Against<'_>),
    found: &mut Vec<Diagnostic<Span>>,
) {
    let owner = Owner {
        kind,
        type_name: block.labels.first().map_or("", |label| &label.value),
        inner: None,
    };
    let mut checker = Checker {
        text,
        gaps: context.gaps,
        complete: context.complete,
        against,
        found,
    };
    let head = block
        .labels
        .iter()
        .fold(block.kind.span, |head, label| head.cover(label.span));
    checker.body(&block.body, &known.schema.fields, owner);
    checker.missing_fields(&block.body, &known.schema.fields, owner, head, block.close);
    checker.ignored(&block.body, &known.schema.fields, owner);
}

impl Checker<'_, '_> {
    /// What `ignore_changes` of a `lifecycle` block names.
    fn ignored(&mut self, body: &Body, fields: &Fields, owner: Owner<'_>) {
        let lifecycle = body.items.iter().filter_map(|item| match item {
            Item::Block(block) if block.kind.text == "lifecycle" => Some(&block.body),
            _ => None,
        });
        let lists = lifecycle
            .flat_map(|body| &body.items)
            .filter_map(|item| match item {
                Item::Attribute(attribute) if attribute.name.text == "ignore_changes" => {
                    Some(&attribute.value)
                }
                _ => None,
            });
        for list in lists {
            let ExpressionKind::Tuple(elements) = &list.kind else {
                continue;
            };
            for element in elements {
                let root = match &element.kind {
                    ExpressionKind::Traversal { root, .. } => &root.kind,
                    kind => kind,
                };
                let ExpressionKind::Variable(name) = root else {
                    continue;
                };
                let known = fields.open
                    || fields.items.contains_key(&name.text)
                    || META_BLOCKS.contains(&name.text.as_str())
                    || name.text == "all";
                if !known {
                    self.unknown(name, "argument", fields, owner);
                }
            }
        }
    }

    /// Checks every item of a body, but not whether something is missing.
    fn body<'s>(&mut self, body: &'s Body, fields: &'s Fields, owner: Owner<'s>) {
        let mut seen: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        for item in &body.items {
            match item {
                Item::Attribute(attribute) => self.argument(attribute, fields, owner),
                Item::Block(block) => match dynamic(block) {
                    Some((name, content)) => self.nested(&name, block, content, fields, owner),
                    None => {
                        seen.entry(&block.kind.text).or_default().push(block.kind.span);
                        self.nested(&block.kind, block, Some(block), fields, owner);
                    }
                },
            }
        }
        for (name, spans) in seen {
            self.too_many(name, &spans, fields, owner);
        }
    }

    fn argument(&mut self, attribute: &Attribute, fields: &Fields, owner: Owner<'_>) {
        let name = &attribute.name;
        match fields.items.get(&name.text) {
            Some(field) => {
                self.deprecated(field, name, owner);
                match field {
                    Field::Attribute(known) => self.attribute_value(attribute, known, owner),
                    Field::Block(known) => self.block_as_argument(attribute, known, owner),
                }
            }
            None if fields.open || META_ARGUMENTS.contains(&name.text.as_str()) => {}
            None => self.unknown(name, "argument", fields, owner),
        }
    }

    /// Checks a nested block; `content` is the block that holds its arguments.
    fn nested<'s>(
        &mut self,
        name: &'s Name,
        block: &ast::Block,
        content: Option<&'s ast::Block>,
        fields: &'s Fields,
        owner: Owner<'s>,
    ) {
        let top = owner.inner.is_none();
        let Some(field) = fields.items.get(&name.text) else {
            let meta = top && META_BLOCKS.contains(&name.text.as_str());
            if !meta && !fields.open {
                self.unknown(name, "block", fields, owner);
            }
            return;
        };
        self.deprecated(field, name, owner);
        let inner = owner.within(&name.text);
        match (field, content) {
            (Field::Block(known), Some(content)) => {
                self.body(&content.body, &known.fields, inner);
                self.missing_fields(&content.body, &known.fields, inner, name.span, content.close);
            }
            (Field::Attribute(known), content) => match written_as_blocks(&known.value) {
                Some(fields) => {
                    if let Some(content) = content {
                        self.body(&content.body, fields, inner);
                    }
                }
                // Blocks that nest without end, as those of `aws_wafv2_web_acl`, are not told from arguments.
                None if known.value == Type::Any && !top && !self.against.pinned => {}
                None => self.argument_as_block(name, block, known, owner),
            },
            (Field::Block(_), None) => {}
        }
    }

    fn unknown(&mut self, name: &Name, what: &str, fields: &Fields, owner: Owner<'_>) {
        let message = format!("{owner} has no {what} `{}`", name.text);
        let diagnostic = Diagnostic::new(&HCL_SCHEMA_ARGUMENT, message).at(name.span, "");
        let settable = fields.items.iter().filter(|(_, field)| field.is_settable());
        let settable = settable.map(|(name, _)| name.as_str());
        let plural = (what == "argument")
            .then(|| plural(&name.text, settable.clone()))
            .flatten();
        let worth = self.found.len() < MOST_SUGGESTIONS;
        let suggestion = plural.or_else(|| worth.then(|| suggest(&name.text, &settable)).flatten());
        let diagnostic = self
            .against
            .suggest(diagnostic, suggestion, name.span, str::to_owned);
        self.found.push(diagnostic);
    }

    fn deprecated(&mut self, field: &Field, name: &Name, owner: Owner<'_>) {
        if field.is_deprecated() {
            let message = format!("`{}` of {owner} is deprecated", name.text);
            self.report(&HCL_DEPRECATED, message, name.span);
        }
    }

    fn too_many(&mut self, name: &str, spans: &[Span], fields: &Fields, owner: Owner<'_>) {
        let Some(Field::Block(Block { max: Some(max), .. })) = fields.items.get(name) else {
            return;
        };
        let Some(&extra) = spans.get(*max as usize) else {
            return;
        };
        let most = if *max == 1 {
            "one block".to_owned()
        } else {
            format!("{max} blocks")
        };
        let message = format!("{owner} takes at most {most} `{name}`, and this is one more");
        let first = spans[0];
        let diagnostic = Diagnostic::new(&HCL_SCHEMA_BLOCK, message)
            .at(extra, "")
            .at(first, "the first one is here");
        self.found.push(self.against.help(diagnostic));
    }

    fn missing_fields(
        &mut self,
        body: &Body,
        fields: &Fields,
        owner: Owner<'_>,
        head: Span,
        close: Option<Span>,
    ) {
        let Some(close) = close else {
            return;
        };
        let within = Span::new(head.start as usize, close.end as usize);
        let direct =
            |gap: &Span| within.contains(*gap) && !body.items.iter().any(|it| it.span().contains(*gap));
        if self.gaps.iter().any(direct) {
            return;
        }
        let required = fields.items.iter().filter(|(_, field)| field.is_required());
        let missing: Vec<(&str, &Field)> = required
            .filter(|(name, _)| !body.items.iter().any(|item| gives(item, name)))
            .map(|(name, field)| (name.as_str(), field))
            .collect();
        if missing.is_empty() {
            return;
        }
        let message = format!("{owner} lacks {}", list(&missing));
        let help = "mark what is left out on purpose with a comment such as `# ...`";
        let complete = self.complete;
        let diagnostic = self.report(&HCL_SCHEMA_MISSING, message, head);
        if complete {
            diagnostic.severity = Severity::Error;
        }
        diagnostic.help.insert(0, help.to_owned());
    }

    fn block_as_argument(&mut self, attribute: &Attribute, known: &Block, owner: Owner<'_>) {
        let name = &attribute.name.text;
        let message = format!("`{name}` of {owner} is a block and takes no equals sign");
        let mendable = stands_as_block(self.text, &attribute.value);
        let several = known.max != Some(1);
        let help = match &attribute.value.kind {
            ExpressionKind::Null => format!("leave `{name}` out"),
            ExpressionKind::Tuple(items) if items.is_empty() => format!("leave `{name}` out"),
            ExpressionKind::Object(_) => format!("write `{name} {{ … }}`"),
            _ if several => format!("write a block `{name} {{ … }}` for each, or `dynamic \"{name}\"`"),
            _ => format!("write `{name} {{ … }}` or `dynamic \"{name}\"`"),
        };
        let between = Span::new(
            attribute.name.span.end as usize,
            attribute.value.span.start as usize,
        );
        let diagnostic = self.report(&HCL_SCHEMA_BLOCK, message, attribute.name.span);
        diagnostic.help.insert(0, help);
        if mendable {
            *diagnostic = diagnostic
                .clone()
                .fix("take the equals sign away", vec![replace(between, " ")]);
        }
    }

    fn argument_as_block(
        &mut self,
        name: &Name,
        block: &ast::Block,
        known: &crate::hcl::schema::model::Attribute,
        owner: Owner<'_>,
    ) {
        let message = format!(
            "`{}` of {owner} is an argument and takes an equals sign",
            name.text
        );
        let arguments_only = block
            .body
            .items
            .iter()
            .all(|item| matches!(item, Item::Attribute(_)));
        let one = matches!(known.value, Type::Map(_) | Type::Object(..) | Type::Any);
        let help = match &known.value {
            Type::List(_) | Type::Set(_) => format!("write `{} = […]`", name.text),
            Type::Map(_) | Type::Object(..) | Type::Any => format!("write `{} = {{ … }}`", name.text),
            _ => format!("write `{} = …`", name.text),
        };
        let is_dynamic = block.kind.span != name.span;
        let diagnostic = self.report(&HCL_SCHEMA_BLOCK, message, name.span);
        diagnostic.help.insert(0, help);
        if holds_objects(&known.value) {
            // What is an argument with objects now was a block in older releases of many providers.
            diagnostic.severity = Severity::Warning;
        }
        if one && arguments_only && !is_dynamic && block.labels.is_empty() {
            let at = Span::at(block.open.start as usize);
            *diagnostic = diagnostic
                .clone()
                .fix("add an equals sign", vec![replace(at, "= ")]);
        }
    }
}

fn holds_objects(value: &Type) -> bool {
    match value {
        Type::Object(..) => true,
        Type::List(element) | Type::Set(element) | Type::Map(element) => holds_objects(element),
        _ => false,
    }
}

/// The name that a `dynamic` block makes blocks of, and the block that holds what stands in each.
fn dynamic(block: &ast::Block) -> Option<(Name, Option<&ast::Block>)> {
    if block.kind.text != "dynamic" {
        return None;
    }
    let label = block.labels.first()?;
    let name = Name {
        text: label.value.clone(),
        span: label.span,
    };
    let content = block.body.items.iter().find_map(|item| match item {
        Item::Block(content) if content.kind.text == "content" => Some(content),
        _ => None,
    });
    Some((name, content))
}

/// What stands in a block that stands for an element of an attribute; `None` when the attribute cannot be
/// written as blocks.
fn written_as_blocks(value: &Type) -> Option<&Fields> {
    match value {
        Type::List(element) | Type::Set(element) => match &**element {
            Type::Object(ObjectKind::Plain | ObjectKind::Unsure, fields) => Some(fields),
            _ => None,
        },
        Type::Object(ObjectKind::Unsure, fields) => Some(fields),
        _ => None,
    }
}

/// Whether an item gives a name, as an argument, a block or by a `dynamic` block.
fn gives(item: &Item, name: &str) -> bool {
    match item {
        Item::Attribute(attribute) => attribute.name.text == name,
        Item::Block(block) if block.kind.text == "dynamic" => {
            block.labels.first().is_none_or(|label| label.value == name)
        }
        Item::Block(block) => block.kind.text == name,
    }
}

fn list(missing: &[(&str, &Field)]) -> String {
    let what = |field: &Field| {
        if matches!(field, Field::Block(_)) {
            "block"
        } else {
            "argument"
        }
    };
    let names: Vec<String> = missing
        .iter()
        .map(|(name, field)| format!("the {} `{name}`", what(field)))
        .collect();
    match names.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        names => names.concat(),
    }
}

/// Whether an object can be made a block by taking the equals sign before it away: its keys are bare names,
/// followed by equals signs, and each item has lines of its own.
fn stands_as_block(text: &str, value: &Expression) -> bool {
    let ExpressionKind::Object(items) = &value.kind else {
        return false;
    };
    let bare = |item: &ObjectItem| {
        let between = Span::new(item.key.span.end as usize, item.value.span.start as usize);
        matches!(item.key.kind, ExpressionKind::Variable(_)) && between.of(text).trim() == "="
    };
    let mut borders = vec![value.span.start as usize + 1];
    for item in items {
        borders.extend([item.key.span.start as usize, item.value.span.end as usize]);
    }
    borders.push((value.span.end as usize).saturating_sub(1));
    let gaps = borders
        .chunks_exact(2)
        .map(|gap| Span::new(gap[0], gap[1]).of(text));
    let own_lines = gaps.clone().all(|gap| gap.contains('\n') && !gap.contains(','));
    let one_line = items.len() < 2
        && gaps
            .clone()
            .all(|gap| gap.trim().is_empty() && !gap.contains('\n'));
    items.iter().all(bare) && (own_lines || one_line)
}
