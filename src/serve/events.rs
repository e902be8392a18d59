//! The stream of events to one open page (server-sent events, HTML Standard, section 9.2): what its state is now, and
//! what is wrong with the guide. The page compares, and reloads only if its own bytes changed.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tiny_http::Request;

use super::head;
use super::http::{self, Desk, Follow, Found};
use super::slot::Shown;
use super::state::{Resource, State};
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
        return http::send(request, http::plain(403, "this stream is for the pages of this preview"));
    }
    let url = UrlPath::new(parameter(&query, "page").unwrap_or_default());
    let _reader = desk.slot.look_at(&url);
    // A browser that went away is no trouble of ours.
    let _ = send_events(desk, &url, &mut request.into_writer());
}

/// Whether a request comes from a page of this preview, as far as the browser tells. A page of elsewhere has another
/// origin; a page of the preview's own may have none to tell, as it only reads. Of two fields, both must be right.
fn is_own_page(request: &Request) -> bool {
    let own = format!("http://{}", http::field(request, "Host").unwrap_or_default());
    http::fields(request, "Origin").all(|origin| origin == own)
        && http::fields(request, "Sec-Fetch-Site").all(|site| site == "same-origin")
}

/// The value of a parameter of a query.
fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|it| it.strip_prefix(name)?.strip_prefix('='))?;
    head::path_of(value)
}

fn send_events(desk: &Desk, url: &UrlPath, to: &mut dyn Write) -> io::Result<()> {
    let always = http::always();
    write!(
        to,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n\
         {always}Connection: close\r\n\r\nretry: 500\n\n",
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
        printables: Vec::new(),
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
