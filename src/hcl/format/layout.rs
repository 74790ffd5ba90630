//! Indentation, and the alignment of equals signs and comments.

use super::piece::Piece;
use super::spaces::separated;
use crate::hcl::token::TokenKind;
use std::ops::Range;

/// How many spaces a level of indentation has.
const INDENT: usize = 2;

/// A line of code. Literal text of a heredoc ends no line, so all of a heredoc belongs to one.
struct Line {
    /// Its pieces, the line end included.
    pieces: Range<usize>,
    /// The equals sign that is aligned with those of the lines around.
    assignment: Option<usize>,
    /// The comment behind the code.
    comment: Option<usize>,
}

/// Decides how many spaces come before each piece.
pub(super) fn lay_out(pieces: &mut [Piece<'_>]) {
    let lines = lines(pieces);
    for line in &lines {
        space(&mut pieces[line.pieces.clone()]);
    }
    indent(pieces, &lines);
    align(pieces, &lines, |line| line.assignment);
    align(pieces, &lines, |line| line.comment);
}

fn lines(pieces: &[Piece<'_>]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, piece) in pieces.iter().enumerate() {
        if piece.kind == TokenKind::Newline || at + 1 == pieces.len() {
            lines.push(line(pieces, start..at + 1));
            start = at + 1;
        }
    }
    lines
}

fn line(pieces: &[Piece<'_>], range: Range<usize>) -> Line {
    let content = &pieces[range.clone()];
    let comment = trailing_comment(content);
    let code = &content[..comment.unwrap_or(content.len())];
    let assignment = code
        .iter()
        .skip(1)
        .position(|piece| piece.kind == TokenKind::Equal)
        .map(|at| at + 1)
        .filter(|&at| depth_change(&code[at..]) == 0);
    Line {
        assignment: assignment.map(|at| range.start + at),
        comment: comment.map(|at| range.start + at),
        pieces: range,
    }
}

/// The comment that ends a line with something before it. A block comment does only at the end of the text.
fn trailing_comment(line: &[Piece<'_>]) -> Option<usize> {
    let (at, kind) = match line {
        [_, .., last] if last.kind != TokenKind::Newline => (line.len() - 1, last.kind),
        [_, .., second_last, _] => (line.len() - 2, second_last.kind),
        _ => return None,
    };
    let at_end_of_text = at + 1 == line.len();
    let ends_line = kind == TokenKind::LineComment || kind == TokenKind::BlockComment && at_end_of_text;
    ends_line.then_some(at)
}

/// How many more brackets are opened than closed.
fn depth_change(pieces: &[Piece<'_>]) -> isize {
    pieces.iter().map(|piece| bracket(piece.kind)).sum()
}

/// What a token adds to the number of open brackets.
pub(super) fn bracket(kind: TokenKind) -> isize {
    match kind {
        TokenKind::OpenBrace
        | TokenKind::OpenBracket
        | TokenKind::OpenParen
        | TokenKind::InterpolationOpen
        | TokenKind::DirectiveOpen => 1,
        TokenKind::CloseBrace
        | TokenKind::CloseBracket
        | TokenKind::CloseParen
        | TokenKind::TemplateClose => -1,
        _ => 0,
    }
}

fn space(line: &mut [Piece<'_>]) {
    for at in 1..line.len() {
        let (before, here) = line.split_at_mut(at);
        let piece = &mut here[0];
        let second_last = before.len().checked_sub(2).map(|at| &before[at]);
        let spaced = piece.kind != TokenKind::Newline && separated(second_last, &before[at - 1], piece);
        piece.before = usize::from(spaced);
    }
}

/// All brackets opened on one line make one level of indentation, which ends with the line that closes the last
/// of them.
fn indent(pieces: &mut [Piece<'_>], lines: &[Line]) {
    let mut levels: Vec<usize> = Vec::new();
    for line in lines {
        let change = depth_change(counted(pieces, line));
        if change < 0 {
            close(&mut levels, change.unsigned_abs());
        }
        let first = &mut pieces[line.pieces.start];
        if first.kind != TokenKind::Newline {
            first.before = INDENT * levels.len();
        }
        if change > 0 {
            levels.push(change.unsigned_abs());
        }
    }
}

/// The part of a line whose brackets count. What comes from an aligned equals sign on is balanced; what comes
/// from a heredoc on, Terraform does not count, though it does count what the next lines close of it.
fn counted<'p, 't>(pieces: &'p [Piece<'t>], line: &Line) -> &'p [Piece<'t>] {
    let end = line.assignment.unwrap_or(line.pieces.end);
    let code = &pieces[line.pieces.start..end];
    let heredoc = code.iter().position(|piece| piece.kind == TokenKind::HeredocOpen);
    &code[..heredoc.unwrap_or(code.len())]
}

fn close(levels: &mut Vec<usize>, mut brackets: usize) {
    while brackets > 0
        && let Some(innermost) = levels.last_mut()
    {
        if *innermost > brackets {
            *innermost -= brackets;
            return;
        }
        brackets -= *innermost;
        levels.pop();
    }
}

/// Puts the marked pieces of consecutive lines into one column, a space after the widest of what is before them.
fn align(pieces: &mut [Piece<'_>], lines: &[Line], mark: impl Fn(&Line) -> Option<usize>) {
    let mut run: Vec<(usize, usize)> = Vec::new();
    for line in lines {
        match mark(line) {
            Some(at) => {
                let before = &pieces[line.pieces.start..at];
                run.push((at, before.iter().map(Piece::columns).sum()));
            }
            None => align_run(pieces, &mut run),
        }
    }
    align_run(pieces, &mut run);
}

/// Aligns the marks of a run, each with the columns before it, and empties the run.
fn align_run(pieces: &mut [Piece<'_>], run: &mut Vec<(usize, usize)>) {
    let widest = run.iter().map(|&(_, columns)| columns).max().unwrap_or(0);
    for (mark, columns) in run.drain(..) {
        pieces[mark].before = widest - columns + 1;
    }
}
