//! A folder that any generator has made.

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use crate::check;
use crate::check::built::BuiltSite;
use crate::check::elsewhere::Outbound;
use crate::diagnostic::Diagnostic;
use crate::source::SourceTree;

/// What was found in a folder of HTML.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// All findings, in the order of the files.
    pub diagnostics: Vec<Diagnostic>,
    /// How many files were looked at.
    pub files: usize,
    /// The addresses of other hosts in them.
    pub elsewhere: Vec<Outbound>,
}

/// Checks a folder of HTML that any generator has made, to be published at `base_url` (empty when that is not
/// known).
pub fn check_built(sources: &SourceTree, folder: &str, base_url: &str) -> Built {
    let site = BuiltSite::new(sources, folder, base_url);
    let proofs: Vec<_> = (0..site.len())
        .into_par_iter()
        .map(|number| site.prove(number))
        .collect();
    let mut found = check::sources(sources);
    found.extend(site.say(&proofs));
    found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    Built {
        diagnostics: found,
        files: site.len(),
        elsewhere: site.elsewhere(&proofs),
    }
}
