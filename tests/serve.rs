//! The preview, over a real socket and a real disk: what it answers and to whom, what it does when files are saved or
//! break, and what no request can make it do.

mod broken;
mod crowd;
mod events;
mod headers;
mod requests;
mod routes;
mod saving;
mod soak;
mod starting;
mod strangers;

use crate::harness::Project;
use crate::harness::preview::Preview;

/// Returns an image of one pixel, whose grey depends on a name.
fn picture(name: &str) -> Vec<u8> {
    let grey = name.bytes().fold(7_u8, |grey, byte| grey.wrapping_mul(31).wrapping_add(byte));
    let mut bytes = std::io::Cursor::new(Vec::new());
    let dot = image::GrayImage::from_pixel(1, 1, image::Luma([grey]));
    dot.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

/// Returns a page with a title in its front matter, and a text.
fn page(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n\n{text}\n")
}

/// Returns a small guide with a file of each kind.
fn guide() -> Project {
    let project = Project::with([
        ("site.toml", "title = \"Small guide\"\nurl = \"https://example.org/guide\"\n"),
        ("content/data.json", "{\"a\": 1}"),
        ("content/drawing.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("content/table.csv", "a,b\n"),
        ("static/notes.txt", "Notes.\n"),
        ("static/old.html", "<!DOCTYPE html><title>Old</title><body>Old page.</body>"),
    ]);
    project.write("content/index.md", page("Home", "Welcome home.\n\n![Drawing](drawing.svg)"));
    project.write("content/tips/index.md", page("Tips", "All tips."));
    project.write("content/tips/rest.md", page("Rest", "Rest well.\n\n![A point](../point.png)"));
    project.write("content/tips/water.md", "---\ntitle: Water\naliases: [drink.html]\n---\n\nDrink water.\n");
    project.write("content/point.png", picture(""));
    project
}

/// Returns a preview whose temporary files are in a folder of its own, with the path of its HTTP server's socket.
#[cfg(unix)]
fn with_socket() -> (tempfile::TempDir, Preview, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let variables = [("TMPDIR", folder.path().to_str().expect("text"))];
    let preview = Preview::start_with(&guide(), &["serve", "--port", "0"], &variables);
    let mut entries = std::fs::read_dir(folder.path()).expect("a folder");
    let inner = entries.next().expect("a folder in it").expect("one").path();
    (folder, preview, inner.join("http"))
}

/// Returns the same guide with its own theme, which shows little.
fn themed_guide() -> Project {
    let project = guide();
    project.write("site.toml", "title = \"Small guide\"\ntheme = \"mine\"\n");
    project.write("themes/mine/theme.toml", "parent = \"none\"\n");
    project.write("themes/mine/templates/page.html", PLAIN);
    project.write("themes/mine/templates/section.html", PLAIN);
    project.write("themes/mine/templates/not-found.html", "<!DOCTYPE html><body>Nothing here.</body>");
    project.write("themes/mine/assets/style.css", "p { color: red }\n");
    project
}

/// A template with a page's title and text.
const PLAIN: &str = "<!DOCTYPE html><link rel=\"stylesheet\" href=\"{{ asset(name=\"style.css\") }}\">\
     <body><h1>{{ page.title }}</h1>{{ page.content | safe }}</body>";
