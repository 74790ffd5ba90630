//! `recto schema list`: the providers that are known.

use recto::check;
use recto::hcl::schema::{Kind, Schemas, Slice};
use recto::source::SourceTree;

use super::used::Used;
use crate::cli::Status;
use crate::cli::args::SchemaListArgs;
use crate::cli::failure::Failure;
use crate::cli::report::{self, plural};
use crate::cli::site::{self, SiteFiles};
use crate::cli::terminal::Terminal;

/// A line of the list.
struct Row {
    source: String,
    version: String,
    /// Built in, or the path of a file.
    from: String,
    types: usize,
    used: Vec<String>,
}

pub(super) fn run(args: &SchemaListArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let site = SiteFiles::read(site::root(&args.root)?);
    let used = Used::by(&site.sources, &site.config);
    let own = own(&site.sources);
    let mut rows: Vec<Row> = own.iter().map(|(path, slice)| row(path, slice, &used)).collect();
    for slice in Schemas::embedded().slices() {
        let mut row = row("built in", slice, &used);
        let taken = own.iter().filter(|(_, own)| own.source() == slice.source());
        for (_, own) in taken {
            let theirs: Vec<&str> = types(own).collect();
            row.used.retain(|name| !theirs.contains(&name.as_str()));
        }
        rows.push(row);
    }
    rows.sort_by(|a, b| a.source.cmp(&b.source));
    terminal.result(&table(&rows))?;
    let found = check::schemas(&site.sources).diagnostics;
    report::findings(terminal, &found, &site.sources, None);
    Ok(if found.is_empty() {
        Status::Clean
    } else {
        Status::Findings
    })
}

/// The author's own files that can be read, with their paths; of two about one provider the first counts.
fn own(sources: &SourceTree) -> Vec<(String, Slice)> {
    let mut own: Vec<(String, Slice)> = Vec::new();
    for (_, file) in sources.below("schemas") {
        let slice = sources
            .text(file.path.as_str())
            .and_then(|text| Slice::parse(&text.text).ok());
        if let Some(slice) = slice
            && own.iter().all(|(_, known)| known.source() != slice.source())
        {
            own.push((file.path.to_string(), slice));
        }
    }
    own
}

fn row(from: &str, slice: &Slice, used: &Used) -> Row {
    let used = used.types(slice.source(), types(slice));
    Row {
        source: slice.source().to_owned(),
        version: slice.version().to_owned(),
        from: from.to_owned(),
        types: types(slice).count(),
        used: used.into_iter().map(str::to_owned).collect(),
    }
}

/// The names of a slice's types; one that is both a resource and a data source is there twice.
fn types(slice: &Slice) -> impl Iterator<Item = &str> {
    [Kind::Resource, Kind::Data, Kind::Ephemeral]
        .into_iter()
        .flat_map(|kind| slice.names(kind))
}

fn table(rows: &[Row]) -> String {
    let width = |column: fn(&Row) -> &str| {
        let widths = rows.iter().map(|row| column(row).chars().count());
        widths.max().unwrap_or_default()
    };
    let (source, version, from) = (
        width(|row| &row.source),
        width(|row| &row.version),
        width(|row| &row.from),
    );
    let mut text = String::new();
    for row in rows {
        text.push_str(&format!(
            "{:source$}  {:version$}  {:from$}  {}",
            row.source,
            row.version,
            row.from,
            plural(row.types, "type")
        ));
        if !row.used.is_empty() {
            text.push_str(&format!(", used: {}", row.used.join(", ")));
        }
        text.push('\n');
    }
    text
}
