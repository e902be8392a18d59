//! The workflows of `handout new --ci`: valid YAML that checks, builds and publishes, and nothing that is overwritten.

use serde_yaml::Value;

use crate::harness::{Project, tree};

/// Each host, with the path of its workflow, the step that builds and what publishes.
const HOSTS: [(&str, &str, &str, &str); 3] = [
    ("github", ".github/workflows/guide.yml", "handout build --strict", "actions/deploy-pages@v4"),
    ("gitlab", ".gitlab-ci.yml", "handout build --strict", "public"),
    (
        "forgejo",
        ".forgejo/workflows/guide.yml",
        "handout publish pages --strict",
        "handout publish pages --strict --yes",
    ),
];

/// Returns every text in a value, each with the key that it is at.
fn texts<'a>(key: &'a str, value: &'a Value, into: &mut Vec<(&'a str, &'a str)>) {
    match value {
        Value::String(text) => into.push((key, text)),
        Value::Sequence(items) => items.iter().for_each(|item| texts(key, item, into)),
        Value::Mapping(entries) => {
            for (key, value) in entries {
                texts(key.as_str().unwrap_or_default(), value, into);
            }
        }
        _ => {}
    }
}

fn paths(project: &Project) -> Vec<String> {
    tree(project.root()).into_keys().collect()
}

#[test]
fn a_workflow_is_valid_and_checks_before_it_builds_and_publishes() {
    for (host, path, builds, publishes) in HOSTS {
        let project = Project::new();
        let run = project.run(&["new", "guide", "--ci", host]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{host}");
        assert!(run.stdout.contains(&format!("Created the workflow guide/{path}")), "{}", run.stdout);
        let bytes = tree(&project.path("guide")).remove(path).expect(path);
        let text = String::from_utf8(bytes).expect("UTF-8");
        let value: Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{host}: {error}"));
        let mut found = Vec::new();
        texts("", &value, &mut found);
        let at = |part: &str| {
            let position = found.iter().position(|(_, text)| text.contains(part));
            position.unwrap_or_else(|| panic!("{host} has no `{part}`: {found:?}"))
        };
        let order = [at("cargo install handout"), at("handout check --strict"), at(builds), at(publishes)];
        assert!(order.is_sorted(), "{host}: {order:?}");
        assert!(found.contains(&("HANDOUT_VERSION", env!("CARGO_PKG_VERSION"))), "{host}: {found:?}");
        for (_, action) in found.iter().filter(|(key, _)| *key == "uses") {
            let (name, version) = action.split_once('@').expect("a version");
            assert!(name.starts_with("actions/"), "{host}: {action}");
            assert!(version.strip_prefix('v').is_some_and(|it| it.parse::<u8>().is_ok()), "{host}: {action}");
        }
    }
}

#[test]
fn a_new_guide_with_all_workflows_builds_without_a_warning() {
    let project = Project::new();
    let all = ["new", "guide", "--ci", "github", "--ci", "gitlab", "--ci", "forgejo", "--ci", "github"];
    assert_eq!(project.run(&all).code, 0);
    let run = project.run(&["build", "--strict", "--root", "guide"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let published = tree(&project.path("guide/public"));
    assert!(published.keys().all(|path| !path.ends_with(".yml")), "{:?}", published.keys());
}

#[test]
fn a_guide_gets_only_the_workflow_and_never_a_second_time() {
    let project = Project::with([("site.toml", "title = \"Mine\"\n"), ("content/index.md", "# Mine\n")]);
    assert_eq!(project.run(&["new", ".", "--ci", "gitlab"]).code, 0);
    assert_eq!(paths(&project), [".gitlab-ci.yml", "content/index.md", "site.toml"]);
    project.write(".gitlab-ci.yml", "mine: true\n");
    let run = project.run(&["new", ".", "--ci", "github", "--ci", "gitlab"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains(".gitlab-ci.yml: already exists; nothing was written"), "{}", run.stderr);
    assert_eq!(paths(&project), [".gitlab-ci.yml", "content/index.md", "site.toml"]);
    assert_eq!(tree(project.root())[".gitlab-ci.yml"], b"mine: true\n");
}

#[test]
fn what_a_workflow_needs_in_the_settings_is_in_a_new_guide_and_is_printed_for_another_one() {
    let lines = "[publish.pages]\nto = \"git\"\nbranch = \"pages\"\n";
    let project = Project::with([("old/site.toml", "title = \"Mine\"\n")]);
    let run = project.run(&["new", "old", "--ci", "forgejo"]);
    assert!(run.code == 0 && run.stdout.contains(lines), "{}", run.stdout);
    let run = project.run(&["new", "new", "--ci", "forgejo", "--ci", "github"]);
    assert!(run.code == 0 && !run.stdout.contains(lines), "{}", run.stdout);
    let files = tree(project.root());
    let settings = |path: &str| String::from_utf8(files[path].clone()).expect("UTF-8");
    assert_eq!(settings("old/site.toml"), "title = \"Mine\"\n");
    assert_eq!(settings("new/site.toml").matches(lines).count(), 1);
    let check = project.run(&["check", "--strict", "--root", "new"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
}

/// Returns the workflow that a command has written, and what it printed.
fn written(project: &Project, dir: &str, (host, path): (&str, &str)) -> (String, String) {
    let run = project.run(&["new", dir, "--ci", host]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{host}");
    let text = String::from_utf8(tree(project.root()).remove(path).expect(path)).expect("UTF-8");
    assert!(!text.contains('@') || !text.contains("@ROOT@") && !text.contains("@BRANCH@"), "{text}");
    (text, run.stdout)
}

#[test]
fn a_guide_in_a_folder_of_a_repository_has_its_workflows_where_the_host_looks() {
    for (host, path, _, _) in HOSTS {
        // The second one does not exist yet, and the way to it leads through folders that never will.
        for dir in ["docs/2024", "docs/x/../../docs/2024/new"] {
            let project =
                Project::with([(".git/HEAD", "ref: refs/heads/trunk\n"), ("docs/2024/site.toml", "")]);
            let (text, said) = written(&project, dir, (host, path));
            let is_command = |line: &&str| {
                ["check", "build", "publish pages"].iter().any(|it| line.contains(&format!("handout {it} ")))
            };
            let commands: Vec<&str> = text.lines().filter(is_command).collect();
            let root = if dir.contains("new") {
                " --root docs/2024/new --strict"
            } else {
                " --root docs/2024 --strict"
            };
            assert!(commands.len() == 2 && commands.iter().all(|it| it.contains(root)), "{text}");
            if host == "gitlab" {
                assert!(text.contains("if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"), "{text}");
            } else {
                assert!(
                    text.contains("branches: [\"trunk\"]") && said.contains("the branch `trunk`"),
                    "{text}"
                );
            }
            let again = project.run(&["new", dir, "--ci", host]);
            assert!(again.code == 2 && again.stderr.contains("already exists"), "{}", again.stderr);
        }
    }
    let project = Project::with([(".git/HEAD", "ref: refs/heads/main\n"), ("über uns/site.toml", "")]);
    let run = project.run(&["new", "über uns", "--ci", "github"]);
    assert!(run.code == 2 && run.stderr.contains("cannot be named in a workflow"), "{}", run.stderr);
    assert_eq!(project.run(&["new", "über uns/neu"]).code, 0, "without a workflow, any name will do");
}

#[test]
fn the_branch_of_a_workflow_is_the_first_one_of_the_host_else_the_one_that_is_checked_out() {
    let github = ("github", ".github/workflows/guide.yml");
    let head = (".git/HEAD", "ref: refs/heads/add-guide\n");
    let origin = (".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/trunk\n");
    let named = |project: &Project, path| written(project, ".", (github.0, path)).0;
    assert!(named(&Project::with([head]), github.1).contains("branches: [\"add-guide\"]"));
    assert!(named(&Project::with([head, origin]), github.1).contains("branches: [\"trunk\"]"));
    let odd = (".git/HEAD", "ref: refs/heads/a'b\n");
    assert!(named(&Project::with([odd]), github.1).contains("branches: [\"main\"]"));
    // A worktree has its own `HEAD`, and the rest is where it was made from.
    let worktree = Project::with([
        ("tree/.git", "gitdir: ../first/.git/worktrees/tree\n"),
        ("first/.git/HEAD", "ref: refs/heads/trunk\n"),
        ("first/.git/worktrees/tree/HEAD", "ref: refs/heads/topic\n"),
        ("first/.git/worktrees/tree/commondir", "../..\n"),
    ]);
    let (text, _) = written(&worktree, "tree/guide", (github.0, "tree/.github/workflows/guide.yml"));
    assert!(text.contains("branches: [\"topic\"]") && text.contains("--root guide --strict"), "{text}");
}

#[test]
fn a_host_that_is_not_known_is_refused_with_the_known_ones() {
    let project = Project::new();
    let run = project.run(&["new", "guide", "--ci", "githib"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("github") && run.stderr.contains("forgejo"), "{}", run.stderr);
    assert!(paths(&project).is_empty());
}
