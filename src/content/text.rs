//! Text that reads as it is written lies in the file, and is not held twice.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::source::Span;

/// A text that is a part of another, or one of its own. Two are equal when they read the same.
#[derive(Clone, Default)]
pub struct Text {
    source: Arc<str>,
    /// The bytes of `source`.
    span: Span,
}

impl Text {
    /// The bytes of `source` that a span covers; empty when it does not fit.
    pub fn part(source: &Arc<str>, span: Span) -> Self {
        Self {
            source: source.clone(),
            span,
        }
    }

    /// Whether it is just these bytes of a text, which takes no comparing where it lies in that very text.
    pub fn is_at(&self, source: &Arc<str>, span: Span) -> bool {
        (self.span == span && Arc::ptr_eq(&self.source, source)) || **self == *span.of(source)
    }

    /// What the bytes of a span mean: a part of them where they say it themselves, a text of its own where they do
    /// not, as with escapes and entities.
    pub fn meant(source: &Arc<str>, span: Span, meaning: &str) -> Self {
        let written = span.of(source);
        if written == meaning {
            return Self::part(source, span);
        }
        match written.find(meaning) {
            Some(at) => {
                let start = span.start as usize + at;
                Self::part(source, Span::new(start, start + meaning.len()))
            }
            None => meaning.into(),
        }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.span.of(&self.source)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self {
            source: text.into(),
            span: Span::new(0, text.len()),
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, span: Span, meaning: &str, lies_in_source: bool) {
        let source: Arc<str> = source.into();
        let text = Text::meant(&source, span, meaning);
        assert_eq!(&*text, meaning);
        assert_eq!(Arc::ptr_eq(&text.source, &source), lies_in_source, "{meaning}");
        assert_eq!(text, Text::from(meaning));
    }

    #[test]
    fn what_is_written_lies_in_the_source() {
        check("가 나 다", Span::new(4, 7), "나", true);
        check("a ``b`c`` d", Span::new(2, 9), "b`c", true);
        check("a b", Span::new(1, 1), "", true);
    }

    #[test]
    fn what_is_not_written_is_a_text_of_its_own() {
        check("a &amp; b", Span::new(2, 7), "&", true);
        check("a &lt; b", Span::new(2, 6), "<", false);
        check("`a\nb`", Span::new(0, 5), "a b", false);
        check("a b", Span::new(9, 12), "b", false);
    }

    #[test]
    fn a_span_that_does_not_fit_is_empty() {
        let source: Arc<str> = "가".into();
        for span in [Span::new(1, 2), Span::new(0, 9), Span::new(7, 9)] {
            assert_eq!(&*Text::part(&source, span), "");
        }
    }
}
