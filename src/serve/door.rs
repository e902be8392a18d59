//! The door: the only thing that strangers can talk to. It takes connections, reads one head from each under a limit
//! of length and time, and only then lets the request go on to the HTTP server behind it, which listens on loopback
//! and has no such limits itself. It holds a bounded number of connections; when it is full, the oldest gives way.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::head::{self, Head, LONGEST_HEAD, Names, Refusal};

/// Connections at a time. Each needs a small thread and, while it is answered, five file descriptors of the 1,024
/// that a process usually has.
const MOST_CONNECTIONS: usize = 128;

/// How long a head may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long a client may take to accept one piece of an answer.
const WRITE_TIME: Duration = Duration::from_secs(20);

/// How long a connection is kept open after its answer, so that the client can read the end of it.
const LINGER_TIME: Duration = Duration::from_millis(500);

/// The field that tells the server behind the door that a request came through it.
pub const SECRET_FIELD: &str = "X-Handout-Door";

/// Where requests go on to.
#[derive(Debug)]
pub struct Inside {
    /// The server's address on loopback.
    pub address: SocketAddr,
    /// The value of `SECRET_FIELD`.
    pub secret: String,
    /// The names that are answered to.
    pub names: Names,
}

/// Takes connections for ever.
pub fn open(listener: &TcpListener, inside: &Arc<Inside>) {
    let crowd = Arc::new(Crowd::default());
    for (number, connection) in (0..).zip(listener.incoming()) {
        // Out of file descriptors, or a client that is gone again: room is made, and the next one is waited for.
        let Ok(stream) = connection else {
            crowd.make_room(1);
            thread::sleep(Duration::from_millis(20));
            continue;
        };
        let guest = crowd.admit(number, Arc::new(stream));
        let inside = Arc::clone(inside);
        let served = thread::Builder::new().stack_size(128 * 1024).spawn(move || {
            // A client that goes away in the middle is no trouble of ours.
            let _ = answer(&guest.stream, &inside);
        });
        if served.is_err() {
            crowd.make_room(MOST_CONNECTIONS / 2);
        }
    }
}

/// Everybody who is inside, by order of arrival.
#[derive(Debug, Default)]
struct Crowd(Mutex<BTreeMap<u64, Arc<TcpStream>>>);

/// A connection that is in the crowd as long as it is served.
struct Guest {
    number: u64,
    stream: Arc<TcpStream>,
    crowd: Arc<Crowd>,
}

impl Crowd {
    fn admit(self: &Arc<Crowd>, number: u64, stream: Arc<TcpStream>) -> Guest {
        self.make_room(1);
        self.guests().insert(number, Arc::clone(&stream));
        Guest { number, stream, crowd: Arc::clone(self) }
    }

    /// Sends the oldest away until there is room for so many.
    fn make_room(&self, room: usize) {
        let mut guests = self.guests();
        while guests.len() + room > MOST_CONNECTIONS {
            let Some((_, oldest)) = guests.pop_first() else { return };
            let _ = oldest.shutdown(Shutdown::Both);
        }
    }

    fn guests(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Arc<TcpStream>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.crowd.guests().remove(&self.number);
    }
}

fn answer(client: &TcpStream, inside: &Inside) -> io::Result<()> {
    client.set_nodelay(true)?;
    client.set_write_timeout(Some(WRITE_TIME))?;
    let Some(read) = read_head(client)? else { return Ok(()) };
    match read.and_then(|bytes| head::read(&bytes, &inside.names)) {
        Ok(head) => relay(client, &head, inside)?,
        Err(refusal) => refuse(client, refusal)?,
    }
    linger(client)
}

/// Reads until the empty line that ends a head. Nothing, if the client went away without a word.
fn read_head(mut client: &TcpStream) -> io::Result<Option<Result<Vec<u8>, Refusal>>> {
    let deadline = Instant::now() + HEAD_TIME;
    let mut bytes = Vec::new();
    let mut piece = [0; 2048];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Some(Err(head::TOO_SLOW)));
        }
        client.set_read_timeout(Some(left))?;
        let count = match client.read(&mut piece) {
            Ok(0) if bytes.is_empty() => return Ok(None),
            Ok(0) => return Ok(Some(Err(head::NOT_HTTP))),
            Ok(count) => count,
            Err(error) if is_timeout(&error) => return Ok(Some(Err(head::TOO_SLOW))),
            Err(error) => return Err(error),
        };
        let seen = bytes.len().saturating_sub(3);
        bytes.extend_from_slice(&piece[..count]);
        if let Some(end) = bytes[seen..].windows(4).position(|it| it == b"\r\n\r\n") {
            bytes.truncate(seen + end + 4);
            return Ok(Some(Ok(bytes)));
        }
        if bytes.len() > LONGEST_HEAD {
            return Ok(Some(Err(head::TOO_LARGE)));
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Sends the request to the server inside, written anew, and its answer back.
fn relay(mut client: &TcpStream, head: &Head, inside: &Inside) -> io::Result<()> {
    let mut server = TcpStream::connect(inside.address)?;
    server.set_nodelay(true)?;
    let Head { method, target, host, fields } = head;
    let secret = &inside.secret;
    let mut request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {host}\r\n{SECRET_FIELD}: {secret}\r\nConnection: close\r\n"
    );
    for (name, value) in fields {
        request.extend([name, ": ", value, "\r\n"]);
    }
    request.push_str("\r\n");
    server.write_all(request.as_bytes())?;
    io::copy(&mut server, &mut client).map(drop)
}

fn refuse(mut client: &TcpStream, refusal: Refusal) -> io::Result<()> {
    let Refusal { line, why, status } = refusal;
    let allow = if status == 405 { "Allow: GET, HEAD\r\n" } else { "" };
    let length = why.len() + 1;
    let answer = format!(
        "HTTP/1.1 {line}\r\n{allow}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\
         X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{why}\n"
    );
    client.write_all(answer.as_bytes())
}

/// Says that nothing more comes, and waits a moment for the client to have read it: closing a connection on which
/// bytes lie unread can take the answer away from the client.
fn linger(mut client: &TcpStream) -> io::Result<()> {
    client.shutdown(Shutdown::Write)?;
    client.set_read_timeout(Some(LINGER_TIME))?;
    let deadline = Instant::now() + LINGER_TIME;
    let mut piece = [0; 4096];
    while client.read(&mut piece)? > 0 && Instant::now() < deadline {}
    Ok(())
}
