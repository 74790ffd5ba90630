//! `recto serve`: the site from memory, built again whenever a file changes.

mod browser;
mod told;
mod update;

use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use recto::config::{BaseUrl, Config};
use recto::output::OutputTree;
use recto::pipeline::{Build, Builder, Options, Reader};
use recto::serve::{self, Changes, Ground, Manner, Notice, Update};

use super::Status;
use super::args::ServeArgs;
use super::explain;
use super::failure::Failure;
use super::report::{Tally, plural};
use super::site::{self, SiteFiles};
use super::terminal::Terminal;
use super::{interrupt, nearby};

use told::Told;
use update::Kept;

/// Where to listen when nothing is said.
const PORT: u16 = 4000;

/// How many of the changed files are named.
const NAMED: usize = 3;

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
        manner: Manner {
            follow: args.follow,
            comments: args.comments,
            explain: explain::text_of,
        },
    };
    let preview = RefCell::new(Preview {
        reader: Reader::new(root.clone()),
        root,
        builder: Builder::remembering(),
        unpublished: !args.no_drafts,
        terminal,
        kept: Kept::default(),
        told: Told::default(),
        pending: None,
    });
    let tell = |notice: Notice| match &notice {
        Notice::Serving { url, .. } => {
            terminal.say(&format!("{notice} until Ctrl-C is pressed"));
            if args.open && !browser::open(url) {
                terminal.warn("no browser could be opened");
            }
        }
        Notice::Nearby { url } => {
            terminal.say(&notice.to_string());
            terminal.say(&nearby::code(url, terminal.style()).unwrap_or_default());
        }
        Notice::Built => preview.borrow_mut().tell(),
        _ => terminal.warn(&notice.to_string()),
    };
    let rebuild = |changes: &Changes, ground: &Ground<'_>| preview.borrow_mut().rebuild(changes, ground);
    serve::run(&options, rebuild, tell)?;
    Ok(Status::Clean)
}

/// Builds the site again and again.
struct Preview<'a> {
    root: PathBuf,
    reader: Reader,
    builder: Builder,
    /// Whether drafts and posts of the future are shown.
    unpublished: bool,
    terminal: &'a Terminal,
    kept: Kept,
    told: Told,
    /// What is to be said of the last build once it is served.
    pending: Option<(SiteFiles, Build, String)>,
}

impl Preview<'_> {
    fn rebuild(&mut self, changes: &Changes, ground: &Ground<'_>) -> Update {
        let moment = site::moment();
        let changed: Vec<PathBuf> = changes.paths.iter().cloned().collect();
        let files = SiteFiles::new(self.root.clone(), self.reader.read(&changed, moment));
        let options = Options {
            drafts: self.unpublished,
            now: (!self.unpublished).then(|| site::now(&files.config.time_zone)),
            base_url: local(&files.config, ground.address),
            ..Options::default()
        };
        let tree = OutputTree::new();
        let plan = Arc::new(self.builder.plan(&files.sources, &options));
        if let Some(ahead) = self.kept.ahead(&plan, &files, changes, &ground.looked_at) {
            ground.serve_ahead(ahead);
        }
        let build = match plan.finish(&tree) {
            Ok(build) => build,
            Err(error) => {
                let failure = Failure::from(error);
                self.terminal.fail(&failure);
                return Update {
                    report: format!("error: {}", failure.message),
                    ..Update::default()
                };
            }
        };
        let update = self.kept.update(&files, &build, &tree);
        let now = site::now(&files.config.time_zone).format("%H:%M:%S");
        let line = format!(
            "{now} {} in {} ms: {}",
            what(changes, &self.root, tree.len()),
            moment.elapsed().unwrap_or_default().as_millis(),
            Tally::of(&build.diagnostics).say()
        );
        self.pending = Some((files, build, line));
        update
    }

    /// Says what is to be said of the last build.
    fn tell(&mut self) {
        if let Some((files, build, line)) = self.pending.take() {
            self.terminal.say(&line);
            self.told.tell(self.terminal, &build.diagnostics, &files.sources);
        }
    }
}

/// What a build was for: the files that changed, by their paths in the site.
fn what(changes: &Changes, root: &Path, outputs: usize) -> String {
    if changes.everything || changes.paths.is_empty() {
        return format!("built {}", plural(outputs, "file"));
    }
    let name = |path: &PathBuf| path.strip_prefix(root).unwrap_or(path).display().to_string();
    let mut names: Vec<_> = changes.paths.iter().take(NAMED).map(name).collect();
    let more = changes.paths.len().saturating_sub(NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

/// The address of the site on this machine: the path stays the configured one.
fn local(config: &Config, address: SocketAddr) -> Option<BaseUrl> {
    BaseUrl::parse(&format!("http://{address}{}", config.base_url.path())).ok()
}
