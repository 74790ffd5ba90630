//! Parameters, commands and sums that the shell puts in the place of their text.

use super::{Dialect, Kind, NEAREST, Shell};
use crate::render::highlight::class::Class;
use crate::render::highlight::scanner::{PLAIN, begins_name, is_name, number_length};
use crate::render::highlight::{make, template};

/// Expansions.
impl Shell<'_, '_> {
    /// Takes an expansion, or its beginning when commands or words are inside of it.
    pub(super) fn dollar(&mut self) {
        if self.dialect == Dialect::Make && make::expansion(self.scan) {
            self.end_expansion();
            return;
        }
        match self.scan.byte(1) {
            b'(' if self.scan.byte(2) == b'(' => self.open(Kind::Arithmetic(0), 3, Class::Interpolation),
            b'(' => self.open(Kind::Substitution, 2, Class::Interpolation),
            b'{' if self.scan.byte(2) == b'{' && template::expression(self.scan) => self.end_expansion(),
            b'{' => {
                self.open(Kind::Parameter, 2, Class::Interpolation);
                self.scan
                    .take_while(Class::Operator, |byte| matches!(byte, b'!' | b'#'));
                self.scan.take_while(Class::Interpolation, |byte| {
                    is_name(byte) || matches!(byte, b'@' | b'*' | b'?')
                });
            }
            b'\'' if self.kind() != Some(Kind::Quote) => self.single(2, true),
            byte if begins_name(byte) => {
                let name = self.scan.name_at(1);
                self.scan.take(1 + name, Class::Interpolation);
                self.end_expansion();
            }
            b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!' => {
                self.scan.take(2, Class::Interpolation);
                self.end_expansion();
            }
            _ => {
                let quoted = self.kind() == Some(Kind::Quote);
                self.scan.take(1, if quoted { Class::String } else { PLAIN });
                self.end_expansion();
            }
        }
    }

    fn end_expansion(&mut self) {
        if self.kind() != Some(Kind::Quote) {
            self.command = self.assigned;
            self.in_word = true;
        }
    }

    /// Takes a whole expansion.
    pub(in super::super) fn expansion(&mut self) {
        self.dollar();
        while !self.frames.is_empty() && !self.scan.is_done() {
            self.step();
        }
    }

    pub(super) fn quoted(&mut self) {
        let ordinary = |byte: u8| !matches!(byte, b'"' | b'$' | b'`' | b'\\');
        self.scan.take_while(Class::String, ordinary);
        match self.scan.peek() {
            b'"' => self.close(1, Class::String),
            b'$' => self.dollar(),
            b'`' => self.open(Kind::Backtick, 1, Class::Interpolation),
            b'\\' if matches!(self.scan.byte(1), b'"' | b'$' | b'`' | b'\\') => {
                self.scan.take(2, Class::Escape);
            }
            b'\\' => {
                self.scan.take(1, Class::String);
                self.scan.take_character(Class::String);
            }
            _ => {}
        }
    }

    /// Reads in `${ }`, behind the name.
    pub(super) fn parameter(&mut self) {
        let quoted = self.depth > 0
            || self
                .frames
                .iter()
                .rev()
                .take(NEAREST)
                .any(|frame| frame.kind == Kind::Quote);
        let class = if quoted { Class::String } else { PLAIN };
        match self.scan.peek() {
            b'}' => self.close(1, Class::Interpolation),
            b'$' => self.dollar(),
            b'"' => self.open(Kind::Quote, 1, Class::String),
            b'`' => self.open(Kind::Backtick, 1, Class::Interpolation),
            b'\'' if !quoted => self.single(1, false),
            b'\\' => {
                self.scan.take(1, Class::Escape);
                self.scan.take_character(Class::Escape);
            }
            byte if is_sign(byte) => {
                self.scan.take_while(Class::Operator, is_sign);
            }
            _ => {
                let ordinary =
                    |byte: u8| !is_sign(byte) && !matches!(byte, b'}' | b'$' | b'"' | b'`' | b'\'' | b'\\');
                match self.scan.run(ordinary) {
                    0 => self.scan.take_character(class),
                    length => self.scan.take(length, class),
                }
            }
        }
    }

    pub(super) fn arithmetic(&mut self, kind: Kind, depth: u32) {
        let number = number_length(self.scan.rest());
        let expands = kind == Kind::Arithmetic(depth);
        match self.scan.peek() {
            // Unclosed: it is no arithmetic.
            b'\n' => self.pop(),
            b')' if depth == 0 && self.scan.byte(1) == b')' => {
                self.close(2, if expands { Class::Interpolation } else { PLAIN });
            }
            byte @ (b'(' | b')') => {
                let depth = if byte == b'(' {
                    depth + 1
                } else {
                    depth.saturating_sub(1)
                };
                self.turn(if expands {
                    Kind::Arithmetic(depth)
                } else {
                    Kind::Calculation(depth)
                });
                self.scan.take(1, PLAIN);
            }
            b'$' => self.dollar(),
            b'"' => self.open(Kind::Quote, 1, Class::String),
            _ if number > 0 => self.scan.take(number, Class::Number),
            byte if begins_name(byte) => {
                let length = self.scan.name_length();
                self.scan.take(length, PLAIN);
            }
            byte if b"+-*/%<>=!&|^~?:".contains(&byte) => self.scan.take(1, Class::Operator),
            _ => self.scan.take_character(PLAIN),
        }
    }
}

/// Whether a byte separates the name of a parameter from what is done with it.
fn is_sign(byte: u8) -> bool {
    matches!(
        byte,
        b':' | b'-' | b'+' | b'=' | b'?' | b'#' | b'%' | b'/' | b'^' | b',' | b'@' | b'[' | b']' | b'*'
    )
}
