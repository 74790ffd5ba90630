//! References to what a module declares.

use super::{Edge, Has, Scope, Walker};
use crate::diagnostic::catalogue;
use crate::diagnostic::suggest::distance;
use crate::hcl::ast::{Expression, ExpressionKind, Name, Step, StepKind};
use crate::hcl::module::{Address, Kind};
use crate::hcl::structure::is_name_text;
use crate::hcl::walk::plain_string;
use crate::source::Span;

/// Roots that are nearly the right ones, with what was meant.
const WRONG_ROOTS: [(&str, &str); 6] = [
    ("locals", "local"),
    ("vars", "var"),
    ("variable", "var"),
    ("variables", "var"),
    ("modules", "module"),
    ("datas", "data"),
];

/// What a wrong root was meant for.
pub(super) fn meant_root(root: &str) -> Option<&'static str> {
    WRONG_ROOTS
        .iter()
        .find(|(wrong, _)| *wrong == root)
        .map(|(_, meant)| *meant)
}

/// `eahc.key`, `cuont.index`, `slef.id`: what follows the root tells what was meant.
fn misspelt_builtin(word: &str, name: &str) -> Option<&'static str> {
    const BUILTINS: [(&str, &[&str]); 4] = [
        ("each", &["key", "value"]),
        ("count", &["index"]),
        ("path", &["module", "root", "cwd"]),
        ("terraform", &["workspace"]),
    ];
    if word == "slef" {
        return Some("self");
    }
    let meant = |(root, names): &&(&'static str, &[&str])| {
        names.contains(&name)
            && !word.contains('_')
            && matches!(distance(word, root), 1 | 2)
            && (root.len() > 5 || distance(word, root) == 1)
    };
    BUILTINS.iter().find(meant).map(|(root, _)| *root)
}

impl<'m> Walker<'m, '_> {
    /// A name followed by steps, at `span`.
    pub(super) fn reference(&mut self, root: &'m Name, steps: &'m [Step], span: Span, scope: &Scope<'m>) {
        match root.text.as_str() {
            "var" => self.single(Kind::Variable, root, steps, scope),
            "local" => self.single(Kind::Local, root, steps, scope),
            "module" => self.single(Kind::Module, root, steps, scope),
            "data" => self.typed(Kind::Data, root, steps, span, scope),
            "ephemeral" => self.typed(Kind::Ephemeral, root, steps, span, scope),
            "resource" => self.typed(Kind::Resource, root, steps, span, scope),
            "each" | "count" | "self" | "path" | "terraform" | "tofu" => self.builtin(root, steps, scope),
            _ if self.wrong_root(root, steps, scope) => {}
            _ => self.resource(root, steps, span, scope),
        }
    }

    /// `locals.x`, `vars.x`, `output.x` and the like.
    fn wrong_root(&mut self, root: &'m Name, steps: &'m [Step], scope: &Scope<'m>) -> bool {
        let word = root.text.as_str();
        // Where the block around is not shown, it may be the iterator of a `dynamic` block.
        let iterator =
            scope.loose && matches!(first_name(steps), Some(name) if matches!(&*name.text, "key" | "value"));
        if iterator || first_name(steps).is_none() {
            return false;
        }
        if let Some(meant) = meant_root(word).or_else(|| self.misspelt_root(word, steps)) {
            let message = format!("there is no `{word}` to refer to");
            self.report(&catalogue::HCL_WRONG_ROOT, message, root.span, "unknown root")
                .help(format!("write `{meant}.`"))
                .fix(format!("write `{meant}.`"), &[(root.span, meant)]);
            return true;
        }
        if matches!(word, "output" | "outputs") {
            let message = format!("there is no `{word}` to refer to");
            self.report(&catalogue::HCL_WRONG_ROOT, message, root.span, "unknown root")
                .help("refer to what the output's `value` refers to; outputs of a called module are `module.NAME.OUTPUT`");
            return true;
        }
        false
    }

    /// `lcoal.x`, and `vra.x` where `var.x` is declared: no type of a resource has such a name.
    fn misspelt_root(&self, word: &str, steps: &[Step]) -> Option<&'static str> {
        let name = first_name(steps)?;
        if let Some(meant) = misspelt_builtin(word, &name.text) {
            return Some(meant);
        }
        let kinds = [
            ("var", Kind::Variable),
            ("local", Kind::Local),
            ("module", Kind::Module),
        ];
        kinds.into_iter().find_map(|(root, kind)| {
            let address = Address {
                kind,
                type_name: "",
                name: &name.text,
            };
            let near = !word.contains('_') && distance(word, root) == 1;
            let certain = root.len() > 3 && word.is_ascii() || !self.declarations.get(address).is_empty();
            (near && certain).then_some(root)
        })
    }

    /// `var.x`, `local.x`, `module.x`.
    fn single(&mut self, kind: Kind, root: &'m Name, steps: &'m [Step], scope: &Scope<'m>) {
        let Some(name) = first_name(steps) else {
            return self.nameless(root, steps);
        };
        let address = Address {
            kind,
            type_name: "",
            name: &name.text,
        };
        self.resolve(
            address,
            root.span,
            name.span,
            steps.get(1..).unwrap_or_default(),
            scope,
        );
    }

    /// `var["x"]`: a root that is no value.
    fn nameless(&mut self, root: &Name, steps: &'m [Step]) {
        let word = root.text.as_str();
        let message = format!("`{word}` is no value of its own");
        let place = root.span.cover(steps.first().map_or(root.span, |step| step.span));
        let literal = match steps.first() {
            Some(Step {
                kind: StepKind::Index(index),
                span,
            }) => plain_string(index, self.unit.text)
                .filter(|name| is_name_text(name))
                .map(|name| (*span, format!(".{name}"))),
            _ => None,
        };
        let finding = self
            .report(&catalogue::HCL_REFERENCE, message, place, "a name must follow")
            .help(format!("write `{word}.NAME`"));
        if let Some((span, name)) = literal {
            finding.fix(format!("write `{word}{name}`"), &[(span, &name)]);
        }
    }

    /// `data.type.x` and its like.
    fn typed(&mut self, kind: Kind, root: &'m Name, steps: &'m [Step], span: Span, scope: &Scope<'m>) {
        let (Some(type_name), Some(name)) = (name_at(steps, 0), name_at(steps, 1)) else {
            let word = &root.text;
            let message = format!("`{word}` must be followed by a type and a name");
            self.report(&catalogue::HCL_REFERENCE, message, span, "incomplete")
                .help(format!("write `{word}.TYPE.NAME`"));
            return;
        };
        let address = Address {
            kind,
            type_name: &type_name.text,
            name: &name.text,
        };
        self.resolve(
            address,
            root.span,
            name.span,
            steps.get(2..).unwrap_or_default(),
            scope,
        );
    }

    /// `type.x`: a managed resource, or a mistake.
    fn resource(&mut self, root: &'m Name, steps: &'m [Step], span: Span, scope: &Scope<'m>) {
        let Some(name) = first_name(steps) else {
            if !scope.open {
                let word = &root.text;
                let message = format!("`{word}` is followed by no name");
                self.report(
                    &catalogue::HCL_REFERENCE,
                    message,
                    span,
                    "the name of a resource must follow",
                )
                .help(format!("write `{word}.NAME`"));
            }
            return;
        };
        let address = Address {
            kind: Kind::Resource,
            type_name: &root.text,
            name: &name.text,
        };
        self.resolve(
            address,
            root.span,
            name.span,
            steps.get(1..).unwrap_or_default(),
            scope,
        );
    }

    /// A reference with all its names.
    fn resolve(&mut self, address: Address<'m>, root: Span, name: Span, rest: &'m [Step], scope: &Scope<'m>) {
        self.refers(address, root.cover(name));
        let place = self.unit.place(name);
        if let Some(owner) = scope.owner {
            if owner == address {
                return self.refers_to_itself(address, name, scope);
            }
            self.followed.edges.push(Edge {
                from: owner,
                to: address,
                place,
            });
        }
        if self.declarations.get(address).is_empty() {
            self.undeclared(address, root.cover(name), name);
        } else {
            self.instance(address, name, rest, scope);
        }
    }

    fn refers_to_itself(&mut self, address: Address<'m>, name: Span, scope: &Scope<'m>) {
        let message = format!("`{address}` refers to itself");
        let finding = self.report(
            &catalogue::HCL_CYCLE,
            message,
            name,
            "its own value is not known here",
        );
        if scope.own == Has::Yes {
            finding.help("write `self` in place of the address");
        }
    }

    /// `to = …` of `moved` and `import`.
    pub(super) fn moved_to(&mut self, value: &'m Expression) {
        let ExpressionKind::Traversal { root, steps } = &value.kind else {
            return;
        };
        let ExpressionKind::Variable(root) = &root.kind else {
            return;
        };
        let (kind, type_name, name) = match root.text.as_str() {
            "module" => (Kind::Module, "", name_at(steps, 0)),
            "data" | "ephemeral" | "resource" => return,
            type_name => (Kind::Resource, type_name, name_at(steps, 0)),
        };
        let Some(name) = name else {
            return;
        };
        let address = Address {
            kind,
            type_name,
            name: &name.text,
        };
        self.refers(address, root.span.cover(name.span));
        if self.declarations.get(address).is_empty() {
            self.near(address, root.span.cover(name.span), name.span);
        }
    }
}

fn first_name(steps: &[Step]) -> Option<&Name> {
    name_at(steps, 0)
}

/// The name after the dot of a step.
pub(super) fn name_at(steps: &[Step], index: usize) -> Option<&Name> {
    match &steps.get(index)?.kind {
        StepKind::Attribute(name) => Some(name),
        _ => None,
    }
}
