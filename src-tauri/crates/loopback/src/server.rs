//! The server: binds, listens, answers by script, stops, and starts again on the same port.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::answer::{Answer, Script};
use crate::authority::{Authority, Certificate};
use crate::flow::Flow;
use crate::seen::Seen;

const BODY_KEPT: usize = 64 * 1024;

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
}

impl Default for Setup {
    /// TLS with a good certificate, any port, nothing remembered.
    fn default() -> Self {
        Self { face: Face::Tls(Certificate::Good { days: 80 }), port: 0, record: false }
    }
}

/// A provider that runs until it is stopped or dropped.
pub struct Loopback {
    state: Arc<State>,
    port: u16,
    task: Option<JoinHandle<()>>,
}

struct State {
    authority: Arc<Authority>,
    shown: Mutex<Shown>,
    scripts: Mutex<BTreeMap<String, Script>>,
    seen: Mutex<Vec<Seen>>,
    connections: AtomicU64,
    count: AtomicU64,
    record: bool,
}

#[derive(Clone)]
enum Shown {
    Tls(Arc<ServerConfig>),
    Plain,
    Silent,
    Noise,
}

impl Loopback {
    /// Binds `127.0.0.1` and listens. Needs a Tokio runtime.
    ///
    /// # Errors
    /// When the port is taken, or no certificate can be made.
    pub async fn start(authority: Arc<Authority>, setup: Setup) -> io::Result<Self> {
        let shown = show(&authority, setup.face)?;
        let state = Arc::new(State {
            authority,
            shown: Mutex::new(shown),
            scripts: Mutex::default(),
            seen: Mutex::default(),
            connections: AtomicU64::new(0),
            count: AtomicU64::new(0),
            record: setup.record,
        });
        let mut provider = Self { state, port: setup.port, task: None };
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
        let scheme = if matches!(*lock(&self.state.shown), Shown::Plain) { "http" } else { "https" };
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
        *lock(&self.state.shown) = show(&self.state.authority, face)?;
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

    /// Closes the port and every connection. It has happened when this returns.
    pub async fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            let _ended = task.await;
        }
    }

    /// Listens again, on the same port.
    ///
    /// # Errors
    /// When the port was taken in between.
    pub async fn restart(&mut self) -> io::Result<()> {
        self.stop().await;
        let socket = TcpSocket::new_v4()?;
        // Unix: a port whose last connections are still winding down can be had again. On Windows it would share it.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)))?;
        let listener = socket.listen(128)?;
        self.port = listener.local_addr()?.port();
        self.task = Some(tokio::spawn(listen(listener, Arc::clone(&self.state))));
        Ok(())
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

fn show(authority: &Authority, face: Face) -> io::Result<Shown> {
    Ok(match face {
        Face::Tls(certificate) => Shown::Tls(authority.serve(certificate)?),
        Face::Plain => Shown::Plain,
        Face::Silent => Shown::Silent,
        Face::Noise => Shown::Noise,
    })
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

async fn meet(mut stream: TcpStream, state: Arc<State>) {
    let _best_effort = stream.set_nodelay(true);
    let shown = lock(&state.shown).clone();
    match shown {
        Shown::Tls(config) => {
            if let Ok(stream) = TlsAcceptor::from(config).accept(stream).await {
                serve(stream, state).await;
            }
        }
        Shown::Plain => serve(stream, state).await,
        Shown::Silent => {
            let mut ignored = [0_u8; 1024];
            while stream.read(&mut ignored).await.is_ok_and(|read| read > 0) {}
        }
        Shown::Noise => {
            let _best_effort = stream.write_all(b"\x00\x01 neither TLS nor HTTP\r\n\r\n").await;
        }
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, state: Arc<State>) {
    state.connections.fetch_add(1, Ordering::Relaxed);
    let service = service_fn(|request| {
        let state = Arc::clone(&state);
        async move { Ok::<_, Infallible>(answer(request, &state).await) }
    });
    // A client that goes away is none of this server's business.
    let _ended =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(request: Request<Incoming>, state: &State) -> Response<Flow> {
    state.count.fetch_add(1, Ordering::Relaxed);
    let asked = read(request).await;
    let script = {
        let scripts = lock(&state.scripts);
        let fitting = scripts.iter().filter(|(prefix, _)| asked.path().starts_with(prefix.as_str()));
        fitting.max_by_key(|(prefix, _)| prefix.len()).map(|(_, script)| script.clone())
    };
    if state.record {
        lock(&state.seen).push(asked.clone());
    }
    let Some(script) = script else {
        return Answer::json(404, &serde_json::json!({ "error": "not_found" })).respond(&asked);
    };
    tokio::time::sleep(script.delay).await;
    script.answer(&asked).respond(&asked)
}

async fn read(request: Request<Incoming>) -> Seen {
    let (head, mut incoming) = request.into_parts();
    let headers = head.headers.iter();
    let mut seen = Seen {
        method: head.method.to_string(),
        target: head.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        headers: headers
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: Vec::new(),
    };
    while seen.body.len() < BODY_KEPT {
        let frame = std::future::poll_fn(|cx| std::pin::Pin::new(&mut incoming).poll_frame(cx)).await;
        let Some(Ok(frame)) = frame else { break };
        if let Ok(data) = frame.into_data() {
            let room = BODY_KEPT - seen.body.len();
            seen.body.extend_from_slice(&data[..data.len().min(room)]);
        }
    }
    seen
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
