//! Pages that say the same in several languages.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Page, PageId, Resolution, Site};

impl Site {
    /// The page that a page says it is a translation of, when there is such a page in another language.
    pub fn original_of(&self, id: PageId) -> Option<PageId> {
        let (path, _) = self.page(id).document.front_matter.translation_of.as_ref()?;
        let Resolution::Internal(internal) = self.resolve(id, path) else {
            return None;
        };
        let original = internal.page?;
        let (page, other) = (self.page(id), self.page(original));
        let is_original = other.document.front_matter.translation_of.is_none();
        (is_original && page.language != other.language).then_some(original)
    }
}

/// For every page itself and its translations, the original first and the rest by language. A second translation
/// into one language is left out, which the checks report.
pub(super) fn of(site: &Site) -> Vec<Arc<[PageId]>> {
    let mut groups: BTreeMap<PageId, Vec<PageId>> = BTreeMap::new();
    for id in (0..site.pages.len()).map(PageId) {
        if let Some(original) = site.original_of(id) {
            groups.entry(original).or_default().push(id);
        }
    }
    let mut found: Vec<Arc<[PageId]>> = vec![Arc::from([]); site.pages.len()];
    for (original, mut translations) in groups {
        let language = |id: &PageId| page(site, *id).language.as_str();
        translations.sort_by(|a, b| language(a).cmp(language(b)).then(a.cmp(b)));
        translations.dedup_by(|a, b| language(a) == language(b));
        translations.insert(0, original);
        let group: Arc<[PageId]> = translations.into();
        for id in group.iter() {
            found[id.0] = Arc::clone(&group);
        }
    }
    found
}

fn page(site: &Site, id: PageId) -> &Page {
    site.page(id)
}
