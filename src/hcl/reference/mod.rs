//! References: what each name in an expression stands for, and whether it is there.
//!
//! [`check`] walks every block with the [`Scope`] its place gives it and looks at each reference once;
//! [`cycle`] then looks at how the declarations hang together.

mod address;
mod builtin;
mod cycle;
mod instance;
mod legacy;
mod mention;
mod near;
mod repetition;
mod scope;
mod sensitive;
mod word;

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::ast::{
    Attribute, Block, Body, Expression, ExpressionKind, Item, StepKind, TemplatePart, TemplatePartKind,
};
use super::module::{Address, Declarations, Kind, Place, Unit, Values, elements, provider_address};
use super::shape::Shape;
use super::structure::near_top;
use super::structure::table::{self, BlockType, Rule, TOP};
use super::walk::{bare_name, walk};
use crate::diagnostic::{Code, Diagnostic, Edit, catalogue};
use crate::hash::HashMap;
use crate::source::Span;
pub(crate) use mention::mention;
pub(crate) use near::NearNames;
use scope::{Has, Scope};

/// Follows every reference of a module: what is wrong with them, and the [`references`].
pub(crate) fn check<'m>(
    units: &'m [Unit<'m>],
    declarations: &Declarations<'_>,
    values: &Values<'_>,
) -> (Vec<Diagnostic<Place>>, Vec<Reference<'m>>) {
    let mut followed = follow(units, declarations, Some(values));
    let mut found = std::mem::take(&mut followed.found);
    found.extend(cycle::find(declarations, &followed.edges));
    (found, followed.references)
}

/// The references of a module to what it does not declare.
pub(crate) fn missing<'m>(units: &'m [Unit<'m>], declarations: &Declarations<'_>) -> Vec<Missing<'m>> {
    follow(units, declarations, None).missing
}

/// Every reference of a module that names something with an address, whether it is declared or not.
pub(crate) fn references<'m>(units: &'m [Unit<'m>], declarations: &Declarations<'_>) -> Vec<Reference<'m>> {
    follow(units, declarations, None).references
}

/// A reference to what is not declared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Missing<'m> {
    /// What it refers to.
    pub(crate) address: Address<'m>,
    /// From the root to the last name of the address.
    pub(crate) place: Place,
}

/// A name that stands for something with an address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference<'m> {
    /// What it names.
    pub(crate) address: Address<'m>,
    /// The address as it is written, without what follows it: `aws_vpc.main` of `aws_vpc.main.id`.
    pub(crate) place: Place,
}

/// What came of following all references.
#[derive(Default)]
struct Followed<'m> {
    found: Vec<Diagnostic<Place>>,
    edges: Vec<Edge<'m>>,
    missing: Vec<Missing<'m>>,
    references: Vec<Reference<'m>>,
}

fn follow<'m>(
    units: &'m [Unit<'m>],
    declarations: &Declarations<'_>,
    values: Option<&Values<'_>>,
) -> Followed<'m> {
    let mut followed = Followed::default();
    let texts: Vec<&str> = units.iter().map(|unit| unit.text).collect();
    let near = NearNames::new(declarations);
    let repeated = RefCell::default();
    for unit in units.iter().filter(|unit| unit.joins) {
        let mut walker = Walker {
            unit,
            declarations,
            near: &near,
            texts: &texts,
            repeated: &repeated,
            values,
            keys: BTreeSet::new(),
            followed: Followed::default(),
        };
        walker.unit();
        followed.found.append(&mut walker.followed.found);
        followed.edges.append(&mut walker.followed.edges);
        followed.missing.append(&mut walker.followed.missing);
        followed.references.append(&mut walker.followed.references);
    }
    followed
}

/// A reference from one declaration to another.
#[derive(Clone, Copy, Debug)]
struct Edge<'m> {
    from: Address<'m>,
    to: Address<'m>,
    /// Where the reference stands.
    place: Place,
}

/// Walks one fragment.
struct Walker<'m, 'c> {
    unit: &'m Unit<'m>,
    declarations: &'c Declarations<'c>,
    near: &'c NearNames<'c>,
    /// The text of each fragment.
    texts: &'c [&'c str],
    /// Of which addresses it is known already whether a revision may have several instances.
    repeated: &'c RefCell<HashMap<Address<'m>, bool>>,
    /// What names stand for; absent when only the references are asked for.
    values: Option<&'c Values<'c>>,
    /// Where keys of objects begin, which are no values.
    keys: BTreeSet<u32>,
    followed: Followed<'m>,
}

impl<'m> Walker<'m, '_> {
    fn unit(&mut self) {
        let unit = self.unit;
        let snippet = &unit.snippet;
        match snippet.shape {
            Shape::Module => {
                for item in &snippet.body.items {
                    match item {
                        Item::Block(block) => self.top_block(block),
                        Item::Attribute(attribute) => self.expression(&attribute.value, &Scope::unknown()),
                    }
                }
            }
            Shape::Body => self.loose_body(&snippet.body),
            Shape::Tfvars => self.inputs(&snippet.body),
            Shape::Expression => {
                for expression in &snippet.expressions {
                    self.expression(expression, &Scope::bare());
                }
            }
            Shape::Console => {
                for expression in &snippet.expressions {
                    // `exit` and `help` are commands of the console.
                    if !matches!(bare_name(expression), Some("exit" | "help")) {
                        self.expression(expression, &Scope::top());
                    }
                }
            }
            Shape::Empty => {}
        }
    }

    fn top_block(&mut self, block: &'m Block) {
        let near = || near_top(block).and_then(|near| TOP.nested(near));
        let Some(nested) = TOP.nested(&block.kind.text).or_else(near) else {
            return;
        };
        let scope = Scope::of(block, self.unit.text);
        if nested.block.name == "locals" {
            return self.locals(block);
        }
        self.enter(block);
        self.known_block(nested.block, block, &scope);
        self.leave();
        if nested.block.name == "output" {
            self.marked_output(block);
        }
        self.stored(block);
    }

    fn locals(&mut self, block: &'m Block) {
        for item in &block.body.items {
            if let Item::Attribute(attribute) = item {
                let owner = Address {
                    kind: Kind::Local,
                    type_name: "",
                    name: &attribute.name.text,
                };
                self.expression(&attribute.value, &Scope::top().owned_by(owner));
            }
        }
    }

    fn known_block(&mut self, known: &'static BlockType, block: &'m Block, scope: &Scope<'m>) {
        match known.name {
            // Constants, and names of another kind.
            "required_providers" | "backend" | "cloud" | "provider_meta" | "encryption" => {}
            "dynamic" => self.dynamic(block, scope),
            _ => self.body(Some(known), &block.body, scope),
        }
    }

    /// The inside of a block; `known` is `None` for one that a provider defines.
    fn body(&mut self, known: Option<&'static BlockType>, body: &'m Body, scope: &Scope<'m>) {
        for item in &body.items {
            match item {
                Item::Attribute(attribute) => {
                    let argument = known.and_then(|known| known.argument(&attribute.name.text));
                    match argument {
                        Some(argument) => {
                            self.argument(argument.rule, attribute, scope);
                            self.repetition(known.map_or("", |known| known.name), attribute);
                        }
                        None => self.expression(&attribute.value, scope),
                    }
                }
                Item::Block(block) => self.inner_block(known, block, scope),
            }
        }
    }

    fn inner_block(&mut self, known: Option<&'static BlockType>, block: &'m Block, scope: &Scope<'m>) {
        let kind = block.kind.text.as_str();
        let nested = known
            .and_then(|known| known.nested(kind))
            .map(|nested| nested.block);
        let is_loose =
            |known: &&'static BlockType| known.name == kind && known.labels.len() == block.labels.len();
        let loose = || table::LOOSE.into_iter().chain([&table::LIFECYCLE]).find(is_loose);
        let is_dynamic = kind == "dynamic" && block.labels.len() == 1;
        let block_type = nested
            .or(is_dynamic.then_some(&table::DYNAMIC))
            .or_else(|| loose().filter(|_| known.is_none() && scope.loose));
        let inner = scope.inside(kind);
        match block_type {
            Some(known) if known.name == "data" => {
                // Scoped data of a check.
                let scope = Scope::of(block, self.unit.text);
                self.known_block(known, block, &scope);
            }
            Some(known) => self.known_block(known, block, &inner),
            None => self.body(None, &block.body, &inner),
        }
    }

    fn dynamic(&mut self, block: &'m Block, scope: &Scope<'m>) {
        let label = block.labels.first().map(|label| label.value.as_str());
        let iterator =
            super::module::attribute(block, "iterator").and_then(|iterator| bare_name(&iterator.value));
        let inner = scope.with_iterator(iterator.or(label));
        for item in &block.body.items {
            match item {
                Item::Attribute(attribute) => match attribute.name.text.as_str() {
                    "iterator" => {}
                    "for_each" => self.expression(&attribute.value, scope),
                    _ => self.expression(&attribute.value, &inner),
                },
                Item::Block(content) => self.body(None, &content.body, &inner),
            }
        }
    }

    fn argument(&mut self, rule: Rule, attribute: &'m Attribute, scope: &Scope<'m>) {
        match rule {
            Rule::Expression => self.expression(&attribute.value, scope),
            Rule::Count => {
                self.expression(&attribute.value, &scope.without_instance());
                self.marked_count(&attribute.value);
            }
            Rule::ForEach => {
                self.expression(&attribute.value, &scope.without_instance());
                self.marked_for_each(&attribute.value);
            }
            Rule::Dependencies | Rule::Triggers => {
                for element in elements(&attribute.value) {
                    self.expression(element, scope);
                }
            }
            Rule::Provider => self.provider(&attribute.value),
            Rule::Providers => {
                if let ExpressionKind::Object(items) = &attribute.value.kind {
                    for item in items {
                        self.provider(&item.value);
                        self.indices(&item.value, scope);
                    }
                }
            }
            Rule::Address if attribute.name.text == "to" => {
                self.moved_to(&attribute.value);
                self.indices(&attribute.value, scope);
            }
            // Reported where it is no constant; other names than those of expressions.
            Rule::Address
            | Rule::Constant
            | Rule::Flag
            | Rule::EarlyConstant
            | Rule::Version
            | Rule::Type
            | Rule::OwnAttributes
            | Rule::Keyword => {}
        }
    }

    /// The keys of an address, which may be expressions where something is imported.
    fn indices(&mut self, address: &'m Expression, scope: &Scope<'m>) {
        if let ExpressionKind::Traversal { steps, .. } = &address.kind {
            for step in steps {
                if let StepKind::Index(index) = &step.kind {
                    self.expression(index, scope);
                }
            }
        }
    }

    /// The inside of a block that is not shown.
    fn loose_body(&mut self, body: &'m Body) {
        let scope = Scope::unknown();
        for item in &body.items {
            match item {
                Item::Attribute(attribute) if takes_bare_words(attribute) => {}
                Item::Attribute(attribute) => self.expression(&attribute.value, &scope),
                Item::Block(block) => self.inner_block(None, block, &scope),
            }
        }
    }

    /// Every reference of an expression.
    fn expression(&mut self, expression: &'m Expression, scope: &Scope<'m>) {
        if is_literal(expression) {
            return;
        }
        let mut bound = scope.iterators.clone();
        walk(expression, &mut bound, &mut |expression, bound| {
            self.look_at(expression, bound, scope);
        });
        if scope.open && is_type(expression) {
            return;
        }
        let unit = self.unit;
        let wrong = self
            .values
            .into_iter()
            .flat_map(|values| values.check(expression, unit));
        self.followed
            .found
            .extend(wrong.map(|finding| finding.map_locations(|span| unit.place(span))));
    }

    fn look_at(&mut self, expression: &'m Expression, bound: &[&'m str], scope: &Scope<'m>) {
        self.legacy(expression);
        match &expression.kind {
            ExpressionKind::Variable(name) if !bound.contains(&&*name.text) => self.word(name, scope),
            ExpressionKind::Traversal { root, steps } => {
                if let ExpressionKind::Variable(name) = &root.kind
                    && !bound.contains(&&*name.text)
                {
                    self.reference(name, steps, expression.span, scope);
                }
            }
            ExpressionKind::Object(items) => {
                self.keys.extend(items.iter().map(|item| item.key.span.start));
            }
            _ => {}
        }
    }

    fn provider(&mut self, value: &'m Expression) {
        let Some((address, span)) = provider_address(value) else {
            return;
        };
        self.refers(
            address,
            Span {
                start: value.span.start,
                ..span
            },
        );
        if !address.name.is_empty() && self.declarations.get(address).is_empty() {
            self.undeclared(address, value.span, span);
        }
    }

    /// The values of a `.tfvars` file.
    fn inputs(&mut self, body: &'m Body) {
        for item in &body.items {
            if let Item::Attribute(attribute) = item {
                let address = Address {
                    kind: Kind::Variable,
                    type_name: "",
                    name: &attribute.name.text,
                };
                self.refers(address, attribute.name.span);
                if self.declarations.get(address).is_empty() {
                    self.near(address, attribute.name.span, attribute.name.span);
                }
            }
        }
    }

    fn refers(&mut self, address: Address<'m>, written: Span) {
        let place = self.unit.place(written);
        self.followed.references.push(Reference { address, place });
    }

    fn report(
        &mut self,
        code: &'static Code,
        message: impl Into<String>,
        span: Span,
        label: &str,
    ) -> Finding<'_> {
        let finding = Diagnostic::new(code, message).at(self.unit.place(span), label);
        self.followed.found.push(finding);
        Finding {
            unit: self.unit.index,
            found: &mut self.followed.found,
        }
    }

    /// Reports a name that is not declared: when it is nearly another one, and in code that says it is complete.
    /// `whole` is the whole address, `span` its last name.
    fn undeclared(&mut self, address: Address<'m>, whole: Span, span: Span) {
        let place = self.unit.place(whole);
        self.followed.missing.push(Missing { address, place });
        if self.near(address, whole, span) || !self.unit.complete {
            return;
        }
        let message = format!("`{address}` is not declared");
        self.report(
            &catalogue::HCL_UNDECLARED,
            message,
            span,
            "declared nowhere in this post",
        )
        .help("declare it, in a `hidden` code block if need be, or take out `complete`");
    }
}

/// Whether the value of an argument may be types, providers or attributes, which are bare words.
fn takes_bare_words(attribute: &Attribute) -> bool {
    matches!(
        attribute.name.text.as_str(),
        "type" | "provider" | "providers" | "ignore_changes" | "iterator" | "when" | "on_failure"
    )
}

/// Whether an expression is a value that is written out, which refers to nothing: every other one is in most code.
fn is_literal(expression: &Expression) -> bool {
    let is_text = |part: &TemplatePart| matches!(part.kind, TemplatePartKind::Text);
    match &expression.kind {
        ExpressionKind::Null | ExpressionKind::Bool(_) => true,
        ExpressionKind::Template(parts) => parts.iter().all(is_text),
        _ => false,
    }
}

/// Whether an expression that stands alone is a type, such as `list(string)`, and no value.
fn is_type(expression: &Expression) -> bool {
    let types = ["list", "set", "map", "object", "tuple", "optional"];
    matches!(&expression.kind, ExpressionKind::Call(call) if types.contains(&call.function.text.as_str()))
}

/// The finding just reported, to be added to.
struct Finding<'f> {
    unit: usize,
    found: &'f mut Vec<Diagnostic<Place>>,
}

impl Finding<'_> {
    fn change(self, change: impl FnOnce(Diagnostic<Place>) -> Diagnostic<Place>) -> Self {
        if let Some(finding) = self.found.pop() {
            self.found.push(change(finding));
        }
        self
    }

    fn help(self, help: impl Into<String>) -> Self {
        self.change(|finding| finding.help(help))
    }

    fn at(self, place: Place, label: &str) -> Self {
        self.change(|finding| finding.at(place, label))
    }

    fn fix(self, title: impl Into<String>, edits: &[(Span, &str)]) -> Self {
        let fragment = self.unit;
        let edits = edits
            .iter()
            .map(|(span, replacement)| Edit {
                location: Place {
                    fragment,
                    span: *span,
                },
                replacement: (*replacement).to_owned(),
            })
            .collect();
        self.change(|finding| finding.fix(title, edits))
    }
}
