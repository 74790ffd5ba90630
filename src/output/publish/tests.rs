//! Stories of publishing, each in a folder of its own.
#![expect(clippy::disallowed_methods, reason = "the tests look at what is on the disk")]

use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::super::disk::fault::{Fault, under};
use super::*;

mod crash;

/// Paths and contents; a path that ends in a slash is an empty folder.
type Tree = BTreeMap<String, String>;

fn tree(files: &[(&str, &str)]) -> Tree {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

fn with(mut site: Tree, more: &[(&str, &str)]) -> Tree {
    site.extend(tree(more));
    site
}

/// A folder with an output folder `public` in it.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// In memory where the system has a folder there, for stories that are told thousands of times.
    fn fleeting() -> Self {
        Self(TempDir::new_in("/dev/shm").unwrap_or_else(|_| TempDir::new().unwrap()))
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes files that are not Recto's into the output folder.
    fn write(&self, files: &[(&str, &str)]) {
        for (path, text) in files {
            let path = self.at("public").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    fn open(&self) -> Result<Staging, Error> {
        Staging::open(&self.at("public"), &[], Foreign::Refuse)
    }

    fn publish(&self, site: &Tree) -> Result<Published, Error> {
        self.publish_with(site, Foreign::Refuse)
    }

    fn publish_with(&self, site: &Tree, foreign: Foreign) -> Result<Published, Error> {
        let staging = Staging::open(&self.at("public"), &[], foreign)?;
        for (path, text) in site {
            staging.accept(output_path(path), Artifact::from(text.clone()))?;
        }
        staging.commit(None)
    }

    /// What is in the output folder.
    fn found(&self) -> Tree {
        let mut found = Tree::new();
        if self.at("public").exists() {
            list(&self.at("public"), "", &mut found);
        }
        found
    }

    #[track_caller]
    fn check(&self, expected: &Tree) {
        assert_eq!(&self.found(), expected);
    }

    /// What lies beside the output folder in Recto's own.
    fn state(&self) -> Vec<String> {
        let entries = fs::read_dir(self.at(".public.recto")).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn list(folder: &Path, prefix: &str, found: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            let before = found.len();
            list(&entry.path(), &format!("{path}/"), found);
            if found.len() == before {
                found.insert(format!("{path}/"), String::new());
            }
        } else {
            found.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

fn output_path(path: &str) -> OutputPath {
    OutputPath::new(path).unwrap()
}

fn texts(paths: &[OutputPath]) -> Vec<&str> {
    paths.iter().map(OutputPath::as_str).collect()
}

#[cfg(unix)]
fn identity(path: &Path) -> (u64, std::time::SystemTime, u32) {
    use std::os::unix::fs::MetadataExt;
    let data = fs::symlink_metadata(path).unwrap();
    (data.ino(), data.modified().unwrap(), data.mode() & 0o7777)
}

#[cfg(not(unix))]
fn identity(path: &Path) -> std::time::SystemTime {
    fs::symlink_metadata(path).unwrap().modified().unwrap()
}

#[test]
fn the_first_publish_writes_everything() {
    let place = Place::new();
    let site = tree(&[
        ("index.html", "home"),
        ("글/첫 글/index.html", "첫 글"),
        (".nojekyll", ""),
    ]);
    let published = place.publish(&site).unwrap();
    place.check(&site);
    assert_eq!(
        texts(&published.written),
        [".nojekyll", "index.html", "글/첫 글/index.html"]
    );
    assert_eq!(
        (published.unchanged, published.bytes, published.bytes_written),
        (0, 11, 11)
    );
    assert_eq!(published.largest[0], (output_path("글/첫 글/index.html"), 7));
    assert_eq!(place.state(), [".gitignore", "lock", "manifest"]);
}

#[test]
fn the_second_publish_touches_nothing() {
    let place = Place::new();
    let site = tree(&[("index.html", "home"), ("a/b/index.html", "page")]);
    place.publish(&site).unwrap();
    let before = ["index.html", "a/b/index.html", "a/b"].map(|path| identity(&place.at("public").join(path)));
    let manifest = identity(&place.at(".public.recto/manifest"));
    let published = place.publish(&site).unwrap();
    let after = ["index.html", "a/b/index.html", "a/b"].map(|path| identity(&place.at("public").join(path)));
    assert_eq!(before, after);
    assert_eq!(manifest, identity(&place.at(".public.recto/manifest")));
    let expected = Published {
        unchanged: 2,
        bytes: 8,
        largest: vec![(output_path("a/b/index.html"), 4), (output_path("index.html"), 4)],
        ..Published::default()
    };
    assert_eq!(published, expected);
}

#[test]
fn only_the_file_that_differs_is_written() {
    let place = Place::new();
    place.publish(&tree(&[("a", "one"), ("b", "two")])).unwrap();
    let untouched = identity(&place.at("public/a"));
    // The same length, so that only the bytes tell.
    let site = tree(&[("a", "one"), ("b", "2wo")]);
    let published = place.publish(&site).unwrap();
    place.check(&site);
    assert_eq!(untouched, identity(&place.at("public/a")));
    assert_eq!(texts(&published.written), ["b"]);
    assert_eq!(
        (published.unchanged, published.bytes, published.bytes_written),
        (1, 6, 3)
    );
}

#[test]
fn what_this_build_did_not_write_goes_and_empty_folders_with_it() {
    let place = Place::new();
    place
        .publish(&tree(&[
            ("index.html", ""),
            ("a/b/c/index.html", ""),
            ("a/d.html", ""),
        ]))
        .unwrap();
    let site = tree(&[("index.html", ""), ("a/d.html", "")]);
    let published = place.publish(&site).unwrap();
    place.check(&site);
    assert_eq!(texts(&published.removed), ["a/b/c/index.html"]);
    assert_eq!(published.unchanged, 2);
}

#[test]
fn files_of_others_stay() {
    let place = Place::new();
    let others = [
        ("CNAME", "a.example"),
        ("posts/a/notes.txt", "mine"),
        ("empty/x", ""),
    ];
    place.write(&others);
    fs::remove_file(place.at("public/empty/x")).unwrap();
    let others = [others[0], others[1], ("empty/", "")];
    let site = tree(&[("index.html", "home"), ("posts/a/index.html", "page")]);
    place.publish(&site).unwrap();
    place.check(&with(site, &others));
    place.publish(&Tree::new()).unwrap();
    place.check(&tree(&others));
}

#[test]
fn a_file_of_somebody_elses_is_not_overwritten() {
    let place = Place::new();
    let others = [
        ("about.html", "by hand"),
        ("a", "a file"),
        ("b/notes.txt", "mine"),
    ];
    place.write(&others);
    let site = tree(&[
        ("index.html", "home"),
        ("about.html", "ours"),
        ("a/index.html", "page"),
        ("b", "file"),
    ]);
    let error = place.publish(&site).unwrap_err();
    let folder = place.at("public").canonicalize().unwrap();
    assert_eq!(
        error.to_string(),
        format!(
            "`{}` and 2 other files are in the way and were not written by Recto",
            folder.join("a").display()
        )
    );
    let Error::ForeignFiles { paths } = error else {
        panic!("{error}")
    };
    assert_eq!(
        paths,
        ["a", "about.html", "b/notes.txt"].map(|path| folder.join(path))
    );
    place.check(&tree(&others));
}

#[test]
fn a_file_of_somebody_elses_is_replaced_when_asked() {
    let place = Place::new();
    place.write(&[("about.html", "by hand"), ("a", "a file"), ("c", "stays")]);
    let site = tree(&[("about.html", "ours"), ("a/index.html", "page")]);
    let published = place.publish_with(&site, Foreign::Replace).unwrap();
    place.check(&with(site.clone(), &[("c", "stays")]));
    assert_eq!(texts(&published.replaced), ["a", "about.html"]);
    assert_eq!(texts(&published.removed), [""; 0]);
    // From now on they are ours.
    assert_eq!(place.publish(&site).unwrap().unchanged, 2);

    place.write(&[("b/notes.txt", "mine")]);
    let error = place
        .publish_with(&tree(&[("b", "file")]), Foreign::Replace)
        .unwrap_err();
    assert!(matches!(error, Error::ForeignFiles { .. }), "{error}");
    place.check(&with(site, &[("b/notes.txt", "mine"), ("c", "stays")]));
}

#[test]
fn a_file_with_the_right_bytes_is_in_nobodys_way() {
    let place = Place::new();
    place.write(&[("index.html", "home")]);
    let published = place.publish(&tree(&[("index.html", "home")])).unwrap();
    assert_eq!((published.unchanged, published.written.len()), (1, 0));
    place.publish(&Tree::new()).unwrap();
    place.check(&Tree::new());
}

#[test]
fn an_output_that_was_edited_or_removed_by_hand_is_mended() {
    let place = Place::new();
    let site = tree(&[("a", "one"), ("b/index.html", "two")]);
    place.publish(&site).unwrap();
    place.write(&[("a", "by hand")]);
    fs::remove_dir_all(place.at("public/b")).unwrap();
    assert_eq!(
        texts(&place.publish(&site).unwrap().written),
        ["a", "b/index.html"]
    );
    place.check(&site);
    fs::remove_dir_all(place.at("public")).unwrap();
    place.publish(&site).unwrap();
    place.check(&site);
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let place = Place::new();
    let file = tree(&[("a", "file"), ("a.html", "beside")]);
    let folder = tree(&[
        ("a/index.html", "page"),
        ("a/b/c.html", "page"),
        ("a.html", "beside"),
    ]);
    place.publish(&file).unwrap();
    assert_eq!(texts(&place.publish(&folder).unwrap().removed), ["a"]);
    place.check(&folder);
    fs::create_dir_all(place.at("public/a/empty/folders")).unwrap();
    assert_eq!(
        texts(&place.publish(&file).unwrap().removed),
        ["a/b/c.html", "a/index.html"]
    );
    place.check(&file);
}

#[test]
fn two_outputs_that_cannot_both_be_there_are_an_error() {
    let place = Place::new();
    let error = place
        .publish(&tree(&[("a", ""), ("a.html", ""), ("a/index.html", "")]))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`a` and `a/index.html` cannot both be published"
    );
    place.check(&Tree::new());
}

#[test]
fn a_dropped_staging_leaves_no_trace_in_the_output_folder() {
    let place = Place::new();
    let staging = place.open().unwrap();
    staging
        .accept(output_path("a"), Artifact::from("a".to_owned()))
        .unwrap();
    assert!(place.at(".public.recto/staging/a").exists());
    drop(staging);
    assert!(!place.at("public").exists());
    assert_eq!(place.state(), [".gitignore", "lock"]);

    let site = tree(&[("a", "old")]);
    place.publish(&site).unwrap();
    let staging = place.open().unwrap();
    staging
        .accept(output_path("a"), Artifact::from("new".to_owned()))
        .unwrap();
    drop(staging);
    place.check(&site);
}

#[test]
fn two_builds_cannot_publish_into_one_folder_at_once() {
    let place = Place::new();
    let first = place.open().unwrap();
    let error = place.open().unwrap_err();
    let target = place.at("public");
    assert_eq!(
        error.to_string(),
        format!("another build is publishing into `{}`", target.display())
    );
    drop(first);
    assert!(place.open().is_ok());
    // Another folder is another matter.
    let _public = place.open().unwrap();
    assert!(Staging::open(&place.at("docs"), &[], Foreign::Refuse).is_ok());
}

#[test]
fn threads_publish_together() {
    let place = Place::fleeting();
    let staging = place.open().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let staging = &staging;
            scope.spawn(move || {
                for page in 0..1250 {
                    let path = output_path(&format!("{}/{thread}-{page}/index.html", page % 7));
                    staging
                        .accept(path, Artifact::from(format!("{thread} {page}")))
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(staging.commit(None).unwrap().written.len(), 5000);
    let found = place.found();
    assert_eq!(found.len(), 5000);
    assert_eq!(found["3/3-1249/index.html"], "3 1249");
    assert_eq!(place.publish(&found).unwrap().unchanged, 5000);
}

#[test]
fn a_file_of_the_users_is_copied() {
    let place = Place::new();
    let source = place.at("photo.png");
    let copy = |bytes: &[u8]| {
        fs::write(&source, bytes).unwrap();
        let staging = place.open().unwrap();
        let artifact = Artifact::File {
            path: source.clone(),
            len: bytes.len() as u64,
        };
        staging.accept(output_path("img/photo.png"), artifact).unwrap();
        staging.commit(None).unwrap().written.len()
    };
    let mut bytes = vec![7; 200_000];
    assert_eq!(copy(&bytes), 1);
    assert_eq!(copy(&bytes), 0);
    bytes[199_999] = 8;
    assert_eq!(copy(&bytes), 1);
    assert_eq!(fs::read(place.at("public/img/photo.png")).unwrap(), bytes);
    fs::remove_file(&source).unwrap();
    let staging = place.open().unwrap();
    let artifact = Artifact::File {
        path: source.clone(),
        len: 1,
    };
    let error = staging
        .accept(output_path("img/photo.png"), artifact)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "cannot read `{}`: there is no such file or folder",
            source.display()
        )
    );
}

#[test]
fn a_file_that_grew_since_the_site_was_read_is_published_whole() {
    let place = Place::new();
    fs::write(place.at("photo.png"), "longer than before").unwrap();
    let staging = place.open().unwrap();
    let artifact = Artifact::File {
        path: place.at("photo.png"),
        len: 3,
    };
    staging.accept(output_path("photo.png"), artifact).unwrap();
    assert_eq!(staging.commit(None).unwrap().bytes, 18);
    place.check(&tree(&[("photo.png", "longer than before")]));
}

#[cfg(unix)]
#[test]
fn permissions_are_those_a_web_server_needs() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let source = place.at("photo.png");
    fs::write(&source, "png").unwrap();
    fs::set_permissions(&source, fs::Permissions::from_mode(0o700)).unwrap();
    let publish = |page: &str| {
        let staging = place.open().unwrap();
        let picture = Artifact::File {
            path: source.clone(),
            len: 3,
        };
        staging.accept(output_path("img/photo.png"), picture).unwrap();
        staging
            .accept(output_path("index.html"), Artifact::from(page.to_owned()))
            .unwrap();
        staging.commit(None).unwrap()
    };
    publish("old");
    let index = place.at("public/index.html");
    fs::set_permissions(&index, fs::Permissions::from_mode(0o444)).unwrap();
    publish("new");
    assert_eq!(fs::read_to_string(&index).unwrap(), "new");
    let mode = |path: &str| identity(&place.at(path)).2;
    assert_eq!(mode("public/index.html"), 0o644);
    assert_eq!(mode("public/img/photo.png"), 0o644);
    assert_eq!(mode("public/img"), 0o755);
    assert_eq!(mode("public"), 0o755);
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_is_a_link_is_followed() {
    let place = Place::new();
    fs::create_dir_all(place.at("disk/www")).unwrap();
    std::os::unix::fs::symlink(place.at("disk/www"), place.at("public")).unwrap();
    let site = tree(&[("index.html", "home")]);
    place.publish(&site).unwrap();
    place.check(&site);
    assert!(place.at("public").is_symlink());
    assert!(place.at("disk/.www.recto/manifest").exists());
    // The lock is one, whatever the folder is called.
    let _first = place.open().unwrap();
    let second = Staging::open(&place.at("disk/www"), &[], Foreign::Refuse);
    assert!(matches!(second, Err(Error::TargetBusy { .. })));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_removed_through_a_link() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    fs::create_dir_all(place.at("elsewhere")).unwrap();
    fs::write(place.at("elsewhere/a.css"), "theirs").unwrap();
    place
        .publish(&tree(&[
            ("assets/a.css", "ours"),
            ("b.css", "ours"),
            ("c/d.css", "ours"),
        ]))
        .unwrap();
    fs::remove_dir_all(place.at("public/assets")).unwrap();
    fs::remove_file(place.at("public/b.css")).unwrap();
    fs::remove_file(place.at("public/c/d.css")).unwrap();
    symlink(place.at("elsewhere/a.css"), place.at("public/c/d.css")).unwrap();
    symlink(place.at("elsewhere"), place.at("public/assets")).unwrap();
    symlink(place.at("elsewhere/a.css"), place.at("public/b.css")).unwrap();
    for path in ["assets/a.css", "b.css"] {
        let error = place.publish(&tree(&[(path, "theirs")])).unwrap_err();
        assert!(matches!(error, Error::ForeignFiles { .. }), "{error}");
    }
    let error = place.publish(&tree(&[("c", "file")])).unwrap_err();
    assert!(matches!(error, Error::ForeignFiles { .. }), "{error}");
    place.publish(&Tree::new()).unwrap();
    assert_eq!(fs::read_to_string(place.at("elsewhere/a.css")).unwrap(), "theirs");
    fs::remove_dir_all(place.at("public/c")).unwrap();
    assert!(place.at("public/assets").is_symlink() && place.at("public/b.css").is_symlink());

    let site = tree(&[("assets/a.css", "new"), ("b.css", "new")]);
    let published = place.publish_with(&site, Foreign::Replace).unwrap();
    place.check(&site);
    assert_eq!(texts(&published.replaced), ["assets", "b.css"]);
    assert!(!place.at("public/assets").is_symlink() && !place.at("public/b.css").is_symlink());
    assert_eq!(fs::read_to_string(place.at("elsewhere/a.css")).unwrap(), "theirs");
}

#[test]
fn the_site_itself_is_no_output_folder() {
    let place = Place::new();
    fs::create_dir_all(place.at("site/content")).unwrap();
    let sources = [place.at("site/recto.toml"), place.at("site/content")];
    let open = |target: &str| Staging::open(&place.at(target), &sources, Foreign::Refuse);
    for target in ["site", "", "site/content", "site/content/../content", "site/./"] {
        let error = open(target).unwrap_err();
        assert!(
            matches!(error, Error::TargetHoldsSources { .. }),
            "{target}: {error}"
        );
    }
    assert!(!place.at(".site.recto").exists());
    for target in ["site/public", "site/contents", "far/away/public"] {
        assert!(open(target).is_ok(), "{target}");
    }
}

#[test]
fn what_is_no_folder_is_no_output_folder() {
    let place = Place::new();
    fs::write(place.at("public"), "a file").unwrap();
    let error = place.open().unwrap_err();
    assert!(matches!(error, Error::TargetNotAFolder { .. }), "{error}");
    let error = Staging::open(Path::new("/"), &[], Foreign::Refuse).unwrap_err();
    assert!(matches!(error, Error::TargetNotAFolder { .. }), "{error}");
}

#[test]
fn a_damaged_manifest_removes_nothing() {
    let place = Place::new();
    place.publish(&tree(&[("a", "a"), ("ab", "ab")])).unwrap();
    let manifest = place.at(".public.recto/manifest");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, &text[..text.len() - 3]).unwrap();
    place.publish(&tree(&[("c", "c")])).unwrap();
    place.check(&tree(&[("a", "a"), ("ab", "ab"), ("c", "c")]));
}

/// Where case is not told apart, both names lead to one file; here a hard link plays that.
#[cfg(target_os = "linux")]
#[test]
fn a_page_whose_name_changes_its_case_survives() {
    let place = Place::new();
    place.publish(&tree(&[("About.html", "page")])).unwrap();
    fs::hard_link(place.at("public/About.html"), place.at("public/about.html")).unwrap();
    let site = tree(&[("about.html", "page")]);
    let published = place.publish(&site).unwrap();
    place.check(&site);
    assert_eq!(texts(&published.written), ["about.html"]);
    // Where it is told apart, somebody else's file may have such a name.
    place.write(&[("ABOUT.html", "mine")]);
    let error = place.publish(&tree(&[("ABOUT.html", "page")])).unwrap_err();
    assert!(matches!(error, Error::ForeignFiles { .. }), "{error}");
}

#[test]
fn a_full_disk_is_told_with_the_name_of_the_page() {
    let place = Place::new();
    let staging = place.open().unwrap();
    let accept = || staging.accept(output_path("a/b.html"), Artifact::from("page".to_owned()));
    let (result, _) = under(Fault::FailOnceAfter(0), accept);
    let page = place.0.path().canonicalize().unwrap().join("public/a/b.html");
    assert_eq!(
        result.unwrap_err().to_string(),
        format!("cannot write `{}`: the disk is full", page.display())
    );
}

fn random_site() -> impl Strategy<Value = Tree> {
    let path = "[abd](/[abd]){0,3}";
    prop::collection::btree_map(path, "[xy]{0,2}", 0..8).prop_map(|mut site| {
        let all: Vec<String> = site.keys().cloned().collect();
        site.retain(|path, _| !all.iter().any(|other| path.starts_with(&format!("{other}/"))));
        site
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn any_series_of_sites_ends_in_the_last(
        sites in prop::collection::vec((random_site(), prop::option::of(0..40_usize)), 1..6),
    ) {
        let place = Place::fleeting();
        let others = [("c/notes.txt", "mine"), ("z", "mine")];
        place.write(&others);
        for (site, crash) in &sites {
            if let Some(steps) = *crash {
                under(Fault::CrashAfter(steps), || drop(place.publish(site)));
                continue;
            }
            let published = place.publish(site).unwrap();
            prop_assert_eq!(&place.found(), &with(site.clone(), &others));
            prop_assert_eq!(published.written.len() + published.unchanged, site.len());
        }
        let (last, _) = &sites[sites.len() - 1];
        place.publish(last).unwrap();
        prop_assert_eq!(place.found(), with(last.clone(), &others));
    }

    #[test]
    fn a_first_publish_that_dies_is_nothing_or_whole(
        site in random_site(), next in random_site(), steps in 0..40_usize
    ) {
        let place = Place::fleeting();
        under(Fault::CrashAfter(steps), || drop(place.publish(&site)));
        let found = place.found();
        prop_assert!(found.is_empty() || found == site, "{:?}", found);
        place.publish(&next).unwrap();
        prop_assert_eq!(place.found(), next);
    }
}
