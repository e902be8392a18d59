//! A small HTTP server on this computer, for tests of what the program sends to a host (RFC 9112): a function answers each request.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The time after which a silent client is disconnected.
const MAX_SILENCE: Duration = Duration::from_mins(1);

/// A request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Its method.
    pub method: String,
    /// Its target, as sent: path and query.
    pub target: String,
    /// Its header fields, as sent.
    pub fields: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// Its status code; `None` closes the connection instead.
    pub status: Option<u16>,
    /// Its header fields.
    pub fields: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

/// A server, which stops when this is dropped. A handler that panics fails the test then.
pub struct HttpServer {
    /// Its address.
    pub address: SocketAddr,
    state: Arc<State>,
    listening: Option<JoinHandle<()>>,
}

struct State {
    handler: Box<dyn Fn(Request) -> Response + Send + Sync>,
    log: Mutex<Vec<String>>,
    has_failed: AtomicBool,
    is_over: AtomicBool,
}

impl Request {
    /// Returns the path of the target, percent-decoded.
    pub fn path(&self) -> String {
        let path = self.target.split('?').next().unwrap_or_default();
        percent_decode_str(path).decode_utf8().expect("UTF-8").into_owned()
    }

    /// Returns a parameter of the query, percent-decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        let pairs = self.target.split_once('?')?.1.split('&');
        let (_, value) =
            pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).find(|it| it.0 == name)?;
        Some(percent_decode_str(value).decode_utf8().expect("UTF-8").into_owned())
    }

    /// Returns a header field.
    pub fn field(&self, name: &str) -> Option<&str> {
        let (_, value) = self.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// Returns the body as JSON; `null` if it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Reads a request; `None` at the end of the connection.
    fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut request = Request {
            method: words.next().unwrap_or_default(),
            target: words.next().unwrap_or_default(),
            ..Request::default()
        };
        loop {
            let mut line = String::new();
            stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            request.fields.push((name.to_owned(), value.trim().to_owned()));
        }
        assert_eq!(request.field("transfer-encoding"), None, "the body has a length");
        let length = request.field("content-length").map_or(0, |it| it.parse().expect("a length"));
        request.body = vec![0; length];
        stream.read_exact(&mut request.body)?;
        Ok(Some(request))
    }
}

impl Response {
    /// Returns a response without a body.
    pub fn new(status: u16) -> Response {
        Response { status: Some(status), fields: Vec::new(), body: Vec::new() }
    }

    /// Returns a response with a body of JSON.
    pub fn json(status: u16, value: &Value) -> Response {
        Response::new(status).field("Content-Type", "application/json").body(value.to_string())
    }

    /// Closes the connection without a response.
    pub fn disconnect() -> Response {
        Response { status: None, fields: Vec::new(), body: Vec::new() }
    }

    /// Adds a header field.
    pub fn field(mut self, name: &str, value: impl Into<String>) -> Response {
        self.fields.push((name.to_owned(), value.into()));
        self
    }

    /// Sets the body.
    pub fn body(self, body: impl Into<Vec<u8>>) -> Response {
        Response { body: body.into(), ..self }
    }

    /// Writes the response; returns whether the connection stays open.
    fn write(&self, request: &Request, stream: &mut TcpStream) -> io::Result<bool> {
        let Some(status) = self.status else { return Ok(false) };
        let mut bytes = Vec::new();
        write!(bytes, "HTTP/1.1 {status} \r\nContent-Length: {}\r\n", self.body.len())?;
        for (name, value) in &self.fields {
            write!(bytes, "{name}: {value}\r\n")?;
        }
        bytes.extend_from_slice(b"\r\n");
        if request.method != "HEAD" {
            bytes.extend_from_slice(&self.body);
        }
        stream.write_all(&bytes)?;
        Ok(!request.field("connection").is_some_and(|it| it.eq_ignore_ascii_case("close")))
    }
}

impl HttpServer {
    /// Starts a server at a free port. `handler` may be called by several threads at a time.
    pub fn start(handler: impl Fn(Request) -> Response + Send + Sync + 'static) -> HttpServer {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(State {
            handler: Box::new(handler),
            log: Mutex::default(),
            has_failed: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        let listening = thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if shared.is_over.load(Ordering::Relaxed) {
                    return;
                }
                let state = Arc::clone(&shared);
                thread::spawn(move || state.serve(stream));
            }
        });
        HttpServer { address, state, listening: Some(listening) }
    }

    /// Returns its URL, without a final `/`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the method and the target of each request since the last call.
    pub fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.state.log.lock().expect("no panic"))
    }
}

impl State {
    /// Answers the requests of a connection. A client that disconnects is ignored.
    fn serve(&self, stream: TcpStream) {
        let _ = stream.set_read_timeout(Some(MAX_SILENCE));
        let _ = stream.set_nodelay(true);
        let Ok(mut writer) = stream.try_clone() else { return };
        let mut reader = BufReader::new(stream);
        while let Ok(Some(request)) = Request::read(&mut reader) {
            self.log.lock().expect("no panic").push(format!("{} {}", request.method, request.target));
            let answered = catch_unwind(AssertUnwindSafe(|| (self.handler)(request.clone())));
            let Ok(response) = answered else {
                self.has_failed.store(true, Ordering::Relaxed);
                return;
            };
            if !response.write(&request, &mut writer).unwrap_or(false) {
                return;
            }
        }
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::Relaxed);
        // Ends the wait for a connection.
        drop(TcpStream::connect(self.address));
        let _ = self.listening.take().map(JoinHandle::join);
        let has_failed = self.state.has_failed.load(Ordering::Relaxed);
        assert!(thread::panicking() || !has_failed, "the handler of the server panicked");
    }
}
