//! Images in a page, and the smaller versions that it names.

use super::photos::{colour, fields, gif, half_clear, jpeg, noisy, photo, png, seen, webp};
use crate::harness::Project;

fn guide(body: &str) -> Project {
    Project::with([
        ("site.toml", "title = \"T\"\n"),
        ("content/index.md", "---\ntitle: Home\n---\n\nText\n"),
        ("content/technique/index.md", "---\ntitle: Techniques\n---\n"),
        ("content/technique/warm.md", &format!("---\ntitle: Warm\n---\n\n{body}\n")),
    ])
}

fn page(project: &Project) -> String {
    project.built("technique/warm.html")
}

#[test]
fn a_photo_comes_in_four_widths_and_none_is_larger_than_it() {
    let project = guide("![A photo](photo.jpg)\n\n![A small one](small.jpg)");
    project.write("content/technique/photo.jpg", jpeg(&noisy(2000, 100)));
    project.write("content/technique/small.jpg", jpeg(&noisy(600, 30)));
    project.build();
    let site = project.site();
    for (width, height) in [(480, 24), (960, 48), (1440, 72), (1920, 96)] {
        let image = seen(&site[&format!("technique/photo.{width}.webp")]);
        assert_eq!((image.width(), image.height()), (width, height));
    }
    assert_eq!(seen(&site["technique/small.600.webp"]).width(), 600);
    let webps = site.keys().filter(|it| it.ends_with(".webp")).count();
    assert_eq!(webps, 6, "{:?}", site.keys());
    let html = page(&project);
    let srcset = "photo.480.webp 480w, photo.960.webp 960w, photo.1440.webp 1440w, photo.1920.webp 1920w";
    assert!(
        html.contains(&format!("srcset=\"{srcset}\" sizes=\"(min-width: 38rem) 38rem, 100vw\"")),
        "{html}"
    );
    assert!(html.contains("<img src=\"photo.jpg\" alt=\"A photo\" width=\"2000\" height=\"100\">"), "{html}");
    let small = "<img src=\"small.jpg\" alt=\"A small one\" width=\"600\" height=\"30\" loading=\"lazy\">";
    assert!(html.contains(small), "{html}");
    assert!(site["technique/photo.480.webp"].len() < site["technique/photo.jpg"].len() / 4);
}

#[test]
fn only_what_a_page_shows_is_made_smaller() {
    let project = guide("[The photo](linked.jpg)\n\n<img src=\"own.jpg\" alt=\"Own HTML\">");
    project.write("site.toml", "title = \"T\"\n[markdown]\nraw_html = \"allow\"\n");
    for name in ["linked.jpg", "own.jpg", "unnamed.jpg"] {
        project.write(&format!("content/technique/{name}"), jpeg(&fields(500, 10)));
    }
    project.write("content/draft.md", "---\ntitle: D\ndraft: true\n---\n\n![A](technique/unnamed.jpg)\n");
    project.build();
    let made: Vec<_> = project.site().into_keys().filter(|it| it.ends_with(".webp")).collect();
    assert!(made.is_empty(), "{made:?}");
    assert!(!project.path(".handout").exists(), "nothing was made, so nothing is kept");
}

#[test]
fn a_photo_that_lies_on_its_side_stands_upright_everywhere() {
    for turned in 1..=8 {
        // Stored as a camera does: rotated the opposite way.
        let upright = fields(600, 300);
        let stored = stored_for(&upright, turned);
        let project = guide("![A photo](photo.jpg)");
        project.write("content/technique/photo.jpg", photo(&stored, turned));
        project.build();
        let site = project.site();
        for name in ["technique/photo.480.webp", "technique/photo.600.webp", "technique/photo.jpg"] {
            let image = seen(&site[name]);
            let (width, height) = (image.width(), image.height());
            assert_eq!(width, height * 2, "{name}, turned {turned}");
            let corners = [(0, 0), (1, 0), (0, 1), (1, 1)]
                .map(|(x, y)| colour(&image, width / 4 + x * width / 2, height / 4 + y * height / 2));
            let wanted = [[true, false, false], [false, true, false], [false, false, true], [true; 3]];
            assert_eq!(corners, wanted, "{name}, turned {turned}");
        }
        assert!(page(&project).contains("width=\"600\" height=\"300\""), "turned {turned}");
    }
}

/// Returns the stored pixels of an image with this orientation (Exif 2.32, tag 0x0112).
fn stored_for(upright: &image::RgbImage, turned: u8) -> image::RgbImage {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    match turned {
        2 => flip_horizontal(upright),
        3 => rotate180(upright),
        4 => flip_vertical(upright),
        5 => flip_horizontal(&rotate90(upright)),
        6 => rotate270(upright),
        7 => flip_horizontal(&rotate270(upright)),
        8 => rotate90(upright),
        _ => upright.clone(),
    }
}

#[test]
fn every_kind_of_image_has_its_size_and_what_moves_keeps_moving() {
    let body = "![A](a.png)\n\n![B](b.webp)\n\n![C](c.gif)\n\n![D](d.svg)\n\n![E](/e.svg) ![F](f.png)";
    let project = guide(body);
    project.write("content/technique/a.png", png(half_clear(700, 70)));
    project.write("content/technique/b.webp", webp(noisy(500, 50)));
    project.write("content/technique/c.gif", gif(fields(30, 20)));
    project.write(
        "content/technique/d.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 400\"/>",
    );
    project.write("static/e.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"7\" height=\"8\"/>");
    let moving = super::photos::png_with(&png(fields(500, 5)), &[(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0])]);
    project.write("content/technique/f.png", moving);
    project.build();
    let html = page(&project);
    for (file, width, height) in [
        ("a.png", 700, 70),
        ("b.webp", 500, 50),
        ("c.gif", 30, 20),
        ("d.svg", 640, 400),
        ("../e.svg", 7, 8),
        ("f.png", 500, 5),
    ] {
        let end = format!("width=\"{width}\" height=\"{height}\"");
        let image = html.split("<img ").find(|it| it.starts_with(&format!("src=\"{file}\""))).expect(file);
        assert!(image.contains(&end), "{file}: {image}");
    }
    // A WebP image is its own largest version.
    assert!(html.contains("srcset=\"b.480.webp 480w, b.webp 500w\""), "{html}");
    assert_eq!(html.matches("<picture>").count(), 2, "{html}");
    let clear = seen(&project.site()["technique/a.480.webp"]).to_rgba8();
    assert_eq!(clear.get_pixel(10, 10).0[3], 0);
    // The green of the transparent pixels does not affect the visible ones.
    let edge = (0..480).map(|x| clear.get_pixel(x, 20).0).filter(|it| it[3] > 8);
    assert!(
        edge.clone().count() > 200 && edge.clone().all(|it| it[1] < 40),
        "{:?}",
        edge.max_by_key(|it| it[1])
    );
}

#[test]
fn scaling_mixes_light_and_not_numbers() {
    let project = guide("![Fine lines](lines.png)");
    let lines = image::RgbImage::from_fn(1920, 40, |x, _| image::Rgb([if x % 2 == 0 { 0 } else { 255 }; 3]));
    project.write("content/technique/lines.png", png(lines));
    project.build();
    let seen = seen(&project.site()["technique/lines.480.webp"]).to_rgb8();
    // Half of the light of white is stored as 188 of 255; half of the number would be 128.
    let middle = seen.get_pixel(240, 5).0[0];
    assert!((183..=193).contains(&middle), "{middle}");
}

#[test]
fn an_authors_file_is_never_replaced() {
    let project = guide("![A](photo.jpg)\n\n![B](photo.png)");
    project.write("content/technique/photo.jpg", jpeg(&fields(600, 10)));
    project.write("content/technique/photo.png", png(fields(600, 10)));
    let own = webp(fields(8, 8));
    project.write("content/technique/photo.480.webp", &own);
    project.build();
    let site = project.site();
    assert_eq!(site["technique/photo.480.webp"], own);
    let html = page(&project);
    assert!(html.contains("srcset=\"photo.jpg.480.webp 480w, photo.600.webp 600w\""), "{html}");
    assert!(html.contains("srcset=\"photo.png.480.webp 480w, photo.png.600.webp 600w\""), "{html}");
}

#[test]
fn every_address_in_a_srcset_leads_to_a_file_from_where_the_page_is() {
    let project = guide("![A, b](<../odd, näme %.jpg> \"A figure\")");
    project.write("content/odd, näme %.jpg", jpeg(&fields(500, 10)));
    project
        .write("content/technique/deeper/index.md", "---\ntitle: D\n---\n\n![A](<../../odd, näme %.jpg>)\n");
    project.build();
    let site = project.site();
    for (from, folder) in
        [("technique/warm.html", "technique"), ("technique/deeper/index.html", "technique/deeper")]
    {
        let html = project.built(from);
        let srcset = html.split("srcset=\"").nth(1).expect("a set").split('"').next().expect("an end");
        let addresses: Vec<_> =
            srcset.split(", ").map(|it| it.split(' ').next().expect("an address")).collect();
        assert_eq!(addresses.len(), 2, "{srcset}");
        for address in addresses {
            let file = handout::paths::decode(address)
                .and_then(|it| handout::paths::join(folder, &it))
                .expect("inside");
            assert!(site.contains_key(&file), "{from}: {address} → {file}");
        }
    }
}

#[test]
fn the_print_page_shows_the_original() {
    let project = guide("![A photo](photo.jpg)");
    project.write("content/technique/photo.jpg", jpeg(&fields(600, 10)));
    project.build();
    let html = project.built("technique/print.html");
    let image = "<img src=\"photo.jpg\" alt=\"A photo\" width=\"600\" height=\"10\">";
    assert!(html.contains(image) && !html.contains("<picture>"), "{html}");
}

#[test]
fn a_profile_of_colours_stays_and_one_of_ink_is_not_put_on_light() {
    let profile = |space: &[u8; 4]| {
        let mut profile = vec![0; 128];
        profile[..4].copy_from_slice(&128_u32.to_be_bytes());
        profile[16..20].copy_from_slice(space);
        profile[36..40].copy_from_slice(b"acsp");
        profile
    };
    let photo = |space| {
        use img_parts::ImageICC;
        let mut jpeg = img_parts::jpeg::Jpeg::from_bytes(jpeg(&fields(600, 10)).into()).expect("own file");
        jpeg.set_icc_profile(Some(profile(space).into()));
        jpeg.encoder().bytes().to_vec()
    };
    let project = guide("![A](light.jpg) ![B](grey.jpg)");
    project.write("content/technique/light.jpg", photo(b"RGB "));
    project.write("content/technique/grey.jpg", photo(b"GRAY"));
    project.build();
    let site = project.site();
    let has = |name: &str| site[name].windows(4).any(|it| it == b"acsp");
    assert!(has("technique/light.jpg") && has("technique/light.480.webp") && has("technique/light.600.webp"));
    assert!(has("technique/grey.jpg") && !has("technique/grey.480.webp"));
    assert_eq!(seen(&site["technique/light.480.webp"]).width(), 480);
}
