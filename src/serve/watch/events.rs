//! What an event means, and which names mean nothing.

use std::ffi::OsStr;

use notify::EventKind;
use notify::event::{AccessKind, AccessMode, ModifyKind};

/// Whether a file may be different now. Being read is no change, and our own build reads all of them.
pub(super) fn may_mean_something(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

/// Whether something came or went, rather than being written.
pub(super) fn is_move(kind: EventKind) -> bool {
    use EventKind::{Any, Create, Modify, Remove};
    matches!(kind, Any | Create(_) | Remove(_) | Modify(ModifyKind::Name(_)))
}

/// Whether a file is being written, so that an event will come when it is closed.
pub(super) fn is_writing(kind: EventKind) -> bool {
    matches!(kind, EventKind::Modify(ModifyKind::Data(_)))
}

/// Whether only the rights or times of a file have changed.
pub(super) fn is_about_metadata(kind: EventKind) -> bool {
    matches!(kind, EventKind::Modify(ModifyKind::Metadata(_)))
}

/// Whether a name is one of those that editors, version control and file managers use for themselves.
pub(super) fn is_litter(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let swap = name.rsplit_once('.').is_some_and(|(_, extension)| {
        matches!(
            extension,
            "swp" | "swo" | "swx" | "swpx" | "kate-swp" | "crdownload"
        )
    });
    let bracketed = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    swap || bracketed
        || matches!(&*name, "4913" | ".git" | ".hg" | ".svn" | ".jj" | ".DS_Store")
        || name.ends_with('~')
        || [".#", ".goutputstream-", ".~lock."]
            .iter()
            .any(|start| name.starts_with(start))
        || ["___jb_tmp___", "___jb_old___"]
            .iter()
            .any(|end| name.ends_with(end))
}
