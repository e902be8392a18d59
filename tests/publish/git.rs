//! Publishing to a branch of a repository. The repository is a folder; nothing else of Git differs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::{assert_published, built, guide, publish_at};
use crate::harness::Project;

const DESTINATION: &str = "[publish.pages]\nto = \"git\"\nrepository = \"origin\"\nbranch = \"pages\"\n";

/// Runs Git in a folder and returns what it prints.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-C"]).arg(folder).args(arguments);
    let output = command.output().expect("git");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// Returns a guide in a repository whose remote is a bare one, with an uncommitted change.
fn cloned_guide() -> Project {
    let project = guide(DESTINATION);
    fs::create_dir(project.path("remote.git")).expect("a folder");
    git(&project.path("remote.git"), &["init", "--quiet", "--bare"]);
    git(project.root(), &["init", "--quiet", "--initial-branch=main"]);
    git(project.root(), &["remote", "add", "origin", "remote.git"]);
    project.write(".gitignore", "public\nremote.git\n");
    git(project.root(), &["add", "-A"]);
    git(project.root(), &["commit", "--quiet", "-m", "Guide"]);
    project.write("content/tips/index.md", "# Tips\n\nNot committed.\n");
    project
}

/// Returns the files of the branch.
fn there(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let remote = project.path("remote.git");
    let names = git(&remote, &["ls-tree", "-r", "-z", "--name-only", "pages"]);
    let bytes = |name: &str| {
        let mut command = Command::new("git");
        command.arg("-C").arg(&remote).args(["cat-file", "blob", &format!("pages:{name}")]);
        command.output().expect("git").stdout
    };
    names.split_terminator('\0').map(|name| (name.to_owned(), bytes(name))).collect()
}

/// Returns everything that an author may see of their own repository.
fn checkout(project: &Project) -> [String; 4] {
    let root = project.root();
    [
        git(root, &["status", "--porcelain"]),
        git(root, &["for-each-ref", "refs/heads", "refs/tags"]),
        git(root, &["rev-parse", "HEAD"]),
        git(root, &["diff", "--cached"]),
    ]
}

#[test]
fn a_branch_gets_the_site_and_the_checkout_stays_as_it_is() {
    let project = cloned_guide();
    // Git would change the ends of lines in files of a repository with this attribute.
    project.write(".gitattributes", "* text eol=crlf\n");
    let before = checkout(&project);
    publish_at(&project, 1).expect("published");
    assert_published(&project, &there(&project));
    assert_eq!(checkout(&project), before);
    let same = publish_at(&project, 1).expect("published");
    assert_eq!(same.sent, 0);
    let commits = || git(&project.path("remote.git"), &["log", "--format=%s", "pages"]);
    assert_eq!(commits(), "Publish Rest\n");
    project.write("content/tips/rest.md", "# Rest\n\nA word.\n");
    publish_at(&project, 1).expect("published");
    assert_eq!(commits(), "Publish Rest\nPublish Rest\n");
    assert_published(&project, &there(&project));
}

#[test]
fn files_of_others_on_the_branch_stay_and_removed_pages_go() {
    let project = cloned_guide();
    publish_at(&project, 1).expect("published");
    let other = project.path("other");
    git(project.root(), &["clone", "--quiet", "--branch", "pages", "remote.git", "other"]);
    fs::write(other.join("CNAME"), "example.org\n").expect("a file");
    git(&other, &["add", "-A"]);
    git(&other, &["commit", "--quiet", "-m", "Domain"]);
    git(&other, &["push", "--quiet", "origin", "pages"]);
    fs::remove_file(project.path("content/tips/rest.md")).expect("there");
    project.write("content/index.md", "# Home\n");
    publish_at(&project, 1).expect("published");
    let mut there = there(&project);
    assert_eq!(there.remove("CNAME").as_deref(), Some(&b"example.org\n"[..]));
    assert!(!there.contains_key("tips/rest.html"));
    assert_published(&project, &there);
}

#[test]
fn the_branch_of_the_sources_is_not_published_to() {
    let project = cloned_guide();
    git(project.root(), &["push", "--quiet", "origin", "main", "main:sources"]);
    for branch in ["main", "sources"] {
        project.write(
            "site.toml",
            format!("title = \"Rest\"\n{}", DESTINATION.replace("\"pages\"", &format!("\"{branch}\""))),
        );
        let refused = publish_at(&project, 1).expect_err(branch);
        assert!(refused.contains("is the branch of your sources"), "{refused}");
    }
}

#[test]
fn a_branch_without_history_has_one_commit() {
    let project = cloned_guide();
    project.write("site.toml", format!("title = \"Rest\"\n{DESTINATION}history = false\n"));
    for text in ["One.", "Two.", "Three."] {
        project.write("content/tips/rest.md", format!("# Rest\n\n{text}\n"));
        publish_at(&project, 1).expect("published");
    }
    assert_eq!(git(&project.path("remote.git"), &["rev-list", "--count", "pages"]), "1\n");
    assert_published(&project, &there(&project));
}

#[test]
fn a_guide_outside_a_repository_is_pushed_to_an_address() {
    let project = guide("");
    fs::create_dir(project.path("remote.git")).expect("a folder");
    git(&project.path("remote.git"), &["init", "--quiet", "--bare"]);
    let address = format!("file://{}", project.path("remote.git").display());
    let table = DESTINATION.replace("origin", &address);
    project.write("site.toml", format!("title = \"Rest\"\n{table}"));
    publish_at(&project, 1).expect("published");
    assert_published(&project, &there(&project));
}

#[test]
fn a_refused_push_leaves_the_branch_as_it_is_and_says_why() {
    let project = cloned_guide();
    publish_at(&project, 1).expect("published");
    let before = there(&project);
    let hook = project.path("remote.git/hooks/pre-receive");
    fs::write(&hook, "#!/bin/sh\necho 'the quota is used up'\nexit 1\n").expect("a file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("permissions");
    }
    project.write("content/tips/rest.md", "# Rest\n\nA word.\n");
    let refused = publish_at(&project, 1).expect_err("the hook");
    assert!(refused.contains("the quota is used up") && refused.contains("Nothing was changed"), "{refused}");
    assert_eq!(there(&project), before);
    assert_ne!(built(&project), BTreeMap::new());
    let missing = guide(&DESTINATION.replace("origin", "nowhere"));
    let refused = publish_at(&missing, 1).expect_err("no remote");
    assert!(refused.contains("Check `repository`"), "{refused}");
}
