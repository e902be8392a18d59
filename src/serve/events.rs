//! The event stream of one open page (server-sent events, HTML Standard, section 9.2): the state of the page and the
//! problems of the guide. The page compares, and reloads only if its own bytes changed.

use std::io::{self, ErrorKind, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::current::Published;
use super::http::{self, Follow, Lookup, ServerState};
use super::request::{self, Rejection, RequestHead};
use super::state::{Resource, State};
use crate::paths::UrlPath;
use crate::site::{Output, PageId};
use crate::snapshot::Snapshot;

/// The address of the stream.
const PATH: &str = "/.handout/events";

/// How often a quiet stream sends a comment, which finds clients that disconnected silently.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How often a quiet stream checks whether the client has closed it.
const CHECK: Duration = Duration::from_millis(250);

/// The data of an event.
#[derive(PartialEq, Eq, Serialize)]
struct Event<'a> {
    text: String,
    versions: String,
    resources: Vec<Resource>,
    errors: usize,
    warnings: usize,
    problems: &'a str,
    printables: Vec<Printable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    follow: Option<String>,
}

/// A printable page that belongs to a page.
#[derive(PartialEq, Eq, Serialize)]
struct Printable {
    title: String,
    href: String,
}

const FOREIGN_PAGE: Rejection =
    Rejection { status: 403, line: "403 Forbidden", why: "this stream is for the pages of this preview" };

/// Reports whether a request is for the event stream.
pub fn is_stream(head: &RequestHead) -> bool {
    head.method == "GET" && request::path_of(&head.target).as_deref() == Some(PATH)
}

/// Returns the page that requests events. The token proves that this preview served it.
pub fn page(state: &ServerState, head: &RequestHead) -> Result<UrlPath, Rejection> {
    let query = head.target.split_once('?').map_or("", |(_, query)| query);
    if !is_own_page(head) || parameter(query, "token").as_deref() != Some(&state.token) {
        return Err(FOREIGN_PAGE);
    }
    Ok(UrlPath::new(parameter(query, "page").unwrap_or_default()))
}

/// Reports whether a request comes from a page of this preview, as far as the browser says. A page of another website
/// has another origin; a page of this one may send none, because it only reads. If both fields are sent, both must match.
fn is_own_page(head: &RequestHead) -> bool {
    let own = format!("http://{}", head.host);
    head.fields.iter().all(|(name, value)| match name.as_str() {
        "origin" => *value == own,
        "sec-fetch-site" => value == "same-origin",
        _ => true,
    })
}

/// Returns the value of a parameter of a query.
fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    request::path_of(value)
}

/// Sends events to a page until it is closed or the preview is stopped.
pub fn stream(state: &ServerState, url: &UrlPath, mut client: &TcpStream) -> io::Result<()> {
    let _open = state.current.open(url);
    let always = http::common_fields();
    write!(
        client,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n\
         {always}Connection: close\r\n\r\nretry: 500\n\n",
    )?;
    let mut published = state.current.get();
    let (mut sent, mut sent_at) = (String::new(), Instant::now());
    let mut follow = Follow::Stay;
    loop {
        let event = event(&published, url, published.edited.as_ref().filter(|_| follow == Follow::Edited));
        if event != sent {
            client.write_all(format!("data: {event}\n\n").as_bytes())?;
            (sent, sent_at) = (event, Instant::now());
        }
        let generation = published.generation;
        drop(published);
        published = loop {
            if is_closed(client)? || state.current.is_stopped() {
                return Ok(());
            }
            match state.current.wait(generation, CHECK) {
                Some(published) => break published,
                None if sent_at.elapsed() < HEARTBEAT => {}
                None => {
                    client.write_all(b":\n\n")?;
                    sent_at = Instant::now();
                }
            }
        };
        follow = state.follow;
    }
}

/// Reports whether a client has closed its end. Whatever it sends is not read.
fn is_closed(client: &TcpStream) -> io::Result<bool> {
    client.set_nonblocking(true)?;
    let peeked = client.peek(&mut [0]);
    client.set_nonblocking(false)?;
    match peeked {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
        other => other.map(|count| count == 0),
    }
}

fn event(published: &Arc<Published>, url: &UrlPath, follow: Option<&UrlPath>) -> String {
    let state = page_state(published, url);
    let problems = &published.problems;
    let event = Event {
        versions: state.versions(),
        text: state.text,
        resources: state.resources,
        errors: problems.errors,
        warnings: problems.warnings,
        problems: &problems.drawn,
        printables: printables(published, url),
        follow: follow.map(|url| UrlPath::new("").href_to(url)),
    };
    serde_json::to_string(&event).expect("texts and numbers")
}

/// Returns the state of the page at an address; an empty state if no page is there.
fn page_state(published: &Published, url: &UrlPath) -> State {
    match http::find(published, url) {
        Lookup::Page(_, bytes) => State::new(published, url, &bytes),
        Lookup::Pdf(..) | Lookup::Archive(_) | Lookup::Image(..) | Lookup::Other(_) => {
            State { text: String::new(), resources: Vec::new() }
        }
    }
}

/// Returns what a reader can print from a page: the print pages of its section, of the guide and of its leaves, and the PDFs.
fn printables(published: &Published, url: &UrlPath) -> Vec<Printable> {
    let Some((revision, Output::Page(id))) = published.output(url) else { return Vec::new() };
    let Snapshot { site, theme, .. } = &*revision.snapshot;
    let printable = |label: &str, url: &UrlPath| Printable {
        title: theme.label(label).to_owned(),
        href: UrlPath::new("").href_to(url),
    };
    let page = |label: &str, id: PageId| Some(printable(label, site.print_page(id)?));
    let section = site.print_section_of(*id).and_then(|id| page("print_section", id));
    let leaves = site.leaves_with(*id).filter(|_| site.page(*id).is_printed());
    let leaves = leaves.filter_map(|(number, _)| Some(printable("print_leaf", site.leaf_page(number)?)));
    let pages = [section, page("print_guide", site.guide().home)];
    let pdfs = site.pdfs_of(*id).into_iter().map(|(url, pdf)| printable(pdf.label(), url));
    pages.into_iter().flatten().chain(leaves).chain(pdfs).collect()
}
