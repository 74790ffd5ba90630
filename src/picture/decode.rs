//! From bytes to upright pixels in sRGB. The only file that imports `image`.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, Limits};

use super::container::{Inspection, Kind};
use super::{Facts, Flaw, LARGEST, color};

/// The most that one decoder may take: the largest picture with four channels of 16 bits, and some more.
const MOST_MEMORY: u64 = LARGEST * 8 + 64 * 1024 * 1024;

/// A decoded picture: upright, 8 bits a channel, sRGB.
#[derive(Debug)]
pub struct Pixels {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
    /// Row by row from the top; alpha is not premultiplied.
    pub samples: Vec<u8>,
    /// Three for red, green, blue; four with alpha.
    pub channels: usize,
}

impl Pixels {
    /// Decodes a picture that does not move.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn decode(bytes: &[u8], inspection: &Inspection) -> Result<Self, Flaw> {
        if let Some(flaw) = inspection.flaw() {
            return Err(flaw);
        }
        let input = Cursor::new(bytes);
        let decoded = match inspection.kind {
            Kind::Jpeg => JpegDecoder::new(input).and_then(|decoder| read(decoder, inspection)),
            Kind::Png => PngDecoder::new(input).and_then(|decoder| read(decoder, inspection)),
            Kind::Webp => WebPDecoder::new(input).and_then(|decoder| read(decoder, inspection)),
            Kind::Gif => {
                return Err(Flaw::Broken(
                    "it is a GIF, which is passed on as it is".to_owned(),
                ));
            }
        };
        decoded.map_err(|error| Flaw::Broken(clause(&error)))
    }

    /// What a page has to know.
    pub fn facts(&self) -> Facts {
        let pixels = self.samples.chunks_exact(self.channels);
        let count = pixels.len() as u64;
        if count == 0 || (self.channels == 4 && pixels.clone().any(|pixel| pixel[3] < 255)) {
            return Facts::default();
        }
        let mut sums = [0_u64; 3];
        for pixel in pixels {
            for (sum, sample) in sums.iter_mut().zip(pixel) {
                *sum += u64::from(*sample);
            }
        }
        let average = |sum: u64| u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX);
        Facts {
            color: Some(sums.map(average)),
        }
    }
}

fn read(mut decoder: impl ImageDecoder, inspection: &Inspection) -> Result<Pixels, ImageError> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    decoder.set_limits(limits)?;
    let profile = match inspection.has_profile {
        true => decoder.icc_profile().ok().flatten(),
        false => None,
    };
    let mut image = DynamicImage::from_decoder(decoder)?;
    if let Some(orientation) = Orientation::from_exif(inspection.orientation) {
        image.apply_orientation(orientation);
    }
    let is_gray = !image.color().has_color();
    let (width, height) = (image.width(), image.height());
    let (mut samples, channels) = if image.color().has_alpha() {
        (image.into_rgba8().into_raw(), 4)
    } else {
        (image.into_rgb8().into_raw(), 3)
    };
    if let Some(profile) = profile {
        color::to_srgb(&profile, &mut samples, channels, is_gray);
    }
    Ok(Pixels {
        width,
        height,
        samples,
        channels,
    })
}

/// The error of the decoder as a clause, in our manner: lower case, no full stop, one line.
fn clause(error: &ImageError) -> String {
    let text = match error {
        ImageError::Decoding(error) => {
            std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
        }
        other => other.to_string(),
    };
    let text = text.lines().next().unwrap_or_default().trim_end_matches('.');
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if letters.as_str().starts_with(char::is_lowercase) => {
            format!("{}{}", first.to_lowercase(), letters.as_str())
        }
        _ => text.to_owned(),
    }
}
