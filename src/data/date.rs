//! Days and times as posts carry them. The only file that imports `jiff`.

use std::fmt;
use std::hash::{Hash, Hasher};

use jiff::civil;
use jiff::fmt::strtime;
use jiff::{Timestamp, Zoned};

/// A time zone by its IANA name. The database is in the binary, so that every machine agrees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeZone(jiff::tz::TimeZone);

impl TimeZone {
    /// The zone with an IANA name such as `Asia/Seoul`.
    pub fn named(name: &str) -> Option<Self> {
        jiff::tz::TimeZone::get(name).ok().map(Self)
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self(jiff::tz::TimeZone::UTC)
    }
}

impl Hash for TimeZone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

/// A moment: a day, or a day with a time. A bare day is its first moment in the site's time zone.
///
/// Ordered by the moment; two dates of one moment are equal however they were written.
#[derive(Clone, Debug)]
pub struct Date {
    moment: Zoned,
    with_time: bool,
}

impl Date {
    /// Reads `2025-07-08`, `2025-07-08 21:30`, `2025-07-08T21:30:00` or any of them with an offset
    /// (RFC 3339). Without an offset it is meant in `zone`.
    pub fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        let text = text.trim();
        if let Ok(timestamp) = text.parse::<Timestamp>() {
            return Some(Self {
                moment: timestamp.to_zoned(offset_zone(text).unwrap_or_else(|| zone.0.clone())),
                with_time: true,
            });
        }
        if !starts_like_a_day(text) {
            return None;
        }
        let with_time = text.len() > 10;
        let civil = if with_time {
            text.parse::<civil::DateTime>().ok()?
        } else {
            text.parse::<civil::Date>().ok()?.at(0, 0, 0, 0)
        };
        let moment = civil.to_zoned(zone.0.clone()).ok()?;
        Some(Self { moment, with_time })
    }

    /// The moment so many seconds after the start of 1970.
    pub fn from_unix(seconds: i64, zone: &TimeZone) -> Self {
        let timestamp = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            moment: timestamp.to_zoned(zone.0.clone()),
            with_time: true,
        }
    }

    /// For `datetime` attributes: `2025-07-08`, or RFC 3339 when a time was written.
    pub fn iso(&self) -> String {
        if self.with_time {
            self.rfc3339()
        } else {
            self.moment.date().to_string()
        }
    }

    /// For feeds: `2025-07-08T00:00:00+09:00`.
    pub fn rfc3339(&self) -> String {
        self.moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// By a pattern of `strftime` such as `%Y년 %-m월 %-d일`.
    pub fn format(&self, pattern: &str) -> String {
        strtime::format(pattern, &self.moment).unwrap_or_else(|_| self.iso())
    }

    /// Whether a pattern can be used with [`Date::format`]; the error says what is wrong with it.
    pub fn check_pattern(pattern: &str) -> Result<(), String> {
        let sample = Self::from_unix(0, &TimeZone::utc());
        strtime::format(pattern, &sample.moment)
            .map(drop)
            .map_err(|error| error.to_string())
    }

    /// The seconds since the start of 1970, rounded down.
    pub fn unix(&self) -> i64 {
        self.moment.timestamp().as_second()
    }

    /// The months since the start of year 0, for differences.
    pub fn months(&self) -> i32 {
        i32::from(self.moment.year()) * 12 + i32::from(self.moment.month()) - 1
    }

    /// The month, from 1 to 12.
    pub fn month(&self) -> usize {
        usize::from(self.moment.month().unsigned_abs())
    }

    /// The year.
    pub fn year(&self) -> i16 {
        self.moment.year()
    }
}

/// The fixed offset at the end of an RFC 3339 text, so that it is shown as it was written.
fn offset_zone(text: &str) -> Option<jiff::tz::TimeZone> {
    let sign = text.rfind(['+', '-']).filter(|&at| at > 10)?;
    let (hours, minutes) = text[sign + 1..].split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    let seconds = if text[sign..].starts_with('-') {
        -seconds
    } else {
        seconds
    };
    jiff::tz::Offset::from_seconds(seconds)
        .ok()
        .map(jiff::tz::TimeZone::fixed)
}

/// Keeps shapes such as `20250708` and `2025-W28` out, which the date library also reads.
fn starts_like_a_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    bytes.len() >= 10
        && [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(digit)
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && !text[10..].contains('[')
}

impl PartialEq for Date {
    fn eq(&self, other: &Self) -> bool {
        self.moment.timestamp() == other.moment.timestamp()
    }
}

impl Eq for Date {}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.moment.timestamp().cmp(&other.moment.timestamp())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.iso())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seoul() -> TimeZone {
        TimeZone::named("Asia/Seoul").unwrap()
    }

    #[test]
    fn days_and_times_are_read() {
        let check = |text: &str, iso: &str, rfc3339: &str| {
            let date = Date::parse(text, &seoul()).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((date.iso().as_str(), date.rfc3339().as_str()), (iso, rfc3339));
        };
        check("2025-07-08", "2025-07-08", "2025-07-08T00:00:00+09:00");
        check(
            "2025-07-08 21:30",
            "2025-07-08T21:30:00+09:00",
            "2025-07-08T21:30:00+09:00",
        );
        check(
            "2025-07-08T21:30:05Z",
            "2025-07-09T06:30:05+09:00",
            "2025-07-09T06:30:05+09:00",
        );
        check(
            "2025-07-08T21:30:05-03:30",
            "2025-07-08T21:30:05-03:30",
            "2025-07-08T21:30:05-03:30",
        );
    }

    #[test]
    fn other_shapes_are_not_dates() {
        for text in [
            "",
            "2025",
            "2025-13-01",
            "2025-02-30",
            "08.07.2025",
            "20250708",
            "내일",
            "2025-07-08x",
            "가나다라",
        ] {
            assert_eq!(Date::parse(text, &seoul()), None, "{text}");
        }
    }

    #[test]
    fn a_pattern_may_be_korean() {
        let date = Date::parse("2025-07-08", &seoul()).unwrap();
        assert_eq!(date.format("%Y년 %-m월 %-d일"), "2025년 7월 8일");
        assert!(Date::check_pattern("%Y %!").is_err());
    }
}
