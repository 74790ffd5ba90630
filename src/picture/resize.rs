//! Smaller pictures. The only file that imports `fast_image_resize`.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelComponentMapper, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::{Flaw, Pixels};

/// A picture that is made smaller, perhaps several times.
pub(super) struct Shrinker<'a> {
    pixels: &'a Pixels,
    /// The picture with samples in proportion to light, for photographs: averages of encoded samples are too
    /// dark. Lines of drawings, which are made for the screen, keep their weight without it.
    linear: Option<(PixelComponentMapper, Image<'static>)>,
}

impl<'a> Shrinker<'a> {
    pub(super) fn new(pixels: &'a Pixels, is_photograph: bool) -> Result<Self, Flaw> {
        let mut linear = None;
        if is_photograph && pixels.channels == 3 {
            let mapper = fast_image_resize::create_srgb_mapper();
            let mut image = Image::new(pixels.width, pixels.height, PixelType::U16x3);
            mapper.forward_map(&view(pixels)?, &mut image).map_err(broken)?;
            linear = Some((mapper, image));
        }
        Ok(Self { pixels, linear })
    }

    /// The picture at a width that is at most its own; the height keeps its proportion.
    pub(super) fn at(&self, width: u32) -> Result<Pixels, Flaw> {
        let Pixels { channels, .. } = *self.pixels;
        let height = height_at(self.pixels.width, self.pixels.height, width);
        let mut resizer = Resizer::new();
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        let mut out = Image::new(width, height, pixel_type(channels));
        match &self.linear {
            Some((mapper, image)) => {
                let mut light = Image::new(width, height, PixelType::U16x3);
                resizer.resize(image, &mut light, &options).map_err(broken)?;
                mapper.backward_map(&light, &mut out).map_err(broken)?;
            }
            None => resizer
                .resize(&view(self.pixels)?, &mut out, &options)
                .map_err(broken)?,
        }
        Ok(Pixels {
            width,
            height,
            samples: out.into_vec(),
            channels,
        })
    }
}

/// The height that belongs to a width.
pub(super) fn height_at(width: u32, height: u32, new: u32) -> u32 {
    let (width, height, new) = (u64::from(width.max(1)), u64::from(height), u64::from(new));
    u32::try_from((height * new + width / 2) / width)
        .unwrap_or(u32::MAX)
        .max(1)
}

fn pixel_type(channels: usize) -> PixelType {
    if channels == 4 {
        PixelType::U8x4
    } else {
        PixelType::U8x3
    }
}

fn view(pixels: &Pixels) -> Result<ImageRef<'_>, Flaw> {
    let kind = pixel_type(pixels.channels);
    ImageRef::new(pixels.width, pixels.height, &pixels.samples, kind).map_err(broken)
}

fn broken(error: impl std::fmt::Display) -> Flaw {
    Flaw::Broken(format!("it cannot be resized: {error}"))
}
