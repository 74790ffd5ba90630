//! Names in the code of a page lead to what declares them.

use super::html::tags;
use super::pages::{BLOG, post, prose};
use super::site::{Built, NOTES, built, ids, twice};

/// Where the references in the code of a page lead, in order, without those that are there again.
fn references(html: &str) -> Vec<String> {
    let mut found: Vec<String> = tags(html)
        .iter()
        .filter(|tag| tag.is("a", "class", "ref"))
        .filter_map(|tag| tag.get("href").map(str::to_owned))
        .collect();
    found.dedup();
    found
}

#[track_caller]
fn check(markdown: &str, expected: &[&str]) -> Built {
    let built = post(markdown);
    let html = prose(&built);
    assert_eq!(references(html), expected, "{markdown}\n{html}");
    assert!(twice(html).is_empty(), "{html}");
    assert_eq!(built.dangling(), Vec::<String>::new(), "{markdown}");
    built
}

fn declares(name: &str, value: &str) -> String {
    format!("locals {{\n  {name} = {value}\n}}\n")
}

fn uses(expression: &str) -> String {
    format!("output \"o\" {{\n  value = {expression}\n}}\n")
}

fn fence(attributes: &str, code: &str) -> String {
    format!("```hcl {attributes}\n{code}```\n\n")
}

#[test]
fn names_of_the_real_post_lead_to_their_definitions() {
    let html = BLOG.text("posts/eks-custom-networking/index.html");
    let found = references(html);
    for id in [
        "hcl-local-pod_cidr",
        "hcl-local-azs",
        "hcl-aws_vpc_ipv4_cidr_block_association-pod",
        "hcl-aws_subnet-pod",
        "hcl-data-aws_eks_cluster-main",
    ] {
        assert!(found.contains(&format!("#{id}")), "{id}: {found:?}");
        assert!(ids(html).contains(id), "{id}");
    }
    assert!(html.contains("<span id=\"hcl-local-pod_cidr\"><span class=\"p\">pod_cidr</span></span>"));
    let link = "<a class=\"ref\" href=\"#hcl-local-pod_cidr\"><span class=\"b\">local</span>.pod_cidr</a>";
    assert!(html.contains(link), "{html}");
    // What the post assumes to be there is declared nowhere.
    assert!(!html.contains("hcl-aws_vpc-main"));
    let feed = BLOG.text("feed.xml");
    assert!(feed.contains("local.pod_cidr") && !feed.contains("hcl-local"));
}

#[test]
fn an_address_is_the_link_and_what_follows_is_not() {
    let code = "resource \"t\" \"n\" {\n  count = 1\n}\noutput \"o\" {\n  value = \"${t.n[0].id}\"\n}\n";
    let built = check(&fence("", code), &["#hcl-t-n"]);
    let html = prose(&built);
    assert!(
        html.contains("<span id=\"hcl-t-n\"><span class=\"h\">\"n\"</span></span>"),
        "{html}"
    );
    assert!(
        html.contains("n</span></a>[") || html.contains("n</a>["),
        "{html}"
    );
}

#[test]
fn a_revision_has_an_id_of_its_own() {
    let markdown = [
        fence("", &uses("local.a")),
        fence("", &declares("a", "1")),
        fence("", &uses("local.a")),
        fence("", &declares("a", "2")),
        fence("", &uses("local.a")),
    ];
    check(&markdown.concat(), &["#hcl-local-a", "#hcl-local-a-1"]);
}

#[test]
fn ids_of_the_author_are_left_to_the_author() {
    let code = fence("", &(declares("a", "1") + &uses("local.a")));
    let markdown = format!("## hcl local a\n\n<a id=\"hcl-local-a-1\"></a>\n\n{code}");
    check(&markdown, &["#hcl-local-a-2"]);
}

#[test]
fn modules_do_not_meet() {
    let code = |value| declares("a", value) + &uses("local.a");
    let markdown =
        fence("module=one", &code("1")) + &fence("module=two", &code("2")) + &fence("", &uses("local.a"));
    check(&markdown, &["#hcl-local-a", "#hcl-local-a-1"]);
}

#[test]
fn what_is_not_shown_is_not_led_to() {
    let user = fence("", &uses("local.a"));
    check(&(fence("hidden", &declares("a", "1")) + &user), &[]);
    check(
        &(fence("", &format!("#~ locals {{\n#~   a = 1\n#~ }}\n{}", uses("1"))) + &user),
        &[],
    );
    check(&(fence("ignore", &declares("a", "1")) + &user), &[]);
    check(&(fence("fragment", &declares("a", "1")) + &user), &[]);
    // Nothing refers to the second footnote, so it is not there.
    let footnote =
        |label| format!("[^{label}]: Code:\n\n    ```hcl\n    locals {{\n      a = 1\n    }}\n    ```\n\n");
    check(
        &format!("Text[^1].\n\n{user}{}", footnote("1")),
        &["#hcl-local-a"],
    );
    check(&format!("Text.\n\n{user}{}", footnote("2")), &[]);
}

#[test]
fn context_lines_move_nothing() {
    let code = format!(
        "#~ # checked, not shown\n{}#~\n{}",
        declares("a", "1"),
        uses("local.a")
    );
    let built = check(&fence("", &code), &["#hcl-local-a"]);
    let html = prose(&built);
    assert!(
        html.contains("<span id=\"hcl-local-a\"><span class=\"p\">a</span></span>"),
        "{html}"
    );
    assert!(html.contains("<span class=\"b\">local</span>.a</a>"), "{html}");
}

#[test]
fn a_mistake_that_is_shown_is_led_to_by_itself_alone() {
    let wrong = declares("a", "1") + &uses("local.a") + &declares("a", "2");
    let markdown = fence("should_fail=HCL211", &wrong) + &fence("", &uses("local.a"));
    let html = post(&markdown);
    assert_eq!(references(prose(&html)).len(), 1, "{}", prose(&html));
}

#[test]
fn every_name_of_a_bit_of_everything_is_found() {
    let built = built(NOTES);
    let html = built.text("posts/fifth/index.html");
    assert_eq!(
        references(html),
        [
            "#hcl-local-a-1",
            "#hcl-terraform_data-%EB%82%98",
            "#hcl-local-a-1"
        ]
    );
}
