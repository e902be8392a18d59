//! The preview: a view of the build that follows the guide while it is written. A request makes the one output it
//! asks for from the snapshot in the slot; a saved file makes the next snapshot from the last one. Nothing is written.
//!
//! Strangers talk to the door only, which lets small, plain requests for known names through to the HTTP server.

mod door;
mod events;
mod head;
mod http;
mod looking;
mod press;
mod shelf;
mod slot;
mod state;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs, UdpSocket};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

pub use http::{Follow, POLICY};
pub use watch::Watching;

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::paths::UrlPath;
use crate::snapshot::{Options, Snapshot};
use door::Inside;
use head::Names;
use http::Desk;
use looking::Looking;
use slot::{Problems, Shown, Slot};

/// A taken port is passed over, so many times.
const MOST_PORTS: u16 = 20;

/// What the one who started a preview is told while it runs.
pub enum Notice {
    /// The guide was looked at and something had changed; or it was looked at first.
    Looked {
        /// What was seen.
        now: Arc<Snapshot>,
        /// Every mistake in it.
        problems: Vec<Diagnostic>,
        /// The page that was edited, if it was one page alone.
        edited: Option<UrlPath>,
        /// How long it took to show what had changed; none where nothing but the mistakes is told.
        took: Option<Duration>,
    },
    /// The folder cannot be read as a guide any more; what was shown before stays.
    Refused(String),
    /// The system cannot watch the guide, for this reason; it is looked at again and again instead.
    CannotWatch(String),
    /// Files change, and the system does not tell.
    Unwatched,
    /// Somebody wants the preview to end.
    Stop,
}

/// How a preview is to be.
pub struct Settings {
    /// The guide.
    pub options: Options,
    /// How it is watched.
    pub watching: Watching,
    /// Whether open pages go to the page that was edited.
    pub follow: Follow,
}

/// A place to listen at.
pub struct Place {
    listener: TcpListener,
    names: Names,
    /// The address in the browser, without a `/` at its end.
    pub url: String,
    /// The first of the ports that were taken.
    pub taken: Option<u16>,
}

/// Listens at the first port from `port` on that is free. `host` is a name or an address of this machine.
pub fn listen(host: &str, port: u16) -> Result<Place, Error> {
    let address = |port: u16| format!("the address {host}:{port}");
    let mut last = None;
    for next in (port..=port.saturating_add(MOST_PORTS)).take(if port == 0 { 1 } else { usize::MAX }) {
        let addresses = (host, next).to_socket_addrs().map_err(Error::io("find", address(next)))?;
        match TcpListener::bind(addresses.as_slice()) {
            Ok(listener) => return place(host, listener, (next != port).then_some(port)),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = Some(error),
            Err(error) => return Err(Error::io("listen at", address(next))(error)),
        }
    }
    let error = last.unwrap_or_else(|| io::Error::from(io::ErrorKind::AddrInUse));
    Err(Error::io("listen at", address(port))(error))
}

fn place(host: &str, listener: TcpListener, taken: Option<u16>) -> Result<Place, Error> {
    let local = listener.local_addr().map_err(Error::io("listen at", host))?;
    let any_address = local.ip().is_unspecified();
    let shown = match (host.parse::<IpAddr>(), any_address) {
        (_, true) => {
            SocketAddr::new(network_address().unwrap_or(Ipv4Addr::LOCALHOST.into()), local.port()).to_string()
        }
        (Ok(address), false) => SocketAddr::new(address, local.port()).to_string(),
        (Err(_), false) => format!("{host}:{}", local.port()),
    };
    let chosen = Some(host.to_ascii_lowercase()).filter(|_| !any_address);
    let chosen = chosen.map(|it| if it.contains(':') { format!("[{it}]") } else { it });
    Ok(Place { listener, names: Names { chosen, any_address }, url: format!("http://{shown}"), taken })
}

/// This machine's address in the local network. The socket sends nothing; it only tells which way it would go.
fn network_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address of the documentation range (RFC 5737), which leads the way that everything leads.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    socket.local_addr().ok().map(|it| it.ip()).filter(|it| !it.is_unspecified())
}

/// Starts a preview that shows `first`. It answers when this returns, and goes on until the program ends.
pub fn start(
    place: Place,
    first: Snapshot,
    settings: Settings,
    notices: Sender<Notice>,
) -> Result<(), Error> {
    let failed = |doing| Error::io(doing, place.url.as_str());
    let first = Arc::new(first);
    let slot = Arc::new(Slot::new(Shown {
        generation: 0,
        now: Arc::clone(&first),
        held: BTreeMap::new(),
        broken: BTreeSet::new(),
        problems: Problems::default(),
        edited: None,
    }));
    let (secret, token) = (random().map_err(failed("start"))?, random().map_err(failed("start"))?);
    let desk = Desk { slot: Arc::clone(&slot), secret: secret.clone(), token, follow: settings.follow };
    let desk = Arc::new(desk);
    let address = http::start(Arc::clone(&desk)).map_err(failed("serve"))?;
    let inside = Arc::new(Inside { address, secret, names: place.names, desk });
    let listener = place.listener;
    thread::Builder::new()
        .spawn(move || door::open(&listener, &inside))
        .map_err(Error::io("serve", &*place.url))?;
    thread::Builder::new()
        .spawn(move || keep_up(slot, first, settings, notices))
        .map_err(Error::io("watch", &*place.url))?;
    Ok(())
}

/// Follows the guide, for ever.
fn keep_up(slot: Arc<Slot>, first: Arc<Snapshot>, settings: Settings, notices: Sender<Notice>) -> Infallible {
    let root = settings.options.root.clone();
    // Whoever does not listen any more ends the program.
    let tell = move |notice| drop(notices.send(notice));
    let told = tell.clone();
    let mut looking = Looking::new(settings.options, slot, first, Box::new(told));
    if settings.watching == Watching::Native {
        let Err(why) = watch::watch(&root, &mut looking, &tell);
        tell(Notice::CannotWatch(why));
    }
    watch::poll(&mut looking)
}

/// A number that nobody can guess, in 32 hexadecimal digits.
fn random() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:032x}", u128::from_le_bytes(bytes)))
}
