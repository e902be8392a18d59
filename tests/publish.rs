//! `handout publish`, as its users see it: what is at a destination afterwards, what was sent, and what is said.

mod cloudflare;
#[cfg(unix)]
mod command;
mod folder;
mod git;
mod hosts;
mod netlify;
mod s3;
mod ssh;
mod zip;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use handout::publish::{Planned, Publication, PublishOptions, Publishing};
use handout::{Options, Pdfs, Report};

use crate::harness::Project;
use crate::harness::dom::Document;

/// Returns a guide of a few pages, an image and an old address, with a destination.
pub fn guide(destination: &str) -> Project {
    let project = Project::with([
        ("content/index.md", "# Home\n\nGo to [tea](tips/tea.md) and [rest](tips/rest.md).\n"),
        ("content/tips/index.md", "# Tips\n"),
        (
            "content/tips/tea.md",
            "---\ntitle: Drink tea\naliases: [old/tea.html]\n---\n\nA cup. [Home](../index.md)\n",
        ),
        ("content/tips/rest.md", "# Rest\n\n![A chair](chair.svg)\n"),
        ("content/tips/chair.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>\n"),
    ]);
    project.write("site.toml", format!("title = \"Rest\"\n{destination}"));
    project
}

/// Agrees with every plan.
pub struct Yes;

impl Publishing for Yes {
    fn agrees(&self, _: &Planned<'_>) -> bool {
        true
    }
}

/// Publishes at a time, in seconds since 1970, and returns what became of it, or the error.
pub fn publish_at(project: &Project, now: u64) -> Result<Publication, String> {
    publish_with(project, &PublishOptions { now, ..PublishOptions::default() })
}

/// Publishes, and returns what became of it, or the error.
pub fn publish_with(project: &Project, how: &PublishOptions) -> Result<Publication, String> {
    let publish_to = handout::config::publish::PublishTo::Only;
    let options = Options { pdfs: Pdfs::Left, publish_to, ..Options::new(project.root()) };
    let Report { result, diagnostics, .. } =
        handout::publish(&options, how, &(), &Yes).map_err(|error| error.to_string())?;
    result.ok_or_else(|| diagnostics.iter().map(|it| it.message.clone()).collect::<Vec<_>>().join("\n"))
}

/// Returns the files of a site that a guide has now, by their path.
pub fn built(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let mut site = project.site();
    site.remove(".handout-manifest");
    site
}

/// The files that only `handout publish` has.
pub const NOTES: [&str; 2] = ["handout-manifest.json", "handout-manifest.next.json"];

/// Asserts that a destination has exactly the site of a guide, and assets of earlier versions.
pub fn assert_published(project: &Project, there: &BTreeMap<String, Vec<u8>>) {
    let site = built(project);
    for (path, bytes) in &site {
        assert_eq!(there.get(path), Some(bytes), "{path}");
    }
    let others = there.keys().filter(|path| !site.contains_key(*path) && !NOTES.contains(&path.as_str()));
    let others: Vec<_> = others.filter(|path| !path.starts_with("assets/")).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(there.contains_key(NOTES[0]) && !there.contains_key(NOTES[1]));
}

/// Follows every link of a published site from its first page, and asserts that no file is missing.
pub fn assert_whole(there: &BTreeMap<String, Vec<u8>>) {
    let mut open = vec!["index.html".to_owned()];
    open.retain(|path| there.contains_key(path));
    let mut seen = BTreeSet::new();
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) || !path.ends_with(".html") {
            continue;
        }
        let page = Document::parse(&String::from_utf8_lossy(&there[&path]));
        for attribute in ["href", "src"] {
            for link in page.values(attribute).filter(|link| !link.contains(':') && !link.starts_with('#')) {
                let target = joined(&path, link.split(['#', '?']).next().unwrap_or_default());
                assert!(there.contains_key(&target), "{path} leads to {target}, which is missing");
                open.push(target);
            }
        }
    }
}

/// Returns the file that a relative address leads to.
fn joined(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    if link.is_empty() { from.to_owned() } else { parts.join("/") }
}

/// Returns the files of a folder by their path, if it exists.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    if folder.is_dir() { crate::harness::tree(folder) } else { BTreeMap::new() }
}

#[test]
fn what_cannot_be_published_is_said_before_anything_is_built() {
    for (table, wanted) in [
        ("", "says nowhere where to publish"),
        (
            "[publish.a]\nto = \"zip\"\npath = \"a\"\n[publish.b]\nto = \"zip\"\npath = \"b\"\n",
            "name one of `a`, `b`",
        ),
        ("[publish.a]\npath = \"b\"\n", "does not say what kind of place it is"),
        ("[publish.a]\nto = \"foldr\"\npath = \"b\"\n", "did you mean `folder`?"),
        ("[publish.a]\nto = \"s3\"\npath = \"b\"\n", "`path` does not belong to `to = \"s3\"`"),
        ("[publish.a]\nto = \"s3\"\n", "[publish.a] has no `bucket`"),
        ("[publish.a]\nto = \"s3\"\nbucket = \"b\"\nsecret_key = \"x\"\n", "unknown key `secret_key`"),
        (
            "[publish.a]\nto = \"s3\"\nbucket = \"b\"\nendpoint = \"http://example.org\"\n",
            "without encryption",
        ),
        (
            "[publish.a]\nto = \"git\"\nrepository = \"https://me:pass@example.org/x\"\n",
            "a password or token",
        ),
        ("[publish.a]\nto = \"git\"\nbranch = \"--force\"\n", "expects the name of a branch"),
        ("[publish.a]\nto = \"git\"\nbranch = \"a..b\"\n", "write a name such as `gh-pages`"),
        ("[publish.a]\nto = \"git\"\nbranch = \"refs/heads/site\"\n", "write a name such as `site`"),
        ("[publish.a]\nto = \"git\"\nrepository = \"a b\"\n", "expects a name without spaces"),
        ("[publish.a]\nto = \"ssh\"\nhost = \"me@x:/srv\"\npath = \"x\"\n", "write the folder as `path`"),
        ("[publish.a]\nto = \"zip\"\npath = \"x\"\n[publish.a]\nto = \"git\"\n", "`a` is used twice"),
        ("[publish.a]\nto = \"ssh\"\nhost = \"-oProxyCommand=x\"\npath = \"x\"\n", "expects a server"),
        ("[publish.a]\nto = \"ssh\"\nhost = \"h\"\nport = 70000\npath = \"x\"\n", "a number from 1 to 65535"),
        ("[publish.\"a b\"]\nto = \"zip\"\npath = \"x\"\n", "cannot be the name of a place"),
        ("[publish.a]\nto = \"folder\"\npath = \"\"\n", "a key of [publish.a] is empty"),
        ("[publish.a]\nto = \"command\"\ncommand = []\n", "a key of [publish.a] is empty"),
        ("[publish.a]\nto = \"s3\"\nbucket = \"s3://b\"\n", "expects letters, digits"),
        ("[publish]\nto = \"zip\"\n", "[publish.NAME]"),
    ] {
        let project = guide(table);
        let run = project.run(&["publish", "--yes", "--no-pdf"]);
        assert!(run.code != 0 && run.stderr.contains(wanted), "{table}: {}", run.stderr);
    }
}

#[test]
fn a_secret_in_the_settings_is_refused_and_not_printed() {
    let table = |lines: &str| format!("[publish.a]\n{lines}\n");
    for (text, help) in [
        (
            table("to = \"s3\"\nbucket = \"b\"\nsecret_access_key = \"s3cr3t\""),
            "AWS_ACCESS_KEY_ID and AWS_SECRET",
        ),
        (table("to = \"netlify\"\nsite = \"x\"\nnetlify_pw = \"s3cr3t\""), "known keys are"),
        (table("to = \"netlify\"\nsite = \"x\"\nauthToken = \"s3cr3t\""), "NETLIFY_AUTH_TOKEN"),
        (table("to = \"cloudflare\"\nworker = \"x\"\napi_token = \"s3cr3t"), "not valid TOML"),
        (table("to = \"netlify\"\nsecret: s3cr3t"), "not valid TOML"),
        (table("to = \"git\"\nrepository = \"https://me:s3cr3t@example.org/x\""), "credential helper"),
        (table("to = \"git\"\nrepository = \"https://x.org/?token=s3cr3t x\""), "without spaces"),
        (table("to = \"s3\"\nbucket = \"b\"\nendpoint = \"https://me:s3cr3t@example.org\""), "without it"),
        (table("to = \"ssh\"\npath = \"x\"\nhost = \"me:s3cr3t@example.org\""), "sign in with an SSH key"),
        (table("to = \"ssh\"\npath = \"x\"\nhost = [\"me:s3cr3t@example.org\"]"), "found a list"),
        ("[publish]\na = { to = \"s3\", secret_key = \"s3cr3t\" }\n".into(), "has no `bucket`"),
        ("publish.a = { to = \"s4\", token = \"s3cr3t\" }\n".into(), "`to` expects"),
        ("url = \"https://me:s3/cr3t@example.org\"\n".into(), "is not a number"),
    ] {
        let project = guide(&text);
        let run = project.run(&["publish", "--yes", "--no-pdf"]);
        assert!(run.code != 0 && run.stderr.contains(help), "{text}: {}", run.stderr);
        assert!(!run.stderr.contains("is empty"), "{text}: {}", run.stderr);
        assert!(!run.stderr.contains("cr3t"), "{text}: {}", run.stderr);
    }
}

#[test]
fn a_guide_with_errors_or_drafts_is_not_published() {
    let project = guide("[publish.a]\nto = \"folder\"\npath = \"there\"\n");
    let drafts = project.run(&["publish", "--yes", "--no-pdf", "--drafts"]);
    assert!(drafts.code != 0 && drafts.stderr.contains("a draft is not published"), "{}", drafts.stderr);
    project.write("content/index.md", "# Home\n\n[Gone](gone.md)\n");
    let broken = project.run(&["publish", "--yes", "--no-pdf"]);
    assert!(broken.code != 0 && broken.stderr.contains("Nothing was published"), "{}", broken.stderr);
    assert!(!project.path("there").exists());
}

#[test]
fn nothing_is_changed_without_a_yes() {
    let project = guide("[publish.a]\nto = \"folder\"\npath = \"there\"\n");
    let unasked = project.run(&["publish", "--no-pdf"]);
    assert!(unasked.code != 0 && unasked.stderr.contains("add --yes to publish"), "{}", unasked.stderr);
    let plan = project.run(&["publish", "--no-pdf", "--plan"]);
    assert!(plan.code == 0 && plan.stdout.contains("+ tips/tea.html  “Drink tea”"), "{}", plan.stdout);
    let json = project.run(&["publish", "--no-pdf", "--plan", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    let steps = json["steps"].as_array().expect("steps");
    assert_eq!(steps.len(), built(&project).len());
    let tea = steps.iter().find(|step| step["path"] == "tips/tea.html").expect("the page");
    assert_eq!(
        (&tea["change"], &tea["title"], &tea["cache_control"]),
        (&"add".into(), &"Drink tea".into(), &"no-cache".into())
    );
    let asset = steps.iter().find(|step| step["delivery"] == "asset").expect("an asset");
    assert!(asset["cache_control"].as_str().expect("text").contains("immutable"));
    assert_eq!(files(&project.path("there")), BTreeMap::new(), "only a plan");
}

#[test]
fn a_destination_has_its_own_address() {
    let project = guide(
        "url = \"https://a.example\"\n[publish.a]\nto = \"folder\"\npath = \"there\"\nurl = \"https://b.example/x\"\n",
    );
    let run = project.run(&["publish", "--yes", "--no-pdf"]);
    assert!(run.stdout.contains("https://b.example/x"), "{}", run.stdout);
    let page = String::from_utf8(files(&project.path("there"))["index.html"].clone()).expect("text");
    assert!(page.contains("https://b.example/x/") && !page.contains("a.example"));
}
