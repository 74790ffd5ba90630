//! Pixels as PNG. The only file that imports `png`.
//!
//! A card has few colours and the steps between them, so a palette holds them all, or nearly: where there are more
//! than it can hold, those that look alike become one. A picture with many more, as a template with gradients has,
//! keeps its colours.

use std::collections::HashMap;

use ::png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};

use super::{HEIGHT, WIDTH};

/// How many colours a palette holds.
const PALETTE: usize = 256;

/// How many bits of each channel may be left out of account at most.
const COARSEST: u32 = 4;

type Color = [u8; 3];

/// Encodes premultiplied RGBA, of which there are [`WIDTH`] × [`HEIGHT`] pixels; what can be seen through stands on
/// white.
pub(super) fn png(pixels: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let colors: Vec<Color> = pixels
        .chunks_exact(4)
        .map(|pixel| {
            let white = 255 - pixel[3];
            [0, 1, 2].map(|channel| pixel[channel].saturating_add(white))
        })
        .collect();
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, WIDTH, HEIGHT);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    if let Some((palette, indices)) = indexed(&colors) {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(palette.concat());
        // Places in a palette say nothing about those beside them.
        encoder.set_filter(Filter::NoFilter);
        encoder.write_header()?.write_image_data(&indices)?;
    } else {
        encoder.set_color(ColorType::Rgb);
        encoder.set_filter(Filter::Adaptive);
        encoder.write_header()?.write_image_data(colors.as_flattened())?;
    }
    Ok(out)
}

/// A palette, and the place in it of every pixel; `None` when too many colours differ.
fn indexed(colors: &[Color]) -> Option<(Vec<Color>, Vec<u8>)> {
    let mut counts: HashMap<Color, usize> = HashMap::new();
    for color in colors {
        *counts.entry(*color).or_default() += 1;
    }
    // The most frequent first, so that it stands for those that look like it.
    let mut known: Vec<(Color, usize)> = counts.into_iter().collect();
    known.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    (0..=COARSEST).find_map(|coarseness| {
        let mut places: HashMap<Color, u8> = HashMap::new();
        let mut palette = Vec::new();
        for (color, _) in &known {
            let place = match palette.len() {
                PALETTE.. => *places.get(&coarse(*color, coarseness))?,
                len => *places.entry(coarse(*color, coarseness)).or_insert(len as u8),
            };
            if usize::from(place) == palette.len() {
                palette.push(*color);
            }
        }
        let place = |color: &Color| places.get(&coarse(*color, coarseness)).copied();
        let indices: Option<Vec<u8>> = colors.iter().map(place).collect();
        Some((palette, indices?))
    })
}

fn coarse(color: Color, bits: u32) -> Color {
    color.map(|channel| channel >> bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red, green and blue of the pixels that come back, after those that went in.
    fn there_and_back(color: impl Fn(usize) -> [u8; 4]) -> (ColorType, Vec<u8>) {
        let pixels: Vec<u8> = (0..(WIDTH * HEIGHT) as usize).flat_map(color).collect();
        let encoded = png(&pixels).unwrap();
        let mut decoder = ::png::Decoder::new(std::io::Cursor::new(&encoded));
        decoder.set_transformations(::png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let kind = reader.info().color_type;
        let mut decoded = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut decoded).unwrap();
        (kind, decoded)
    }

    #[test]
    fn few_colours_come_back_as_they_were() {
        let (kind, decoded) = there_and_back(|at| [at as u8, 255 - at as u8, 7, 255]);
        assert_eq!(kind, ColorType::Indexed);
        assert_eq!(decoded[..6], [0, 255, 7, 1, 254, 7]);
    }

    #[test]
    fn colours_that_look_alike_become_one() {
        let (kind, decoded) = there_and_back(|at| [(at % 400 / 2) as u8, 0, (at % 3) as u8, 255]);
        assert_eq!(kind, ColorType::Indexed);
        for (at, pixel) in decoded.chunks_exact(3).enumerate().take(1200) {
            assert!((at % 400 / 2).abs_diff(usize::from(pixel[0])) < 16, "{at}");
        }
    }

    #[test]
    fn many_colours_are_kept() {
        let (kind, decoded) = there_and_back(|at| [at as u8, (at >> 8) as u8, (at >> 12) as u8, 255]);
        assert_eq!(kind, ColorType::Rgb);
        assert_eq!(decoded[3 * 300..][..3], [44, 1, 0]);
    }

    #[test]
    fn what_can_be_seen_through_is_white() {
        assert_eq!(there_and_back(|_| [0, 0, 0, 0]).1[..3], [255, 255, 255]);
    }
}
