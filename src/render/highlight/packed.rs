//! Spans as few bytes: for each its class and its length, seven bits to a byte.

use super::class::{Class, ClassSpan};
use crate::source::Span;

/// Spans that tile a text, packed.
pub(super) fn pack(spans: &[ClassSpan]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(spans.len() * 2);
    for piece in spans {
        bytes.push(piece.class as u8);
        push_number(&mut bytes, piece.span.len());
    }
    bytes
}

/// The spans, when they tile the code on character boundaries and no two neighbours are alike.
pub(super) fn unpack(mut bytes: &[u8], code: &str) -> Option<Vec<ClassSpan>> {
    let mut spans: Vec<ClassSpan> = Vec::with_capacity(bytes.len() / 2);
    let mut start = 0;
    while let Some((&class, rest)) = bytes.split_first() {
        let class = *Class::ALL.get(usize::from(class))?;
        bytes = rest;
        let end = take_number(&mut bytes)?.checked_add(start)?;
        let is_next = end > start && spans.last().is_none_or(|last| last.class != class);
        if !is_next || !code.is_char_boundary(end) {
            return None;
        }
        let span = Span::new(start, end);
        spans.push(ClassSpan { span, class });
        start = end;
    }
    (start == code.len()).then_some(spans)
}

/// Appends a number, its lowest bits first.
pub(super) fn push_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        bytes.push(0x80 | (number & 0x7f) as u8);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number from the beginning; nothing when none that could be meant is there whole.
pub(super) fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for place in 0..4 {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::highlight;
    use super::super::tests::SAMPLES;
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        for (language, code) in SAMPLES {
            let spans = highlight(language, code).spans;
            assert_eq!(unpack(&pack(&spans), code), Some(spans), "{language}");
        }
    }

    #[test]
    fn spans_that_do_not_tile_the_code_are_none() {
        let check = |bytes: &[u8], expected: Option<usize>| {
            let count = unpack(bytes, "a가b").map(|spans| spans.len());
            assert_eq!(count, expected, "{bytes:?}");
        };
        check(&[0, 5], Some(1));
        check(&[0, 1, 1, 3, 18, 1], Some(3));
        check(&[], None);
        check(&[0, 4], None);
        check(&[0, 6], None);
        check(&[0, 2, 1, 3], None);
        check(&[0, 1, 0, 4], None);
        check(&[0, 0, 1, 5], None);
        check(&[19, 5], None);
        check(&[0], None);
        check(&[0, 0x85, 0], Some(1));
        check(&[0, 0xff, 0xff, 0xff, 0xff, 1], None);
        assert_eq!(unpack(&[], ""), Some(Vec::new()));
    }

    proptest! {
        #[test]
        fn any_number_comes_back(number in 0_usize..1 << 28, after in any::<u8>()) {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            bytes.push(after);
            let mut rest = &bytes[..];
            prop_assert_eq!(take_number(&mut rest), Some(number));
            prop_assert_eq!(rest, &[after][..]);
        }

        #[test]
        fn any_bytes_are_spans_that_tile_or_none(bytes in prop::collection::vec(0_u8..24, 0..12), code in ".{0,12}") {
            let Some(spans) = unpack(&bytes, &code) else { return Ok(()) };
            let shown: String = spans.iter().map(|piece| piece.span.of(&code)).collect();
            prop_assert_eq!(shown, code);
            prop_assert_eq!(pack(&spans), bytes);
        }
    }
}
