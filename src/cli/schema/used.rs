//! Which types and versions of providers the code of a site uses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use recto::config::Config;
use recto::content::{self, ParseOptions};
use recto::hcl::schema::Requirements;
use recto::hcl::{TokenKind, parse, tokenize};
use recto::source::{Content, SourceTree};

/// What stands in the HCL of a site: code blocks of all pages, drafts too, and the files beside them.
#[derive(Debug, Default)]
pub(super) struct Used {
    /// Every name and every label.
    words: BTreeSet<String>,
    /// The versions that are asked for, by the provider's source.
    versions: BTreeMap<String, BTreeSet<String>>,
}

impl Used {
    pub(super) fn by(sources: &SourceTree, config: &Config) -> Self {
        let options = ParseOptions {
            markdown: config.markdown,
            time_zone: config.time_zone.clone(),
        };
        let mut used = Self::default();
        for (_, file) in sources.below("content") {
            let Content::Text(text) = &file.content else {
                continue;
            };
            if file.path.extension() == "tf" {
                used.add(&text.text);
                continue;
            }
            let document = content::parse(&file.path, &text.text, text.hash, &options).value;
            let document = content::include::resolve(&Arc::new(document), sources).value;
            for fence in &document.facts.fences {
                if fence.is_hcl() && fence.attribute("ignore").is_none() {
                    used.add(fence.source());
                }
            }
        }
        used
    }

    fn add(&mut self, code: &str) {
        let named = |kind| matches!(kind, TokenKind::Identifier | TokenKind::StringText);
        let tokens = tokenize(code).into_iter().filter(|token| named(token.kind));
        self.words
            .extend(tokens.map(|token| token.span.of(code).to_owned()));
        let mut requirements = Requirements::default();
        requirements.read(code, &parse(code).tree);
        for (local_name, requirement) in requirements.iter() {
            if let Some(version) = &requirement.version {
                let source = requirement.source_of(local_name);
                self.versions.entry(source).or_default().insert(version.clone());
            }
        }
    }

    /// Those of a provider's types that are used. Types of another provider's name (`google_project` of
    /// `google-beta`) only when that provider is named as well.
    pub(super) fn types<'a>(&self, source: &str, types: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let name = source.rsplit('/').next().unwrap_or(source);
        let named = self.words.contains(name);
        let own =
            |word: &str| word == name || word.strip_prefix(name).is_some_and(|rest| rest.starts_with('_'));
        let mut found: Vec<&str> = types
            .into_iter()
            .filter(|word| self.words.contains(*word) && (named || own(word)))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The one release that the code asks for by its number alone, such as `6.25.0`.
    pub(super) fn release(&self, source: &str) -> Option<&str> {
        let mut releases: Vec<&str> = self
            .versions
            .get(source)?
            .iter()
            .map(|version| version.trim_start_matches('=').trim())
            .filter(|version| is_release(version))
            .collect();
        releases.dedup();
        match releases.as_slice() {
            [release] => Some(release),
            _ => None,
        }
    }
}

/// Whether a text is the version of one release: three numbers, and perhaps a word after a dash.
pub(super) fn is_release(version: &str) -> bool {
    let (numbers, label) = version.split_once('-').unwrap_or((version, "x"));
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let legal = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '+');
    numbers.split('.').count() == 3
        && numbers.split('.').all(number)
        && !label.is_empty()
        && label.chars().all(legal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(code: &str) -> Used {
        let mut used = Used::default();
        used.add(code);
        used
    }

    #[test]
    fn a_type_is_used_where_its_name_stands() {
        let check = |code: &str, expected: &[&str]| {
            let types = ["aws_subnet", "aws_vpc", "awscc_x"];
            assert_eq!(used(code).types("hashicorp/aws", types), expected, "{code}");
        };
        check("resource \"aws_vpc\" \"a\" {}\n", &["aws_vpc"]);
        check("id = aws_subnet.a.id\n", &["aws_subnet"]);
        check("import {\n  to = aws_vpc.a\n", &["aws_vpc"]);
        check("# aws_vpc\n", &[]);
        check("resource \"awscc_x\" \"a\" {}\n", &[]);
        check("x = awscc_x.a\n", &[]);
    }

    #[test]
    fn types_of_another_name_need_their_provider() {
        let check = |code: &str, expected: &[&str]| {
            let found = used(code).types("hashicorp/google-beta", ["google_project"]);
            assert_eq!(found, expected, "{code}");
        };
        check("resource \"google_project\" \"a\" {}\n", &[]);
        check(
            "resource \"google_project\" \"a\" {\n  provider = google-beta\n}\n",
            &["google_project"],
        );
    }

    #[test]
    fn a_release_is_known_when_the_code_asks_for_one() {
        let check = |constraint: &str, expected: Option<&str>| {
            let code = format!(
                "terraform {{\n  required_providers {{\n    aws = {{\n      version = \"{constraint}\"\n    }}\n  }}\n}}\n"
            );
            assert_eq!(used(&code).release("hashicorp/aws"), expected, "{constraint}");
        };
        check("6.25.0", Some("6.25.0"));
        check("= 6.25.0-beta1", Some("6.25.0-beta1"));
        check("~> 6.0", None);
        check("6.25", None);
    }
}
