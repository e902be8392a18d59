//! Messages about images: missing alternative text, files that cannot be shown.

use std::time::{Duration, Instant};

use super::photos::{fields, jpeg, noisy, png};
use crate::harness::Project;

fn guide(body: &str) -> Project {
    Project::with([("content/index.md", &*format!("---\ntitle: Home\n---\n\n{body}\n"))])
}

const WAVE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>";

#[test]
fn an_image_without_words_is_told_and_one_that_only_decorates_is_not() {
    let project =
        guide("![](wave.svg)\n\n![](wave.svg){decorative}, and text\n\nA ![](wave.svg){ decorative } B");
    project.write("content/wave.svg", WAVE);
    let run = project.build();
    assert!(run.stderr.contains("content/index.md:5:1"), "{}", run.stderr);
    assert!(run.stderr.contains("the image has no alternative text"), "{}", run.stderr);
    assert_eq!(run.stderr.matches("warning:").count(), 1, "{}", run.stderr);
    let html = project.built("index.html");
    assert!(html.contains("loading=\"lazy\">, and text</p>"), "{html}");
    assert!(
        html.contains("A <img src=\"wave.svg\" alt=\"\" width=\"9\" height=\"9\" loading=\"lazy\"> B"),
        "{html}"
    );
    assert!(!html.contains("decorative"), "{html}");
}

#[test]
fn other_words_in_the_braces_are_mistakes_and_braces_elsewhere_are_text() {
    let project =
        guide("![](wave.svg){decoratve}\n\n![A](wave.svg){height=50% decorative}\n\n![A](wave.svg){}");
    project.write("content/wave.svg", WAVE);
    let said = project.build_fails();
    assert!(said.contains("did you mean `decorative`?"), "{said}");
    assert!(
        said.contains("content/index.md:7:16") && said.contains("an image has no attribute `height`"),
        "{said}"
    );
    assert!(said.contains("a decorative image must not have alternative text"), "{said}");
    assert!(said.contains("the braces after the image are empty"), "{said}");
    let project = guide("![A](wave.svg)\\{decorative} ![B](wave.svg) {decorative} ![C](wave.svg){not closed");
    project.write("content/wave.svg", WAVE);
    project.build();
    let html = project.built("index.html");
    assert!(html.contains(">{decorative} <img") && html.contains("> {decorative} <img"), "{html}");
    assert!(html.contains(">{not closed"), "{html}");
}

#[test]
fn a_file_that_nobody_can_show_is_told_where_a_page_shows_it() {
    let names = ["text.png", "empty.jpg", "heic.jpg", "half.png", "short.jpg", "drawing.png", "broken.svg"];
    let body = names.map(|name| format!("![It]({name})")).join("\n\n");
    let project = guide(&body);
    project.write("content/text.png", "not a picture");
    project.write("content/empty.jpg", "");
    project.write("content/heic.jpg", b"\0\0\0\x18ftypheic\0\0\0\0");
    let whole = png(noisy(300, 300));
    project.write("content/half.png", &whole[..whole.len() / 2]);
    let whole = jpeg(&noisy(300, 300));
    project.write("content/short.jpg", &whole[..whole.len() / 2]);
    project.write("content/drawing.png", WAVE);
    project.write("content/broken.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>");
    for command in ["check", "build"] {
        let run = project.run(&[command]);
        assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
        for (at, name) in names.iter().enumerate() {
            let place = format!("content/index.md:{}:7", 5 + at * 2);
            assert!(run.stderr.contains(&place), "{command}, {name} at {place}:\n{}", run.stderr);
        }
        assert!(!project.path("public").exists() && !project.path(".handout").exists());
    }
}

#[test]
fn a_photo_under_the_name_of_another_format_works() {
    let project = guide("![A](really.jpg)");
    project.write("content/really.jpg", png(fields(500, 20)));
    project.build();
    assert!(project.site().contains_key("really.480.webp"));
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let mut bomb = png(fields(8, 8));
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let project = guide("![A](bomb.png) ![B](large.jpg)");
    project.write("content/bomb.png", bomb);
    let file = std::fs::File::create(project.path("content/large.jpg")).expect("a file");
    file.set_len(60 * 1024 * 1024).expect("room");
    let started = Instant::now();
    let said = project.build_fails();
    assert!(started.elapsed() < Duration::from_secs(10));
    assert!(said.contains("65536 × 65536 pixels; the limit is 100 million"), "{said}");
    assert!(said.contains("the image has 62914560 bytes; the limit is 52428800"), "{said}");
    assert!(said.contains("make the image smaller"), "{said}");
}
