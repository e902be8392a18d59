//! The head of a request, as it came in over the wire → what is let through, or why not. Syntax is read by `httparse`
//! (RFC 9112); what a preview need not answer is refused here, so that nothing odd goes further. Never touches a socket.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use percent_encoding::percent_decode_str;

/// A head of more bytes than this is refused.
pub const LONGEST_HEAD: usize = 16 * 1024;

/// A target of more bytes than this is refused.
const LONGEST_TARGET: usize = 2048;

/// More header fields than this are refused.
const MOST_FIELDS: usize = 64;

/// The fields that are let through, beside `Host`.
const PASSED: [&str; 3] = ["if-none-match", "origin", "sec-fetch-site"];

/// A request that is let through.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    /// `GET` or `HEAD`.
    pub method: String,
    /// The target in origin form (RFC 9112, section 3.2.1), as it was written.
    pub target: String,
    /// The `Host` field.
    pub host: String,
    /// The other fields that are let through, with lower-case names.
    pub fields: Vec<(String, String)>,
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status code (RFC 9110, section 15).
    pub status: u16,
    /// The status and the reason, for the status line.
    pub line: &'static str,
    /// What is wrong, in words.
    pub why: &'static str,
}

/// The names that a preview answers to, so that a page of elsewhere cannot read it through a name of its own (DNS
/// rebinding).
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The name or address that was chosen with `--host`, in lower case.
    pub chosen: Option<String>,
    /// Whether every address of the machine is listened on. An address in digits cannot be rebound.
    pub any_address: bool,
}

impl Names {
    /// Whether a `Host` field names this preview. The port is not looked at: a container may map it.
    pub fn allow(&self, host: &str) -> bool {
        let Some(name) = host_name(host) else { return false };
        let name = name.to_ascii_lowercase();
        if name == "localhost" || self.chosen.as_deref() == Some(name.as_str()) {
            return true;
        }
        let address = match name.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            Some(inside) => inside.parse::<Ipv6Addr>().map(IpAddr::V6).ok(),
            None => name.parse::<Ipv4Addr>().map(IpAddr::V4).ok(),
        };
        address.is_some_and(|it| it.is_loopback() || self.any_address)
    }
}

/// The host of a `Host` field, without its port (RFC 9110, section 7.2).
fn host_name(host: &str) -> Option<&str> {
    let end = if host.starts_with('[') { host.find(']')? + 1 } else { host.find(':').unwrap_or(host.len()) };
    let (name, port) = host.split_at(end);
    let fine = port.is_empty() || port[1..].bytes().all(|b| b.is_ascii_digit()) && port.starts_with(':');
    fine.then_some(name)
}

const fn refusal(status: u16, line: &'static str, why: &'static str) -> Refusal {
    Refusal { status, line, why }
}

/// The request was not there in time.
pub const TOO_SLOW: Refusal = refusal(408, "408 Request Timeout", "the request took too long");
/// The head is longer than `LONGEST_HEAD`.
pub const TOO_LARGE: Refusal =
    refusal(431, "431 Request Header Fields Too Large", "the head of the request is too long");
/// The head is not HTTP.
pub const NOT_HTTP: Refusal = refusal(400, "400 Bad Request", "not a request in HTTP/1.1");

const BAD_TARGET: Refusal =
    refusal(400, "400 Bad Request", "the address must be a path of valid UTF-8 that starts with /");
const LONG_TARGET: Refusal = refusal(414, "414 URI Too Long", "the address is too long");
const BAD_HOST: Refusal = refusal(400, "400 Bad Request", "one Host field is needed");
const BODY: Refusal = refusal(400, "400 Bad Request", "the preview reads no body");
const METHOD: Refusal = refusal(405, "405 Method Not Allowed", "only GET and HEAD are answered");
const STRANGER: Refusal = refusal(
    403,
    "403 Forbidden",
    "this preview does not answer to that name; open it as localhost, or start it with --host NAME",
);

/// Reads a head that ends with its empty line.
pub fn read(bytes: &[u8], names: &Names) -> Result<Head, Refusal> {
    // Lines end in CRLF; a bare one of the two is where servers differ, and where smuggling begins.
    let bare = |at: usize| match bytes[at] {
        b'\n' => at == 0 || bytes[at - 1] != b'\r',
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    if (0..bytes.len()).any(bare) || !bytes.is_ascii() {
        return Err(NOT_HTTP);
    }
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
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
        return Err(STRANGER);
    }
    check_no_body(request.headers)?;
    Ok(Head {
        method: method.to_owned(),
        target: target.to_owned(),
        host: host.to_owned(),
        fields: request.headers.iter().filter_map(passed).collect(),
    })
}

fn check_target(target: &str) -> Result<(), Refusal> {
    if target.len() > LONGEST_TARGET {
        return Err(LONG_TARGET);
    }
    if !target.starts_with('/') || target.contains('#') || path_of(target).is_none() {
        return Err(BAD_TARGET);
    }
    Ok(())
}

/// The path of a target, without its query, with its percent-encoding undone. `None` if it is not text.
pub fn path_of(target: &str) -> Option<String> {
    let path = target.split('?').next().unwrap_or_default();
    let encoded = |at: usize| {
        let digits = path.as_bytes().get(at + 1..at + 3);
        digits.is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit))
    };
    if path.match_indices('%').any(|(at, _)| !encoded(at)) {
        return None;
    }
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    (!decoded.contains(char::is_control)).then(|| decoded.into_owned())
}

/// The one `Host` field (RFC 9112, section 3.2: a request with none or two is refused).
fn host<'a>(fields: &[httparse::Header<'a>]) -> Result<&'a str, Refusal> {
    let mut hosts = fields.iter().filter(|field| field.name.eq_ignore_ascii_case("host"));
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => std::str::from_utf8(host.value).map_err(|_| BAD_HOST),
        _ => Err(BAD_HOST),
    }
}

fn check_no_body(fields: &[httparse::Header<'_>]) -> Result<(), Refusal> {
    let has_body = |field: &httparse::Header<'_>| {
        field.name.eq_ignore_ascii_case("transfer-encoding")
            || field.name.eq_ignore_ascii_case("content-length") && field.value != b"0"
    };
    if fields.iter().any(has_body) { Err(BODY) } else { Ok(()) }
}

fn passed(field: &httparse::Header<'_>) -> Option<(String, String)> {
    let name = field.name.to_ascii_lowercase();
    let value = std::str::from_utf8(field.value).ok()?;
    PASSED.contains(&name.as_str()).then(|| (name, value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(head: &[u8]) -> u16 {
        read(head, &Names::default()).map_or_else(|refusal| refusal.status, |_| 200)
    }

    #[test]
    fn a_preview_answers_to_loopback_names_and_to_the_chosen_one() {
        let names = Names { chosen: Some("studio.local".into()), any_address: false };
        for host in
            "localhost LOCALHOST:4000 localhost: 127.0.0.1:9 127.8.8.8 [::1]:4000 studio.local:80".split(' ')
        {
            assert!(names.allow(host), "{host}");
        }
        for host in ["example.org", "localhost.example.org", "10.0.0.7", "", "localhost:x", "[::1", "::1"] {
            assert!(!names.allow(host), "{host}");
        }
        let lan = Names { chosen: None, any_address: true };
        assert!(lan.allow("10.0.0.7:4000") && !lan.allow("rebound.example.org:4000"));
    }

    #[test]
    fn what_is_no_plain_request_is_refused() {
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
