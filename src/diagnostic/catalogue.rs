//! The one table of codes. A code is never reused or renumbered.
//!
//! The letter names the stage that finds it: `C` configuration, `S` source files, `F` front matter,
//! `M` Markdown, `R` routes, `L` links, `T` templates and theme, `I` ignored findings, `H` highlighting,
//! `HCL` snippets.
//! Each code has a page `docs/content/codes/<ID>.md`, which is what `recto explain` prints.

use super::Severity::{self, Error, Note, Warning};

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

/// Where the pages of the codes are published; each is called after its code in lower case.
const PAGES: &str = "https://comstering.github.io/recto/codes/";

impl Code {
    /// The address of the page about it.
    pub fn page(&self) -> String {
        format!("{PAGES}{}/", self.id.to_ascii_lowercase())
    }

    /// Whether findings of it may be switched off for a whole site. Those that say that a file cannot be read
    /// may not: nothing else can be proved of such a file.
    pub fn can_be_off(&self) -> bool {
        let is_syntax = self.id.starts_with("HCL1") || matches!(self.id, "C001" | "F001" | "T001");
        !is_syntax && !self.id.starts_with('S')
    }
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
    /// Comments that may be found below another page, or not at all.
    AMBIGUOUS_THREAD = "C005" "ambiguous-thread" Warning;
    /// A `giscus.json` with which Giscus shows no comments on the site.
    REFUSED_ORIGIN = "C006" "refused-origin" Warning;

    /// A file that cannot be read.
    UNREADABLE_FILE = "S001" "unreadable-file" Error;
    /// A text file that is not UTF-8.
    NOT_UTF8 = "S002" "not-utf8" Error;
    /// A symbolic link that leads back into its own folder.
    SYMLINK_LOOP = "S003" "symlink-loop" Error;

    /// A symbolic link that leads out of the site.
    LINK_OUT_OF_SITE = "S004" "link-out-of-site" Error;

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
    /// A link whose label nothing defines.
    UNDEFINED_REFERENCE = "M007" "undefined-reference" Warning;
    /// A link that stays text because its address has a space.
    SPACE_IN_ADDRESS = "M008" "space-in-address" Warning;
    /// An alert that stays text because there is none of that word.
    LITERAL_ALERT = "M009" "literal-alert" Warning;

    /// A value that an attribute of a code block cannot have.
    BAD_FENCE_VALUE = "M010" "bad-fence-value" Warning;
    /// A code block whose file or region is not there.
    BROKEN_INCLUDE = "M011" "broken-include" Error;

    /// A call of a component that cannot be read, or lacks its beginning or end.
    COMPONENT_SYNTAX = "M012" "component-syntax" Error;
    /// A component that the theme does not have.
    UNKNOWN_COMPONENT = "M013" "unknown-component" Error;
    /// A call that is not what its component takes.
    COMPONENT_ARGUMENT = "M014" "component-argument" Error;

    /// A diagram that is empty, or of a type that is not drawn.
    UNKNOWN_DIAGRAM = "M015" "unknown-diagram" Warning;

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

    /// A root path that lacks the path at which the site is published.
    FORGOTTEN_BASE_PATH = "L007" "forgotten-base-path" Error;
    /// An address that answers only in other upper and lower case.
    LETTER_CASE = "L008" "letter-case" Error;
    /// An address of the right letters in another Unicode form.
    UNICODE_FORM = "L009" "unicode-form" Error;
    /// An address at which only the author's own machine answers.
    LOCAL_ADDRESS = "L010" "local-address" Error;
    /// Something that is no address: of no known scheme, no address of mail, no telephone number.
    MALFORMED_ADDRESS = "L011" "malformed-address" Error;
    /// A root path of the same host that is not below the site's own.
    BESIDE_BASE_PATH = "L012" "beside-base-path" Warning;
    /// A page to which no other page leads.
    ORPHAN_PAGE = "L013" "orphan-page" Note;
    /// A file that no page shows or links to.
    UNUSED_FILE = "L014" "unused-file" Note;
    /// A link to another host at which nothing answers.
    DEAD_LINK = "L015" "dead-link" Error;
    /// A link to another host of which it cannot be told whether it holds.
    UNPROVEN_LINK = "L016" "unproven-link" Note;
    /// A link to another host that sends on to another address for good.
    MOVED_LINK = "L017" "moved-link" Note;
    /// A link to an id that a page of another host does not have.
    DEAD_ANCHOR = "L018" "dead-anchor" Warning;

    /// A picture that browsers do not show.
    BROKEN_PICTURE = "L019" "broken-picture" Error;
    /// A picture with more pixels than any page needs.
    HUGE_PICTURE = "L020" "huge-picture" Error;
    /// A moving picture that takes long to load.
    HEAVY_ANIMATION = "L021" "heavy-animation" Warning;

    /// A template that cannot be parsed.
    TEMPLATE_SYNTAX = "T001" "template-syntax" Error;
    /// A template that fails while a page is made.
    TEMPLATE_RENDER = "T002" "template-render" Error;
    /// A theme or template that is not there.
    MISSING_TEMPLATE = "T003" "missing-template" Error;
    /// A text of the interface that is missing or unknown in a language file.
    BAD_TRANSLATION = "T004" "bad-translation" Error;

    /// A colour for code that does not stand out from its ground.
    LOW_CONTRAST = "T005" "low-contrast" Error;
    /// A file of the theme that says what cannot be used.
    BAD_THEME_FILE = "T006" "bad-theme-file" Error;
    /// A theme that is made for older versions of Recto.
    NEWER_THAN_THEME = "T007" "newer-than-theme" Warning;

    /// A template of a component whose parameters are declared wrongly.
    COMPONENT_DECLARATION = "T008" "component-declaration" Error;
    /// A character that no font has which cards are drawn with.
    MISSING_GLYPH = "T010" "missing-glyph" Warning;
    /// A template of social cards that does not give SVG.
    MALFORMED_CARD = "T011" "malformed-card" Error;

    /// An ignored finding that is not found.
    UNUSED_IGNORE = "I001" "unused-ignore" Warning;
    /// A comment that is meant to ignore a finding and cannot be understood.
    BAD_IGNORE = "I002" "bad-ignore" Warning;

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
    /// A value, name, operator or key that is left out.
    HCL_MISSING_PART = "HCL117" "missing-part" Error;
    /// A token that stands twice or where it does not belong, or a character that HCL does not have.
    HCL_STRAY_TOKEN = "HCL118" "stray-token" Error;
    /// A block type that nearly is one of Terraform's.
    HCL_MISSPELT_BLOCK = "HCL201" "misspelt-block-type" Error;
    /// A block type that Terraform does not have.
    HCL_UNKNOWN_BLOCK = "HCL202" "unknown-block-type" Note;
    /// The wrong number of labels, or a label that is no name.
    HCL_LABELS = "HCL203" "block-labels" Error;
    /// An argument or block that one of Terraform's own blocks does not have.
    HCL_UNKNOWN_ARGUMENT = "HCL204" "unknown-argument" Error;
    /// An argument or block that one of Terraform's own blocks must have.
    HCL_MISSING_ARGUMENT = "HCL205" "missing-argument" Error;
    /// The same argument, single block or declaration twice.
    HCL_REPEATED = "HCL206" "repeated-definition" Error;
    /// An expression where only a constant or an address may stand.
    HCL_NOT_CONSTANT = "HCL207" "not-constant" Error;
    /// A type constraint that is none.
    HCL_TYPE_CONSTRAINT = "HCL208" "type-constraint" Error;
    /// A version constraint or provider address that is none.
    HCL_VERSION_CONSTRAINT = "HCL209" "version-constraint" Error;
    /// A default that does not fit the variable's type.
    HCL_DEFAULT_TYPE = "HCL210" "default-type" Error;
    /// `count` and `for_each` together, or one with a value it cannot take.
    HCL_REPETITION = "HCL211" "repetition" Error;
    /// `locals.x`, `vars.x` and the like.
    HCL_WRONG_ROOT = "HCL301" "wrong-root" Error;
    /// A name that is not declared, but nearly one that is.
    HCL_NEAR_NAME = "HCL302" "near-name" Warning;
    /// A name that is not declared, in code that says it is complete.
    HCL_UNDECLARED = "HCL303" "undeclared-name" Error;
    /// `each`, `count` or `self` where they mean nothing.
    HCL_SCOPE = "HCL304" "out-of-scope" Error;
    /// A reference that is no reference.
    HCL_REFERENCE = "HCL305" "malformed-reference" Error;
    /// An instance without its index, or an index without instances.
    HCL_INSTANCE = "HCL306" "instance-index" Error;
    /// Definitions that need each other.
    HCL_CYCLE = "HCL307" "cycle" Error;
    /// A name in the text that is nearly one of the code's.
    HCL_MENTION = "HCL308" "stale-mention" Warning;
    /// A function that does not exist.
    HCL_UNKNOWN_FUNCTION = "HCL401" "unknown-function" Error;
    /// The wrong number of arguments of a function.
    HCL_ARGUMENT_COUNT = "HCL402" "argument-count" Error;
    /// A value whose type cannot be right.
    HCL_TYPE = "HCL403" "type-mismatch" Error;
    /// A value that cannot be right.
    HCL_VALUE = "HCL404" "impossible-value" Error;
    /// A sensitive value where everyone can see it.
    HCL_SENSITIVE = "HCL405" "sensitive-value" Error;
    /// A comment that shows another value than the expression has.
    HCL_SHOWN_VALUE = "HCL406" "wrong-shown-value" Error;
    /// A resource or data source that the provider does not have.
    HCL_UNKNOWN_TYPE = "HCL501" "unknown-resource-type" Warning;
    /// An argument or nested block that the resource does not have.
    HCL_SCHEMA_ARGUMENT = "HCL502" "unknown-resource-argument" Warning;
    /// An argument or block that the resource must have.
    HCL_SCHEMA_MISSING = "HCL503" "missing-resource-argument" Warning;
    /// A block written as an argument, or the reverse; or too many of a block.
    HCL_SCHEMA_BLOCK = "HCL504" "block-or-argument" Error;
    /// A value that does not fit the resource's schema.
    HCL_SCHEMA_TYPE = "HCL505" "resource-argument-type" Error;
    /// An attribute that the resource does not have.
    HCL_SCHEMA_ATTRIBUTE = "HCL506" "unknown-resource-attribute" Warning;
    /// A deprecated argument, block or type.
    HCL_DEPRECATED = "HCL507" "deprecated" Note;
    /// A file of provider schemas that cannot be read.
    HCL_SCHEMA_FILE = "HCL508" "bad-schema-file" Error;
    /// Code that `terraform fmt` would change.
    HCL_FORMAT = "HCL601" "format" Note;
    /// A way of writing that Terraform has left behind.
    HCL_LEGACY = "HCL602" "legacy-syntax" Note;
    /// A fence that says it fails, and does not.
    HCL_EXPECTATION = "HCL901" "unmet-expectation" Error;
    /// Code on which Terraform and Recto do not agree.
    HCL_ENGINE = "HCL903" "engine-difference" Note;
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
