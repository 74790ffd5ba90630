//! Letters beyond ASCII in the label of a host (RFC 3492).

const BASE: u32 = 36;
const LEAST: u32 = 1;
const MOST: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const FIRST_BIAS: u32 = 72;
const FIRST_CODE: u32 = 128;

/// The label without its `xn--` (section 6.3); `None` when it is too long to count.
pub(super) fn encode(label: &str) -> Option<String> {
    let codes: Vec<u32> = label.chars().map(u32::from).collect();
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let plain = u32::try_from(out.len()).ok()?;
    let mut done = plain;
    if plain > 0 {
        out.push('-');
    }
    let (mut code, mut delta, mut bias) = (FIRST_CODE, 0_u32, FIRST_BIAS);
    while (done as usize) < codes.len() {
        let next = codes.iter().copied().filter(|&found| found >= code).min()?;
        delta = delta.checked_add((next - code).checked_mul(done + 1)?)?;
        code = next;
        for &found in &codes {
            if found < code {
                delta = delta.checked_add(1)?;
            }
            if found == code {
                number(delta, bias, &mut out);
                bias = adapted(delta, done + 1, done == plain);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        code += 1;
    }
    Some(out)
}

/// A number of variable length (section 3.3).
fn number(mut value: u32, bias: u32, out: &mut String) {
    let mut at = BASE;
    loop {
        let threshold = at.saturating_sub(bias).clamp(LEAST, MOST);
        if value < threshold {
            out.push(digit(value));
            return;
        }
        let rest = value - threshold;
        out.push(digit(threshold + rest % (BASE - threshold)));
        value = rest / (BASE - threshold);
        at += BASE;
    }
}

fn digit(value: u32) -> char {
    let letters = b"abcdefghijklmnopqrstuvwxyz0123456789";
    char::from(letters[value as usize % letters.len()])
}

/// Section 3.4.
fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = delta / if is_first { DAMP } else { 2 };
    delta += delta / count;
    let mut bias = 0;
    while delta > ((BASE - LEAST) * MOST) / 2 {
        delta /= BASE - LEAST;
        bias += BASE;
    }
    bias + (BASE - LEAST + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn a_label_is_written_in_ascii() {
        for (label, expected) in [
            ("bücher", "bcher-kva"),
            ("한국", "3e0b707e"),
            ("例え", "r8jz45g"),
            ("münchen", "mnchen-3ya"),
            ("☃", "n3h"),
        ] {
            assert_eq!(encode(label).as_deref(), Some(expected), "{label}");
        }
    }
}
