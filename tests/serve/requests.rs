//! Strange, wrong and hostile requests, byte for byte over a socket: each gets a known output or the rejection in the
//! table here, and the preview continues.

use super::guide;
use crate::harness::Project;
use crate::harness::dom::Document;
use crate::harness::preview::{Answer, Preview};

/// Returns a guide with a private file beside it.
fn preview() -> (Project, Preview) {
    let project = guide();
    project.write("secret.txt", SECRET);
    project.write(".env", SECRET);
    project.write("content/.hidden.txt", SECRET);
    project.write("content/draft.md", format!("---\ntitle: Draft\ndraft: true\n---\n\n{SECRET}\n"));
    let preview = Preview::start(&project, &[]);
    (project, preview)
}

/// The content of files that are not outputs.
const SECRET: &str = "nobody may read this";

/// Checks what must hold for every answer.
fn assert_fine(answer: &Answer, wanted: u16, request: &str) {
    let body = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, wanted, "{request:?}\n{body}");
    assert!(!body.contains(SECRET) && !body.contains("root:"), "{request:?}\n{body}");
    let foreign = answer.fields.iter().find(|(name, _)| name.to_lowercase().starts_with("access-control"));
    assert_eq!(foreign, None, "{request:?}");
    assert_eq!(answer.field("X-Content-Type-Options"), Some("nosniff"), "{request:?}");
    assert!(answer.field("Content-Security-Policy").is_some(), "{request:?}");
    assert_eq!(answer.field("Connection").unwrap_or("close"), "close", "{request:?}");
    if wanted == 405 {
        assert_eq!(answer.field("Allow"), Some("GET, HEAD"), "{request:?}");
    }
}

/// Targets without an output.
const NOTHING: &[&str] = &[
    "/../../../../../../etc/passwd",
    "/..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/%2E%2E%2F%2E%2E%2Fetc%2Fpasswd",
    "/%252e%252e%252fetc%252fpasswd",
    "/..;/..;/etc/passwd",
    "/....//....//etc/passwd",
    "/..%5c..%5csecret.txt",
    "/%5c%5clocalhost%5cc$%5csecret.txt",
    "/..\\..\\secret.txt",
    "/C:/secret.txt",
    "/C:%5Csecret.txt",
    "/file:///etc/passwd",
    "/etc/passwd",
    "//etc/passwd",
    "///etc/passwd",
    "//localhost/index.html",
    "//",
    "///",
    "//index.html",
    "/%2findex.html",
    "/./index.html",
    "/tips/../index.html",
    "/tips/./rest.html",
    "/tips//rest.html",
    "/tips/%2e%2e/index.html",
    "/index.html/",
    "/index.html/..",
    "/index.html::$DATA",
    "/index.html:stream",
    "/index.html%20",
    "/index.html.",
    "/index.html~",
    "/INDEX.HTML",
    "/index.html;a=b",
    "/index.html%3Fx",
    "/index.html%23x",
    "/CON",
    "/nul.html",
    "/~root/",
    "/secret.txt",
    "/../secret.txt",
    "/.env",
    "/.hidden.txt",
    "/draft.html",
    "/site.toml",
    "/content/index.md",
    "/themes/default/theme.toml",
    "/public/index.html",
    "/.handout-manifest",
    "/.handout",
    "/.handout/",
    "/.handout/nothing.js",
    "/.handout/../secret.txt",
    "/.handout//preview.js",
    "//.handout/preview.js",
    "/%2f.handout/preview.js",
    "/%EF%BC%8E%EF%BC%8E/secret.txt",
    "/%E2%80%AEtxt.terces",
    "/%3Cscript%3Ealert(1)%3C/script%3E",
];

/// Targets that are not a path of text.
const NO_PATH: &[&str] = &[
    "/%",
    "/%4",
    "/%zz",
    "/%u002e%u002e/",
    "/%00",
    "/index.html%00.png",
    "/%0d%0aSet-Cookie:%20a=b",
    "/%7f",
    "/%c2%85",
    "/%ff",
    "/%fe%fe",
    "/%c0%ae%c0%ae/secret.txt",
    "/%e0%80%ae",
    "/%ed%a0%80",
    "/%e2%80",
    "/index.html#part",
    "http://localhost/",
    "http://localhost/index.html",
    "http://example.org/",
    "https://localhost/",
    "HTTP://LOCALHOST/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "localhost:80",
    "*",
    "index.html",
    "../secret.txt",
    "\\secret.txt",
    "?x",
];

/// Targets of known outputs, with the output.
const KNOWN: &[(&str, &str)] = &[
    ("/", "/index.html"),
    ("/?x=y", "/index.html"),
    ("/?", "/index.html"),
    ("/index.html?../../etc/passwd", "/index.html"),
    ("/index.html?%zz%00%ff", "/index.html"),
    ("/index.html?a?b/../c", "/index.html"),
    ("/%69ndex.html", "/index.html"),
    ("/index%2Ehtml", "/index.html"),
    ("/tips/", "/tips/index.html"),
    ("/tips%2frest.html", "/tips/rest.html"),
    ("/notes.txt?v=1", "/notes.txt"),
];

#[test]
fn a_target_gets_a_known_output_or_a_refusal() {
    let (_project, mut preview) = preview();
    for target in NOTHING {
        assert_fine(&preview.get(target), 404, target);
    }
    for target in NO_PATH {
        assert_fine(&preview.get(target), 400, target);
    }
    for (target, same) in KNOWN {
        let (answer, wanted) = (preview.get(target), preview.get(same));
        assert_fine(&answer, 200, target);
        assert_eq!(answer.body, wanted.body, "{target}");
    }
    for (length, status) in [(2000, 404), (2047, 404), (2048, 414), (10_000, 414)] {
        assert_fine(&preview.get(&format!("/{}", "a".repeat(length))), status, "a long target");
    }
    let dots = "/..".repeat(600);
    assert_fine(&preview.get(&format!("{dots}/etc/passwd")), 404, "a long way up");
    preview.assert_well();
}

/// Requests that are not valid HTTP/1.1, or more than a preview needs, with the status of their rejection.
const REFUSED: &[(&str, u16)] = &[
    // Not HTTP, or another version of it.
    ("\r\n\r\n", 400),
    ("\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("hello\r\n\r\n", 400),
    ("GET /\r\n\r\n", 400),
    ("GET / HTTP/1.1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", 400),
    ("GET / HTTP/9\r\nHost: localhost\r\n\r\n", 400),
    ("GET / http/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    ("SSH-2.0-OpenSSH_9.2\r\n\r\n", 400),
    ("EHLO localhost\r\n\r\n", 400),
    ("GET / HTTP/1.0\r\n\r\n", 400),
    (" GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("GET /\t HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("GET /caf\u{e9} HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    // Lines and fields about which servers disagree.
    ("GET / HTTP/1.1\nHost: localhost\n\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\n\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nA: b\rc\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\n Host: localhost\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\n c\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\n: b\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nA: b\0c\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nA\u{e9}: b\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://\u{e9}\r\n\r\n", 400),
    // A body, announced in all the ways that have been used for request smuggling.
    ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: +0\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0, 5\r\n\r\nhello", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: identity\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\ntRANSFER-eNCODING: xchunked\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding:\u{b}chunked\r\n\r\n", 400),
    (
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
        400,
    ),
    // Methods.
    ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 405),
    ("POST /.handout/events HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
    ("PUT /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
    ("DELETE /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
    ("PATCH / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
    ("OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://example.org\r\n\r\n", 405),
    ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
    ("TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
    ("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n", 405),
    ("PROPFIND / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
    ("get / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
    ("GETGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
];

#[test]
fn what_is_no_plain_request_gets_the_refusal_of_the_table() {
    let (_project, mut preview) = preview();
    for (request, status) in REFUSED {
        assert_fine(&preview.send(request), *status, request);
    }
    preview.assert_well();
}

#[test]
fn heads_without_end_are_cut_off() {
    let (_project, mut preview) = preview();
    let host = "GET / HTTP/1.1\r\nHost: localhost\r\n";
    let many = "A: b\r\n".repeat(1000);
    let floods = [
        ("many fields", format!("{host}{many}\r\n")),
        ("a field of a megabyte", format!("{host}A: {}\r\n\r\n", "b".repeat(1 << 20))),
        ("a name of a megabyte", format!("{host}{}: b\r\n\r\n", "A".repeat(1 << 20))),
        ("a target of a megabyte", format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(1 << 20))),
        ("a megabyte of one letter", "A".repeat(1 << 20)),
        ("fields for ever", format!("{host}{}", "A: b\r\n".repeat(100_000))),
    ];
    for (what, flood) in floods {
        assert_fine(&preview.send(flood), 431, what);
    }
    let fields = "A: b\r\n".repeat(60);
    assert_fine(&preview.get_with("/", &fields), 200, "sixty fields");
    preview.assert_well();
}

#[test]
fn only_the_first_of_several_requests_is_answered() {
    let (_project, preview) = preview();
    let get = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let two = get("/notes.txt") + &get("/secret.txt") + "POST / HTTP/1.1\r\n\r\n";
    let answer = preview.send(two);
    assert_eq!((answer.status, answer.text()), (200, "Notes.\n"));
}

#[test]
fn what_a_preview_does_not_offer_is_left_out_of_the_answer() {
    let (_project, preview) = preview();
    let plain = preview.get("/index.html");
    for field in [
        "Range: bytes=0-3",
        "If-Range: \"x\"",
        "Upgrade: websocket\r\nConnection: Upgrade",
        "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
        "Expect: 100-continue",
        "Accept-Encoding: gzip, br",
        "Accept: application/x-nothing",
        "TE: trailers, chunked",
        "Connection: keep-alive",
        "Connection: Host",
        "X-Forwarded-Host: example.org",
        "X-Original-URL: /../secret.txt",
        "X-HTTP-Method-Override: DELETE",
        "X-Handout-Secret: 0",
        "If-None-Match: *",
        "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
        "Content-Length: 0",
        "Cookie: of=another local server, caf\u{e9}",
    ] {
        let answer = preview.get_with("/index.html", &format!("{field}\r\n"));
        assert_fine(&answer, 200, field);
        assert_eq!(answer.body, plain.body, "{field}");
    }
    let old = preview.send("GET /index.html HTTP/1.0\r\nHost: localhost\r\n\r\n");
    assert_eq!((old.status, &old.body), (200, &plain.body));
}

#[test]
fn head_is_get_without_a_body() {
    let (_project, preview) = preview();
    for target in ["/", "/notes.txt", "/point.png", "/nothing.html", "/.handout/preview.js"] {
        let get = preview.get(target);
        let head = preview.send(format!("HEAD {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        let same = |answer: &Answer| {
            let fields = answer.fields.iter().filter(|(name, _)| name != "Date").cloned();
            (answer.status, fields.collect::<Vec<_>>())
        };
        assert_eq!(same(&head), same(&get), "{target}");
        assert!(head.body.is_empty(), "{target}");
    }
}

#[test]
fn an_address_in_a_page_stays_text() {
    let (_project, preview) = preview();
    for target in ["/%22onload=alert(1)%20x=%22", "/%3E%3Cimg%20src=x%20onerror=alert(1)%3E", "/&quot;x"] {
        let answer = preview.get(target);
        assert_fine(&answer, 404, target);
        let page = Document::parse(answer.text());
        let names: Vec<_> =
            page.named("script").flat_map(|it| &it.attributes).map(|(name, _)| &**name).collect();
        let known = |name: &str| ["src", "defer"].contains(&name) || name.starts_with("data-");
        assert!(names.iter().all(|name| known(name)), "{names:?}");
        let own =
            page.named("script").find(|it| it.attribute("data-token").is_some()).expect("the preview's");
        let names: Vec<_> = own.attributes.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["src", "data-token", "data-page", "data-text", "data-versions", "defer"]);
        assert!(page.values("onerror").chain(page.values("onload")).next().is_none(), "{target}");
    }
}
