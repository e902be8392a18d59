//! The stream of events to one open page (server-sent events, HTML Standard, section 9.2): what its state is now, and
//! what is wrong with the guide. The page compares, and reloads only if its own bytes changed.

use std::io::{self, ErrorKind, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::head::{self, Head, Refusal};
use super::http::{self, Desk, Follow, Found};
use super::slot::Shown;
use super::state::{Resource, State};
use crate::paths::UrlPath;
use crate::site::{Output, PageId};

/// The address of the stream.
const PATH: &str = "/.handout/events";

/// How often a quiet stream says that it is still there, so that a browser that went away without a word is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How often a quiet stream looks whether the browser has closed it.
const LOOK: Duration = Duration::from_millis(250);

/// What a page is told.
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

const STRANGER: Refusal =
    Refusal { status: 403, line: "403 Forbidden", why: "this stream is for the pages of this preview" };

/// Whether a request is for the stream of events.
pub fn are_asked_for(head: &Head) -> bool {
    head.method == "GET" && head::path_of(&head.target).as_deref() == Some(PATH)
}

/// The page that asks for events. It proves with the token that it is of this run.
pub fn page(desk: &Desk, head: &Head) -> Result<UrlPath, Refusal> {
    let query = head.target.split_once('?').map_or("", |(_, query)| query);
    if !is_own_page(head) || parameter(query, "token").as_deref() != Some(&desk.token) {
        return Err(STRANGER);
    }
    Ok(UrlPath::new(parameter(query, "page").unwrap_or_default()))
}

/// Whether a request comes from a page of this preview, as far as the browser tells. A page of elsewhere has another
/// origin; a page of the preview's own may have none to tell, as it only reads. Of two fields, both must be right.
fn is_own_page(head: &Head) -> bool {
    let own = format!("http://{}", head.host);
    head.fields.iter().all(|(name, value)| match name.as_str() {
        "origin" => *value == own,
        "sec-fetch-site" => value == "same-origin",
        _ => true,
    })
}

/// The value of a parameter of a query.
fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|it| it.strip_prefix(name)?.strip_prefix('='))?;
    head::path_of(value)
}

/// Sends events to a page until it is closed.
pub fn stream(desk: &Desk, url: &UrlPath, mut client: &TcpStream) -> io::Result<()> {
    let _reader = desk.slot.look_at(url);
    let always = http::always();
    write!(
        client,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n\
         {always}Connection: close\r\n\r\nretry: 500\n\n",
    )?;
    let mut shown = desk.slot.get();
    let (mut sent, mut heard) = (String::new(), Instant::now());
    let mut follow = Follow::Stay;
    loop {
        let event = event(&shown, url, shown.edited.as_ref().filter(|_| follow == Follow::Edited));
        if event != sent {
            client.write_all(format!("data: {event}\n\n").as_bytes())?;
            (sent, heard) = (event, Instant::now());
        }
        let generation = shown.generation;
        drop(shown);
        shown = loop {
            if is_gone(client)? {
                return Ok(());
            }
            match desk.slot.wait(generation, LOOK) {
                Some(shown) => break shown,
                None if heard.elapsed() < HEARTBEAT => {}
                None => {
                    client.write_all(b":\n\n")?;
                    heard = Instant::now();
                }
            }
        };
        follow = desk.follow;
    }
}

/// Whether a client has closed its end. What it says beside that is not read.
fn is_gone(client: &TcpStream) -> io::Result<bool> {
    client.set_nonblocking(true)?;
    let peeked = client.peek(&mut [0]);
    client.set_nonblocking(false)?;
    match peeked {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
        other => other.map(|count| count == 0),
    }
}

fn event(shown: &Arc<Shown>, url: &UrlPath, follow: Option<&UrlPath>) -> String {
    let state = state(shown, url);
    let problems = &shown.problems;
    let event = Event {
        versions: state.versions(),
        text: state.text,
        resources: state.resources,
        errors: problems.errors,
        warnings: problems.warnings,
        problems: &problems.drawn,
        printables: printables(shown, url),
        follow: follow.map(|url| UrlPath::new("").href_to(url)),
    };
    serde_json::to_string(&event).expect("texts and numbers")
}

/// The state of the page at an address. What is no page has none.
fn state(shown: &Shown, url: &UrlPath) -> State {
    match http::find(shown, url) {
        Found::Page(_, bytes) => State::of(shown, url, &bytes),
        Found::Pdf(..) | Found::Picture(..) | Found::Other(_) => {
            State { text: String::new(), resources: Vec::new() }
        }
    }
}

/// What there is to print of a page: the print page of its section, that of the whole guide, and the PDFs.
fn printables(shown: &Shown, url: &UrlPath) -> Vec<Printable> {
    let Some((now, Output::Page(id))) = shown.output(url) else { return Vec::new() };
    let site = &now.site;
    let printable = |label: &str, url: &UrlPath| Printable {
        title: now.theme.label(label).to_owned(),
        href: UrlPath::new("").href_to(url),
    };
    let page = |label: &str, id: PageId| Some(printable(label, site.page(id).print.as_ref()?));
    let section = site.print_section_of(*id).and_then(|id| page("print_section", id));
    let pages = [section, page("print_guide", site.home())];
    let pdfs = site.pdfs_of(*id).into_iter().map(|(url, pdf)| printable(pdf.label(), url));
    pages.into_iter().flatten().chain(pdfs).collect()
}
