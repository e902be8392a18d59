//! Requests to a host: with TLS, repeated when that is safe, and never shown in a message, because an address may be signed.

use std::thread;
use std::time::Duration;

use serde_json::Value;
use ureq::http::{Method, Request};
use ureq::{Agent, Body};

use crate::config::address::is_secure;
use crate::error::Error;

/// How often a request is sent before its failure is an error.
const MAX_TRIES: u32 = 5;
/// The time between the first try and the second. It doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// The longest time that a host may ask to wait, in seconds.
const MAX_WAIT: u64 = 30;
/// The largest answer, in bytes. A manifest of 100,000 files has about 20 MB.
const MAX_ANSWER: u64 = 256 * 1024 * 1024;

/// Sends requests.
pub struct Client {
    agent: Agent,
    /// The destination, for messages.
    destination: String,
}

/// A request.
pub struct Ask<'a> {
    /// Its method.
    pub method: Method,
    /// Its address.
    pub url: &'a str,
    /// Its header fields.
    pub fields: Vec<(&'a str, String)>,
    /// Its body.
    pub body: &'a [u8],
    /// Whether it may be sent again if it is not known what became of it.
    pub repeats: Repeats,
}

/// Whether a request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// It does the same however often it is sent (RFC 9110, section 9.2.2).
    Safe,
    /// It is sent once.
    Never,
}

/// An answer.
pub struct Answer {
    /// Its status code.
    pub status: u16,
    /// Its body.
    pub body: Vec<u8>,
    fields: Vec<(String, String)>,
}

impl Answer {
    /// Returns a header field, by its name in small letters.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Reports whether the request was done.
    pub fn is_fine(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl<'a> Ask<'a> {
    /// Returns a request that may be repeated and has no body.
    pub fn new(method: Method, url: &'a str) -> Ask<'a> {
        Ask { method, url, fields: Vec::new(), body: &[], repeats: Repeats::Safe }
    }

    /// Adds a header field.
    pub fn field(mut self, name: &'a str, value: impl Into<String>) -> Ask<'a> {
        self.fields.push((name, value.into()));
        self
    }

    /// Adds a body.
    pub fn body(self, body: &'a [u8]) -> Ask<'a> {
        Ask { body, ..self }
    }

    /// Makes it a request that is sent once.
    pub fn once(self) -> Ask<'a> {
        Ask { repeats: Repeats::Never, ..self }
    }
}

impl Client {
    /// Returns a client for a destination, which messages name.
    pub fn new(destination: &str) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(20)))
            .timeout_recv_response(Some(Duration::from_mins(2)))
            .timeout_global(Some(Duration::from_mins(15)))
            .user_agent(concat!("handout/", env!("CARGO_PKG_VERSION")));
        Client { agent: config.build().new_agent(), destination: destination.to_owned() }
    }

    /// Returns an error of the destination.
    pub fn refused(&self, why: impl Into<String>) -> Error {
        Error::refused(&self.destination, why)
    }

    /// Sends a request and returns the answer, whatever its status. Fails if there is none.
    pub fn send(&self, ask: &Ask<'_>) -> Result<Answer, Error> {
        let mut wait = FIRST_WAIT;
        let mut tries = 1;
        loop {
            let result = self.try_once(ask);
            let may_repeat = match &result {
                // A host that says that it is busy has not done anything.
                Ok(answer) if matches!(answer.status, 429 | 503) => true,
                Ok(answer) => ask.repeats == Repeats::Safe && is_passing(answer.status),
                Err(_) => ask.repeats == Repeats::Safe,
            };
            if tries == MAX_TRIES || !may_repeat {
                return result.map_err(|error| self.refused(unreachable_host(ask.url, &error)));
            }
            let asked = result.ok().and_then(|answer| answer.field("retry-after")?.trim().parse().ok());
            thread::sleep(asked.map_or(wait, |seconds: u64| Duration::from_secs(seconds.min(MAX_WAIT))));
            wait *= 2;
            tries += 1;
        }
    }

    fn try_once(&self, ask: &Ask<'_>) -> Result<Answer, ureq::Error> {
        if !is_secure(ask.url) {
            return Err(ureq::Error::Tls("the address is not encrypted"));
        }
        let mut request = Request::builder().method(ask.method.clone()).uri(ask.url);
        for (name, value) in &ask.fields {
            request = request.header(*name, value);
        }
        let response = if ask.body.is_empty() && !matches!(ask.method, Method::PUT | Method::POST) {
            self.agent.run(request.body(())?)
        } else {
            self.agent.run(request.body(ask.body)?)
        }?;
        answer(response)
    }
}

fn answer(response: ureq::http::Response<Body>) -> Result<Answer, ureq::Error> {
    let (parts, body) = response.into_parts();
    let fields = parts.headers.iter();
    let fields = fields.map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let fields = fields.collect();
    let body = body.into_with_config().limit(MAX_ANSWER).read_to_vec()?;
    Ok(Answer { status: parts.status.as_u16(), body, fields })
}

/// Reports whether a status says that the same request may succeed later (RFC 9110, section 15; RFC 6585, section 4).
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// Returns why there is no answer. The path of the address is left out: it may hold a signature.
fn unreachable_host(url: &str, error: &ureq::Error) -> String {
    let host = url.split('/').nth(2).unwrap_or_default();
    let help = match error {
        ureq::Error::HostNotFound => ": is the name right, and is there a connection?",
        ureq::Error::Timeout(_) => ": is there a connection?",
        _ => "",
    };
    format!("{host} does not answer: {error}{help}")
}
