//! The server: binds, listens, answers by script, stops, and starts again on the same port.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::{JoinHandle, JoinSet};

use crate::answer::Script;
use crate::authority::{Authority, Certificate, Clients, Serving, host};
use crate::connection::meet;
use crate::http2::Frames;
use crate::seen::Seen;

/// What a connection meets before any request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// TLS with this certificate.
    Tls(Certificate),
    /// Plain HTTP.
    Plain,
    /// A socket that is opened and says nothing.
    Silent,
    /// Bytes that are neither TLS nor HTTP, then the end.
    Noise,
    /// A connection that is closed as soon as the client has said something.
    Closed,
    /// A connection that is reset as soon as the client has said something: in the middle of the handshake.
    Reset,
    /// A server that knows TLS 1.0 and nothing newer.
    OldTls,
    /// TLS that wants the client to show a certificate of the same authority.
    Mutual(Certificate),
    /// TLS with a good certificate, HTTP/2 over it and nothing else; scripts answer as they do elsewhere.
    Http2,
    /// The same, but whatever is asked is met with these frames.
    Http2Fault(Frames),
}

/// How a provider starts.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// What it shows.
    pub face: Face,
    /// The port, or 0 for any that is free.
    pub port: u16,
    /// Whether requests are remembered: for tests only.
    pub record: bool,
    /// Whether clients are asked for a certificate of the same authority wherever there is TLS; those without one are
    /// served as well, and [`crate::Check::Certificate`] tells them apart.
    pub ask_clients: bool,
}

impl Default for Setup {
    /// TLS with a good certificate, any port, nothing remembered.
    fn default() -> Self {
        Self { face: Face::Tls(Certificate::Good { days: 80 }), port: 0, record: false, ask_clients: false }
    }
}

/// A provider that runs until it is stopped or dropped.
pub struct Loopback {
    state: Arc<State>,
    port: u16,
    task: Option<JoinHandle<()>>,
    /// One for each further host.
    more: Vec<JoinHandle<()>>,
    /// Holds the port of a provider that is stopped: another's would answer there before it listens again.
    reserved: Option<TcpSocket>,
}

pub(crate) struct State {
    authority: Arc<Authority>,
    pub(crate) shown: Mutex<Shown>,
    pub(crate) scripts: Mutex<BTreeMap<String, Script>>,
    pub(crate) seen: Mutex<Vec<Seen>>,
    pub(crate) connections: AtomicU64,
    pub(crate) count: AtomicU64,
    pub(crate) record: bool,
    ask_clients: bool,
}

#[derive(Clone)]
pub(crate) enum Shown {
    Tls(Arc<ServerConfig>, Spoken),
    /// Anything without TLS, by its face.
    Bare(Face),
}

/// What is spoken over TLS.
#[derive(Clone, Copy)]
pub(crate) enum Spoken {
    Http1,
    Http2,
    Frames(Frames),
}

impl Loopback {
    /// Binds `127.0.0.1` and listens. Needs a Tokio runtime.
    ///
    /// # Errors
    /// When the port is taken, or no certificate can be made.
    pub async fn start(authority: Arc<Authority>, setup: Setup) -> io::Result<Self> {
        let shown = show(&authority, setup.face, setup.ask_clients)?;
        let state = Arc::new(State {
            authority,
            shown: Mutex::new(shown),
            scripts: Mutex::default(),
            seen: Mutex::default(),
            connections: AtomicU64::new(0),
            count: AtomicU64::new(0),
            record: setup.record,
            ask_clients: setup.ask_clients,
        });
        let mut provider = Self { state, port: setup.port, task: None, more: Vec::new(), reserved: None };
        provider.restart().await?;
        Ok(provider)
    }

    /// The port that it has, also while it is stopped.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Such as `https://localhost:40123`.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme =
            if matches!(*lock(&self.state.shown), Shown::Bare(Face::Plain)) { "http" } else { "https" };
        format!("{scheme}://localhost:{}", self.port)
    }

    /// The authority's certificate, for whoever is to trust it.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        self.state.authority.pem()
    }

    /// What it does from now on for every path that starts with `prefix`; the longest prefix counts.
    pub fn on(&self, prefix: &str, script: Script) {
        lock(&self.state.scripts).insert(prefix.to_owned(), script);
    }

    /// What new connections meet from now on.
    ///
    /// # Errors
    /// When no certificate can be made.
    pub fn turn(&self, face: Face) -> io::Result<()> {
        *lock(&self.state.shown) = show(&self.state.authority, face, self.state.ask_clients)?;
        Ok(())
    }

    /// How many connections were up, TLS included, whether or not anything was asked over them.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// How many requests came.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.state.count.load(Ordering::Relaxed)
    }

    /// What came, if it is remembered.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.state.seen).clone()
    }

    /// Whether `text` came with any request that is remembered.
    #[must_use]
    pub fn arrived(&self, text: &str) -> bool {
        lock(&self.state.seen).iter().any(|seen| seen.holds(text))
    }

    /// Closes the port and every connection. It has happened when this returns; the port stays this provider's.
    pub async fn stop(&mut self) {
        self.end().await;
        // Where it cannot be held somebody else may have it, as before.
        self.reserved = reserve(Ipv4Addr::LOCALHOST, self.port).ok();
    }

    async fn end(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            let _ended = task.await;
        }
        for task in self.more.drain(..) {
            task.abort();
            let _ended = task.await;
        }
    }

    /// Listens at so many further hosts of the loopback as well, on the same port, until it is stopped: see [`host`]. Not
    /// every system has these addresses; Linux does.
    ///
    /// # Errors
    /// When one of them cannot be had.
    pub fn also_as(&mut self, hosts: u8) -> io::Result<()> {
        for number in 1..=hosts {
            let listener = bind(host(number), self.port)?;
            self.more.push(tokio::spawn(listen(listener, Arc::clone(&self.state))));
        }
        Ok(())
    }

    /// Listens again, on the same port.
    ///
    /// # Errors
    /// When the port was taken in between.
    pub async fn restart(&mut self) -> io::Result<()> {
        self.end().await;
        self.reserved = None;
        let listener = bind(Ipv4Addr::LOCALHOST, self.port)?;
        self.port = listener.local_addr()?.port();
        self.task = Some(tokio::spawn(listen(listener, Arc::clone(&self.state))));
        Ok(())
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.task.iter().chain(&self.more).for_each(JoinHandle::abort);
    }
}

fn bind(address: Ipv4Addr, port: u16) -> io::Result<TcpListener> {
    reserve(address, port)?.listen(128)
}

/// A port that is bound: nobody else gets it, and whoever connects is refused until somebody listens.
fn reserve(address: Ipv4Addr, port: u16) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Unix: a port whose last connections are still winding down can be had again. On Windows it would share it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((address, port)))?;
    Ok(socket)
}

fn show(authority: &Authority, face: Face, ask: bool) -> io::Result<Shown> {
    const GOOD: Certificate = Certificate::Good { days: 80 };
    let asked = if ask { Clients::Asked } else { Clients::Anybody };
    let (certificate, clients, spoken) = match face {
        Face::Tls(certificate) => (certificate, asked, Spoken::Http1),
        Face::Mutual(certificate) => (certificate, Clients::Required, Spoken::Http1),
        Face::Http2 => (GOOD, asked, Spoken::Http2),
        Face::Http2Fault(frames) => (GOOD, asked, Spoken::Frames(frames)),
        bare => return Ok(Shown::Bare(bare)),
    };
    let protocol: &[u8] = if matches!(spoken, Spoken::Http1) { b"http/1.1" } else { b"h2" };
    Ok(Shown::Tls(authority.serve(Serving { certificate, protocol, clients })?, spoken))
}

async fn listen(listener: TcpListener, state: Arc<State>) {
    // Dropped with this task: stopping the provider ends every connection.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => { connections.spawn(meet(stream, Arc::clone(&state))); }
                // Out of descriptors, or a connection that died while it waited: the next one may do better.
                Err(_) => tokio::task::yield_now().await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
