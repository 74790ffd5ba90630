//! `recto`: maps what a command came to to an exit status, and nothing else. The only file that imports
//! `mimalloc`.

mod cli;

/// Trees of many small nodes are made and dropped on every thread, a fifth of the work of a build with the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::run().into()
}
