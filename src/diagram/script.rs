//! The script that draws diagrams, derived by `tools/mermaid/derive.sh`.

use std::sync::Arc;

use ruzstd::decoding::StreamingDecoder;
use ruzstd::io::Read;

const PACKED: &[u8] = include_bytes!("../../data/mermaid/mermaid.js.zst");

/// A hash over the script, so that its address is known without unpacking it.
pub const FINGERPRINT: u128 = 0xf1dbda1b_c9d46f05_148c1aad_9bd55c6c;

/// The script itself, unpacked each time it is asked for: what is written to a folder is not needed again.
pub fn script() -> Option<Arc<[u8]>> {
    let mut decoder = StreamingDecoder::new(PACKED).ok()?;
    let mut script = Vec::new();
    decoder.read_to_end(&mut script).ok()?;
    Some(script.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_whole_and_says_what_it_is() {
        let script = script().expect("it can be unpacked");
        assert_eq!(
            xxhash_rust::xxh3::xxh3_128(&script),
            FINGERPRINT,
            "its address has to change with it"
        );
        let text = std::str::from_utf8(&script).expect("it is UTF-8");
        let licence = include_str!("../../data/mermaid/LICENSE");
        assert!(text.starts_with("/*! Mermaid ") && text.contains(licence));
        let version = text.split_whitespace().nth(2).expect("it has one");
        for (file, told) in [
            ("THIRD-PARTY.md", include_str!("../../THIRD-PARTY.md")),
            (
                "data/mermaid/README.md",
                include_str!("../../data/mermaid/README.md"),
            ),
        ] {
            assert!(told.contains(&format!("Mermaid {version}")), "{file}");
        }
    }
}
