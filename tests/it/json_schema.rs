//! As much of JSON Schema as the schemas of this repository use. A word that is not known here is an error, so
//! that nothing is taken for proved that was not looked at.

use regex::Regex;
use serde_json::{Map, Value};

/// Words that say nothing about what is valid.
const SAID: [&str; 5] = ["$schema", "$id", "$defs", "title", "description"];

/// What is wrong with a document, each with its place in it.
pub(crate) fn errors(schema: &Value, document: &Value) -> Vec<String> {
    let mut errors = Vec::new();
    Checker {
        root: schema,
        errors: &mut errors,
    }
    .check(schema, document, "");
    errors
}

struct Checker<'a> {
    root: &'a Value,
    errors: &'a mut Vec<String>,
}

impl Checker<'_> {
    fn check(&mut self, schema: &Value, value: &Value, place: &str) {
        let words: Vec<(&String, &Value)> = schema.as_object().unwrap().iter().collect();
        for (word, wanted) in words {
            let fits = match word.as_str() {
                "$ref" => {
                    let pointer = wanted.as_str().unwrap().trim_start_matches('#');
                    let target = self.root.pointer(pointer).unwrap().clone();
                    self.check(&target, value, place);
                    true
                }
                "type" => is_type(value, wanted.as_str().unwrap()),
                "const" => value == wanted,
                "enum" => wanted.as_array().unwrap().contains(value),
                "minimum" => value
                    .as_i64()
                    .is_none_or(|number| number >= wanted.as_i64().unwrap()),
                "pattern" => {
                    let pattern = Regex::new(wanted.as_str().unwrap()).unwrap();
                    value.as_str().is_none_or(|text| pattern.is_match(text))
                }
                "items" => {
                    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(wanted, item, &format!("{place}/{at}"));
                    }
                    true
                }
                "required" => self.has_all(value, wanted, place),
                "properties" => {
                    for (name, schema) in wanted.as_object().unwrap() {
                        if let Some(value) = value.get(name) {
                            self.check(schema, value, &format!("{place}/{name}"));
                        }
                    }
                    true
                }
                "additionalProperties" => self.has_no_others(value, schema, place),
                word if SAID.contains(&word) => true,
                word => panic!("`{word}` is not known to this test"),
            };
            if !fits {
                self.errors
                    .push(format!("{place}: {value} is not {word} {wanted}"));
            }
        }
    }

    fn has_all(&mut self, value: &Value, wanted: &Value, place: &str) -> bool {
        for name in wanted.as_array().unwrap() {
            let name = name.as_str().unwrap();
            if value.as_object().is_some_and(|object| !object.contains_key(name)) {
                self.errors.push(format!("{place}: `{name}` is missing"));
            }
        }
        true
    }

    fn has_no_others(&mut self, value: &Value, schema: &Value, place: &str) -> bool {
        let empty = Map::new();
        let known = schema["properties"].as_object().unwrap_or(&empty);
        for name in value.as_object().into_iter().flat_map(Map::keys) {
            if !known.contains_key(name) {
                self.errors.push(format!("{place}: `{name}` is not described"));
            }
        }
        true
    }
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        name => panic!("the type `{name}` is not known to this test"),
    }
}

#[test]
fn the_checker_sees_what_is_wrong() {
    let schema = serde_json::json!({
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": { "type": "array", "items": { "$ref": "#/$defs/number" } },
            "b": { "enum": ["x"] }
        },
        "additionalProperties": false,
        "$defs": { "number": { "type": "integer", "minimum": 1 } }
    });
    let count = |document: Value| errors(&schema, &document).len();
    assert_eq!(count(serde_json::json!({ "a": [1, 2], "b": "x" })), 0);
    assert_eq!(count(serde_json::json!({ "a": [0, "1"] })), 2);
    assert_eq!(count(serde_json::json!({ "b": "y", "c": 1 })), 3);
    assert_eq!(count(serde_json::json!([])), 1);
}
