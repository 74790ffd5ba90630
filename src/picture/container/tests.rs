//! Pictures made for the purpose, of every kind that is told apart.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use proptest::prelude::*;

use super::super::{Facts, Flaw, Pixels, webp_set, widths};
use super::*;

/// The left half is red, the right half blue.
fn halves(width: u32, height: u32) -> Vec<u8> {
    let pixel = |at: u32| {
        if at % width < width / 2 {
            [220, 10, 10]
        } else {
            [10, 10, 220]
        }
    };
    (0..width * height).flat_map(pixel).collect()
}

/// What no format without loss makes small.
fn noise(width: u32, height: u32) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..width * height * 3).map(|_| next()).collect()
}

fn jpeg(samples: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, 90);
    encoder
        .write_image(samples, width, height, ExtendedColorType::Rgb8)
        .unwrap();
    out
}

fn png(samples: &[u8], width: u32, height: u32, color: ExtendedColorType) -> Vec<u8> {
    let mut out = Vec::new();
    PngEncoder::new(&mut out)
        .write_image(samples, width, height, color)
        .unwrap();
    out
}

fn webp(samples: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut out);
    encoder
        .write_image(samples, width, height, ExtendedColorType::Rgb8)
        .unwrap();
    out
}

fn decode(bytes: &[u8]) -> Result<Pixels, Flaw> {
    Pixels::decode(bytes, &inspect(bytes).expect("it is a picture"))
}

/// An EXIF structure with an orientation, least significant byte first, and a secret behind it.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    tiff.extend(b"GPS: at home");
    tiff
}

fn with_segment(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &len, payload, &jpeg[2..]].concat()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_jpeg_is_turned_upright_and_keeps_its_orientation_only() {
    let plain = jpeg(&halves(32, 16), 32, 16);
    let exif = [b"Exif\0\0".as_slice(), &exif(6)].concat();
    let mut taken = with_segment(&plain, 0xe1, &exif);
    taken = with_segment(&taken, 0xe1, b"http://ns.adobe.com/xap/1.0/\0<x>at home</x>");
    taken = with_segment(&taken, 0xfe, b"at home");
    taken.extend(b"a film taken at home");
    let inspection = inspect(&taken).unwrap();
    assert_eq!(
        (inspection.width, inspection.height, inspection.orientation),
        (16, 32, 6)
    );
    assert!(inspection.has_metadata && inspection.complete);
    let pixels = decode(&taken).unwrap();
    assert_eq!((pixels.width, pixels.height), (16, 32));
    assert!(pixels.samples[0] > 150, "the left side went to the top");
    assert!(pixels.samples[pixels.samples.len() - 1] > 150);

    let clean = stripped(&taken).unwrap();
    assert!(contains(&taken, b"at home") && !contains(&clean, b"at home"));
    assert_eq!(decode(&clean).unwrap().samples, pixels.samples);
    assert_eq!(inspect(&clean).unwrap().orientation, 6);
    assert_eq!(stripped(&clean), None);
    assert_eq!(stripped(&plain), None);
}

#[test]
fn a_png_and_a_webp_lose_their_metadata() {
    let plain = png(&halves(8, 4), 8, 4, ExtendedColorType::Rgb8);
    let mut taken = plain[..33].to_vec();
    png::push_chunk(&mut taken, *b"tEXt", b"Comment\0at home");
    png::push_chunk(&mut taken, *b"eXIf", &exif(3));
    taken.extend(&plain[33..]);
    let clean = stripped(&taken).unwrap();
    assert!(!contains(&clean, b"home"));
    assert_eq!(inspect(&clean).unwrap().orientation, 3);
    let turned = decode(&clean).unwrap();
    assert_eq!(turned.samples[..3], [10, 10, 220]);
    assert_eq!(turned.samples, decode(&taken).unwrap().samples);

    let plain = webp(&halves(8, 4), 8, 4);
    let mut taken = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x08\0\0\0\x07\0\0\x03\0\0".to_vec();
    taken.extend(&plain[12..]);
    webp::push_chunk(&mut taken, *b"EXIF", &exif(8));
    webp::push_chunk(&mut taken, *b"XMP ", b"at home");
    webp::complete(&mut taken, true);
    let clean = stripped(&taken).unwrap();
    assert!(!contains(&clean, b"home"));
    let inspection = inspect(&clean).unwrap();
    assert_eq!(
        (inspection.width, inspection.height, inspection.orientation),
        (4, 8, 8)
    );
    assert_eq!(decode(&clean).unwrap().samples, decode(&taken).unwrap().samples);
    assert_eq!((stripped(&plain), stripped(&clean)), (None, None));
}

#[test]
fn all_kinds_of_samples_become_eight_bits() {
    let sixteen: Vec<u8> = halves(8, 4)
        .iter()
        .flat_map(|sample| u16::from_be_bytes([*sample, 0x80]).to_ne_bytes())
        .collect();
    let deep = decode(&png(&sixteen, 8, 4, ExtendedColorType::Rgb16)).unwrap();
    assert_eq!((deep.channels, deep.samples[0]), (3, 220));
    let gray = decode(&png(&[77; 32], 8, 4, ExtendedColorType::L8)).unwrap();
    assert_eq!(gray.facts(), Facts { color: Some([77; 3]) });
    let clear = decode(&png(&[9, 9, 9, 0], 1, 1, ExtendedColorType::Rgba8)).unwrap();
    assert_eq!((clear.channels, clear.facts()), (4, Facts::default()));
}

#[test]
fn a_palette_with_alpha_is_looked_up() {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    png::push_chunk(&mut bytes, *b"IHDR", b"\0\0\0\x02\0\0\0\x01\x08\x03\0\0\0");
    png::push_chunk(&mut bytes, *b"PLTE", &[1, 2, 3, 4, 5, 6]);
    png::push_chunk(&mut bytes, *b"tRNS", &[255, 7]);
    // A stored block of deflate: the filter, the two pixels, and their Adler-32.
    let data = b"\x78\x01\x01\x03\0\xfc\xff\0\x01\0\0\x04\0\x02";
    png::push_chunk(&mut bytes, *b"IDAT", data);
    png::push_chunk(&mut bytes, *b"IEND", b"");
    assert_eq!(decode(&bytes).unwrap().samples, [4, 5, 6, 7, 1, 2, 3, 255]);
}

#[test]
fn colours_of_a_wide_profile_become_srgb() {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    encoder.set_icc_profile(profile).unwrap();
    encoder
        .write_image(&[200, 50, 50], 1, 1, ExtendedColorType::Rgb8)
        .unwrap();
    assert!(inspect(&bytes).unwrap().has_profile);
    let samples = decode(&bytes).unwrap().samples;
    assert!(samples[0] > 205 && samples[1] < 50, "{samples:?}");
}

/// A JPEG of one block in four inks, as Adobe writes them: 255 is none.
fn inks() -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0\xff\xdb\0\x43\0".to_vec();
    bytes.extend([1; 64]);
    bytes.extend(b"\xff\xc0\0\x14\x08\0\x08\0\x08\x04\x01\x11\0\x02\x11\0\x03\x11\0\x04\x11\0");
    // Two categories of differences, 0 and 10, and an end of block.
    bytes.extend(b"\xff\xc4\0\x15\0\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0a");
    bytes.extend(b"\xff\xc4\0\x14\x10\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    bytes.extend(b"\xff\xda\0\x0e\x04\x01\0\x02\0\x03\0\x04\0\0\x3f\0");
    let (more, less) = ("1010000000000", "1001111111110");
    let bits = [more, less, less, more].concat() + "1111";
    for byte in bits.as_bytes().chunks(8) {
        let byte = u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap();
        bytes.push(byte);
        if byte == 0xff {
            bytes.push(0);
        }
    }
    bytes.extend([0xff, END]);
    bytes
}

const END: u8 = 0xd9;

#[test]
fn inks_become_light() {
    let bytes = inks();
    let pixels = decode(&bytes).unwrap();
    let [red, green, blue] = pixels.facts().color.unwrap();
    assert!(
        red > green + 50 && green.abs_diff(blue) < 8,
        "{red} {green} {blue}"
    );
    assert_eq!(stripped(&bytes), None, "what tells the inks stays");
}

/// A GIF with this many pictures.
fn gif(pictures: usize) -> Vec<u8> {
    let picture = b"\x2c\0\0\0\0\x02\0\x01\0\0\x02\x02\x4c\x01\0";
    [
        b"GIF89a\x02\0\x01\0\0\0\0".as_slice(),
        &picture.repeat(pictures),
        b"\x3b",
    ]
    .concat()
}

#[test]
fn what_moves_is_told() {
    let moves = |bytes: &[u8]| inspect(bytes).map(|inspection| (inspection.animated, inspection.complete));
    assert_eq!(moves(&gif(1)), Some((false, true)));
    assert_eq!(moves(&gif(2)), Some((true, true)));
    assert_eq!(moves(&gif(2)[..20]), Some((false, false)));
    let still = png(&[1, 2, 3], 1, 1, ExtendedColorType::Rgb8);
    let mut moving = still[..33].to_vec();
    png::push_chunk(&mut moving, *b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    moving.extend(&still[33..]);
    assert_eq!(
        (moves(&still), moves(&moving)),
        (Some((false, true)), Some((true, true)))
    );
    let mut film = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x07\0\0\x03\0\0".to_vec();
    webp::complete(&mut film, false);
    assert_eq!(moves(&film), Some((true, true)));
    for bytes in [gif(1), gif(2), moving, film] {
        assert_eq!(widths(&inspect(&bytes).unwrap(), &[480]), [0; 0]);
    }
}

#[test]
fn what_is_cut_short_or_too_large_is_not_decoded() {
    for whole in [
        jpeg(&noise(32, 16), 32, 16),
        png(&noise(32, 16), 32, 16, ExtendedColorType::Rgb8),
        webp(&noise(32, 16), 32, 16),
    ] {
        assert!(decode(&whole).is_ok());
        let cut = decode(&whole[..whole.len() * 2 / 3]);
        assert_eq!(cut.err(), Some(Flaw::Broken("the file is cut short".into())));
    }
    let mut bomb = b"\x89PNG\r\n\x1a\n".to_vec();
    png::push_chunk(&mut bomb, *b"IHDR", b"\0\x01\x86\xa0\0\x01\x86\xa0\x08\x06\0\0\0");
    png::push_chunk(&mut bomb, *b"IEND", b"");
    assert_eq!(decode(&bomb).err(), Some(Flaw::TooLarge(10_000_000_000)));
    let mut damaged = png(&noise(32, 16), 32, 16, ExtendedColorType::Rgb8);
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    assert!(matches!(decode(&damaged), Err(Flaw::Broken(_))));
}

#[test]
fn widths_stop_at_the_original() {
    let of = |width: u32, configured: &[u32]| {
        let bytes = png(&noise(width, 40), width, 40, ExtendedColorType::Rgb8);
        widths(&inspect(&bytes).unwrap(), configured)
    };
    assert_eq!(of(900, &[480, 800, 1200]), [480, 800, 900]);
    assert_eq!(of(820, &[480, 800, 1200]), [480, 820]);
    assert_eq!(of(800, &[480, 800, 1200]), [480, 800]);
    assert_eq!(of(900, &[480]), [480]);
    assert_eq!(of(100, &[480]), [100]);
    assert_eq!(of(2, &[480]), [0; 0], "a small file has nothing to gain");
}

/// The set of a picture at widths, as sizes in bytes, and the widest.
fn set(bytes: &[u8], widths: &[u32]) -> (Vec<usize>, Vec<u8>) {
    let inspection = inspect(bytes).unwrap();
    let pixels = Pixels::decode(bytes, &inspection).unwrap();
    let set = webp_set(bytes, &inspection, &pixels, widths, 80).unwrap();
    (
        set.iter().map(|bytes| bytes.len()).collect(),
        set.last().unwrap().to_vec(),
    )
}

#[test]
fn a_drawing_stays_as_it_is_and_a_photograph_gets_smaller() {
    let lines: Vec<u8> = (0..400 * 300_u32)
        .flat_map(|at| [if at % 7 == 0 || at / 400 % 11 == 0 { 0 } else { 255 }; 3])
        .collect();
    let drawing = png(&lines, 400, 300, ExtendedColorType::Rgb8);
    let (sizes, widest) = set(&drawing, &[150, 400]);
    assert_eq!(decode(&widest).unwrap().samples, lines, "not a pixel is lost");
    assert!(sizes[0] <= sizes[1] && sizes[1] <= drawing.len(), "{sizes:?}");

    let photograph = jpeg(&noise(400, 300), 400, 300);
    let (sizes, widest) = set(&photograph, &[100, 200, 400]);
    assert!(
        sizes.is_sorted() && sizes[0] < sizes[2] && sizes[2] <= photograph.len(),
        "{sizes:?}"
    );
    let inspection = inspect(&widest).unwrap();
    assert_eq!(
        (inspection.kind, inspection.width, inspection.height),
        (Kind::Webp, 400, 300)
    );
    assert_eq!(set(&photograph, &[100, 200, 400]).1, widest);
}

proptest! {
    #[test]
    fn whatever_the_bytes_are_nothing_panics(
        which in 0_usize..6,
        cut in 0_usize..2000,
        changes in prop::collection::vec((0_usize..2000, any::<u8>()), 0..6),
    ) {
        let mut bytes = match which {
            0 => jpeg(&noise(9, 7), 9, 7),
            1 => png(&noise(9, 7), 9, 7, ExtendedColorType::Rgb8),
            2 => webp(&noise(9, 7), 9, 7),
            3 => gif(2),
            4 => inks(),
            _ => with_segment(&jpeg(&noise(9, 7), 9, 7), 0xe1, &[b"Exif\0\0".as_slice(), &exif(6)].concat()),
        };
        for (at, byte) in changes {
            let len = bytes.len();
            bytes[at % len] = byte;
        }
        bytes.truncate(cut);
        let inspection = inspect(&bytes);
        if let Some(clean) = stripped(&bytes) {
            prop_assert_eq!(stripped(&clean), None);
            let after = inspect(&clean).map(|after| (after.width, after.height, after.orientation));
            let before = inspection.map(|before| (before.width, before.height, before.orientation));
            prop_assert_eq!(after, before);
        }
        if let Some(inspection) = inspection {
            let _ = Pixels::decode(&bytes, &inspection);
        }
    }
}
