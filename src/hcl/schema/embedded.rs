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
    pub(super) compressed: &'static [u8],
    slice: OnceLock<Option<Slice>>,
}

impl Embedded {
    /// The schemas, decoded when they are first asked for.
    pub(super) fn slice(&self) -> Option<&Slice> {
        let read = || Slice::outline(decode(self.compressed)?).ok();
        self.slice.get_or_init(read).as_ref()
    }

    /// The last part of the source, which is what the names of its types begin with.
    pub(super) fn prefix(&self) -> &'static str {
        self.source.rsplit_once('/').map_or(self.source, |(_, name)| name)
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
        pub(super) static EMBEDDED: [Embedded; 17] = [$(Embedded {
            source: $source,
            compressed: include_bytes!(concat!("../../../data/schemas/", $file, ".zst")),
            slice: OnceLock::new(),
        }),*];
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
