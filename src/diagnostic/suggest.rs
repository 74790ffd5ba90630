//! "Did you mean": the nearest known name. The only file that imports `strsim`.

/// The candidate nearest to `name`, when it is near enough to be meant: at most a third of its
/// characters differ, counting a swap of two neighbours once. A name of one or two characters is near only
/// to one that differs in upper and lower case.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    within(name, name.chars().count() / 3, candidates)
}

/// The path nearest to `path`. Only the last name counts for how much may differ: two files are not alike
/// because they lie in one folder.
pub fn nearest_path<'a>(path: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    within(path, stem.chars().count() / 3, candidates)
}

fn within<'a>(name: &str, allowed: usize, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let length = folded.chars().count();
    candidates
        .into_iter()
        // Folding changes the length of a few letters only, by one or two.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed.saturating_mul(3).max(2))
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
    use super::{nearest, nearest_path};

    #[test]
    fn a_shared_folder_makes_no_two_paths_alike() {
        let known = ["content/posts/y.svg", "content/posts/eks-network.md"];
        assert_eq!(nearest_path("content/posts/x.png", known), None);
        assert_eq!(nearest_path("content/posts/eks-netwrk.md", known), Some(known[1]));
        assert_eq!(nearest_path("content/post/eks-network.md", known), Some(known[1]));
    }

    #[test]
    fn a_near_name_is_suggested_and_a_far_one_is_not() {
        let known = ["title", "date", "description"];
        assert_eq!(nearest("titel", known), Some("title"));
        assert_eq!(nearest("Date", known), Some("date"));
        assert_eq!(nearest("descripton", known), Some("description"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("x", ["y", "X"]), Some("X"));
    }
}
