//! stub
use super::ast::RawHtml;
use crate::source::Span;
use std::ops::Range;
pub fn scan(text: &str, _to: impl Fn(Range<usize>) -> Span) -> RawHtml {
    RawHtml {
        text: text.into(),
        addresses: vec![],
        ids: vec![],
    }
}
pub fn rewrite<'a>(raw: &'a RawHtml, _new: impl FnMut(&str) -> Option<String>) -> std::borrow::Cow<'a, str> {
    (&*raw.text).into()
}
