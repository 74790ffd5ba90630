//! Patterns of paths, such as `posts/old/**`.

/// A pattern of paths from the root of the site.
///
/// `*` and `?` stand for any letters and one letter, but not for `/`; `**` stands for any folders. A pattern
/// that matches a folder matches everything in it, and `content/` at the beginning may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// A pattern as it is written; slashes at its ends mean nothing.
    ///
    /// # Errors
    /// A sentence for the author when no path can match.
    pub fn new(text: &str) -> Result<Self, String> {
        let pattern = text.trim_matches('/');
        if pattern.is_empty() {
            return Err("it must name a file or folder, or be a pattern such as `posts/old/**`".into());
        }
        if pattern.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err("it must not have `.`, `..` or empty parts".into());
        }
        if pattern.contains('\\') {
            return Err("folders are parted by `/`".into());
        }
        Ok(Self(pattern.to_owned()))
    }

    /// Whether the path, or a folder above it, is meant.
    pub fn matches(&self, path: &str) -> bool {
        let pattern: Vec<&str> = self.0.split('/').collect();
        let path: Vec<&str> = path.split('/').collect();
        let is_meant = |path: &[&str]| reaches(&pattern, path);
        is_meant(&path) || (path.first() == Some(&"content") && is_meant(&path[1..]))
    }

    /// Whether a path may be meant that begins with this name.
    pub fn may_begin_with(&self, name: &str) -> bool {
        let mut parts = self.0.split('/').skip_while(|part| *part == "**");
        parts.next().is_some_and(|part| part_matches(part, name))
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Whether the pattern matches the whole path or its beginning. Works on all places of the pattern at once, so
/// that no pattern is slow.
fn reaches(pattern: &[&str], path: &[&str]) -> bool {
    let mut at = vec![false; pattern.len() + 1];
    at[0] = true;
    skip_folders(pattern, &mut at);
    for part in path {
        let mut next = vec![false; pattern.len() + 1];
        for (place, wanted) in pattern.iter().enumerate().filter(|(place, _)| at[*place]) {
            if *wanted == "**" {
                next[place] = true;
            } else if part_matches(wanted, part) {
                next[place + 1] = true;
            }
        }
        if next[pattern.len()] || (pattern.last() == Some(&"**") && next[pattern.len() - 1]) {
            return true;
        }
        skip_folders(pattern, &mut next);
        at = next;
    }
    false
}

/// `**` may stand for no folder at all.
fn skip_folders(pattern: &[&str], at: &mut [bool]) {
    for place in 0..pattern.len() {
        // At the end it stands for at least one name.
        if at[place] && pattern[place] == "**" && place + 1 < pattern.len() {
            at[place + 1] = true;
        }
    }
}

/// Whether a name is as a pattern without `/` wants it.
fn part_matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let mut at = vec![false; pattern.len() + 1];
    at[0] = true;
    let skip_stars = |at: &mut [bool]| {
        for place in 0..pattern.len() {
            if at[place] && pattern[place] == '*' {
                at[place + 1] = true;
            }
        }
    };
    skip_stars(&mut at);
    for letter in name.chars() {
        let mut next = vec![false; pattern.len() + 1];
        for (place, wanted) in pattern.iter().enumerate().filter(|(place, _)| at[*place]) {
            match wanted {
                '*' => next[place] = true,
                '?' => next[place + 1] = true,
                wanted if *wanted == letter => next[place + 1] = true,
                _ => {}
            }
        }
        skip_stars(&mut next);
        at = next;
    }
    at[pattern.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, matching: &[&str], others: &[&str]) {
        let pattern = Pattern::new(pattern).unwrap();
        for path in matching {
            assert!(pattern.matches(path), "{pattern} {path}");
        }
        for path in others {
            assert!(!pattern.matches(path), "{pattern} {path}");
        }
    }

    #[test]
    fn a_pattern_matches_files_and_folders() {
        check(
            "posts/old/**",
            &[
                "content/posts/old/a.md",
                "content/posts/old/b/c.md",
                "posts/old/a.md",
            ],
            &[
                "content/posts/older/a.md",
                "content/posts/old.md",
                "static/posts/a.md",
            ],
        );
        check(
            "content/posts/old",
            &["content/posts/old/a.md"],
            &["content/posts/old.md"],
        );
        check(
            "posts/20*/*.md",
            &["content/posts/2019/a.md", "content/posts/20/가.md"],
            &["content/posts/2019/a/b.md", "content/posts/a.md"],
        );
        check(
            "**/index.md",
            &["content/index.md", "content/a/b/index.md"],
            &["content/a/index.html"],
        );
        check(
            "a/**/z.md",
            &["content/a/z.md", "content/a/b/c/z.md"],
            &["content/b/z.md"],
        );
        check("**", &["recto.toml", "content/a.md"], &[]);
        check(
            "글?.md",
            &["content/글1.md", "content/글가.md"],
            &["content/글.md"],
        );
        check("/recto.toml", &["recto.toml"], &["content/a.md"]);
    }

    #[test]
    fn no_pattern_is_slow() {
        let pattern = Pattern::new(&format!("{}b", "*a".repeat(50))).unwrap();
        assert!(!pattern.matches(&"a".repeat(2_000)));
        let pattern = Pattern::new(&format!("{}b", "**/a/".repeat(50))).unwrap();
        assert!(!pattern.matches(&"a/".repeat(1_000)));
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_refused() {
        for wrong in ["", "/", "../a", "a//b", "a/./b", "a\\b"] {
            assert!(Pattern::new(wrong).is_err(), "{wrong}");
        }
    }
}
