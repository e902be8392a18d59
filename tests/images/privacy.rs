//! The metadata that a camera writes is private: no published file contains it.

use super::photos::{SECRETS, exif, fields, gif, photo, png, png_with, seen, webp};
use crate::harness::Project;

fn holds(bytes: &[u8], secret: &str) -> bool {
    memchr::memmem::find(bytes, secret.as_bytes()).is_some()
}

/// Returns a WebP image with an extended header and the metadata of a camera.
fn webp_photo(turned: u8) -> Vec<u8> {
    use img_parts::riff::{RiffChunk, RiffContent};
    use img_parts::{ImageEXIF, webp::WebP};
    let mut webp = WebP::from_bytes(webp(fields(600, 300)).into()).expect("own file");
    webp.set_exif(Some(exif(turned).into()));
    webp.chunks_mut().push(RiffChunk::new(*b"XMP ", RiffContent::Data(b"51.5074N".to_vec().into())));
    let mut bytes = webp.encoder().bytes().to_vec();
    bytes.extend(b"secret thumbnail");
    bytes
}

fn gif_photo() -> Vec<u8> {
    let mut bytes = gif(fields(30, 20));
    let end = bytes.len() - 1;
    bytes.splice(end..end, *b"\x21\xFE\x0Esecret comment\0\x21\xFF\x0BXMP DataXMP\x0851.5074N\0");
    bytes.extend(b"secret thumbnail");
    bytes
}

fn png_photo() -> Vec<u8> {
    let chunks: [(&[u8; 4], &[u8]); 4] = [
        (b"tEXt", b"Comment\0secret comment"),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\x0051.5074N"),
        (b"eXIf", &exif(6)),
        (b"prVt", b"SecretCamera"),
    ];
    let mut bytes = png_with(&png(fields(600, 300)), &chunks);
    bytes.extend(b"secret thumbnail");
    bytes
}

#[test]
fn nothing_that_a_camera_wrote_is_in_any_published_file() {
    let project = Project::with([
        ("site.toml", "title = \"T\"\n"),
        ("content/index.md", "---\ntitle: Home\n---\n\n![A](a.jpg) ![B](b.png) ![C](c.webp) ![D](d.gif)\n"),
    ]);
    project.write("content/a.jpg", photo(&fields(600, 300), 6));
    project.write("content/b.png", png_photo());
    project.write("content/c.webp", webp_photo(6));
    project.write("content/d.gif", gif_photo());
    project.write("content/linked only.JPEG", photo(&fields(60, 30), 1));
    project.write("static/unnamed", photo(&fields(60, 30), 3));
    for secret in SECRETS {
        let files = ["content/a.jpg", "content/b.png", "content/c.webp", "content/d.gif"];
        let told = files.iter().any(|it| holds(&std::fs::read(project.path(it)).expect("there"), secret));
        assert!(told, "the test's own pictures should hold `{secret}`");
    }
    project.build();
    let site = project.site();
    for (name, bytes) in &site {
        for secret in SECRETS {
            assert!(!holds(bytes, secret), "{name} holds `{secret}`");
        }
    }
    assert!(site.contains_key("unnamed") && site.contains_key("linked only.JPEG"));
    // Each image still shows the same, with the same orientation.
    for (name, size) in
        [("a.jpg", (300, 600)), ("b.png", (300, 600)), ("c.webp", (300, 600)), ("d.gif", (30, 20))]
    {
        let before = seen(&std::fs::read(project.path(&format!("content/{name}"))).expect("there"));
        let after = seen(&site[name]);
        assert_eq!((after.width(), after.height()), size, "{name}");
        assert_eq!(before.to_rgba8(), after.to_rgba8(), "{name}");
    }
}

#[test]
fn a_picture_of_a_format_that_cannot_be_cleaned_is_told() {
    let project = Project::with([(
        "content/index.md",
        "---\ntitle: Home\n---\n\n[A](a.heic) [B](b.tif) [C](c.avif)\n",
    )]);
    project.write("content/a.heic", b"\0\0\0\x18ftypheic\0\0\0\0");
    project.write("content/b.tif", b"II*\0\x08\0\0\0\0\0\0\0");
    project.write("content/c.avif", b"\0\0\0\x18ftypavif\0\0\0\0 infe Exif");
    project.write("content/d.avif", b"\0\0\0\x18ftypavif\0\0\0\0 infe");
    let run = project.build();
    for file in ["a.heic", "b.tif", "c.avif"] {
        assert!(run.stderr.contains(&format!("content/{file}")), "{}", run.stderr);
    }
    assert!(!run.stderr.contains("d.avif"), "{}", run.stderr);
}

#[test]
fn every_cut_of_a_photo_is_cleaned_or_refused() {
    let whole = [photo(&fields(24, 16), 6), png_photo(), webp_photo(6), gif_photo()];
    for bytes in whole {
        for cut in 0..bytes.len().min(3000) {
            if let Ok(clean) = handout::images::stripped(bytes[..cut].to_vec()) {
                let known = clean.len() > 12 && !holds(&bytes[..12], "RIFF");
                assert!(!known || SECRETS.iter().all(|it| !holds(&clean, it)), "cut at {cut}");
            }
        }
        let once = handout::images::stripped(bytes).expect("sound");
        assert_eq!(
            handout::images::stripped(once.clone()).expect("sound"),
            once,
            "what is clean stays as it is"
        );
    }
}
