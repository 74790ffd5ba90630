//! What `terraform providers schema -json` prints, made into a slice.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::Deserialize;
use serde_json::Value;

use super::text::Kind;

/// The host of the providers that are part of Terraform.
const BUILT_IN: &str = "terraform.io";

/// Which part of the schemas is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    /// The provider's source, such as `hashicorp/aws`.
    pub source: &'a str,
    /// The provider's version, which the JSON does not tell.
    pub version: &'a str,
    /// The types: resources, data sources and ephemeral resources of these names are all taken.
    pub types: &'a [&'a str],
}

/// Why a slice cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// The text is not what Terraform prints; says where and why.
    Malformed(String),
    /// The `format_version` is not 1.x.
    Version(String),
    /// The provider is not there; these are.
    NoProvider(Vec<String>),
    /// The provider does not have these types.
    NoTypes(Vec<String>),
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(cause) => write!(
                formatter,
                "this is not what `terraform providers schema -json` prints: {cause}"
            ),
            Self::Version(version) => write!(
                formatter,
                "schemas of format version `{version}` cannot be read, only 1.x"
            ),
            Self::NoProvider(known) => write!(
                formatter,
                "there is no such provider in the schemas, only {}",
                quoted(known)
            ),
            Self::NoTypes(types) => write!(formatter, "the provider does not have {}", quoted(types)),
        }
    }
}

impl std::error::Error for JsonError {}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

#[derive(Deserialize)]
struct Schemas {
    format_version: String,
    #[serde(default)]
    provider_schemas: BTreeMap<String, Provider>,
}

#[derive(Deserialize)]
struct Provider {
    provider: Option<Schema>,
    #[serde(default)]
    resource_schemas: BTreeMap<String, Schema>,
    #[serde(default)]
    data_source_schemas: BTreeMap<String, Schema>,
    #[serde(default)]
    ephemeral_resource_schemas: BTreeMap<String, Schema>,
}

#[derive(Deserialize)]
struct Schema {
    #[serde(default)]
    block: Body,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    attributes: BTreeMap<String, Attribute>,
    block_types: BTreeMap<String, Block>,
    deprecated: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Attribute {
    #[serde(rename = "type")]
    value: Option<Value>,
    nested_type: Option<Nested>,
    required: bool,
    optional: bool,
    computed: bool,
    deprecated: bool,
}

#[derive(Deserialize)]
struct Nested {
    #[serde(default)]
    attributes: BTreeMap<String, Attribute>,
    nesting_mode: String,
}

#[derive(Deserialize)]
struct Block {
    nesting_mode: String,
    #[serde(default)]
    block: Body,
    #[serde(default)]
    min_items: u32,
    #[serde(default)]
    max_items: u32,
}

/// What Terraform prints, read: the schemas of every provider of a configuration.
pub struct SchemaJson {
    /// By address, such as `registry.terraform.io/hashicorp/aws`.
    providers: BTreeMap<String, Provider>,
}

impl SchemaJson {
    /// Reads the whole output of `terraform providers schema -json`.
    ///
    /// # Errors
    /// When it is something else.
    pub fn parse(json: &str) -> Result<Self, JsonError> {
        let schemas: Schemas =
            serde_json::from_str(json).map_err(|error| JsonError::Malformed(error.to_string()))?;
        if !schemas.format_version.starts_with("1.") {
            return Err(JsonError::Version(schemas.format_version));
        }
        Ok(Self {
            providers: schemas.provider_schemas,
        })
    }

    /// The sources of the providers, such as `hashicorp/aws`, without those that are part of Terraform.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.providers
            .keys()
            .filter_map(|address| address.split_once('/'))
            .filter(|(host, _)| *host != BUILT_IN)
            .map(|(_, source)| source)
    }

    /// The names of all types of a provider, sorted and each once.
    pub fn types(&self, source: &str) -> BTreeSet<&str> {
        let Some(provider) = self.provider(source) else {
            return BTreeSet::new();
        };
        let kinds = provider.kinds();
        let names = kinds.iter().flat_map(|(_, schemas)| schemas.keys());
        names.map(String::as_str).collect()
    }

    /// The text of a slice with the wanted types of a provider and its configuration, ready to be written to
    /// a file and read by [`Slice::parse`](super::Slice::parse).
    ///
    /// # Errors
    /// When the provider or one of the types is not there.
    pub fn slice(&self, selection: &Selection<'_>) -> Result<String, JsonError> {
        match self.provider(selection.source) {
            Some(provider) => write_provider(provider, selection),
            None => Err(JsonError::NoProvider(self.providers.keys().cloned().collect())),
        }
    }

    fn provider(&self, source: &str) -> Option<&Provider> {
        let found = self.providers.iter().find(|(address, _)| {
            address
                .split_once('/')
                .is_some_and(|(_, without_host)| without_host == source)
        });
        found.map(|(_, provider)| provider)
    }
}

impl Provider {
    fn kinds(&self) -> [(Kind, &BTreeMap<String, Schema>); 3] {
        [
            (Kind::Resource, &self.resource_schemas),
            (Kind::Data, &self.data_source_schemas),
            (Kind::Ephemeral, &self.ephemeral_resource_schemas),
        ]
    }
}

/// The text of a slice, straight from the JSON; see [`SchemaJson::slice`].
///
/// # Errors
/// When the JSON cannot be read, or does not have the provider or one of the types.
pub fn slice_from_json(json: &str, selection: &Selection<'_>) -> Result<String, JsonError> {
    SchemaJson::parse(json)?.slice(selection)
}

fn write_provider(provider: &Provider, selection: &Selection<'_>) -> Result<String, JsonError> {
    let kinds = provider.kinds();
    let has = |name: &&&str| !kinds.iter().any(|(_, schemas)| schemas.contains_key(**name));
    let missing: Vec<String> = selection
        .types
        .iter()
        .filter(has)
        .map(|&name| name.to_owned())
        .collect();
    if !missing.is_empty() {
        return Err(JsonError::NoTypes(missing));
    }
    let mut writer = Writer::default();
    writer.line(&format!("provider {} {}", selection.source, selection.version));
    if let Some(config) = &provider.provider {
        writer.schema(Kind::Config.word(), config);
    }
    for (kind, schemas) in kinds {
        for (name, schema) in schemas
            .iter()
            .filter(|(name, _)| selection.types.contains(&name.as_str()))
        {
            writer.schema(&format!("{} {name}", kind.word()), schema);
        }
    }
    Ok(writer.text)
}

#[derive(Default)]
struct Writer {
    text: String,
    depth: usize,
}

/// One line of a body with what is nested below it.
enum Line<'a> {
    Attribute(&'a Attribute),
    Block(&'a Block),
}

impl Writer {
    fn line(&mut self, line: &str) {
        let indent = self.depth * 2;
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{:indent$}{line}", "");
    }

    fn open(&mut self, head: &str, deprecated: bool) {
        self.line(&format!("{head}{} {{", mark(deprecated)));
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.line("}");
    }

    fn schema(&mut self, head: &str, schema: &Schema) {
        self.open(head, schema.block.deprecated);
        self.body(&schema.block.attributes, &schema.block.block_types);
        self.close();
    }

    fn body(&mut self, attributes: &BTreeMap<String, Attribute>, blocks: &BTreeMap<String, Block>) {
        let attributes = attributes.iter().map(|(name, it)| (name, Line::Attribute(it)));
        let blocks = blocks.iter().map(|(name, it)| (name, Line::Block(it)));
        let lines: BTreeMap<&String, Line<'_>> = blocks.chain(attributes).collect();
        for (name, line) in lines {
            match line {
                Line::Attribute(attribute) => self.attribute(name, attribute),
                Line::Block(block) => self.block(name, block),
            }
        }
    }

    fn attribute(&mut self, name: &str, attribute: &Attribute) {
        let presence = if attribute.required {
            "!"
        } else if attribute.optional {
            "?"
        } else {
            ""
        };
        let computed = attribute.computed || presence.is_empty();
        let marks = format!("{presence}{}", if computed { "~" } else { "" });
        if let Some(nested) = &attribute.nested_type {
            let value = match nested.nesting_mode.as_str() {
                "single" | "group" => "nested".to_owned(),
                mode => format!("{mode}(nested)"),
            };
            self.open(&format!("{name} {marks}{value}"), attribute.deprecated);
            self.body(&nested.attributes, &BTreeMap::new());
            return self.close();
        }
        self.value(name, &marks, attribute.value.as_ref(), attribute.deprecated);
    }

    /// Writes an attribute with a plain type; an object's attributes follow as its body.
    fn value(&mut self, name: &str, marks: &str, value: Option<&Value>, deprecated: bool) {
        let (word, object) = type_word(value);
        let head = format!("{name} {marks}{word}");
        let Some(fields) = object else {
            return self.line(&format!("{head}{}", mark(deprecated)));
        };
        self.open(&head, deprecated);
        for (name, value) in fields {
            self.value(name, "?", Some(value), false);
        }
        self.close();
    }

    fn block(&mut self, name: &str, block: &Block) {
        let nesting = match block.nesting_mode.as_str() {
            "group" => "single",
            mode => mode,
        };
        let count = match (block.min_items, block.max_items) {
            (0, 0) => String::new(),
            (min, 0) => format!(" {min}-"),
            (min, max) => format!(" {min}-{max}"),
        };
        self.open(&format!("{name} {nesting}{count}"), block.block.deprecated);
        self.body(&block.block.attributes, &block.block.block_types);
        self.close();
    }
}

fn mark(deprecated: bool) -> &'static str {
    if deprecated { " deprecated" } else { "" }
}

/// A type in the text form, and the attributes of the object in it, when there is one.
fn type_word(value: Option<&Value>) -> (String, Option<&serde_json::Map<String, Value>>) {
    match value {
        Some(Value::String(word)) if matches!(word.as_str(), "string" | "number" | "bool") => {
            (word.clone(), None)
        }
        Some(Value::Array(parts)) => match parts.as_slice() {
            [Value::String(word), inner] if matches!(word.as_str(), "list" | "set" | "map") => {
                let (element, object) = type_word(Some(inner));
                (format!("{word}({element})"), object)
            }
            [Value::String(word), Value::Object(fields), ..] if word == "object" => {
                ("object".to_owned(), Some(fields))
            }
            _ => ("any".to_owned(), None),
        },
        _ => ("any".to_owned(), None),
    }
}
