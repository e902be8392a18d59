//! How a preview starts, what it prints, and how it ends.

use std::net::{IpAddr, TcpListener};

use super::guide;
use crate::harness::Project;
use crate::harness::preview::Preview;

#[test]
fn the_address_is_told_once_it_answers() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    // Do not wait here: the reader of the line may open the address at once.
    assert_eq!(preview.get("/").status, 200);
    let said = preview.said();
    assert!(said.contains("Preview of “Small guide”, 4 pages: http://127.0.0.1:"), "{said}");
    assert!(said.ends_with("Press Ctrl-C to stop.\n"), "{said}");
}

/// Returns a free port followed by another free one, and a socket that now uses the first.
fn taken() -> (TcpListener, u16) {
    let pairs = (0..100).map(|_| TcpListener::bind(("127.0.0.1", 0)).expect("a port"));
    let found = pairs
        .map(|it| (it.local_addr().expect("bound").port(), it))
        .find(|(port, _)| *port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok());
    let (port, socket) = found.expect("two free ports side by side");
    (socket, port)
}

#[test]
fn a_port_that_is_taken_is_passed_over_and_it_says_so() {
    let project = guide();
    let (_socket, port) = taken();
    let preview = Preview::start_as(&project, &["serve", "--port", &port.to_string()]);
    let said = preview.said();
    assert!(said.contains(&format!("Port {port} is in use, so another one is used.")), "{said}");
    assert!((port + 1..=port + 20).contains(&preview.address.port()), "{said}");
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn a_free_port_is_used_without_a_word() {
    let project = guide();
    let (socket, port) = taken();
    drop(socket);
    let preview = Preview::start_as(&project, &["serve", "--port", &port.to_string()]);
    assert!(!preview.said().contains("taken") || preview.address.port() != port, "{}", preview.said());
}

#[test]
fn without_a_free_port_it_says_so_and_ends() {
    let project = guide();
    // The last port of all: there is none after it.
    let _socket = TcpListener::bind(("127.0.0.1", u16::MAX));
    let run = project.run(&["serve", "--port", "65535"]);
    assert_eq!(run.code, 2, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("cannot listen on the address 127.0.0.1:65535"), "{}", run.stderr);
    assert!(!run.stdout.contains("http://"), "{}", run.stdout);
}

#[test]
fn a_place_that_cannot_be_listened_at_is_told_with_the_reason() {
    let project = guide();
    // An address of the documentation range, which no machine has (RFC 5737).
    let run = project.run(&["serve", "--port", "0", "--host", "192.0.2.1"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("cannot listen on the address 192.0.2.1:0"), "{}", run.stderr);
    // A name that is never given (RFC 6761, section 6.4).
    let run = project.run(&["serve", "--port", "0", "--host", "guide.invalid"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("cannot find the address guide.invalid:0"), "{}", run.stderr);
}

#[test]
fn where_there_is_no_guide_nothing_is_served() {
    let project = Project::new();
    let run = project.run(&["serve", "--port", "0"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    let build = project.run(&["build"]);
    assert_eq!(run.stderr, build.stderr, "the same words as those of a build");
    let run = project.run(&["serve", "--port", "0", "--root", "nowhere"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("nowhere"), "{}", run.stderr);
}

#[test]
fn flags_that_contradict_each_other_are_wrong_use() {
    let project = guide();
    let run = project.run(&["serve", "--lan", "--host", "127.0.0.1"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("cannot be used with"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_cleanly_whoever_is_connected() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let _idle = preview.connect();
    let mut events = preview.open("/");
    events.next();
    let run = preview.interrupt();
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert!(run.stdout.ends_with("Stopped.\n"), "{}", run.stdout);
}

#[test]
fn for_the_local_network_it_draws_a_code_and_warns() {
    let project = guide();
    let preview = Preview::start(&project, &["--lan"]);
    let said = preview.said();
    assert!(said.contains("Anyone on this network can read it"), "{said}");
    let code: Vec<&str> = said.lines().filter(|it| it.contains(['█', '▀', '▄'])).collect();
    let widths: Vec<_> = code.iter().map(|it| it.chars().count()).collect();
    // The smallest code has 21 modules per side, and a quiet zone of four around it; two rows of modules are a line.
    assert!(widths.len() >= 14 && widths[0] >= 29 && widths.iter().all(|it| *it == widths[0]), "{said}");
    let host = preview.url.trim_start_matches("http://").trim_end_matches('/');
    let address: IpAddr = host.rsplit_once(':').expect("a port").0.parse().expect("an address in digits");
    assert!(!address.is_unspecified(), "{said}");
    let status = |host: &str| preview.send(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")).status;
    assert_eq!((status(host), status("localhost"), status("phone.example.org")), (200, 200, 403));
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_flag_only_this_machine_can_connect() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let addresses = super::strangers::listening(preview.id());
    assert!(addresses.len() == 1 && addresses.iter().all(|it| it.ip().is_loopback()), "{addresses:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_browser_is_opened_at_the_address() {
    use std::os::unix::fs::PermissionsExt;
    let project = guide();
    project.write("bin/xdg-open", "#!/bin/sh\nprintf %s \"$1\" > \"$OPENED\"\n");
    let program = project.path("bin/xdg-open");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("own file");
    let path = format!("{}:/usr/bin:/bin", project.path("bin").display());
    let opened = project.path("opened");
    let envs = [("PATH", path.as_str()), ("OPENED", opened.to_str().expect("text"))];
    let preview = Preview::start_with(&project, &["serve", "--port", "0", "--open"], &envs);
    let address = crate::harness::preview::until("the browser", || {
        std::fs::read_to_string(&opened).ok().filter(|it| !it.is_empty()).ok_or_else(|| preview.said())
    });
    assert_eq!(address.trim_end_matches('/'), preview.url.trim_end_matches('/'));
}
