//! The files that tell hosts how to serve the site: header fields, how long browsers may keep what, and redirects from
//! old addresses. `rules` collects these once; each host has a file that writes them in its language.
//!
//! Names come from authors, so each host's writer encodes or escapes them: no name can add a rule.

mod apache;
mod caddy;
mod cloud;
mod nginx;
mod rules;

use crate::config::{self, web::Host};
use crate::diagnostic::{Diagnostic, Place};
use crate::outputs::context::Rendered;
use crate::outputs::redirect;
use crate::paths::{self, SourcePath, UrlPath};
use crate::site::{HostFile, Output, Plan, Route};
use crate::snapshot::Snapshot;
use rules::Rules;

pub use rules::redirects;

/// The files, each with the hosts that read it.
const FILES: [(HostFile, &[Host]); 5] = [
    (HostFile::Headers, &[Host::Netlify, Host::Cloudflare]),
    (HostFile::Redirects, &[Host::Netlify, Host::Cloudflare]),
    (HostFile::Htaccess, &[Host::Apache]),
    (HostFile::Nginx, &[Host::Nginx]),
    (HostFile::Caddy, &[Host::Caddy]),
];

/// How much of a file a host reads.
struct Limit {
    host: Host,
    /// Its name in messages.
    name: &'static str,
    file: HostFile,
    /// The number of rules.
    rules: usize,
    /// The length of a line, in bytes.
    line: usize,
}

/// The number of redirects that Cloudflare reads.
const MAX_REDIRECTS: usize = 2000;

/// The length of a line of redirects that Cloudflare reads, in bytes.
const MAX_REDIRECT: usize = 1000;

/// The number of addresses with header fields that Cloudflare reads.
const MAX_HEADERS: usize = 100;

/// The length of a line of header fields that Cloudflare reads, in bytes.
const MAX_HEADER: usize = 2000;

/// The length of a word that nginx reads is 4,096 bytes (`ngx_conf_file.c`); of a line, a little less.
const MAX_NGINX_LINE: usize = 4000;

/// The limits: of Cloudflare, as its documentation of `_headers` and `_redirects` states them, and of nginx.
const LIMITS: [Limit; 3] = [
    Limit {
        host: Host::Cloudflare,
        name: "Cloudflare",
        file: HostFile::Headers,
        rules: MAX_HEADERS,
        line: MAX_HEADER,
    },
    Limit {
        host: Host::Cloudflare,
        name: "Cloudflare",
        file: HostFile::Redirects,
        rules: MAX_REDIRECTS,
        line: MAX_REDIRECT,
    },
    Limit {
        host: Host::Nginx,
        name: "nginx",
        file: HostFile::Nginx,
        rules: usize::MAX,
        line: MAX_NGINX_LINE,
    },
];

/// Returns the routes of the files for the hosts that the guide names. `_headers` and `_redirects` are read only at the
/// root of a host.
pub fn routes(plan: &Plan<'_>) -> Vec<Route> {
    let config = &plan.names.config;
    let has_folder = config.url.as_deref().is_some_and(|url| !paths::path_of_url(url).is_empty());
    let is_written = |file: HostFile| match file {
        HostFile::Headers => !has_folder,
        HostFile::Redirects => !has_folder && !redirect::routes(plan).is_empty(),
        HostFile::Htaccess | HostFile::Nginx | HostFile::Caddy => true,
    };
    let named = FILES.into_iter().filter(|(_, hosts)| hosts.iter().any(|host| config.web.has_host(*host)));
    let written = named.map(|(file, _)| file).filter(|file| is_written(*file));
    written.map(|file| Route::default(UrlPath::new(file.name()), Output::HostFile(file))).collect()
}

/// Renders a file. Fails if it would be more than a host reads.
pub fn render(snapshot: &Snapshot, file: HostFile) -> Result<Rendered, Vec<Diagnostic>> {
    let rules = Rules::new(snapshot);
    let web = &snapshot.config.web;
    let text = match file {
        HostFile::Headers => cloud::headers(&rules),
        HostFile::Redirects => cloud::redirects(&rules, web),
        HostFile::Htaccess => apache::file(&rules),
        HostFile::Nginx => nginx::file(&rules),
        HostFile::Caddy => caddy::file(&rules),
    };
    let problems: Vec<Diagnostic> = web
        .hosts
        .iter()
        .filter_map(|host| {
            let limit = LIMITS.iter().find(|limit| limit.host == host.value && limit.file == file)?;
            let (message, help) = exceeded(limit, &text)?;
            let place = Place::span(&SourcePath::new(config::FILE), host.span.clone());
            Some(Diagnostic::error(place, message).help(help))
        })
        .collect();
    if problems.is_empty() { Ok(text.into()) } else { Err(problems) }
}

/// Returns which limit a file exceeds, and what to do.
fn exceeded(limit: &Limit, text: &str) -> Option<(String, String)> {
    let (file, name) = (limit.file.name(), limit.name);
    let help = format!("put your own {file} into static/; pages at old addresses redirect without it");
    // A rule of Netlify and Cloudflare begins with the address that it is for.
    let rules = text.lines().filter(|line| line.starts_with('/')).count();
    if rules > limit.rules {
        let message = format!("{file} would have {rules} rules, and {name} reads {}", limit.rules);
        return Some((message, help));
    }
    let longest = text.lines().max_by_key(|line| line.len()).filter(|line| line.len() > limit.line)?;
    let start: String = longest.trim_start().chars().take(40).collect();
    let message =
        format!("a line of {file} would have {} bytes, and {name} reads {}", longest.len(), limit.line);
    Some((message, format!("shorten the address or the policy in `{start}…`, or {help}")))
}
