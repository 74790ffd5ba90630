//! Terraform's own blocks: what they hold, and what they must.
//!
//! Everything here is known from the text of one block; nothing is evaluated and no name is looked up.

mod assertion;
mod constant;
mod default;
mod labels;
mod provider;
mod repetition;
mod static_place;
pub(crate) mod table;
mod target;
pub(crate) mod type_constraint;
mod unknown;
mod variable;
mod version;

use crate::diagnostic::{Diagnostic, Edit, catalogue, suggest};
use crate::hcl::ast::{Attribute, Block, Body, Item};
use crate::hcl::module::{Unit, is_elided};
use crate::hcl::shape::Shape;
use crate::source::Span;
pub(crate) use labels::is_name_text;
use table::{BlockType, Others, Rule, TOP};
pub(crate) use unknown::near_top;

/// Holds a fragment against the table of blocks. `opentofu` allows what only OpenTofu evaluates early.
pub(crate) fn check(unit: &Unit<'_>, opentofu: bool) -> Vec<Diagnostic<Span>> {
    let mut checker = Checker {
        text: unit.text,
        opentofu,
        complete: unit.complete,
        found: Vec::new(),
    };
    let body = &unit.snippet.body;
    match unit.snippet.shape {
        Shape::Module => {
            checker.top(body, unit.dialect);
            if unit.joins {
                checker.imports(body);
            }
        }
        Shape::Body => checker.loose(body),
        Shape::Tfvars => checker.values(body),
        Shape::Empty | Shape::Expression | Shape::Console => {}
    }
    checker.found
}

/// Gathers what is wrong with the blocks of one fragment.
struct Checker<'t> {
    text: &'t str,
    /// Whether what OpenTofu evaluates early is a constant.
    opentofu: bool,
    /// Whether nothing is left out.
    complete: bool,
    found: Vec<Diagnostic<Span>>,
}

impl Checker<'_> {
    /// The values of a `.tfvars` file.
    fn values(&mut self, body: &Body) {
        for attribute in attributes(body) {
            self.constant(attribute, "a `.tfvars` file holds plain values");
        }
    }

    /// The inside of a block that is not shown: only blocks that can be told by themselves are checked.
    fn loose(&mut self, body: &Body) {
        self.repetition(body, true);
        for item in &body.items {
            match item {
                Item::Attribute(attribute) => match attribute.name.text.as_str() {
                    "depends_on" => self.dependencies(attribute),
                    "ignore_changes" => self.own_attributes(attribute),
                    "replace_triggered_by" => self.triggers(attribute),
                    _ => {}
                },
                Item::Block(block) => self.loose_block(block),
            }
        }
    }

    fn loose_block(&mut self, block: &Block) {
        let known = table::LOOSE
            .iter()
            .find(|known| known.name == block.kind.text && known.labels.len() == block.labels.len());
        let lifecycle = || {
            let known = |item: &Item| {
                let name = item_name(item);
                table::LIFECYCLE.argument(name).is_some() || table::LIFECYCLE.nested(name).is_some()
            };
            // Containers of Kubernetes have a `lifecycle` of their own.
            block.kind.text == "lifecycle" && block.body.items.iter().any(known)
        };
        match known {
            Some(known) => self.block(known, block),
            // Alone in its fence, a misspelt block without labels is taken for the inside of another.
            None if let Some(top) = near_top(block).filter(|top| is_slip(block, top)) => {
                self.misspelt_block(block, top);
            }
            None if lifecycle() => self.block(&table::LIFECYCLE, block),
            None => self.provider_body(&block.body),
        }
    }

    /// A block of the language.
    fn block(&mut self, known: &'static BlockType, block: &Block) {
        let known = match block.labels.first() {
            Some(kind) if known.name == "provisioner" => table::provisioner(&kind.value),
            _ => known,
        };
        self.labels(known, block);
        self.missing(known, block);
        self.repetition(&block.body, known.argument("count").is_some());
        self.repeated(known, &block.body);
        for item in &block.body.items {
            match item {
                Item::Attribute(attribute) => self.argument(known, block, attribute),
                Item::Block(inner) => self.inner_block(known, inner),
            }
        }
        match known.name {
            "variable" => {
                self.variable(block);
                self.validations(block);
            }
            "required_providers" => self.required_providers(block),
            "backend" | "provider_meta" => self.constants(&block.body, known.name),
            "terraform" => self.settings(block),
            "precondition" | "postcondition" | "assert" | "validation" => self.assertion(block),
            "provisioner" => self.destroyer(block),
            "moved" => self.moved(block),
            "removed" => self.removed(block),
            "import" => self.imported(block),
            _ => {}
        }
    }

    fn argument(&mut self, known: &BlockType, block: &Block, attribute: &Attribute) {
        match known.argument(&attribute.name.text) {
            Some(argument) => self.rule(known, argument.rule, attribute),
            None if known.others == Others::Nothing => self.unknown_argument(known, block, attribute),
            None => {}
        }
    }

    fn rule(&mut self, known: &BlockType, rule: Rule, attribute: &Attribute) {
        match rule {
            Rule::Expression | Rule::Count | Rule::ForEach | Rule::Type => {}
            Rule::Constant => self.constant(attribute, place_of(known.name, &attribute.name.text)),
            Rule::Flag => {
                self.constant(attribute, place_of(known.name, &attribute.name.text));
                self.flag(attribute);
            }
            Rule::EarlyConstant if self.opentofu => {}
            Rule::EarlyConstant => self.constant(attribute, place_of(known.name, &attribute.name.text)),
            Rule::Version => self.version(attribute),
            Rule::Dependencies => self.dependencies(attribute),
            Rule::OwnAttributes => self.own_attributes(attribute),
            Rule::Triggers => self.triggers(attribute),
            Rule::Address => {
                self.address(attribute, known.name == "import");
                self.target(attribute);
            }
            Rule::Provider => self.provider(attribute),
            Rule::Providers => self.providers(attribute),
            Rule::Keyword => self.keyword(attribute),
        }
    }

    fn inner_block(&mut self, known: &'static BlockType, inner: &Block) {
        match known.nested(&inner.kind.text) {
            Some(nested) => self.block(nested.block, inner),
            None if known.is_open() => self.provider_block(inner),
            None => self.unknown_block(known, inner),
        }
    }

    /// A block that a provider defines, or `dynamic`, which stands for some.
    fn provider_block(&mut self, block: &Block) {
        if block.kind.text == "dynamic" {
            self.block(&table::DYNAMIC, block);
        } else {
            self.provider_body(&block.body);
        }
    }

    pub(super) fn provider_body(&mut self, body: &Body) {
        self.repeated_arguments(body);
        for block in blocks(body) {
            self.provider_block(block);
        }
    }

    /// What must be there and is not, unless the body says that something is left out.
    fn missing(&mut self, known: &BlockType, block: &Block) {
        let has = |name: &str| block.body.items.iter().any(|item| item_name(item) == name);
        let arguments = known.arguments.iter().filter(|argument| argument.required);
        let arguments = arguments.map(|argument| (argument.name, "argument"));
        let nested = known.blocks.iter().filter(|nested| nested.required);
        let nested = nested.map(|nested| (nested.block.name, "block"));
        let mut missing: Vec<_> = arguments.chain(nested).filter(|(name, _)| !has(name)).collect();
        if known.name == "import" && !has("id") && !has("identity") {
            missing.push(("id", "argument"));
        }
        // An unclosed block has lost what followed.
        if missing.is_empty() || block.close.is_none() || is_elided(&block.body, self.text) {
            return;
        }
        for (name, what) in missing {
            // One that is misspelt is reported as such.
            if unknown::is_misspelt(known, block, name) {
                continue;
            }
            let message = format!("`{}` has no `{name}`", block.kind.text);
            let finding = Diagnostic::new(&catalogue::HCL_MISSING_ARGUMENT, message)
                .at(header(block), format!("the {what} `{name}` is missing"))
                .help(format!(
                    "add `{name}`; where it is left out on purpose, say so with a comment such as `# ...`"
                ));
            self.found.push(finding);
        }
    }

    /// Arguments and single blocks that stand twice.
    fn repeated(&mut self, known: &BlockType, body: &Body) {
        if known.name != "locals" {
            self.repeated_arguments(body);
        }
        for nested in known.blocks.iter().filter(|nested| nested.single) {
            let mut same = blocks(body).filter(|block| block.kind.text == nested.block.name);
            if let (Some(first), Some(again)) = (same.next(), same.next()) {
                self.twice("block", &first.kind.text, first.kind.span, again.kind.span);
            }
        }
    }

    fn repeated_arguments(&mut self, body: &Body) {
        let mut seen = std::collections::BTreeMap::new();
        for attribute in attributes(body) {
            let name = attribute.name.text.as_str();
            match seen.get(name) {
                Some(first) => self.twice("argument", name, *first, attribute.name.span),
                None => {
                    seen.insert(name, attribute.name.span);
                }
            }
        }
    }

    fn twice(&mut self, what: &str, name: &str, first: Span, again: Span) {
        let message = format!("{what} `{name}` stands twice in one block");
        let finding = Diagnostic::new(&catalogue::HCL_REPEATED, message)
            .at(again, "again here")
            .at(first, "first here");
        self.found.push(finding);
    }
}

/// What a static place is called in findings.
fn place_of(block: &str, argument: &str) -> &'static str {
    match (block, argument) {
        ("variable", "default") => "a default is known before anything is evaluated",
        ("module", "source") => "a module's source is known before anything is evaluated",
        ("lifecycle", _) => "Terraform plans with this before it evaluates anything",
        _ => "this is known before anything is evaluated",
    }
}

/// The type and labels of a block.
pub(crate) fn header(block: &Block) -> Span {
    block
        .labels
        .last()
        .map_or(block.kind.span, |last| block.kind.span.cover(last.span))
}

fn item_name(item: &Item) -> &str {
    match item {
        Item::Attribute(attribute) => &attribute.name.text,
        Item::Block(block) => &block.kind.text,
    }
}

fn attributes(body: &Body) -> impl Iterator<Item = &Attribute> {
    body.items.iter().filter_map(|item| match item {
        Item::Attribute(attribute) => Some(attribute),
        Item::Block(_) => None,
    })
}

fn blocks(body: &Body) -> impl Iterator<Item = &Block> {
    body.items.iter().filter_map(|item| match item {
        Item::Block(block) => Some(block),
        Item::Attribute(_) => None,
    })
}

fn edit(location: Span, replacement: impl Into<String>) -> Edit<Span> {
    Edit {
        location,
        replacement: replacement.into(),
    }
}

/// Whether a block without labels is `locals` or `terraform` but for a letter or two.
fn is_slip(block: &Block, top: &str) -> bool {
    let kind = block.kind.text.as_str();
    matches!(top, "locals" | "terraform")
        && suggest::distance(kind, top) <= if top == "locals" { 1 } else { 2 }
}

fn is_top(kind: &str) -> bool {
    TOP.nested(kind).is_some()
}
