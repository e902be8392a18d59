//! Parses the head of a request, or rejects it. `httparse` reads the syntax (RFC 9112); what a preview need not answer is
//! rejected here, so that nothing unusual goes further. Never touches a socket.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use percent_encoding::percent_decode_str;

/// The header field that proves to the HTTP server that a request was accepted here.
pub const SECRET_FIELD: &str = "X-Handout-Secret";
/// A longer head, in bytes, is rejected.
pub const MAX_HEAD: usize = 16 * 1024;

/// A longer target, in bytes, is rejected.
const MAX_TARGET: usize = 2048;

/// A head with more fields is rejected.
const MAX_FIELDS: usize = 64;

/// The fields that are passed on, beside `Host`.
const PASSED: [&str; 3] = ["if-none-match", "origin", "sec-fetch-site"];

/// The head of an accepted request.
#[derive(Debug, PartialEq, Eq)]
pub struct RequestHead {
    /// `GET` or `HEAD`.
    pub method: String,
    /// The target in origin form (RFC 9112, section 3.2.1), as it was written.
    pub target: String,
    /// The `Host` field.
    pub host: String,
    /// The other fields that are passed on, with lower-case names.
    pub fields: Vec<(String, String)>,
}

/// The reason why a request is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The status code (RFC 9110, section 15).
    pub status: u16,
    /// The status code and its reason phrase, for the status line.
    pub line: &'static str,
    /// The message for a reader.
    pub why: &'static str,
}

/// The host names that requests may use, so that another website cannot read the preview through a name of its own
/// (DNS rebinding).
#[derive(Clone, Debug, Default)]
pub struct HostNames {
    /// The name or address chosen with `--host`, in lower case.
    pub chosen: Option<String>,
    /// Whether the preview listens on every address of the machine. An address in digits cannot be rebound.
    pub any_address: bool,
}

impl HostNames {
    /// Reports whether a `Host` field names this preview. The port does not count: a container may map it.
    pub fn allow(&self, host: &str) -> bool {
        let Some(name) = host_name(host) else { return false };
        let name = name.to_ascii_lowercase();
        if name == "localhost" || self.chosen.as_deref() == Some(name.as_str()) {
            return true;
        }
        let address = match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(inside) => inside.parse::<Ipv6Addr>().map(IpAddr::V6).ok(),
            None => name.parse::<Ipv4Addr>().map(IpAddr::V4).ok(),
        };
        address.is_some_and(|address| address.is_loopback() || self.any_address)
    }
}

/// Returns the host of a `Host` field without its port (RFC 9110, section 7.2).
fn host_name(host: &str) -> Option<&str> {
    let end = if host.starts_with('[') { host.find(']')? + 1 } else { host.find(':').unwrap_or(host.len()) };
    let (name, port) = host.split_at(end);
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let fine = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    fine.then_some(name)
}

const fn rejection(status: u16, line: &'static str, why: &'static str) -> Rejection {
    Rejection { status, line, why }
}

/// The head did not arrive in time.
pub const TOO_SLOW: Rejection = rejection(408, "408 Request Timeout", "the request took too long");
/// The head is longer than `MAX_HEAD`.
pub const TOO_LARGE: Rejection =
    rejection(431, "431 Request Header Fields Too Large", "the headers of the request are too long");
/// The head is not HTTP.
pub const NOT_HTTP: Rejection = rejection(400, "400 Bad Request", "not a request in HTTP/1.1");

const BAD_TARGET: Rejection =
    rejection(400, "400 Bad Request", "the address must be a path of valid UTF-8 that starts with /");
const LONG_TARGET: Rejection = rejection(414, "414 URI Too Long", "the address is too long");
const BAD_HOST: Rejection = rejection(400, "400 Bad Request", "one Host header is required");
const BODY: Rejection = rejection(400, "400 Bad Request", "requests with a body are not accepted");
const METHOD: Rejection = rejection(405, "405 Method Not Allowed", "only GET and HEAD are accepted");
const FOREIGN_HOST: Rejection = rejection(
    403,
    "403 Forbidden",
    "this preview does not answer to that name; open it as localhost, or start it with --host NAME",
);

/// Reports whether bytes from `from` on can be part of a head: text in lines that end in CRLF. Servers disagree about a
/// bare CR or LF, which allows request smuggling. Bytes beyond ASCII may occur in a cookie of another local server.
pub fn is_text(bytes: &[u8], from: usize) -> bool {
    let fine = |at: usize| match bytes[at] {
        b'\n' => at > 0 && bytes[at - 1] == b'\r',
        b'\r' => bytes.get(at + 1).is_none_or(|next| *next == b'\n'),
        byte => byte == b'\t' || !byte.is_ascii_control(),
    };
    (from..bytes.len()).all(fine)
}

/// Parses a head that ends with its empty line.
pub fn parse(bytes: &[u8], names: &HostNames) -> Result<RequestHead, Rejection> {
    if !is_text(bytes, 0) {
        return Err(NOT_HTTP);
    }
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut request = httparse::Request::new(&mut fields);
    match request.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(TOO_LARGE),
        Ok(httparse::Status::Partial) | Err(_) => return Err(NOT_HTTP),
    }
    let (Some(method), Some(target)) = (request.method, request.path) else { return Err(NOT_HTTP) };
    if method != "GET" && method != "HEAD" {
        return Err(METHOD);
    }
    check_target(target)?;
    let host = host(request.headers)?;
    if !names.allow(host) {
        return Err(FOREIGN_HOST);
    }
    check_no_body(request.headers)?;
    if request.headers.iter().any(|field| is_passed(field) && !field.value.is_ascii()) {
        return Err(NOT_HTTP);
    }
    Ok(RequestHead {
        method: method.to_owned(),
        target: target.to_owned(),
        host: host.to_owned(),
        fields: request.headers.iter().filter_map(passed).collect(),
    })
}

fn check_target(target: &str) -> Result<(), Rejection> {
    if target.len() > MAX_TARGET {
        return Err(LONG_TARGET);
    }
    if !target.starts_with('/') || !target.is_ascii() || target.contains('#') || path_of(target).is_none() {
        return Err(BAD_TARGET);
    }
    Ok(())
}

/// Returns the percent-decoded path of a target, without its query. Returns `None` if it is not text.
pub fn path_of(target: &str) -> Option<String> {
    let path = target.split('?').next().unwrap_or_default();
    let encoded = |at: usize| {
        let digits = path.as_bytes().get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if path.match_indices('%').any(|(at, _)| !encoded(at)) {
        return None;
    }
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    (!decoded.contains(char::is_control)).then(|| decoded.into_owned())
}

/// Returns the only `Host` field. A request with none or several is rejected (RFC 9112, section 3.2).
fn host<'a>(fields: &[httparse::Header<'a>]) -> Result<&'a str, Rejection> {
    let mut hosts = fields.iter().filter(|field| field.name.eq_ignore_ascii_case("host"));
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => std::str::from_utf8(host.value).map_err(|_| BAD_HOST),
        _ => Err(BAD_HOST),
    }
}

fn check_no_body(fields: &[httparse::Header<'_>]) -> Result<(), Rejection> {
    let has_body = |field: &httparse::Header<'_>| {
        field.name.eq_ignore_ascii_case("transfer-encoding")
            || field.name.eq_ignore_ascii_case("content-length") && field.value != b"0"
    };
    if fields.iter().any(has_body) { Err(BODY) } else { Ok(()) }
}

fn is_passed(field: &httparse::Header<'_>) -> bool {
    PASSED.iter().any(|name| field.name.eq_ignore_ascii_case(name))
}

fn passed(field: &httparse::Header<'_>) -> Option<(String, String)> {
    let value = std::str::from_utf8(field.value).ok().filter(|_| is_passed(field))?;
    Some((field.name.to_ascii_lowercase(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(head: &[u8]) -> u16 {
        parse(head, &HostNames::default()).map_or_else(|rejection| rejection.status, |_| 200)
    }

    #[test]
    fn a_preview_answers_to_loopback_names_and_to_the_chosen_one() {
        let names = HostNames { chosen: Some("studio.local".into()), any_address: false };
        for host in
            "localhost LOCALHOST:4000 localhost: 127.0.0.1:9 127.8.8.8 [::1]:4000 studio.local:80".split(' ')
        {
            assert!(names.allow(host), "{host}");
        }
        for host in [
            "example.org",
            "localhost.example.org",
            "10.0.0.7",
            "",
            "localhost:x",
            "[::1",
            "::1",
            "[::1]ß",
            "ß:1",
        ] {
            assert!(!names.allow(host), "{host}");
        }
        let lan = HostNames { chosen: None, any_address: true };
        assert!(lan.allow("10.0.0.7:4000") && !lan.allow("rebound.example.org:4000"));
    }

    #[test]
    fn unusual_requests_are_rejected() {
        let get = |line: &str, fields: &str| format!("{line}\r\n{fields}\r\n").into_bytes();
        let host = "Host: localhost\r\n";
        assert_eq!(status(&get("GET /a%20b?x=%zz HTTP/1.1", host)), 200);
        for target in ["http://localhost/", "*", "/a#b", "/%", "/%4", "/%zz", "/%ff", "/a%00b", "/%c0%ae"] {
            assert_eq!(status(&get(&format!("GET {target} HTTP/1.1"), host)), 400, "{target}");
        }
        assert_eq!(status(&get(&format!("GET /{} HTTP/1.1", "a".repeat(3000)), host)), 414);
        assert_eq!(status(&get("POST / HTTP/1.1", host)), 405);
        for fields in
            ["", "Host: localhost\r\nHost: localhost\r\n", "Host: localhost\r\nContent-Length: 5\r\n"]
        {
            assert_eq!(status(&get("GET / HTTP/1.1", fields)), 400, "{fields}");
        }
        assert_eq!(status(b"GET / HTTP/1.1\nHost: localhost\n\n"), 400, "lines without CR");
        assert_eq!(status(b"GET / HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n"), 400);
        assert_eq!(status(&get("GET / HTTP/1.1", "Host: example.org\r\n")), 403);
    }
}
