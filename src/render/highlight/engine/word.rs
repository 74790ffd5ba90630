//! Words: what a name is, by the list of words, the token before it, the byte after it and the bracket around it.

use super::{Bracket, Engine, Last};
use crate::render::highlight::class::Class;
use crate::render::highlight::scanner::{PLAIN, begins_name, is_blank, is_name};
use crate::render::highlight::table::{Keys, Types};
use crate::render::highlight::words::Role;

/// Words.
impl Engine<'_, '_> {
    pub(super) fn word(&mut self) {
        let extra = self.table.name_bytes;
        let length = self.scan.run(|byte| is_name(byte) || extra.contains(&byte));
        let word = &self.scan.rest()[..length];
        if matches!(self.scan.byte(length), b'"' | b'\'') && self.prefixed_string(word) {
            self.line_first = false;
            return;
        }
        let first = std::mem::replace(&mut self.line_first, false);
        let class = self.classify(word, first);
        let length = length + usize::from(class == Class::Function && self.is_macro(length));
        self.scan.take(length, class);
    }

    fn classify(&mut self, word: &[u8], first: bool) -> Class {
        let modified = std::mem::replace(&mut self.modified, false);
        let role = match self.last {
            Last::Member => None,
            _ if self.table.any_case => self.table.words.role_in_any_case(word),
            _ => self.table.words.role(word),
        };
        let mut key = self.is_key(word.len(), first, role.is_some(), modified);
        if self.last != Last::Member {
            self.typed = self.is_type_position();
        }
        if let Some(role) = role.filter(|_| !key) {
            if let Some(class) = self.known(role, word.len(), first) {
                return class;
            }
            key = self.is_key(word.len(), first, false, modified);
        }
        let last = std::mem::replace(&mut self.last, Last::Value);
        if key {
            return Class::Key;
        }
        self.pending.take().unwrap_or_else(|| self.unknown(word, last))
    }

    /// The class of a word with a role, unless it has none here.
    fn known(&mut self, role: Role, length: usize, first: bool) -> Option<Class> {
        let class = match role {
            Role::Is(class) => class,
            Role::Modifier => {
                self.line_first = first;
                self.modified = true;
                return Some(Class::Keyword);
            }
            Role::Soft(_) if !self.is_before_operand(length) => return None,
            Role::Defines(class) | Role::Soft(Some(class)) => {
                self.pending = Some(class);
                Class::Keyword
            }
            Role::Fields => {
                self.fields = true;
                Class::Keyword
            }
            Role::Soft(None) => Class::Keyword,
        };
        if class != Class::Keyword {
            self.pending = None;
        }
        self.last = if class == Class::Keyword {
            Last::Keyword
        } else {
            Last::Value
        };
        Some(class)
    }

    fn unknown(&self, word: &[u8], last: Last) -> Class {
        let member = last == Last::Member;
        let called = self.is_called(word.len());
        // A name directly before an equals sign is that of an argument.
        let named = self.scan.byte(word.len()) == b'=' && self.scan.byte(word.len() + 1) != b'=';
        let upper = word[0].is_ascii_uppercase() && !named;
        let mixed = upper && word.iter().any(u8::is_ascii_lowercase);
        let is_type = match self.table.types {
            Types::None => false,
            Types::Capital => !member && (mixed || upper && word.len() == 1),
            Types::CapitalMember => mixed && !(member && called) || upper && word.len() == 1 && !member,
            Types::CapitalNotCalled => {
                (!member || self.typed) && !called && mixed && !self.is_assigned(word.len(), last)
            }
            Types::CapitalBeforeName => !member && !called && mixed && !self.is_behind_type(last),
            Types::Suffix => word.ends_with(b"_t"),
            Types::CapitalWord => !member && mixed,
        };
        match () {
            () if is_type => Class::Type,
            () if called || self.is_macro(word.len()) => Class::Function,
            () => PLAIN,
        }
    }

    /// The bytes directly before the place, without the blanks between; none when there are many blanks.
    fn text_before(&self) -> (&[u8], bool) {
        let from = self.scan.at().saturating_sub(24);
        let before = self.scan.bytes(from, self.scan.at());
        let text = before.trim_ascii_end();
        (text, text.len() < before.len())
    }

    /// Whether a name that begins here follows another name, a star or a bracket, as types do in declarations.
    fn is_type_position(&self) -> bool {
        match self.text_before() {
            ([.., b'*' | b']'], false) => true,
            ([.., name], true) => self.last == Last::Value && is_name(*name),
            _ => false,
        }
    }

    /// Whether the name that begins here follows a type, as names do in declarations.
    fn is_behind_type(&self, last: Last) -> bool {
        match self.text_before() {
            ([.., b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'>' | b']'], true) => last == Last::Value,
            ([.., name, b'?'], true) => is_name(*name),
            _ => false,
        }
    }

    /// Whether a name of that length is a variable's, which gets its value there.
    fn is_assigned(&self, length: usize, last: Last) -> bool {
        matches!(last, Last::Keyword | Last::Start) && self.scan.visible(length) == b'='
    }

    /// Whether arguments follow a name of that length, maybe behind a short list of types.
    fn is_called(&self, length: usize) -> bool {
        let rest = &self.scan.rest()[length..];
        if !self.table.generics || !matches!(rest, [b'<', ..] | [b':', b':', b'<', ..]) {
            return rest.first() == Some(&b'(');
        }
        let types = &rest[..rest.len().min(48)];
        let part = |byte: &u8| is_name(*byte) || b"<>:,. []&'?*|".contains(byte);
        let end = types.iter().position(|byte| !part(byte));
        end.is_some_and(|end| types[end] == b'(' && types[end - 1] == b'>')
    }

    fn is_macro(&self, length: usize) -> bool {
        self.table.macros && self.scan.byte(length) == b'!' && self.scan.byte(length + 1) != b'='
    }

    /// Whether a name of that length stands where a key may, before a colon. A word of the language is a key only
    /// where nothing else can stand.
    fn is_key(&self, length: usize, first: bool, known: bool, modified: bool) -> bool {
        let begins = match self.last {
            Last::Comma => true,
            Last::Start => !known || !first,
            last => !known && (first || last == Last::Semicolon),
        };
        if self.table.keys == Keys::None || !begins {
            return false;
        }
        match self.bracket() {
            Some(Bracket::Fields) => !known && self.is_field(length),
            Some(Bracket::Brace) => {
                let declared = modified && matches!(self.scan.visible(length), b'=' | b';');
                declared || self.is_before_colon(length)
            }
            Some(Bracket::Paren | Bracket::Square) => {
                self.table.keys == Keys::InBrackets && self.is_before_colon(length)
            }
            _ => false,
        }
    }

    /// Whether a name of a field is followed by its type.
    fn is_field(&self, length: usize) -> bool {
        !matches!(self.scan.byte(length), b'(' | b'.')
            && !matches!(self.scan.visible(length), b'\n' | b'}' | b'`' | 0)
    }

    fn is_before_colon(&self, length: usize) -> bool {
        let blanks = self.scan.run_from(length, is_blank);
        match &self.scan.rest()[length + blanks..] {
            [b':', b':' | b'=', ..] => false,
            [b':', ..] | [b'?', b':', ..] => true,
            _ => false,
        }
    }

    /// Whether what follows the word on its line can be what a keyword is about.
    fn is_before_operand(&self, length: usize) -> bool {
        let next = self.scan.visible(length);
        is_blank(self.scan.byte(length)) && (begins_name(next) || b"\"'`{*[$".contains(&next))
            || matches!(self.scan.byte(length), b'"' | b'\'')
    }
}
