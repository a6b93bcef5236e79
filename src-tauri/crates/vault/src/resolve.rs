//! The system's resolver, for whoever speaks HTTP here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, ToSocketAddrs};

/// The addresses of a name, in the system's order; empty where there is none. On a thread of its own: a look-up that hangs
/// must not hold up the runtime's end.
pub(crate) async fn addresses(name: &str) -> Vec<IpAddr> {
    let name = name.to_owned();
    let (say, answer) = tokio::sync::oneshot::channel();
    let started = std::thread::Builder::new().name("resolver".into()).spawn(move || {
        let found = (name.as_str(), 0).to_socket_addrs();
        let found = found.map(|found| found.map(|address| address.ip()).collect()).unwrap_or_default();
        let _ = say.send(found);
    });
    match started {
        Ok(_) => answer.await.unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

/// What `localhost` means, whatever a resolver says: keys may go there over plain HTTP.
pub(crate) const HERE: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
