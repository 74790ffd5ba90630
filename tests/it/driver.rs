//! A site in a folder of its own, and what comes of running `recto` in it.
#![expect(
    clippy::disallowed_methods,
    reason = "the tests play the user who writes and reads files"
)]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A configuration that has nothing wrong with it.
pub(crate) const CONFIG: &str = "-- recto.toml --\ntitle = \"T\"\nbase_url = \"https://example.org\"\n";

/// A site in a folder of its own, which goes with it.
pub(crate) struct Site {
    folder: TempDir,
}

/// What a command came to.
pub(crate) struct Run {
    output: Output,
    command: String,
}

impl Site {
    /// A site written as `-- path --` lines, each followed by the file's text.
    pub(crate) fn new(fixture: &str) -> Self {
        let site = Self::empty();
        let mut path = "";
        let mut text = String::new();
        for line in fixture.split_inclusive('\n').chain(["-- . --"]) {
            let header = line.trim_end().strip_prefix("-- ");
            let Some(next) = header.and_then(|rest| rest.strip_suffix(" --")) else {
                text.push_str(line);
                continue;
            };
            if !path.is_empty() {
                site.write(path, &text);
            }
            path = next;
            text.clear();
        }
        site
    }

    /// A site with a good configuration and the files given.
    pub(crate) fn configured(fixture: &str) -> Self {
        Self::new(&format!("{CONFIG}{fixture}"))
    }

    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// All files below a folder with their bytes.
    pub(crate) fn files(&self, folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(&self.path(folder), &mut files);
        files.sort();
        files
    }

    /// A command in the site, as a script runs it: no terminal, and nothing in the environment about looks.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        self.command_in("", args)
    }

    fn command_in<S: AsRef<OsStr>>(&self, folder: &str, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recto"));
        command.current_dir(self.path(folder)).args(args);
        for name in ["NO_COLOR", "CLICOLOR_FORCE", "CI", "GITHUB_ACTIONS"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Run {
        self.run_in("", args)
    }

    pub(crate) fn run_in<'a>(&self, folder: &str, args: impl IntoIterator<Item = &'a str>) -> Run {
        Run::of(self.command_in(folder, args))
    }
}

impl Run {
    pub(crate) fn of(mut command: Command) -> Self {
        let output = command.output().unwrap();
        let command = format!("{command:?}");
        let run = Self { output, command };
        assert!(!run.stderr().contains("panicked"), "{}", run.transcript());
        run
    }

    pub(crate) fn stdout(&self) -> &str {
        std::str::from_utf8(&self.output.stdout).unwrap()
    }

    pub(crate) fn stderr(&self) -> &str {
        std::str::from_utf8(&self.output.stderr).unwrap()
    }

    fn transcript(&self) -> String {
        let status = self.output.status;
        format!(
            "{}\n{status}\n--- stdout\n{}--- stderr\n{}",
            self.command,
            self.stdout(),
            self.stderr()
        )
    }

    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        self.fails(0)
    }

    /// Ends with this exit status.
    #[track_caller]
    pub(crate) fn fails(self, status: i32) -> Self {
        assert_eq!(self.output.status.code(), Some(status), "{}", self.transcript());
        self
    }

    #[track_caller]
    pub(crate) fn stdout_is(self, expected: &str) -> Self {
        assert_eq!(self.stdout(), expected, "{}", self.transcript());
        self
    }

    #[track_caller]
    pub(crate) fn stdout_has(self, expected: &str) -> Self {
        assert!(
            self.stdout().contains(expected),
            "no {expected:?} in\n{}",
            self.transcript()
        );
        self
    }

    #[track_caller]
    pub(crate) fn stderr_is(self, expected: &str) -> Self {
        assert_eq!(self.stderr(), expected, "{}", self.transcript());
        self
    }

    #[track_caller]
    pub(crate) fn stderr_has(self, expected: &str) -> Self {
        assert!(
            self.stderr().contains(expected),
            "no {expected:?} in\n{}",
            self.transcript()
        );
        self
    }
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let bytes = fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
}
