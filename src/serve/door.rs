//! The door: the only thing that strangers can talk to. It takes connections, reads one head from each under a limit
//! of length and time, and only then lets the request go on to the HTTP server behind it, which listens on loopback
//! and has no such limits itself. It holds a bounded number of connections; when it is full, the oldest gives way.
//! Streams of events, which last, do not go through that server.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::events;
use super::head::{self, Head, LONGEST_HEAD, Names, Refusal};
use super::http::{self, Desk};
use crate::paths::UrlPath;

/// Connections at a time. Each needs a small thread and one file descriptor, of which a process may have as few as 256.
const MOST_CONNECTIONS: usize = 96;

/// Requests at a time that the server inside answers. Each takes four file descriptors more, and that server must never
/// find none left, for it would not get up again.
const MOST_RELAYS: usize = 24;

/// How long a request may take while others wait for their turn. Then it gives way to them.
const TURN: Duration = Duration::from_millis(300);

/// How long a head may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long a client may take to accept one piece of an answer.
const WRITE_TIME: Duration = Duration::from_secs(20);

/// How long a connection is kept open after its answer, so that the client can read the end of it.
const LINGER_TIME: Duration = Duration::from_secs(2);

/// The field that tells the server behind the door that a request came through it.
pub const SECRET_FIELD: &str = "X-Handout-Door";

/// Where requests go on to.
pub struct Inside {
    /// The server's address on loopback.
    pub address: SocketAddr,
    /// The value of `SECRET_FIELD`.
    pub secret: String,
    /// The names that are answered to.
    pub names: Names,
    /// What event streams are made of.
    pub desk: Arc<Desk>,
}

/// Takes connections for ever.
pub fn open(listener: &TcpListener, inside: &Arc<Inside>) {
    let crowd = Arc::new(Crowd::new(MOST_CONNECTIONS));
    let relays = Arc::new(Crowd::new(MOST_RELAYS));
    for connection in listener.incoming() {
        // Out of file descriptors, or a client that is gone again: room is made, and the next one is waited for.
        let Ok(stream) = connection else {
            crowd.make_room(MOST_CONNECTIONS / 2);
            thread::sleep(Duration::from_millis(20));
            continue;
        };
        let guest = crowd.admit(Arc::new(stream), Duration::ZERO);
        let (inside, relays) = (Arc::clone(inside), Arc::clone(&relays));
        let served = thread::Builder::new().stack_size(128 * 1024).spawn(move || {
            // A client that goes away in the middle is no trouble of ours.
            let _ = answer(guest, &inside, &relays);
        });
        if served.is_err() {
            crowd.make_room(MOST_CONNECTIONS / 2);
        }
    }
}

/// Everybody who is inside, by order of arrival, up to a number.
struct Crowd {
    guests: Mutex<Guests>,
    next: AtomicU64,
    left: Condvar,
    most: usize,
}

/// Connections by order of arrival, each with its time of arrival.
type Guests = BTreeMap<u64, (Instant, Arc<TcpStream>)>;

/// A connection that is in the crowd as long as it is served.
struct Guest {
    number: u64,
    stream: Arc<TcpStream>,
    crowd: Arc<Crowd>,
}

impl Crowd {
    fn new(most: usize) -> Crowd {
        Crowd { guests: Mutex::default(), next: AtomicU64::new(0), left: Condvar::new(), most }
    }

    /// Lets somebody in. Where there is no room, the oldest is sent away once it has had its turn.
    fn admit(self: &Arc<Crowd>, stream: Arc<TcpStream>, turn: Duration) -> Guest {
        let mut guests = self.guests();
        while let Some((arrived, _)) = guests.values().next().filter(|_| guests.len() >= self.most) {
            let left = turn.saturating_sub(arrived.elapsed());
            if left.is_zero() {
                send_away(&mut guests, self.most - 1);
            } else {
                let waited = self.left.wait_timeout(guests, left);
                (guests, _) = waited.unwrap_or_else(PoisonError::into_inner);
            }
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        guests.insert(number, (Instant::now(), Arc::clone(&stream)));
        drop(guests);
        Guest { number, stream, crowd: Arc::clone(self) }
    }

    /// Sends the oldest away until there is room for so many.
    fn make_room(&self, room: usize) {
        send_away(&mut self.guests(), self.most - room);
    }

    fn guests(&self) -> MutexGuard<'_, Guests> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends the oldest away until so many are left.
fn send_away(guests: &mut Guests, left: usize) {
    while guests.len() > left {
        let Some((_, (_, oldest))) = guests.pop_first() else { return };
        let _ = oldest.shutdown(Shutdown::Both);
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.crowd.guests().remove(&self.number);
        self.crowd.left.notify_one();
    }
}

fn answer(guest: Guest, inside: &Arc<Inside>, relays: &Arc<Crowd>) -> io::Result<()> {
    let client = &*guest.stream;
    client.set_nodelay(true)?;
    client.set_write_timeout(Some(WRITE_TIME))?;
    let Some(read) = read_head(client)? else { return Ok(()) };
    match read.and_then(|bytes| head::read(&bytes, &inside.names)) {
        Ok(head) if events::are_asked_for(&head) => match events::page(&inside.desk, &head) {
            Ok(url) => return stream(guest, url, Arc::clone(inside)),
            Err(refusal) => refuse(client, refusal)?,
        },
        Ok(head) => {
            let _turn = relays.admit(Arc::clone(&guest.stream), TURN);
            relay(client, &head, inside)?;
        }
        Err(refusal) => refuse(client, refusal)?,
    }
    linger(client)
}

/// Sends events, in a thread that has the room to make a page.
fn stream(guest: Guest, url: UrlPath, inside: Arc<Inside>) -> io::Result<()> {
    let send = move || {
        // A browser that went away is no trouble of ours.
        let _ = events::stream(&inside.desk, &url, &guest.stream);
    };
    thread::Builder::new().stack_size(http::STACK).spawn(send).map(drop)
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
        // What is not HTTP, such as the greeting of HTTPS, is not waited for.
        if !head::is_text(&bytes, seen) {
            return Ok(Some(Err(head::NOT_HTTP)));
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
    let (length, always) = (why.len() + 1, http::always());
    let answer = format!(
        "HTTP/1.1 {line}\r\n{allow}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\
         {always}Cache-Control: no-store\r\nConnection: close\r\n\r\n{why}\n"
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
