//! Many clients, slow and silent ones: others are answered in time, and neither memory nor file descriptors run out.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use super::{guide, page, with_socket};
use crate::harness::Project;
use crate::harness::preview::{Answer, Preview, read_all};

/// The maximum duration of a plain request while others are pending.
const IN_TIME: Duration = Duration::from_secs(2);

/// The number of files that a process can have open on some systems.
const FEW_FILES: u32 = 256;

/// The maximum growth of a preview's peak memory by floods, in KiB. Measured: 110 MiB, when the maximum number of
/// clients request a page at once.
#[cfg(target_os = "linux")]
const MAX_MEMORY: u64 = 224 * 1024;

/// The maximum growth from two floods to four. Measured: nothing.
#[cfg(target_os = "linux")]
const MORE_MEMORY: u64 = 32 * 1024;

/// Requests a page, and fails if the answer takes too long. The machine may be busy with other tests for a moment, so
/// the best of three attempts counts.
fn assert_answers_in_time(preview: &Preview, what: &str) {
    let ask = || {
        let started = Instant::now();
        assert_eq!(preview.get("/").status, 200, "{what}");
        started.elapsed()
    };
    let best = (0..3).map(|_| ask()).min().expect("three");
    assert!(best < IN_TIME, "{what}: {best:?}");
}

/// Returns a field of a process's status on Linux, in KiB.
#[cfg(target_os = "linux")]
pub fn memory(preview: &Preview, field: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", preview.id())).expect("a process");
    let line = status.lines().find_map(|it| it.strip_prefix(field)).expect("a field");
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("a number")
}

#[cfg(target_os = "linux")]
fn open_files(preview: &Preview) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", preview.id())).expect("a process").count()
}

/// Opens connections that each send some bytes and then nothing.
fn idle(preview: &Preview, count: usize, sent: &[u8]) -> Vec<TcpStream> {
    let open = |_| {
        let mut stream = preview.connect();
        let _ = stream.write_all(sent);
        stream
    };
    (0..count).map(open).collect()
}

#[test]
fn a_thousand_idle_connections_hold_nobody_up() {
    let project = guide();
    let mut preview = Preview::start_with_files(&project, FEW_FILES);
    // In two halves, because this program may open a thousand files too.
    for sent in [&b""[..], b"GET / HTTP/1.1\r\nHost: localhost\r\nA: "] {
        let streams = idle(&preview, 500, sent);
        assert_answers_in_time(&preview, "with idle connections");
        drop(streams);
        assert_answers_in_time(&preview, "after idle connections");
    }
    preview.assert_well();
}

#[test]
fn connections_that_go_away_at_once_leave_nothing_behind() {
    let project = guide();
    let mut preview = Preview::start(&project, &[]);
    for number in 0..600 {
        let mut stream = preview.connect();
        match number % 4 {
            0 => {}
            1 => drop(stream.write_all(b"GET / HTTP/1.1\r\nHost: local")),
            2 => drop(stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
            _ => drop(stream.shutdown(Shutdown::Both)),
        }
    }
    assert_answers_in_time(&preview, "after many that went away");
    preview.assert_well();
}

#[test]
fn a_client_that_sends_byte_by_byte_gets_its_answer() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let mut stream = preview.connect();
    stream.set_nodelay(true).expect("own socket");
    for byte in b"GET /notes.txt HTTP/1.1\r\nHost: localhost\r\n\r\n" {
        stream.write_all(&[*byte]).expect("it listens");
        thread::sleep(Duration::from_millis(4));
    }
    assert_eq!(Answer::parse(&read_all(stream)).text(), "Notes.\n");
}

#[test]
fn clients_that_never_finish_are_sent_away_in_time() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    let started = Instant::now();
    let silent = preview.connect();
    let mut half = preview.connect();
    half.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n").expect("it listens");
    let mut dripping = preview.connect();
    dripping.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nA: ").expect("it listens");
    while started.elapsed() < Duration::from_secs(14) && dripping.write_all(b"b").is_ok() {
        thread::sleep(Duration::from_millis(200));
    }
    for stream in [silent, half] {
        assert_eq!(Answer::parse(&read_all(stream)).status, 408);
    }
    let dripped = read_all(dripping);
    assert!(dripped.is_empty() || Answer::parse(&dripped).status == 408);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn what_is_no_text_is_sent_away_at_once() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    // The first message of a browser to an HTTPS server (TLS 1.3), and other line ends.
    for bytes in
        [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"\x80\x2e\x01\x00\x02", b"GET / HTTP/1.1\n"]
    {
        let started = Instant::now();
        assert_eq!(preview.send(bytes).status, 400, "{bytes:?}");
        assert!(started.elapsed() < Duration::from_secs(8), "{bytes:?}: {:?}", started.elapsed());
    }
}

#[test]
fn a_client_that_says_it_sends_no_more_gets_its_answer() {
    let project = guide();
    let preview = Preview::start(&project, &[]);
    for (sent, status) in [
        ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", Some(200)),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n", Some(400)),
        ("G", Some(400)),
        ("", None),
    ] {
        let mut stream = preview.connect();
        stream.write_all(sent.as_bytes()).expect("it listens");
        stream.shutdown(Shutdown::Write).expect("own socket");
        let answer = read_all(stream);
        assert_eq!((!answer.is_empty()).then(|| Answer::parse(&answer).status), status, "{sent:?}");
    }
}

/// Returns a preview with a file that does not fit into the system's buffers for a connection.
fn with_large_file() -> (Project, Preview, Vec<u8>) {
    let project = guide();
    let large: Vec<u8> = (0..8 << 20).map(|at: u32| at.to_le_bytes()[1]).collect();
    project.write("static/large.bin", &large);
    let preview = Preview::start_with_files(&project, FEW_FILES);
    (project, preview, large)
}

#[test]
fn clients_that_do_not_read_hold_nobody_up() {
    let (_project, mut preview, _) = with_large_file();
    let streams = idle(&preview, 100, b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_answers_in_time(&preview, "with clients that do not read");
    drop(streams);
    preview.assert_well();
}

#[test]
fn a_client_that_reads_slowly_gets_everything_in_the_end() {
    let (_project, preview, large) = with_large_file();
    let mut streams = idle(&preview, 10, b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let mut first = streams.remove(0);
    let mut pieces = vec![0; 100_000];
    for piece in pieces.chunks_mut(10_000) {
        first.read_exact(piece).expect("a piece");
        // Neither active nor silent clients push it out.
        assert_answers_in_time(&preview, "with clients that read slowly");
        drop(idle(&preview, 60, b"GET "));
    }
    let answer = Answer::parse(&[pieces, read_all(first)].concat());
    assert!(answer.body == large, "{} bytes", answer.body.len());
}

#[test]
fn readers_that_come_and_go_leave_room_for_others() {
    let project = guide();
    let mut preview = Preview::start_with_files(&project, FEW_FILES);
    let token = preview.get("/").tag("token");
    // A browser that reloads after each save, for a few seconds.
    for number in 0..400 {
        let events = preview.listen(&token, "index.html");
        drop(events);
        if number % 50 == 0 {
            assert_answers_in_time(&preview, "between readers");
        }
    }
    assert_answers_in_time(&preview, "after many readers");
    let (mut events, first) = preview.open("/").first();
    project.write("content/index.md", page("Home", "Another text."));
    assert_ne!(events.next()["text"], first["text"]);
    #[cfg(target_os = "linux")]
    crate::harness::preview::until("few open files", || match open_files(&preview) {
        0..200 => Ok(()),
        many => Err(format!("{many} open files")),
    });
    preview.assert_well();
}

#[cfg(target_os = "linux")]
#[test]
fn no_flood_of_requests_takes_more_than_bounded_memory() {
    let project = guide();
    let mut preview = Preview::start(&project, &[]);
    let before = memory(&preview, "VmRSS");
    let field = format!("GET / HTTP/1.1\r\nHost: localhost\r\nA: {}\r\n\r\n", "b".repeat(1 << 20));
    let tiny = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "A: b\r\n".repeat(60_000));
    let mut peaks = Vec::new();
    for _ in 0..4 {
        for flood in [&field, &tiny, &field, &tiny] {
            assert_eq!(preview.send(flood).status, 431);
        }
        for number in 0..50 {
            preview.get(&format!("/{number}{}", "a".repeat(1900)));
        }
        drop(idle(&preview, 200, b"GET / HTTP/1.1\r\n"));
        drop(idle(&preview, 150, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        peaks.push(memory(&preview, "VmHWM"));
    }
    assert!(peaks[3] < before + MAX_MEMORY, "{before} KiB, then {peaks:?}");
    assert!(peaks[3] < peaks[1] + MORE_MEMORY, "{before} KiB, then {peaks:?}");
    preview.assert_well();
}

#[test]
#[cfg(target_os = "linux")]
fn nothing_listens_but_the_port_that_is_shown() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, preview, socket) = with_socket();
    assert_eq!(preview.get("/").status, 200);
    assert_eq!(super::strangers::listening(preview.id()), [preview.address]);
    // The HTTP server is behind a socket that only the user may reach.
    let inner = socket.parent().expect("a folder");
    assert_eq!(inner.metadata().expect("it exists").permissions().mode() & 0o777, 0o700);
    preview.interrupt();
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "nothing is left behind");
}

#[test]
#[cfg(unix)]
fn a_local_program_that_takes_every_connection_does_not_end_the_preview() {
    use std::os::unix::net::UnixStream;

    let (_folder, preview, socket) = with_socket();
    // Even a program of the same user, which may open the socket, is only in the way while it holds connections.
    let held: Vec<_> = (0..1100).map_while(|_| UnixStream::connect(&socket).ok()).collect();
    drop(held);
    preview.wait_for("/", |answer| answer.status == 200);
}
