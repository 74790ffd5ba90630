//! WebP by Google's own encoder. The only file that imports `webp`.

use ::webp::{Encoder, WebPConfig};

use super::{Flaw, Pixels};

/// How hard the encoder tries, 0 to 6: above 4 a photograph gets 1 % smaller and takes twice the time.
const EFFORT: i32 = 4;

/// The longest side that the format knows.
pub(super) const LONGEST: u32 = 16_383;

/// With loss, at a quality of 1 to 100.
pub(super) fn lossy(pixels: &Pixels, quality: u8) -> Result<Vec<u8>, Flaw> {
    encode(pixels, |config| config.quality = f32::from(quality))
}

/// Without loss, but for the colour of what is wholly transparent.
pub(super) fn lossless(pixels: &Pixels) -> Result<Vec<u8>, Flaw> {
    encode(pixels, |config| {
        config.lossless = 1;
        config.quality = 75.0;
    })
}

fn encode(pixels: &Pixels, set: impl FnOnce(&mut WebPConfig)) -> Result<Vec<u8>, Flaw> {
    let refused = |_| Flaw::Broken("it cannot be encoded as WebP".to_owned());
    let mut config = WebPConfig::new().map_err(|()| refused(()))?;
    config.method = EFFORT;
    set(&mut config);
    let (samples, width, height) = (&pixels.samples, pixels.width, pixels.height);
    let encoder = match pixels.channels {
        4 => Encoder::from_rgba(samples, width, height),
        _ => Encoder::from_rgb(samples, width, height),
    };
    encoder
        .encode_advanced(&config)
        .map(|bytes| bytes.to_vec())
        .map_err(|_| refused(()))
}
