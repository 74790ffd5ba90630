//! Numbers as Terraform has them: binary floating point of 512 bits, so `0.1 + 0.2` shows as `0.3` and whole
//! numbers are exact up to about 154 digits. The only file that does arithmetic on `num-bigint`'s types.
//!
//! Terraform also has infinity and negative zero, which show as such. They are not followed: operations
//! that lead there give `None`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use num_bigint::{BigInt, BigUint, Sign};

use super::decimal::Decimal;

/// Significant bits of numbers that are read from text.
const PRECISION: u32 = 512;

/// Beyond `2^±EXPONENT_LIMIT` a number is not followed; operations that lead there give `None`.
const EXPONENT_LIMIT: i64 = 16_384;

/// A finite number: `mantissa * 2^exponent`, the mantissa odd or zero, so that equal numbers have equal parts.
#[derive(Clone, Debug)]
pub struct Number {
    mantissa: BigInt,
    exponent: i64,
    /// Significant bits to which results that involve it are rounded, and which decide how many digits are
    /// shown; no part of its identity.
    precision: u32,
}

impl Number {
    /// The number that decimal digits stand for: a sign, digits, a fraction and an exponent, all but some
    /// digits optional. `None` when it is none, or one that is too large or too small to be followed.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (digits, power) = decimal_parts(unsigned)?;
        if negative && digits == BigUint::ZERO {
            return None;
        }
        let sign = if negative { Sign::Minus } else { Sign::Plus };
        let digits = BigInt::from_biguint(sign, digits);
        let ten = BigInt::from(10);
        if power >= 0 {
            return Self::rounded(digits * ten.pow(u32::try_from(power).ok()?), 0, PRECISION);
        }
        Self::quotient(&digits, &ten.pow(u32::try_from(-power).ok()?), 0, PRECISION)
    }

    /// A number that is a double, shown with the digits of one. `None` when it is infinite or no number.
    pub fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let bits = value.to_bits();
        let raw = i64::try_from(bits >> 52 & 0x7ff).ok()?;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = if raw == 0 {
            (fraction, -1074)
        } else {
            (fraction | 1 << 52, raw - 1075)
        };
        let sign = if value.is_sign_negative() {
            Sign::Minus
        } else {
            Sign::Plus
        };
        Self::rounded(BigInt::from_biguint(sign, BigUint::from(mantissa)), exponent, 53)
    }

    /// The whole number that digits of a base from 2 to 36 stand for, with an optional sign.
    pub fn parse_radix(text: &str, base: u32) -> Option<Self> {
        if text.contains('_') {
            return None;
        }
        let whole = BigInt::parse_bytes(text.as_bytes(), base)?;
        let precision = u32::try_from(whole.bits()).ok()?.max(64);
        Self::rounded(whole, 0, precision)
    }

    /// Whether it has no fraction.
    pub fn is_whole(&self) -> bool {
        self.exponent >= 0
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.mantissa.sign() == Sign::NoSign
    }

    /// Whether it is less than zero.
    pub fn is_negative(&self) -> bool {
        self.mantissa.sign() == Sign::Minus
    }

    /// The number as an `i64`; `None` when it has a fraction or does not fit.
    pub fn to_i64(&self) -> Option<i64> {
        if !self.is_whole() || self.exponent > 64 {
            return None;
        }
        i64::try_from(self.mantissa.clone() << self.exponent).ok()
    }

    /// The number as an `i128`; `None` when it has a fraction or does not fit.
    pub fn to_i128(&self) -> Option<i128> {
        if !self.is_whole() || self.exponent > 128 {
            return None;
        }
        i128::try_from(self.mantissa.clone() << self.exponent).ok()
    }

    /// The nearest double.
    pub fn to_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The digits of a whole number in a base from 2 to 36; the fraction is cut off.
    pub(in crate::hcl) fn to_radix(&self, base: u32) -> String {
        self.truncated().whole().to_str_radix(base)
    }

    /// The sum.
    pub fn add(&self, other: &Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let align = |number: &Self| number.mantissa.clone() << (number.exponent - exponent);
        Self::rounded(
            align(self) + align(other),
            exponent,
            self.precision.max(other.precision),
        )
    }

    /// The difference.
    pub fn subtract(&self, other: &Self) -> Option<Self> {
        self.add(&other.negated())
    }

    /// The product.
    pub fn multiply(&self, other: &Self) -> Option<Self> {
        if self.is_negative_zero_with(other) {
            return None;
        }
        let precision = self.precision.max(other.precision);
        Self::rounded(
            &self.mantissa * &other.mantissa,
            self.exponent + other.exponent,
            precision,
        )
    }

    /// Whether a product or quotient of both is negative zero.
    fn is_negative_zero_with(&self, other: &Self) -> bool {
        (self.is_zero() || other.is_zero()) && self.is_negative() != other.is_negative()
    }

    /// The quotient; `None` when `other` is zero.
    pub fn divide(&self, other: &Self) -> Option<Self> {
        if self.is_negative_zero_with(other) {
            return None;
        }
        let precision = self.precision.max(other.precision);
        Self::quotient(
            &self.mantissa,
            &other.mantissa,
            self.exponent - other.exponent,
            precision,
        )
    }

    /// What a division that is cut off to a whole number leaves; it has the sign of `self`.
    pub fn remainder(&self, other: &Self) -> Option<Self> {
        let whole = self.divide(other)?.truncated();
        let rounded = |number: Self| Self::rounded(number.mantissa, number.exponent, self.precision);
        rounded(self.subtract(&rounded(other.multiply(&whole)?)?)?)
    }

    /// The number with its sign turned.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self {
            mantissa: -self.mantissa.clone(),
            ..self.clone()
        }
    }

    /// The nearest whole number towards zero.
    #[must_use]
    pub fn truncated(&self) -> Self {
        if self.is_whole() {
            return self.clone();
        }
        let magnitude = self.mantissa.magnitude() >> (-self.exponent);
        let mantissa = BigInt::from_biguint(self.mantissa.sign(), magnitude);
        Self::rounded(mantissa, 0, self.precision).unwrap_or_else(|| Self::from(0_i64))
    }

    /// The nearest whole number that is not greater.
    #[must_use]
    pub fn floor(&self) -> Self {
        let whole = self.truncated();
        if whole == *self || !self.is_negative() {
            return whole;
        }
        whole.subtract(&Self::from(1_i64)).unwrap_or(whole)
    }

    /// The nearest whole number that is not less.
    #[must_use]
    pub fn ceil(&self) -> Self {
        self.negated().floor().negated()
    }

    /// The whole number; only for numbers without a fraction.
    fn whole(&self) -> BigInt {
        self.mantissa.clone() << self.exponent.max(0)
    }

    fn quotient(dividend: &BigInt, divisor: &BigInt, exponent: i64, precision: u32) -> Option<Self> {
        if divisor.sign() == Sign::NoSign {
            return None;
        }
        let wanted = i64::from(precision) + 2 + i64::try_from(divisor.bits()).ok()?;
        let shift = (wanted - i64::try_from(dividend.bits()).ok()?).max(0);
        let shifted = dividend.magnitude() << shift;
        let quotient: BigUint = &shifted / divisor.magnitude();
        let inexact = &quotient * divisor.magnitude() != shifted;
        let sign = dividend.sign() * divisor.sign();
        // One more bit below stands for everything that was cut off, so that rounding sees it.
        let sticky = (quotient << 1_u32) | BigUint::from(u8::from(inexact));
        Self::rounded(
            BigInt::from_biguint(sign, sticky),
            exponent - shift - 1,
            precision,
        )
    }

    /// Rounds to the nearest number of so many bits, to the even one when two are equally near.
    fn rounded(mantissa: BigInt, exponent: i64, precision: u32) -> Option<Self> {
        let sign = mantissa.sign();
        let mut magnitude = mantissa.into_parts().1;
        let mut exponent = exponent;
        let excess = magnitude.bits().saturating_sub(u64::from(precision));
        if excess > 0 {
            let half = magnitude.bit(excess - 1);
            let below = excess > 1 && magnitude.trailing_zeros().is_some_and(|zeros| zeros < excess - 1);
            magnitude >>= excess;
            if half && (below || magnitude.bit(0)) {
                magnitude += 1_u32;
            }
            exponent += i64::try_from(excess).ok()?;
        }
        let zeros = magnitude.trailing_zeros().unwrap_or(0);
        magnitude >>= zeros;
        let exponent = if sign == Sign::NoSign {
            0
        } else {
            exponent + i64::try_from(zeros).ok()?
        };
        let top = exponent + i64::try_from(magnitude.bits()).ok()?;
        (top.abs() <= EXPONENT_LIMIT && exponent.abs() <= EXPONENT_LIMIT).then(|| Self {
            mantissa: BigInt::from_biguint(sign, magnitude),
            exponent,
            precision,
        })
    }

    /// Its magnitude in digits with so many places after the point.
    pub(in crate::hcl) fn fixed(&self, places: usize) -> String {
        self.exact().fixed(places)
    }

    /// Its magnitude with one digit before the point, so many after it, and an exponent.
    pub(in crate::hcl) fn scientific(&self, places: usize) -> String {
        self.exact().scientific(places)
    }

    /// Its magnitude with so many significant digits, as few as needed when none is given, in the shorter of
    /// both ways.
    pub(in crate::hcl) fn general(&self, digits: Option<usize>) -> String {
        let decimal = match digits {
            Some(digits) => self.exact().rounded_to(digits.max(1)),
            None if self.is_zero() => self.exact(),
            None => {
                let (digits, point) = self.shortest_digits();
                Decimal { digits, point }
            }
        };
        decimal.general(digits)
    }

    /// All decimal digits of its magnitude.
    fn exact(&self) -> Decimal {
        if self.is_zero() {
            return Decimal {
                digits: Vec::new(),
                point: 0,
            };
        }
        Decimal::new(self.mantissa.magnitude().clone(), self.exponent)
    }

    /// The fewest decimal digits that no other number of this precision is nearer to, with the place of
    /// the decimal point counted from their start.
    fn shortest_digits(&self) -> (Vec<u8>, i64) {
        let magnitude = self.mantissa.magnitude();
        let bits = i64::try_from(magnitude.bits()).unwrap_or(i64::MAX);
        let shift = (i64::from(self.precision) + 1 - bits).max(0);
        let middle = magnitude << shift;
        let exponent = self.exponent - shift;
        let inclusive = !middle.bit(1);
        let low = Decimal::new(&middle - 1_u32, exponent);
        let high = Decimal::new(&middle + 1_u32, exponent);
        Decimal::new(middle, exponent).shortened(&low, &high, inclusive)
    }
}

/// The digits of a decimal without its point, and the power of ten they are multiplied with.
fn decimal_parts(text: &str) -> Option<(BigUint, i64)> {
    const LONGEST: usize = 4096;
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let good = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !good || digits.len() > LONGEST {
        return None;
    }
    let sign_free = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if sign_free.is_empty() || !sign_free.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let power = exponent.parse::<i64>().ok()? - i64::try_from(fraction.len()).ok()?;
    let limit = i64::try_from(LONGEST).ok()?;
    let number = BigUint::parse_bytes(digits.as_bytes(), 10)?;
    (power.abs() <= limit).then_some((number, power))
}

/// Whether a text has the form of a decimal number, however large.
pub(in crate::hcl) fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let some = !whole.is_empty() || !fraction.is_empty();
    some && digits(whole) && digits(fraction) && !exponent.is_empty() && digits(exponent)
}

impl fmt::Display for Number {
    /// Digits without an exponent, as few as tell the number from its neighbours.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exact =
            self.mantissa.bits().saturating_add(self.exponent.unsigned_abs()) <= u64::from(self.precision);
        if let Some(small) = self.to_i64().filter(|_| exact) {
            return write!(formatter, "{small}");
        }
        let (digits, point) = self.shortest_digits();
        let mut text = String::from(if self.is_negative() { "-" } else { "" });
        let place = usize::try_from(point.max(0)).unwrap_or(0);
        let digit = |at: usize| digits.get(at).map_or('0', |&digit| char::from(digit));
        if place == 0 {
            text.push('0');
        }
        text.extend((0..place).map(digit));
        if digits.len() > place {
            text.push('.');
            text.extend((point..0).map(|_| '0'));
            text.extend((place..digits.len()).map(digit));
        }
        formatter.write_str(&text)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        let mantissa = BigInt::from(value);
        let zeros = mantissa.trailing_zeros().unwrap_or(0);
        Self {
            mantissa: mantissa >> zeros,
            exponent: i64::try_from(zeros).unwrap_or(0),
            precision: 64,
        }
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Self::from(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.exponent == other.exponent && self.mantissa == other.mantissa
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.mantissa.hash(state);
        self.exponent.hash(state);
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let exponent = self.exponent.min(other.exponent);
        let align = |number: &Self| number.mantissa.clone() << (number.exponent - exponent);
        align(self).cmp(&align(other))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    fn check(shown: Option<Number>, expected: &str) {
        assert_eq!(shown.unwrap().to_string(), expected);
    }

    #[test]
    fn numbers_show_as_the_console_shows_them() {
        for text in [
            "0",
            "1",
            "-1.5",
            "1000000",
            "0.00001",
            "0.000001234",
            "123456789012345678901234567890",
        ] {
            check(Number::parse(text), text);
        }
        check(Number::parse("1e3"), "1000");
        assert_eq!(Number::parse("-0"), None);
        check(Number::parse("1.50"), "1.5");
        check(
            Number::parse(&format!("1{}", "0".repeat(200))),
            &format!("1{}", "0".repeat(200)),
        );
    }

    #[test]
    fn arithmetic_keeps_512_bits() {
        check(number("0.1").add(&number("0.2")), "0.3");
        check(number("10").divide(&number("4")), "2.5");
        check(
            number("1").divide(&number("3")),
            &format!("0.{}5", "3".repeat(154)),
        );
        check(number("-7").remainder(&number("3")), "-1");
        check(number("7").remainder(&number("-3")), "1");
        check(number("7.5").remainder(&number("2")), "1.5");
        assert_eq!(number("1").divide(&number("0")), None);
    }

    #[test]
    fn doubles_show_the_digits_of_doubles() {
        check(Number::from_f64(2_f64.sqrt()), "1.4142135623730951");
        check(Number::from_f64(0.1), "0.1");
        assert_eq!(Number::from_f64(f64::INFINITY), None);
    }

    #[test]
    fn whole_numbers_around() {
        let check = |text: &str, floor: &str, ceil: &str| {
            assert_eq!(number(text).floor(), number(floor), "floor of {text}");
            assert_eq!(number(text).ceil(), number(ceil), "ceil of {text}");
        };
        check("1.5", "1", "2");
        check("-1.5", "-2", "-1");
        check("-3", "-3", "-3");
        assert_eq!(number("12").to_i64(), Some(12));
        assert_eq!(number("1.5").to_i64(), None);
    }

    #[test]
    fn what_is_too_large_is_not_followed() {
        assert_eq!(Number::parse("1e99999999"), None);
        assert_eq!(Number::parse("1e"), None);
        assert_eq!(Number::parse("0x1"), None);
        assert_eq!(Number::parse(""), None);
        assert!(is_decimal("1e99999999"));
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_reads_back(mantissa in proptest::num::i64::ANY, power in -40_i32..40) {
            let number = number(&format!("{mantissa}e{power}"));
            proptest::prop_assert_eq!(Number::parse(&number.to_string()), Some(number));
        }

        #[test]
        fn sums_come_apart_again(left in -1_000_000_i64..1_000_000, right in -1_000_000_i64..1_000_000) {
            let sum = Number::from(left).add(&Number::from(right)).unwrap();
            proptest::prop_assert_eq!(sum.to_i64(), Some(left + right));
            proptest::prop_assert_eq!(Number::from(left) < Number::from(right), left < right);
        }
    }
}
