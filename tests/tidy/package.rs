//! What `Cargo.toml` promises: each dependency has a reason, crates.io accepts the package, and workflows run the same
//! checks as a person does.

use super::{read, root, rust_files, tree};

/// Limits of crates.io (the Cargo book, "The manifest format").
const MAX_KEYWORDS: usize = 5;
/// The longest keyword, in characters.
const MAX_KEYWORD: usize = 20;

/// Crates that belong to the one above them in `Cargo.toml`, and share its comment.
const SIBLINGS: [&str; 7] = [
    "clap_complete",
    "clap_mangen",
    "icu_decimal",
    "icu_locale_core",
    "markup5ever_rcdom",
    "typst-layout",
    "typst-pdf",
];

#[test]
fn dependencies_say_what_they_are_for() {
    let manifest = read("Cargo.toml");
    let mut inside = false;
    let mut explained = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
        } else if inside && line.starts_with('#') {
            explained = true;
        } else if inside && line.contains('=') {
            let name = line.split_whitespace().next().unwrap_or_default();
            assert!(explained || SIBLINGS.contains(&name), "nothing says what `{name}` is for");
            explained = false;
        }
    }
}

/// Returns the value of a key of `[package]`, as written.
fn package(key: &str) -> String {
    let manifest = read("Cargo.toml");
    let table = manifest.split("\n[").next().expect("a first table");
    let line = table.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
    line.unwrap_or_else(|| panic!("Cargo.toml has no `{key}`")).trim().to_owned()
}

/// Returns the texts of an array, as written.
fn texts(array: &str) -> Vec<&str> {
    array.split('"').skip(1).step_by(2).collect()
}

#[test]
fn crates_io_accepts_the_package() {
    let keywords = package("keywords");
    let keywords = texts(&keywords);
    assert!(!keywords.is_empty() && keywords.len() <= MAX_KEYWORDS, "{keywords:?}");
    for keyword in keywords {
        let is_plain = keyword.chars().all(|c| c.is_ascii_alphanumeric() || "-_+".contains(c));
        let starts_well = keyword.starts_with(|c: char| c.is_ascii_alphanumeric());
        assert!(is_plain && starts_well && keyword.len() <= MAX_KEYWORD, "crates.io refuses `{keyword}`");
    }
    assert!(texts(&package("categories")).len() <= 5);
    for needed in ["description", "license", "readme", "rust-version"] {
        assert!(package(needed).len() > 2, "`{needed}`");
    }
}

#[test]
fn the_package_holds_every_file_that_is_compiled_in() {
    let included = package("include");
    let included: Vec<&str> = texts(&included).into_iter().map(|folder| folder.trim_matches('/')).collect();
    let is_packaged = |path: &str| included.iter().any(|folder| path.starts_with(folder));
    assert!(is_packaged("src/main.rs"));
    for (path, text) in rust_files("src") {
        for rest in text.split("$CARGO_MANIFEST_DIR/").skip(1) {
            let folder = rest.split('"').next().unwrap_or_default();
            assert!(is_packaged(folder), "{path} compiles {folder} in, which `include` leaves out");
        }
    }
}

/// A file that a recipe tells the reader to create.
const EXAMPLE: &str = "src/outputs/humans.rs";

#[test]
fn the_recipes_name_files_that_exist() {
    let folders = ["src/", "tests/", "themes/", "docs/", ".ci/"];
    let page = read("CONTRIBUTING.md");
    // Every second piece is between backticks.
    let paths =
        page.split('`').skip(1).step_by(2).filter(|code| folders.iter().any(|at| code.starts_with(at)));
    let paths: Vec<&str> = paths.filter(|path| *path != EXAMPLE).collect();
    assert!(paths.len() > 10, "{paths:?}");
    for path in paths {
        assert!(root().join(path).exists(), "CONTRIBUTING.md names {path}, which is not there");
    }
}

#[test]
fn workflows_run_the_checks_of_this_repository() {
    let (checks, release) = (read(".github/workflows/ci.yml"), read(".github/workflows/release.yml"));
    assert!(checks.contains("run: .ci/run"), "ci.yml does not call .ci/run");
    assert!(release.contains("uses: ./.github/workflows/ci.yml"), "release.yml does not call ci.yml");
    assert!(release.contains("needs: checks"), "a release does not wait for the checks");
}

/// The files that make, check and describe the packages.
const PACKAGING: &str = "packaging";

#[test]
fn the_version_of_every_package_comes_from_cargo_toml() {
    let version = package("version");
    let version = version.trim_matches('"');
    for (path, bytes) in tree(&root().join(PACKAGING)) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(version), "{PACKAGING}/{path} repeats the version {version}");
    }
    let page = read("docs/content/start/install.md");
    let files = page.split(['`', ' ', '/']).filter(|word| word.starts_with("handout") && word.contains('.'));
    for file in files.filter(|word| word.contains(|c: char| c.is_ascii_digit())) {
        assert!(file.contains(version), "the installation page names {file}, and the version is {version}");
    }
}

#[test]
fn cargo_binstall_finds_the_archives() {
    let (manifest, archive) = (read("Cargo.toml"), read("packaging/lib/archive.py"));
    assert!(manifest.contains("{ name }-{ version }-{ target }{ archive-suffix }"));
    assert!(archive.contains("handout-{project.version}-{target.triple}"));
    assert!(manifest.contains("pkg-fmt = \"tgz\"") && archive.contains("{name}.tar.gz"));
}

#[test]
fn releases_and_checks_pack_in_the_same_way() {
    for path in [".ci/run", ".github/workflows/release.yml"] {
        let text = read(path);
        for step in ["packaging/release", "packaging/try"] {
            assert!(text.contains(step), "{path} does not call {step}");
        }
    }
}

#[test]
fn a_release_contains_no_crate_that_is_not_optimised() {
    let manifest = read("Cargo.toml");
    let table =
        |name: &str| manifest.split(name).nth(1).and_then(|rest| rest.split("\n[").next()).expect("a table");
    let (quick, released) = (table("\n[profile.release.package]\n"), table("\n[profile.dist.package]\n"));
    let names = quick.lines().filter_map(|line| line.strip_suffix(" = { opt-level = 0 }"));
    let names: Vec<&str> = names.collect();
    assert!(!names.is_empty());
    for name in names {
        assert!(released.contains(&format!("\n{name} = ")), "the profile `dist` inherits level 0 for {name}");
    }
}
