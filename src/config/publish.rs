//! `[publish.NAME]` in `site.toml` → `Destination`: a place that `handout publish` brings the site to. Secrets are not settings:
//! they come from the environment.

use crate::config::address::{base_url, is_ipv6, is_secure};
use crate::date::{Period, TimeUnit};
use crate::diagnostic::Diagnostic;
use crate::raw::{Entry, Spanned, Value};
use crate::schema::{Named, Settings, TableReader, ValueType, choices, filled_text, named, settings};

settings! {
    /// A place that `handout publish` brings the site to.
    #[derive(Clone, Debug, PartialEq)]
    pub struct PublishEntry in "[publish.NAME]" {
        /// What kind of place it is.
        to: Option<Spanned<HostKind>>;
        /// The address of the site there, instead of `url`.
        url: Option<String>, ValueType::Text => address;
        /// The folder on this computer or on the server, or the ZIP file.
        path: Option<String>, ValueType::Text => filled_text;
        /// The server, as `host` or `user@host`.
        host: Option<String>, ValueType::Text => host;
        /// The port of the server, if it is not 22.
        port: Option<u16>, ValueType::Whole => port;
        /// The bucket.
        bucket: Option<String>, ValueType::Text => identifier;
        /// The folder in the bucket, if the site is not at its top.
        prefix: Option<String>, ValueType::Text => prefix;
        /// The region of the bucket; `us-east-1` by default.
        region: Option<String>, ValueType::Text => filled_text;
        /// The address of the storage, if it is not Amazon's.
        endpoint: Option<String>, ValueType::Text => secure_address;
        /// Whether the bucket is part of the path of an address, not of its host; on by default with an `endpoint`.
        path_style: Option<bool>;
        /// The Git repository: the name of a remote, or an address; `origin` by default.
        repository: Option<String>, ValueType::Text => word;
        /// The branch; `gh-pages` by default.
        branch: Option<String>, ValueType::Text => branch;
        /// Whether the branch keeps its earlier commits; on by default.
        history: Option<bool>;
        /// The site at Netlify: its ID, or its name such as `my-guide.netlify.app`.
        site: Option<String>, ValueType::Text => identifier;
        /// The Worker at Cloudflare.
        worker: Option<String>, ValueType::Text => identifier;
        /// The account at Cloudflare; by default that of the environment.
        account: Option<String>, ValueType::Text => identifier;
        /// The address of the host's interface, for a host that speaks the same language.
        api: Option<String>, ValueType::Text => secure_address;
        /// A program and its arguments, which receives the plan as JSON.
        command: Vec<String>;
        /// For how long files stay that open pages may still load; `7 days` by default.
        keep: Option<Period>;
    }
}

choices! {
    /// A kind of place.
    pub enum HostKind {
        /// A folder.
        Folder = "folder",
        /// A ZIP file.
        Zip = "zip",
        /// A bucket of Amazon S3 or of storage that is compatible with it.
        S3 = "s3",
        /// A branch of a Git repository.
        Git = "git",
        /// A server that is reached with SSH.
        Ssh = "ssh",
        /// Netlify.
        Netlify = "netlify",
        /// A Cloudflare Worker.
        Cloudflare = "cloudflare",
        /// A program.
        Command = "command",
    }
}

impl HostKind {
    /// Returns the keys that a kind of place needs, and those that it may have besides `to` and `url`.
    fn keys(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            HostKind::Folder => (&["path"], &["keep"]),
            HostKind::Zip => (&["path"], &[]),
            HostKind::S3 => (&["bucket"], &["prefix", "region", "endpoint", "path_style", "keep"]),
            HostKind::Git => (&[], &["repository", "branch", "history"]),
            HostKind::Ssh => (&["host", "path"], &["port", "keep"]),
            HostKind::Netlify => (&["site"], &["api"]),
            HostKind::Cloudflare => (&["worker"], &["account", "api"]),
            HostKind::Command => (&["command"], &[]),
        }
    }

    /// Returns where a kind of place has its secrets from.
    fn credentials(self) -> &'static str {
        match self {
            HostKind::S3 => {
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or ~/.aws/credentials"
            }
            HostKind::Netlify => "NETLIFY_AUTH_TOKEN in the environment",
            HostKind::Cloudflare => "CLOUDFLARE_API_TOKEN in the environment",
            HostKind::Git | HostKind::Ssh => "your SSH key, or a credential helper of Git",
            HostKind::Folder | HostKind::Zip | HostKind::Command => "the environment",
        }
    }
}

/// The choice of a destination.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PublishTo {
    /// None: the site is only built.
    #[default]
    Nowhere,
    /// The only one that the guide has.
    Only,
    /// The one with this name.
    Named(String),
}

/// A place to publish to, with everything that its kind needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// Its name.
    pub name: String,
    /// The address of the site there.
    pub url: Option<String>,
    /// For how long files stay that open pages may still load.
    pub keep: Period,
    /// Where it is.
    pub host: Host,
}

/// Where a place is.
#[derive(Clone, Debug, PartialEq)]
pub enum Host {
    /// A folder, relative to that of the guide.
    Folder(String),
    /// A ZIP file, relative to the folder of the guide.
    Zip(String),
    /// A bucket.
    S3(Bucket),
    /// A branch.
    Git(Branch),
    /// A server.
    Ssh(Server),
    /// A site at Netlify.
    Netlify {
        /// Its ID or name.
        site: String,
        /// The address of the interface.
        api: Option<String>,
    },
    /// A Worker at Cloudflare.
    Cloudflare {
        /// Its name.
        worker: String,
        /// The account.
        account: Option<String>,
        /// The address of the interface.
        api: Option<String>,
    },
    /// A program and its arguments.
    Command(Vec<String>),
}

/// A bucket of Amazon S3 or of storage that is compatible with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// The folder of the site in it: empty, or with a final `/`.
    pub prefix: String,
    /// Its region.
    pub region: String,
    /// The address of the storage, if it is not Amazon's.
    pub endpoint: Option<String>,
    /// Whether its name is part of the path of an address.
    pub is_in_path: bool,
}

/// A branch of a Git repository.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// The name of a remote, or an address.
    pub repository: String,
    /// Its name.
    pub name: String,
    /// Whether it keeps its earlier commits.
    pub keeps_history: bool,
}

/// A folder of a server that is reached with SSH.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    /// `host` or `user@host`; an address of IPv6 has no brackets.
    pub host: String,
    /// The port, if it is not 22.
    pub port: Option<u16>,
    /// The folder, relative to that of the user.
    pub path: String,
}

/// Reads the places of a guide. One with mistakes is left out.
pub fn destinations(entry: &Entry, reader: &mut TableReader<'_>) -> Option<Vec<Destination>> {
    let before = reader.problems.len();
    let read = named::<PublishEntry>(entry, reader, "a place", |name| format!("[publish.{name}]"))?;
    let tables = entry.node.entries()?;
    explain_secrets(tables, reader, before);
    let written = |name: &str| tables.iter().find(|it| it.key == name).and_then(|it| it.node.entries());
    let destination = |Named { name, value }: Named<PublishEntry>| {
        let keys = written(&name.value).unwrap_or_default();
        if !is_complete(&name, &value, keys, reader) {
            return None;
        }
        let before = reader.problems.len();
        let (title, span) = (format!("[publish.{}]", name.value), name.span.clone());
        let destination = value.into_destination(name.value);
        // What is not valid is reported already.
        if destination.is_none() && reader.problems.len() == before && !has_problem_in(reader, keys) {
            let problem = Diagnostic::error(reader.place(&span), format!("a key of {title} is empty"));
            reader.problems.push(problem.help("give each key a value"));
        }
        destination
    };
    Some(read.into_iter().filter_map(destination).collect())
}

/// Words of which one is in the name of a key for a secret.
const SECRETS: [&str; 7] = ["secret", "token", "password", "passphrase", "credential", "auth", "key"];

/// Says of unknown keys that are named like secrets where those come from, in the problems from `before` on.
fn explain_secrets(tables: &[Entry], reader: &mut TableReader<'_>, before: usize) {
    for table in tables {
        let keys = table.node.entries().unwrap_or_default();
        let kind = keys.iter().find(|key| key.key == "to").and_then(|key| HostKind::from_name(key.text()?));
        let is_secret = |key: &&Entry| {
            let name = key.key.to_ascii_lowercase();
            PublishEntry::FIELDS.iter().all(|it| it.name != key.key)
                && SECRETS.iter().any(|it| name.contains(it))
        };
        for key in keys.iter().filter(is_secret) {
            let place = reader.place(&key.key_span);
            let from = kind.map_or("the environment", HostKind::credentials);
            for problem in reader.problems.iter_mut().skip(before).filter(|problem| problem.place == place) {
                let help = format!("remove it: secrets do not belong in site.toml; they come from {from}");
                problem.help = Some(help);
            }
        }
    }
}

/// Reports whether a problem was found in one of these entries.
fn has_problem_in(reader: &TableReader<'_>, entries: &[Entry]) -> bool {
    let spans = entries.iter().flat_map(|entry| [&entry.key_span, &entry.node.span]);
    let places: Vec<_> = spans.map(|span| reader.place(span)).collect();
    reader.problems.iter().any(|problem| places.contains(&problem.place))
}

/// Reports keys that a place needs, and those that do not belong to its kind.
fn is_complete(
    name: &Spanned<String>,
    entry: &PublishEntry,
    keys: &[Entry],
    reader: &mut TableReader<'_>,
) -> bool {
    let table = format!("[publish.{}]", name.value);
    let Some(kind) = &entry.to else {
        if !keys.iter().any(|key| key.key == "to") {
            let kinds: Vec<_> = HostKind::NAMES.iter().map(|kind| format!("`{kind}`")).collect();
            let message = format!("{table} does not say what kind of place it is");
            let problem = Diagnostic::error(reader.place(&name.span), message);
            reader.problems.push(problem.help(format!("add `to = \"…\"`: one of {}", kinds.join(", "))));
        }
        return false;
    };
    let (needed, other) = kind.value.keys();
    let before = reader.problems.len();
    for key in keys {
        let is_own = ["to", "url"].iter().chain(needed).chain(other).any(|own| *own == key.key);
        let is_known = PublishEntry::FIELDS.iter().any(|it| it.name == key.key);
        if is_known && !is_own {
            let message = format!("`{}` does not belong to `to = \"{}\"`", key.key, kind.value.name());
            let own: Vec<_> = needed.iter().chain(other).map(|own| format!("`{own}`")).collect();
            let problem = Diagnostic::error(reader.place(&key.key_span), message);
            reader.problems.push(problem.help(format!("remove it; the keys are {}", own.join(", "))));
        }
    }
    for key in needed.iter().filter(|needed| !keys.iter().any(|key| key.key == **needed)) {
        let message = format!("{table} has no `{key}`");
        let problem = Diagnostic::error(reader.place(&kind.span), message);
        let help = format!("`to = \"{}\"` needs `{key}`", kind.value.name());
        reader.problems.push(problem.help(help));
    }
    reader.problems.len() == before
}

impl PublishEntry {
    /// Returns the place; `None` if a key that it needs is not valid.
    fn into_destination(self, name: String) -> Option<Destination> {
        let host = match self.to?.value {
            HostKind::Folder => Host::Folder(self.path?),
            HostKind::Zip => Host::Zip(self.path?),
            HostKind::S3 => Host::S3(Bucket {
                name: self.bucket?,
                prefix: self.prefix.unwrap_or_default(),
                region: self.region.unwrap_or_else(|| "us-east-1".into()),
                is_in_path: self.path_style.unwrap_or(self.endpoint.is_some()),
                endpoint: self.endpoint,
            }),
            HostKind::Git => Host::Git(Branch {
                repository: self.repository.unwrap_or_else(|| "origin".into()),
                name: self.branch.unwrap_or_else(|| "gh-pages".into()),
                keeps_history: self.history.unwrap_or(true),
            }),
            HostKind::Ssh => {
                Host::Ssh(Server { host: self.host?, port: self.port, path: from_home(&self.path?) })
            }
            HostKind::Netlify => Host::Netlify { site: self.site?, api: self.api },
            HostKind::Cloudflare => {
                Host::Cloudflare { worker: self.worker?, account: self.account, api: self.api }
            }
            HostKind::Command => {
                Host::Command(Some(self.command).filter(|it| it.first().is_some_and(|it| !it.is_empty()))?)
            }
        };
        let keep = self.keep.unwrap_or(Period { count: 7, unit: TimeUnit::Days });
        Some(Destination { name, url: self.url, keep, host })
    }
}

/// Returns a folder of a server without the sign for the user's own folder, from which a relative path leads anyway.
fn from_home(path: &str) -> String {
    match path.strip_prefix("~/") {
        Some("") => ".".into(),
        Some(rest) => rest.into(),
        None if path == "~" => ".".into(),
        None => path.into(),
    }
}

fn address(entry: &Entry, reader: &mut TableReader<'_>) -> Option<String> {
    base_url(entry.text()?)
        .map_err(|why| reader.error(&entry.node.span, format!("`{}`: {why}", entry.key)))
        .ok()
}

/// Reads an address that secrets are sent to: with HTTPS, or on this computer.
fn secure_address(entry: &Entry, reader: &mut TableReader<'_>) -> Option<String> {
    let url = address(entry, reader)?;
    if is_secure(&url) {
        return Some(url);
    }
    let message = format!("`{}`: your credentials would be sent without encryption", entry.key);
    let problem = Diagnostic::error(reader.place(&entry.node.span), message);
    reader.problems.push(problem.help("use an address that starts with https://"));
    None
}

/// Reads a server, and returns it with an address of IPv6 without brackets. It becomes an argument of `ssh`, so it cannot look like
/// a flag.
fn host(entry: &Entry, reader: &mut TableReader<'_>) -> Option<String> {
    let text = entry.text()?;
    let name = text.rsplit_once('@').map_or(text, |(_, name)| name);
    let address = name.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(name);
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"@._-".contains(&byte);
    let user = &text[..text.len() - name.len()];
    let is_name = !name.is_empty() && name.bytes().all(is_part);
    if user.bytes().all(is_part) && !text.starts_with('-') && (is_name || is_ipv6(address)) {
        return Some(format!("{user}{address}"));
    }
    let problem = reader.place(&entry.node.span);
    let problem = Diagnostic::error(problem, "`host` expects a server such as `user@example.org`");
    let help = "write the folder as `path` and the port as `port`; you sign in with an SSH key";
    reader.problems.push(problem.help_if(text.contains(':').then(|| help.to_owned())));
    None
}

fn port(entry: &Entry, reader: &mut TableReader<'_>) -> Option<u16> {
    let Value::Integer(number) = entry.node.value else { return None };
    let port = u16::try_from(number).ok().filter(|port| *port > 0);
    if port.is_none() {
        reader.error(&entry.node.span, format!("`port` expects a number from 1 to 65535, found {number}"));
    }
    port
}

/// Reads a folder in a bucket, and returns it with a final `/`.
fn prefix(entry: &Entry, reader: &mut TableReader<'_>) -> Option<String> {
    let text = entry.text()?.trim_matches('/');
    match crate::paths::join("", text) {
        Some(path) if path == text => Some(if path.is_empty() { path } else { path + "/" }),
        _ => {
            reader.error(
                &entry.node.span,
                format!("`prefix` expects a folder such as `guides/milk`, found `{text}`"),
            );
            None
        }
    }
}

/// Reads a name that becomes an argument of `git`, so it cannot look like a flag.
fn word(entry: &Entry, reader: &mut TableReader<'_>) -> Option<String> {
    let text = entry.text()?.trim();
    let authority = text.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or_default());
    let user = authority.and_then(|authority| authority.rsplit_once('@')).map(|(user, _)| user);
    if user.is_some_and(|user| user.contains(':') || text.starts_with("http")) {
        let message = format!(
            "`{}` has a password or token in it, which everybody with this file could use",
            entry.key
        );
        let problem = Diagnostic::error(reader.place(&entry.node.span), message);
        reader
            .problems
            .push(problem.help("remove it, and let a credential helper of Git or an SSH key sign in"));
        return None;
    }
    let is_valid = !text.is_empty() && !text.starts_with('-') && !text.chars().any(char::is_whitespace);
    if !is_valid {
        reader.error(&entry.node.span, format!("`{}` expects a name without spaces", entry.key));
    }
    is_valid.then(|| text.to_owned())
}

/// Reads the name of a branch, by the rules of `git check-ref-format`.
fn branch(entry: &Entry, reader: &mut TableReader<'_>) -> Option<String> {
    let name = entry.text()?.trim();
    let is_part = |part: &str| {
        let has_forbidden = part.contains(|c: char| c.is_control() || " ~^:?*[\\".contains(c));
        !part.is_empty() && !part.starts_with('.') && part.strip_suffix(".lock").is_none() && !has_forbidden
    };
    let is_valid = name.split('/').all(is_part)
        && !name.starts_with('-')
        && !name.ends_with('.')
        && !["..", "@{"].iter().any(|sign| name.contains(sign))
        && name != "@";
    let short = name.strip_prefix("refs/heads/");
    if is_valid && short.is_none() && name != "HEAD" {
        return Some(name.to_owned());
    }
    let place = reader.place(&entry.node.span);
    let problem = Diagnostic::error(place, format!("`branch` expects the name of a branch, found `{name}`"));
    let example = short.filter(|short| !short.is_empty()).unwrap_or("gh-pages");
    reader.problems.push(problem.help(format!("write a name such as `{example}`")));
    None
}

/// Reads a name that becomes a part of an address.
fn identifier(entry: &Entry, reader: &mut TableReader<'_>) -> Option<String> {
    let text = entry.text()?.trim();
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_valid = !text.is_empty() && text.bytes().all(is_part) && !text.starts_with('.');
    if !is_valid {
        reader.error(
            &entry.node.span,
            format!("`{}` expects letters, digits, `-` and `.`, found `{text}`", entry.key),
        );
    }
    is_valid.then(|| text.to_owned())
}
