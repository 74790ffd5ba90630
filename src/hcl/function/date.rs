//! Dates and times in the form of RFC 3339.

use super::{Failure, Outcome, text};
use crate::hcl::value::{Budget, Value};

const NANOS: i128 = 1_000_000_000;

/// A point in time as it is written: with its clock and its distance from UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Timestamp {
    /// Nanoseconds since 1970 on the local clock.
    local: i128,
    /// Seconds east of UTC.
    offset: i128,
}

/// The parts of a local clock.
struct Clock {
    year: i128,
    month: i128,
    day: i128,
    weekday: usize,
    hour: i128,
    minute: i128,
    second: i128,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

impl Timestamp {
    fn instant(self) -> i128 {
        self.local - self.offset * NANOS
    }

    fn clock(self) -> Clock {
        let seconds = self.local.div_euclid(NANOS);
        let days = seconds.div_euclid(86_400);
        let time = seconds.rem_euclid(86_400);
        let (year, month, day) = civil(days);
        Clock {
            year,
            month,
            day,
            weekday: usize::try_from((days + 4).rem_euclid(7)).unwrap_or(0),
            hour: time / 3600,
            minute: time / 60 % 60,
            second: time % 60,
        }
    }

    /// The offset with or without a colon; UTC as `zero`.
    fn zone(self, zero: &str, colon: &str) -> String {
        if self.offset == 0 {
            return zero.to_owned();
        }
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs() / 60;
        format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60)
    }
}

/// The day of the proleptic Gregorian calendar, so many days after 1 January 1970.
fn civil(days: i128) -> (i128, i128, i128) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (year_of_era + era * 400 + i128::from(month <= 2), month, day)
}

/// How many days after 1 January 1970 a day is.
fn days_from_civil(year: i128, month: i128, day: i128) -> i128 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn days_in(year: i128, month: i128) -> i128 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

fn timestamp(arguments: &[Value], at: usize) -> Result<Timestamp, Failure> {
    let source = text(arguments, at)?;
    parsed(source).map_err(|cause| {
        Failure::value(at, format!("`{}` is not a time: {cause}", source.escape_debug()))
            .help("write it as `2006-01-02T15:04:05Z`")
    })
}

fn parsed(source: &str) -> Result<Timestamp, &'static str> {
    let mut rest = source;
    let (year, month, day) = (
        number(&mut rest, 4)?,
        part(&mut rest, "-")?,
        part(&mut rest, "-")?,
    );
    if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return Err("there is no such day");
    }
    rest = rest
        .strip_prefix('T')
        .ok_or("a `T` and the time of the day are missing")?;
    let (hour, minute, second) = (
        number(&mut rest, 2)?,
        part(&mut rest, ":")?,
        part(&mut rest, ":")?,
    );
    if hour > 23 || minute > 59 || second > 59 {
        return Err("there is no such time of the day");
    }
    let fraction = fraction(&mut rest)?;
    let offset = match rest {
        "Z" => 0,
        _ => offset(rest)?,
    };
    let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Ok(Timestamp {
        local: seconds * NANOS + fraction,
        offset,
    })
}

fn number(rest: &mut &str, digits: usize) -> Result<i128, &'static str> {
    let (head, tail) = rest.split_at_checked(digits).ok_or("it is too short")?;
    if !head.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("a number is missing or has too few digits");
    }
    *rest = tail;
    head.parse().map_err(|_| "a number is missing")
}

fn part(rest: &mut &str, separator: &str) -> Result<i128, &'static str> {
    *rest = rest.strip_prefix(separator).ok_or("a part is missing")?;
    number(rest, 2)
}

/// Nanoseconds after the point, if there is one.
fn fraction(rest: &mut &str) -> Result<i128, &'static str> {
    let Some(after) = rest.strip_prefix(['.', ',']) else {
        return Ok(0);
    };
    let end = after
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(after.len());
    if end == 0 {
        return Err("digits are missing after the point");
    }
    let (digits, tail) = after.split_at(end);
    *rest = tail;
    format!("{digits:0<9}")[..9]
        .parse()
        .map_err(|_| "the fraction is none")
}

fn offset(rest: &str) -> Result<i128, &'static str> {
    let sign = match rest.bytes().next() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        None => return Err("the time zone is missing"),
        Some(_) => return Err("the time zone is none"),
    };
    let mut rest = &rest[1..];
    let (hours, minutes) = (number(&mut rest, 2)?, part(&mut rest, ":")?);
    if !rest.is_empty() || hours > 23 || minutes > 59 {
        return Err("the time zone is none");
    }
    Ok(sign * (hours * 3600 + minutes * 60))
}

pub(super) fn timecmp(arguments: &[Value], _: &mut Budget) -> Outcome {
    let (left, right) = (
        timestamp(arguments, 0)?.instant(),
        timestamp(arguments, 1)?.instant(),
    );
    Ok(match left.cmp(&right) {
        std::cmp::Ordering::Less => -1_i64,
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => 1,
    }
    .into())
}

pub(super) fn timeadd(arguments: &[Value], _: &mut Budget) -> Outcome {
    let time = timestamp(arguments, 0)?;
    let source = text(arguments, 1)?;
    let duration = duration(source).ok_or_else(|| {
        Failure::value(1, format!("`{}` is not a duration", source.escape_debug()))
            .help("write numbers with units from hours down: `24h`, `1h30m`, `-10s`, `1.5ms`")
    })?;
    // Terraform's durations are 64 bits of nanoseconds.
    if i64::try_from(duration).is_err() {
        return Err(Failure::value(1, "the duration is longer than 290 years"));
    }
    let later = Timestamp {
        local: time.local + duration,
        ..time
    };
    let clock = later.clock();
    if !(0..=9999).contains(&clock.year) {
        return Err(Failure::Undecided);
    }
    let (date, time) = (
        format!("{:04}-{:02}-{:02}", clock.year, clock.month, clock.day),
        format!("{:02}:{:02}:{:02}", clock.hour, clock.minute, clock.second),
    );
    Ok(format!("{date}T{time}{}", later.zone("Z", ":")).into())
}

/// A duration in nanoseconds: `1h30m`, `-1.5s`, `0`.
fn duration(source: &str) -> Option<i128> {
    let (sign, mut rest) = match source.strip_prefix(['-', '+']) {
        Some(rest) => (if source.starts_with('-') { -1 } else { 1 }, rest),
        None => (1, source),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut total = 0_i128;
    while !rest.is_empty() {
        let end = rest.find(|character: char| !character.is_ascii_digit() && character != '.')?;
        let (amount, after) = rest.split_at(end);
        let (unit, after) = unit(after)?;
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
        if amount.is_empty() || whole.is_empty() && fraction.is_empty() || amount.len() > 24 {
            return None;
        }
        let digits: i128 = format!("0{whole}{fraction}").parse().ok()?;
        let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
        total += digits.checked_mul(unit)? / scale;
        rest = after;
    }
    (!source.trim_start_matches(['-', '+']).is_empty()).then_some(sign * total)
}

fn unit(rest: &str) -> Option<(i128, &str)> {
    let units = [
        ("ns", 1),
        ("us", 1000),
        ("µs", 1000),
        ("μs", 1000),
        ("ms", 1_000_000),
        ("s", NANOS),
        ("m", 60 * NANOS),
        ("h", 3600 * NANOS),
    ];
    units
        .iter()
        .find_map(|(name, nanos)| Some((*nanos, rest.strip_prefix(name)?)))
}

pub(super) fn formatdate(arguments: &[Value], budget: &mut Budget) -> Outcome {
    let format = text(arguments, 0)?;
    let time = timestamp(arguments, 1)?;
    budget.spend_bytes(format.len())?;
    let mut out = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            rest = quoted(&rest[1..], &mut out)?;
            continue;
        }
        let end = rest.find(|character| character != first).unwrap_or(rest.len());
        let (sequence, after) = rest.split_at(end);
        if first.is_ascii_alphabetic() {
            write_sequence(sequence, time, &mut out)?;
        } else {
            out.push_str(sequence);
        }
        rest = after;
    }
    Ok(out.into())
}

/// Literal text up to the closing quote; two quotes stand for one.
fn quoted<'t>(mut rest: &'t str, out: &mut String) -> Result<&'t str, Failure> {
    loop {
        let Some((literal, after)) = rest.split_once('\'') else {
            return Err(Failure::value(0, "the text in quotes is not closed"));
        };
        out.push_str(literal);
        match after.strip_prefix('\'') {
            Some(after) => {
                out.push('\'');
                rest = after;
            }
            None => return Ok(after),
        }
    }
}

fn write_sequence(sequence: &str, time: Timestamp, out: &mut String) -> Result<(), Failure> {
    let clock = time.clock();
    let month = MONTHS[usize::try_from(clock.month - 1).unwrap_or(0).min(11)];
    let weekday = WEEKDAYS[clock.weekday.min(6)];
    let half = if clock.hour < 12 { "am" } else { "pm" };
    let hour = match clock.hour % 12 {
        0 => 12,
        hour => hour,
    };
    let written = match sequence {
        "YYYY" => format!("{:04}", clock.year),
        "YY" => format!("{:02}", clock.year % 100),
        "MMMM" => month.to_owned(),
        "MMM" => month[..3].to_owned(),
        "MM" => format!("{:02}", clock.month),
        "M" => clock.month.to_string(),
        "DD" => format!("{:02}", clock.day),
        "D" => clock.day.to_string(),
        "EEEE" => weekday.to_owned(),
        "EEE" => weekday[..3].to_owned(),
        "hh" => format!("{:02}", clock.hour),
        "h" => clock.hour.to_string(),
        "HH" => format!("{hour:02}"),
        "H" => hour.to_string(),
        "AA" => half.to_uppercase(),
        "aa" => half.to_owned(),
        "mm" => format!("{:02}", clock.minute),
        "m" => clock.minute.to_string(),
        "ss" => format!("{:02}", clock.second),
        "s" => clock.second.to_string(),
        "ZZZZZ" => time.zone("+00:00", ":"),
        "ZZZZ" => time.zone("+0000", ""),
        "ZZZ" => time.zone("UTC", ""),
        "Z" => time.zone("Z", ":"),
        _ => {
            return Err(Failure::value(0, format!("`{sequence}` is no part of a date"))
                .help("put literal letters in single quotes, as in `'T'`"));
        }
    };
    out.push_str(&written);
    Ok(())
}
