//! Clients that are rejected: pages of other websites that reach the preview by a name of their own, from another
//! origin or without the token of this run, and programs that bypass the listener.

use std::net::SocketAddr;

use super::{guide, page, with_socket};
use crate::harness::preview::Preview;

#[test]
fn a_preview_answers_to_loopback_names_only() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let port = preview.address.port();
    let status = |host: &str| preview.send(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")).status;
    for host in ["localhost", "127.0.0.1", "[::1]", "LocalHost", "127.0.0.2"] {
        assert_eq!((status(host), status(&format!("{host}:{port}"))), (200, 200), "{host}");
    }
    for host in [
        "example.org",
        "rebound.example.org",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "localhost@example.org",
        "example.org@localhost",
        "localhost, example.org",
        "localhost.",
        "localhost/",
        "local host",
        "0.0.0.0",
        "[::]",
        "::1",
        "[::1",
        "10.0.0.7",
        "2130706433",
        "0x7f000001",
        "127.1",
        "0177.0.0.1",
        "localhost:port",
        "",
    ] {
        assert_eq!(status(host), 403, "{host:?}");
        let with_port = preview.send(format!("GET / HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"));
        assert_eq!(with_port.status, 403, "{host:?}");
        assert!(!with_port.text().contains("Welcome"), "{host:?}");
    }
    for hosts in
        ["Host: localhost\r\nHost: localhost", "Host: localhost\r\nHost: example.org", "X: localhost"]
    {
        assert_eq!(preview.send(format!("GET / HTTP/1.1\r\n{hosts}\r\n\r\n")).status, 400, "{hosts}");
    }
}

#[test]
fn the_chosen_name_is_answered_to_and_others_are_not() {
    let project = guide();
    let preview = Preview::start(&project, &["--host", "localhost"]);
    assert!(preview.url.starts_with("http://localhost:"), "{}", preview.url);
    let lan = Preview::start(&project, &["--host", "0.0.0.0"]);
    let status = |host: &str| lan.send(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")).status;
    // A numeric address cannot be redirected to another machine; a name can.
    assert_eq!((status("192.0.2.7:4000"), status("localhost")), (200, 200));
    assert_eq!((status("guide.example.org"), status("192.0.2.7.example.org")), (403, 403));
}

#[test]
fn the_stream_of_events_is_for_pages_of_this_run() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let port = preview.address.port();
    let token = preview.get("/").tag("token");
    assert!(token.len() == 32 && token.bytes().all(|it| it.is_ascii_hexdigit()), "{token}");
    let zeros = "0".repeat(32);
    let elsewhere = format!("Origin: http://127.0.0.1:{}\r\n", port ^ 1);
    for (token, fields) in [
        ("", ""),
        ("x", ""),
        (&*zeros, ""),
        (&token[1..], ""),
        (&*format!("{token}0"), ""),
        (&*token.to_uppercase(), "Origin: null\r\n"),
        (&*token, "Origin: https://example.org\r\n"),
        (&*token, "Origin: null\r\n"),
        (&*token, "Origin: \r\n"),
        (&*token, &*elsewhere),
        (&*token, &*format!("Origin: https://127.0.0.1:{port}\r\n")),
        (&*token, "Sec-Fetch-Site: cross-site\r\n"),
        (&*token, "Sec-Fetch-Site: same-site\r\n"),
        (&*token, "Sec-Fetch-Site: none\r\n"),
        (&*token, &*format!("Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: cross-site\r\n")),
        (&*token, &*format!("Origin: http://127.0.0.1:{port}\r\nOrigin: https://example.org\r\n")),
        (&*token, "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\n"),
    ] {
        let target = format!("/.handout/events?page=index.html&token={token}");
        let answer = preview.get_with(&target, fields);
        assert_eq!(answer.status, 403, "{token} {fields}");
        assert!(!answer.text().contains("data:"), "{}", answer.text());
    }
    for target in ["/.handout/events", "/.handout/events?", "/.handout/events?page=index.html"] {
        assert_eq!(preview.get(target).status, 403, "{target}");
    }
    let target = format!("/.handout/events?page=index.html&token={token}");
    let head = preview.send(format!("HEAD {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    assert_eq!((head.status, head.body.len()), (404, 0), "a stream has no head alone");
    let mut events = preview.listen(&token, "index.html");
    assert_eq!(events.next()["errors"], 0);
    assert!(!events.head.to_lowercase().contains("access-control"), "{}", events.head);
}

#[test]
fn the_token_is_another_one_each_run_and_each_preview_has_its_own() {
    let project = guide();
    let (one, two) = (Preview::start(&project, &[]), Preview::start(&project, &[]));
    let tokens = [&one, &two].map(|it| it.get("/").tag("token"));
    assert_ne!(tokens[0], tokens[1]);
    let target = format!("/.handout/events?token={}&page=index.html", tokens[0]);
    assert_eq!(two.get(&target).status, 403);
}

#[test]
fn a_page_name_on_the_stream_reaches_no_file() {
    let project = guide();
    project.write("secret.txt", "nobody may read this");
    let mut preview = Preview::start(&project, &[]);
    let token = preview.get("/").tag("token");
    for name in
        ["../secret.txt", "/etc/passwd", "", "/", "notes.txt", "\u{202e}", "a/../../b", &"x".repeat(500)]
    {
        let mut events = preview.listen(&token, name);
        let event = events.next();
        assert!(!event.to_string().contains("nobody may"), "{name}: {event}");
    }
    project.write("content/index.md", page("Home", "Another text."));
    preview.wait_text("/", "Another text.");
    preview.assert_well();
}

#[test]
fn no_answer_lets_other_origins_read_it() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    for target in ["/", "/notes.txt", "/point.png", "/nothing", "/.handout/preview.js", "/.handout/events"] {
        let fields = "Origin: https://example.org\r\nAccess-Control-Request-Method: GET\r\n";
        let answer = preview.get_with(target, fields);
        for (name, value) in &answer.fields {
            assert!(!name.to_lowercase().starts_with("access-control"), "{target}: {name}: {value}");
        }
        let policy = answer.field("Cross-Origin-Resource-Policy");
        assert_eq!(policy, Some("same-origin"), "{target}");
    }
}

/// Returns the addresses (IPv4) on which a process listens, on Linux.
#[cfg(target_os = "linux")]
pub fn listening(id: u32) -> Vec<SocketAddr> {
    let sockets = std::fs::read_dir(format!("/proc/{id}/fd")).expect("a process").filter_map(|it| {
        let target = std::fs::read_link(it.ok()?.path()).ok()?;
        Some(target.to_str()?.strip_prefix("socket:[")?.trim_end_matches(']').to_owned())
    });
    let sockets: Vec<String> = sockets.collect();
    let table = std::fs::read_to_string(format!("/proc/{id}/net/tcp")).expect("a table");
    let rows = table.lines().skip(1).map(|row| row.split_whitespace().collect::<Vec<_>>());
    let own = rows.filter(|row| row[3] == "0A" && sockets.iter().any(|it| it == row[9]));
    own.map(|row| {
        let (address, port) = row[1].split_once(':').expect("an address and a port");
        let address = u32::from_str_radix(address, 16).expect("hexadecimal digits");
        (address.to_ne_bytes(), u16::from_str_radix(port, 16).expect("hexadecimal digits")).into()
    })
    .collect()
}

#[cfg(target_os = "linux")]
#[test]
fn no_request_bypasses_the_listener() {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;

    let (_folder, mut preview, path) = with_socket();
    assert_eq!(listening(preview.id()), [preview.address]);
    let token = preview.get("/").tag("token");
    let events = format!("/.handout/events?page=index.html&token={token}");
    for target in ["/", "/index.html", "/notes.txt", "/.handout/preview.js", &events] {
        let with_token = format!("X-Handout-Secret: {token}\r\n");
        for fields in ["", "X-Handout-Secret: \r\n", "X-Handout-Secret: 0\r\n", &with_token] {
            let mut socket = UnixStream::connect(&path).expect("a socket");
            let head =
                format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n{fields}Connection: close\r\n\r\n");
            socket.write_all(head.as_bytes()).expect("it reads");
            let mut answer = String::new();
            socket.read_to_string(&mut answer).expect("text");
            let is_refused = answer.starts_with("HTTP/1.1 403 ")
                && answer.ends_with("this address is internal to the preview\n");
            assert!(is_refused, "{target} {fields}: {answer}");
        }
    }
    preview.assert_well();
}
