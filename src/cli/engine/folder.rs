//! The folders that the engine works in: `.recto/engine/` in the site, which holds nothing of the author's.
#![expect(
    clippy::disallowed_methods,
    reason = "the engine reads files, and these are made for it alone"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use recto::error::Error;
use recto::hcl::Standalone;
use serde_json::json;

use super::answer::block_file;
use crate::cli::failure::Failure;

/// What Terraform has noted of the versions it has chosen.
const LOCK_FILE: &str = ".terraform.lock.hcl";

/// Where modules are laid out.
#[derive(Debug)]
pub(super) struct Workshop {
    folder: PathBuf,
    /// An initialised folder of the author's.
    initialised: Option<PathBuf>,
}

impl Workshop {
    /// Makes the folder in the site at a root; providers are taken from `initialised`, in which `init` has
    /// been run.
    pub(super) fn open(root: &Path, initialised: Option<&Path>) -> Result<Self, Failure> {
        let folder = root.join(".recto").join("engine");
        make(&folder)?;
        write(&folder.join(".gitignore"), "*\n")?;
        let initialised = match initialised {
            None => None,
            Some(given) => {
                let found = given.canonicalize().map_err(|error| Error::read(given, error))?;
                if !found.join(".terraform").join("providers").is_dir() {
                    return Err(Failure::new(
                        format!("`{}` has no initialised providers", given.display()),
                        "run `terraform init` or `tofu init` in it",
                    ));
                }
                Some(found)
            }
        };
        Ok(Self { folder, initialised })
    }

    /// Lays out a module, in place of what was in its folder.
    pub(super) fn write(&self, name: &str, module: &Standalone) -> Result<PathBuf, Failure> {
        let folder = self.folder.join(name);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Error::remove(&folder, error).into());
            }
            _ => make(&folder)?,
        }
        for (index, file) in module.files.iter().enumerate() {
            if let Some(text) = file {
                write(&folder.join(block_file(index)), text)?;
            }
        }
        write(&folder.join("recto_stubs.tf"), &module.stubs)?;
        let data = folder.join(".terraform");
        for call in &module.calls {
            let called = folder.join(&call.folder);
            make(&called)?;
            write(&called.join("stub.tf"), &call.stub)?;
        }
        make(&data.join("modules"))?;
        write(&data.join("modules").join("modules.json"), &manifest(module))?;
        if let Some(initialised) = &self.initialised {
            share(initialised, &folder, &data)?;
        }
        Ok(folder)
    }
}

/// What `init` notes of the modules that are called.
fn manifest(module: &Standalone) -> String {
    let own = json!({ "Key": "", "Source": "", "Dir": "." });
    let called = module
        .calls
        .iter()
        .map(|call| json!({ "Key": call.name, "Source": format!("./{}", call.folder), "Dir": call.folder }));
    let all: Vec<_> = [own].into_iter().chain(called).collect();
    json!({ "Modules": all }).to_string()
}

/// Lets a module see the providers of an initialised folder.
fn share(initialised: &Path, folder: &Path, data: &Path) -> Result<(), Failure> {
    let (from, to) = (
        initialised.join(".terraform").join("providers"),
        data.join("providers"),
    );
    link(&from, &to).map_err(|error| Error::write(&to, error))?;
    let (from, to) = (initialised.join(LOCK_FILE), folder.join(LOCK_FILE));
    if from.is_file() {
        fs::copy(&from, &to).map_err(|error| Error::write(&to, error))?;
    }
    Ok(())
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

#[cfg(windows)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(from, to)
}

#[cfg(not(any(unix, windows)))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn make(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Error::write(folder, error).into())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Error::write(path, error).into())
}
