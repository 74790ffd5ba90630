//! The engine as a program: where it is, and how it is run.

use std::env;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::cli::args::Engine;
use crate::cli::failure::Failure;

/// How long the engine may take for one module; starting a large provider takes seconds.
const PATIENCE: Duration = Duration::from_secs(120);

/// What an author may have set that would change the answer or where it is looked for.
const UNSET: [&str; 7] = [
    "TF_CLI_ARGS",
    "TF_CLI_ARGS_validate",
    "TF_CLI_ARGS_version",
    "TF_DATA_DIR",
    "TF_LOG",
    "TF_WORKSPACE",
    "TF_CHDIR",
];

/// An engine that is installed.
#[derive(Debug)]
pub(super) struct Program {
    path: PathBuf,
    /// Such as `terraform 1.11.4`.
    name: String,
}

impl fmt::Display for Program {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

impl Program {
    /// The engine on the search path. OpenTofu stands in for Terraform, but not the other way round.
    pub(super) fn find(engine: Engine) -> Result<Self, Failure> {
        let names: &[&str] = match engine {
            Engine::Terraform => &["terraform", "tofu"],
            Engine::Tofu => &["tofu"],
        };
        let found = names.iter().find_map(|name| Some((*name, on_path(name)?)));
        let Some((name, path)) = found else {
            return Err(Failure::new(
                format!("there is no program `{}`", names.join("` or `")),
                "install it and put it on the `PATH`, or check without `--engine`",
            ));
        };
        let mut program = Self {
            path,
            name: name.to_owned(),
        };
        let output = program.run(Path::new("."), &["version", "-json"])?;
        let version: Option<Value> = serde_json::from_str(&output).ok();
        let version = version.as_ref().and_then(|it| it["terraform_version"].as_str());
        let Some(version) = version else {
            return Err(Failure::new(
                format!("`{}` does not tell its version", program.path.display()),
                "install Terraform 0.13 or newer, or OpenTofu",
            ));
        };
        program.name = format!("{name} {version}");
        Ok(program)
    }

    /// What it is called, with its version.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What it says of the module in a folder.
    pub(super) fn validate(&self, folder: &Path) -> Result<String, Failure> {
        self.run(folder, &["validate", "-json", "-no-color"])
    }

    /// Standard output, whatever the exit status is: what is wrong with the code is no failure.
    fn run(&self, folder: &Path, args: &[&str]) -> Result<String, Failure> {
        let mut command = Command::new(&self.path);
        command
            .args(args)
            .current_dir(folder)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_INPUT", "0");
        for name in UNSET {
            command.env_remove(name);
        }
        let (out, errors) = output(command, PATIENCE).map_err(|cause| self.failure(args, &cause))?;
        if out.trim().is_empty() {
            let line = errors.lines().find(|line| !line.trim().is_empty());
            return Err(self.failure(args, line.unwrap_or("it says nothing")));
        }
        Ok(out)
    }

    fn failure(&self, args: &[&str], cause: &str) -> Failure {
        Failure::new(
            format!("`{} {}` failed: {cause}", self.path.display(), args.join(" ")),
            "run it by hand to see what is wrong, or check without `--engine`",
        )
    }
}

/// The program of a name in the first folder of the search path that has it.
fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&file))
        .find(|program| program.is_file())
}

/// What a command writes to its two streams. One that takes too long is ended.
fn output(mut command: Command, patience: Duration) -> Result<(String, String), String> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let (out, errors) = (read(child.stdout.take()), read(child.stderr.take()));
    let written = out.recv_timeout(patience);
    if written == Err(RecvTimeoutError::Timeout) {
        end(&mut child);
        return Err(format!("it took longer than {} s", patience.as_secs_f32()));
    }
    // A provider that outlives the engine may hold on to standard error.
    let said = errors.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
    end(&mut child);
    Ok((written.unwrap_or_default(), said))
}

/// Ends a process that has nothing more to say; it may have ended by itself.
fn end(child: &mut Child) {
    // Either fails only when there is no process any more.
    let _ = child.kill();
    let _ = child.wait();
}

fn read(stream: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // What came before a failure is still worth reading.
            let _ = stream.read_to_end(&mut bytes);
        }
        // Nobody waits any more when it took too long.
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Instant;

    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn both_streams_are_read() {
        let said = output(shell("echo out; echo err >&2; exit 1"), PATIENCE);
        assert_eq!(said, Ok(("out\n".to_owned(), "err\n".to_owned())));
    }

    #[test]
    fn one_that_takes_too_long_is_ended() {
        let started = Instant::now();
        let said = output(shell("exec sleep 60"), Duration::from_millis(50));
        assert_eq!(said, Err("it took longer than 0.05 s".to_owned()));
        assert!(started.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn one_that_is_not_there_is_a_failure() {
        assert!(output(Command::new("/nowhere/terraform"), PATIENCE).is_err());
        assert_eq!(on_path("no-such-program-anywhere"), None);
    }
}
