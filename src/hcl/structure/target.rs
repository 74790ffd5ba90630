//! Addresses of resources and modules, as `moved`, `removed` and `import` take them.

use super::{Checker, attributes, blocks};
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::ast::{Attribute, Block, Body, Expression, ExpressionKind, Step, StepKind};
use crate::hcl::walk::{literal, plain_string};

/// What an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Module,
    Resource,
    Data,
}

/// What is wrong with an address, or what it names and whether one instance of it.
fn target(value: &Expression) -> Result<Option<(Target, bool)>, &'static str> {
    let ExpressionKind::Traversal { root, steps } = &value.kind else {
        return Ok(None);
    };
    let ExpressionKind::Variable(root) = &root.kind else {
        return Ok(None);
    };
    let mut steps = steps.iter().peekable();
    let mut name = Some(root.text.as_str());
    let mut is_module = false;
    let mut keyed = false;
    while name == Some("module") {
        if attribute_name(steps.next()).is_none() {
            return Ok(None);
        }
        is_module = true;
        keyed |= steps.next_if(|step| is_index(step)).is_some();
        name = attribute_name(steps.next());
    }
    let kind = match name {
        None => return Ok(Some((Target::Module, keyed))),
        Some("var" | "local" | "each" | "count" | "self" | "path" | "terraform") if !is_module => {
            return Err("neither a resource nor a module");
        }
        Some("data") => {
            let _ = steps.next();
            Target::Data
        }
        Some("ephemeral" | "action" | "list" | "resource") => {
            let _ = steps.next();
            Target::Resource
        }
        Some(_) => Target::Resource,
    };
    if attribute_name(steps.next()).is_none() {
        return Ok(None);
    }
    keyed |= steps.next_if(|step| is_index(step)).is_some();
    match steps.next().map(|step| &step.kind) {
        None => Ok(Some((kind, keyed))),
        Some(StepKind::Attribute(_)) => Err("an attribute, not the resource"),
        Some(_) => Ok(None),
    }
}

fn attribute_name(step: Option<&Step>) -> Option<&str> {
    match &step?.kind {
        StepKind::Attribute(name) => Some(&name.text),
        _ => None,
    }
}

fn is_index(step: &Step) -> bool {
    matches!(step.kind, StepKind::Index(_))
}

impl Checker<'_> {
    /// Whether an address that is written out names a resource or module.
    pub(super) fn target(&mut self, attribute: &Attribute) {
        if let Err(label) = target(&attribute.value) {
            let message = format!(
                "`{}` takes the address of a resource or module",
                attribute.name.text
            );
            let finding = Diagnostic::new(&catalogue::HCL_REFERENCE, message)
                .at(attribute.value.span, label)
                .help("write an address such as `aws_vpc.main` or `module.vpc`");
            self.found.push(finding);
        }
    }

    /// Both addresses of `moved` name the same kind of thing.
    pub(super) fn moved(&mut self, block: &Block) {
        let find = |name: &str| attributes(&block.body).find(|attribute| attribute.name.text == name);
        let (Some(from), Some(to)) = (find("from"), find("to")) else {
            return;
        };
        let (Ok(Some((old, _))), Ok(Some((new, _)))) = (target(&from.value), target(&to.value)) else {
            return;
        };
        if old != new {
            let what = |kind| match kind {
                Target::Module => "a module",
                Target::Resource => "a resource",
                Target::Data => "a data source",
            };
            let message = "a resource moves to a resource, a module to a module";
            let finding = Diagnostic::new(&catalogue::HCL_REFERENCE, message)
                .at(block.kind.span, "")
                .at(from.value.span, what(old))
                .at(to.value.span, what(new));
            self.found.push(finding);
        }
    }

    /// Of what is removed, no single instance can be.
    pub(super) fn removed(&mut self, block: &Block) {
        let from = attributes(&block.body).find(|attribute| attribute.name.text == "from");
        let named = from.and_then(|from| target(&from.value).ok().flatten());
        if let (Some(from), Some((Target::Data, _))) = (from, named) {
            let finding = Diagnostic::new(
                &catalogue::HCL_REFERENCE,
                "a data source needs no `removed` block",
            )
            .at(from.value.span, "a data source")
            .help("take out the block: what is only read is not destroyed");
            self.found.push(finding);
        } else if let (Some(from), Some((_, true))) = (from, named) {
            let finding = Diagnostic::new(&catalogue::HCL_REFERENCE, "single instances cannot be removed")
                .at(from.value.span, "has an index")
                .help("write the address without its index");
            self.found.push(finding);
        }
    }

    /// What is imported is a resource, and its identifier is not empty.
    pub(super) fn imported(&mut self, block: &Block) {
        let to = attributes(&block.body).find(|attribute| attribute.name.text == "to");
        if let Some(to) = to
            && let Ok(Some((Target::Module | Target::Data, _))) = target(&to.value)
        {
            let finding = Diagnostic::new(&catalogue::HCL_REFERENCE, "only resources can be imported")
                .at(to.value.span, "not a resource")
                .help("write the address of a resource, such as `aws_vpc.main` or `module.vpc.aws_vpc.this`");
            self.found.push(finding);
        }
        let id = attributes(&block.body).find(|attribute| attribute.name.text == "id");
        if let Some(id) = id
            && plain_string(&id.value, self.text).is_some()
            && literal(&id.value, self.text).is_some_and(|id| id.is_empty())
        {
            let finding = Diagnostic::new(&catalogue::HCL_VALUE, "the `id` of an import cannot be empty")
                .at(id.value.span, "empty")
                .help("write the identifier that the provider knows the resource by");
            self.found.push(finding);
        }
    }

    /// One thing is imported once.
    pub(super) fn imports(&mut self, body: &Body) {
        let imports = blocks(body).filter(|block| block.kind.text == "import");
        let targets =
            imports.filter_map(|block| attributes(&block.body).find(|attribute| attribute.name.text == "to"));
        let mut seen = std::collections::BTreeMap::new();
        for to in targets.filter(|to| matches!(target(&to.value), Ok(Some(_)))) {
            let address = to.value.span.of(self.text);
            if let Some(first) = seen.insert(address, to.value.span) {
                let message = format!("`{address}` is imported twice");
                let finding = Diagnostic::new(&catalogue::HCL_REPEATED, message)
                    .at(to.value.span, "again here")
                    .at(first, "first here");
                self.found.push(finding);
            }
        }
    }
}
