//! What stands above a post: YAML between `---` lines or TOML between `+++` lines.

use crate::config::language_tag;
use crate::data::{Codes, Date, Fields, Table, TimeZone, Value, ValueKind, toml, yaml};
use crate::diagnostic::{Diagnosed, Diagnostic, Location, catalogue};
use crate::source::{SourcePath, Span};

/// The values above a post; each knows where it stands.
#[derive(Clone, Debug, Default)]
pub struct FrontMatter {
    /// The title.
    pub title: Option<(String, Span)>,
    /// The day of publication.
    pub date: Option<Date>,
    /// The day of the last change.
    pub updated: Option<Date>,
    /// A sentence or two about the page.
    pub description: Option<(String, Span)>,
    /// Keywords for search engines.
    pub keywords: Vec<String>,
    /// Tags.
    pub tags: Vec<(String, Span)>,
    /// The series it belongs to.
    pub series: Option<(String, Span)>,
    /// The last part of the address.
    pub slug: Option<(String, Span)>,
    /// Former addresses.
    pub aliases: Vec<(String, Span)>,
    /// Whether it is not ready.
    pub draft: bool,
    /// Its picture.
    pub thumbnail: Option<(String, Span)>,
    /// Whether and where readers may comment.
    pub comments: Comments,
    /// Whether it stands above the other posts on the first page.
    pub pinned: bool,
    /// The page that it is a translation of, as a link would name it.
    pub translation_of: Option<(String, Span)>,
    /// Its language.
    pub lang: Option<(String, Span)>,
    /// The place among undated pages of a section; smaller comes first.
    pub weight: Option<i64>,
    /// How its HCL is checked.
    pub hcl: Hcl,
    /// Anything a theme wants.
    pub extra: Value,
    /// Whether something in it could not be read, so that what seems to be missing may be there.
    pub unreadable: bool,
    /// The bytes of the whole block, marks included; empty when there is none.
    pub span: Span,
}

/// Whether and where readers may comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    /// Whether they may; the section or the site decides when absent. In an `_index.md` it decides for the folder.
    pub wanted: Option<bool>,
    /// The discussion they belong to, when it is not the one that the page's address gives.
    pub discussion: Option<Discussion>,
}

/// A discussion that a page names itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discussion {
    /// The one about this term.
    Term(String),
    /// The one with this number.
    Number(i64),
}

/// How the HCL of a post is checked.
#[derive(Clone, Debug, Default)]
pub struct Hcl {
    /// Files with code that the post's belongs to: beside the page, or from `content/` with a leading slash.
    pub context: Vec<(String, Span)>,
    /// Whether nothing is left out of the code, so that undeclared names are mistakes.
    pub complete: bool,
    /// The versions of providers the post is about, by the providers' names.
    pub providers: Vec<(String, String)>,
    /// The bytes of what was written about it, keys included: the table, and keys such as `hcl.complete`.
    pub written: Vec<Span>,
}

const CODES: Codes = Codes {
    unknown_key: &catalogue::FRONT_MATTER_UNKNOWN_KEY,
    bad_value: &catalogue::FRONT_MATTER_BAD_VALUE,
};

/// Where the parts of a file are.
struct Parts {
    /// The bytes between the marks.
    data: Span,
    /// The bytes of the block with its marks.
    block: Span,
    yaml: bool,
}

/// Reads the front matter of a file and says where its body begins.
pub fn parse(path: &SourcePath, text: &str, zone: &TimeZone) -> (Diagnosed<FrontMatter>, usize) {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let Some(mark) = ["---", "+++"]
        .into_iter()
        .find(|mark| is_mark(first_line(&text[start..]), mark))
    else {
        return (Diagnosed::default(), start);
    };
    let Some(parts) = split(text, start, mark) else {
        let open = Span::new(start, start + mark.len());
        let unclosed = Diagnostic::new(&catalogue::FRONT_MATTER_SYNTAX, "front matter is not closed")
            .at(Location::new(path, open), "opened here")
            .help(format!("end it with a line `{mark}`"));
        let body = start + first_line(&text[start..]).len();
        let value = FrontMatter {
            unreadable: true,
            span: open,
            ..FrontMatter::default()
        };
        let diagnostics = vec![unclosed];
        return (Diagnosed { value, diagnostics }, body);
    };
    let (table, errors) = if parts.yaml {
        yaml::parse(text, parts.data)
    } else {
        toml::parse(text, parts.data)
    };
    let mut diagnostics = Vec::new();
    for error in errors {
        let found = Diagnostic::new(&catalogue::FRONT_MATTER_SYNTAX, error.message)
            .at(Location::new(path, error.span), "");
        diagnostics.push(match error.help {
            Some(help) => found.help(help),
            None => found,
        });
    }
    let mut value = read(path, text, &table, zone, &mut diagnostics);
    value.unreadable = diagnostics.iter().any(|found| {
        found.code == &catalogue::FRONT_MATTER_SYNTAX || found.code == &catalogue::FRONT_MATTER_BAD_VALUE
    });
    value.span = parts.block;
    (Diagnosed { value, diagnostics }, parts.block.end as usize)
}

/// A line with its line ending.
fn first_line(text: &str) -> &str {
    text.split_inclusive('\n').next().unwrap_or_default()
}

fn is_mark(line: &str, mark: &str) -> bool {
    line.trim_end() == mark
}

fn split(text: &str, start: usize, mark: &str) -> Option<Parts> {
    let open = first_line(&text[start..]);
    if !open.ends_with('\n') {
        return None;
    }
    let data = start + open.len();
    let mut at = data;
    for line in text[data..].split_inclusive('\n') {
        if is_mark(line, mark) {
            return Some(Parts {
                data: Span::new(data, at),
                block: Span::new(start, at + line.len()),
                yaml: mark == "---",
            });
        }
        at += line.len();
    }
    None
}

fn read(
    path: &SourcePath,
    text: &str,
    table: &Table,
    zone: &TimeZone,
    diagnostics: &mut Vec<Diagnostic>,
) -> FrontMatter {
    let mut fields = Fields::new(path, text, table, CODES);
    let extra = fields.table("extra");
    let mut hcl = hcl(&mut fields);
    hcl.written = entries_of("hcl", table);
    let front_matter = FrontMatter {
        title: fields.text("title"),
        date: fields.date("date", zone),
        updated: fields.date("updated", zone),
        description: fields.text("description"),
        keywords: fields
            .texts("keywords")
            .unwrap_or_default()
            .into_iter()
            .map(|(text, _)| text)
            .collect(),
        tags: tags(&mut fields),
        series: fields.text("series"),
        slug: fields.text("slug"),
        aliases: fields.texts("aliases").unwrap_or_default(),
        draft: fields.boolean("draft").unwrap_or(false),
        thumbnail: fields.text("thumbnail"),
        comments: comments(&mut fields, table),
        pinned: fields.boolean("pinned").unwrap_or(false),
        translation_of: fields.text("translation_of"),
        lang: language(&mut fields),
        weight: fields.integer("weight", i64::MIN, i64::MAX),
        hcl,
        extra: match table.get("extra") {
            Some(entry) if extra.is_present() => entry.value.clone(),
            _ => Value {
                kind: ValueKind::Table(Table::default()),
                span: Span::default(),
            },
        },
        unreadable: false,
        span: Span::default(),
    };
    let found = fields.finish().into_iter();
    diagnostics.extend(found.map(|finding| with_dotted_key(finding, text)));
    front_matter
}

/// Where the entries of a table stand in the file, those with a dot in their key included.
fn entries_of(name: &str, table: &Table) -> Vec<Span> {
    let of = |key: &str| {
        key.strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let entries = table.entries().iter().filter(|entry| of(&entry.key));
    entries
        .map(|entry| entry.key_span.cover(entry.value.span))
        .collect()
}

/// YAML takes `hcl.complete: true` for one key, TOML for two.
fn with_dotted_key(mut finding: Diagnostic, text: &str) -> Diagnostic {
    let key = finding.labels.first().map(|label| label.location.span.of(text));
    let inner = key.and_then(|key| key.trim_matches(['"', '\'']).strip_prefix("hcl."));
    if let Some(inner) = inner.filter(|_| finding.code == CODES.unknown_key) {
        finding.help = vec![format!(
            "write `{inner}` in a line of its own below `hcl:`, indented"
        )];
    }
    finding
}

fn language(fields: &mut Fields<'_>) -> Option<(String, Span)> {
    let (tag, span) = fields.text("lang")?;
    match language_tag(tag) {
        Ok(tag) => Some((tag, span)),
        Err(reason) => {
            fields.reject(
                span,
                format!("`lang` cannot be used: {reason}"),
                "change the value",
            );
            None
        }
    }
}

/// `comments: false`, or a table with the discussion.
fn comments(fields: &mut Fields<'_>, table: &Table) -> Comments {
    let is_table = |value: &Value| matches!(value.kind, ValueKind::Table(_));
    if !table.get("comments").is_some_and(|entry| is_table(&entry.value)) {
        return Comments {
            wanted: fields.boolean("comments"),
            discussion: None,
        };
    }
    let mut table = fields.table("comments");
    let number = table.integer("number", 1, i64::MAX).map(Discussion::Number);
    let term = table.string("term").map(Discussion::Term);
    if let (Some(_), Some(_), Some(entry)) = (&number, &term, table.entries().last()) {
        table.reject(
            entry.key_span,
            "comments have one discussion, but two are named".into(),
            "keep `term` or `number`",
        );
    }
    fields.absorb(table);
    Comments {
        wanted: Some(true),
        discussion: number.or(term),
    }
}

fn hcl(fields: &mut Fields<'_>) -> Hcl {
    let mut table = fields.table("hcl");
    let providers = table.table("providers");
    let mut versions = Vec::new();
    for entry in providers.entries() {
        match providers.as_text(&entry.value) {
            Some(version) => versions.push((entry.key.clone(), version)),
            None => table.reject(
                entry.value.span,
                format!(
                    "the version of provider `{}` is {}, but must be text",
                    entry.key,
                    entry.value.kind.name()
                ),
                "write a version such as `\"6\"`",
            ),
        }
    }
    let hcl = Hcl {
        context: table.texts("context").unwrap_or_default(),
        complete: table.boolean("complete").unwrap_or(false),
        providers: versions,
        written: Vec::new(),
    };
    fields.absorb(table);
    hcl
}

/// Tags without repetitions.
fn tags(fields: &mut Fields<'_>) -> Vec<(String, Span)> {
    let mut tags: Vec<(String, Span)> = Vec::new();
    for (tag, span) in fields.texts("tags").unwrap_or_default() {
        let tag = tag.trim();
        if tag.is_empty() {
            fields.reject(span, "a tag is empty".into(), "write a word or take the tag out");
        } else if tags.iter().all(|(known, _)| known != tag) {
            tags.push((tag.to_owned(), span));
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (FrontMatter, Vec<String>, usize) {
        let path = SourcePath::new("content/a.md");
        let (found, body) = parse(&path, text, &TimeZone::utc());
        let messages = found
            .diagnostics
            .iter()
            .map(|found| {
                let place = found.labels[0].location.span;
                format!("{} `{}`: {}", found.code.id, place.of(text), found.message)
            })
            .collect();
        (found.value, messages, body)
    }

    #[test]
    fn yaml_and_toml_say_the_same() {
        let yaml = "---\ntitle: 제목\ndate: 2025-07-08\ntags: [a, b, a]\ndraft: true\n---\n본문\n";
        let toml = "+++\ntitle = \"제목\"\ndate = 2025-07-08\ntags = [\"a\", \"b\", \"a\"]\ndraft = true\n+++\n본문\n";
        for text in [yaml, toml] {
            let (values, messages, body) = parsed(text);
            assert_eq!(messages, [""; 0]);
            assert_eq!(&text[body..], "본문\n");
            assert_eq!(values.title.unwrap().0, "제목");
            assert_eq!(values.date.unwrap().iso(), "2025-07-08");
            assert_eq!(values.tags.len(), 2);
            assert_eq!(values.tags[1].1.of(text).trim_matches('"'), "b");
            assert!(values.draft);
        }
    }

    #[test]
    fn mistakes_point_into_the_block() {
        let check = |text: &str, expected: &[&str]| assert_eq!(parsed(text).1, expected, "{text}");
        check("---\ntitel: x\n---\n", &["F002 `titel`: unknown key `titel`"]);
        check(
            "---\ndate: 어제\n---\n",
            &["F003 `어제`: `date` is not a date: `어제`"],
        );
        check(
            "---\ntitle: [x]\n---\n",
            &["F003 `[x]`: `title` is a list, but must be text"],
        );
        check("---\ntitle: x\n", &["F001 `---`: front matter is not closed"]);
        check("+++\r\ntitle = \"x\"\r\n+++\r\n", &[]);
        check("\u{feff}---\ntitle: x\n---\n", &[]);
        check("no front matter", &[]);
        check(
            "---\nhcl.complete: true\n---\n",
            &["F002 `hcl.complete`: unknown key `hcl.complete`"],
        );
        check("+++\nhcl.complete = true\n+++\n", &[]);
        check("---", &["F001 `---`: front matter is not closed"]);
        check("---\nextra:\n  any: [1, {b: c}]\n---\n", &[]);
    }

    #[test]
    fn a_rule_is_not_front_matter() {
        let (_, messages, body) = parsed("----\ntext\n");
        assert_eq!((messages.len(), body), (0, 0));
    }
}
