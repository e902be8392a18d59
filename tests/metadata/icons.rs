//! The icon in pixels, decoded as a browser would.

use image::{DynamicImage, GenericImageView, ImageFormat, Rgba};

use crate::harness::Project;
use crate::harness::dom::Document;

fn png(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory_with_format(bytes, ImageFormat::Png).expect("a PNG")
}

/// Returns the images of an `.ico`, each with the size in its directory.
fn ico(bytes: &[u8]) -> Vec<(u32, DynamicImage)> {
    let number = |at: usize| usize::from(bytes[at]) | usize::from(bytes[at + 1]) << 8;
    assert_eq!((number(0), number(2)), (0, 1), "an icon begins with 0 and 1");
    let entry = |at: usize| {
        let start = 6 + 16 * at;
        let (length, offset) = (number(start + 8), number(start + 12));
        (u32::from(bytes[start]), png(&bytes[offset..offset + length]))
    };
    (0..number(4)).map(entry).collect()
}

fn guide(icon: Option<&str>) -> Project {
    let project = Project::with([("content/index.md", "# Home\n"), ("content/a/b.md", "# B\n")]);
    if let Some(icon) = icon {
        project.write("static/favicon.svg", icon);
    }
    project
}

fn touch(project: &Project) -> DynamicImage {
    png(&project.site()["apple-touch-icon.png"])
}

const GREEN: Rgba<u8> = Rgba([0, 128, 0, 255]);

#[test]
fn the_themes_icon_is_there_in_every_size() {
    let project = guide(None);
    project.build();
    let touch = touch(&project);
    assert_eq!(touch.dimensions(), (180, 180));
    assert!(touch.pixels().all(|(_, _, it)| it[3] == 255), "a home screen shows no transparency");
    assert_eq!(touch.get_pixel(0, 0), touch.get_pixel(90, 0), "the ground goes up to the corners");
    let sizes: Vec<u32> = ico(&project.site()["favicon.ico"])
        .into_iter()
        .map(|(size, picture)| {
            assert_eq!(picture.dimensions(), (size, size));
            size
        })
        .collect();
    assert_eq!(sizes, [16, 32, 48]);
    let page = Document::parse(&project.built("a/b.html"));
    let icons: Vec<&str> = page
        .named("link")
        .filter(|it| it.attribute("rel").is_some_and(|rel| rel.contains("icon")))
        .filter_map(|it| it.attribute("href"))
        .collect();
    assert_eq!((icons[0], icons[2]), ("../favicon.ico", "../apple-touch-icon.png"));
    assert!(icons[1].starts_with("../assets/favicon."), "{icons:?}");
}

#[test]
fn a_site_brings_its_own_icon_as_one_file() {
    let square = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'><path fill='green' d='M0 0h10v10H0z'/></svg>";
    let project = guide(Some(square));
    project.build();
    assert!(touch(&project).pixels().all(|(_, _, it)| it == GREEN));
    assert!(project.built("a/b.html").contains("href=\"../favicon.svg\""));
    // A drawing without a background of its own is in the middle of the theme's paper.
    let round = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'><circle cx='10' cy='5' r='5' fill='green'/></svg>";
    let project = guide(Some(round));
    project.build();
    let touch = touch(&project);
    assert_eq!(touch.get_pixel(90, 90), GREEN);
    let paper = touch.get_pixel(0, 0);
    assert!(paper[0] > 200 && paper[3] == 255, "{paper:?}");
    assert_eq!(touch.get_pixel(90, 20), paper, "a wide drawing is not made higher");
    let tab = ico(&project.site()["favicon.ico"]).swap_remove(1).1;
    assert_eq!(tab.get_pixel(0, 0)[3], 0, "a tab shows what is behind the icon");
}

#[test]
fn a_file_of_the_site_takes_the_place_of_an_icon_that_is_drawn() {
    let project = guide(None);
    project.write("static/favicon.ico", "my own");
    project.build();
    assert_eq!(project.built("favicon.ico"), "my own");
}

#[test]
fn an_icon_that_cannot_be_drawn_is_told() {
    let project = guide(Some("<svg"));
    let said = project.build_fails();
    assert!(
        said.contains("the icon cannot be drawn: the SVG is not well-formed XML")
            && said.contains("static/favicon.svg"),
        "{said}"
    );
    assert!(said.contains("save it as a plain SVG of shapes"), "{said}");
}

#[test]
fn an_icon_brings_in_no_other_file() {
    let project = guide(Some(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'><image href='static/other.svg' width='10' height='10'/>\
         <image href='other.svg' width='10' height='10'/></svg>",
    ));
    project.write(
        "static/other.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><path d='M0 0h1v1H0z'/></svg>",
    );
    project.build();
    let tab = ico(&project.site()["favicon.ico"]).swap_remove(0).1;
    assert!(tab.pixels().all(|(_, _, it)| it[3] == 0), "something was drawn");
}
