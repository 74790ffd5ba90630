//! The fonts in the program: Wanted Sans, cut by `tools/fonts/cut.py`.

use std::sync::{Arc, LazyLock};

use ruzstd::decoding::StreamingDecoder;
use ruzstd::io::Read;

use super::Typeface;

const FILES: [&[u8]; 2] = [
    include_bytes!("../../data/fonts/WantedSans-Regular.otf.zst"),
    include_bytes!("../../data/fonts/WantedSans-Bold.otf.zst"),
];

/// The faces, unpacked when they are first asked for.
pub(super) fn typefaces() -> &'static [Typeface] {
    static FACES: LazyLock<Vec<Typeface>> =
        LazyLock::new(|| FILES.iter().filter_map(|packed| read(packed)).flatten().collect());
    &FACES
}

fn read(packed: &[u8]) -> Option<Vec<Typeface>> {
    let mut decoder = StreamingDecoder::new(packed).ok()?;
    let mut data = Vec::new();
    decoder.read_to_end(&mut data).ok()?;
    Typeface::read(&Arc::from(data)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_have_what_titles_need() {
        let faces = typefaces();
        let names: Vec<String> = faces.iter().map(|face| format!("{face:?}")).collect();
        assert_eq!(names, ["Typeface(Wanted Sans 400)", "Typeface(Wanted Sans 700)"]);
        for face in faces {
            let lacking: Vec<char> = ('!'..='~')
                .chain("가각힝뷁“”‘’…–—·→×°€₩「」①ㅋé".chars())
                .filter(|character| face.advance(*character).is_none())
                .collect();
            assert_eq!(lacking, ['뷁'], "{face:?}");
        }
    }
}
