//! What a module says about its providers: which one a local name stands for, and in which versions.

use std::collections::BTreeMap;

use super::literal::{object_key, plain_string};
use super::text::Kind;
use crate::hcl::ast::{Body, Expression, ExpressionKind, Item, ObjectItem};

/// Hosts whose providers may be named without the host.
const PUBLIC_REGISTRIES: [&str; 3] = ["registry.terraform.io", "registry.opentofu.org", "terraform.io"];

/// The providers that a module requires, by local name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    providers: BTreeMap<String, Requirement>,
    /// The local name of the provider that a resource names itself.
    chosen: BTreeMap<(Kind, String, String), String>,
}

/// What is required of one provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// The source, such as `hashicorp/aws`, with or without a registry; `None` when it is not given.
    pub source: Option<String>,
    /// The version constraint, such as `~> 6.0`; `None` when it is not given.
    pub version: Option<String>,
}

impl Requirements {
    /// Reads a file: its `required_providers`, and the `provider` arguments of its resources. What is not
    /// constant there is left out.
    pub fn read(&mut self, text: &str, body: &Body) {
        self.read_choices(text, body);
        for settings in blocks(body, "terraform") {
            for providers in blocks(settings, "required_providers") {
                self.read_providers(text, providers);
            }
        }
    }

    /// Sets what is required of a provider; meant for what the author says outside of the code.
    pub fn set(&mut self, local_name: &str, requirement: Requirement) {
        self.providers.insert(local_name.to_owned(), requirement);
    }

    /// What is required of the provider of a local name.
    pub fn get(&self, local_name: &str) -> Option<&Requirement> {
        self.providers.get(local_name)
    }

    /// The local names with what is required of their providers.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Requirement)> {
        self.providers.iter().map(|(name, it)| (name.as_str(), it))
    }

    /// The local name of the provider that a resource names itself.
    pub(super) fn chosen(&self, kind: Kind, type_name: &str, name: &str) -> Option<&str> {
        let key = (kind, type_name.to_owned(), name.to_owned());
        self.chosen.get(&key).map(String::as_str)
    }

    fn read_choices(&mut self, text: &str, body: &Body) {
        for item in &body.items {
            let Item::Block(block) = item else { continue };
            let kind = match block.kind.text.as_str() {
                "resource" => Kind::Resource,
                "data" => Kind::Data,
                "ephemeral" => Kind::Ephemeral,
                _ => continue,
            };
            let [type_name, name] = block.labels.as_slice() else {
                continue;
            };
            if let Some(provider) = provider_argument(text, &block.body) {
                self.chosen
                    .insert((kind, type_name.value.clone(), name.value.clone()), provider);
            }
        }
    }

    fn read_providers(&mut self, text: &str, body: &Body) {
        for item in &body.items {
            let Item::Attribute(attribute) = item else {
                continue;
            };
            let requirement = match &attribute.value.kind {
                ExpressionKind::Object(items) => Requirement {
                    source: field(text, items, "source"),
                    version: field(text, items, "version"),
                },
                _ => Requirement {
                    source: None,
                    version: constant(text, &attribute.value),
                },
            };
            self.set(&attribute.name.text, requirement);
        }
    }
}

impl Requirement {
    /// The source in the form `namespace/name`, with the host when it is a private registry; the one that is
    /// meant by the local name alone when it is not given.
    pub fn source_of(&self, local_name: &str) -> String {
        match self.public_source() {
            Some(source) => source.to_owned(),
            None => format!("hashicorp/{local_name}"),
        }
    }

    /// The source in the form `namespace/name`; `None` when it is not given or lies in a private registry.
    pub(super) fn public_source(&self) -> Option<&str> {
        let source = self.source.as_deref()?;
        match source.split_once('/') {
            Some((host, rest)) if PUBLIC_REGISTRIES.contains(&host) => Some(rest),
            _ => Some(source),
        }
    }

    /// Whether what is known of `version` holds for the versions that are asked for: whether any of them
    /// has the same first number. A constraint that cannot be read is taken to agree.
    pub(super) fn agrees_with(&self, version: &str) -> bool {
        let (Some(constraint), Some(major)) = (&self.version, numbers(version).first().copied()) else {
            return true;
        };
        constraint.split(',').all(|part| admits_major(part.trim(), major))
    }
}

fn admits_major(constraint: &str, major: u64) -> bool {
    let at = constraint
        .find(|character: char| character.is_ascii_digit())
        .unwrap_or(constraint.len());
    let numbers = numbers(&constraint[at..]);
    let Some(&first) = numbers.first() else {
        return true;
    };
    match constraint[..at].trim() {
        "" | "=" => first == major,
        "~>" if numbers.len() > 1 => first == major,
        ">" | ">=" | "~>" => first <= major,
        "<=" => first >= major,
        "<" => first > major || first == major && numbers[1..].iter().any(|&number| number > 0),
        _ => true,
    }
}

fn numbers(version: &str) -> Vec<u64> {
    let release = version.split(['-', '+']).next().unwrap_or_default();
    release
        .trim()
        .trim_start_matches('v')
        .split('.')
        .map_while(|number| number.parse().ok())
        .collect()
}

/// The local name of the provider that a resource names with `provider = …`.
pub(super) fn provider_argument(text: &str, body: &Body) -> Option<String> {
    let value = body.items.iter().find_map(|item| match item {
        Item::Attribute(attribute) if attribute.name.text == "provider" => Some(&attribute.value),
        _ => None,
    })?;
    let root = match &value.kind {
        ExpressionKind::Traversal { root, .. } => root,
        _ => value,
    };
    match &root.kind {
        ExpressionKind::Variable(name) => Some(name.text.clone()),
        _ => Some(plain_string(text, root)?.split('.').next()?.to_owned()),
    }
}

fn blocks<'a>(body: &'a Body, kind: &'a str) -> impl Iterator<Item = &'a Body> {
    body.items.iter().filter_map(move |item| match item {
        Item::Block(block) if block.kind.text == kind => Some(&block.body),
        _ => None,
    })
}

fn field(text: &str, items: &[ObjectItem], name: &str) -> Option<String> {
    let named = |item: &&ObjectItem| object_key(text, item) == Some(name);
    let item = items.iter().find(named)?;
    constant(text, &item.value)
}

fn constant(text: &str, expression: &Expression) -> Option<String> {
    plain_string(text, expression).map(str::to_owned)
}
