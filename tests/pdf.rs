//! The typeset PDFs, read as a viewer does: the repository's own guide, and small guides about one thing each.

mod bad_input;
mod guides;
mod leaves;
mod limits;
mod paper;
mod references;
mod site;
mod trust;

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use crate::harness::pdf::Pdf;
use crate::harness::{Project, Run, tree};

/// A page with every construct that a page can have.
const EVERYTHING: &str = include_str!("pdf/everything.md");

/// Returns the PDF of a guide, which must make no warning.
fn printed(project: &Project, args: &[&str]) -> Vec<u8> {
    let run = print(project, args);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    fs::read(project.path("out.pdf")).expect("a PDF")
}

fn print(project: &Project, args: &[&str]) -> Run {
    let args: Vec<&str> = ["print", "-o", "out.pdf"].into_iter().chain(args.iter().copied()).collect();
    project.run_as_it_is(&args)
}

/// Returns a copy of the repository's guide.
fn sample_guide() -> Project {
    let (project, root) = (Project::new(), Path::new(env!("CARGO_MANIFEST_DIR")));
    for (path, bytes) in tree(&root.join("content")) {
        project.write(&format!("content/{path}"), bytes);
    }
    project.write("site.toml", fs::read(root.join("site.toml")).expect("the guide has settings"));
    project
}

/// Returns the repository's guide as a PDF, made once for all tests.
fn sample() -> &'static (Vec<u8>, Pdf) {
    static SAMPLE: OnceLock<(Vec<u8>, Pdf)> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let bytes = printed(&sample_guide(), &[]);
        let pdf = Pdf::read(&bytes);
        (bytes, pdf)
    })
}

/// Returns a guide with a single page that has every construct.
fn everything() -> Project {
    Project::with([
        (
            "site.toml",
            "title = \"Everything\"\nlanguage = \"en\"\n[markdown]\nsuperscript = true\nsubscript = true\nmath = true\n[checks]\nheading_order = false\nvague_links = false\n",
        ),
        ("content/index.md", "---\ntitle: Home\n---\n\nSee [everything](everything.md).\n"),
        ("content/everything.md", EVERYTHING),
        ("content/drop.svg", DROP),
    ])
}

/// A small drawing.
const DROP: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\">\
                    <circle cx=\"20\" cy=\"15\" r=\"12\" fill=\"#446\"/></svg>";
