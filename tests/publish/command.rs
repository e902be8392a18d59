//! A program of the user's own: a shell script that copies the site.

use std::collections::BTreeMap;

use serde_json::Value;

use super::built;
use super::hosts::{assert_done, assert_fails, assert_serves, guide, page, publish};
use crate::harness::http_server::{HttpServer, Response};
use crate::harness::{Project, Run, tree};

/// Copies the site and the manifest, and keeps the plan.
const SCRIPT: &str = "set -e\nmkdir -p \"$1\"\ncp -R \"$HANDOUT_SITE\"/. \"$1\"\nrm \"$1/.handout-manifest\"\n\
                      cp \"$HANDOUT_MANIFEST\" \"$1/handout-manifest.json\"\ncat > plan.json\n\
                      echo copied\necho warned >&2\n";

/// Returns a guide that a script publishes.
fn scripted(script: &str, more: &str) -> Project {
    let project = guide(&format!("to = \"command\"\ncommand = [\"sh\", \"publish.sh\", \"there\"]\n{more}"));
    project.write("publish.sh", script);
    project
}

fn run(project: &Project) -> Run {
    publish(project, &["--yes"], &[])
}

/// Returns the plan that the program got.
fn plan(project: &Project) -> Value {
    let text = std::fs::read(project.path("plan.json")).expect("the plan");
    serde_json::from_slice(&text).expect("JSON")
}

/// Returns the changes of a plan, by the paths of the files.
fn changes(plan: &Value) -> BTreeMap<String, String> {
    let text = |step: &Value, name: &str| step[name].as_str().expect("text").to_owned();
    let steps = plan["steps"].as_array().expect("steps").iter();
    steps.map(|step| (text(step, "path"), text(step, "change"))).collect()
}

#[test]
fn a_program_gets_the_plan_the_site_and_the_manifest() {
    let project = scripted(SCRIPT, "");
    let first = run(&project);
    assert_done(&first);
    assert!(first.stdout.contains("copied\n") && first.stderr.contains("warned\n"), "{first:?}");
    assert_serves(&tree(&project.path("there")), &built(&project));
    let plan = plan(&project);
    let folder = project.path("public").canonicalize().expect("a folder");
    assert_eq!(plan["folder"], folder.to_str().expect("text"));
    let changes = changes(&plan);
    assert_eq!(changes.keys().collect::<Vec<_>>(), built(&project).keys().collect::<Vec<_>>());
    assert!(changes.values().all(|change| change == "add"), "{changes:?}");
}

#[test]
fn with_an_address_the_plan_has_only_what_changed() {
    let project = Project::new();
    let there = project.path("there");
    let server = HttpServer::start(move |request| {
        if let Some(path) = request.path().strip_prefix("/moved") {
            return Response::new(301).field("Location", path);
        }
        match std::fs::read(there.join(request.path().trim_start_matches('/'))) {
            Ok(bytes) => Response::new(200).body(bytes),
            Err(_) => Response::new(200).field("Content-Type", "text/html").body("<p>Nothing here."),
        }
    });
    for (path, bytes) in tree(scripted(SCRIPT, &format!("url = \"{}/moved\"", server.url())).root()) {
        project.write(&path, bytes);
    }
    assert_done(&run(&project));
    assert_serves(&tree(&project.path("there")), &built(&project));

    project.write("content/tips/rest.md", page("Rest", "Why to rest.\n\nRest longer."));
    std::fs::remove_file(project.path("content/tips/a b.txt")).expect("there");
    assert_done(&run(&project));
    let changes = changes(&plan(&project));
    assert_eq!(changes["tips/rest.html"], "replace");
    assert_eq!(changes["tips/a b.txt"], "remove");
    assert!(!changes.contains_key("tips/index.md"), "{changes:?}");

    std::fs::remove_file(project.path("plan.json")).expect("there");
    let unchanged = run(&project);
    assert_done(&unchanged);
    assert!(!project.path("plan.json").exists(), "the program was run: {unchanged:?}");
}

#[test]
fn a_program_that_fails_is_an_error() {
    let project = scripted("echo \"no room\" >&2\nexit 3\n", "");
    assert_fails(
        &run(&project),
        &["no room\n", "sh: failed (exit status: 3)", "It is not known what was changed."],
        "\0",
    );
    project.write("publish.sh", "kill -9 $$\n");
    assert_fails(&run(&project), &["sh: failed (signal: 9"], "\0");
}

#[test]
fn a_program_is_found_by_its_path_in_the_guides_folder() {
    let project = guide("to = \"command\"\ncommand = [\"tools/publish\"]");
    assert_fails(&run(&project), &["tools/publish: is not installed", "check `command`"], "\0");
    project.write("tools/publish", "#!/bin/sh\npwd > where\n");
    assert_fails(&run(&project), &["tools/publish: cannot be run"], "\0");
    let mut rights = std::fs::metadata(project.path("tools/publish")).expect("a file").permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o755);
    std::fs::set_permissions(project.path("tools/publish"), rights).expect("set");
    assert_done(&run(&project));
    let root = project.root().canonicalize().expect("a folder");
    let place = std::fs::read_to_string(project.path("where")).expect("a file");
    assert_eq!(place.trim(), root.to_str().expect("text"));
}

#[test]
fn a_site_whose_address_does_not_exist_yet_is_new() {
    // Nothing listens at this port.
    let project = scripted(SCRIPT, "url = \"http://127.0.0.1:1\"");
    let first = run(&project);
    assert_done(&first);
    assert!(first.stdout.contains("for the first time"), "{}", first.stdout);
}

#[test]
fn a_site_that_cannot_be_read_now_is_not_replaced() {
    let server = HttpServer::start(|_| Response::new(503).field("Retry-After", "0"));
    let project = scripted(SCRIPT, &format!("url = \"{}\"", server.url()));
    assert_fails(&run(&project), &["/handout-manifest.json cannot be read now (status 503)"], "\0");
    assert!(!project.path("there").exists());
}
