//! What is on the disk when a publish breaks off at any of its steps.

use super::super::super::disk::fault::{Fault, across_disks, under};
use super::*;

fn old_site() -> Tree {
    tree(&[
        ("index.html", "old home"),
        ("keep.css", "same"),
        ("a", "file"),
        ("b/x.html", "x"),
        ("b/y/index.html", "y"),
        ("old/deep/page.html", "gone soon"),
        ("Name.html", "name"),
    ])
}

fn new_site() -> Tree {
    tree(&[
        ("index.html", "new home"),
        ("keep.css", "same"),
        ("a/index.html", "page"),
        ("b", "file"),
        ("new/deep/page.html", "just come"),
        ("name.html", "name"),
    ])
}

const OTHERS: [(&str, &str); 2] = [("CNAME", "a.example"), ("old/notes.txt", "mine")];

/// A folder with the old site and files of others, and the new site published under a fault.
fn faulty_publish(fault: Fault, crossing: bool) -> (Place, bool) {
    let place = Place::fleeting();
    place.write(&OTHERS);
    place.publish(&old_site()).unwrap();
    let publish = || drop(place.publish(&new_site()));
    let ((), struck) = under(fault, || perhaps_across_disks(crossing, publish));
    (place, struck)
}

fn perhaps_across_disks(crossing: bool, run: impl FnOnce()) {
    match crossing {
        true => across_disks(run),
        false => run(),
    }
}

/// Each file is the old one or the new one, whole, and nobody else's is touched.
fn check_whole(place: &Place, context: &str) {
    let (old, new, others) = (old_site(), new_site(), tree(&OTHERS));
    let mut found = place.found();
    found.retain(|path, _| !path.ends_with('/') && path != ".recto-incoming");
    for (path, text) in &found {
        let is_known = [&old, &new, &others]
            .iter()
            .any(|site| site.get(path) == Some(text));
        assert!(is_known, "{context}: `{path}` is {text:?}");
    }
    for path in others
        .keys()
        .chain(["index.html".to_owned(), "keep.css".to_owned()].iter())
    {
        assert!(found.contains_key(path), "{context}: `{path}` is gone");
    }
}

/// The site is the old one or the new one; tells whether it is the new one.
fn check_complete(place: &Place, context: &str) -> bool {
    let found = place.found();
    let is_new = found == with(new_site(), &OTHERS);
    assert!(
        is_new || found == with(old_site(), &OTHERS),
        "{context}: {found:#?}"
    );
    is_new
}

/// Everything is as if nothing had ever happened.
fn check_mended(place: &Place, context: &str) {
    place
        .publish(&new_site())
        .unwrap_or_else(|error| panic!("{context}: {error}"));
    assert!(check_complete(place, context));
    assert_eq!(place.state(), [".gitignore", "lock", "manifest"]);
    let again = place.publish(&new_site()).unwrap();
    assert_eq!((again.written.len(), again.unchanged), (0, 6));
}

/// Crashes after every number of steps, and again after every number of steps of the recovery.
fn check_crashes(crossing: bool) -> usize {
    let mut is_new = false;
    let mut steps = 0;
    loop {
        let context = format!("crash after {steps}");
        let (place, struck) = faulty_publish(Fault::CrashAfter(steps), crossing);
        check_whole(&place, &context);
        drop(place.open().unwrap());
        let was_new = std::mem::replace(&mut is_new, check_complete(&place, &context));
        assert!(is_new || !was_new, "{context}: the old site came back");
        check_mended(&place, &context);
        if !struck {
            assert!(is_new);
            return steps;
        }
        if is_new {
            check_crashes_in_recovery(steps, crossing);
        }
        steps += 1;
    }
}

fn check_crashes_in_recovery(steps: usize, crossing: bool) {
    for more in 0.. {
        let context = format!("crash after {steps}, then after {more}");
        let (place, _) = faulty_publish(Fault::CrashAfter(steps), crossing);
        let open = || drop(place.open());
        let ((), struck) = under(Fault::CrashAfter(more), || perhaps_across_disks(crossing, open));
        check_whole(&place, &context);
        drop(place.open().unwrap());
        assert!(
            check_complete(&place, &context),
            "{context}: the old site came back"
        );
        if !struck {
            break;
        }
    }
}

#[test]
fn a_crash_at_any_step_leaves_the_old_site_or_one_that_the_next_run_completes() {
    assert!(check_crashes(false) > 40);
}

#[test]
fn so_does_one_when_the_output_folder_is_a_disk_of_its_own() {
    assert!(check_crashes(true) > 50);
}

#[test]
fn a_failure_at_any_step_is_mended_by_the_next_run() {
    for steps in 0.. {
        let (place, struck) = faulty_publish(Fault::FailOnceAfter(steps), false);
        check_mended_but_for_folders(&place, &format!("failure after {steps}"));
        if !struck {
            break;
        }
    }
}

#[test]
fn a_failure_at_any_step_of_the_recovery_is_mended_by_the_next_run() {
    for (steps, more) in (20..50)
        .step_by(3)
        .flat_map(|steps| (0..30).map(move |more| (steps, more)))
    {
        let (place, _) = faulty_publish(Fault::CrashAfter(steps), false);
        under(Fault::FailOnceAfter(more), || drop(place.open()));
        check_mended_but_for_folders(&place, &format!("crash after {steps}, failure after {more}"));
    }
}

/// An empty folder that could not be removed is all that may be left.
fn check_mended_but_for_folders(place: &Place, context: &str) {
    check_whole(place, context);
    let _ = fs::remove_dir(place.at("public/old/deep"));
    check_mended(place, context);
}

/// Where case is not told apart, the new `about.html` answers to the name of the `About.html` that had to
/// go before it came; a second hard link plays that.
#[cfg(target_os = "linux")]
#[test]
fn a_recovery_does_not_clear_what_has_come_since() {
    for steps in 0.. {
        let place = Place::fleeting();
        place.publish(&tree(&[("About.html", "page")])).unwrap();
        let [old, new] = ["public/About.html", "public/about.html"].map(|path| place.at(path));
        fs::hard_link(&old, &new).unwrap();
        let site = tree(&[("about.html", "page"), ("b.html", "page")]);
        let (result, _) = under(Fault::CrashAfter(steps), || place.publish(&site));
        assert!(result.is_err(), "no crash between the two moves");
        if place.at(".public.recto/journal").exists() && !place.at(".public.recto/staging/0").exists() {
            assert!(!old.exists() && !place.at("public/b.html").exists());
            fs::hard_link(&new, &old).unwrap();
            assert!(place.open().unwrap().recovered());
            assert!(old.exists() && place.at("public/b.html").exists());
            break;
        }
    }
}

#[test]
fn a_recovery_is_told() {
    let (place, struck) = faulty_publish(Fault::CrashAfter(30), false);
    assert!(struck && place.state().contains(&"journal".to_owned()));
    assert!(place.open().unwrap().recovered());
    assert!(!place.open().unwrap().recovered());
}

#[test]
fn a_staged_file_that_the_power_failure_emptied_is_not_published() {
    let (place, _) = faulty_publish(Fault::CrashAfter(30), false);
    for entry in fs::read_dir(place.at(".public.recto/staging")).unwrap() {
        fs::write(entry.unwrap().path(), "").unwrap();
    }
    drop(place.open().unwrap());
    check_whole(&place, "power failure");
    check_mended(&place, "power failure");
}
