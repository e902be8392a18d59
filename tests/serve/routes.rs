//! What is served is what is built: every address of the built tree, byte for byte, except for one script tag in a
//! page.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::{guide, page};
use crate::harness::preview::{Answer, Preview, encoded, until};
use crate::harness::{Project, tree};
use crate::laws::author::Author;
use crate::laws::{self, Numbers};

type Tree = BTreeMap<String, Vec<u8>>;

/// Builds a guide to a folder of its own. Returns `None` if the guide has mistakes.
fn built(project: &Project, args: &[&str]) -> Option<Tree> {
    let output = Project::new();
    let folder = output.path("site");
    let run = project.run(&[&["build", "--output", folder.to_str().expect("text")], args].concat());
    assert!(run.code < 2, "{}", run.stderr);
    let mut site = tree(&folder);
    site.remove(".handout-manifest");
    (run.code == 0).then_some(site)
}

/// Reports whether an answer is this file of the built site. The author's own files are unchanged.
fn is_as_built(answer: &Answer, url: &str, bytes: &[u8], own: bool) -> bool {
    if answer.status != 200 {
        return false;
    }
    if Path::new(url).extension().is_some_and(|it| it == "html") && !own {
        return answer.without_tag().as_bytes() == bytes;
    }
    answer.body == bytes
}

/// Returns the first address at which the preview serves something different from the build.
fn difference(preview: &Preview, site: &Tree, own: &BTreeSet<String>) -> Option<String> {
    let differs = |(url, bytes): &(&String, &Vec<u8>)| {
        let answer = preview.get(&format!("/{}", encoded(url)));
        !is_as_built(&answer, url, bytes, own.contains(*url))
    };
    site.iter().find(differs).map(|(url, _)| url.clone())
}

/// Returns the HTML files that an author put into a guide.
fn own_html(project: &Project) -> BTreeSet<String> {
    ["content", "static"].into_iter().flat_map(|it| tree(&project.path(it)).into_keys()).collect()
}

/// Returns every file and folder below one, with its time.
fn times(folder: &Path) -> BTreeMap<String, SystemTime> {
    let time = |path: &Path| fs::metadata(path).and_then(|it| it.modified()).expect("a time");
    let mut found = BTreeMap::from([(String::new(), time(folder))]);
    found.extend(tree(folder).into_keys().map(|name| (name.clone(), time(&folder.join(name)))));
    found
}

#[test]
fn the_sample_guide_is_served_as_it_is_built() {
    let (project, root) = (Project::new(), Path::new(env!("CARGO_MANIFEST_DIR")));
    for (path, bytes) in tree(&root.join("content")) {
        project.write(&format!("content/{path}"), bytes);
    }
    project.write("site.toml", fs::read(root.join("site.toml")).expect("the guide has settings"));
    let folder = project.path("built");
    let build = project.command_as_it_is(&["build", "--output", "built"]).output().expect("it runs");
    assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
    let mut site = tree(&folder);
    site.remove(".handout-manifest");
    let preview = Preview::with_pdfs(&project);
    // A page states the size of a PDF once it was made, which is when it is first requested.
    assert_eq!(site.contains_key("guide.pdf"), cfg!(feature = "pdf"));
    for (path, bytes) in site.iter().filter(|(path, _)| path.ends_with(".pdf")) {
        assert!(preview.get(&format!("/{path}")).body == *bytes, "{path}");
    }
    until("the pages with the sizes", || {
        difference(&preview, &site, &own_html(&project)).map_or(Ok(()), Err)
    });
    assert!(site.len() > 30, "{} addresses", site.len());
    // The address of the folder is that of its first page, and serves the same page.
    assert_eq!(preview.get("/").without_tag().as_bytes(), site["index.html"]);
    assert_eq!(preview.get("/technique/").without_tag().as_bytes(), site["technique/index.html"]);
}

#[test]
fn drafts_and_the_address_are_those_of_a_build_with_the_same_flags() {
    let project = guide();
    project.write("content/tips/secret.md", "---\ntitle: Secret\ndraft: true\n---\n\nNot yet.\n");
    let plain = Preview::start(&project, &[]);
    assert_eq!(plain.get("/tips/secret.html").status, 404);
    let flags = ["--drafts", "--base-url", "https://other.example/a"];
    let site = built(&project, &flags).expect("the guide is sound");
    let preview = Preview::start(&project, &flags);
    assert_eq!(difference(&preview, &site, &own_html(&project)), None);
    assert!(preview.get("/tips/secret.html").text().contains("Not yet."));
}

#[test]
fn odd_names_are_served_as_they_are_built() {
    let project = guide();
    for name in [
        "Größe & Maß",
        "a b+c",
        "100% sure",
        "it's \"so\"",
        "日本語",
        "semi;colon,comma",
        "e\u{301}",
        "[x](y)",
    ] {
        project.write(&format!("content/odd/{name}.md"), page("Odd", "About it."));
        project.write(&format!("content/odd/{name}.txt"), name);
    }
    let site = built(&project, &[]).expect("the guide is sound");
    assert!(site.len() > 30, "{:?}", site.keys());
    let preview = Preview::start(&project, &[]);
    assert_eq!(difference(&preview, &site, &own_html(&project)), None);
    let target = format!("/{}", encoded("odd/Größe & Maß.html"));
    let mut events = preview.open(&target);
    assert_eq!(events.next()["text"], *preview.get(&target).tag("text"));
}

/// Does one thing to the guide and waits until the preview shows what a build makes of it. A broken guide is repaired.
fn step(author: &mut Author<'_>, preview: &Preview, good: &mut Tree, last: &mut Tree) -> bool {
    let own = |project: &Project| own_html(project);
    let project = author.project;
    let done = author.work();
    let site = built(project, &[]);
    let broken = site.is_none();
    if broken {
        let mut events = preview.open("/");
        events.wait_for(&format!("an error after {done}"), |it| it["errors"].as_u64() > Some(0));
        restore(project, good);
    }
    let site = site.unwrap_or_else(|| last.clone());
    until(&format!("the same after {done}, broken: {broken}"), || {
        difference(preview, &site, &own(project))
            .map_or(Ok(()), |url| Err(format!("{url}\n{}", preview.said())))
    });
    for url in last.keys().filter(|it| !site.contains_key(*it)) {
        assert_eq!(preview.get(&format!("/{}", encoded(url))).status, 404, "{url} after {done}");
    }
    *good = tree(project.root());
    *last = site;
    broken
}

/// Restores the guide.
fn restore(project: &Project, files: &Tree) {
    for (path, bytes) in tree(project.root()) {
        if files.get(&path) != Some(&bytes) {
            fs::remove_file(project.path(&path)).expect("there");
        }
    }
    for (path, bytes) in files {
        if !project.path(path).exists() {
            project.write(path, bytes);
        }
    }
}

#[test]
fn after_any_edit_what_is_served_is_what_is_built() {
    let project = laws::guide(24);
    // The site of an earlier build, which the preview must not change.
    project.build();
    let before = times(&project.path("public"));
    let mut preview = Preview::start(&project, &[]);
    let (mut good, mut last) = (tree(project.root()), built(&project, &[]).expect("the guide is sound"));
    let mut author = Author { project: &project, numbers: Numbers(0x6A09_E667_F3BC_C908), made: 0 };
    let broken = (0..40).filter(|_| step(&mut author, &preview, &mut good, &mut last)).count();
    assert!((5..35).contains(&broken), "{broken} of the edits broke the guide");
    assert_eq!(times(&project.path("public")), before, "a preview writes nothing");
    preview.assert_well();
}

#[test]
fn a_preview_leaves_nothing_behind() {
    let project = guide();
    let before = times(project.root());
    let preview = Preview::start(&project, &[]);
    assert_eq!(preview.get("/").status, 200);
    assert_eq!(preview.get("/tips/rest.html").status, 200);
    drop(preview);
    assert_eq!(times(project.root()), before);
}
