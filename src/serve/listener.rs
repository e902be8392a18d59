//! Accepts connections, reads one request head from each under limits of length and time, and only then passes the
//! request to the HTTP server behind it, which has no such limits. Connections are bounded in
//! number; when there are too many, the oldest is closed. Event streams, which last, are answered here.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::backend::{HttpServer, MAX_RELAYED};
use super::events;
use super::http::{self, ServerState};
use super::request::{self, HostNames, MAX_HEAD, Rejection, RequestHead, SECRET_FIELD};
use super::workers;
use crate::paths::UrlPath;

/// Connections at a time that have not sent their head or wait for an answer. Each takes a file descriptor, and a
/// process may have as few as 256.
const MAX_PENDING: usize = 40;

/// Event streams at a time. Each takes a file descriptor.
const MAX_STREAMS: usize = 40;

/// How long a request may take before it is closed for others that wait.
const RELAY_TIME: Duration = Duration::from_millis(400);

/// How long a request head may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long a client may take to accept one piece of an answer.
const WRITE_TIME: Duration = Duration::from_secs(20);

/// How long a connection stays open after its answer, so that the client can read all of it.
const CLOSE_TIME: Duration = Duration::from_millis(500);

/// The destination of accepted requests.
pub struct Backend {
    /// The HTTP server.
    pub server: HttpServer,
    /// The value of `SECRET_FIELD`.
    pub secret: String,
    /// The host names that requests may use.
    pub names: HostNames,
    /// The data for event streams.
    pub state: Arc<ServerState>,
}

/// Accepts connections until the preview is stopped.
pub fn listen(listener: &TcpListener, backend: &Arc<Backend>) {
    let pools = Arc::new(Pools {
        pending: ConnectionPool::new(MAX_PENDING, Duration::ZERO),
        streams: ConnectionPool::new(MAX_STREAMS, Duration::ZERO),
        relayed: ConnectionPool::new(MAX_RELAYED, RELAY_TIME),
    });
    for stream in listener.incoming() {
        if backend.state.current.is_stopped() {
            return;
        }
        // Out of file descriptors, or the client has disconnected: make room and accept the next one.
        let Ok(stream) = stream else {
            pools.pending.shrink(MAX_PENDING / 2);
            thread::sleep(Duration::from_millis(20));
            continue;
        };
        let connection = pools.pending.add(&Arc::new(stream));
        let (backend, shared) = (Arc::clone(backend), Arc::clone(&pools));
        let served = thread::Builder::new().stack_size(128 * 1024).spawn(move || {
            // Ignore disconnects.
            let _ = answer(connection, &backend, &shared);
        });
        if served.is_err() {
            pools.pending.shrink(MAX_PENDING / 2);
        }
    }
}

/// All connections, by what they wait for, so that none of one kind closes one of another.
struct Pools {
    pending: Arc<ConnectionPool>,
    streams: Arc<ConnectionPool>,
    relayed: Arc<ConnectionPool>,
}

/// Open connections, by number in the order of their arrival, each with the time it was added.
type Open = BTreeMap<u64, (Instant, Arc<TcpStream>)>;

/// A bounded number of connections.
struct ConnectionPool {
    open: Mutex<Open>,
    next: AtomicU64,
    closed: Condvar,
    max: usize,
    /// How long each may stay before it is closed for a new one.
    min_time: Duration,
}

/// A connection, which leaves its pool when it is dropped.
struct Connection {
    number: u64,
    stream: Arc<TcpStream>,
    pool: Arc<ConnectionPool>,
}

impl ConnectionPool {
    fn new(max: usize, min_time: Duration) -> Arc<ConnectionPool> {
        let (open, next, closed) = (Mutex::default(), AtomicU64::new(0), Condvar::new());
        Arc::new(ConnectionPool { open, next, closed, max, min_time })
    }

    /// Adds a connection. If the pool is full, waits until one leaves or the oldest has had its time and is closed.
    fn add(self: &Arc<ConnectionPool>, stream: &Arc<TcpStream>) -> Connection {
        let mut open = self.open();
        while let Some((since, _)) = open.values().next().filter(|_| open.len() >= self.max) {
            let left = self.min_time.saturating_sub(since.elapsed());
            if left.is_zero() {
                close_oldest(&mut open);
            } else {
                open = self.closed.wait_timeout(open, left).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        open.insert(number, (Instant::now(), Arc::clone(stream)));
        Connection { number, stream: Arc::clone(stream), pool: Arc::clone(self) }
    }

    /// Closes the oldest connections until no more than `max` are left.
    fn shrink(&self, max: usize) {
        let mut open = self.open();
        while open.len() > max {
            close_oldest(&mut open);
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn close_oldest(open: &mut Open) {
    if let Some((_, (_, oldest))) = open.pop_first() {
        let _ = oldest.shutdown(Shutdown::Both);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.pool.open().remove(&self.number);
        self.pool.closed.notify_one();
    }
}

fn answer(connection: Connection, backend: &Arc<Backend>, pools: &Pools) -> io::Result<()> {
    let stream = Arc::clone(&connection.stream);
    let client = &*stream;
    client.set_nodelay(true)?;
    client.set_write_timeout(Some(WRITE_TIME))?;
    let Some(read) = read_head(client)? else { return Ok(()) };
    let _connection = match read.and_then(|bytes| request::parse(&bytes, &backend.names)) {
        Ok(head) if events::is_stream(&head) => match events::page(&backend.state, &head) {
            Ok(url) => return send_events(pools.streams.add(&stream), url, Arc::clone(backend)),
            Err(rejection) => reject(client, rejection).map(|()| connection)?,
        },
        Ok(head) => {
            let relayed = pools.relayed.add(&stream);
            drop(connection);
            relay(client, &head, backend)?;
            drop(relayed);
            pools.pending.add(&stream)
        }
        Err(rejection) => reject(client, rejection).map(|()| connection)?,
    };
    close(client)
}

/// Sends events from a thread with a stack large enough to render a page.
fn send_events(connection: Connection, url: UrlPath, backend: Arc<Backend>) -> io::Result<()> {
    let send = move || {
        // Ignore disconnects.
        let _ = events::stream(&backend.state, &url, &connection.stream);
    };
    thread::Builder::new().stack_size(workers::STACK).spawn(send).map(drop)
}

/// Reads up to the empty line that ends a request head. Returns `None` if the client sends nothing.
fn read_head(mut client: &TcpStream) -> io::Result<Option<Result<Vec<u8>, Rejection>>> {
    let deadline = Instant::now() + HEAD_TIME;
    let mut bytes = Vec::new();
    let mut piece = [0; 2048];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Some(Err(request::TOO_SLOW)));
        }
        client.set_read_timeout(Some(left))?;
        let count = match client.read(&mut piece) {
            Ok(0) if bytes.is_empty() => return Ok(None),
            Ok(0) => return Ok(Some(Err(request::NOT_HTTP))),
            Ok(count) => count,
            Err(error) if is_timeout(&error) => return Ok(Some(Err(request::TOO_SLOW))),
            Err(error) => return Err(error),
        };
        let checked = bytes.len().saturating_sub(3);
        bytes.extend_from_slice(&piece[..count]);
        if let Some(end) = bytes[checked..].windows(4).position(|window| window == b"\r\n\r\n") {
            bytes.truncate(checked + end + 4);
            return Ok(Some(Ok(bytes)));
        }
        // Reject at once what is not HTTP, such as a TLS handshake.
        if !request::is_text(&bytes, checked) {
            return Ok(Some(Err(request::NOT_HTTP)));
        }
        if bytes.len() > MAX_HEAD {
            return Ok(Some(Err(request::TOO_LARGE)));
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Writes the request again for the HTTP server, and sends the answer back.
fn relay(mut client: &TcpStream, head: &RequestHead, backend: &Backend) -> io::Result<()> {
    let mut server = backend.server.connect()?;
    let RequestHead { method, target, host, fields } = head;
    let secret = &backend.secret;
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

fn reject(mut client: &TcpStream, rejection: Rejection) -> io::Result<()> {
    let Rejection { line, why, status } = rejection;
    let allow = if status == 405 { "Allow: GET, HEAD\r\n" } else { "" };
    let (length, always) = (why.len() + 1, http::common_fields());
    let answer = format!(
        "HTTP/1.1 {line}\r\n{allow}Content-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\
         {always}Cache-Control: no-store\r\nConnection: close\r\n\r\n{why}\n"
    );
    client.write_all(answer.as_bytes())
}

/// Closes a connection after the client had time to read its answer: closing a connection with unread bytes can make
/// the client lose the answer.
fn close(mut client: &TcpStream) -> io::Result<()> {
    client.shutdown(Shutdown::Write)?;
    client.set_read_timeout(Some(CLOSE_TIME))?;
    let deadline = Instant::now() + CLOSE_TIME;
    let mut piece = [0; 4096];
    while client.read(&mut piece)? > 0 && Instant::now() < deadline {}
    Ok(())
}
