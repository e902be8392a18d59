//! Input that could make the program slow, large or stop. Each guide here must be built, or refused with a message, in
//! reasonable time and memory, even by a debug build on a busy machine.

mod bibliography;
mod code;
mod files;
#[cfg(unix)]
mod links;
mod settings;
#[cfg(unix)]
mod special_files;
mod text;

use std::fs::{self, File};
use std::process::Child;
use std::time::{Duration, Instant};

use crate::harness::Project;

/// The maximum duration of a build. A release build is about ten times as fast.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 20 });
/// The maximum memory of a build, in KiB.
const LARGEST: u64 = 1024 * 1024;

const TITLE: &str = "---\ntitle: T\n---\n\n";

/// The result of a build within the limits.
struct End {
    code: Option<i32>,
    /// Its messages on standard error.
    said: String,
}

/// Builds under the limits.
fn build(project: &Project) -> End {
    let said = project.path("said.txt");
    let mut command = project.command(&["build"]);
    command.stdout(File::create(project.path("done.txt")).expect("a file"));
    command.stderr(File::create(&said).expect("a file"));
    let (mut child, started) = (command.spawn().expect("the program runs"), Instant::now());
    let code = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break status.code();
        }
        let (took, memory) = (started.elapsed(), memory(&child));
        if took > LONGEST || memory > LARGEST {
            child.kill().expect("a child");
            child.wait().expect("a child");
            panic!("after {took:?}, with {memory} KiB");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    End { code, said: fs::read_to_string(said).expect("text") }
}

/// Returns the highest memory of a child process until now, in KiB, if the system reports it.
fn memory(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|it| it.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// Returns a guide with one page of this text.
fn one(text: &str) -> Project {
    Project::with([("content/index.md", format!("{TITLE}{text}").as_str())])
}

/// Returns the built page of a text that must be built.
fn built(text: &str) -> String {
    let project = one(text);
    let end = build(&project);
    assert_eq!(end.code, Some(0), "{}", end.said);
    project.built("index.html")
}

/// Returns the messages about a guide that must be refused as the author's mistake.
fn refused(project: &Project) -> String {
    let end = build(project);
    assert_eq!(end.code, Some(1), "{}", end.said);
    assert!(!project.path("public").exists());
    end.said
}
