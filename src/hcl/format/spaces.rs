//! Where a space stands between two tokens of a line.

use super::piece::Piece;
use crate::hcl::token::TokenKind;
use TokenKind as Kind;

/// Whether a space stands between `left` and `right`; `before` is what comes before `left` on the line.
pub(super) fn separated(before: Option<&Piece<'_>>, left: &Piece<'_>, right: &Piece<'_>) -> bool {
    let before = before.map(|piece| piece.kind);
    match (left.kind, right.kind) {
        (Kind::Identifier, Kind::OpenParen) => false,
        (Kind::Dot | Kind::DoubleColon, _) | (_, Kind::Dot | Kind::DoubleColon) => false,
        (_, Kind::Comma | Kind::Ellipsis) => false,
        (Kind::Comma, _) => true,
        _ if opens_literal(left.kind) || closes_literal(right.kind) => false,
        (Kind::TemplateClose, Kind::InterpolationOpen | Kind::DirectiveOpen) => false,
        (Kind::Identifier, _) if left.text == "in" && before == Some(Kind::Identifier) => true,
        (Kind::Identifier, Kind::OpenBracket) => false,
        (_, Kind::OpenBracket) if is_indexed(left.kind) => false,
        (Kind::Minus, _) => !is_sign_after(before),
        (Kind::Not, _) => false,
        (Kind::OpenBrace, Kind::CloseBrace) => false,
        (Kind::OpenParen | Kind::OpenBracket, _) | (_, Kind::CloseParen | Kind::CloseBracket) => false,
        (Kind::OpenBrace, _) | (_, Kind::OpenBrace) | (Kind::CloseBrace, _) | (_, Kind::CloseBrace) => true,
        (Kind::InterpolationOpen | Kind::DirectiveOpen, _) | (_, Kind::TemplateClose) => false,
        _ => true,
    }
}

/// Whether what follows is literal text, or belongs to it: nothing may be put between.
fn opens_literal(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::OpenQuote | Kind::StringText | Kind::Escape | Kind::HeredocOpen | Kind::HeredocText
    )
}

/// Whether what comes before is literal text, or belongs to it.
fn closes_literal(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CloseQuote | Kind::StringText | Kind::Escape | Kind::HeredocText | Kind::HeredocClose
    )
}

/// Whether `[` right after it is written as an index. Terraform writes `"a" [0]` and `a.* [0]`.
fn is_indexed(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Number | Kind::CloseBracket | Kind::CloseBrace | Kind::CloseParen
    )
}

/// Whether a minus is taken for a sign. It depends on the token before alone, so Terraform takes the one of
/// `if -x`, `k => -x` and `${-x}` for an operator.
fn is_sign_after(before: Option<Kind>) -> bool {
    matches!(
        before,
        None | Some(
            Kind::OpenParen
                | Kind::OpenBracket
                | Kind::OpenBrace
                | Kind::Comma
                | Kind::Colon
                | Kind::Question
                | Kind::Equal
                | Kind::Plus
                | Kind::Minus
                | Kind::Star
                | Kind::Slash
                | Kind::Percent
                | Kind::EqualEqual
                | Kind::NotEqual
                | Kind::Less
                | Kind::LessEqual
                | Kind::Greater
                | Kind::GreaterEqual
                | Kind::And
                | Kind::Or
                | Kind::Not
        )
    )
}
