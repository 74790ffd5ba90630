//! What a change is held against: the repository as it was, asked of `git`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::failure::Failure;

/// The branch that a pull request goes into, as GitHub Actions names it.
const BRANCH: &str = "GITHUB_BASE_REF";

/// A commit that a change is held against.
#[derive(Debug)]
pub(super) struct Base {
    folder: PathBuf,
    commit: String,
}

impl Base {
    /// Where the work tree that `folder` lies in has left the branch `reference`; without one, that of the pull
    /// request, or the default branch, or else the last commit.
    pub(super) fn find(folder: &Path, reference: Option<&str>) -> Result<Self, Failure> {
        let base = Self {
            folder: folder.to_owned(),
            commit: "HEAD".to_owned(),
        };
        if base
            .line(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?
            .is_none()
        {
            return Err(Failure::new(
                format!(
                    "`--new-only` needs a git repository with a commit, and `{}` lies in none",
                    folder.display()
                ),
                "run it in a repository, or leave `--new-only` out",
            ));
        }
        let named = reference.map(str::to_owned).or_else(branch);
        let Some(named) = named else {
            let default = base.line(&[
                "rev-parse",
                "--verify",
                "--quiet",
                "refs/remotes/origin/HEAD^{commit}",
            ])?;
            let left = match default {
                Some(default) => base.line(&["merge-base", "HEAD", &default])?,
                None => None,
            };
            return Ok(Self {
                commit: left.unwrap_or_else(|| "HEAD".to_owned()),
                ..base
            });
        };
        let candidates = [
            format!("refs/remotes/origin/{named}^{{commit}}"),
            format!("{named}^{{commit}}"),
        ];
        for candidate in &candidates {
            let Some(found) =
                base.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", candidate])?
            else {
                continue;
            };
            if let Some(commit) = base.line(&["merge-base", "HEAD", &found])? {
                return Ok(Self { commit, ..base });
            }
        }
        Err(Failure::new(
            format!("it cannot be seen where this work has left `{named}`"),
            "fetch that branch with its history: `fetch-depth: 0` of `actions/checkout`, or `git fetch --unshallow`",
        ))
    }

    /// Those of some addresses that stand in any file of the commit, as whole addresses. The record of links is no
    /// such file.
    pub(super) fn having(&self, addresses: &BTreeSet<String>) -> Result<BTreeSet<String>, Failure> {
        let legal: Vec<&String> = addresses
            .iter()
            .filter(|address| !address.contains(['\n', '\0']))
            .collect();
        if legal.is_empty() {
            return Ok(BTreeSet::new());
        }
        let patterns: String = legal.iter().map(|address| format!("{address}\n")).collect();
        let arguments = [
            "grep",
            "-h",
            "-I",
            "--no-color",
            "--full-name",
            "-F",
            "-f",
            "-",
            &self.commit,
            "--",
            ":(top)",
            ":(top,exclude,glob)**/.recto/links.txt",
        ];
        let output = self.git(&arguments, &patterns)?;
        let lines = String::from_utf8_lossy(&output.stdout);
        let stands = |address: &&&String| lines.lines().any(|line| has_whole(line, address));
        Ok(legal
            .iter()
            .filter(stands)
            .map(|address| (*address).clone())
            .collect())
    }

    /// The first line of an answer; nothing when git says no.
    fn line(&self, arguments: &[&str]) -> Result<Option<String>, Failure> {
        let output = self.git(arguments, "")?;
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(text
            .lines()
            .next()
            .filter(|_| output.status.success())
            .map(str::to_owned))
    }

    fn git(&self, arguments: &[&str], input: &str) -> Result<Output, Failure> {
        let missing = |error: std::io::Error| {
            Failure::new(
                format!("`--new-only` asks `git` what was there before, which cannot be run: {error}"),
                "install git, or leave `--new-only` out",
            )
        };
        let mut child = Command::new("git")
            .arg("-C")
            .arg(&self.folder)
            .args(arguments)
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(missing)?;
        if let Some(mut stdin) = child.stdin.take() {
            // It reads all patterns before it writes; one that ends early needs no more of them.
            let _ = stdin.write_all(input.as_bytes());
        }
        child.wait_with_output().map_err(missing)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a job tells by its environment what it is about"
)]
fn branch() -> Option<String> {
    std::env::var(BRANCH).ok().filter(|branch| !branch.is_empty())
}

/// Whether a line has an address that neither goes on nor began before.
fn has_whole(line: &str, address: &str) -> bool {
    line.match_indices(address).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let mut behind = line[start + address.len()..].chars();
        let goes_on = match behind.next() {
            // The end of a sentence is none of the address.
            Some('.' | ',' | ';' | ':' | '!' | '?') => behind.next().is_some_and(is_of_address),
            Some(letter) => letter != '#' && is_of_address(letter),
            None => false,
        };
        let begins_before = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '/');
        !goes_on && !begins_before
    })
}

fn is_of_address(letter: char) -> bool {
    letter.is_alphanumeric() || "/-_~%?&=+@:#$*".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::has_whole;

    #[test]
    fn an_address_is_whole() {
        let address = "http://a.example/x";
        for line in [
            "[a](http://a.example/x)",
            "http://a.example/x.",
            "<http://a.example/x#y>",
            "see http://a.example/x",
        ] {
            assert!(has_whole(line, address), "{line}");
        }
        for line in [
            "http://a.example/xy",
            "http://a.example/x/",
            "http://a.example/x?q",
            "http://b.example/http://a.example/x",
        ] {
            assert!(!has_whole(line, address), "{line}");
        }
    }
}
