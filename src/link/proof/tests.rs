use super::*;

/// A site of the given files (`path: HTML`), published at a base; what is said of each, `path: url: problem`.
fn proved(base_url: &str, files: &[(&str, &str)]) -> Vec<String> {
    let origin = Origin::new(base_url);
    let site = Published::new(files.iter().map(|(path, _)| (*path).to_owned()));
    let proofs: Vec<Proof> = files
        .iter()
        .map(|(path, text)| prove(&site, &origin, path, Contents::of(path, text, &[])))
        .collect();
    let all: Vec<&Proof> = proofs.iter().collect();
    let mut said = Vec::new();
    for ((path, _), proof) in files.iter().zip(&proofs) {
        for finding in settle(&site, proof, &all) {
            said.push(format!("{path}: {}: {:?}", finding.url, finding.problem));
        }
    }
    said
}

#[track_caller]
fn check(body: &str, expected: &[&str]) {
    let said = proved(
        "https://u.github.io/blog",
        &[
            ("index.html", body),
            ("posts/eks/index.html", "<h2 id='개요'>"),
            ("about.html", "<p id=team>"),
            ("i/A.png", ""),
            ("paper.pdf", ""),
        ],
    );
    let said: Vec<&str> = said
        .iter()
        .map(|line| line.strip_prefix("index.html: ").unwrap_or(line))
        .collect();
    assert_eq!(said, expected, "{body}");
}

#[test]
fn what_answers_is_no_finding() {
    check(
        "<a href=posts/eks/><a href=posts/eks><a href=/blog/about><a href=/blog/about.html#team><img src=i/A.png>\
         <a href='posts/eks/#개요'><a href='posts/eks/#%EA%B0%9C%EC%9A%94'><a href=#><a href=#top><a href=''>\
         <a href='about#:~:text=x'><a href=paper.pdf#page=3><a href=https://u.github.io/blog/about>\
         <a href=//u.github.io/blog/><a href=https://example.org/x#y><a href=mailto:a@b.io><a href='tel:+82 2-1'>\
         <a href=javascript:void(0)><a href=data:,x><a href=slack://x>",
        &[],
    );
}

#[test]
fn what_does_not_answer_is_told_with_its_reason() {
    check(
        "<a href=posts/ekz/><a href=posts/Eks/><img src=i/a.png><a href=about.html/><a href=/about.html>\
         <a href=/other/><a href=/blog/none>",
        &[
            "posts/ekz/: Missing(Some(\"posts/eks/\"))",
            "posts/Eks/: LetterCase(\"posts/eks/\")",
            "i/a.png: LetterCase(\"i/A.png\")",
            "about.html/: Slash(\"about.html\")",
            "/about.html: ForgottenBase(\"about.html\")",
            "/other/: BesideBase",
            "/blog/none: Missing(None)",
        ],
    );
}

#[test]
fn an_anchor_must_be_there() {
    check(
        "<a href=about#tema><a href=#nope>",
        &[
            "about#tema: Anchor { file: \"about.html\", id: \"tema\", nearest: Some(\"team\") }",
            "#nope: Anchor { file: \"\", id: \"nope\", nearest: None }",
        ],
    );
}

#[test]
fn what_only_works_here_or_nowhere_is_told() {
    check(
        "<a href=http://localhost:3000/><a href=localhost:80><a href=http://127.1.2.3/><a href='http://[::1]/'>\
         <a href=file:///tmp/x><a href='C:\\x'><a href=htps://x.org><a href=mailto:nobody><a href='mailto:'>\
         <a href=mailto:?subject=x><a href=tel:call-me><a href=https://>",
        &[
            "http://localhost:3000/: Local",
            "localhost:80: Local",
            "http://127.1.2.3/: Local",
            "http://[::1]/: Local",
            "file:///tmp/x: Local",
            "C:\\x: Local",
            "htps://x.org: Scheme(\"https\")",
            "mailto:nobody: Mail",
            "mailto:: Mail",
            "tel:call-me: Telephone",
            "https://: Malformed(NoHost)",
        ],
    );
}

#[test]
fn an_address_that_lost_its_scheme_is_known() {
    for url in ["www.example.org", "https//example.org", "https:/example.org"] {
        assert!(lost_scheme(url), "{url}");
    }
    for url in ["https://example.org", "mailto:www.x@example.org", "/www.html"] {
        assert!(!lost_scheme(url), "{url}");
    }
}
