//! Compressed copies: whose bytes they have, when they are made, kept and removed.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::time::SystemTime;

use crate::harness::Project;

const SETTINGS: &str = "[print]\npdf = []\n[web]\nhosts = [\"nginx\"]\n";

/// Returns a page that is large enough to be compressed.
fn page(title: &str) -> String {
    let lines = (0..60).map(|number| format!("Line {number} of the page {title}.\n"));
    format!("# {title}\n\n{}", lines.collect::<Vec<_>>().concat())
}

fn guide() -> Project {
    let project = Project::with([("site.toml", SETTINGS), ("content/index.md", "# Home\n")]);
    project.write("content/a.md", page("A"));
    project.write("content/b/c.md", page("C"));
    project.write("static/data.json", format!("[{}]", "1234567, ".repeat(500)));
    project.write("static/tiny.txt", "tiny");
    project.write("static/noise.bin", vec![7; 5000]);
    project
}

fn decompressed(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let read = match name.rsplit_once('.') {
        Some((_, "br")) => brotli::Decompressor::new(bytes, 4096).read_to_end(&mut text),
        _ => flate2::read::GzDecoder::new(bytes).read_to_end(&mut text),
    };
    read.unwrap_or_else(|error| panic!("{name}: {error}"));
    text
}

/// Returns the compressed copies of a site, by name.
fn copies(site: &BTreeMap<String, Vec<u8>>) -> BTreeMap<&str, &Vec<u8>> {
    let is_copy = |name: &&String| name.ends_with(".br") || name.ends_with(".gz");
    site.iter().filter(|(name, _)| is_copy(name)).map(|(name, bytes)| (name.as_str(), bytes)).collect()
}

#[test]
fn each_copy_has_the_text_of_its_file_and_is_smaller() {
    let project = guide();
    project.build();
    let site = project.site();
    for (name, bytes) in copies(&site) {
        let original = &site[name.rsplit_once('.').expect("an extension").0];
        assert_eq!(decompressed(name, bytes), *original, "{name}");
        assert!(bytes.len() < original.len() && original.len() >= 1024, "{name}");
    }
    for name in ["a.html.br", "a.html.gz", "b/c.html.br", "data.json.gz", "a.md.br"] {
        assert!(site.contains_key(name), "{name} is missing");
    }
    for name in ["tiny.txt.gz", "noise.bin.gz", "favicon.ico.gz", "nginx.conf.gz"] {
        assert!(!site.contains_key(name), "{name} is there");
    }
    // A gzip file begins with a time and a name, if it has any (RFC 1952, section 2.3).
    assert_eq!(site["a.html.gz"][3..8], [0; 5]);
}

#[test]
fn without_a_host_that_sends_them_there_are_none() {
    let project = guide();
    project.build();
    assert!(copies(&project.site()).len() > 10);
    project.write("site.toml", SETTINGS.replace("nginx", "netlify"));
    project.build();
    assert_eq!(copies(&project.site()), BTreeMap::new());
}

/// Returns the time of the last change of each file of the site.
fn times(project: &Project) -> BTreeMap<String, SystemTime> {
    let time = |name: &String| {
        let metadata = fs::metadata(project.path("public").join(name)).expect("a file");
        metadata.modified().expect("a time")
    };
    project.site().keys().map(|name| (name.clone(), time(name))).collect()
}

#[test]
fn a_second_build_touches_no_copy_and_an_edit_only_those_of_its_page() {
    let project = guide();
    project.build();
    let (site, before) = (project.site(), times(&project));
    let run = project.build();
    assert!(run.stdout.contains(": no files written, "), "{}", run.stdout);
    assert_eq!((project.site(), times(&project)), (site.clone(), before.clone()));
    project.write("content/a.md", page("A") + "One more line.\n");
    project.build();
    let (changed, after) = (project.site(), times(&project));
    for name in copies(&changed).into_keys() {
        let original = name.rsplit_once('.').expect("an extension").0;
        let is_edited = site[original] != changed[original];
        assert_eq!(before.get(name) != after.get(name), is_edited, "{name}");
    }
    assert_ne!(site["a.html.br"], changed["a.html.br"]);
    assert_eq!(decompressed("a.html.br", &changed["a.html.br"]), changed["a.html"]);
}

#[test]
fn the_same_guide_has_the_same_copies_in_another_folder() {
    let (one, two) = (guide(), guide());
    one.build();
    two.build();
    assert_eq!(one.site(), two.site());
}

#[test]
fn a_page_that_is_removed_takes_its_copies_with_it() {
    let project = guide();
    project.build();
    assert!(project.path("public/b/c.html.br").exists());
    fs::remove_file(project.path("content/b/c.md")).expect("the page");
    project.build();
    assert!(!project.path("public/b").exists());
}

#[test]
fn a_damaged_copy_is_made_again() {
    let project = guide();
    project.build();
    let site = project.site();
    for name in ["a.html.br", "a.html.gz"] {
        for damage in [&b""[..], b"damaged", &site["data.json.br"], &site["data.json.gz"], &site[name][..40]]
        {
            let path = project.path("public").join(name);
            fs::remove_file(&path).expect("the copy");
            fs::write(&path, damage).expect("a damaged copy");
            project.build();
            assert_eq!(project.site(), site, "{name}");
        }
        fs::remove_file(project.path("public").join(name)).expect("the copy");
        project.build();
        assert_eq!(project.site(), site, "{name} is missing");
    }
}

#[test]
fn a_file_of_the_guide_is_published_instead_of_a_copy() {
    let project = guide();
    project.write("static/data.json.gz", "own");
    project.write("static/a.html.br/inside.txt", "own");
    project.build();
    let site = project.site();
    assert_eq!(site["data.json.gz"], b"own");
    assert_eq!(site["a.html.br/inside.txt"], b"own");
    assert!(site.contains_key("data.json.br") && site.contains_key("a.html.gz"));
}

#[test]
fn a_copy_that_somebody_else_made_is_refused_and_stays() {
    let project = guide();
    project.build();
    let path = project.path("public/tiny.txt.gz");
    fs::write(&path, "theirs").expect("a file");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("tiny.txt.gz") && run.stderr.contains("blocks an output"), "{}", run.stderr);
    assert_eq!(fs::read(path).expect("it stays"), b"theirs");
}
