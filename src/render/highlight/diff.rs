//! Differences: a class for each line.

use super::class::Class;
use super::scanner::{PLAIN, Scanner};

/// Takes the scanner's part of the code apart.
pub(super) fn lex(scan: &mut Scanner<'_>) {
    let mut in_header = false;
    while !scan.is_done() {
        let end = scan.line_end();
        let next = scan.bytes((end + 1).min(scan.end()), scan.end());
        let removes = scan.sees("--- ") && next.starts_with(b"+++ ");
        let class = match scan.peek() {
            _ if removes || in_header && scan.sees("+++ ") => Class::Builtin,
            b'@' if scan.sees("@@") => {
                // Behind the numbers stands the line that the part is about.
                let numbers = scan.text(scan.at() + 2, end).find("@@");
                scan.take_to(
                    numbers.map_or(end, |length| scan.at() + length + 4),
                    Class::Function,
                );
                PLAIN
            }
            b'+' | b'>' => Class::String,
            b'-' if scan.bytes(scan.at(), end).trim_ascii_end() == b"---" => PLAIN,
            b'-' | b'<' => Class::Keyword,
            b'!' => Class::Type,
            _ => PLAIN,
        };
        in_header = removes;
        scan.take_to(end, class);
        scan.take(usize::from(!scan.is_done()), PLAIN);
    }
}
