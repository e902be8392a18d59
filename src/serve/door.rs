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

/// Connections at a time that have not sent their head yet, or wait for an answer. A process may have as few as 256 file
/// descriptors, and each of these takes one.
const MOST_ARRIVALS: usize = 40;

/// Streams of events at a time. Each takes one file descriptor.
const MOST_STREAMS: usize = 40;

/// Requests at a time that the server inside answers. Each takes five file descriptors, and that server must never find
/// none left, for it would not get up again.
const MOST_RELAYS: usize = 24;

/// How long a request may take before it gives way to others that wait.
const TURN: Duration = Duration::from_millis(400);

/// How long a head may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long a client may take to accept one piece of an answer.
const WRITE_TIME: Duration = Duration::from_secs(20);

/// How long a connection is kept open after its answer, so that the client can read the end of it.
const LINGER_TIME: Duration = Duration::from_millis(500);

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
    let crowds = Arc::new(Crowds {
        arrivals: Crowd::new(MOST_ARRIVALS, Duration::ZERO),
        streams: Crowd::new(MOST_STREAMS, Duration::ZERO),
        relays: Crowd::new(MOST_RELAYS, TURN),
    });
    for connection in listener.incoming() {
        // Out of file descriptors, or a client that is gone again: room is made, and the next one is waited for.
        let Ok(stream) = connection else {
            crowds.arrivals.send_away(MOST_ARRIVALS / 2);
            thread::sleep(Duration::from_millis(20));
            continue;
        };
        let guest = crowds.arrivals.admit(&Arc::new(stream));
        let (inside, their) = (Arc::clone(inside), Arc::clone(&crowds));
        let served = thread::Builder::new().stack_size(128 * 1024).spawn(move || {
            // A client that goes away in the middle is no trouble of ours.
            let _ = answer(guest, &inside, &their);
        });
        if served.is_err() {
            crowds.arrivals.send_away(MOST_ARRIVALS / 2);
        }
    }
}

/// Everybody who is connected, by what they wait for, so that none of one kind pushes one of another out.
struct Crowds {
    arrivals: Arc<Crowd>,
    streams: Arc<Crowd>,
    relays: Arc<Crowd>,
}

/// Connections by order of arrival, up to a number.
struct Crowd {
    guests: Mutex<BTreeMap<u64, (Instant, Arc<TcpStream>)>>,
    next: AtomicU64,
    left: Condvar,
    most: usize,
    /// How long everybody may stay before the oldest gives way.
    stay: Duration,
}

/// A connection that is in the crowd as long as it is served.
struct Guest {
    number: u64,
    stream: Arc<TcpStream>,
    crowd: Arc<Crowd>,
}

impl Crowd {
    fn new(most: usize, stay: Duration) -> Arc<Crowd> {
        let (guests, next, left) = (Mutex::default(), AtomicU64::new(0), Condvar::new());
        Arc::new(Crowd { guests, next, left, most, stay })
    }

    /// Lets somebody in, as soon as there is room or the oldest has been there long enough to be sent away.
    fn admit(self: &Arc<Crowd>, stream: &Arc<TcpStream>) -> Guest {
        let mut guests = self.guests();
        while let Some((since, _)) = guests.values().next().filter(|_| guests.len() >= self.most) {
            let left = self.stay.saturating_sub(since.elapsed());
            if left.is_zero() {
                send_oldest_away(&mut guests);
            } else {
                guests = self.left.wait_timeout(guests, left).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        guests.insert(number, (Instant::now(), Arc::clone(stream)));
        Guest { number, stream: Arc::clone(stream), crowd: Arc::clone(self) }
    }

    /// Sends the oldest away until so many are left.
    fn send_away(&self, left: usize) {
        let mut guests = self.guests();
        while guests.len() > left {
            send_oldest_away(&mut guests);
        }
    }

    fn guests(&self) -> MutexGuard<'_, BTreeMap<u64, (Instant, Arc<TcpStream>)>> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn send_oldest_away(guests: &mut BTreeMap<u64, (Instant, Arc<TcpStream>)>) {
    if let Some((_, (_, oldest))) = guests.pop_first() {
        let _ = oldest.shutdown(Shutdown::Both);
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.crowd.guests().remove(&self.number);
        self.crowd.left.notify_one();
    }
}

fn answer(arrival: Guest, inside: &Arc<Inside>, crowds: &Crowds) -> io::Result<()> {
    let stream = Arc::clone(&arrival.stream);
    let client = &*stream;
    client.set_nodelay(true)?;
    client.set_write_timeout(Some(WRITE_TIME))?;
    let Some(read) = read_head(client)? else { return Ok(()) };
    let _guest = match read.and_then(|bytes| head::read(&bytes, &inside.names)) {
        Ok(head) if events::are_asked_for(&head) => match events::page(&inside.desk, &head) {
            Ok(url) => return send_events(crowds.streams.admit(&stream), url, Arc::clone(inside)),
            Err(refusal) => refuse(client, refusal).map(|()| arrival)?,
        },
        Ok(head) => {
            let turn = crowds.relays.admit(&stream);
            drop(arrival);
            relay(client, &head, inside)?;
            drop(turn);
            crowds.arrivals.admit(&stream)
        }
        Err(refusal) => refuse(client, refusal).map(|()| arrival)?,
    };
    linger(client)
}

/// Sends events, in a thread that has the room to make a page.
fn send_events(guest: Guest, url: UrlPath, inside: Arc<Inside>) -> io::Result<()> {
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
