//! "Did you mean": the nearest known name. The only file that imports `strsim`.

/// The candidate nearest to `name`, when it is near enough to be meant: at most a third of its
/// characters differ (at least one may), counting a swap of two neighbours once.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let allowed = (folded.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::osa_distance(&folded, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many slips lie between two names, in lower case: letters added, left out, replaced or swapped.
pub fn distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(&a.to_lowercase(), &b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_near_name_is_suggested_and_a_far_one_is_not() {
        let known = ["title", "date", "description"];
        assert_eq!(nearest("titel", known), Some("title"));
        assert_eq!(nearest("Date", known), Some("date"));
        assert_eq!(nearest("descripton", known), Some("description"));
        assert_eq!(nearest("colour", known), None);
    }
}
