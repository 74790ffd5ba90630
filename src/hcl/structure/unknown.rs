//! Blocks and arguments the language does not have.

use super::{Checker, attributes, blocks, edit, is_top, item_name};
use crate::diagnostic::{Diagnostic, catalogue, suggest};
use crate::hcl::ast::{Attribute, Block, Body, ExpressionKind, Item};
use crate::hcl::module::Dialect;
use crate::hcl::structure::table::{BlockType, Others, TOP};
use crate::source::Span;

/// Short forms that people try.
const SHORT: [(&str, &str); 4] = [
    ("var", "variable"),
    ("vars", "variable"),
    ("mod", "module"),
    ("out", "output"),
];

impl Checker<'_> {
    /// The top of a file.
    pub(super) fn top(&mut self, body: &Body, dialect: Dialect) {
        let mut told: Vec<&str> = Vec::new();
        for block in blocks(body) {
            let kind = block.kind.text.as_str();
            if dialect == Dialect::Other {
                // No tool that reads HCL takes an argument twice.
                self.provider_body(&block.body);
                if !is_top(kind) && !told.contains(&kind) {
                    told.push(kind);
                    self.foreign_block(block);
                }
            } else if let Some(nested) = TOP.nested(kind) {
                self.block(nested.block, block);
            } else if let Some(known) = near_top(block) {
                self.misspelt_block(block, known);
            } else {
                self.provider_body(&block.body);
                if !told.contains(&kind) {
                    told.push(kind);
                    self.foreign_block(block);
                }
            }
        }
        if dialect == Dialect::Terraform && self.complete {
            for attribute in attributes(body) {
                self.argument_on_top(attribute);
            }
        }
    }

    fn argument_on_top(&mut self, attribute: &Attribute) {
        let name = &attribute.name.text;
        let message = format!("argument `{name}` stands in no block");
        let finding = Diagnostic::new(&catalogue::HCL_UNKNOWN_ARGUMENT, message)
            .at(attribute.name.span, "only blocks stand at the top of a file")
            .help("move it into a block; values for variables belong into a code block marked `tfvars`");
        self.found.push(finding);
    }

    pub(super) fn misspelt_block(&mut self, block: &Block, known: &str) {
        let kind = &block.kind;
        let message = format!("there is no block type `{}`", kind.text);
        let finding = Diagnostic::new(&catalogue::HCL_MISSPELT_BLOCK, message)
            .at(kind.span, "unknown block type")
            .help(format!("did you mean `{known}`?"))
            .fix(format!("write `{known}`"), vec![edit(kind.span, known)]);
        self.found.push(finding);
    }

    fn foreign_block(&mut self, block: &Block) {
        let message = format!("Terraform has no block type `{}`", block.kind.text);
        let finding = Diagnostic::new(&catalogue::HCL_UNKNOWN_BLOCK, message)
            .at(block.kind.span, "its inside is not checked")
            .help("mark code of another tool with `ignore`");
        self.found.push(finding);
    }

    pub(super) fn unknown_argument(&mut self, known: &BlockType, block: &Block, attribute: &Attribute) {
        let name = &attribute.name;
        if let Some(nested) = known.nested(&name.text) {
            return self.block_as_argument(nested.block, attribute);
        }
        let message = format!("`{}` has no argument `{}`", known.name, name.text);
        let mut finding =
            Diagnostic::new(&catalogue::HCL_UNKNOWN_ARGUMENT, message).at(name.span, "unknown argument");
        let free = known.arguments.iter().map(|argument| argument.name);
        let free = free.filter(|name| !block.body.items.iter().any(|item| item_name(item) == *name));
        if let Some(near) = suggest::nearest(&name.text, free) {
            finding = finding
                .help(format!("did you mean `{near}`?"))
                .fix(format!("write `{near}`"), vec![edit(name.span, near)]);
        } else if let Some(help) = why_not(known.name, &name.text) {
            finding = finding.help(help);
            if (known.name, name.text.as_str()) == ("variable", "required")
                && matches!(attribute.value.kind, ExpressionKind::Bool(true))
                && let Some(line) = self.own_line(attribute)
            {
                finding = finding.fix("take it out", vec![edit(line, "")]);
            }
        } else if !known.arguments.is_empty() {
            let names: Vec<_> = known.arguments.iter().map(|argument| argument.name).collect();
            finding = finding.help(format!("its arguments are `{}`", names.join("`, `")));
        }
        self.found.push(finding);
    }

    /// The line of an argument that has one to itself, with its line break.
    fn own_line(&self, attribute: &Attribute) -> Option<Span> {
        let (before, after) = (
            self.text.get(..attribute.span.start as usize)?,
            self.text.get(attribute.span.end as usize..)?,
        );
        let start = before.rfind('\n')? + 1;
        let end = after.find('\n')? + 1;
        let alone = before[start..].trim().is_empty() && after[..end].trim().is_empty();
        alone.then(|| Span::new(start, attribute.span.end as usize + end))
    }

    /// `lifecycle = { … }` in place of `lifecycle { … }`.
    fn block_as_argument(&mut self, nested: &BlockType, attribute: &Attribute) {
        let name = &attribute.name;
        let message = format!("`{}` is a block, not an argument", nested.name);
        let mut finding = Diagnostic::new(&catalogue::HCL_UNKNOWN_ARGUMENT, message)
            .at(name.span, "written as an argument")
            .help(format!("write `{} {{ … }}` without `=`", nested.name));
        if matches!(attribute.value.kind, ExpressionKind::Object(_)) && nested.labels.is_empty() {
            let gap = (name.span.end as usize..attribute.value.span.start as usize).into();
            finding = finding.fix("take out `=`", vec![edit(gap, " ")]);
        }
        self.found.push(finding);
    }

    pub(super) fn unknown_block(&mut self, known: &BlockType, block: &Block) {
        let kind = &block.kind;
        let is_argument = known.argument(&kind.text).is_some()
            || known.others == Others::Arguments && block.labels.is_empty();
        if is_argument {
            return self.argument_as_block(known, block);
        }
        let place = if known.name == "module" || known.name == "locals" {
            format!("no blocks stand in `{}`", known.name)
        } else {
            format!("`{}` has no block `{}`", known.name, kind.text)
        };
        let mut finding =
            Diagnostic::new(&catalogue::HCL_UNKNOWN_ARGUMENT, place).at(kind.span, "unknown block");
        let names = known.blocks.iter().map(|nested| nested.block.name);
        if let Some(near) = suggest::nearest(&kind.text, names) {
            finding = finding
                .help(format!("did you mean `{near}`?"))
                .fix(format!("write `{near}`"), vec![edit(kind.span, near)]);
        }
        self.found.push(finding);
    }

    /// `tags { … }` in place of `tags = { … }`.
    fn argument_as_block(&mut self, known: &BlockType, block: &Block) {
        let kind = &block.kind;
        let message = format!("`{}` is an argument of `{}`, not a block", kind.text, known.name);
        let finding = Diagnostic::new(&catalogue::HCL_UNKNOWN_ARGUMENT, message)
            .at(kind.span, "written as a block")
            .help(format!("write `{} = {{ … }}`", kind.text));
        let gap = (kind.span.end as usize..block.open.start as usize).into();
        let only_arguments = block
            .body
            .items
            .iter()
            .all(|item| matches!(item, Item::Attribute(_)));
        self.found.push(if only_arguments && block.labels.is_empty() {
            finding.fix("write `=`", vec![edit(gap, " = ")])
        } else {
            finding
        });
    }
}

/// Whether a block that lacks `wanted` has an unknown argument or block that nearly is it.
pub(super) fn is_misspelt(known: &BlockType, block: &Block, wanted: &str) -> bool {
    block.body.items.iter().any(|item| {
        let name = item_name(item);
        known.argument(name).is_none()
            && known.nested(name).is_none()
            && suggest::nearest(name, [wanted]).is_some()
    })
}

/// The block type that was meant by one at the top of a file.
pub(crate) fn near_top(block: &Block) -> Option<&'static str> {
    let kind = block.kind.text.as_str();
    let short = SHORT.iter().find(|(short, _)| *short == kind);
    let near = short
        .map(|(_, known)| *known)
        .or_else(|| suggest::nearest(kind, TOP.blocks.iter().map(|nested| nested.block.name)))?;
    let labels = TOP.nested(near)?.block.labels.len();
    (labels == block.labels.len()).then_some(near)
}

/// What to do instead of an argument that is not there.
fn why_not(block: &str, argument: &str) -> Option<&'static str> {
    Some(match (block, argument) {
        ("variable", "required") => "take it out: a variable without `default` is required",
        ("variable", "validation") => "write a block `validation { … }`",
        ("variable" | "output", "name") => "take it out: the name is the label of the block",
        ("variable", "value") => "set `default` here, or the value in a `.tfvars` file",
        ("terraform", "version") => "write `required_version`",
        ("terraform", "providers" | "provider") => "write a block `required_providers { … }`",
        ("lifecycle", "depends_on" | "count" | "for_each") => "move it out of `lifecycle`",
        ("import", "from") => "write the address as `to` and the identifier as `id`",
        ("output", "default") => "write `value`",
        _ => return None,
    })
}
