//! The theme's colours for code are legible: WCAG 2 contrast, computed from the style sheet itself.

use super::Class;

const STYLE: &str = include_str!("../../../themes/recto/assets/highlight.css");
const LIGHT_GROUND: u32 = 0x00f6_f8fa;
const DARK_GROUND: u32 = 0x0016_1b22;
const LEAST: f64 = 5.0;

/// The colours of one rule of the style sheet.
struct Rule {
    selectors: Vec<&'static str>,
    fallback: u32,
    light: u32,
    dark: u32,
}

fn rules() -> Vec<Rule> {
    let mut rules = Vec::new();
    let style = STYLE.split_once("*/").expect("a comment comes first").1;
    for rule in style.split('}') {
        let Some((selectors, body)) = rule.split_once('{') else {
            continue;
        };
        let Some((light, dark)) = body
            .split_once("light-dark(")
            .and_then(|(_, pair)| pair.split_once(','))
        else {
            continue;
        };
        rules.push(Rule {
            selectors: selectors.trim().split(',').collect(),
            fallback: colour(body.strip_prefix("color:").expect("the fallback comes first")),
            light: colour(light),
            dark: colour(dark),
        });
    }
    rules
}

/// The number behind `#` at the start of `text`.
fn colour(text: &str) -> u32 {
    let digits = text.trim().strip_prefix('#').and_then(|digits| digits.get(..6));
    u32::from_str_radix(digits.expect("a colour of six digits"), 16).expect("hexadecimal digits")
}

fn luminance(colour: u32) -> f64 {
    let channel = |shift: u32| {
        let value = f64::from((colour >> shift) & 0xff) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
}

fn contrast(one: u32, other: u32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn contrast_is_that_of_the_standard() {
    assert!((contrast(0x0000_0000, 0x00ff_ffff) - 21.0).abs() < 1e-9);
    assert!((contrast(0x0077_7777, 0x00ff_ffff) - 4.478).abs() < 1e-3);
}

#[test]
fn every_colour_stands_out_from_its_ground() {
    for rule in rules() {
        assert_eq!(rule.fallback, rule.light, "{:?}", rule.selectors);
        for (colour, ground) in [(rule.light, LIGHT_GROUND), (rule.dark, DARK_GROUND)] {
            let contrast = contrast(colour, ground);
            assert!(
                contrast >= LEAST,
                "{:?}: #{colour:06x} has {contrast:.2}:1",
                rule.selectors
            );
        }
    }
}

#[test]
fn every_class_with_markup_has_one_colour() {
    let rules = rules();
    let mut selectors: Vec<&str> = rules
        .iter()
        .flat_map(|rule| rule.selectors.iter().copied())
        .collect();
    let named = |class: &Class| format!(".hl .{}", class.name());
    let mut expected: Vec<String> = Class::ALL
        .iter()
        .filter(|class| !class.is_plain())
        .map(named)
        .collect();
    selectors.sort_unstable();
    expected.sort_unstable();
    assert_eq!(selectors, expected);
}

#[test]
fn the_style_sheet_stays_small() {
    assert!(STYLE.len() <= 1_400, "{} bytes", STYLE.len());
}
