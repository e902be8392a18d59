//! The stream of events to one open page (server-sent events, HTML Standard, section 9.2): what its state is now, and
//! what is wrong with the guide. The page compares, and reloads only if its own bytes changed.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tiny_http::{Request, Response};

use super::head;
use super::http::{self, Desk, Follow, Found};
use super::slot::Shown;
use super::state::{Resource, State};
use crate::link::{Output, PageId};
use crate::paths::UrlPath;

/// How often a quiet stream says that it is still there, so that a browser that went away is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

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

/// Sends events to a page until it is closed. The page proves with the token that it is of this run, and says which
/// page it is.
pub fn stream(desk: &Desk, request: Request) {
    let query = request.url().split_once('?').map_or("", |(_, query)| query).to_owned();
    if !is_own_page(&request) || parameter(&query, "token").as_deref() != Some(&desk.token) {
        let refused = Response::from_string("this stream is for the pages of this preview\n");
        let _ = request.respond(refused.with_status_code(403));
        return;
    }
    let url = UrlPath::new(parameter(&query, "page").unwrap_or_default());
    let _reader = desk.slot.look_at(&url);
    // A browser that went away is no trouble of ours.
    let _ = send_events(desk, &url, &mut request.into_writer());
}

/// Whether a request comes from a page of this preview, as far as the browser tells. A page of elsewhere has another
/// origin; a page of the preview's own may have none to tell, as it only reads.
fn is_own_page(request: &Request) -> bool {
    let field = |name| http::field(request, name);
    let own = field("Host").map(|host| format!("http://{host}"));
    let same_origin = field("Origin").is_none_or(|origin| Some(origin) == own.as_deref());
    same_origin && field("Sec-Fetch-Site").is_none_or(|site| site == "same-origin")
}

/// The value of a parameter of a query.
fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|it| it.strip_prefix(name)?.strip_prefix('='))?;
    head::path_of(value)
}

fn send_events(desk: &Desk, url: &UrlPath, to: &mut dyn Write) -> io::Result<()> {
    to.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n\
          X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 500\n\n",
    )?;
    let mut shown = desk.slot.get();
    let mut sent = String::new();
    let mut follow = Follow::Stay;
    loop {
        let event = event(&shown, url, shown.edited.as_ref().filter(|_| follow == Follow::Edited));
        if event != sent {
            write!(to, "data: {event}\n\n")?;
            to.flush()?;
            sent = event;
        }
        let generation = shown.generation;
        drop(shown);
        shown = loop {
            match desk.slot.wait(generation, HEARTBEAT) {
                Some(shown) => break shown,
                None => {
                    to.write_all(b":\n\n")?;
                    to.flush()?;
                }
            }
        };
        follow = desk.follow;
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
        Found::Other(_) => State { text: String::new(), resources: Vec::new() },
    }
}

/// The print pages that a page is on: that of its section, and that of the whole guide.
fn printables(shown: &Shown, url: &UrlPath) -> Vec<Printable> {
    let Some((now, Output::Page(id))) = shown.output(url) else { return Vec::new() };
    let (theme, site) = (&now.theme, &now.site);
    let section = if site.page(*id).print.is_some() { Some(*id) } else { site.page(*id).parent };
    let section = section.filter(|id| *id != site.home()).map(|id| (id, "print_section"));
    let pages = section.into_iter().chain([(site.home(), "print_guide")]);
    let printable = |(id, label): (PageId, &str)| {
        let href = UrlPath::new("").href_to(site.page(id).print.as_ref()?);
        Some(Printable { title: theme.label(label).to_owned(), href })
    };
    pages.filter_map(printable).collect()
}
