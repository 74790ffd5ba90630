//! `format` and `formatlist`.

use super::json;
use super::string::limited;
use super::text::character_count;
use super::{Failure, Outcome, text};
use crate::hcl::value::{Budget, Data, Number, Type, Value, convert};
use unicode_segmentation::UnicodeSegmentation;

/// The widest field; wider ones are not computed.
const WIDEST: usize = 4096;

/// A verb of a format with everything between it and its `%`.
#[derive(Debug, Default, PartialEq)]
struct Verb {
    letter: char,
    plus: bool,
    minus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
    /// The argument it takes, counted from 1, when it says so.
    index: Option<usize>,
    /// As it is written.
    source: String,
}

/// A piece of a format.
#[derive(Debug, PartialEq)]
enum Piece {
    Text(String),
    Verb(Verb),
}

pub(super) fn format(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let (format, values) = arguments.split_first().ok_or(Failure::Undecided)?;
    let pieces = parse(format.as_str().ok_or(Failure::Undecided)?)?;
    if values.iter().any(is_untyped_null) {
        return Err(Failure::Undecided);
    }
    check_count(&pieces, values.len())?;
    formatted(&pieces, values, budget)
}

/// A text for each element of the lists, which are as long as each other; other values are used for each.
pub(super) fn formatlist(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let values = &arguments[1..];
    if values.iter().any(is_untyped_null) {
        return Err(Failure::Undecided);
    }
    if !arguments.iter().all(Value::is_known) {
        return Ok(Value::unknown_not_null(Type::list(Type::String)));
    }
    let length = common_length(values)?;
    if length == Some(0) {
        return Ok(Value::list(Type::String, Vec::new()));
    }
    let pieces = parse(text(arguments, 0)?)?;
    check_count(&pieces, values.len())?;
    let row = |at: usize| -> Vec<Value> {
        let cell = |value: &Value| match value.items() {
            Some(items) => items[at].clone(),
            None => value.clone(),
        };
        values.iter().map(cell).collect()
    };
    let rows = 0..length.unwrap_or(1);
    let texts: Result<Vec<_>, _> = rows.map(|at| formatted(&pieces, &row(at), budget)).collect();
    Ok(Value::list(Type::String, texts?))
}

/// The length that all lists among the values have; `None` when there is no list.
fn common_length(values: &[Value]) -> Result<Option<usize>, Failure> {
    let mut common = None;
    for (at, value) in values.iter().enumerate() {
        let Some(length) = value.items().map(<[Value]>::len) else {
            continue;
        };
        let first = *common.get_or_insert(length);
        if first != length {
            let message = format!("this list has {length} elements, an earlier one {first}");
            return Err(Failure::value(at + 1, message));
        }
    }
    Ok(common)
}

/// Terraform does not look at such a value and leaves the result unknown.
fn is_untyped_null(value: &Value) -> bool {
    matches!(value.data(), Data::Null(Type::Dynamic))
}

fn parse(format: &str) -> Result<Vec<Piece>, Failure> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('%') {
        push_text(before, &mut pieces);
        if let Some(after) = after.strip_prefix('%') {
            push_text("%", &mut pieces);
            rest = after;
            continue;
        }
        let (verb, after) = parse_verb(after)?;
        pieces.push(Piece::Verb(verb));
        rest = after;
    }
    push_text(rest, &mut pieces);
    Ok(pieces)
}

fn push_text(text: &str, pieces: &mut Vec<Piece>) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

/// Reads what follows a `%`.
fn parse_verb(source: &str) -> Result<(Verb, &str), Failure> {
    let mut verb = Verb::default();
    let mut rest = source;
    loop {
        let Some(character) = rest.chars().next() else {
            let message = format!("the verb `%{source}` is not finished");
            return Err(Failure::value(0, message).help("write `%%` for a percent sign"));
        };
        let after = &rest[character.len_utf8()..];
        rest = match character {
            '+' => set(&mut verb.plus, after),
            '-' => set(&mut verb.minus, after),
            '#' => set(&mut verb.sharp, after),
            ' ' => set(&mut verb.space, after),
            '0' if verb.width.is_none() => set(&mut verb.zero, after),
            '0'..='9' => digits(rest, &mut verb.width)?,
            '.' => {
                verb.precision = Some(0);
                digits(after, &mut verb.precision)?
            }
            '[' => index(after, &mut verb)?,
            'v' | 't' | 'b' | 'd' | 'o' | 'x' | 'X' | 'e' | 'E' | 'f' | 'g' | 'G' | 's' | 'q' => {
                verb.letter = character;
                verb.source = format!("%{}", &source[..source.len() - after.len()]);
                return Ok((verb, after));
            }
            _ => return Err(unknown_verb(source, after)),
        };
    }
}

fn unknown_verb(source: &str, after: &str) -> Failure {
    let verb = &source[..source.len() - after.len()];
    Failure::value(0, format!("`%{verb}` is no verb"))
        .help("use `%s` for text, `%d` for whole numbers, `%v` for anything, `%%` for a percent sign")
}

fn set<'t>(flag: &mut bool, rest: &'t str) -> &'t str {
    *flag = true;
    rest
}

/// Reads digits, when there are any.
fn digits<'t>(source: &'t str, number: &mut Option<usize>) -> Result<&'t str, Failure> {
    let end = source
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(source.len());
    if end > 0 {
        let value = source[..end].parse().ok().filter(|value| *value <= WIDEST);
        *number = Some(value.ok_or(Failure::Undecided)?);
    }
    Ok(&source[end..])
}

/// Reads the number of an argument after `[`.
fn index<'t>(source: &'t str, verb: &mut Verb) -> Result<&'t str, Failure> {
    let number = source
        .split_once(']')
        .and_then(|(number, rest)| Some((number.parse::<usize>().ok()?, rest)));
    match number {
        Some((number, rest)) if number > 0 => {
            verb.index = Some(number);
            Ok(rest)
        }
        _ => Err(Failure::value(0, "the number of an argument in `%[…]` is none")),
    }
}

/// Compares the arguments that the verbs take with those that are given.
fn check_count(pieces: &[Piece], given: usize) -> Result<(), Failure> {
    let mut next = 1;
    let mut used = 0;
    for piece in pieces {
        let Piece::Verb(verb) = piece else {
            continue;
        };
        let at = verb.index.unwrap_or(next);
        next = at + 1;
        used = used.max(at);
        if at > given {
            let values = if given == 1 {
                "1 value is".to_owned()
            } else {
                format!("{given} values are")
            };
            return Err(Failure::value(
                0,
                format!("`{}` needs value {at}, {values} given", verb.source),
            ));
        }
    }
    if used < given {
        let message = format!("the format takes {used} of the {given} values that are given");
        return Err(Failure::value(used + 1, message));
    }
    Ok(())
}

fn formatted(pieces: &[Piece], values: &[Value], budget: &mut Budget) -> Outcome {
    let mut out = String::new();
    let mut next = 1;
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Verb(verb) => {
                let at = verb.index.unwrap_or(next);
                next = at + 1;
                let value = values.get(at - 1).ok_or(Failure::Undecided)?;
                write_verb(verb, value, at, &mut out)?;
            }
        }
        limited(out.len(), budget)?;
    }
    Ok(out.into())
}

fn write_verb(verb: &Verb, value: &Value, at: usize, out: &mut String) -> Result<(), Failure> {
    if is_untyped_null(value) || !value.is_wholly_known() {
        return Err(Failure::Undecided);
    }
    match verb.letter {
        'v' => write_any(verb, value, at, out),
        _ if value.is_null() => Err(Failure::value(
            at,
            format!("null cannot be written with `{}`", verb.source),
        )),
        't' => {
            let truth = converted(verb, value, at, &Type::Bool)?;
            out.push_str(if truth.as_bool() == Some(true) {
                "true"
            } else {
                "false"
            });
            Ok(())
        }
        's' | 'q' => {
            let value = converted(verb, value, at, &Type::String)?;
            write_text(verb, value.as_str().unwrap_or_default(), out);
            Ok(())
        }
        _ => {
            let value = converted(verb, value, at, &Type::Number)?;
            write_number(verb, value.as_number().ok_or(Failure::Undecided)?, at, out)
        }
    }
}

fn converted(verb: &Verb, value: &Value, at: usize, ty: &Type) -> Outcome {
    convert(value, ty).map_err(|mismatch| {
        let failure = Failure::ty(
            at,
            format!("`{}` does not fit: {}", verb.source, mismatch.describe()),
        );
        match verb.letter {
            's' => failure.help("use `%v` for any value, or `join(\", \", …)` for a list"),
            _ => failure,
        }
    })
}

fn write_any(verb: &Verb, value: &Value, at: usize, out: &mut String) -> Result<(), Failure> {
    match value.data() {
        Data::String(text) if !verb.sharp => write_text(verb, text, out),
        Data::Number(number) if !verb.sharp => return write_number(verb, number, at, out),
        Data::Bool(truth) if !verb.sharp => write_text(verb, &truth.to_string(), out),
        _ => write_text(verb, &json::encoded(value)?, out),
    }
    Ok(())
}

fn write_text(verb: &Verb, text: &str, out: &mut String) {
    let cut: String = match verb.precision {
        Some(precision) => text.graphemes(true).take(precision).collect(),
        None => text.to_owned(),
    };
    let text = if verb.letter == 'q' {
        json::quoted(&cut)
    } else {
        cut
    };
    pad(verb, "", &text, out);
}

fn write_number(verb: &Verb, number: &Number, at: usize, out: &mut String) -> Result<(), Failure> {
    let magnitude = if number.is_negative() {
        number.negated()
    } else {
        number.clone()
    };
    let places = verb.precision.unwrap_or(6);
    let digits = match verb.letter {
        'b' => integer(verb, &magnitude, at, 2, "0b")?,
        'o' => integer(verb, &magnitude, at, 8, "0")?,
        'd' => integer(verb, &magnitude, at, 10, "")?,
        'x' => integer(verb, &magnitude, at, 16, "0x")?,
        'X' => integer(verb, &magnitude, at, 16, "0X")?.to_uppercase(),
        'e' => magnitude.scientific(places),
        'E' => magnitude.scientific(places).to_uppercase(),
        'f' => magnitude.fixed(places),
        'G' => magnitude.general(verb.precision).to_uppercase(),
        _ => magnitude.general(verb.precision),
    };
    let sign = match (number.is_negative(), verb.plus, verb.space) {
        (true, _, _) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
    pad(verb, sign, &digits, out);
    Ok(())
}

fn integer(verb: &Verb, number: &Number, at: usize, base: u32, prefix: &str) -> Result<String, Failure> {
    if !number.is_whole() {
        return Err(Failure::value(
            at,
            format!("`{}` needs a whole number, this is {number}", verb.source),
        )
        .help("use `%f` or `%g` for a number with a fraction"));
    }
    let prefix = if verb.sharp { prefix } else { "" };
    Ok(format!("{prefix}{}", number.to_radix(base)))
}

fn pad(verb: &Verb, sign: &str, text: &str, out: &mut String) {
    let missing = verb
        .width
        .unwrap_or(0)
        .saturating_sub(sign.len() + character_count(text));
    let fill = |with: char, out: &mut String| out.extend(std::iter::repeat_n(with, missing));
    match (verb.minus, verb.zero) {
        (true, _) => {
            out.push_str(sign);
            out.push_str(text);
            fill(' ', out);
        }
        (false, true) => {
            out.push_str(sign);
            fill('0', out);
            out.push_str(text);
        }
        (false, false) => {
            fill(' ', out);
            out.push_str(sign);
            out.push_str(text);
        }
    }
}
