//! `recto schema add`: the author's own schemas of providers, cut to the types that the site uses.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use recto::error::Error;
use recto::hcl::ast::{Block, ExpressionKind, Item, TemplatePartKind};
use recto::hcl::parse;
use recto::hcl::schema::{JsonError, SchemaJson, Selection, Slice};
use recto::source::SourceTree;

use super::used::{Used, is_release};
use crate::cli::Status;
use crate::cli::args::SchemaAddArgs;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::report::plural;
use crate::cli::site::{self, SiteFiles};
use crate::cli::terminal::Terminal;

/// Where Terraform notes which versions it has chosen.
const LOCK_FILE: &str = ".terraform.lock.hcl";

/// What is written for one provider.
struct Addition<'j> {
    source: &'j str,
    version: String,
    types: Vec<&'j str>,
}

pub(super) fn run(args: &SchemaAddArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let site = SiteFiles::read(site::root(&args.root)?);
    let used = Used::by(&site.sources, &site.config);
    let json = SchemaJson::parse(&input(&args.file)?).map_err(|error| not_schemas(&error))?;
    let wanted = wanted(args, &json, &used)?;
    let lock = lock(&args.file)?;
    let mut additions = Vec::new();
    for (source, types) in &wanted {
        let version = version(args, wanted.len(), source, &lock, &used)?;
        additions.push(Addition {
            source,
            version,
            types: types.clone(),
        });
    }
    for addition in &additions {
        write(addition, &json, &site, terminal)?;
    }
    Ok(Status::Clean)
}

fn input(file: &Path) -> Result<String, Failure> {
    if file != Path::new("-") {
        return files::read(file);
    }
    let mut text = String::new();
    match io::stdin().lock().read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(Error::read(file, error).into()),
    }
}

fn not_schemas(error: &JsonError) -> Failure {
    Failure::new(
        error.to_string(),
        "write the file with `terraform providers schema -json > schema.json`, in a folder where `terraform init` \
         has been run",
    )
}

/// The providers to write, each with the types that the site uses.
fn wanted<'j>(
    args: &SchemaAddArgs,
    json: &'j SchemaJson,
    used: &Used,
) -> Result<Vec<(&'j str, Vec<&'j str>)>, Failure> {
    let known: Vec<&str> = json.sources().collect();
    let asked = args.provider.as_deref();
    if let Some(asked) = asked.filter(|asked| !known.contains(asked)) {
        return Err(Failure::new(
            format!("there is no provider `{asked}` in the schemas"),
            format!("choose one of {}", quoted(&known)),
        ));
    }
    let wanted: Vec<(&str, Vec<&str>)> = known
        .iter()
        .filter(|source| asked.is_none_or(|asked| asked == **source))
        .map(|source| (*source, used.types(source, json.types(source))))
        .filter(|(_, types)| !types.is_empty())
        .collect();
    if wanted.is_empty() {
        return Err(Failure::new(
            format!(
                "the code of the site uses no type of {}",
                asked.map_or_else(|| quoted(&known), |asked| format!("`{asked}`"))
            ),
            "write the post first: a schema is cut to the types that the posts use",
        ));
    }
    Ok(wanted)
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "any provider".to_owned()
    } else {
        names.join(", ")
    }
}

/// The version of a provider, which the JSON does not tell.
fn version(
    args: &SchemaAddArgs,
    providers: usize,
    source: &str,
    lock: &[(String, String)],
    used: &Used,
) -> Result<String, Failure> {
    if let Some(version) = &args.version {
        if providers > 1 {
            return Err(Failure::new(
                "`--version` is the version of one provider, and the posts use several",
                format!("say which one with `--provider`, such as `--provider {source}`"),
            ));
        }
        if !is_release(version) {
            return Err(Failure::new(
                format!("`{version}` is not the version of a release"),
                "write three numbers such as `6.25.0`",
            ));
        }
        return Ok(version.clone());
    }
    let locked = lock.iter().find(|(locked, _)| locked == source);
    match (locked, used.release(source)) {
        (Some((_, version)), _) => Ok(version.clone()),
        (None, Some(version)) => Ok(version.to_owned()),
        (None, None) => Err(Failure::new(
            format!("the version of `{source}` is not known"),
            format!(
                "say it with `--provider {source} --version 1.2.3`, or put the file beside its `{LOCK_FILE}`"
            ),
        )),
    }
}

/// The versions of providers, by source, of the lock file beside a file; for standard input, of the one in the
/// current folder.
fn lock(file: &Path) -> Result<Vec<(String, String)>, Failure> {
    let folder = match file.parent() {
        Some(folder) if file != Path::new("-") => folder,
        _ => Path::new(""),
    };
    let path = folder.join(LOCK_FILE);
    if !path.is_file() {
        return Ok(Vec::new());
    }
    Ok(locked(&files::read(&path)?))
}

fn locked(text: &str) -> Vec<(String, String)> {
    let body = parse(text).tree;
    let providers = body.items.iter().filter_map(|item| match item {
        Item::Block(block) if block.kind.text == "provider" => Some(block),
        _ => None,
    });
    providers
        .filter_map(|provider| {
            let (_, source) = provider.labels.first()?.value.split_once('/')?;
            Some((source.to_owned(), locked_version(provider, text)?))
        })
        .filter(|(_, version)| is_release(version))
        .collect()
}

fn locked_version(provider: &Block, text: &str) -> Option<String> {
    provider.body.items.iter().find_map(|item| {
        let Item::Attribute(attribute) = item else {
            return None;
        };
        let ExpressionKind::Template(parts) = &attribute.value.kind else {
            return None;
        };
        match parts.as_slice() {
            [part] if attribute.name.text == "version" && part.kind == TemplatePartKind::Text => {
                Some(part.span.of(text).to_owned())
            }
            _ => None,
        }
    })
}

fn write(
    addition: &Addition<'_>,
    json: &SchemaJson,
    site: &SiteFiles,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let Addition {
        source,
        version,
        types,
    } = addition;
    let selection = Selection {
        source,
        version,
        types,
    };
    let text = json.slice(&selection).map_err(|error| not_schemas(&error))?;
    if let Err(error) = Slice::parse(&text) {
        return Err(Failure {
            message: format!("the schema of `{source}` cannot be written: {}", error.message),
            help: None,
        });
    }
    let (name, former) = place(source, &site.sources)?;
    let path: PathBuf = site.root.join(&name);
    files::overwrite(&path, &text)?;
    terminal.result(&format!("{}\n", site::shown(&path)))?;
    let before = match former {
        Some(former) if former != *version => format!(", which was {former}"),
        _ => String::new(),
    };
    terminal.say(&format!(
        "{} of `{source}` {version}{before}: {}",
        plural(types.len(), "type"),
        types.join(", ")
    ));
    Ok(())
}

/// The file of a provider in the site, and the version that it has now.
fn place(source: &str, sources: &SourceTree) -> Result<(String, Option<String>), Failure> {
    let header = |path: &str| -> Option<(String, String)> {
        let text = sources.text(path)?;
        let mut words = text.text.lines().next()?.split_whitespace().skip(1);
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    };
    for (_, file) in sources.below("schemas") {
        if let Some((_, version)) = header(file.path.as_str()).filter(|(known, _)| known == source) {
            return Ok((file.path.to_string(), Some(version)));
        }
    }
    let name = source.rsplit('/').next().unwrap_or(source);
    let names = [name.to_owned(), source.replace('/', "-")];
    let free = names
        .map(|name| format!("schemas/{name}.txt"))
        .into_iter()
        .find(|path| sources.get(path).is_none());
    match free {
        Some(path) => Ok((path, None)),
        None => Err(Failure::new(
            format!("`schemas/{name}.txt` is there already, and not about `{source}`"),
            "move the file away",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_tells_the_versions() {
        let text = "# kept by the engine\nprovider \"registry.terraform.io/hashicorp/aws\" {\n  version     = \"6.25.0\"\n  \
                    constraints = \"~> 6.0\"\n  hashes = [\n    \"h1:x=\",\n  ]\n}\n\
                    provider \"registry.terraform.io/hashicorp/tls\" {\n  version = var.x\n}\n";
        assert_eq!(locked(text), [("hashicorp/aws".to_owned(), "6.25.0".to_owned())]);
        assert!(locked("provider {{{").is_empty());
    }

    #[test]
    fn a_provider_has_one_file() {
        let check = |fixture: &str, expected: Option<(&str, Option<&str>)>| {
            let sources = SourceTree::from_fixture(fixture);
            let found = place("hashicorp/aws", &sources).ok();
            let found = found
                .as_ref()
                .map(|(path, version)| (path.as_str(), version.as_deref()));
            assert_eq!(found, expected, "{fixture}");
        };
        check("", Some(("schemas/aws.txt", None)));
        check(
            "-- schemas/mine.txt --\nprovider hashicorp/aws 5.0.0\n",
            Some(("schemas/mine.txt", Some("5.0.0"))),
        );
        check(
            "-- schemas/aws.txt --\nprovider other/aws 5.0.0\n",
            Some(("schemas/hashicorp-aws.txt", None)),
        );
        check("-- schemas/aws.txt --\n-- schemas/hashicorp-aws.txt --\n", None);
    }
}
