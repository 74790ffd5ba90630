//! `recto serve`: the site from memory, built again whenever a file changes.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Instant;

use recto::config::{BaseUrl, Config};
use recto::diagnostic::{Diagnostic, Severity, has_errors, text};
use recto::output::{Artifact, OutputTree};
use recto::pipeline::{Build, Builder, Options};
use recto::serve::{self, Notice, Served, Snapshot, Update};

use super::Status;
use super::args::{Format, ServeArgs};
use super::failure::Failure;
use super::report::{self, Tally, plural, seconds};
use super::site::{self, SiteFiles};
use super::terminal::Terminal;
use super::{interrupt, nearby};

/// Where to listen when nothing is said.
const PORT: u16 = 4000;

pub(super) fn run(args: &ServeArgs, terminal: &Terminal) -> Result<Status, Failure> {
    interrupt::ends_well(terminal);
    let root = site::root(&args.root)?;
    let host = if args.lan {
        Ipv4Addr::UNSPECIFIED.into()
    } else {
        args.host
    };
    let options = serve::Options {
        address: SocketAddr::new(host, args.port.unwrap_or(PORT)),
        lan: args.lan,
        names: if args.lan { nearby::names() } else { Vec::new() },
        any_port: args.port.is_none(),
        watch: site::made_from(&root),
        ignore: Vec::new(),
        poll: args.poll,
    };
    let mut preview = Preview {
        root,
        builder: Builder::remembering(),
        unpublished: !args.no_drafts,
        terminal,
    };
    let tell = |notice: Notice| match &notice {
        Notice::Serving { .. } => terminal.say(&format!("{notice} until Ctrl-C is pressed")),
        Notice::Nearby { url } => {
            terminal.say(&notice.to_string());
            terminal.say(&nearby::code(url, terminal.style()).unwrap_or_default());
        }
        _ => terminal.warn(&notice.to_string()),
    };
    serve::run(&options, |_, address| preview.rebuild(address), tell)?;
    Ok(Status::Clean)
}

/// Builds the site again and again.
struct Preview<'a> {
    root: PathBuf,
    builder: Builder,
    /// Whether drafts and posts of the future are shown.
    unpublished: bool,
    terminal: &'a Terminal,
}

impl Preview<'_> {
    fn rebuild(&mut self, address: SocketAddr) -> Update {
        let started = Instant::now();
        let files = SiteFiles::read(self.root.clone());
        let options = Options {
            drafts: self.unpublished,
            now: (!self.unpublished).then(|| site::now(&files.config.time_zone)),
            base_url: local(&files.config, address),
            adsense: false,
        };
        let tree = OutputTree::new();
        match files.build(&mut self.builder, &options, &tree) {
            Ok(build) => {
                self.tell(&files, &tree, &build.diagnostics, started);
                update(&files, &build, &tree)
            }
            Err(failure) => {
                self.terminal.fail(&failure);
                Update {
                    snapshot: None,
                    failed: true,
                    report: format!("error: {}", failure.message),
                }
            }
        }
    }

    fn tell(&self, files: &SiteFiles, tree: &OutputTree, found: &[Diagnostic], started: Instant) {
        // Standard error always takes it.
        let _ = report::findings(self.terminal, found, &files.sources, Format::Text, None);
        let (outputs, time) = (plural(tree.len(), "file"), seconds(started.elapsed()));
        self.terminal
            .say(&format!("built {outputs} in {time}: {}", Tally::of(found).say()));
    }
}

/// The address of the site on this machine: the path stays the configured one.
fn local(config: &Config, address: SocketAddr) -> Option<BaseUrl> {
    BaseUrl::parse(&format!("http://{address}{}", config.base_url.path())).ok()
}

/// A text with mistakes in it is shown under the report of them, so that the author sees what is written now.
/// When the configuration is broken or pages could not be made, the last site stays.
fn update(files: &SiteFiles, build: &Build, tree: &OutputTree) -> Update {
    let errors: Vec<Diagnostic> = build
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .cloned()
        .collect();
    let misconfigured = errors.iter().any(|error| error.code.id.starts_with('C'));
    let is_whole = !misconfigured && tree.len() == build.outputs;
    Update {
        snapshot: is_whole.then(|| snapshot(&build.site.config, tree)),
        failed: has_errors(&errors),
        report: text::render(&errors, &files.sources, text::Style::Plain),
    }
}

fn snapshot(config: &Config, tree: &OutputTree) -> Snapshot {
    let outputs = tree.iter().map(|(path, artifact)| {
        let served = match artifact {
            Artifact::Bytes(bytes) => Served::Bytes(bytes),
            Artifact::File { path, .. } => Served::File(path),
        };
        (path.to_string(), served)
    });
    Snapshot::new(config.base_url.path(), outputs)
}
