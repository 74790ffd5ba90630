//! Names of files inside a site.

use std::fmt;
use std::sync::Arc;

/// The path of a file relative to the site's root: `/` between the parts, no `.`, no `..`, no leading `/`.
///
/// Cheap to clone. The bytes are those the file system gave, so a name written in decomposed Unicode
/// (as macOS hands them out) stays as it is; addresses made from it are composed later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Takes a path that is already relative and uses `/`.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The file name without its last extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.')
            .map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// What follows the last dot of the file name, or nothing.
    pub fn extension(&self) -> &str {
        self.file_name().rsplit_once('.').map_or(
            "",
            |(stem, extension)| if stem.is_empty() { "" } else { extension },
        )
    }

    /// The folder the file lies in; empty for the root.
    pub fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(parent, _)| parent)
    }

    /// The rest of the path below a folder, when it lies in it.
    pub fn strip_folder(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

/// A relative path from a folder with its `.` and `..` resolved; `None` when it leads out of the site. A slash at
/// its end is kept. The folder of a file that belongs to no site may be absolute.
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let root = if folder.starts_with('/') { "/" } else { "" };
    let slash = if path.ends_with('/') { "/" } else { "" };
    Some(format!("{root}{}{slash}", parts.join("/")))
}

impl fmt::Display for SourcePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl AsRef<str> for SourcePath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_parts() {
        let path = SourcePath::new("content/posts/a.b.md");
        assert_eq!(path.file_name(), "a.b.md");
        assert_eq!(path.stem(), "a.b");
        assert_eq!(path.extension(), "md");
        assert_eq!(path.parent(), "content/posts");
        assert_eq!(path.strip_folder("content"), Some("posts/a.b.md"));
        assert_eq!(path.strip_folder("cont"), None);
        assert_eq!(SourcePath::new(".nojekyll").extension(), "");
        assert_eq!(SourcePath::new("README").stem(), "README");
    }
}
