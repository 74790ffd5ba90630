//! Whose HCL it is: many tools besides Terraform use the language.

use crate::hcl::ast::{Block, Body, Item};
use crate::hcl::shape::{Shape, Snippet};
use crate::hcl::structure;

/// The tool a fragment is written for, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Terraform or OpenTofu, or nothing speaks against it.
    Terraform,
    /// Another tool; nothing is known of its blocks and names.
    Other,
}

/// Block types at the top of files of Packer, Nomad, Terragrunt, Terraform's tests and stacks, docker's bake,
/// tflint, the command line's configuration and other tools.
const FOREIGN: [&str; 57] = [
    "run",
    "mock_provider",
    "mock_resource",
    "mock_data",
    "override_resource",
    "override_data",
    "override_module",
    "test",
    "file",
    "packer",
    "source",
    "build",
    "job",
    "group",
    "task",
    "include",
    "dependency",
    "dependencies",
    "generate",
    "remote_state",
    "inputs",
    "unit",
    "stack",
    "feature",
    "errors",
    "exclude",
    "catalog",
    "engine",
    "target",
    "function",
    "plugin",
    "rule",
    "config",
    "tflint",
    "provider_installation",
    "credentials",
    "credentials_helper",
    "host",
    "plugin_cache_dir",
    "component",
    "deployment",
    "deployment_group",
    "deployment_auto_approve",
    "identity_token",
    "store",
    "orchestrate",
    "publish_output",
    "upstream_input",
    "path",
    "listener",
    "storage",
    "seal",
    "service",
    "services",
    "policy",
    "namespace",
    "key_prefix",
];

/// What Terragrunt adds to the `terraform` block.
const TERRAGRUNT: [&str; 7] = [
    "source",
    "extra_arguments",
    "before_hook",
    "after_hook",
    "error_hook",
    "include_in_copy",
    "exclude_from_copy",
];

impl Dialect {
    /// Whose language a file is written in.
    pub(crate) fn of(snippet: &Snippet) -> Self {
        let body = &snippet.body;
        // Of a file without a single block of Terraform's nothing is known.
        let unknown = snippet.shape == Shape::Module && !blocks(body).any(is_terraforms);
        if unknown || body.items.iter().any(is_foreign) {
            Self::Other
        } else {
            Self::Terraform
        }
    }
}

fn is_terraforms(block: &Block) -> bool {
    structure::table::TOP.nested(&block.kind.text).is_some() || structure::near_top(block).is_some()
}

/// Whether a block's type is known from another tool.
pub(crate) fn is_foreign_block(block: &Block) -> bool {
    let labels = block.labels.len();
    match block.kind.text.as_str() {
        // Packer's `local` has a label, a test file's `variables` has none.
        "local" => labels == 1,
        "variables" => labels == 0,
        // A health check of Consul or Nomad.
        "check" => labels == 0 && !holds(&block.body, &["assert", "data"]),
        "provider" => holds(&block.body, &["hashes"]),
        "terraform" => holds(&block.body, &TERRAGRUNT),
        kind => FOREIGN.contains(&kind),
    }
}

fn is_foreign(item: &Item) -> bool {
    match item {
        Item::Block(block) => is_foreign_block(block),
        Item::Attribute(attribute) => attribute.name.text == "inputs",
    }
}

fn holds(body: &Body, names: &[&str]) -> bool {
    body.items.iter().any(|item| names.contains(&name_of(item)))
}

fn name_of(item: &Item) -> &str {
    match item {
        Item::Attribute(attribute) => &attribute.name.text,
        Item::Block(block) => &block.kind.text,
    }
}

/// Whether a file holds what only OpenTofu has: state encryption, providers with `for_each`, `enabled`.
pub(super) fn is_opentofu(body: &Body) -> bool {
    blocks(body).any(|block| match block.kind.text.as_str() {
        "terraform" => holds(&block.body, &["encryption"]),
        "provider" => holds(&block.body, &["for_each"]),
        "resource" | "data" | "module" => blocks(&block.body)
            .any(|inner| inner.kind.text == "lifecycle" && holds(&inner.body, &["enabled"])),
        _ => false,
    })
}

fn blocks(body: &Body) -> impl Iterator<Item = &Block> {
    body.items.iter().filter_map(|item| match item {
        Item::Block(block) => Some(block),
        Item::Attribute(_) => None,
    })
}
