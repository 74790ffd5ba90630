//! What can be written on the command line, its help and its checks. The only file that imports `clap`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use recto::config::BaseUrl;

use super::Status;
use super::terminal::Verbosity;

const HELP: &str = "\
Examples:
  recto init my-blog                  make a new site
  recto new posts/my-post             begin a post
  recto serve                         write, and look at it
  recto check                         prove it
  recto check --fix                   mend what can be mended
  recto build                         publish into `public`
  recto explain L001                  read about a diagnostic code

Exit status:
  0  nothing is wrong
  1  there are findings that forbid publishing
  2  the command could not do its work";

const BUILD_HELP: &str = "\
Nothing is published while there are errors: the output folder stays as it was. Findings go to standard error
as `text`, and to standard output in every other format. Under GitHub Actions they are annotations as well.

Examples:
  recto build
  recto build --base-url https://example.org/blog/
  recto build --deny warnings --format json
  recto build --report junit=recto.xml
  recto build --output /srv/www

Exit status:
  0  the site was published
  1  there are findings that forbid publishing; nothing was published
  2  the command could not do its work";

const CHECK_HELP: &str = "\
Builds the whole site as `recto build` does, and keeps nothing of it. Findings go to standard error as `text`,
and to standard output in every other format. Under GitHub Actions they are annotations as well.

Of files that are named, those of a site are checked as a part of it, and only what is wrong with them is said.
Other Markdown files, of whatever tool, are checked each by itself: their code, formulas, footnotes, emphasis and links.

`--fix` mends what can be mended, and keeps a change only when less is wrong after it. Files are left as they are
otherwise, to the byte.

Examples:
  recto check
  recto check --drafts --future
  recto check --format short
  recto check --report sarif=recto.sarif --report junit=recto.xml
  recto check --deny warnings
  recto check README.md docs          any Markdown, with or without a site around it
  recto check --fix --dry-run         show what would be mended
  recto check --fix --style           mend, and format
  recto check --site public           the links of any built site
  recto check --site dist --base-url https://me.github.io/blog/
  recto check --external              ask other hosts whether links to them hold
  recto check --external --new-only   for pull requests: old broken links fail nothing
  recto check --external --new-only=main
  recto check --engine terraform      ask Terraform about the code too
  recto check --engine tofu --engine-dir ../infra

With `--external`, every address of another host is asked for once, a few at a time. What was seen is kept in
`.recto/links.txt`, which belongs into the repository: a link that holds is asked for again after seven days.

With `--engine`, the code of each post is written into `.recto/engine` and validated there by your own Terraform
or OpenTofu, without a network. Where the two do not agree, there is a note. Code that needs providers is
validated with those of a folder in which `init` has been run.

Exit status:
  0  nothing is wrong
  1  there are findings that forbid publishing
  2  the command could not do its work";

const SERVE_HELP: &str = "\
Serves the site from memory: nothing is written. Open pages change in place when a file is saved, and show what
is wrong where it is. Drafts and posts of the future are shown and named, comments and advertisements are not.

Examples:
  recto serve
  recto serve --open                  and open it in the browser
  recto serve --follow                go where something was changed
  recto serve --port 8080
  recto serve --no-drafts             the site as it would be published
  recto serve --lan                   for other machines, such as a phone
  recto serve --poll                  where the system tells of no changes (network disks)

Exit status:
  2  the command could not do its work; otherwise it runs until it is stopped";

const NEW_HELP: &str = "\
Prints the path of the new file.

Examples:
  recto new posts/my-post             content/posts/my-post.md
  recto new \"posts/쿠버네티스 입문\"     content/posts/쿠버네티스-입문.md
  recto new posts/my-post --bundle    content/posts/my-post/index.md, with room for pictures
  recto new about --title \"About me\"  content/about.md

Exit status:
  0  the file was written
  2  the command could not do its work; no file is ever replaced";

const INIT_HELP: &str = "\
The folder must be empty or new; a `.git` in it may stay.

Examples:
  recto init my-blog
  recto init my-blog --title \"My notes\" --base-url https://me.github.io
  recto init my-blog --lang ko

Exit status:
  0  the site was made
  2  the command could not do its work";

const EXPLAIN_HELP: &str = "\
Examples:
  recto explain                       all codes
  recto explain L001
  recto explain broken-link

Exit status:
  0  the code was explained
  2  there is no such code";

const SCHEMA_HELP: &str = "\
Arguments of resources are held against what their providers know. Many providers are part of Recto, each in
one version; the files in `schemas/` of the site come first, and belong into its repository.

Examples:
  recto schema list
  recto schema add schema.json";

const SCHEMA_ADD_HELP: &str = "\
Writes `schemas/<provider>.txt` for every provider of which the code of the site uses a type, with these types
alone, and prints the paths. A file of the same provider is replaced. The version is taken from the
`.terraform.lock.hcl` beside the file, or from a `required_providers` that asks for one release.

Examples:
  terraform providers schema -json > schema.json
  recto schema add schema.json
  recto schema add schema.json --provider hashicorp/aws --version 6.25.0
  terraform -chdir=../infra providers schema -json | recto schema add - --provider hashicorp/aws --version 6.25.0

Exit status:
  0  the files were written
  2  the command could not do its work";

const SCHEMA_LIST_HELP: &str = "\
Prints a line for each provider: its version, where its schemas are from, how many types they have, and which of
these the code of the site uses.

Exit status:
  0  nothing is wrong
  1  there is a file in `schemas/` that cannot be read
  2  the command could not do its work";

const THEME_HELP: &str = "\
A file below `themes/` of the site takes the place of the theme's file of the same path; all others stay as they are.

Examples:
  recto theme list                    the files of the built-in theme
  recto theme eject base.html         copy one into the site, to change it there";

const THEME_EJECT_HELP: &str = "\
Copies files of the built-in theme into `themes/<theme>/` of the site and prints their paths.

Examples:
  recto theme eject templates/post.html
  recto theme eject highlight.css ko.toml

Exit status:
  0  the files were written
  2  the command could not do its work; no file is ever replaced";

/// A static-site generator for technical posts that proves code, links and pictures before it publishes
#[derive(Debug, Parser)]
#[command(name = "recto", version, after_help = HELP, max_term_width = 110)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose", display_order = 100)]
    quiet: bool,
    /// Print more, such as the files that were written
    #[arg(short, long, global = true, display_order = 101)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Prove the site and publish it into a folder
    Build(BuildArgs),
    /// Prove the site, or any Markdown files, and publish nothing
    Check(CheckArgs),
    /// Show the site in the browser while it is written
    Serve(ServeArgs),
    /// Begin a post or a page
    New(NewArgs),
    /// Make a new site
    Init(InitArgs),
    /// Explain a diagnostic code, or list all
    Explain(ExplainArgs),
    /// See and add to what is known of Terraform providers
    Schema(SchemaArgs),
    /// See the files of the theme, and copy them to change them
    Theme(ThemeArgs),
}

/// Where the site is.
#[derive(Debug, clap::Args)]
pub(super) struct RootArgs {
    /// The site, or a folder in it [default: the current folder]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
}

/// What `build` and `check` have in common.
#[derive(Debug, clap::Args)]
pub(super) struct BuildOptions {
    #[command(flatten)]
    pub(super) root: RootArgs,
    /// Publish drafts too
    #[arg(long)]
    pub(super) drafts: bool,
    /// Publish posts with a date in the future too
    #[arg(long)]
    pub(super) future: bool,
    /// Where the site will be, in place of the `base_url` in `recto.toml`
    #[arg(long, value_name = "URL", value_parser = BaseUrl::parse)]
    pub(super) base_url: Option<BaseUrl>,
    /// Take this moment for the present one, such as `2025-07-08` or `2025-07-08T21:30:00+09:00`
    #[arg(long, value_name = "DATE", conflicts_with = "future")]
    pub(super) now: Option<String>,
    #[command(flatten)]
    pub(super) report: ReportArgs,
    /// Which findings forbid publishing, besides errors
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(super) deny: Option<Deny>,
}

/// How findings are told, and to whom.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArgs {
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Write the findings into a file as well, such as `sarif=recto.sarif`; may be given again
    #[arg(long, value_name = "FORMAT=FILE", value_parser = report_file)]
    pub(super) report: Vec<ReportFile>,
    /// What columns count in `short`, `json` and `sarif`: letters, or units of UTF-16
    #[arg(long, value_enum, value_name = "UNIT", default_value_t = ColumnUnit::Unicode)]
    pub(super) columns: ColumnUnit,
    /// Under GitHub Actions, write no annotations and no summary of the job
    #[arg(long)]
    pub(super) no_annotations: bool,
}

/// How findings are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Excerpts of the text, for people
    Text,
    /// A line each, for editors and `grep`
    Short,
    /// One document, for programs
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for services that show tests
    Junit,
    /// A table, for the summary of a job or a comment
    Markdown,
}

/// A file that findings are written into.
#[derive(Clone, Debug)]
pub(super) struct ReportFile {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

/// What columns count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColumnUnit {
    Unicode,
    Utf16,
}

/// Findings that forbid publishing, besides errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Deny {
    Warnings,
}

#[derive(Debug, clap::Args)]
#[command(after_help = BUILD_HELP)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    pub(super) options: BuildOptions,
    /// The folder to publish into, in place of the `output` in `recto.toml`
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Replace files in the output folder that Recto did not write
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = CHECK_HELP)]
pub(super) struct CheckArgs {
    /// Markdown files to check, or folders with them [default: the whole site]
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Check the links of a folder of HTML instead, whichever generator has made it
    #[arg(long, value_name = "DIR", conflicts_with_all = ["files", "root", "drafts", "future", "now", "fix", "engine"])]
    pub(super) site: Option<PathBuf>,
    #[command(flatten)]
    pub(super) options: BuildOptions,
    /// Mend what can be mended, in the files
    #[arg(long)]
    pub(super) fix: bool,
    /// Mend style as well: formatting, and ways of writing that Terraform has left behind
    #[arg(long, requires = "fix")]
    pub(super) style: bool,
    /// Print what `--fix` would change as a diff, and change nothing
    #[arg(long, requires = "fix", conflicts_with_all = ["format", "report"])]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) external: ExternalArgs,
    #[command(flatten)]
    pub(super) engine: EngineArgs,
}

/// Links to other hosts.
#[derive(Debug, clap::Args)]
pub(super) struct ExternalArgs {
    /// Ask other hosts whether the links to them hold
    #[arg(long)]
    pub(super) external: bool,
    /// Look for the ids that links to other hosts name too
    #[arg(long, requires = "external")]
    pub(super) external_anchors: bool,
    /// Let broken links to other hosts fail only if they are new: not in the files of the commit at which the work
    /// has left the branch REF [default: that of the pull request, or the default branch]
    #[arg(long, value_name = "REF", num_args = 0..=1, require_equals = true, requires = "external")]
    #[expect(clippy::option_option, reason = "given or not, with a name or without")]
    pub(super) new_only: Option<Option<String>>,
    /// Ask the Internet Archive for copies of what is gone at other hosts
    #[arg(long, requires = "external")]
    pub(super) archive: bool,
}

/// A second opinion on the code of posts.
#[derive(Debug, clap::Args)]
pub(super) struct EngineArgs {
    /// Ask a program on the search path about the code of posts too
    #[arg(long, value_enum, value_name = "PROGRAM", conflicts_with = "files")]
    pub(super) engine: Option<Engine>,
    /// A folder in which `terraform init` or `tofu init` has been run, for its providers
    #[arg(long, value_name = "DIR", requires = "engine")]
    pub(super) engine_dir: Option<PathBuf>,
}

/// A program that validates HCL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Engine {
    /// Terraform, or OpenTofu where there is none
    Terraform,
    /// OpenTofu
    Tofu,
}

#[derive(Debug, clap::Args)]
#[command(after_help = SERVE_HELP)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    pub(super) root: RootArgs,
    /// The port to listen on [default: 4000, or the next that is free]
    #[arg(short, long)]
    pub(super) port: Option<u16>,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = host)]
    pub(super) host: IpAddr,
    /// Let phones and other machines of this network in, and show them the way
    #[arg(long, conflicts_with = "host")]
    pub(super) lan: bool,
    /// Leave out drafts and posts of the future
    #[arg(long)]
    pub(super) no_drafts: bool,
    /// Show drafts and posts of the future, which is the default
    #[arg(long, hide = true, overrides_with = "no_drafts")]
    drafts: bool,
    /// Open the site in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Go to the page that was changed, in the page that is open
    #[arg(long)]
    pub(super) follow: bool,
    /// Show comments, which needs a network
    #[arg(long)]
    pub(super) comments: bool,
    /// Look for changes every second instead of being told by the system
    #[arg(long)]
    pub(super) poll: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = NEW_HELP)]
pub(super) struct NewArgs {
    /// Where it goes below `content`: folders, and a name from which the address is made
    pub(super) path: String,
    #[command(flatten)]
    pub(super) root: RootArgs,
    /// The title [default: the name]
    #[arg(long)]
    pub(super) title: Option<String>,
    /// The date [default: today]
    #[arg(long)]
    pub(super) date: Option<String>,
    /// Make a folder with an `index.md`
    #[arg(long)]
    pub(super) bundle: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = INIT_HELP)]
pub(super) struct InitArgs {
    /// The folder of the new site
    #[arg(value_name = "DIR", default_value = ".")]
    pub(super) folder: PathBuf,
    /// The language of the site
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub(super) lang: Language,
    /// The title of the site
    #[arg(long)]
    pub(super) title: Option<String>,
    /// Where the site will be
    #[arg(long, value_name = "URL", value_parser = BaseUrl::parse)]
    pub(super) base_url: Option<BaseUrl>,
}

/// A language that `init` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    En,
    Ko,
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXPLAIN_HELP)]
pub(super) struct ExplainArgs {
    /// A code such as `L001`, or its name
    pub(super) code: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = SCHEMA_HELP)]
pub(super) struct SchemaArgs {
    #[command(subcommand)]
    pub(super) command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum SchemaCommand {
    /// Add what your own Terraform says of its providers
    Add(SchemaAddArgs),
    /// List the providers that are known
    List(SchemaListArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = SCHEMA_ADD_HELP)]
pub(super) struct SchemaAddArgs {
    /// What `terraform providers schema -json` has printed; `-` for standard input
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) root: RootArgs,
    /// Only this provider, such as `hashicorp/aws`
    #[arg(long, value_name = "SOURCE")]
    pub(super) provider: Option<String>,
    /// The provider's version, such as `6.25.0`
    #[arg(long)]
    pub(super) version: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = SCHEMA_LIST_HELP)]
pub(super) struct SchemaListArgs {
    #[command(flatten)]
    pub(super) root: RootArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = THEME_HELP)]
pub(super) struct ThemeArgs {
    #[command(subcommand)]
    pub(super) command: ThemeCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum ThemeCommand {
    /// List the files of the built-in theme
    List(ThemeListArgs),
    /// Copy files of the built-in theme into the site
    Eject(ThemeEjectArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct ThemeListArgs {
    #[command(flatten)]
    pub(super) root: RootArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = THEME_EJECT_HELP)]
pub(super) struct ThemeEjectArgs {
    /// Files of the theme, by their paths in it or by their names
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<String>,
    #[command(flatten)]
    pub(super) root: RootArgs,
}

impl Args {
    pub(super) fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }
}

/// Reads the command line. Help and mistakes are printed at once; the status is then all that is left.
pub(super) fn read() -> Result<Args, Status> {
    Args::try_parse().map_err(|error| {
        // Nobody is left to be told when not even this can be printed.
        let _ = error.print();
        if error.use_stderr() {
            Status::CannotRun
        } else {
            Status::Clean
        }
    })
}

fn report_file(text: &str) -> Result<ReportFile, String> {
    let names = || {
        let names = Format::value_variants()
            .iter()
            .filter_map(Format::to_possible_value);
        let names: Vec<String> = names.map(|name| format!("`{}`", name.get_name())).collect();
        names.join(", ")
    };
    let (format, path) = text
        .split_once('=')
        .filter(|(_, path)| !path.is_empty())
        .ok_or("it must be a format and a file, such as `sarif=recto.sarif`")?;
    Ok(ReportFile {
        format: Format::from_str(format, false)
            .map_err(|_| format!("there is no format `{format}`, but {}", names()))?,
        path: PathBuf::from(path),
    })
}

fn host(text: &str) -> Result<IpAddr, String> {
    let text = if text == "localhost" { "127.0.0.1" } else { text };
    text.parse()
        .map_err(|_| "it must be an address such as `127.0.0.1`, `0.0.0.0` or `::1`".to_owned())
}
