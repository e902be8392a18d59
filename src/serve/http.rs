//! Answers the requests that the listener accepted, with `tiny_http`. Every address is looked up in the route table; no
//! path of a request reaches the file system. What is served is what is built, with one script tag added to each page.

use std::fs::File;
use std::io::{Cursor, Read};
use std::sync::Arc;

use tiny_http::{Header, Request, Response};
use xxhash_rust::xxh3::xxh3_64;

use super::current::{Current, Published, Revision};
use super::request::{self, SECRET_FIELD};
use super::state::State;
use crate::diagnostic::{Colours, Diagnostic};
use crate::discover::{Stamp, input};
use crate::outputs::{self, Context, Made, Rendered, delivery};
use crate::paths::{UrlPath, nfc};
use crate::site::{Output, Pdf, Scaled};

/// The folder of the preview's own files. No file of a guide has such an address, because it starts with a dot.
const OWN: &str = ".handout/";

/// The directives that the preview's own script and style sheet need.
const OWN_DIRECTIVES: [&str; 3] = ["script-src", "style-src", "connect-src"];

/// Returns the content security policy of a site with what the preview's own script needs. Whatever the policy blocks on
/// a host is blocked here first.
pub fn preview_policy(policy: &str) -> String {
    let mut directives: Vec<Vec<&str>> =
        policy.split(';').map(|it| it.split_whitespace().collect()).collect();
    directives.retain(|directive: &Vec<&str>| !directive.is_empty());
    for name in OWN_DIRECTIVES {
        let at = |name: &str| directives.iter().position(|directive| directive[0].eq_ignore_ascii_case(name));
        // A directive that is missing means the same as `default-src`; without that, everything is allowed.
        let Some(found) = at(name).or(at("default-src")) else { continue };
        let mut sources = directives[found][1..].to_vec();
        sources.retain(|source| !source.eq_ignore_ascii_case("'none'"));
        if !sources.contains(&"'self'") {
            sources.push("'self'");
        }
        let directive = [vec![name], sources].concat();
        match at(name) {
            Some(found) => directives[found] = directive,
            None => directives.push(directive),
        }
    }
    directives.iter().map(|directive| directive.join(" ")).collect::<Vec<_>>().join("; ")
}

/// Returns the header fields of every answer under a policy. The scripts of the preview may see which of its pages they
/// are on.
fn fields(policy: &str) -> [(&'static str, String); 4] {
    [
        ("Content-Security-Policy", preview_policy(policy)),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        ("Referrer-Policy", "same-origin".to_owned()),
    ]
}

/// The data that answers to requests need.
pub struct ServerState {
    /// The published state.
    pub current: Arc<Current>,
    /// Proves that the listener accepted a request.
    pub secret: String,
    /// Proves that this preview served the page that requests events.
    pub token: String,
    /// Whether open pages go to the page that was edited.
    pub follow: Follow,
}

/// Whether open pages go to the page that was edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// They stay where they are.
    Stay,
    /// They go there.
    Edited,
}

/// An answer before it is sent.
struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

enum Body {
    Bytes(Vec<u8>),
    Shared(Arc<[u8]>),
    File(File, u64),
}

/// Returns the header fields of an answer that shows nothing of the guide, as lines.
pub fn common_fields() -> String {
    let mut lines = String::new();
    for (name, value) in fields(delivery::POLICY) {
        lines.extend([name, ": ", value.as_str(), "\r\n"]);
    }
    lines
}

fn field<'a>(request: &'a Request, name: &'static str) -> Option<&'a str> {
    request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str())
}

/// Returns the path that a request names, without the slash at its start.
fn requested(request: &Request) -> String {
    // Remove one slash only: an address with more leads nowhere.
    let path = request::path_of(request.url()).unwrap_or_default();
    path.strip_prefix('/').unwrap_or_default().to_owned()
}

/// Reports whether the answer to a request may wait for the print engine.
pub fn is_slow(state: &ServerState, request: &Request) -> bool {
    let published = state.current.get();
    matches!(
        published.output(&UrlPath::new(nfc(&requested(request)))),
        Some((_, Output::Pdf(_) | Output::Archive))
    )
}

/// Answers a request that the listener accepted.
pub fn answer(state: &ServerState, request: Request) {
    if field(&request, SECRET_FIELD) != Some(&state.secret) {
        return send(request, plain(403, "this address is internal to the preview"), delivery::POLICY);
    }
    let path = requested(&request);
    let published = state.current.get();
    let answer = match path.strip_prefix(OWN) {
        Some(own) => own_file(own),
        None => page(state, &published, &path, field(&request, "If-None-Match")),
    };
    send(request, answer, delivery::policy(&published.revision.snapshot.config.web));
}

fn send(request: Request, answer: Answer, policy: &str) {
    let Answer { status, headers, body } = answer;
    let (reader, length): (Box<dyn Read>, usize) = match body {
        Body::Bytes(bytes) => {
            let length = bytes.len();
            (Box::new(Cursor::new(bytes)), length)
        }
        Body::Shared(bytes) => {
            let length = bytes.len();
            (Box::new(Cursor::new(bytes)), length)
        }
        // A file may grow while it is sent; send the length that was announced.
        Body::File(file, length) => {
            (Box::new(file.take(length)), usize::try_from(length).unwrap_or(usize::MAX))
        }
    };
    let all = headers.into_iter().chain(fields(policy));
    let headers = all.filter_map(|(name, value)| Header::from_bytes(name, value).ok());
    let response = Response::new(status.into(), headers.collect(), reader, Some(length), None);
    // Ignore disconnects.
    let _ = request.respond(response.with_chunked_threshold(usize::MAX));
}

fn plain(status: u16, text: &str) -> Answer {
    typed(status, "text/plain; charset=utf-8", format!("{text}\n"))
}

fn typed(status: u16, kind: &str, text: impl Into<Vec<u8>>) -> Answer {
    let headers = vec![("Content-Type", kind.to_owned()), ("Cache-Control", "no-store".to_owned())];
    Answer { status, headers, body: Body::Bytes(text.into()) }
}

/// Answers with the preview's own script or style sheet.
fn own_file(name: &str) -> Answer {
    match name {
        "preview.js" => typed(200, "text/javascript; charset=utf-8", include_str!("preview.js")),
        "preview.css" => typed(200, "text/css; charset=utf-8", include_str!("preview.css")),
        _ => plain(404, "the preview has no such file"),
    }
}

/// The result of looking up an address.
pub enum Lookup {
    /// A status and a page, which may be one that says why there is no other.
    Page(u16, Vec<u8>),
    /// A PDF to typeset.
    Pdf(Arc<Revision>, Pdf),
    /// The archive of the site, with the PDFs in it.
    Archive(Arc<Revision>),
    /// A smaller image to make.
    Image(Arc<Revision>, Scaled),
    /// Anything else.
    Other(Rendered),
}

/// Looks an address up and renders what is there, except for what needs the caches of PDFs and smaller images.
pub fn find(published: &Published, url: &UrlPath) -> Lookup {
    let (status, rendered) = match published.output(url) {
        Some((revision, Output::Pdf(pdf))) => return Lookup::Pdf(Arc::clone(revision), *pdf),
        Some((revision, Output::Archive)) => return Lookup::Archive(Arc::clone(revision)),
        Some((revision, Output::Scaled(scaled))) => {
            return Lookup::Image(Arc::clone(revision), scaled.clone());
        }
        Some((revision, output)) => (200, outputs::render(revision.context(), url, output)),
        None => {
            let rendered = outputs::not_found::at(published.revision.context(), url, Some(""));
            (404, rendered.map(Rendered::Made).map_err(Vec::from))
        }
    };
    match rendered {
        Ok(Rendered::Made(bytes)) if status == 404 || is_html(url) => Lookup::Page(status, bytes),
        Ok(other) => Lookup::Other(other),
        Err(problems) => Lookup::Page(500, failed(published, &problems)),
    }
}

fn page(state: &ServerState, published: &Published, path: &str, known: Option<&str>) -> Answer {
    let path =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let url = UrlPath::new(nfc(&path));
    let made = match find(published, &url) {
        Lookup::Page(status, bytes) => return html(state, published, &url, (status, bytes)),
        Lookup::Other(Rendered::Made(bytes)) => return typed(200, &content_type(&url), bytes),
        Lookup::Other(Rendered::File(location)) => return file(&url, &location, known),
        Lookup::Other(Rendered::Shared(bytes)) => Ok(bytes),
        Lookup::Pdf(revision, pdf) => state.current.pdfs.get(&revision.snapshot, &url, pdf),
        Lookup::Archive(revision) => archive(state, &revision, &url),
        Lookup::Image(revision, scaled) => {
            state.current.images.get(revision.context(), &scaled).map_err(Vec::from)
        }
    };
    match made {
        Ok(bytes) => shared(&url, bytes, known),
        Err(problems) => html(state, published, &url, (500, failed(published, &problems))),
    }
}

/// Renders the archive of the site as a build does, with every PDF made before.
fn archive(state: &ServerState, revision: &Revision, url: &UrlPath) -> Result<Arc<[u8]>, Vec<Diagnostic>> {
    let mut made = Made::default();
    for (url, output) in &revision.snapshot.site.routes {
        let Output::Pdf(pdf) = output else { continue };
        let bytes = state.current.pdfs.get(&revision.snapshot, url, *pdf)?;
        made.pdf_sizes.insert(url.clone(), bytes.len() as u64);
        made.pdfs.insert(url.clone(), bytes);
    }
    match outputs::render(Context::new(&revision.snapshot, &made), url, &Output::Archive)? {
        Rendered::Made(bytes) => Ok(bytes.into()),
        Rendered::Shared(bytes) => Ok(bytes),
        Rendered::File(_) => unreachable!("an archive is made"),
    }
}

/// Answers with a page to which the preview's script tag is added.
fn html(
    state: &ServerState,
    published: &Published,
    url: &UrlPath,
    (status, bytes): (u16, Vec<u8>),
) -> Answer {
    let tag = script_tag(state, url, &State::new(published, url, &bytes));
    typed(status, "text/html; charset=utf-8", with_tag(bytes, &tag))
}

/// Answers with bytes that a browser may cache.
fn shared(url: &UrlPath, bytes: Arc<[u8]>, known: Option<&str>) -> Answer {
    let tag = format!("\"{:016x}\"", xxh3_64(&bytes));
    tagged(url, tag, known, Body::Shared(bytes))
}

/// Returns a plain page in place of one that cannot be rendered.
fn failed(published: &Published, problems: &[Diagnostic]) -> Vec<u8> {
    let draw =
        |problem: &Diagnostic| problem.draw(&|path| published.revision.snapshot.text(path), Colours::Off);
    let drawn = problems.iter().map(draw).collect::<Vec<_>>().join("\n\n");
    let drawn = html_escape::encode_text(&drawn);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>This page cannot be rendered</title>\n\
         <h1>This page cannot be rendered</h1>\n<pre>{drawn}</pre>\n</html>\n"
    )
    .into_bytes()
}

/// Returns the tag of the preview's script, with the state that the page has now.
fn script_tag(server: &ServerState, url: &UrlPath, state: &State) -> String {
    let (page, token) = (html_escape::encode_double_quoted_attribute(url.as_str()), &server.token);
    let (text, versions) = (&state.text, state.versions());
    format!(
        "<script src=\"/{OWN}preview.js\" data-token=\"{token}\" data-page=\"{page}\" data-text=\"{text}\" \
         data-versions=\"{versions}\" defer></script>"
    )
}

/// Inserts a tag at the end of the body of a page.
fn with_tag(mut html: Vec<u8>, tag: &str) -> Vec<u8> {
    let at = memchr::memmem::rfind(&html, b"</body>").unwrap_or(html.len());
    html.splice(at..at, tag.bytes());
    html
}

/// Answers with a file of the guide as it is on the disk now.
fn file(url: &UrlPath, location: &std::path::Path, known: Option<&str>) -> Answer {
    let opened = input::open(location).and_then(|file| file.metadata().map(|metadata| (file, metadata)));
    match opened {
        Ok((file, metadata)) if metadata.is_file() => {
            let stamp = format!("{:?}", Stamp::of(&metadata));
            let tag = format!("\"{:016x}\"", xxh3_64(stamp.as_bytes()));
            tagged(url, tag, known, Body::File(file, metadata.len()))
        }
        _ => plain(404, "the file no longer exists"),
    }
}

/// Answers with an entity tag, so that a browser may cache the body (RFC 9110, section 13.1.2).
fn tagged(url: &UrlPath, tag: String, known: Option<&str>, body: Body) -> Answer {
    let matches = known.is_some_and(|known| {
        let same = |known: &str| known == "*" || known.trim_start_matches("W/") == tag;
        known.split(',').any(|known| same(known.trim()))
    });
    let kind = ("Content-Type", content_type(url));
    let headers = vec![("ETag", tag), ("Cache-Control", "no-cache".to_owned()), kind];
    // The body of a 304 is not sent, its length is (RFC 9110, section 8.6).
    Answer { status: if matches { 304 } else { 200 }, headers, body }
}

fn is_html(url: &UrlPath) -> bool {
    content_type(url).starts_with("text/html")
}

/// Returns the media type of an address by its extension, with the encoding if it is text.
fn content_type(url: &UrlPath) -> String {
    let kind = mime_guess::from_path(url.as_str()).first_or_octet_stream();
    let text = kind.type_() == "text"
        || kind.suffix().is_some_and(|suffix| suffix == "xml")
        || ["javascript", "json", "xml"].iter().any(|name| kind.subtype() == *name);
    if text { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}
