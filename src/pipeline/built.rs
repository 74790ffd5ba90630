//! A folder that any generator has made.

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use crate::check;
use crate::check::built::BuiltSite;
use crate::diagnostic::Diagnostic;
use crate::source::SourceTree;

/// Checks a folder of HTML that any generator has made, to be published at `base_url` (empty when that is not
/// known). The findings come in the order of the files; with them, how many files were looked at.
pub fn check_built(sources: &SourceTree, folder: &str, base_url: &str) -> (Vec<Diagnostic>, usize) {
    let site = BuiltSite::new(sources, folder, base_url);
    let proofs: Vec<_> = (0..site.len())
        .into_par_iter()
        .map(|number| site.prove(number))
        .collect();
    let mut found = check::sources(sources);
    found.extend(site.say(&proofs));
    found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    (found, site.len())
}
