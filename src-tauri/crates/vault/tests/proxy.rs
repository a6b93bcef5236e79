//! The system's proxy: used for the world by a tunnel, never for this machine, and told apart when it fails. The proxy is
//! named by the environment, so each case runs in a process of its own.

mod kit;

use std::process::Command;

use kit::{Desk, bearer_placement, header_placement};
use loopback::{Face, Setup};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::Url;
use vault::{Binding, Failure, Origin};

fn run_with_proxy(name: &str, proxy: &str) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env("HTTPS_PROXY", proxy)
        .env("HTTP_PROXY", proxy)
        .env("ALL_PROXY", proxy)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn a_proxy_that_is_not_there() {
    // A port that was just free, and whose listener is gone.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    run_with_proxy("inside_without_its_proxy", &format!("http://127.0.0.1:{port}"));
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn inside_without_its_proxy() {
    let desk = Desk::new(header_placement()).await;
    let local = desk.send("/").await;
    assert_eq!(local.outcome.unwrap().status, 200, "what is meant for this machine needs no proxy");
    assert!(!local.proxied);
    let plain =
        Desk::with(header_placement(), Setup { face: Face::Plain, record: true, ..Setup::default() }).await;
    let binding = Binding { loopback_http: true, ..plain.binding(header_placement()) };
    plain.vault.rebind(plain.version, &binding).await.unwrap();
    assert_eq!(plain.send("/").await.outcome.unwrap().status, 200, "nor in plain text");
    let reply = abroad(&desk).await;
    assert_eq!(reply.outcome, Err(Failure::Proxy));
    assert!(reply.proxied && reply.remote.is_none());
}

#[tokio::test]
async fn a_proxy_that_refuses_sees_no_key() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let child = tokio::task::spawn_blocking(move || {
        run_with_proxy("inside_with_a_refusing_proxy", &format!("http://127.0.0.1:{port}"));
    });
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut asked = vec![0; 64 * 1024];
    let read = socket.read(&mut asked).await.unwrap();
    socket
        .write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
        .await
        .unwrap();
    drop(socket);
    let asked = String::from_utf8(asked[..read].to_vec()).unwrap();
    assert!(asked.starts_with("CONNECT shop.example:443 HTTP/1.1\r\n"), "{asked}");
    assert!(!asked.to_ascii_lowercase().contains("\r\nauthorization"), "{asked}");
    child.await.unwrap();
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn inside_with_a_refusing_proxy() {
    let desk = Desk::new(bearer_placement()).await;
    let reply = abroad(&desk).await;
    assert_eq!(reply.outcome, Err(Failure::Proxy));
    assert!(reply.proxied);
    desk.assert_masked(&reply);
}

/// Sends the desk's key to a host that is not this machine.
async fn abroad(desk: &Desk) -> vault::Reply {
    let url = "https://shop.example/orders";
    let origins = [Origin::try_from(url.to_owned()).unwrap()].into();
    let binding = Binding { origins, ..desk.binding(bearer_placement()) };
    desk.vault.rebind(desk.version, &binding).await.unwrap();
    let mut errand = desk.errand("/");
    errand.url = Url::parse(url).unwrap();
    desk.vault.send(errand).await
}
