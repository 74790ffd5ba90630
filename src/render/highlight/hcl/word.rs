//! Words: what a name stands for, by what encloses it and what stands beside it.

use super::{Address, Classifier, For, Frame, Kind, NEAREST_NAMES, Place, ROOTS, TYPE_WORDS};
use crate::hcl::{Token, TokenKind};
use crate::render::highlight::class::Class;
use crate::render::highlight::scanner::look_at;

/// Words.
impl<'a> Classifier<'a> {
    pub(super) fn identifier(&mut self, at: usize, token: Token, address: Address) -> Class {
        let word = token.span.of(self.text);
        let (next, follows) = self.next(at);
        let frame = *self.top();
        match (frame.kind, frame.place) {
            (Kind::Body, Place::Header) => return Class::Label,
            (Kind::Body, Place::Start) => {
                if let Some(class) = self.item(word, at, next) {
                    return class;
                }
            }
            (Kind::Object, Place::Start) if matches!(follows, TokenKind::Equal | TokenKind::Colon) => {
                return self.begin_value(Class::Key);
            }
            (Kind::Object | Kind::Bracket, Place::Start)
                if word == "for" && follows == TokenKind::Identifier =>
            {
                self.top().comprehension = For::Names;
                return self.begin_value(Class::Keyword);
            }
            (Kind::Directive, _) if matches!(word, "if" | "else" | "endif" | "for" | "endfor") => {
                self.top().comprehension = if word == "for" { For::Names } else { For::No };
                return Class::Keyword;
            }
            _ => {}
        }
        self.begin_value(Class::Variable);
        self.loop_word(word)
            .unwrap_or_else(|| self.operand(word, follows, address))
    }

    /// The first word of an argument or block; `None` when it is neither.
    fn item(&mut self, word: &str, at: usize, next: usize) -> Option<Class> {
        let follows = self
            .tokens
            .get(next)
            .map_or(TokenKind::Newline, |token| token.kind);
        match follows {
            TokenKind::Equal | TokenKind::Colon => {
                let value = self.next(next).0;
                let types = word == "type" && TYPE_WORDS.contains(&self.word(value));
                let frame = self.top();
                frame.types = types;
                frame.provider = word == "provider";
                frame.place = Place::Value;
                Some(Class::Key)
            }
            TokenKind::OpenBrace | TokenKind::OpenQuote | TokenKind::Identifier if self.is_header(at) => {
                let frame = self.top();
                frame.place = Place::Header;
                frame.dynamic = word == "dynamic";
                Some(Class::Keyword)
            }
            _ => None,
        }
    }

    /// Whether names there are followed by a label in quotes or by a brace: a sentence is no block.
    pub(super) fn is_header(&self, at: usize) -> bool {
        let rest = self.tokens[at..].iter().map(|token| token.kind);
        let rest = rest.inspect(|_| look_at(1));
        let mut rest = rest.filter(|kind| !kind.is_trivia() && *kind != TokenKind::Identifier);
        matches!(rest.next(), Some(TokenKind::OpenBrace | TokenKind::OpenQuote))
    }

    /// A word of `for … in … if …`.
    fn loop_word(&mut self, word: &'a str) -> Option<Class> {
        if self.previous == TokenKind::Dot {
            return None;
        }
        let comprehension = self.top().comprehension;
        match (comprehension, word) {
            (For::Names, "in") => {
                self.top().comprehension = For::Rest;
                Some(Class::Keyword)
            }
            (For::Names, _) => {
                self.bound.push(word);
                Some(Class::Variable)
            }
            (For::Rest, "if") => Some(Class::Keyword),
            _ => None,
        }
    }

    /// A word of an expression.
    fn operand(&mut self, word: &str, follows: TokenKind, address: Address) -> Class {
        let Frame { types, provider, .. } = *self.top();
        let is_member = self.previous == TokenKind::Dot;
        let is_traversed = matches!(follows, TokenKind::Dot | TokenKind::OpenBracket);
        if follows == TokenKind::DoubleColon && word == "provider" {
            return Class::Builtin;
        }
        if is_member {
            return self.member(address);
        }
        if types && TYPE_WORDS.contains(&word) {
            return Class::Type;
        }
        match word {
            _ if follows == TokenKind::OpenParen => Class::Function,
            "true" | "false" | "null" => Class::Literal,
            _ if follows == TokenKind::DoubleColon || self.previous == TokenKind::DoubleColon => Class::Type,
            "data" | "resource" | "ephemeral" if follows == TokenKind::Dot => {
                self.address = Address::Qualifier;
                Class::Builtin
            }
            _ if is_traversed && ROOTS.contains(&word) => Class::Builtin,
            _ if follows == TokenKind::Dot && (provider || self.is_resource_type(word)) => {
                self.address = Address::Type;
                Class::Type
            }
            _ => Class::Variable,
        }
    }

    /// A word after a dot.
    fn member(&mut self, address: Address) -> Class {
        match address {
            Address::No => Class::Variable,
            Address::Qualifier => {
                self.address = Address::Type;
                Class::Type
            }
            Address::Type => Class::Type,
        }
    }

    /// Whether a name before a dot is a resource's type: those have a provider's name and `_` in front.
    fn is_resource_type(&self, word: &str) -> bool {
        let mut nearest = self.bound.iter().rev().take(NEAREST_NAMES);
        look_at(nearest.len());
        word.contains('_') && !nearest.any(|name| *name == word)
    }

    /// A dot inside an address is part of it.
    pub(super) fn dot(&mut self, address: Address) -> Class {
        self.begin_value(Class::Punctuation);
        self.address = address;
        if address == Address::Type {
            Class::Type
        } else {
            Class::Punctuation
        }
    }
}
