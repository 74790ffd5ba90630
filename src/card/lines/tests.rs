use proptest::prelude::*;

use super::*;

/// Every character is an em wide, and a space half of one.
fn measure(text: &str) -> f32 {
    text.chars()
        .map(|letter| if letter == ' ' { 0.5 } else { 1.0 })
        .sum()
}

/// Lines of ten, twelve and fifteen ems, at most three.
fn check(title: &str, size: u32, expected: &[&str]) {
    let found = lines(title, &[30, 25, 20], 300, 3, measure);
    assert_eq!(
        (found.size, found.lines),
        (size, expected.iter().map(|line| (*line).to_owned()).collect()),
        "{title}"
    );
}

#[test]
fn lines_end_at_spaces() {
    check("", 30, &[]);
    check("짧은 제목", 30, &["짧은 제목"]);
    check("  spaces\tand\nlines ", 30, &["spaces", "and lines"]);
    check(
        "쿠버네티스에서 사용자 지정 네트워킹",
        30,
        &["쿠버네티스에서", "사용자 지정 네트워킹"],
    );
}

#[test]
fn lines_are_even() {
    // Filled one after the other, the second line would have one word.
    check("가나 다라 마바 사아 자차", 30, &["가나 다라 마바", "사아 자차"]);
    check("aaa bbb ccc ddd", 30, &["aaa bbb", "ccc ddd"]);
}

#[test]
fn a_long_title_has_smaller_letters() {
    check("aaaaa bbbbb ccccc ddddd", 25, &["aaaaa bbbbb", "ccccc ddddd"]);
    check("aaaaaaaaaaa bb", 25, &["aaaaaaaaaaa", "bb"]);
    check("aaaaaaaaaaaaa bb", 20, &["aaaaaaaaaaaaa", "bb"]);
}

#[test]
fn what_is_too_much_is_cut() {
    check(
        "하나둘셋넷 다섯여섯일곱 여덟아홉열 열하나열둘 열셋열넷 열다섯 열여섯 열일곱 열여덟 열아홉",
        20,
        &[
            "하나둘셋넷 다섯여섯일곱",
            "여덟아홉열 열하나열둘 열셋열넷",
            "열다섯 열여섯 열일곱 열여덟…",
        ],
    );
    check(
        "https://example.org/one-address-that-is-longer",
        20,
        &["https://example", ".org/one-addres", "s-that-is-long…"],
    );
}

#[test]
fn chinese_and_japanese_have_no_spaces() {
    check("日本語の題名は、どこでも", 30, &["日本語の題名", "は、どこでも"]);
    check("全角「括弧」", 30, &["全角「括弧」"]);
}

#[test]
fn a_text_is_clipped() {
    assert_eq!(clip("abc", 3.0, measure), "abc");
    assert_eq!(clip("abc, def", 5.0, measure), "abc…");
    assert_eq!(clip("abc", 0.5, measure), "…");
}

proptest! {
    #[test]
    fn every_line_fits(title in "(\\PC{0,12}[ \t]?){0,40}", width in 60u32..400) {
        let found = lines(&title, &[30, 25, 20], width, 3, measure);
        prop_assert!(found.lines.len() <= 3);
        for line in &found.lines {
            prop_assert!(!line.is_empty());
            prop_assert!(measure(line) * found.size as f32 <= width as f32 + 0.01, "{}", line);
        }
    }

    #[test]
    fn nothing_is_lost_of_what_fits(words in prop::collection::vec("[가-힣a-z]{1,6}", 0..5)) {
        let title = words.join(" ");
        let found = lines(&title, &[30, 25, 20], 300, 3, measure);
        prop_assert_eq!(found.lines.join(" "), title);
    }
}
