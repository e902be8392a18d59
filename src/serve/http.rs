//! Requests that came through the door → answers, by `tiny_http`. Every address is looked up in the route table; no
//! path of a request ever reaches the file system. What is served is what is built, with one script tag more in a page.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread;

use tiny_http::{Header, Request, Response, Server};
use xxhash_rust::xxh3::xxh3_64;

use super::door::SECRET_FIELD;
use super::head;
use super::slot::{Shown, Slot};
use super::state::State;
use crate::diagnostic::{Colours, Diagnostic};
use crate::discover::Stamp;
use crate::paths::UrlPath;
use crate::render::{self, Rendered};
use crate::site::{Output, Pdf, Scaled};
use crate::snapshot::Snapshot;

/// Addresses of the preview's own. A file of a guide never has such a name, for its first letter is a dot.
const OWN: &str = ".handout/";

/// The policy of a strict host, and what the preview's own script needs: that nothing comes from elsewhere, so that
/// what breaks there breaks here first.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; \
     script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What every answer says beside its own headers.
const ALWAYS: [(&str, &str); 4] = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
];

/// Threads that answer need the room that a deeply nested page takes to render.
pub const STACK: usize = 16 * 1024 * 1024;

/// What answers are made of.
pub struct Desk {
    /// What is shown.
    pub slot: Arc<Slot>,
    /// Proves that a request came through the door.
    pub secret: String,
    /// Proves that a listener for events is a page of this run.
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

/// A server on loopback that nobody but the door may use. Gives its address; it answers from then on.
pub fn start(desk: Arc<Desk>) -> io::Result<SocketAddr> {
    let server = Server::http((Ipv4Addr::LOCALHOST, 0)).map_err(io::Error::other)?;
    let address = server.server_addr().to_ip().ok_or_else(|| io::Error::other("no address on loopback"))?;
    thread::Builder::new().spawn(move || {
        for request in server.incoming_requests() {
            let desk = Arc::clone(&desk);
            // The door bounds the number of requests. A thread that cannot start drops its request, which answers it.
            let _ = thread::Builder::new().stack_size(STACK).spawn(move || answer(&desk, request));
        }
    })?;
    Ok(address)
}

/// What every answer says beside its own headers, as lines of a head.
pub fn always() -> String {
    ALWAYS.iter().flat_map(|(name, value)| [name, ": ", value, "\r\n"]).collect()
}

fn field<'a>(request: &'a Request, name: &'static str) -> Option<&'a str> {
    request.headers().iter().find(|it| it.field.equiv(name)).map(|it| it.value.as_str())
}

fn answer(desk: &Desk, request: Request) {
    if field(&request, SECRET_FIELD) != Some(&desk.secret) {
        return send(request, plain(403, "this is not the door"));
    }
    // Only one slash is the root's; what has more names nothing.
    let path = head::path_of(request.url()).unwrap_or_default();
    let path = path.strip_prefix('/').unwrap_or_default();
    match path.strip_prefix(OWN) {
        Some(own) => send(request, own_file(own)),
        None => {
            let answer = page(desk, path, field(&request, "If-None-Match"));
            send(request, answer);
        }
    }
}

fn send(request: Request, answer: Answer) {
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
        // A file that grows while it is sent is cut at the length that was promised.
        Body::File(file, length) => {
            (Box::new(file.take(length)), usize::try_from(length).unwrap_or(usize::MAX))
        }
    };
    let always = ALWAYS.map(|(name, value)| (name, value.to_owned()));
    let headers =
        headers.into_iter().chain(always).filter_map(|(name, value)| Header::from_bytes(name, value).ok());
    let response = Response::new(status.into(), headers.collect(), reader, Some(length), None);
    // A reader that went away is no trouble of ours.
    let _ = request.respond(response.with_chunked_threshold(usize::MAX));
}

fn plain(status: u16, text: &str) -> Answer {
    typed(status, "text/plain; charset=utf-8", format!("{text}\n"))
}

fn typed(status: u16, kind: &str, text: impl Into<Vec<u8>>) -> Answer {
    let headers = vec![("Content-Type", kind.to_owned()), ("Cache-Control", "no-store".to_owned())];
    Answer { status, headers, body: Body::Bytes(text.into()) }
}

/// The preview's own script and style sheet.
fn own_file(name: &str) -> Answer {
    match name {
        "preview.js" => typed(200, "text/javascript; charset=utf-8", include_str!("preview.js")),
        "preview.css" => typed(200, "text/css; charset=utf-8", include_str!("preview.css")),
        _ => plain(404, "the preview has no such file"),
    }
}

/// What is at an address.
pub enum Found {
    /// A page, or a page that says why there is none, with its status.
    Page(u16, Vec<u8>),
    /// A PDF, still to be made.
    Pdf(Arc<Snapshot>, Pdf),
    /// A smaller picture, still to be made.
    Picture(Arc<Snapshot>, Scaled),
    /// Something else.
    Other(Rendered),
}

/// Looks an address up and makes what is there.
pub fn find(shown: &Shown, url: &UrlPath) -> Found {
    let (status, made) = match shown.output(url) {
        Some((now, Output::Pdf(pdf))) => return Found::Pdf(Arc::clone(now), *pdf),
        Some((now, Output::Scaled(scaled))) => return Found::Picture(Arc::clone(now), scaled.clone()),
        Some((now, output)) => (200, render::render(now, url, output)),
        None => (404, render::not_found(&shown.now, url, Some("")).map(Rendered::Made)),
    };
    match made {
        Ok(Rendered::Made(bytes)) if status == 404 || is_html(url) => Found::Page(status, bytes),
        Ok(other) => Found::Other(other),
        Err(problem) => Found::Page(500, failed(shown, &problem)),
    }
}

fn page(desk: &Desk, path: &str, known: Option<&str>) -> Answer {
    let path =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let (shown, url) = (desk.slot.get(), UrlPath::new(path));
    match find(&shown, &url) {
        Found::Page(status, bytes) => html(desk, &shown, &url, (status, bytes)),
        Found::Pdf(now, pdf) => match desk.slot.press.make(&now, &url, pdf) {
            Ok(bytes) => shared(&url, bytes, known),
            Err(problem) => html(desk, &shown, &url, (500, failed(&shown, &problem))),
        },
        Found::Picture(now, scaled) => match desk.slot.shelf.make(&now, &url, &scaled) {
            Ok(bytes) => shared(&url, bytes, known),
            Err(problem) => html(desk, &shown, &url, (500, failed(&shown, &problem))),
        },
        Found::Other(Rendered::Made(bytes)) => typed(200, &content_type(&url), bytes),
        Found::Other(Rendered::Shared(bytes)) => shared(&url, bytes, known),
        Found::Other(Rendered::File(location)) => file(&url, &location, known),
    }
}

/// A page with the preview's tag.
fn html(desk: &Desk, shown: &Shown, url: &UrlPath, (status, bytes): (u16, Vec<u8>)) -> Answer {
    let state = State::of(shown, url, &bytes);
    typed(status, "text/html; charset=utf-8", with_tag(bytes, &tag(desk, url, &state)))
}

/// Bytes that a browser may keep.
fn shared(url: &UrlPath, bytes: Arc<[u8]>, known: Option<&str>) -> Answer {
    let tag = format!("\"{:016x}\"", xxh3_64(&bytes));
    tagged(url, tag, known, Body::Shared(bytes))
}

/// A plain page in place of one that cannot be made.
fn failed(shown: &Shown, problem: &Diagnostic) -> Vec<u8> {
    let drawn = problem.draw(&|path| shown.now.text(path), Colours::Off);
    let drawn = html_escape::encode_text(&drawn);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>This page cannot be made</title>\n\
         <h1>This page cannot be made</h1>\n<pre>{drawn}</pre>\n</html>\n"
    )
    .into_bytes()
}

fn tag(desk: &Desk, url: &UrlPath, state: &State) -> String {
    let (page, token) = (html_escape::encode_double_quoted_attribute(url.as_str()), &desk.token);
    let (text, versions) = (&state.text, state.versions());
    format!(
        "<script src=\"/{OWN}preview.js\" data-token=\"{token}\" data-page=\"{page}\" data-text=\"{text}\" \
         data-versions=\"{versions}\" defer></script>"
    )
}

/// A page with a tag more, before the end of its body.
fn with_tag(mut html: Vec<u8>, tag: &str) -> Vec<u8> {
    let at = memchr::memmem::rfind(&html, b"</body>").unwrap_or(html.len());
    html.splice(at..at, tag.bytes());
    html
}

/// A file of the guide, as it is on the disk now.
fn file(url: &UrlPath, location: &std::path::Path, known: Option<&str>) -> Answer {
    let opened = File::open(location).and_then(|file| file.metadata().map(|it| (file, it)));
    match opened {
        Ok((file, metadata)) if metadata.is_file() => {
            let stamp = format!("{:?}", Stamp::of(&metadata));
            let tag = format!("\"{:016x}\"", xxh3_64(stamp.as_bytes()));
            tagged(url, tag, known, Body::File(file, metadata.len()))
        }
        _ => plain(404, "the file is not there any more"),
    }
}

/// An answer that a browser may keep and ask about (RFC 9110, section 13.1.2).
fn tagged(url: &UrlPath, tag: String, known: Option<&str>, body: Body) -> Answer {
    let matches = known.is_some_and(|known| {
        known.split(',').any(|it| it.trim() == "*" || it.trim().trim_start_matches("W/") == tag)
    });
    let kind = ("Content-Type", content_type(url));
    let headers = vec![("ETag", tag), ("Cache-Control", "no-cache".to_owned()), kind];
    // The body of a 304 is not sent, its length is (RFC 9110, section 8.6).
    Answer { status: if matches { 304 } else { 200 }, headers, body }
}

fn is_html(url: &UrlPath) -> bool {
    content_type(url).starts_with("text/html")
}

/// The media type of what is at an address, with its encoding where it is text.
fn content_type(url: &UrlPath) -> String {
    let kind = mime_guess::from_path(url.as_str()).first_or_octet_stream();
    let text = kind.type_() == "text"
        || kind.suffix().is_some_and(|it| it == "xml")
        || ["javascript", "json", "xml"].iter().any(|it| kind.subtype() == *it);
    if text { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}
