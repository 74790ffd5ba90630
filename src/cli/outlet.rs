//! Where the findings of `build` and `check` go: the terminal, the files that were asked for, and the page of a
//! job on GitHub.

use std::borrow::Cow;
use std::env;
use std::path::{Path, PathBuf};

use recto::diagnostic::{Batch, Columns, Diagnostic, github, json, junit, markdown, sarif, short, text};
use recto::source::{SourcePath, SourceTree};

use super::args::{ColumnUnit, Deny, Format, ReportArgs};
use super::explain;
use super::failure::Failure;
use super::files;
use super::report;
use super::terminal::Terminal;

/// Findings about the files of one folder.
pub(super) struct Told<'a> {
    pub(super) found: &'a [Diagnostic],
    pub(super) sources: &'a SourceTree,
    /// The folder in which the paths of the files begin.
    pub(super) root: &'a Path,
    /// The files that were looked at.
    pub(super) checked: Vec<SourcePath>,
}

/// Tells the findings to everybody who is to know of them. When quiet, what is printed is only what forbids
/// publishing; files get everything.
pub(super) fn tell(
    terminal: &Terminal,
    args: &ReportArgs,
    deny: Option<Deny>,
    told: &[Told<'_>],
) -> Result<(), Failure> {
    let job = Job::from_environment();
    let base = base(job.as_ref());
    let folders: Vec<String> = told.iter().map(|told| folder(told.root, &base)).collect();
    let batch = |at: usize, found| Batch {
        found,
        sources: told[at].sources,
        folder: &folders[at],
        checked: &told[at].checked,
    };
    let kept: Vec<Cow<'_, [Diagnostic]>> = told
        .iter()
        .map(|told| report::worth_saying(terminal, told.found, deny))
        .collect();
    let printed: Vec<Batch<'_>> = kept
        .iter()
        .enumerate()
        .map(|(at, found)| batch(at, found.as_ref()))
        .collect();
    let all: Vec<Batch<'_>> = told
        .iter()
        .enumerate()
        .map(|(at, told)| batch(at, told.found))
        .collect();
    let looks = Looks {
        columns: match args.columns {
            ColumnUnit::Unicode => Columns::Unicode,
            ColumnUnit::Utf16 => Columns::Utf16,
        },
        deny,
        job: job.as_ref(),
    };
    if args.format == Format::Text {
        for batch in &printed {
            terminal.show(&text::render(batch.found, batch.sources, terminal.style()));
        }
    } else {
        terminal.result(&looks.render(args.format, &printed))?;
    }
    for file in &args.report {
        files::report(&file.path, &looks.render(file.format, &all))?;
    }
    if let Some(job) = job.as_ref().filter(|_| !args.no_annotations) {
        if args.format == Format::Text {
            terminal.result(&looks.render(Format::Github, &printed))?;
        }
        if let Some(summary) = &job.summary
            && let Err(failure) = files::append(summary, &looks.render(Format::Markdown, &all))
        {
            // Nobody asked for it.
            terminal.warn(&failure.message);
        }
    }
    Ok(())
}

/// What a document looks like beside its findings.
struct Looks<'a> {
    columns: Columns,
    deny: Option<Deny>,
    job: Option<&'a Job>,
}

impl Looks<'_> {
    fn render(&self, format: Format, batches: &[Batch<'_>]) -> String {
        let each = |look: &dyn Fn(&Batch<'_>) -> String| batches.iter().map(look).collect();
        match format {
            Format::Text => each(&|batch| text::render(batch.found, batch.sources, text::Style::Plain)),
            Format::Short => each(&|batch| short::render_counting(batch.found, batch.sources, self.columns)),
            Format::Json => json::render(batches, self.columns),
            Format::Github => github::render(batches),
            Format::Sarif => sarif::render(batches, self.columns, &explain::page_of),
            Format::Junit => junit::render(batches, report::least(self.deny)),
            Format::Markdown => markdown::render(batches, self.job.and_then(|job| job.files.as_deref())),
        }
    }
}

/// A job of GitHub Actions in which the command runs.
struct Job {
    /// The folder of the repository.
    workspace: Option<PathBuf>,
    /// The file that the summary is appended to.
    summary: Option<PathBuf>,
    /// The address below which the files of the commit can be seen.
    files: Option<String>,
}

impl Job {
    fn from_environment() -> Option<Self> {
        let value = |name: &str| {
            let value = env::var_os(name)?.into_string().ok()?;
            (!value.is_empty()).then_some(value)
        };
        (value("GITHUB_ACTIONS")? == "true").then(|| Self {
            workspace: value("GITHUB_WORKSPACE").map(PathBuf::from),
            summary: value("GITHUB_STEP_SUMMARY").map(PathBuf::from),
            files: (|| {
                let server = value("GITHUB_SERVER_URL").filter(|url| url.starts_with("https://"))?;
                let (repository, commit) = (value("GITHUB_REPOSITORY")?, value("GITHUB_SHA")?);
                Some(format!("{server}/{repository}/blob/{commit}/"))
            })(),
        })
    }
}

/// The folder that reports name files from: that of the repository where it is known, or the current one.
fn base(job: Option<&Job>) -> Option<PathBuf> {
    let workspace = job.and_then(|job| job.workspace.as_deref());
    let base = match workspace {
        Some(workspace) => workspace.canonicalize(),
        None => env::current_dir().and_then(|current| current.canonicalize()),
    };
    base.ok()
}

/// The name of a folder in reports: empty, or with a slash at its end. One that lies elsewhere has its whole path.
fn folder(root: &Path, base: &Option<PathBuf>) -> String {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let below = base.as_deref().and_then(|base| root.strip_prefix(base).ok());
    let name = below.unwrap_or(&root).to_string_lossy().replace('\\', "/");
    match name.trim_end_matches('/') {
        "" => String::new(),
        name => format!("{name}/"),
    }
}
