//! Days of the record, and the dates of HTTP.

/// The days from the first of 1970 to a day such as `2026-11-23`.
pub(super) fn day_number(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let mut part = |digits: usize| {
        let part = parts.next()?;
        let legal = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        legal.then(|| part.parse::<i64>().ok()).flatten()
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    let legal = parts.next().is_none() && (1..=12).contains(&month) && (1..=31).contains(&day);
    legal.then(|| days(year, month, day))
}

/// The seconds from the start of 1970 to a date of HTTP in any of its three forms (RFC 9110, section 5.6.7).
pub(super) fn http_date(text: &str) -> Option<i64> {
    let text = text.trim();
    let Some((_, rest)) = text.split_once(", ") else {
        // `Sun Nov  6 08:49:37 1994`
        return asctime(text);
    };
    let rest = rest.strip_suffix("GMT")?.trim();
    let (date, time) = rest.rsplit_once(' ')?;
    let mut parts = date.split([' ', '-']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    moment(year, month, day, time)
}

fn asctime(text: &str) -> Option<i64> {
    let mut parts = text.split_ascii_whitespace();
    let (_, month, day, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    moment(parts.next()?, month, day, time)
}

fn moment(year: &str, month: &str, day: &str, time: &str) -> Option<i64> {
    const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
    let at = MONTHS.find(&month.get(..3)?.to_ascii_lowercase())?;
    let number = |text: &str| text.parse::<u16>().ok().map(i64::from);
    let year = match (year.len(), number(year)?) {
        // Two digits are of the hundred years in which the form was in use.
        (2, year) if year < 70 => year + 2000,
        (2, year) => year + 1900,
        (_, year) => year,
    };
    let mut time = time.split(':');
    let (hours, minutes, seconds) = (
        number(time.next()?)?,
        number(time.next()?)?,
        number(time.next()?)?,
    );
    let day = number(day).filter(|day| (1..=31).contains(day))?;
    let legal = at % 3 == 0 && hours < 24 && minutes < 60 && seconds <= 60;
    let month = i64::try_from(at / 3 + 1).ok()?;
    legal.then(|| days(year, month, day) * 86_400 + hours * 3_600 + minutes * 60 + seconds)
}

/// The days from the first of 1970 in the Gregorian calendar, counted in years that begin in March, so that the
/// day that some years lack is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{day_number, http_date};

    #[test]
    fn days_are_counted() {
        assert_eq!(day_number("1970-01-01"), Some(0));
        assert_eq!(day_number("2000-03-01"), Some(11_017));
        assert_eq!(day_number("2026-11-23"), Some(20_780));
        for wrong in [
            "",
            "2026-13-01",
            "2026-1-1",
            "26-01-01",
            "2026-01-01-1",
            "+026-01-01",
        ] {
            assert_eq!(day_number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_date_has_three_forms() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(http_date(text), Some(784_111_777), "{text}");
        }
        for wrong in [
            "",
            "120",
            "soon",
            "Sun, 06 Xyz 1994 08:49:37 GMT",
            "a, 글 글 글 GMT",
        ] {
            assert_eq!(http_date(wrong), None, "{wrong}");
        }
    }
}
