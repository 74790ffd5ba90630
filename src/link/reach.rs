//! What nothing leads to: pages that a reader never finds, files that nobody asks for.

use super::Kind;
use super::proof::Proof;
use super::published::Published;

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
pub fn unreached(site: &Published, proofs: &[&Proof]) -> Unreached {
    let files = || {
        proofs
            .iter()
            .enumerate()
            .map(|(number, proof)| (number, site.path(number), proof))
    };
    let mut followed = vec![false; proofs.len()];
    let mut used = vec![false; proofs.len()];
    for (number, path, proof) in files() {
        let led_to = proof.led_to.iter().map(|(kind, target)| (kind, *target as usize));
        for (kind, target) in led_to.filter(|(_, target)| *target != number) {
            used[target] = true;
            // A frame shows its page to the reader.
            followed[target] |= matches!(kind, Kind::Page | Kind::Resource) && is_page(path);
        }
    }
    let mut unreached = Unreached::default();
    for (number, path, proof) in files() {
        if is_asked_for(path) {
            continue;
        }
        if is_page(path) {
            if !followed[number] && !proof.sends_on {
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
    use super::super::Contents;
    use super::super::address::Origin;
    use super::super::proof::prove;
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
        let site = Published::new(files.iter().map(|(path, _)| (*path).to_owned()));
        let origin = Origin::new("https://e.org");
        let prove = |(path, text): &(&str, &str)| prove(&site, &origin, path, Contents::of(path, text, &[]));
        let proofs: Vec<Proof> = files.iter().map(prove).collect();
        assert_eq!(
            unreached(&site, &proofs.iter().collect::<Vec<_>>()),
            Unreached {
                pages: vec![2],
                files: vec![7]
            }
        );
    }
}
