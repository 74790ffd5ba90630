//! The stories of `stories.md`: code, and what formatting makes of it.

use crate::hcl::format::format;

pub(super) struct Story<'t> {
    pub(super) title: &'t str,
    pub(super) before: String,
    pub(super) after: String,
}

pub(super) fn stories() -> Vec<Story<'static>> {
    let sections = include_str!("stories.md").split("\n## ").skip(1);
    sections
        .map(|section| {
            let before = fence(section, "before").unwrap();
            Story {
                title: section.lines().next().unwrap(),
                after: fence(section, "after").unwrap_or_else(|| before.clone()),
                before,
            }
        })
        .collect()
}

/// What stands in a fence; `→` is a tab there and `·` a space, where one cannot be seen otherwise.
fn fence(section: &str, name: &str) -> Option<String> {
    let (_, rest) = section.split_once(&format!("\n```{name}\n"))?;
    let end = rest.find("\n```").map_or(0, |end| end + 1);
    Some(rest[..end].replace('→', "\t").replace('·', " "))
}

#[test]
fn every_story_goes_as_told() {
    for story in stories() {
        assert_eq!(
            format(&story.before).as_deref(),
            Some(story.after.as_str()),
            "in `{}`",
            story.title
        );
    }
}

#[test]
fn a_story_that_has_ended_goes_on_no_further() {
    for story in stories() {
        assert_eq!(
            format(&story.after).as_ref(),
            Some(&story.after),
            "in `{}`",
            story.title
        );
    }
}

#[track_caller]
fn check(before: &str, after: &str) {
    assert_eq!(format(before).as_deref(), Some(after), "{before:?}");
}

#[test]
fn line_ends_stay_as_they_are() {
    check(
        "a=1\r\nbb=2 # c\r\n\r\nc=3\n",
        "a  = 1\r\nbb = 2 # c\r\n\r\nc = 3\n",
    );
    check(
        "a=<<EOT\r\n  x\r\n EOT \r\nbb=1",
        "a  = <<EOT\r\n  x\r\n EOT \r\nbb = 1",
    );
}

#[test]
fn the_end_of_the_text_stays_as_it_is() {
    check("", "");
    check("a=1", "a = 1");
    check("a=1 \t", "a = 1  ");
    check("a=1\n\n  \n", "a = 1\n\n\n");
    check("a=1 # x\nbbb=22 /* y */", "a   = 1  # x\nbbb = 22 /* y */");
}

#[test]
fn a_byte_order_mark_is_dropped() {
    check("\u{feff}a=1\n", "a = 1\n");
}

#[test]
fn what_is_no_body_is_left_alone() {
    for text in ["var.a", "> 1+1\n2", "a = ", "foo {", "a = 1,", "[1,2]"] {
        assert_eq!(format(text), None, "{text:?}");
    }
}

#[test]
fn what_would_be_no_code_is_left_alone() {
    assert_eq!(format("a = b.0 .0\n"), None);
}

#[test]
fn of_nested_interpolations_one_goes_at_a_time() {
    check("a = \"${\"${b}\"}\"\n", "a = \"${b}\"\n");
    check("a = \"${b}\"\n", "a = b\n");
}

#[test]
fn labels_are_escaped_anew() {
    check(
        r#"foo "\u0041" "\U0001F600" "é\t\"" {}"#,
        r#"foo "A" "😀" "é\t\"" {}"#,
    );
    check("foo \"\\u200b\u{a0}\" {}", r#"foo "\u200b\u00a0" {}"#);
    check(r#"foo "\U000e0001" "" {}"#, r#"foo "\U000e0001" "" {}"#);
}

#[test]
fn a_column_is_a_grapheme_cluster() {
    let clusters = [
        "é",
        "e\u{301}",
        "일",
        "\u{1112}\u{1161}\u{11ab}",
        "👩\u{200d}👧",
        "🇰🇷",
    ];
    for cluster in clusters {
        check(
            &format!("a=\"{cluster}\" # x\nb=\"22\" # y\n"),
            &format!("a = \"{cluster}\"  # x\nb = \"22\" # y\n"),
        );
    }
}
