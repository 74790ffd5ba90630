use std::io::Write;
use std::sync::mpsc::{Receiver, Sender};
use std::thread;

use super::*;
use crate::serve::tests::{PATIENCE, write};

/// A user's folder that is watched.
struct Folder {
    folder: tempfile::TempDir,
    told: Receiver<Changes>,
}

impl Folder {
    /// Watches these paths in a new folder, after `before` has filled it.
    fn new(watch: &[&str], ignore: &[&str], poll: bool, before: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        before(folder.path());
        let paths = |names: &[&str]| {
            names
                .iter()
                .map(|name| folder.path().join(name))
                .collect::<Vec<_>>()
        };
        let watcher = Watcher::new(&paths(watch), &paths(ignore), poll).unwrap();
        assert_eq!(watcher.is_polling(), poll);
        let (tell, told) = channel();
        thread::spawn(move || keep_telling(watcher, &tell));
        Self { folder, told }
    }

    fn write(&self, path: &str, text: &str) {
        write(&self.folder.path().join(path), text);
    }

    fn rename(&self, from: &str, to: &str) {
        #[expect(
            clippy::disallowed_methods,
            reason = "the tests play the user who moves files"
        )]
        fs::rename(self.folder.path().join(from), self.folder.path().join(to)).unwrap();
    }

    fn remove(&self, path: &str) {
        #[expect(
            clippy::disallowed_methods,
            reason = "the tests play the user who removes files"
        )]
        fs::remove_dir_all(self.folder.path().join(path)).unwrap();
    }

    /// Waits until a change in a file of its own is told, and nothing else is on its way.
    fn settle(&self) {
        self.write("content/settled.md", "1");
        self.until("content/settled.md");
        let settled = Instant::now() + 2 * SETTLING;
        while Instant::now() < settled {
            drop(self.told.recv_timeout(SETTLING));
        }
    }

    fn next(&self) -> Changes {
        self.told.recv_timeout(PATIENCE).expect("a change is told")
    }

    /// Everything told until a path is named; `everything` names all of them.
    fn until(&self, path: &str) -> Changes {
        let path = self.folder.path().canonicalize().unwrap().join(path);
        let mut all = Changes::default();
        while !all.paths.contains(&path) && !all.everything {
            let next = self.next();
            all.paths.extend(next.paths);
            all.everything |= next.everything;
        }
        all
    }

    /// The names in the changes, relative to the folder.
    fn names(&self, changes: &Changes) -> Vec<String> {
        let root = self.folder.path().canonicalize().unwrap();
        let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        changes.paths.iter().map(name).collect()
    }
}

fn keep_telling(mut watcher: Watcher, tell: &Sender<Changes>) {
    while tell.send(watcher.wait()).is_ok() {}
}

fn content(folder: &Path) {
    write(&folder.join("content/a.md"), "a");
}

#[test]
fn a_save_is_told_once_with_its_name() {
    let folder = Folder::new(&["content"], &[], false, content);
    folder.write("content/a.md", "b");
    assert_eq!(folder.names(&folder.next()), ["content/a.md"]);
    folder.write("content/b.md", "new");
    assert_eq!(folder.names(&folder.next()), ["content/b.md"]);
}

#[test]
fn what_editors_leave_lying_about_is_not_told() {
    let folder = Folder::new(&["content"], &["content/public"], false, |folder| {
        content(folder);
        write(&folder.join("content/public/x"), "");
        write(&folder.join("content/.git/x"), "");
    });
    let litter = [
        "4913",
        "a.md~",
        ".a.md.swp",
        ".a.md.swx",
        "a.md___jb_tmp___",
        ".#a.md",
        "#a.md#",
        ".git/index.lock",
        "public/index.html",
        ".DS_Store",
        ".goutputstream-X1Y2Z3",
        "a.md.kate-swp",
    ];
    for name in litter {
        folder.write(&format!("content/{name}"), "litter");
    }
    folder.write("content/a.md", "b");
    assert_eq!(folder.names(&folder.until("content/a.md")), ["content/a.md"]);
}

#[test]
fn a_file_that_is_replaced_is_told_again_and_again() {
    let folder = Folder::new(&["content", "recto.toml"], &[], false, |folder| {
        content(folder);
        write(&folder.join("recto.toml"), "0");
    });
    for save in 1..4 {
        for file in ["content/a.md", "recto.toml"] {
            folder.write(&format!("{file}~"), &save.to_string());
            folder.rename(&format!("{file}~"), file);
            assert!(!folder.until(file).everything);
        }
    }
    folder.write("other.toml", "not watched");
    folder.write("recto.toml", "watched");
    assert_eq!(folder.names(&folder.until("recto.toml")), ["recto.toml"]);
}

#[test]
fn new_folders_are_watched_however_deep() {
    let folder = Folder::new(&["content"], &[], false, content);
    folder.write("content/x/y/z.md", "1");
    folder.until("content/x");
    folder.write("content/x/y/z.md", "2");
    folder.until("content/x/y/z.md");
    folder.rename("content/x", "content/w");
    folder.until("content/w");
    folder.write("content/w/y/z.md", "3");
    folder.until("content/w/y/z.md");
}

#[test]
fn a_folder_may_come_later_and_go_and_come_back() {
    let folder = Folder::new(&["themes/mine", "content"], &[], false, content);
    folder.write("themes/mine/base.html", "1");
    assert!(folder.until("themes/mine").everything);
    folder.write("themes/mine/base.html", "2");
    folder.until("themes/mine/base.html");
    folder.remove("content");
    folder.until("content");
    folder.write("content/a.md", "again");
    folder.until("content/a.md");
    folder.write("content/a.md", "and again");
    folder.until("content/a.md");
}

#[test]
fn an_empty_file_is_told_with_what_is_written_next() {
    let folder = Folder::new(&["content"], &[], false, content);
    folder.write("content/a.md", "");
    folder.write("content/a.md", "whole");
    folder.until("content/a.md");
    folder.write("content/empty.md", "");
    folder.until("content/empty.md");
}

#[test]
fn a_file_that_is_touched_or_saved_as_it_was_is_not_told() {
    let folder = Folder::new(&["content"], &[], false, content);
    folder.write("content/a.md", "b");
    folder.until("content/a.md");
    folder.settle();
    folder.write("content/a.md", "b");
    let file = fs::File::options()
        .append(true)
        .open(folder.folder.path().join("content/a.md"))
        .unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    drop(file);
    folder.write("content/.tmp.md", "gone in a moment");
    folder.rename("content/.tmp.md", "content/b.md");
    let told = folder.until("content/b.md");
    assert!(
        !folder.names(&told).contains(&"content/a.md".to_owned()),
        "{told:?}"
    );
}

#[test]
fn a_file_that_is_being_written_is_told_when_it_is_whole() {
    let folder = Folder::new(&["content"], &[], false, content);
    folder.settle();
    let path = folder.folder.path().join("content/a.md");
    let mut file = fs::File::create(&path).unwrap();
    for piece in ["one, ", "two, ", "three"] {
        file.write_all(piece.as_bytes()).unwrap();
        thread::yield_now();
    }
    drop(file);
    let told = folder.next();
    assert_eq!(folder.names(&told), ["content/a.md"]);
    assert_eq!(fs::metadata(&path).unwrap().len(), 15);
}

#[test]
fn a_file_that_comes_back_at_once_is_told_once() {
    let folder = Folder::new(&["content"], &[], false, content);
    folder.settle();
    folder.rename("content/a.md", "content/a.md~");
    folder.write("content/a.md", "b");
    let told = folder.next();
    assert_eq!(folder.names(&told), ["content/a.md"]);
    assert!(folder.folder.path().join("content/a.md").exists());
}

#[cfg(unix)]
#[test]
fn what_links_lead_to_is_watched() {
    use std::os::unix::fs::symlink;
    let link = |root: &Path, target: &str, link: &str| symlink(root.join(target), root.join(link)).unwrap();
    let folder = Folder::new(&["content", "themes"], &[], false, |root| {
        content(root);
        write(&root.join("beside/folder/b.md"), "b");
        write(&root.join("notes/c.md"), "c");
        write(&root.join("elsewhere/mine/base.html"), "1");
        link(root, "beside/folder", "content/linked");
        link(root, "notes/c.md", "content/c.md");
        link(root, "elsewhere", "themes");
    });
    folder.settle();
    folder.write("beside/folder/b.md", "2");
    folder.until("content/linked/b.md");
    folder.write("notes/c.md~", "2");
    folder.rename("notes/c.md~", "notes/c.md");
    folder.until("content/c.md");
    folder.write("elsewhere/mine/base.html", "2");
    assert!(!folder.until("themes/mine/base.html").everything);
    // Links that come later.
    folder.write("late/d.md", "1");
    link(folder.folder.path(), "late", "content/late");
    folder.until("content/late");
    folder.settle();
    folder.write("late/d.md", "2");
    folder.until("content/late/d.md");
}

#[test]
fn polling_sees_the_same() {
    let folder = Folder::new(&["content", "recto.toml"], &[], true, |folder| {
        content(folder);
        write(&folder.join("recto.toml"), "0");
    });
    folder.write("content/.a.md.swp", "litter");
    folder.write("content/a.md", "b");
    assert_eq!(folder.names(&folder.until("content/a.md")), ["content/a.md"]);
    folder.write("content/new/b.md", "b");
    folder.until("content/new/b.md");
    folder.write("recto.toml", "1");
    folder.until("recto.toml");
}

#[test]
fn nested_folders_are_watched_once() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a", "a/b", "ab", "a"].map(|name| folder.path().join(name));
    let watcher = Watcher::new(&paths, &[], false).unwrap();
    let given: Vec<_> = watcher.roots.iter().map(|root| root.given.clone()).collect();
    assert_eq!(given, [folder.path().join("a"), folder.path().join("ab")]);
}

#[test]
fn an_overflow_means_everything() {
    let folder = tempfile::tempdir().unwrap();
    let mut watcher = Watcher::new(&[folder.path().join("a")], &[], false).unwrap();
    let mut batch = Batch::default();
    let overflow = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
    assert!(watcher.note(Ok(overflow), &mut batch));
    assert!(batch.everything);
}

#[test]
fn at_the_limit_of_the_system_files_are_looked_at_instead() {
    let folder = tempfile::tempdir().unwrap();
    content(folder.path());
    let mut watcher = Watcher::new(&[folder.path().join("content")], &[], false).unwrap();
    let mut batch = Batch::default();
    assert!(watcher.note(
        Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch)),
        &mut batch
    ));
    assert!(batch.everything && watcher.is_polling());
    assert_eq!(
        watcher.take_fallback().unwrap(),
        "the system cannot tell about changes (OS file watch limit reached.)"
    );
    assert_eq!(watcher.take_fallback(), None);
    write(&folder.path().join("content/a.md"), "b");
    assert_eq!(watcher.wait().paths.len(), 1);
}

#[test]
fn a_build_learns_that_it_is_overtaken_and_by_what() {
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().canonicalize().unwrap().join("content");
    write(&content.join("a.md"), "1");
    let mut watcher = Watcher::new(std::slice::from_ref(&content), &[], false).unwrap();
    let overtaken = watcher.overtaken();
    let until = |is_so: &dyn Fn() -> bool| {
        let began = Instant::now();
        while !is_so() {
            assert!(began.elapsed() < PATIENCE);
            thread::yield_now();
        }
    };
    while watcher.at_hand().is_any() {}
    write(&content.join(".a.md.swp"), "litter");
    write(&content.join("a.md"), "2");
    until(&|| overtaken.is_so());
    let changes = watcher.at_hand();
    assert_eq!(
        changes.paths.into_iter().collect::<Vec<_>>(),
        [content.join("a.md")]
    );
    while watcher.at_hand().is_any() {}
    assert!(!overtaken.is_so());
    assert!(!Overtaken::default().is_so());
}

#[test]
fn that_a_file_as_new_as_the_build_is_removed_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().canonicalize().unwrap().join("content");
    let mut watcher = Watcher::new(std::slice::from_ref(&content), &[], false).unwrap();
    write(&content.join("a.md"), "written at once");
    while watcher.at_hand().is_any() {}
    // The build is done, and the file is as new as it is.
    watcher.known = Known::default();
    watcher.learn_as_of = Some(now());
    watcher.learn();
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests play the user who removes files"
    )]
    fs::remove_file(content.join("a.md")).unwrap();
    watcher.settled = Instant::now();
    let changes = watcher.look_out(None);
    assert!(changes.paths.contains(&content.join("a.md")), "{changes:?}");
}

#[test]
fn a_file_that_is_emptied_and_held_open_is_waited_for_longest() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.md");
    let watcher = Watcher::new(&[folder.path().to_path_buf()], &[], false).unwrap();
    let mut batch = Batch::default();
    batch.touched.insert(file.clone(), true);
    batch.writing.insert(file.clone());
    write(&file, "half");
    assert_eq!(
        (watcher.pause(&batch), Watcher::patience(&batch)),
        (WRITING, super::PATIENCE)
    );
    write(&file, "");
    assert_eq!(
        (watcher.pause(&batch), Watcher::patience(&batch)),
        (EMPTIED, EMPTIED)
    );
    batch.writing.clear();
    assert_eq!(watcher.pause(&batch), WRITING);
}
