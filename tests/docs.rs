//! The documentation from its reader's view: it builds without a warning, its commands run, its files are valid.

mod claims;

use std::path::{Path, PathBuf};
use std::process::Command;

use handout::outputs::delivery::POLICY;
use handout::serve::preview_policy;

use crate::harness::{Project, Run, dom::Document, tree};

/// A fenced block of a page.
struct Fence {
    /// Its info string.
    info: String,
    /// Its content.
    text: String,
    /// The file to write it to, if the text before it names one.
    file: Option<String>,
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// Returns the pages of the documentation, by their path.
fn pages() -> Vec<(String, String)> {
    let files = tree(&docs().join("content")).into_iter();
    let pages = files.filter(|(path, _)| Path::new(path).extension().is_some_and(|it| it == "md"));
    pages
        .map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n")))
        .collect()
}

/// Returns the fenced blocks of a page, in order.
fn fences(page: &str) -> Vec<Fence> {
    let (mut found, mut before) = (Vec::new(), String::new());
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim_start();
        let ticks = trimmed.bytes().take_while(|it| *it == b'`').count();
        if ticks < 3 {
            if !line.trim().is_empty() {
                line.trim().clone_into(&mut before);
            }
            continue;
        }
        let indent = line.len() - trimmed.len();
        let text: Vec<&str> = lines
            .by_ref()
            .take_while(|it| !(it.trim().len() == ticks && it.trim().bytes().all(|b| b == b'`')))
            .map(|it| it.get(indent..).unwrap_or_default())
            .collect();
        let file =
            before.strip_suffix("`:").and_then(|it| it.rsplit_once('`')).map(|(_, file)| file.to_owned());
        found.push(Fence { info: trimmed[ticks..].trim().to_owned(), text: text.join("\n") + "\n", file });
        before.clear();
    }
    found
}

#[test]
fn the_documentation_builds_without_a_warning() {
    let project = Project::new();
    let (root, output) = (docs(), project.path("site"));
    let args = [
        "build",
        "--strict",
        "--root",
        root.to_str().expect("text"),
        "--output",
        output.to_str().expect("text"),
    ];
    let run = project.run(&args);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    for (path, bytes) in tree(&output) {
        if Path::new(&path).extension().is_some_and(|it| it == "html") {
            let page = Document::parse(&String::from_utf8(bytes).expect("UTF-8"));
            assert!(page.errors.is_empty(), "{path}: {:?}", page.errors);
        }
    }
}

/// Runs the lines of a page's console blocks in order, and writes the files that the page says to write in between.
fn follow(page: &str) -> Result<usize, String> {
    let project = Project::new();
    let mut folder = project.root().to_owned();
    let mut ran = 0;
    for fence in fences(page) {
        if let Some(file) = &fence.file {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).map_err(|it| it.to_string())?;
            std::fs::write(&path, &fence.text).map_err(|it| it.to_string())?;
        }
        if fence.info != "console" {
            continue;
        }
        for line in fence.text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            if let Some(next) = line.strip_prefix("cd ") {
                folder.push(next);
                continue;
            }
            // A build without the print engine makes no PDF, and says so.
            if cfg!(feature = "pdf") || !line.starts_with("handout print") {
                shell(line, &folder)?;
            }
            ran += 1;
        }
    }
    Ok(ran)
}

fn shell(line: &str, folder: &Path) -> Result<(), String> {
    let program = line.split_whitespace().next().unwrap_or_default();
    if !["handout", "ls", "cat", "mkdir", "cp"].contains(&program) {
        return Err(format!("`{line}` is not run here: put it into a block of another kind"));
    }
    let binary = Path::new(env!("CARGO_BIN_EXE_handout")).parent().expect("a folder");
    let search = std::env::join_paths([binary, Path::new("/usr/bin"), Path::new("/bin")])
        .map_err(|it| it.to_string())?;
    let output = Command::new("sh")
        .args(["-ec", line])
        .current_dir(folder)
        .env("PATH", search)
        .env("NO_COLOR", "1")
        .output()
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("`{line}` fails:\n{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
#[cfg(unix)]
fn the_commands_of_the_documentation_run_page_by_page() {
    let mut ran = 0;
    for (path, page) in pages() {
        ran += follow(&page).unwrap_or_else(|why| panic!("{path}: {why}"));
    }
    assert!(ran > 20, "only {ran} commands were run");
}

/// Checks a guide with a few files beside a page.
fn check(files: &[(&str, &str)]) -> Run {
    let project = Project::with([("content/index.md", "# Home\n\nText.\n")]);
    for (path, text) in files {
        project.write(path, text);
    }
    project.run(&["check"])
}

#[test]
fn the_configuration_of_the_documentation_is_valid() {
    let mut checked = 0;
    for (path, page) in pages() {
        for fence in fences(&page).into_iter().filter(|it| it.file.is_none()) {
            let run = match fence.info.as_str() {
                "toml" => check(&[
                    ("site.toml", &fence.text),
                    ("themes/clinic/theme.toml", "name = \"clinic\"\n"),
                    ("content/sources.md", "# Sources\n"),
                ]),
                "toml editions" => check(&[("editions.toml", &fence.text)]),
                "toml theme" => {
                    check(&[("site.toml", "theme = \"own\"\n"), ("themes/own/theme.toml", &fence.text)])
                }
                _ => continue,
            };
            // A snippet may name pages of a guide that is not here; only its keys and values are checked.
            let settings_wrong = run.stderr.contains("unknown key")
                || run.stderr.contains("expects")
                || run.stderr.contains("not valid TOML")
                || run.stderr.contains("has no setting")
                || run.stderr.contains("has no label")
                || run.stderr.contains("needs a");
            assert!(!settings_wrong, "{path}:\n{}\n{}", fence.text, run.stderr);
            checked += 1;
        }
    }
    assert!(checked > 5, "only {checked} snippets were checked");
}

#[test]
fn the_front_matter_of_the_documentation_is_valid() {
    let mut checked = 0;
    for (path, page) in pages() {
        for fence in
            fences(&page).into_iter().filter(|it| it.info == "markdown" && it.text.starts_with("---\n"))
        {
            let run = check(&[("content/page.md", &fence.text)]);
            let wrong = ["front matter", "expects", "is used twice"].iter().any(|it| run.stderr.contains(it));
            assert!(!wrong, "{path}:\n{}\n{}", fence.text, run.stderr);
            checked += 1;
        }
    }
    assert!(checked > 3, "only {checked} snippets were checked");
}

#[test]
fn the_policy_of_the_documentation_is_that_of_the_preview() {
    let in_preview = preview_policy(POLICY);
    assert_ne!(in_preview, POLICY);
    let mut policies = 0;
    for (path, page) in pages() {
        let wanted = if path == "start/preview.md" { &in_preview } else { POLICY };
        // An example of the setting shows another policy.
        let is_policy = |line: &&str| line.contains("default-src") && !line.starts_with("policy = ");
        for line in page.lines().filter(is_policy) {
            assert!(line.contains(wanted), "{path}: {line}");
            policies += 1;
        }
    }
    assert_eq!(policies, 2, "the preview, and web servers");
}
