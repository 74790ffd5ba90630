//! Decimal digits of numbers, and rounding them for people.

use num_bigint::BigUint;

/// Exact decimal digits, with the place of the decimal point counted from their start.
pub(super) struct Decimal {
    /// ASCII digits; the first is not zero.
    pub(super) digits: Vec<u8>,
    /// Where the point stands; beyond the digits when positive, before them when negative.
    pub(super) point: i64,
}

impl Decimal {
    pub(super) fn new(mantissa: BigUint, exponent: i64) -> Self {
        let (whole, places) = if exponent >= 0 {
            (mantissa << exponent, 0)
        } else {
            let places = exponent.unsigned_abs();
            let power = u32::try_from(places).unwrap_or(u32::MAX);
            (mantissa * BigUint::from(5_u32).pow(power), places)
        };
        let mut digits = whole.to_string().into_bytes();
        let point =
            i64::try_from(digits.len()).unwrap_or(i64::MAX) - i64::try_from(places).unwrap_or(i64::MAX);
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        Self { digits, point }
    }

    /// The digit at a place counted from the start of `like`'s digits.
    fn digit(&self, at: usize, like: &Self) -> u8 {
        let offset = self.point - like.point;
        let at = i64::try_from(at).unwrap_or(i64::MAX) + offset;
        usize::try_from(at)
            .ok()
            .and_then(|at| self.digits.get(at))
            .copied()
            .unwrap_or(b'0')
    }

    /// How many digits it has from the start of `like`'s digits on.
    fn length(&self, like: &Self) -> i64 {
        i64::try_from(self.digits.len()).unwrap_or(i64::MAX) - (self.point - like.point)
    }

    /// The fewest digits that lie between two neighbours, the nearest to this number.
    pub(super) fn shortened(self, low: &Self, high: &Self, inclusive: bool) -> (Vec<u8>, i64) {
        for at in 0..self.digits.len() {
            let (digit, below, above) = (self.digits[at], low.digit(at, &self), high.digit(at, &self));
            let after = i64::try_from(at).unwrap_or(i64::MAX) + 1;
            let down = below != digit || inclusive && after == low.length(&self);
            let up = digit != above && (inclusive || digit + 1 < above || after < high.length(&self));
            match (down, up) {
                (true, true) => return self.rounded(at + 1),
                (true, false) => return self.cut(at + 1),
                (false, true) => return self.raised(at + 1),
                (false, false) => {}
            }
        }
        (self.digits, self.point)
    }

    fn rounded(self, length: usize) -> (Vec<u8>, i64) {
        let rest = self.digits.get(length..).unwrap_or_default();
        let up = match rest.first() {
            None => false,
            Some(b'5') if rest.len() == 1 => (self.digits[length - 1] - b'0') % 2 == 1,
            Some(next) => *next >= b'5',
        };
        if up { self.raised(length) } else { self.cut(length) }
    }

    fn cut(mut self, length: usize) -> (Vec<u8>, i64) {
        self.digits.truncate(length);
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
        (self.digits, self.point)
    }

    fn raised(mut self, length: usize) -> (Vec<u8>, i64) {
        self.digits.truncate(length);
        while self.digits.last() == Some(&b'9') {
            self.digits.pop();
        }
        match self.digits.last_mut() {
            Some(last) => *last += 1,
            None => return (vec![b'1'], self.point + 1),
        }
        (self.digits, self.point)
    }

    /// Rounded to so many digits, ties to an even digit.
    pub(super) fn rounded_to(self, length: usize) -> Self {
        if length >= self.digits.len() {
            return self;
        }
        let (digits, point) = match length {
            0 => self.rounded_away(),
            _ => self.rounded(length),
        };
        Self { digits, point }
    }

    /// Rounded to the power of ten just above it or to nothing.
    fn rounded_away(self) -> (Vec<u8>, i64) {
        let up = self.digits[0] > b'5' || self.digits[0] == b'5' && self.digits.len() > 1;
        if up {
            (vec![b'1'], self.point + 1)
        } else {
            (Vec::new(), 0)
        }
    }

    pub(super) fn fixed(self, places: usize) -> String {
        let wanted = self
            .point
            .saturating_add(i64::try_from(places).unwrap_or(i64::MAX));
        let rounded = match usize::try_from(wanted) {
            Ok(length) => self.rounded_to(length),
            Err(_) => Self {
                digits: Vec::new(),
                point: 0,
            },
        };
        let whole = usize::try_from(rounded.point).unwrap_or(0);
        let digit = |at: i64| match usize::try_from(at) {
            Ok(at) => rounded.digits.get(at).map_or('0', |&digit| char::from(digit)),
            Err(_) => '0',
        };
        let mut text: String = if whole == 0 {
            "0".to_owned()
        } else {
            (0..rounded.point).map(digit).collect()
        };
        if places > 0 {
            text.push('.');
            let from = rounded.point;
            text.extend((from..from + i64::try_from(places).unwrap_or(0)).map(digit));
        }
        text
    }

    pub(super) fn scientific(self, places: usize) -> String {
        let rounded = self.rounded_to(places + 1);
        let digit = |at: usize| rounded.digits.get(at).map_or('0', |&digit| char::from(digit));
        let mut text = String::from(digit(0));
        if places > 0 {
            text.push('.');
            text.extend((1..=places).map(digit));
        }
        let exponent = if rounded.digits.is_empty() {
            0
        } else {
            rounded.point - 1
        };
        let sign = if exponent < 0 { '-' } else { '+' };
        text + &format!("e{sign}{:02}", exponent.abs())
    }

    /// The digits with an exponent when that is far from the point, else without.
    pub(super) fn general(self, precision: Option<usize>) -> String {
        let count = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        let limit = match precision {
            None => 6,
            Some(precision) => {
                let precision = i64::try_from(precision.max(1)).unwrap_or(i64::MAX);
                if precision > count && count >= self.point {
                    count
                } else {
                    precision
                }
            }
        };
        let exponent = self.point - 1;
        if !self.digits.is_empty() && (exponent < -4 || exponent >= limit) {
            let places = self.digits.len() - 1;
            return self.scientific(places);
        }
        let places = usize::try_from(count - self.point).unwrap_or(0);
        let places = if self.digits.is_empty() { 0 } else { places };
        self.fixed(places)
    }
}

#[cfg(test)]
mod tests {
    use crate::hcl::value::Number;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn digits_are_rounded_half_to_even() {
        let check = |text: &str, places: usize, expected: &str| {
            assert_eq!(
                number(text).fixed(places),
                expected,
                "{text} with {places} places"
            );
        };
        check("2.25", 1, "2.2");
        check("2.75", 1, "2.8");
        check("0.5", 0, "0");
        check("1.5", 0, "2");
        check("0.6", 0, "1");
        check("9.99", 1, "10.0");
        check("0.001", 2, "0.00");
        check("0", 2, "0.00");
        check("1000", 1, "1000.0");
    }

    #[test]
    fn large_and_small_numbers_get_an_exponent() {
        let check = |text: &str, digits: Option<usize>, expected: &str| {
            assert_eq!(
                number(text).general(digits),
                expected,
                "{text} with {digits:?} digits"
            );
        };
        check("1000000", None, "1e+06");
        check("0.1", None, "0.1");
        check("0.00001", None, "1e-05");
        check("1234.5678", Some(3), "1.23e+03");
        check("1234567.1234", Some(10), "1234567.123");
        check("0", None, "0");
        assert_eq!(number("12345.678").scientific(6), "1.234568e+04");
    }
}
