//! A running `handout serve`, with which tests communicate as a browser or a stranger would: bytes over a socket, and
//! files on a disk.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Project, Run};

/// The time after which something will not happen any more, even on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// The interval between attempts.
const AGAIN: Duration = Duration::from_millis(10);

/// A preview, which ends when this is dropped.
pub struct Preview {
    child: Child,
    /// The address that it listens on.
    pub address: SocketAddr,
    /// Its URL as printed, with a final `/`.
    pub url: String,
    said: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The header fields in order, as written.
    pub fields: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Parses an answer that ended with its connection.
    pub fn parse(bytes: &[u8]) -> Answer {
        let shown = || String::from_utf8_lossy(&bytes[..bytes.len().min(2000)]).into_owned();
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap_or_else(|| panic!("{}", shown()));
        let head = std::str::from_utf8(&bytes[..end]).expect("a head of text");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|it| it.strip_prefix("HTTP/1.1 ")).and_then(|it| it.get(..3));
        let status = status.and_then(|it| it.parse().ok()).unwrap_or_else(|| panic!("{}", shown()));
        let field = |line: &str| {
            let (name, value) = line.split_once(": ").expect("a field");
            (name.to_owned(), value.to_owned())
        };
        Answer { status, fields: lines.map(field).collect(), body: bytes[end + 4..].to_owned() }
    }

    /// Returns a header field that occurs at most once.
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut found = self.fields.iter().filter(|(it, _)| it.eq_ignore_ascii_case(name));
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "two fields {name}");
        value
    }

    /// Returns the body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    /// Returns the body without the preview's script tag, which must occur once.
    pub fn without_tag(&self) -> String {
        let (before, rest) = self.text().split_once("<script src=\"/.handout/").expect("the preview's tag");
        let (tag, after) = rest.split_once("</script>").expect("the end of the tag");
        assert!(!tag.contains(['<', '\n']) && !after.contains("/.handout/"), "{tag}");
        format!("{before}{after}")
    }

    /// Returns what the preview's script tag says about a page: `token`, `page`, `text` or `versions`.
    pub fn tag(&self, name: &str) -> String {
        let tag =
            self.text().split_once("<script src=\"/.handout/preview.js\"").expect("the preview's tag").1;
        let value = tag.split_once(&format!(" data-{name}=\"")).expect("a value").1;
        html_escape::decode_html_entities(value.split_once('"').expect("a quote").0).into_owned()
    }
}

impl Preview {
    /// Starts a preview at a free port, and waits until it answers.
    pub fn start(project: &Project, args: &[&str]) -> Preview {
        Preview::start_as(project, &[&["serve", "--port", "0"], args].concat())
    }

    /// Starts the program with these arguments, and waits until it prints its address.
    pub fn start_as(project: &Project, args: &[&str]) -> Preview {
        Preview::start_with(project, args, &[])
    }

    /// Starts the program with the guide's PDFs.
    pub fn with_pdfs(project: &Project) -> Preview {
        Preview::run(project.command_as_it_is(&["serve", "--port", "0"]))
    }

    /// Starts it in an environment with these variables.
    pub fn start_with(project: &Project, args: &[&str], variables: &[(&str, &str)]) -> Preview {
        let mut command = project.command(args);
        command.envs(variables.iter().copied());
        Preview::run(command)
    }

    /// Starts a preview with a limit of open files, if the system has such limits.
    #[cfg(not(unix))]
    pub fn start_with_files(project: &Project, _: u32) -> Preview {
        Preview::start(project, &[])
    }

    /// Starts a preview with a limit of open files.
    #[cfg(unix)]
    pub fn start_with_files(project: &Project, most: u32) -> Preview {
        let mut command = Command::new("sh");
        let program = env!("CARGO_BIN_EXE_handout");
        command.args(["-c", "ulimit -n \"$1\"; exec \"$0\" serve --port 0", program, &most.to_string()]);
        command.current_dir(project.root()).env("NO_COLOR", "1").stdin(Stdio::null());
        Preview::run(command)
    }

    fn run(mut command: Command) -> Preview {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let said = Arc::new(Mutex::new(String::new()));
        let (out, err) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        let readers = vec![note(out, Arc::clone(&said)), note(err, Arc::clone(&said))];
        let mut preview =
            Preview { child, address: ([127, 0, 0, 1], 0).into(), url: String::new(), said, readers };
        let ready = preview.wait_said("Press Ctrl-C to stop.");
        let (_, rest) = ready.split_once("http://").unwrap_or_else(|| panic!("no address in: {ready}"));
        let host = rest.split_once('/').expect("the address ends in a slash").0;
        preview.url = format!("http://{host}/");
        let port = host.rsplit(':').next().and_then(|it| it.parse().ok()).expect("a port");
        preview.address.set_port(port);
        preview
    }

    /// Returns the process id of the program.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Returns what the terminal shows, of both streams.
    pub fn said(&self) -> String {
        self.said.lock().expect("no panic").clone()
    }

    /// Waits until the terminal shows something, and returns everything that it shows then.
    pub fn wait_said(&self, text: &str) -> String {
        until(text, || Some(self.said()).filter(|it| it.contains(text)).ok_or_else(|| self.said()))
    }

    /// Returns a connection, with time limits.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect_timeout(&self.address, PATIENCE).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        stream.set_write_timeout(Some(PATIENCE)).expect("a limit");
        stream
    }

    /// Sends bytes and returns the whole answer until the connection ends.
    pub fn raw(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // The answer may arrive, and the connection end, before everything is sent.
        let _ = stream.write_all(request);
        read_all(stream)
    }

    /// Sends bytes and returns the answer.
    pub fn send(&self, request: impl AsRef<[u8]>) -> Answer {
        Answer::parse(&self.raw(request.as_ref()))
    }

    /// Requests a target with more header fields, each ended by CRLF.
    pub fn get_with(&self, target: &str, fields: &str) -> Answer {
        let answer = self.send(format!("GET {target} HTTP/1.1\r\nHost: {}\r\n{fields}\r\n", self.address));
        let length: Option<usize> = answer.field("Content-Length").and_then(|it| it.parse().ok());
        assert!(answer.status == 304 || length == Some(answer.body.len()), "{target}: the whole body");
        answer
    }

    /// Requests a target.
    pub fn get(&self, target: &str) -> Answer {
        self.get_with(target, "")
    }

    /// Waits until an answer is as expected.
    pub fn wait_for(&self, target: &str, fine: impl Fn(&Answer) -> bool) -> Answer {
        until(target, || {
            let answer = self.get(target);
            if fine(&answer) {
                return Ok(answer);
            }
            Err(format!("{}: {}\n{}", answer.status, String::from_utf8_lossy(&answer.body), self.said()))
        })
    }

    /// Waits until the page at a target contains a text.
    pub fn wait_text(&self, target: &str, text: &str) -> Answer {
        self.wait_for(target, |it| it.status == 200 && it.text().contains(text))
    }

    /// Opens a page as a browser does: the page itself, then its events.
    pub fn open(&self, target: &str) -> Events {
        let page = self.get(target);
        self.listen(&page.tag("token"), &page.tag("page"))
    }

    /// Opens the stream of events about a page.
    pub fn listen(&self, token: &str, page: &str) -> Events {
        let mut stream = self.connect();
        let page = encoded(page);
        let host = self.address;
        let target = format!("/.handout/events?token={token}&page={page}");
        write!(stream, "GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n")
            .expect("sent");
        let mut events = Events { stream: BufReader::new(stream), head: String::new() };
        while !events.head.ends_with("\r\n\r\n") {
            assert!(events.stream.read_line(&mut events.head).expect("a head") > 0, "{}", events.head);
        }
        assert!(events.head.starts_with("HTTP/1.1 200 "), "{}", events.head);
        events
    }

    /// Ends the preview as Ctrl-C does, and returns its exit code and what the terminal showed.
    #[cfg(unix)]
    pub fn interrupt(mut self) -> Run {
        let id = self.child.id().to_string();
        let sent = Command::new("sh").args(["-c", "kill -INT \"$0\"", &id]).status();
        assert!(sent.expect("a shell").success());
        let end = until("the end", || self.child.try_wait().expect("a child").ok_or_else(String::new));
        for reader in self.readers.drain(..) {
            reader.join().expect("no panic");
        }
        Run { code: end.code().unwrap_or(-1), stdout: self.said(), stderr: String::new() }
    }

    /// Fails if the program has ended or a part of it has failed.
    pub fn assert_well(&mut self) {
        let end = self.child.try_wait().expect("a child");
        let said = self.said();
        assert!(end.is_none() && !said.contains("panicked"), "{end:?}\n{said}");
        assert_eq!(self.get("/").status, 200);
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Records what is written to a stream.
fn note(stream: impl Read + Send + 'static, said: Arc<Mutex<String>>) -> JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            said.lock().expect("no panic").extend([line.as_str(), "\n"]);
        }
    })
}

/// Reads to the end, for a limited time. A reset connection has ended too.
pub fn read_all(mut stream: TcpStream) -> Vec<u8> {
    let deadline = Instant::now() + PATIENCE;
    let (mut bytes, mut piece) = (Vec::new(), [0; 8192]);
    let text = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len().min(2000)]).into_owned();
    loop {
        match stream.read(&mut piece) {
            Ok(0) => return bytes,
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => return bytes,
            Err(error) => panic!("{error} after {}", text(&bytes)),
        }
        assert!(Instant::now() < deadline, "an answer without end: {}", text(&bytes));
    }
}

/// Tries again until it succeeds; fails with the last reason.
pub fn until<T>(what: &str, mut attempt: impl FnMut() -> Result<T, String>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match attempt() {
            Ok(it) => return it,
            Err(why) if Instant::now() > deadline => panic!("waited in vain for {what}: {why}"),
            Err(_) => thread::sleep(AGAIN),
        }
    }
}

/// Returns a path or value in which everything except letters, digits and `/.-_` is percent-encoded.
pub fn encoded(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => out.push(byte.into()),
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// The events that an open page receives.
pub struct Events {
    stream: BufReader<TcpStream>,
    /// The head of the answer.
    pub head: String,
}

impl Events {
    /// Returns the next event, if one arrives within this time.
    pub fn next_within(&mut self, time: Duration) -> Option<Value> {
        let deadline = Instant::now() + time;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            self.stream.get_ref().set_read_timeout(Some(left.max(AGAIN))).expect("a limit");
            let mut line = String::new();
            match self.stream.read_line(&mut line) {
                Ok(0) => panic!("the stream of events ended"),
                Ok(_) => {}
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    assert!(line.is_empty(), "an event is sent as a whole: {line}");
                    return None;
                }
                Err(error) => panic!("{error}"),
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return Some(serde_json::from_str(data).unwrap_or_else(|error| panic!("{error}: {data}")));
            }
        }
    }

    /// Returns the next event.
    pub fn next(&mut self) -> Value {
        self.next_within(PATIENCE).expect("an event")
    }

    /// Returns the first event, which describes the current state.
    pub fn first(mut self) -> (Events, Value) {
        let event = self.next();
        (self, event)
    }

    /// Reads events until one is as expected.
    pub fn wait_for(&mut self, what: &str, fine: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        let mut last = Value::Null;
        while let Some(event) = self.next_within(deadline.saturating_duration_since(Instant::now())) {
            if fine(&event) {
                return event;
            }
            last = event;
        }
        panic!("waited in vain for an event with {what}; the last was {last:#}");
    }
}
