//! What the scopes of Sublime grammars mean in our classes. Plain data, without the grammars.

use super::class::Class;

/// What a scope does to the text inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing: the text is what it was.
    None,
    /// Gives it a class.
    Is(Class),
    /// Makes plain text punctuation; punctuation of a string or a number is part of that.
    Punctuation,
    /// Punctuation, and the string before it was a key.
    KeySeparator,
}

impl Effect {
    /// The class of text inside a scope with this effect, itself inside text of class `outer`.
    pub(super) fn within(self, outer: Class) -> Class {
        match self {
            Self::None => outer,
            Self::Is(Class::String) if outer == Class::Key => Class::Key,
            Self::Is(Class::Keyword | Class::Operator) if outer == Class::Regex => Class::Regex,
            Self::Is(class) => class,
            Self::Punctuation | Self::KeySeparator if outer == Class::Variable => Class::Punctuation,
            Self::Punctuation | Self::KeySeparator => outer,
        }
    }
}

/// Keywords of declarations that some grammars hold to be types.
pub(super) const KEYWORDS: &[&str] = &[
    "class", "const", "enum", "fn", "function", "let", "static", "struct", "type", "typedef", "union", "var",
];

/// The class of a text whose scopes are too coarse: operators that are words, and [`KEYWORDS`].
pub(super) fn refine(class: Class, text: &str) -> Class {
    let word = text.trim_ascii();
    match class {
        Class::Operator if word.starts_with(|first: char| first.is_ascii_alphabetic()) => Class::Keyword,
        Class::Type if KEYWORDS.contains(&word) => Class::Keyword,
        _ => class,
    }
}

/// Each effect with the scope prefixes that have it; the longest prefix that fits a scope counts.
pub(super) static RULES: &[(Effect, &[&str])] = &[
    (
        Effect::Is(Class::Comment),
        &["comment", "markup.quote", "text.html.javadoc"],
    ),
    (
        Effect::Is(Class::String),
        &[
            "constant.character",
            "keyword.other.template",
            "markup.inserted",
            "markup.raw",
            "markup.underline.link",
            "storage.type.string",
            "string",
        ],
    ),
    (
        Effect::Is(Class::Escape),
        &["constant.character.entity", "constant.character.escape"],
    ),
    (
        Effect::Is(Class::Interpolation),
        &[
            "constant.other.format-spec",
            "constant.other.placeholder",
            "keyword.other.block",
            "keyword.other.substitution",
            "keyword.other.template.begin.env",
            "keyword.other.template.end.env",
            "punctuation.definition.template-expression",
            "punctuation.definition.variable.powershell",
            "punctuation.definition.variable.shell",
            "punctuation.section.embedded",
            "punctuation.section.expansion",
            "punctuation.section.interpolation",
            "variable.language.shell",
            "variable.other.nginx",
            "variable.other.readwrite.powershell",
            "variable.other.readwrite.shell",
        ],
    ),
    (
        Effect::Is(Class::Regex),
        &[
            "constant.other.character-class",
            "keyword.control.anchor.regexp",
            "keyword.control.character-class.regexp",
            "keyword.control.regexp",
            "keyword.operator.or.regexp",
            "keyword.operator.quantifier.regexp",
            "source.regexp",
            "string.regexp",
        ],
    ),
    (
        Effect::Is(Class::Number),
        &[
            "constant.numeric",
            "constant.other.color",
            "constant.other.datetime",
            "constant.other.timestamp",
            "keyword.other.unit",
            "storage.type.numeric",
            "string.ipaddress.nginx",
        ],
    ),
    (Effect::Is(Class::Literal), &["constant", "support.constant"]),
    (
        Effect::Is(Class::Keyword),
        &["entity.name.tag", "keyword", "markup.deleted", "storage"],
    ),
    (
        Effect::Is(Class::Operator),
        &[
            "keyword.control.flow.block-scalar",
            "keyword.operator",
            "storage.modifier.chomping-indicator",
            "storage.type.function.arrow",
            "support.function.double-brace",
            "variable.language.star.sql",
        ],
    ),
    (
        Effect::Is(Class::Function),
        &[
            "entity.name.function",
            "entity.name.macro",
            "meta.diff.range",
            "support.function",
            "support.macro",
            "variable.function",
        ],
    ),
    (
        Effect::Is(Class::Type),
        &[
            "entity",
            "markup.changed",
            "storage.type.c",
            "storage.type.cs",
            "storage.type.go",
            "storage.type.primitive",
            "storage.type.rust",
            "storage.type.sql",
            "storage.type.tag-handle.yaml",
            "storage.type.void",
            "support.class",
            "support.type",
        ],
    ),
    (
        Effect::Is(Class::Key),
        &[
            "constant.other.object.key",
            "entity.name.tag.toml",
            "entity.name.tag.yaml",
            "keyword.directive",
            "keyword.name.ini",
            "meta.mapping.key.json",
            "meta.object-literal.key",
            "meta.property-name.css",
            "support.type.custom-property",
            "support.type.property-name",
            "variable.object.property",
            "variable.other.member.declaration",
            "variable.other.member.rust",
        ],
    ),
    (
        Effect::Is(Class::Label),
        &[
            "entity.name.enum.tag-digest",
            "entity.name.label",
            "entity.name.other.anchor",
            "entity.name.section",
            "entity.name.table",
            "entity.other.attribute-name.class.css",
            "entity.other.attribute-name.id.css",
            "entity.section",
            "keyword.control.flow.alias.yaml",
            "keyword.control.heredoc-token",
            "keyword.control.property.anchor.yaml",
            "markup.heading",
            "storage.modifier.lifetime",
            "variable.other.alias",
            "variable.stage-name",
        ],
    ),
    (
        Effect::Is(Class::Attribute),
        &[
            "entity.other.attribute-name",
            "punctuation.definition.annotation",
            "variable.annotation",
            "variable.parameter.option",
        ],
    ),
    (
        Effect::Is(Class::Builtin),
        &[
            "entity.other.pseudo-class",
            "entity.other.pseudo-element",
            "meta.diff.header",
            "support",
            "support.type.object",
            "variable.language",
        ],
    ),
    (
        Effect::Is(Class::Variable),
        &[
            "constant.other.database-name.sql",
            "constant.other.rust",
            "constant.other.table-name.sql",
            "entity.name.constant",
            "entity.name.function.sql",
            "entity.name.namespace",
            "entity.name.section.diff",
            "entity.other.document",
            "invalid",
            "meta.annotation",
            "meta.group.expansion.arithmetic",
            "meta.group.expansion.command",
            "meta.interpolation",
            "meta.property-value.css",
            "meta.template.expression",
            "punctuation.separator.key-value.css",
            "punctuation.terminator.rule.css",
            "punctuation.definition.variable.job",
            "source",
            "string.unquoted.shell",
            "support.type.package",
            "text",
            "variable",
            "variable.language.blank",
        ],
    ),
    (
        Effect::Punctuation,
        &[
            "keyword.control.conditional.patterns.end.shell",
            "keyword.operator.accessor",
            "keyword.operator.type.annotation",
            "keyword.operator.logical.continue.shell",
            "punctuation",
        ],
    ),
    (
        Effect::KeySeparator,
        &["punctuation.separator.key-value.mapping.yaml"],
    ),
];
