//! AVIF. The only file that imports `ravif` and `rgb`.

use ravif::{Encoder, Img};
use rgb::{RGB8, RGBA8};

use super::{Flaw, Pixels};

/// How fast the encoder is, 1 to 10: at 6 a photograph of 800 pixels takes seconds.
const SPEED: u8 = 6;

/// AVIF's numbers of quality are not WebP's: this much less looks the same.
const LESS: u8 = 15;

/// With loss, at the quality of 1 to 100 that WebP would have. One thread: pictures are made side by side, and the
/// number of threads would change the bytes.
pub(super) fn encode(pixels: &Pixels, quality: u8) -> Result<Vec<u8>, Flaw> {
    let encoder = Encoder::new()
        .with_quality(f32::from(quality.saturating_sub(LESS).max(1)))
        .with_alpha_quality(f32::from(quality))
        .with_speed(SPEED)
        .with_num_threads(Some(1));
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let encoded = if pixels.channels == 4 {
        let rgba = pixels
            .samples
            .chunks_exact(4)
            .map(|p| RGBA8::new(p[0], p[1], p[2], p[3]));
        encoder.encode_rgba(Img::new(&rgba.collect::<Vec<_>>(), width, height))
    } else {
        let rgb = pixels
            .samples
            .chunks_exact(3)
            .map(|p| RGB8::new(p[0], p[1], p[2]));
        encoder.encode_rgb(Img::new(&rgb.collect::<Vec<_>>(), width, height))
    };
    match encoded {
        Ok(encoded) => Ok(encoded.avif_file),
        Err(error) => Err(Flaw::Broken(format!("it cannot be encoded as AVIF: {error}"))),
    }
}
