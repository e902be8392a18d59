//! Publishing to a server with SSH: a real one, on this computer. Runs where the environment variable SSHD is the path of the
//! server's program, and `ssh`, `sftp` and `rsync` are installed.

#![cfg(unix)]

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{assert_published, files, guide};
use crate::harness::{Project, Run};

/// A server of SSH, which stops when this is dropped.
struct Sshd {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write_program(path: &Path, text: &str) {
    fs::write(path, text).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
}

impl Sshd {
    /// Starts a server with keys of its own; `extra` is added to its settings. Returns `None` where there is none.
    fn start(project: &Project, extra: &str) -> Option<Sshd> {
        let program = std::env::var("SSHD").ok()?;
        let folder = project.path("ssh");
        fs::create_dir(&folder).expect("a folder");
        for key in ["host", "user"] {
            let mut keygen = Command::new("ssh-keygen");
            keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(folder.join(key));
            assert!(keygen.status().expect("ssh-keygen").success());
        }
        fs::copy(folder.join("user.pub"), folder.join("authorized")).expect("a file");
        let port =
            TcpListener::bind(("127.0.0.1", 0)).and_then(|it| it.local_addr()).expect("a free port").port();
        let at = folder.display();
        let settings = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {at}/host\nAuthorizedKeysFile {at}/authorized\nPidFile none\n\
             StrictModes no\nPasswordAuthentication no\nSubsystem sftp internal-sftp\n{extra}"
        );
        fs::write(folder.join("sshd_config"), settings).expect("a file");
        let client = format!(
            "Host *\nIdentityFile {at}/user\nIdentitiesOnly yes\nStrictHostKeyChecking no\nUserKnownHostsFile {at}/known\nLogLevel ERROR\n"
        );
        fs::write(folder.join("ssh_config"), client).expect("a file");
        // The settings of a user are not in $HOME, but where the system says.
        fs::create_dir(folder.join("bin")).expect("a folder");
        for name in ["ssh", "sftp"] {
            write_program(
                &folder.join("bin").join(name),
                &format!("#!/bin/sh\nexec /usr/bin/{name} -F {at}/ssh_config \"$@\"\n"),
            );
        }
        let child = Command::new(program)
            .args(["-D", "-e", "-f"])
            .arg(folder.join("sshd_config"))
            .stderr(Stdio::null())
            .spawn();
        let sshd = Sshd { child: child.expect("sshd"), port, folder };
        let deadline = Instant::now() + Duration::from_secs(20);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "the server does not start");
            thread::sleep(Duration::from_millis(20));
        }
        Some(sshd)
    }

    fn publish(&self, project: &Project) -> Run {
        let mut command = project.command(&["publish", "--yes", "--no-pdf"]);
        let path =
            format!("{}:{}", self.folder.join("bin").display(), std::env::var("PATH").expect("a path"));
        command.env("PATH", path);
        Run::of(command)
    }
}

/// Returns a guide with names that a shell, `rsync` and `sftp` could misread.
fn ssh_guide() -> Project {
    let project = guide("");
    project.write("content/tips/it's [a] $HOME *.md", "# Odd\n");
    project.write("content/tips/zwei  Wörter.md", "# Zwei\n");
    project.write("content/one/two/it's deep.md", "# Deep\n");
    project
}

fn round(project: &Project, sshd: &Sshd) {
    let there = project.path("srv/my guide's");
    fs::create_dir_all(project.path("srv")).expect("a folder");
    let table = format!(
        "[publish.server]\nto = \"ssh\"\nhost = \"127.0.0.1\"\nport = {}\npath = \"{}\"\n",
        sshd.port,
        there.display()
    );
    project.write("site.toml", format!("title = \"Rest\"\n{table}"));
    let run = sshd.publish(project);
    assert!(run.code == 0, "{}", run.stderr);
    assert_published(project, &files(&there));
    fs::write(there.join("mine.txt"), "precious").expect("a file");
    project.write("content/tips/rest.md", "# Rest\n\nA word.\n");
    project.write("content/index.md", "# Home\n");
    fs::remove_file(project.path("content/tips/zwei  Wörter.md")).expect("there");
    fs::remove_dir_all(project.path("content/one")).expect("there");
    let run = sshd.publish(project);
    assert!(run.code == 0, "{}", run.stderr);
    assert_eq!(fs::read(there.join("mine.txt")).expect("there"), b"precious");
    assert!(there.join("tips").is_dir() && !there.join("one").exists());
    fs::remove_file(there.join("mine.txt")).expect("there");
    assert_published(project, &files(&there));
    let run = sshd.publish(project);
    assert!(run.stdout.contains("is up to date"), "{}", run.stdout);
    // A run that did not finish is found, and its files are listed.
    let manifest = fs::read_to_string(there.join("handout-manifest.json")).expect("there");
    fs::write(there.join("handout-manifest.next.json"), manifest.replacen("\"size\":", "\"size\":1", 1))
        .expect("a file");
    let run = sshd.publish(project);
    assert!(run.code == 0, "{}", run.stderr);
    assert_published(project, &files(&there));
}

#[test]
fn a_server_gets_the_site_with_rsync() {
    let project = ssh_guide();
    let Some(sshd) = Sshd::start(&project, "") else { return };
    round(&project, &sshd);
}

#[test]
fn a_server_without_rsync_gets_the_site_with_sftp() {
    let project = ssh_guide();
    let Some(sshd) = Sshd::start(&project, "ForceCommand internal-sftp\n") else { return };
    write_program(&sshd.folder.join("bin/rsync"), "#!/bin/sh\nexit 1\n");
    round(&project, &sshd);
}

#[test]
fn a_server_that_cannot_be_reached_is_an_error_with_advice() {
    let project = ssh_guide();
    let Some(sshd) = Sshd::start(&project, "") else { return };
    let table = |port: u16, path: &str| {
        format!(
            "title = \"Rest\"\n[publish.server]\nto = \"ssh\"\nhost = \"127.0.0.1\"\nport = {port}\npath = \"{path}\"\n"
        )
    };
    project.write("site.toml", table(9, "x"));
    let run = sshd.publish(&project);
    assert!(run.code != 0 && run.stderr.contains("Check `host` and `port`"), "{}", run.stderr);
    project.write("site.toml", table(sshd.port, "/proc/1/guide"));
    let run = sshd.publish(&project);
    assert!(run.code != 0 && run.stderr.contains("Nothing was changed"), "{}", run.stderr);
    fs::write(sshd.folder.join("authorized"), "").expect("a file");
    let run = sshd.publish(&project);
    assert!(run.code != 0 && run.stderr.contains("Sign in with a key"), "{}", run.stderr);
}
