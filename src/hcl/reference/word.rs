//! Bare words.

use super::{Scope, Walker};
use crate::diagnostic::catalogue;
use crate::hcl::ast::Name;
use crate::hcl::module::{Address, Kind};

impl<'m> Walker<'m, '_> {
    /// A name alone, which nothing binds.
    pub(super) fn word(&mut self, name: &'m Name, scope: &Scope<'m>) {
        let word = name.text.as_str();
        if word == "self" {
            self.in_scope(name, scope);
            return;
        }
        if scope.open {
            return;
        }
        match word {
            "var" | "local" | "module" | "data" | "each" | "count" | "path" | "terraform" | "ephemeral" => {
                let message = format!("`{word}` is no value of its own");
                self.report(
                    &catalogue::HCL_REFERENCE,
                    message,
                    name.span,
                    "a name must follow",
                )
                .help(format!("write `{word}.NAME`"));
            }
            "True" | "TRUE" | "False" | "FALSE" | "NULL" | "Null" | "None" | "nil" => {
                let meant = match word.to_lowercase().as_str() {
                    "true" => "true",
                    "false" => "false",
                    _ => "null",
                };
                let message = format!("`{word}` is written `{meant}`");
                self.report(&catalogue::HCL_REFERENCE, message, name.span, "a bare word")
                    .fix(format!("write `{meant}`"), &[(name.span, meant)]);
            }
            _ => {
                let message = format!("`{word}` is a bare word, not a value");
                match self.value_called(word) {
                    Some(value) => self
                        .report(&catalogue::HCL_REFERENCE, message, name.span, "refers to nothing")
                        .help(format!("did you mean `{value}`?"))
                        .fix(format!("write `{value}`"), &[(name.span, &value)]),
                    None => self
                        .report(&catalogue::HCL_REFERENCE, message, name.span, "refers to nothing")
                        .help("put text in double quotes, or write out what is referred to"),
                };
            }
        }
    }

    /// The variable or local value with a name.
    fn value_called(&self, name: &str) -> Option<String> {
        [Kind::Variable, Kind::Local].into_iter().find_map(|kind| {
            let address = Address {
                kind,
                type_name: "",
                name,
            };
            (!self.declarations.get(address).is_empty()).then(|| address.to_string())
        })
    }
}
