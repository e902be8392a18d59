//! A folder of a server that is reached with SSH: with `rsync` if both sides have it, else with `sftp`. Both are the commands of
//! this computer, so keys, agents and `~/.ssh/config` are as the author uses them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};

use super::folder::PARTIAL;
use super::local::LocalSite;
use super::process;
use super::store::{Bytes, Outgoing, Sent, Store};
use crate::config::address::is_ipv6;
use crate::config::publish::Server;
use crate::error::Error;

/// A folder of a server.
pub struct SshStore<'a> {
    server: &'a Server,
    destination: String,
    site: &'a LocalSite,
    way: Way,
}

/// How files are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// With `rsync`, and a shell on the server.
    Rsync,
    /// With `sftp` alone.
    Sftp,
}

/// How a command ended.
struct Ended {
    status: Option<i32>,
    out: Vec<u8>,
    errors: String,
}

impl<'a> SshStore<'a> {
    /// Opens a folder of a server: finds out how files can be sent there.
    pub fn open(server: &'a Server, site: &'a LocalSite, destination: &str) -> Result<SshStore<'a>, Error> {
        let mut store = SshStore { server, destination: destination.to_owned(), site, way: Way::Sftp };
        let has_rsync = Command::new("rsync").arg("--version").output().is_ok_and(|it| it.status.success());
        if has_rsync {
            let ended = store.shell("command -v rsync", &[])?;
            if ended.status == Some(255) {
                return Err(store.failed("reach the server", &ended));
            }
            if ended.status == Some(0) && !ended.out.is_empty() {
                store.way = Way::Rsync;
            }
        }
        Ok(store)
    }

    /// Runs a command of this computer.
    fn run(&self, program: &str, arguments: &[&OsStr], input: &[u8]) -> Result<Ended, Error> {
        let missing =
            |_| Error::refused(&self.destination, format!("needs the command `{program}`: install it"));
        let child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(missing)?;
        let output = process::end_of(child, input).map_err(Error::io("run", program))?;
        let errors = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Ok(Ended { status: output.status.code(), out: output.stdout, errors })
    }

    /// Returns the flags of `ssh` and `sftp`: never a question, because nobody answers it; `port` is the flag for the port.
    fn flags(&self, port: &str) -> Vec<String> {
        let mut flags = vec![
            "-o".to_owned(),
            "BatchMode=yes".to_owned(),
            "-o".to_owned(),
            "ConnectTimeout=20".to_owned(),
        ];
        if let Some(number) = self.server.port {
            flags.extend([port.to_owned(), number.to_string()]);
        }
        flags
    }

    /// Returns the server as the start of an address: an address of IPv6 in brackets.
    fn in_address(&self) -> String {
        let name = &self.server.host;
        match name.rsplit_once('@') {
            Some((user, host)) if is_ipv6(host) => format!("{user}@[{host}]"),
            None if is_ipv6(name) => format!("[{name}]"),
            _ => name.clone(),
        }
    }

    /// Runs a line in a shell of the server.
    fn shell(&self, line: &str, input: &[u8]) -> Result<Ended, Error> {
        let flags = self.flags("-p");
        let mut arguments: Vec<&OsStr> = flags.iter().map(OsStr::new).collect();
        arguments.extend([OsStr::new("--"), OsStr::new(&self.server.host), OsStr::new(line)]);
        self.run("ssh", &arguments, input)
    }

    /// Runs lines of `sftp`, of which the first that fails is the last, unless it begins with `-`.
    fn sftp(&self, lines: &str) -> Result<Ended, Error> {
        let flags = self.flags("-P");
        let mut arguments: Vec<&OsStr> = ["-q", "-b", "-"].iter().map(OsStr::new).collect();
        arguments.extend(flags.iter().map(OsStr::new));
        let server = self.in_address();
        arguments.extend([OsStr::new("--"), OsStr::new(&server)]);
        self.run("sftp", &arguments, lines.as_bytes())
    }

    fn failed(&self, doing: &str, ended: &Ended) -> Error {
        // A folder that exists is not a mistake.
        let errors = ended.errors.lines().filter(|line| !line.starts_with("remote mkdir "));
        let errors = errors.collect::<Vec<_>>().join("\n");
        let is = |words: &[&str]| words.iter().any(|word| errors.contains(word));
        let advice = if is(&["No space left", "Disk quota", "disk quota"]) {
            "The disk of the server is full: make room there"
        } else if is(&["Host key verification failed"]) {
            "Connect once with `ssh` yourself, and confirm that it is your server"
        } else if is(&["Permission denied (", "Too many authentication failures"]) {
            "Sign in with a key: `ssh-copy-id` puts yours on the server, and `ssh-add` unlocks it"
        } else if is(&["Permission denied", "permission denied"]) {
            "Let this user write to the folder, or choose another `path`"
        } else if is(&["Could not resolve hostname", "Connection refused", "timed out", "No route to host"]) {
            "Check `host` and `port`, and whether there is a connection"
        } else {
            "The command above failed"
        };
        let message = if errors.is_empty() { "no reason was given" } else { &errors };
        Error::refused(&self.destination, format!("could not {doing}: {message}\n{advice}"))
    }

    fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.server.path.trim_end_matches('/'))
    }

    /// Sends files of the site with `rsync`, which replaces each in one step at the end.
    fn rsync(&self, paths: &[&str]) -> Result<(), Error> {
        let shell = format!("ssh {}", self.flags("-p").join(" "));
        let mut from = self.site.folder.clone().into_os_string();
        from.push("/");
        let to = format!("{}:{}/", self.in_address(), self.server.path.trim_end_matches('/'));
        let flags = [
            "-rI",
            "--files-from=-",
            "--from0",
            "--delay-updates",
            "--chmod=D755,F644",
            "--protect-args",
            "-e",
            &shell,
            "--",
        ];
        let mut arguments: Vec<&OsStr> = flags.iter().map(OsStr::new).collect();
        arguments.extend([from.as_os_str(), OsStr::new(&to)]);
        let list = paths.join("\0");
        let ended = self.run("rsync", &arguments, list.as_bytes())?;
        if ended.status == Some(0) { Ok(()) } else { Err(self.failed("send files", &ended)) }
    }

    /// Sends files with `sftp`: each beside the old one first, then in its place.
    fn put(&self, files: &[(&str, String)]) -> Result<(), Error> {
        let mut lines = String::new();
        for folder in folders(&self.at(""), files.iter().map(|(path, _)| *path)) {
            let _ = writeln!(lines, "-mkdir {}", quoted(&folder));
        }
        for (path, from) in files {
            let (to, partial) = (self.at(path), self.at(&format!("{path}{PARTIAL}")));
            let _ = writeln!(lines, "put {} {}", quoted(from), quoted(&partial));
            let _ = writeln!(lines, "rename {} {}", quoted(&partial), quoted(&to));
        }
        let ended = self.sftp(&lines)?;
        if ended.status == Some(0) { Ok(()) } else { Err(self.failed("send files", &ended)) }
    }

    /// Sends bytes that are in no file of the site.
    fn send_bytes(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        match self.way {
            Way::Rsync => {
                let (to, partial) =
                    (shell_quoted(&self.at(path)), shell_quoted(&self.at(&format!("{path}{PARTIAL}"))));
                let folder = shell_quoted(self.server.path.trim_end_matches('/'));
                let line = format!("mkdir -p -- {folder} && cat > {partial} && mv -f -- {partial} {to}");
                let ended = self.shell(&line, bytes)?;
                if ended.status == Some(0) { Ok(()) } else { Err(self.failed("write to the folder", &ended)) }
            }
            Way::Sftp => {
                let file =
                    tempfile::NamedTempFile::new().map_err(Error::io("create", std::env::temp_dir()))?;
                fs::write(file.path(), bytes).map_err(Error::io("write", file.path()))?;
                self.put(&[(path, file.path().display().to_string())])
            }
        }
    }
}

impl Store for SshStore<'_> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.way {
            Way::Rsync => {
                let file = shell_quoted(&self.at(path));
                let ended =
                    self.shell(&format!("if [ -e {file} ]; then cat -- {file}; else exit 44; fi"), &[])?;
                match ended.status {
                    Some(0) => Ok(Some(ended.out)),
                    Some(44) => Ok(None),
                    _ => Err(self.failed("read the folder", &ended)),
                }
            }
            Way::Sftp => {
                let folder = tempfile::tempdir().map_err(Error::io("create", std::env::temp_dir()))?;
                let to = folder.path().join("file");
                let ended = self.sftp(&format!(
                    "get {} {}\n",
                    quoted(&self.at(path)),
                    quoted(&to.display().to_string())
                ))?;
                let is_missing =
                    ["not found", "No such file"].iter().any(|words| ended.errors.contains(words));
                match ended.status {
                    Some(0) => fs::read(&to).map(Some).map_err(Error::io("read", to)),
                    _ if is_missing => Ok(None),
                    _ => Err(self.failed("read the folder", &ended)),
                }
            }
        }
    }

    fn send(&self, files: &[Outgoing<'_>], sent: Sent<'_>) -> Result<(), Error> {
        let mut of_site = Vec::new();
        for outgoing in files {
            match outgoing.bytes {
                Bytes::Here(bytes) => self.send_bytes(outgoing.path, bytes)?,
                Bytes::In(site) => {
                    // Checks that the file is the planned one.
                    site.bytes(outgoing.path)?;
                    of_site.push(outgoing.path);
                }
            }
        }
        match self.way {
            _ if of_site.is_empty() => {}
            Way::Rsync => self.rsync(&of_site)?,
            Way::Sftp => {
                let from = |path: &str| self.site.folder.join(path).display().to_string();
                self.put(&of_site.iter().map(|path| (*path, from(path))).collect::<Vec<_>>())?;
            }
        }
        files.iter().try_for_each(|outgoing| sent(outgoing.path))
    }

    fn remove(&self, paths: &[&str]) -> Result<(), Error> {
        // A run that was killed may have left files that were not whole. Folders that are not empty stay.
        let partial = |path: &&str| self.at(&format!("{path}{PARTIAL}"));
        let files: Vec<String> = paths.iter().flat_map(|path| [self.at(path), partial(path)]).collect();
        let top = self.at("");
        let folders: Vec<String> = folders(&top, paths.iter().copied()).into_iter().skip(1).rev().collect();
        let ended = match self.way {
            Way::Rsync => self.shell("xargs -0 rm -f --", files.join("\0").as_bytes()).and_then(|ended| {
                if ended.status == Some(0) && !folders.is_empty() {
                    self.shell("xargs -0 rmdir -- 2>/dev/null || true", folders.join("\0").as_bytes())
                } else {
                    Ok(ended)
                }
            })?,
            Way::Sftp => {
                let line = |command: &str, path: &String| format!("-{command} {}\n", quoted(path));
                let files = files.iter().map(|file| line("rm", file));
                let lines: Vec<String> = files.chain(folders.iter().map(|it| line("rmdir", it))).collect();
                self.sftp(&lines.concat())?
            }
        };
        if ended.status == Some(0) { Ok(()) } else { Err(self.failed("remove files", &ended)) }
    }

    fn find(&self, paths: &[&str]) -> Result<BTreeMap<String, Option<String>>, Error> {
        let there = match self.way {
            Way::Rsync => self.list()?,
            Way::Sftp => self.list_folders(paths)?,
        };
        let found = paths.iter().filter(|path| there.contains(**path));
        Ok(found.map(|path| ((*path).to_owned(), None)).collect())
    }
}

impl SshStore<'_> {
    /// Returns all files of the folder, with a shell.
    fn list(&self) -> Result<BTreeSet<String>, Error> {
        let folder = shell_quoted(self.server.path.trim_end_matches('/'));
        let ended =
            self.shell(&format!("[ -d {folder} ] || exit 0; cd {folder} && find . -type f -print"), &[])?;
        if ended.status != Some(0) {
            return Err(self.failed("list the folder", &ended));
        }
        let lines = String::from_utf8_lossy(&ended.out).into_owned();
        Ok(lines.lines().filter_map(|line| Some(line.strip_prefix("./")?.to_owned())).collect())
    }

    /// Returns the files of the folders of some paths, with `sftp`.
    fn list_folders(&self, paths: &[&str]) -> Result<BTreeSet<String>, Error> {
        let top = self.at("");
        let lines = folders(&top, paths.iter().copied());
        let lines: Vec<String> = lines.iter().map(|folder| format!("-ls -1 {}\n", quoted(folder))).collect();
        let ended = self.sftp(&lines.concat())?;
        let out = String::from_utf8_lossy(&ended.out).into_owned();
        Ok(out.lines().filter_map(|line| Some(line.trim_end().strip_prefix(&top)?.to_owned())).collect())
    }
}

/// Returns every folder of the paths, each after the one that it is in.
fn folders<'a>(top: &str, paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut all = BTreeSet::new();
    all.insert(top.trim_end_matches('/').to_owned());
    for path in paths {
        for (at, _) in path.match_indices('/') {
            all.insert(format!("{top}{}", &path[..at]));
        }
    }
    all.into_iter().collect()
}

/// Returns an argument of a line of `sftp`. Between quotes, `*`, `?` and `[` are plain characters.
fn quoted(argument: &str) -> String {
    format!("\"{}\"", argument.replace('\\', r"\\").replace('"', "\\\""))
}

/// Returns an argument of a line of a POSIX shell (POSIX.1-2017, Shell Command Language, 2.2.2).
fn shell_quoted(argument: &str) -> String {
    format!("'{}'", argument.replace('\'', r"'\''"))
}
