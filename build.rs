//! Puts the default theme and the pages of the diagnostic codes into the binary, as tables of paths and bytes, and the
//! schemas of providers.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

#[path = "build/schemas.rs"]
mod schemas;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    for (folder, table) in [("themes/recto", "theme.rs"), ("docs/content/codes", "codes.rs")] {
        println!("cargo::rerun-if-changed={folder}");
        let mut files = Vec::new();
        collect(&root.join(folder), &mut files);
        files.sort();
        let mut code = String::from("&[\n");
        for file in files {
            let name = file
                .strip_prefix(&root)
                .expect("it was found below")
                .to_string_lossy()
                .replace('\\', "/");
            writeln!(
                code,
                "    ({name:?}, include_bytes!({:?})),",
                file.to_string_lossy()
            )
            .expect("a string grows");
        }
        code.push_str("]\n");
        fs::write(out.join(table), code).expect("the output folder is there");
    }
    let folder = "data/schemas";
    println!("cargo::rerun-if-changed={folder}");
    schemas::pack(&root.join(folder), &out);
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
