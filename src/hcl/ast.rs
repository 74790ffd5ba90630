//! The syntax tree of HCL, with the bytes of every node.
//!
//! Chains that the grammar nests to one side (`a + b + c`, `a.b[0].c`) are kept flat here, so the depth
//! of a tree is the depth of its brackets and nothing that walks it can overflow the stack.

use crate::source::Span;

/// Arguments and blocks, in the order of the text: a whole file, or what stands between a block's braces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// What it holds; items that are broken are left out or hold [`ExpressionKind::Invalid`].
    pub items: Vec<Item>,
    /// From the first byte to the last, braces excluded.
    pub span: Span,
}

/// One item of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `name = value`.
    Attribute(Attribute),
    /// `type "label" { … }`.
    Block(Block),
}

impl Item {
    /// The whole item, from its name to its last byte.
    pub fn span(&self) -> Span {
        match self {
            Self::Attribute(attribute) => attribute.span,
            Self::Block(block) => block.span,
        }
    }
}

/// A name and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name as written.
    pub text: String,
    /// Its bytes.
    pub span: Span,
}

/// An argument of a block or file.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The argument's name.
    pub name: Name,
    /// The value.
    pub value: Expression,
    /// From the name to the end of the value.
    pub span: Span,
}

/// A block with its type, labels and body.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The block's type, such as `resource`.
    pub kind: Name,
    /// What stands between the type and the opening brace.
    pub labels: Vec<Label>,
    /// What stands between the braces.
    pub body: Body,
    /// From the type to the closing brace.
    pub span: Span,
    /// The opening brace.
    pub open: Span,
    /// The closing brace; `None` when it is missing.
    pub close: Option<Span>,
}

/// A label of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The label's value, escapes resolved.
    pub value: String,
    /// Whether it is written in quotes.
    pub quoted: bool,
    /// Its bytes, quotes included.
    pub span: Span,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Its bytes.
    pub span: Span,
}

/// The kinds of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number; its digits are the expression's bytes.
    Number,
    /// A bare name, such as the `var` of `var.region`.
    Variable(Name),
    /// `"…"`.
    Template(Vec<TemplatePart>),
    /// `<<TAG … TAG`.
    Heredoc(Heredoc),
    /// `[a, b]`.
    Tuple(Vec<Expression>),
    /// `{ a = 1 }`.
    Object(Vec<ObjectItem>),
    /// `[for …]` or `{for …}`.
    For(Box<For>),
    /// `f(a, b)`.
    Call(Call),
    /// An operand followed by `.name`, `[index]` and so on.
    Traversal {
        /// What the steps start from.
        root: Box<Expression>,
        /// The steps, at least one.
        steps: Vec<Step>,
    },
    /// `-a` or `!a`.
    Unary {
        /// The operator.
        operator: UnaryOperator,
        /// Its bytes.
        operator_span: Span,
        /// What it is applied to.
        operand: Box<Expression>,
    },
    /// A chain of operators of one precedence, applied from left to right.
    Binary {
        /// The first operand.
        first: Box<Expression>,
        /// Each operator with the operand to its right, at least one.
        rest: Vec<Operation>,
    },
    /// `condition ? yes : no`.
    Conditional {
        /// What decides.
        condition: Box<Expression>,
        /// The value when it is true.
        yes: Box<Expression>,
        /// The value when it is false.
        no: Box<Expression>,
    },
    /// `(a)`.
    Parentheses(Box<Expression>),
    /// Where an expression should stand and none could be read; a finding tells why.
    Invalid,
}

/// One `key = value` of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectItem {
    /// The key; a bare name stands for itself, anything in parentheses is evaluated.
    pub key: Expression,
    /// The value.
    pub value: Expression,
}

/// A `for` expression.
#[derive(Clone, Debug, PartialEq)]
pub struct For {
    /// The name for keys or indices, when two names are given.
    pub key_name: Option<Name>,
    /// The name for values.
    pub value_name: Name,
    /// What is walked.
    pub collection: Expression,
    /// The key of each result; present exactly when an object is made.
    pub key: Option<Expression>,
    /// The value of each result.
    pub value: Expression,
    /// Whether `...` groups the values of equal keys.
    pub grouped: bool,
    /// What follows `if`.
    pub condition: Option<Expression>,
}

/// A function call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function's name with its namespaces, such as `provider::aws::arn_parse`; spaces left out.
    pub function: Name,
    /// The arguments.
    pub arguments: Vec<Expression>,
    /// Whether `...` follows the last argument.
    pub expanded: bool,
}

/// One step of a traversal.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is.
    pub kind: StepKind,
    /// Its bytes, dot or brackets included.
    pub span: Span,
}

/// The kinds of steps.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// `.name`.
    Attribute(Name),
    /// `.0`, the old way to write `[0]`.
    LegacyIndex,
    /// `[index]`.
    Index(Expression),
    /// `.*`; the steps `.name` and `.0` right after it are applied to each element.
    AttributeSplat,
    /// `[*]`; all steps after it are applied to each element.
    FullSplat,
}

/// An operator with its right operand.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The operator.
    pub operator: BinaryOperator,
    /// Its bytes.
    pub operator_span: Span,
    /// The right operand.
    pub operand: Expression,
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-`
    Negate,
    /// `!`
    Not,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

/// A heredoc.
#[derive(Clone, Debug, PartialEq)]
pub struct Heredoc {
    /// The tag without `<<` and `-`.
    pub tag: Name,
    /// Whether it is written `<<-`, which takes the common indentation away.
    pub flush: bool,
    /// The text between the tags, indentation still in place.
    pub parts: Vec<TemplatePart>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplatePart {
    /// What it is.
    pub kind: TemplatePartKind,
    /// Its bytes.
    pub span: Span,
}

/// The kinds of template parts.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePartKind {
    /// Text that stands for itself, as written.
    Text,
    /// An escape, with what it stands for.
    Escape(String),
    /// `${ value }`.
    Interpolation {
        /// The value.
        value: Expression,
        /// Which neighbouring space is taken away.
        strip: Strip,
    },
    /// `%{ if }` to `%{ endif }`.
    If {
        /// What decides.
        condition: Expression,
        /// The parts when it is true.
        yes: Vec<TemplatePart>,
        /// The parts after `%{ else }`, when there is one.
        no: Option<Vec<TemplatePart>>,
    },
    /// `%{ for }` to `%{ endfor }`.
    For {
        /// The name for keys or indices, when two names are given.
        key_name: Option<Name>,
        /// The name for values.
        value_name: Name,
        /// What is walked.
        collection: Expression,
        /// What is repeated.
        parts: Vec<TemplatePart>,
    },
}

/// The `~` markers of an interpolation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strip {
    /// `${~`
    pub before: bool,
    /// `~}`
    pub after: bool,
}
