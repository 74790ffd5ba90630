//! Elements in the code of a script: `<Page title={x}>text</Page>`.

use super::class::Class;
use super::engine::{Engine, Last, Outer};
use super::markup;
use super::scanner::{PLAIN, begins_name, is_blank, is_name};

/// A place in elements; the number says in how many.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// In a tag, which stands in that many elements.
    Tag(u32),
    /// In the content of that many elements.
    Content(u32),
}

impl Engine<'_, '_> {
    /// Takes an element up to its first piece of code, if one begins there.
    pub(super) fn element(&mut self) -> bool {
        let begins = begins_name(self.scan.byte(1)) || self.scan.byte(1) == b'>';
        if matches!(self.last, Last::Value | Last::Member) || !begins || self.is_type_parameter() {
            return false;
        }
        self.open_tag();
        self.elements(Place::Tag(0));
        true
    }

    /// Whether `<T,` or `<T extends` begins there.
    fn is_type_parameter(&self) -> bool {
        let rest = &self.scan.rest()[1 + self.scan.name_at(1)..];
        rest.starts_with(b",") || rest.starts_with(b" extends ")
    }

    /// Takes elements from that place on, up to their end or the next piece of code.
    pub(super) fn elements(&mut self, mut place: Place) {
        while !self.scan.is_done() {
            let next = match place {
                Place::Tag(around) => self.tag(around),
                Place::Content(0) => break,
                Place::Content(around) => self.content(around),
            };
            match next {
                Some(next) => place = next,
                None => return,
            }
        }
        self.last = Last::Value;
    }

    fn open_tag(&mut self) {
        self.scan.take(1, PLAIN);
        self.tag_name();
    }

    fn tag_name(&mut self) {
        let upper = self.scan.peek().is_ascii_uppercase();
        let class = if upper { Class::Type } else { Class::Keyword };
        self.scan
            .take_while(class, |byte| is_name(byte) || matches!(byte, b'-' | b'.' | b':'));
    }

    /// Takes a part of a tag; gives what comes next unless it is code.
    fn tag(&mut self, around: u32) -> Option<Place> {
        self.scan.white_space();
        match self.scan.peek() {
            b'>' => {
                self.scan.take(1, PLAIN);
                return Some(Place::Content(around + 1));
            }
            b'/' if self.scan.byte(1) == b'>' => {
                self.scan.take(2, PLAIN);
                return Some(Place::Content(around));
            }
            b'{' => {
                self.enter(Outer::Element(Place::Tag(around)), 1);
                return None;
            }
            b'=' => self.scan.take(1, Class::Operator),
            b'"' => self.scan.delimited(1, "\"", Class::String),
            b'\'' => self.scan.delimited(1, "'", Class::String),
            byte if begins_name(byte) => {
                let part = |byte: u8| is_name(byte) || matches!(byte, b'-' | b'.' | b':');
                self.scan.take_while(Class::Attribute, part);
            }
            _ => self.scan.take_character(PLAIN),
        }
        Some(Place::Tag(around))
    }

    /// Takes a part of the content of elements; gives what comes next unless it is code.
    fn content(&mut self, around: u32) -> Option<Place> {
        self.scan
            .take_while(PLAIN, |byte| !matches!(byte, b'<' | b'{' | b'&'));
        match (self.scan.peek(), self.scan.byte(1)) {
            (b'{', _) => {
                self.enter(Outer::Element(Place::Content(around)), 1);
                return None;
            }
            (b'<', b'/') => {
                self.scan.take(2, PLAIN);
                self.tag_name();
                self.scan.take_while(PLAIN, is_blank);
                self.scan.take(usize::from(self.scan.peek() == b'>'), PLAIN);
                return Some(Place::Content(around - 1));
            }
            (b'<', next) if begins_name(next) || next == b'>' => {
                self.open_tag();
                return Some(Place::Tag(around));
            }
            (b'&', _) => markup::entity(self.scan, PLAIN),
            _ => self.scan.take_character(PLAIN),
        }
        Some(Place::Content(around))
    }
}
