//! The one table of codes. A code is never reused or renumbered.
//!
//! The letter names the stage that finds it: `C` configuration, `S` source files, `F` front matter,
//! `M` Markdown, `R` routes, `L` links, `T` templates and theme, `H` highlighting, `HCL` snippets.
//! Each code has a page `docs/content/codes/<ID>.md`, which is what `recto explain` prints.

use super::Severity::{self, Error, Warning};

/// A kind of finding.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// The stable identifier, such as `L001`.
    pub id: &'static str,
    /// The readable name, such as `broken-link`.
    pub name: &'static str,
    /// How grave it is unless something says otherwise.
    pub severity: Severity,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $constant:ident = $id:literal $name:literal $severity:ident;)*) => {
        $($(#[$doc])* pub static $constant: Code = Code { id: $id, name: $name, severity: $severity };)*
        /// Every code, in the order of this file.
        pub static ALL: &[&Code] = &[$(&$constant),*];
    };
}

codes! {
    /// A TOML or YAML text that cannot be parsed.
    CONFIG_SYNTAX = "C001" "config-syntax" Error;
    /// A key that Recto does not know.
    CONFIG_UNKNOWN_KEY = "C002" "config-unknown-key" Error;
    /// A value of the wrong type or outside of what is allowed.
    CONFIG_BAD_VALUE = "C003" "config-bad-value" Error;
    /// A key that must be there and is not.
    CONFIG_MISSING_KEY = "C004" "config-missing-key" Error;

    /// A file that cannot be read.
    UNREADABLE_FILE = "S001" "unreadable-file" Error;
    /// A text file that is not UTF-8.
    NOT_UTF8 = "S002" "not-utf8" Error;
    /// A symbolic link that leads back into its own folder.
    SYMLINK_LOOP = "S003" "symlink-loop" Error;

    /// Front matter that is not closed or cannot be parsed.
    FRONT_MATTER_SYNTAX = "F001" "front-matter-syntax" Error;
    /// A front matter key that Recto does not know.
    FRONT_MATTER_UNKNOWN_KEY = "F002" "front-matter-unknown-key" Error;
    /// A front matter value of the wrong type.
    FRONT_MATTER_BAD_VALUE = "F003" "front-matter-bad-value" Error;
    /// A page without a title.
    MISSING_TITLE = "F004" "missing-title" Error;
    /// A post without a date.
    MISSING_DATE = "F005" "missing-date" Error;

    /// Emphasis marks that stay in the text as they are.
    LITERAL_EMPHASIS = "M001" "literal-emphasis" Warning;
    /// A fence attribute that Recto does not know.
    UNKNOWN_FENCE_ATTRIBUTE = "M002" "unknown-fence-attribute" Warning;
    /// A formula that cannot be turned into MathML.
    BAD_MATH = "M003" "bad-math" Error;
    /// Two elements of one page with the same id.
    DUPLICATE_ID = "M004" "duplicate-id" Warning;
    /// A footnote reference without a definition.
    MISSING_FOOTNOTE = "M005" "missing-footnote" Warning;
    /// Markdown nested more deeply than Recto follows.
    NESTED_TOO_DEEPLY = "M006" "nested-too-deeply" Error;

    /// Two pages that would be written to one address.
    DUPLICATE_ROUTE = "R001" "duplicate-route" Error;
    /// A slug or alias that cannot be an address.
    BAD_ROUTE = "R002" "bad-route" Error;

    /// A link to a page or file of the site that is not there.
    BROKEN_LINK = "L001" "broken-link" Error;
    /// A link to a heading that is not there.
    BROKEN_ANCHOR = "L002" "broken-anchor" Error;
    /// A picture that is not there.
    MISSING_IMAGE = "L003" "missing-image" Error;
    /// A picture without alternative text.
    MISSING_ALT = "L004" "missing-alt" Warning;
    /// A link to a page that is not published.
    LINK_TO_DRAFT = "L005" "link-to-draft" Error;
    /// A picture whose size cannot be read.
    UNKNOWN_IMAGE_SIZE = "L006" "unknown-image-size" Warning;

    /// A template that cannot be parsed.
    TEMPLATE_SYNTAX = "T001" "template-syntax" Error;
    /// A template that fails while a page is made.
    TEMPLATE_RENDER = "T002" "template-render" Error;
    /// A theme or template that is not there.
    MISSING_TEMPLATE = "T003" "missing-template" Error;
    /// A text of the interface that is missing or unknown in a language file.
    BAD_TRANSLATION = "T004" "bad-translation" Error;

    /// A fence in a language that has no highlighting.
    UNKNOWN_LANGUAGE = "H001" "unknown-language" Warning;

    /// An unclosed block, bracket, string or heredoc.
    HCL_UNCLOSED = "HCL101" "unclosed-delimiter" Error;
    /// A closing delimiter that closes nothing.
    HCL_STRAY_CLOSER = "HCL102" "stray-closer" Error;
    /// An argument without its equals sign.
    HCL_MISSING_EQUALS = "HCL103" "missing-equals" Error;
    /// A comma or semicolon after an argument.
    HCL_TRAILING_SEPARATOR = "HCL104" "argument-separator" Error;
    /// Two items of a list, call or object without a comma between them.
    HCL_MISSING_COMMA = "HCL105" "missing-comma" Error;
    /// Single, curly or back quotes.
    HCL_WRONG_QUOTES = "HCL106" "wrong-quotes" Error;
    /// An invisible or look-alike character.
    HCL_LOOK_ALIKE = "HCL107" "look-alike-character" Error;
    /// A block of one line with more than one argument.
    HCL_ONE_LINE_BLOCK = "HCL108" "crowded-one-line-block" Error;
    /// `...` or `<placeholder>` in place of code.
    HCL_PLACEHOLDER = "HCL109" "placeholder-code" Error;
    /// A line break where none may be.
    HCL_NEWLINE = "HCL110" "unexpected-newline" Error;
    /// An escape sequence that HCL does not have.
    HCL_BAD_ESCAPE = "HCL111" "bad-escape" Error;
    /// A `for` expression without `:` or with a misplaced `=>`.
    HCL_FOR_EXPRESSION = "HCL112" "malformed-for" Error;
    /// A template directive that is unbalanced or unknown.
    HCL_TEMPLATE_DIRECTIVE = "HCL113" "template-directive" Error;
    /// The syntax of another language.
    HCL_OTHER_LANGUAGE = "HCL114" "other-language-syntax" Error;
    /// Code nested more deeply than Recto follows.
    HCL_TOO_DEEP = "HCL115" "hcl-nested-too-deeply" Error;
    /// Code that fits no rule of the grammar and none of the causes above.
    HCL_SYNTAX = "HCL116" "hcl-syntax" Error;
    /// A fence that says it fails, and does not.
    HCL_EXPECTATION = "HCL901" "unmet-expectation" Error;
}

/// The code with an identifier or a readable name, in any case.
pub fn find(id: &str) -> Option<&'static Code> {
    ALL.iter()
        .copied()
        .find(|code| code.id.eq_ignore_ascii_case(id) || code.name.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_names_are_unique() {
        let mut ids: Vec<_> = ALL.iter().flat_map(|code| [code.id, code.name]).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }

    #[test]
    fn a_code_is_found_in_any_case() {
        assert_eq!(find("hcl101"), Some(&HCL_UNCLOSED));
        assert_eq!(find("broken-link"), Some(&BROKEN_LINK));
        assert_eq!(find("X999"), None);
    }
}
