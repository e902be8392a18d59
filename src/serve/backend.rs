//! The HTTP server behind the listener, and the way to it: a Unix socket in a folder that only the user may open, so that
//! no other program reaches it or takes its connections. Where there are no such sockets, it is a port on loopback.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tiny_http::Server;

use super::http::ServerState;
use super::workers::{Limits, Workers};

#[cfg(not(unix))]
use loopback::{Address, Stream};
#[cfg(unix)]
use unix::{Address, Stream};

/// Requests at a time in the HTTP server. Each takes five file descriptors, and that server stops for good if it finds
/// none left.
pub const MAX_RELAYED: usize = 24;

/// The threads that answer. Those of pages are as many as the listener lets through at once, so that one that waits for
/// its client holds nobody up. Only one PDF is typeset at a time.
const LIMITS: Limits = Limits { fast: MAX_RELAYED, slow: 4 };

/// The HTTP server, which stops when it is dropped.
pub struct HttpServer {
    state: Arc<ServerState>,
    running: Mutex<Running>,
}

struct Running {
    server: Arc<Server>,
    address: Address,
}

impl HttpServer {
    /// Starts the server.
    pub fn start(state: Arc<ServerState>) -> io::Result<HttpServer> {
        let running = Mutex::new(Running::start(&state)?);
        Ok(HttpServer { state, running })
    }

    /// Opens a connection. If the server has ended, because the system had no file descriptor left for it, another one
    /// takes its place.
    pub fn connect(&self) -> io::Result<Stream> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.address.connect().or_else(|_| {
            *running = Running::start(&self.state)?;
            running.address.connect()
        })
    }
}

impl HttpServer {
    /// Stops the server and leaves nothing of it behind. Threads may still hold it.
    pub fn stop(&self) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.server.unblock();
        running.address.remove();
    }
}

impl Running {
    fn start(state: &Arc<ServerState>) -> io::Result<Running> {
        let (server, address) = Address::bind()?;
        let server = Arc::new(server);
        let (accepting, workers) = (Arc::clone(&server), Workers::new(Arc::clone(state), LIMITS));
        let accept = move || accepting.incoming_requests().for_each(|request| workers.answer(request));
        thread::Builder::new().spawn(accept)?;
        Ok(Running { server, address })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

#[cfg(unix)]
mod unix {
    use std::fs::Permissions;
    use std::io;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixStream;

    use tempfile::TempDir;
    use tiny_http::Server;

    pub type Stream = UnixStream;

    /// The folder with the socket; `None` once it is removed.
    pub struct Address(Option<TempDir>);

    impl Address {
        pub fn bind() -> io::Result<(Server, Address)> {
            let only_user = Permissions::from_mode(0o700);
            let folder = tempfile::Builder::new().prefix("handout-").permissions(only_user).tempdir()?;
            let server = Server::http_unix(&folder.path().join(SOCKET)).map_err(io::Error::other)?;
            Ok((server, Address(Some(folder))))
        }

        pub fn connect(&self) -> io::Result<Stream> {
            let folder = self.0.as_ref().ok_or(io::ErrorKind::NotConnected)?;
            UnixStream::connect(folder.path().join(SOCKET))
        }

        /// Removes the folder.
        pub fn remove(&mut self) {
            self.0 = None;
        }
    }

    /// The name of the socket. A path to a socket has at most 104 bytes on some systems.
    const SOCKET: &str = "http";
}

#[cfg(not(unix))]
mod loopback {
    use std::io;
    use std::net::{Ipv4Addr, SocketAddr, TcpStream};

    use tiny_http::Server;

    pub type Stream = TcpStream;

    /// A port on loopback.
    pub struct Address(SocketAddr);

    impl Address {
        pub fn bind() -> io::Result<(Server, Address)> {
            let server = Server::http((Ipv4Addr::LOCALHOST, 0)).map_err(io::Error::other)?;
            let address = server.server_addr().to_ip();
            let address = address.ok_or_else(|| io::Error::other("no address on loopback"))?;
            Ok((server, Address(address)))
        }

        pub fn connect(&self) -> io::Result<Stream> {
            let stream = TcpStream::connect(self.0)?;
            stream.set_nodelay(true)?;
            Ok(stream)
        }

        /// Does nothing: a port is free once its server ends.
        pub fn remove(&mut self) {}
    }
}
