//! In which direction the letters of a language run.

/// Languages that are written from the right to the left unless their tag names another script.
const LANGUAGES: [&str; 38] = [
    "aeb", "ajp", "apc", "apd", "ar", "arc", "arq", "ars", "ary", "arz", "azb", "bal", "ckb", "dv", "fa",
    "glk", "he", "iw", "ji", "ks", "lki", "lrc", "luz", "mzn", "nqo", "pnb", "prs", "ps", "rhg", "sam", "sd",
    "sdh", "skr", "syr", "ug", "ur", "yi", "ydd",
];

/// Scripts that are written from the right to the left.
const SCRIPTS: [&str; 12] = [
    "adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa", "yezi",
];

/// The value of `dir` for a BCP 47 tag: `rtl` or `ltr`. A script in the tag has the last word.
pub(super) fn of(language: &str) -> &'static str {
    let tag = language.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    // Subtags of four letters are scripts; variants of four characters begin with a digit.
    let script = parts
        .take_while(|part| part.len() > 1)
        .find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let is_rtl = match script {
        Some(script) => SCRIPTS.contains(&script),
        None => LANGUAGES.contains(&primary),
    };
    if is_rtl { "rtl" } else { "ltr" }
}

/// The language and direction of a text, where they are not those of the page that it stands on.
pub(super) fn unlike<'a>(text: &'a str, page: &str) -> (Option<&'a str>, Option<&'static str>) {
    if text == page {
        return (None, None);
    }
    let dir = of(text);
    (Some(text), (dir != of(page)).then_some(dir))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_script_has_the_last_word() {
        for tag in [
            "ar",
            "ar-EG",
            "he",
            "fa-IR",
            "ur",
            "AR",
            "az-Arab",
            "pa-arab-PK",
            "ks",
        ] {
            assert_eq!(of(tag), "rtl", "{tag}");
        }
        for tag in [
            "ko",
            "en-GB",
            "az",
            "ks-Deva",
            "ku",
            "de-1996",
            "en-x-arab",
            "arn",
            "",
        ] {
            assert_eq!(of(tag), "ltr", "{tag}");
        }
    }
}
