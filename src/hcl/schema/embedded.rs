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
    content: Content,
    slice: OnceLock<Option<Slice>>,
}

impl Embedded {
    /// The schemas, decoded when they are first asked for.
    pub(super) fn slice(&self) -> Option<&Slice> {
        let text = || match self.content {
            Content::Compressed(bytes) => decode(bytes),
            Content::Plain(text) => Some(text.to_owned()),
        };
        let read = || Slice::outline(text()?).ok();
        self.slice.get_or_init(read).as_ref()
    }

    /// How many bytes of the binary it takes.
    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        match self.content {
            Content::Compressed(bytes) => bytes.len(),
            Content::Plain(text) => text.len(),
        }
    }

    /// The last part of the source, which is what the names of its types begin with.
    pub(super) fn prefix(&self) -> &'static str {
        self.source.rsplit_once('/').map_or(self.source, |(_, name)| name)
    }
}

#[derive(Debug)]
enum Content {
    Compressed(&'static [u8]),
    Plain(&'static str),
}

/// What Terraform itself provides.
const TERRAFORM: &str = "\
provider builtin/terraform 1.11.4
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
            content: Content::Compressed(include_bytes!(concat!("../../../data/schemas/", $file, ".zst"))),
            slice: OnceLock::new(),
        },)* Embedded {
            source: "builtin/terraform",
            content: Content::Plain(TERRAFORM),
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
