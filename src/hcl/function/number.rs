//! Numbers.

use super::{Failure, Outcome, whole};
use crate::hcl::value::{Budget, Number, Value};

fn number(arguments: &[Value], at: usize) -> Result<&Number, Failure> {
    arguments
        .get(at)
        .and_then(Value::as_number)
        .ok_or(Failure::Undecided)
}

pub(super) fn abs(arguments: &[Value], _: &mut Budget) -> Outcome {
    let number = number(arguments, 0)?;
    Ok(Value::number(if number.is_negative() {
        number.negated()
    } else {
        number.clone()
    }))
}

pub(super) fn ceil(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(Value::number(number(arguments, 0)?.ceil()))
}

pub(super) fn floor(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(Value::number(number(arguments, 0)?.floor()))
}

pub(super) fn log(arguments: &[Value], _: &mut Budget) -> Outcome {
    let (number, base) = (number(arguments, 0)?.to_f64(), number(arguments, 1)?.to_f64());
    double(logarithm(number) / logarithm(base))
}

pub(super) fn pow(arguments: &[Value], _: &mut Budget) -> Outcome {
    let (number, power) = (number(arguments, 0)?.to_f64(), number(arguments, 1)?.to_f64());
    if number < 0.0 && power.fract() != 0.0 {
        return double(f64::NAN);
    }
    let limit = f64::from(1 << 20);
    match power {
        _ if power == 0.5 => double(number.sqrt()),
        _ if power.fract() != 0.0 || power.abs() > limit || number.abs() > 1e300 => Err(Failure::Undecided),
        _ => double(whole_power(number, power)),
    }
}

/// The natural logarithm to the last bit as Terraform's runtime computes it, by the method of FreeBSD's
/// `e_log.c`; the system's function may differ in the last digit, which is shown.
fn logarithm(number: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const ODD: [f64; 4] = [
        6.666_666_666_666_735e-1,
        2.857_142_874_366_239e-1,
        1.818_357_216_161_805e-1,
        1.479_819_860_511_658_6e-1,
    ];
    const EVEN: [f64; 3] = [
        3.999_999_999_940_942e-1,
        2.222_219_843_214_978_4e-1,
        1.531_383_769_920_937_3e-1,
    ];
    if number < 0.0 {
        return f64::NAN;
    }
    if number == 0.0 || !number.is_finite() {
        return number.ln();
    }
    let (mut fraction, mut exponent) = split(number);
    if fraction < std::f64::consts::FRAC_1_SQRT_2 {
        fraction *= 2.0;
        exponent -= 1;
    }
    let f = fraction - 1.0;
    let k = f64::from(exponent);
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let odd = s2 * (ODD[0] + s4 * (ODD[1] + s4 * (ODD[2] + s4 * ODD[3])));
    let even = s4 * (EVEN[0] + s4 * (EVEN[1] + s4 * EVEN[2]));
    let half_square = 0.5 * f * f;
    k * LN2_HIGH - ((half_square - (s * (half_square + (odd + even)) + k * LN2_LOW)) - f)
}

/// A whole power by repeated squaring, fraction and exponent apart, as Terraform's runtime computes it.
fn whole_power(number: f64, power: f64) -> f64 {
    if number == 0.0 || power == 0.0 {
        return number.powf(power);
    }
    let mut left = number_of_times(power);
    let (mut result, mut exponent) = (1.0, 0_i32);
    let (mut square, mut square_exponent) = split(number);
    while left > 0 && square_exponent.abs() <= 1 << 12 {
        if left % 2 == 1 {
            result *= square;
            exponent += square_exponent;
        }
        square *= square;
        square_exponent *= 2;
        if square < 0.5 {
            square += square;
            square_exponent -= 1;
        }
        left /= 2;
    }
    if left > 0 {
        return f64::INFINITY;
    }
    if power < 0.0 {
        return scaled(1.0 / result, -exponent);
    }
    scaled(result, exponent)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the power is whole and less than a million"
)]
fn number_of_times(power: f64) -> u32 {
    power.abs() as u32
}

/// A fraction from one half up to one, and the power of two it is multiplied with. For finite numbers but 0.
fn split(number: f64) -> (f64, i32) {
    let bits = number.to_bits();
    let exponent = i32::try_from(bits >> 52 & 0x7ff).unwrap_or(0);
    if exponent == 0 {
        let (fraction, exponent) = split(number * f64::from(1_u32 << 30) * f64::from(1_u32 << 30));
        return (fraction, exponent - 60);
    }
    (
        f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52),
        exponent - 1022,
    )
}

fn scaled(number: f64, exponent: i32) -> f64 {
    let half = exponent / 2;
    number * 2_f64.powi(half) * 2_f64.powi(exponent - half)
}

fn double(value: f64) -> Outcome {
    if value.is_nan() {
        return Err(Failure::call("the result is not a number"));
    }
    Number::from_f64(value)
        .map(Value::number)
        .ok_or(Failure::Undecided)
}

pub(super) fn max(arguments: &[Value], _: &mut Budget) -> Outcome {
    let greatest = arguments.iter().filter_map(Value::as_number).max();
    greatest
        .map(|number| Value::number(number.clone()))
        .ok_or(Failure::Undecided)
}

pub(super) fn min(arguments: &[Value], _: &mut Budget) -> Outcome {
    let least = arguments.iter().filter_map(Value::as_number).min();
    least
        .map(|number| Value::number(number.clone()))
        .ok_or(Failure::Undecided)
}

pub(super) fn signum(arguments: &[Value], _: &mut Budget) -> Outcome {
    Ok(whole(arguments, 0, "num")?.signum().into())
}

pub(super) fn parseint(arguments: &[Value], _: &mut Budget) -> Outcome {
    let Some(source) = arguments.first().and_then(Value::as_str) else {
        let noun = arguments
            .first()
            .map_or("a value", |argument| argument.ty().noun());
        return Err(Failure::ty(
            0,
            format!("`number` must be a string, this is {noun}"),
        ));
    };
    let base = whole(arguments, 1, "base")?;
    if !(2..=62).contains(&base) {
        return Err(Failure::value(
            1,
            format!("`base` must be from 2 to 62, this is {base}"),
        ));
    }
    let base = u32::try_from(base).map_err(|_| Failure::Undecided)?;
    if base > 36 {
        return Err(Failure::Undecided);
    }
    let digits = source.strip_prefix(['-', '+']).unwrap_or(source);
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        let message = format!("`{}` is not a whole number in base {base}", source.escape_debug());
        return Err(Failure::value(0, message));
    }
    Number::parse_radix(source, base)
        .map(Value::number)
        .ok_or(Failure::Undecided)
}
