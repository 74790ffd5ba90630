use super::*;
use crate::serve::tests::{failure, site};
use crate::serve::{Later, NewsKind, Served};

fn live(first: Update) -> Site {
    Site::new(first)
}

/// What a page hears that was loaded when `state` was the state, or an unknown one.
fn listener(page: &str, state: Option<&State>) -> Listener {
    let known = state.map(|state| Known {
        session: format!("{:016x}", state.session),
        build: state.build,
        version: inject::version(state, page),
    });
    Listener {
        page: page.to_owned(),
        known: known.unwrap_or_default(),
    }
}

fn html(message: &Message<'_>) -> Option<String> {
    message.html.as_deref().map(str::to_owned)
}

#[test]
fn a_page_is_sent_when_it_is_not_the_one_at_hand() {
    let live = live(site("/", &[("a.html", "one"), ("b.html", "one")]));
    let before = live.state();
    live.publish(site(
        "/",
        &[("a.html", "two"), ("b.html", "one"), ("c.html", "new")],
    ));
    let after = live.state();
    let heard = |page: &str| html(&after.message(&listener(page, Some(&before))));
    assert_eq!(heard("/a").as_deref(), Some("two"));
    assert_eq!(heard("/a.html").as_deref(), Some("two"));
    assert_eq!(heard("/b"), None);
    assert_eq!(heard("/c").as_deref(), Some("new"));
}

#[test]
fn a_page_that_is_gone_is_asked_for_unless_there_is_one_for_that() {
    let live = live(site("/", &[("a.html", "one")]));
    let before = live.state();
    live.publish(site("/", &[]));
    let message = live.state();
    assert!(message.message(&listener("/a", Some(&before))).reload);
    live.publish(site("/", &[("404.html", "not here")]));
    let after = live.state();
    let message = after.message(&listener("/a", Some(&before)));
    assert_eq!(
        (html(&message).as_deref(), message.reload),
        (Some("not here"), false)
    );
}

#[test]
fn assets_are_told_until_the_page_has_heard_of_them() {
    let files = |css: &str, png: &str| site("/b/", &[("a.html", "one"), ("글.css", css), ("x.png", png)]);
    let live = live(files("1", "1"));
    let first = live.state();
    live.publish(files("2", "1"));
    let second = live.state();
    live.publish(files("2", "2"));
    let third = live.state();
    let told = |state: &State, known: &State| {
        let message = state.message(&listener("/b/a", Some(known)));
        assert_eq!(html(&message), None);
        message
            .assets
            .keys()
            .map(|key| (*key).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&second, &first), ["/b/%EA%B8%80.css"]);
    assert_eq!(told(&third, &first), ["/b/%EA%B8%80.css", "/b/x.png"]);
    assert_eq!(told(&third, &second), ["/b/x.png"]);
    assert!(told(&third, &third).is_empty());
}

#[test]
fn after_a_restart_everything_may_be_old() {
    let before = live(site("/", &[("a.html", "one")])).state();
    let now = live(site("/", &[("a.html", "one")])).state();
    let message = now.message(&listener("/a", Some(&before)));
    assert!(message.all_assets && message.html.is_none() && !message.reload);
}

#[test]
fn the_last_good_build_stays_under_what_was_found() {
    let live = live(site("/", &[("a.html", "one")]));
    let good = live.state();
    live.publish(failure("wrong"));
    let failed = live.state();
    let message = failed.message(&listener("/a", Some(&good)));
    assert_eq!((html(&message), message.here.len()), (None, 1));
    live.publish(site("/", &[("a.html", "one")]));
    assert!(live.state().message(&listener("/a", Some(&good))).here.is_empty());
}

#[test]
fn without_a_good_build_the_page_is_the_report() {
    let live = live(failure("<wrong>"));
    let first = live.state();
    assert!(inject::html(&first, "/a").unwrap().contains("&lt;wrong&gt;"));
    live.publish(failure("wrong again"));
    let message = live.state();
    let message = message.message(&listener("/a", Some(&first)));
    assert!(html(&message).unwrap().contains("wrong again"));
}

#[test]
fn findings_are_here_or_elsewhere() {
    let mut update = site("/", &[("a.html", "one")]);
    let about = About {
        source: "content/a.md".to_owned(),
        ..About::default()
    };
    update.pages.insert("a.html".to_owned(), about);
    update.findings = failure("of all").findings;
    for file in ["content/a.md", "content/b.md", "themes/recto/templates/base.html"] {
        let mut finding = update.findings[0].clone();
        finding.excerpt.places.push(crate::diagnostic::excerpt::Place {
            file: file.to_owned(),
            line: 1,
            column: 1,
            end: 1,
            lines: Vec::new(),
        });
        update.findings.push(finding);
    }
    let state = live(update).state();
    let counts = |page: &str| {
        let message = state.message(&listener(page, None));
        (message.here.len(), message.elsewhere.len())
    };
    assert_eq!(counts("/a"), (3, 1));
    assert_eq!(counts("/other"), (2, 2));
}

#[test]
fn news_are_told_once() {
    let changed = || Update {
        news: vec![News {
            kind: NewsKind::Changed,
            url: "/b".to_owned(),
            from: None,
            title: "B".to_owned(),
        }],
        ..site("/", &[("a.html", "one")])
    };
    let live = live(site("/", &[("a.html", "one")]));
    let first = live.state();
    live.publish(changed());
    let second = live.state();
    live.publish(site("/", &[("a.html", "one")]));
    let third = live.state();
    let told = |state: &State, known| state.message(&listener("/a", known)).news.len();
    assert_eq!(told(&second, Some(&first)), 1);
    assert_eq!(told(&third, Some(&first)), 1);
    assert_eq!(told(&third, Some(&second)), 0);
    assert_eq!(told(&third, None), 0);
}

#[test]
fn a_listener_says_what_it_has() {
    let heard = Listener::new("page=%2F%EA%B8%80%2F&version=0a&build=7&session=f&x");
    assert_eq!(heard.page, "/글/");
    let known = Known {
        session: "f".to_owned(),
        build: 7,
        version: "0a".to_owned(),
    };
    assert_eq!(heard.known, known);
    assert_eq!(Listener::new("build=-1&page=%zz"), Listener::default());
}

#[test]
fn a_silent_channel_waits_for_the_next_build_or_a_farewell() {
    let live = live(Update::default());
    let farewell = Farewell::default();
    let later_than = |build| live.later_than(build, &farewell).map(|state| state.build);
    assert_eq!(later_than(0), Some(1));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| later_than(1));
        live.publish(Update::default());
        assert_eq!(waiting.join().unwrap(), Some(2));
        let waiting = scope.spawn(|| later_than(2));
        live.part(&farewell);
        assert_eq!(waiting.join().unwrap(), None);
    });
    assert_eq!(later_than(0), None);
}

#[test]
fn comments_are_not_asked_for_unless_wanted() {
    let page = "<script src=\"https://giscus.app/client.js\" data-x></script><p>src=&quot;</p>";
    let update = || Update {
        snapshot: Some(Snapshot::new(
            "/",
            [("a.html".to_owned(), Served::Bytes(page.as_bytes().into()))],
        )),
        ..Update::default()
    };
    let quiet = live(update()).state();
    assert!(!inject::html(&quiet, "/a").unwrap().contains("giscus.app"));
    let manner = Manner {
        comments: true,
        ..Manner::default()
    };
    let loud = Site::begin(manner);
    loud.publish(update());
    let loud = loud.state();
    assert_eq!(inject::html(&loud, "/a").as_deref(), Some(page));
}

#[test]
fn the_pages_that_are_open_are_known() {
    let live = live(site("/", &[("a/index.html", "one"), ("b.html", "one")]));
    let windows = [
        live.open("/a/"),
        live.open("/b"),
        live.open("/b.html"),
        live.open("/none"),
    ];
    let names = |live: &Site| live.looked_at().into_iter().collect::<Vec<_>>();
    assert_eq!(names(&live), ["a/index.html", "b.html"]);
    let again = live.open("/a/");
    drop(windows);
    assert_eq!(names(&live), ["a/index.html"]);
    drop(again);
    assert!(names(&live).is_empty());
}

#[test]
fn what_is_made_later_is_made_once_and_only_when_asked_for() {
    let (make, made) = std::sync::mpsc::channel();
    let later = Later::new(move || {
        make.send(()).ok()?;
        Some(Served::Bytes(b"<p>here".as_slice().into()))
    });
    let live = live(Update::default());
    live.publish_ahead(Snapshot::new("/", [("a.html".to_owned(), Served::Later(later))]));
    assert_eq!(made.try_iter().count(), 0);
    let state = live.state();
    for _ in 0..2 {
        assert_eq!(inject::html(&state, "/a").as_deref(), Some("<p>here"));
    }
    assert_eq!(made.try_iter().count(), 1);
    let version = inject::version(&state, "/a");
    live.publish(site("/", &[("a.html", "<p>here")]));
    assert_eq!(inject::version(&live.state(), "/a"), version);
}
