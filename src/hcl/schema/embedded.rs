//! The schemas that are part of the binary. The only file that imports `ruzstd`.

use std::sync::OnceLock;

use ruzstd::decoding::StreamingDecoder;
use ruzstd::io::Read;

use super::slice::Slice;

/// A provider whose schemas are part of the binary.
#[derive(Debug)]
pub(super) struct Embedded {
    /// The provider's source, such as `hashicorp/aws`.
    pub(super) source: &'static str,
    pub(super) form: Form,
    slice: OnceLock<Option<Slice>>,
}

/// How the text of the schemas is kept.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// Compressed with Zstandard.
    Compressed(&'static [u8]),
    /// As it is.
    Plain(&'static str),
}

/// The source of the provider that is part of Terraform itself.
pub(super) const BUILT_IN: &str = "builtin/terraform";

/// What Terraform's own provider has, by `terraform providers schema` of Terraform 1.11.4.
const BUILT_IN_SCHEMAS: &str = "provider builtin/terraform 1.11.4
resource terraform_data {
  id ~string
  input ?any
  output ~any
  triggers_replace ?any
}
data terraform_remote_state {
  backend !string
  config ?any
  defaults ?any
  outputs ~any
  workspace ?string
}
";

impl Embedded {
    /// The schemas, decoded when they are first asked for.
    pub(super) fn slice(&self) -> Option<&Slice> {
        let read = || Slice::outline(self.form.text()?).ok();
        self.slice.get_or_init(read).as_ref()
    }

    /// The last part of the source, which is what the names of its types begin with.
    pub(super) fn prefix(&self) -> &'static str {
        self.source.rsplit_once('/').map_or(self.source, |(_, name)| name)
    }
}

impl Form {
    fn text(self) -> Option<String> {
        match self {
            Self::Compressed(bytes) => decode(bytes),
            Self::Plain(text) => Some(text.to_owned()),
        }
    }

    /// The bytes that it takes up in the binary.
    #[cfg(test)]
    pub(super) fn len(self) -> usize {
        match self {
            Self::Compressed(bytes) => bytes.len(),
            Self::Plain(text) => text.len(),
        }
    }
}

fn decode(compressed: &[u8]) -> Option<String> {
    let mut decoder = StreamingDecoder::new(compressed).ok()?;
    let mut bytes = Vec::new();
    decoder.read_to_end(&mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}

macro_rules! embedded {
    ($($source:literal $file:literal;)*) => {
        /// Every provider that is part of the binary.
        pub(super) static EMBEDDED: [Embedded; 18] = [$(Embedded {
            source: $source,
            form: Form::Compressed(include_bytes!(concat!("../../../data/schemas/", $file, ".zst"))),
            slice: OnceLock::new(),
        },)* Embedded {
            source: BUILT_IN,
            form: Form::Plain(BUILT_IN_SCHEMAS),
            slice: OnceLock::new(),
        }];
    };
}

embedded! {
    "cloudflare/cloudflare" "cloudflare";
    "datadog/datadog" "datadog";
    "hashicorp/archive" "archive";
    "hashicorp/aws" "aws";
    "hashicorp/azuread" "azuread";
    "hashicorp/azurerm" "azurerm";
    "hashicorp/google" "google";
    "hashicorp/helm" "helm";
    "hashicorp/http" "http";
    "hashicorp/kubernetes" "kubernetes";
    "hashicorp/local" "local";
    "hashicorp/null" "null";
    "hashicorp/random" "random";
    "hashicorp/tfe" "tfe";
    "hashicorp/time" "time";
    "hashicorp/tls" "tls";
    "integrations/github" "github";
}
