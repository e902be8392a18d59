//! A guide in a temporary folder, the program run on it, and the result.

// Each kind of test uses a part of it.
#![allow(dead_code, reason = "each kind of test uses a part of the harness")]

pub mod archive;
pub mod beside;
pub mod diff;
pub mod dom;
pub mod http_server;
pub mod links;
pub mod memory;
pub mod pdf;
pub mod preview;
mod report;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A guide in a temporary folder, which is deleted when this is dropped.
pub struct Project {
    dir: TempDir,
}

/// The result of a run of the program.
#[derive(Debug)]
pub struct Run {
    /// Exit code; -1 if a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error, without colours.
    pub stderr: String,
}

impl Run {
    /// Runs a program to its end.
    pub fn of(mut command: Command) -> Run {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = beside::end_of(command.spawn().expect("the program runs"));
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

impl Project {
    /// Returns an empty folder.
    pub fn new() -> Project {
        Project { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    /// Returns a guide of these files.
    pub fn with<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Project {
        let project = Project::new();
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    /// Writes a file, and the folders it needs.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// Returns a path in the folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Returns the folder.
    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    /// Returns a command for the program with exactly these arguments, in the folder.
    pub fn command_as_it_is(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handout"));
        command.args(args).current_dir(self.root()).env("NO_COLOR", "1").env_remove("RUST_BACKTRACE");
        command.env_remove("SOURCE_DATE_EPOCH").stdin(Stdio::null());
        command
    }

    /// Returns a command for the program, without the site's PDFs: few tests are about them.
    pub fn command(&self, args: &[&str]) -> Command {
        let makes_pdfs = matches!(args.first(), Some(&("build" | "check" | "serve")));
        let args: Vec<&str> = args.iter().copied().chain(makes_pdfs.then_some("--no-pdf")).collect();
        self.command_as_it_is(&args)
    }

    /// Runs the program with these arguments, without the site's PDFs.
    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command(args))
    }

    /// Runs the program with exactly these arguments.
    pub fn run_as_it_is(&self, args: &[&str]) -> Run {
        Run::of(self.command_as_it_is(args))
    }

    /// Builds the guide and expects no problems.
    pub fn build(&self) -> Run {
        let run = self.run(&["build"]);
        assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
        run
    }

    /// Builds the guide and expects problems; returns the messages.
    pub fn build_fails(&self) -> String {
        let run = self.run(&["build"]);
        assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
        run.stderr
    }

    /// Returns a built file as text.
    pub fn built(&self, path: &str) -> String {
        let path = self.path("public").join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Returns every built file.
    pub fn site(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.path("public"))
    }
}

/// Returns every file below a folder, by its path with `/`.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// Returns the lines of a text, the first after one prefix and the others after another.
pub fn indented(text: &str, first: &str, rest: &str) -> String {
    let line = |(at, line): (usize, &str)| format!("{}{line}", if at == 0 { first } else { rest });
    text.trim_end().split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
}
