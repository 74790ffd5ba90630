//! Colours of any ICC profile to sRGB. The only file that imports `moxcms`.

use moxcms::{ColorProfile, DataColorSpace, Layout, ProfileText, TransformOptions};

/// Turns samples to sRGB in place. A profile that cannot be used changes nothing, as in browsers.
pub(super) fn to_srgb(profile: &[u8], samples: &mut Vec<u8>, channels: usize, is_gray: bool) {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else {
        return;
    };
    if is_srgb(&profile) {
        return;
    }
    let converted = match (profile.color_space, channels) {
        (DataColorSpace::Rgb, 3) if !is_gray => transformed(&profile, Layout::Rgb, samples, samples.len()),
        (DataColorSpace::Rgb, 4) if !is_gray => transformed(&profile, Layout::Rgba, samples, samples.len()),
        (DataColorSpace::Gray, _) if is_gray => gray(&profile, samples, channels),
        // The decoder has turned inks to light already.
        _ => None,
    };
    if let Some(converted) = converted {
        *samples = converted;
    }
}

fn transformed(profile: &ColorProfile, layout: Layout, samples: &[u8], len: usize) -> Option<Vec<u8>> {
    let to = if layout == Layout::Gray {
        Layout::Rgb
    } else {
        layout
    };
    let srgb = ColorProfile::new_srgb();
    let transform = profile
        .create_transform_8bit(layout, &srgb, to, TransformOptions::default())
        .ok()?;
    let mut out = vec![0; len];
    transform.transform(samples, &mut out).ok()?;
    Some(out)
}

/// Gray was decoded to three equal channels.
fn gray(profile: &ColorProfile, samples: &[u8], channels: usize) -> Option<Vec<u8>> {
    let light: Vec<u8> = samples.iter().step_by(channels).copied().collect();
    let rgb = transformed(profile, Layout::Gray, &light, light.len() * 3)?;
    if channels == 3 {
        return Some(rgb);
    }
    let alpha = samples.iter().skip(3).step_by(4);
    Some(
        rgb.chunks_exact(3)
            .zip(alpha)
            .flat_map(|(rgb, alpha)| [rgb[0], rgb[1], rgb[2], *alpha])
            .collect(),
    )
}

/// Whether a profile calls itself sRGB, which most do.
fn is_srgb(profile: &ColorProfile) -> bool {
    match &profile.description {
        Some(ProfileText::PlainString(text)) => text.contains("sRGB"),
        Some(ProfileText::Localizable(texts)) => texts.iter().any(|text| text.value.contains("sRGB")),
        Some(ProfileText::Description(text)) => text.ascii_string.contains("sRGB"),
        None => false,
    }
}
