//! The preview: serves a guide to a browser and keeps it up to date while the guide is written. A request renders the one
//! output it asks for from the published snapshot; a saved file makes the next snapshot from the last one. Nothing is
//! written.
//!
//! Clients talk only to the listener, which passes small, plain requests for known host names on to the HTTP server.

mod backend;
mod current;
mod events;
mod http;
mod image_cache;
mod listener;
mod notice;
mod pdf_cache;
mod request;
mod state;
mod updater;
mod watch;
mod workers;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

pub use http::{Follow, preview_policy};
pub use notice::Notice;
pub use watch::Watching;

use crate::error::Error;
use crate::outputs::Made;
use crate::snapshot::{Options, Snapshot};
use backend::HttpServer;
use current::{Current, ProblemSummary, Published, Revision};
use http::ServerState;
use listener::Backend;
use request::HostNames;
use updater::Updater;

/// The number of ports to try after a port in use.
const MAX_PORTS: u16 = 20;

/// The time that stopping a preview waits for its own listener.
const STOP_TIME: Duration = Duration::from_millis(200);

/// The options of a preview.
pub struct ServeOptions {
    /// The guide.
    pub guide: Options,
    /// The name or address of this machine to listen at.
    pub host: String,
    /// The port to listen at, or the first free one of the 20 after it. 0 is any free port.
    pub port: u16,
    /// The way to notice changes.
    pub watching: Watching,
    /// Whether open pages go to the page that was edited.
    pub follow: Follow,
}

impl ServeOptions {
    /// Returns the options of a preview at 127.0.0.1, port 4000, with open pages that stay where they are.
    pub fn new(guide: Options) -> ServeOptions {
        let (watching, follow) = (Watching::Native, Follow::Stay);
        ServeOptions { guide, host: "127.0.0.1".to_owned(), port: 4000, watching, follow }
    }
}

/// A running preview, which ends when it is dropped.
pub struct Preview {
    current: Arc<Current>,
    local: SocketAddr,
    backend: Arc<Backend>,
    /// Its address in a browser, without a `/` at the end.
    pub url: String,
    /// The port that was asked for, if it was taken.
    pub taken: Option<u16>,
}

impl Preview {
    /// Returns the guide as readers see it now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.get().revision.snapshot)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.current.stop();
        self.backend.server.stop();
        let ip = if self.local.ip().is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { self.local.ip() };
        // Wake the listener, which may wait for a connection. If it cannot be reached, the next client wakes it.
        let _ = TcpStream::connect_timeout(&SocketAddr::new(ip, self.local.port()), STOP_TIME);
    }
}

/// Reports whether bytes are the head of a request that a preview accepts.
#[doc(hidden)]
pub fn accepts(head: &[u8]) -> bool {
    request::parse(head, &HostNames::default()).is_ok()
}

/// Starts a preview of a guide. It answers when this returns, and updates itself until it is dropped.
///
/// `notify` is called from another thread, first with the problems of the guide as it is now. Fails if the guide cannot
/// be read or no port is free; mistakes in the guide are shown in the browser instead.
///
/// ```
/// use std::io::{Read, Write};
///
/// use handout::{Options, ServeOptions};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let guide = tempfile::tempdir()?;
/// std::fs::create_dir(guide.path().join("content"))?;
/// std::fs::write(guide.path().join("content/index.md"), "# Knots\n\nA loop that holds.\n")?;
///
/// let options = ServeOptions { port: 0, ..ServeOptions::new(Options::new(guide.path())) };
/// let preview = handout::serve(options, |_notice| {})?;
///
/// let mut browser = std::net::TcpStream::connect(preview.url.trim_start_matches("http://"))?;
/// browser.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
/// let mut page = String::new();
/// browser.read_to_string(&mut page)?;
/// assert!(page.contains("A loop that holds."));
/// # Ok(())
/// # }
/// ```
pub fn serve(
    options: ServeOptions,
    notify: impl Fn(Notice) + Send + Sync + 'static,
) -> Result<Preview, Error> {
    let endpoint = Endpoint::bind(&options.host, options.port)?;
    let snapshot = Arc::new(Snapshot::take(&options.guide, None)?);
    let first = Arc::new(Revision { snapshot, made: Made::default() });
    let Endpoint { listener, local, names, url, taken } = endpoint;
    let failed = |doing| Error::io(doing, url.as_str());
    let current = Arc::new(Current::new(Published {
        generation: 0,
        revision: Arc::clone(&first),
        last_good: BTreeMap::new(),
        broken: BTreeSet::new(),
        problems: ProblemSummary::default(),
        edited: None,
    }));
    let (secret, token) = (random().map_err(failed("start"))?, random().map_err(failed("start"))?);
    let state =
        ServerState { current: Arc::clone(&current), secret: secret.clone(), token, follow: options.follow };
    let state = Arc::new(state);
    let server = HttpServer::start(Arc::clone(&state)).map_err(failed("serve"))?;
    let backend = Arc::new(Backend { server, secret, names, state });
    let held = Arc::clone(&backend);
    let listen = move || listener::listen(&listener, &backend);
    thread::Builder::new().spawn(listen).map_err(failed("serve"))?;
    let updating = Arc::clone(&current);
    let update = move || keep_up(options, updating, first, &Arc::new(notify));
    thread::Builder::new().spawn(update).map_err(failed("watch"))?;
    Ok(Preview { current, local, backend: held, url, taken })
}

/// Updates a preview until it is stopped.
fn keep_up<F>(options: ServeOptions, current: Arc<Current>, first: Arc<Revision>, notify: &Arc<F>)
where
    F: Fn(Notice) + Send + Sync + 'static,
{
    let root = options.guide.root.clone();
    let also = Arc::clone(notify);
    let mut updater = Updater::new(options.guide, current, first, Box::new(move |notice| also(notice)));
    if options.watching == Watching::Native {
        match watch::watch(&root, &mut updater, &**notify) {
            Ok(()) => return,
            Err(why) => notify(Notice::CannotWatch(why)),
        }
    }
    watch::poll(&mut updater);
}

/// A bound port, with the names it has.
struct Endpoint {
    listener: TcpListener,
    local: SocketAddr,
    names: HostNames,
    url: String,
    taken: Option<u16>,
}

impl Endpoint {
    /// Binds the first free port from `port` on. `host` is a name or an address of this machine.
    fn bind(host: &str, port: u16) -> Result<Endpoint, Error> {
        let address = |port: u16| format!("the address {host}:{port}");
        let mut last = None;
        for next in (port..=port.saturating_add(MAX_PORTS)).take(if port == 0 { 1 } else { usize::MAX }) {
            let addresses = (host, next).to_socket_addrs().map_err(Error::io("find", address(next)))?;
            match TcpListener::bind(addresses.as_slice()) {
                Ok(listener) => return Endpoint::new(host, listener, (next != port).then_some(port)),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = Some(error),
                Err(error) => return Err(Error::io("listen on", address(next))(error)),
            }
        }
        let error = last.unwrap_or_else(|| io::Error::from(io::ErrorKind::AddrInUse));
        Err(Error::io("listen on", address(port))(error))
    }

    fn new(host: &str, listener: TcpListener, taken: Option<u16>) -> Result<Endpoint, Error> {
        let local = listener.local_addr().map_err(Error::io("listen on", host))?;
        let any_address = local.ip().is_unspecified();
        let shown = match (host.parse::<IpAddr>(), any_address) {
            (_, true) => {
                let address = network_address().unwrap_or(Ipv4Addr::LOCALHOST.into());
                SocketAddr::new(address, local.port()).to_string()
            }
            (Ok(address), false) => SocketAddr::new(address, local.port()).to_string(),
            (Err(_), false) => format!("{host}:{}", local.port()),
        };
        let chosen = Some(host.to_ascii_lowercase()).filter(|_| !any_address);
        let chosen = chosen.map(|host| if host.contains(':') { format!("[{host}]") } else { host });
        let names = HostNames { chosen, any_address };
        Ok(Endpoint { listener, local, names, url: format!("http://{shown}"), taken })
    }
}

/// Returns the address of this machine in the local network. The socket sends nothing; connecting it only selects a
/// route.
fn network_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address of the documentation range (RFC 5737), which takes the default route.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|ip| !ip.is_unspecified())
}

/// Returns a number that nobody can guess, in 32 hexadecimal digits.
fn random() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:032x}", u128::from_le_bytes(bytes)))
}
