//! What nothing leads to: pages that a reader never finds, files that nobody asks for.

use super::proof::Proof;
use super::{Contents, Kind};

/// A file of a published site, with what was found of it. Its place in the order of the files is its number in
/// [`Published`](super::published::Published).
#[derive(Clone, Copy, Debug)]
pub struct Visited<'a> {
    /// Its path below the base.
    pub path: &'a str,
    /// What it refers to.
    pub contents: &'a Contents,
    /// Where its references led.
    pub proof: &'a Proof,
}

/// What nothing leads to, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unreached {
    /// Pages that no other page has a link to.
    pub pages: Vec<usize>,
    /// Other files that no file refers to.
    pub files: Vec<usize>,
}

/// Finds what nothing leads to. Left out are the start page, pages that send readers on, files that are asked
/// for by their names ([`is_asked_for`]), and whatever refers to others for machines: feeds and sitemaps.
pub fn unreached(files: &[Visited<'_>]) -> Unreached {
    let mut followed = vec![false; files.len()];
    let mut used = vec![false; files.len()];
    for (number, file) in files.iter().enumerate() {
        for (kind, target) in file.proof.led_to.iter().filter(|(_, target)| *target != number) {
            used[*target] = true;
            // A frame shows its page to the reader.
            followed[*target] |= matches!(kind, Kind::Page | Kind::Resource) && is_page(file.path);
        }
    }
    let mut unreached = Unreached::default();
    for (number, file) in files.iter().enumerate() {
        if is_asked_for(file.path) {
            continue;
        }
        if is_page(file.path) {
            if !followed[number] && !file.contents.sends_on {
                unreached.pages.push(number);
            }
        } else if !used[number] {
            unreached.files.push(number);
        }
    }
    unreached
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".htm")
}

/// Whether browsers, servers, robots or the owners of services ask for a file by its name.
pub fn is_asked_for(path: &str) -> bool {
    const NAMES: &[&str] = &[
        ".htaccess",
        ".nojekyll",
        "404.html",
        "CNAME",
        "_headers",
        "_redirects",
        "ads.txt",
        "app-ads.txt",
        "apple-touch-icon.png",
        "atom.xml",
        "browserconfig.xml",
        "crossdomain.xml",
        "favicon.ico",
        "feed.json",
        "feed.xml",
        "humans.txt",
        "index.html",
        "index.xml",
        "llms-full.txt",
        "llms.txt",
        "manifest.json",
        "robots.txt",
        "rss.xml",
        "security.txt",
        "service-worker.js",
        "site.webmanifest",
        "sitemap.xml",
        "sw.js",
    ];
    NAMES.contains(&path)
        || path.starts_with(".well-known/")
        || path.starts_with("sitemap")
        || is_proof_of_owner(path)
        // What a build leaves for machines beside what it is of.
        || [".map", ".gz", ".br", ".LICENSE.txt"].iter().any(|end| path.ends_with(end))
}

/// Whether a service has its owner put the file there, to prove that the site is theirs.
fn is_proof_of_owner(path: &str) -> bool {
    const STARTS: &[&str] = &["google", "BingSiteAuth", "naver", "yandex_", "pinterest-"];
    !path.contains('/') && STARTS.iter().any(|start| path.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::super::address::Origin;
    use super::super::proof::prove;
    use super::super::published::Published;
    use super::*;

    #[test]
    fn what_nothing_leads_to_is_named() {
        let files = [
            (
                "index.html",
                "<a href=a/><img src=i.png><link rel=alternate href=feed.xml>",
            ),
            ("a/index.html", "<a href=/a/><iframe src=/frame.html>"),
            ("b/index.html", "<a href=/b/>"),
            ("old/index.html", "<meta http-equiv=refresh content='0;url=/a/'>"),
            ("frame.html", ""),
            ("feed.xml", "<feed><entry><link href=/b/></entry></feed>"),
            ("i.png", ""),
            ("j.png", ""),
            ("robots.txt", ""),
        ];
        let mut site = Published::new();
        let read: Vec<(&str, Contents)> = files
            .iter()
            .map(|(path, text)| (*path, Contents::of(path, text)))
            .collect();
        for (path, _) in &read {
            site.add(path, None);
        }
        let origin = Origin::new("https://e.org");
        let proofs: Vec<Proof> = read
            .iter()
            .map(|(path, contents)| prove(&site, &origin, path, contents))
            .collect();
        let visited: Vec<Visited<'_>> = read
            .iter()
            .zip(&proofs)
            .map(|((path, contents), proof)| Visited {
                path,
                contents,
                proof,
            })
            .collect();
        assert_eq!(
            unreached(&visited),
            Unreached {
                pages: vec![2],
                files: vec![7]
            }
        );
    }
}
