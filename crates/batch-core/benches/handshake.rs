//! What a connection of its own costs a call on HTTP/1.1 within TLS: TCP and TLS 1.3 handshakes on this machine, resumed and
//! not. `cargo bench -p batch-core --bench handshake`

#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::client::Resumption;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, TlsConnector};

const TIMES: u32 = 1000;

/// Each connection: a handshake, one byte back, the end. Both sides on this thread.
async fn took(config: ClientConfig, port: u16) -> Duration {
    let connector = TlsConnector::from(Arc::new(config));
    let mut began = Instant::now();
    // The first one has no session to resume.
    for n in 0..=TIMES {
        if n == 1 {
            began = Instant::now();
        }
        let tcp = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        tcp.set_nodelay(true).unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let mut stream = connector.connect(name, tcp).await.unwrap();
        stream.read_exact(&mut [0]).await.unwrap();
    }
    began.elapsed() / TIMES
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let mut server =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate.clone()], key).unwrap();
    server.ticketer = rustls::crypto::ring::Ticketer::new().unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            tcp.set_nodelay(true).unwrap();
            let mut stream = acceptor.accept(tcp).await.unwrap();
            stream.write_all(b"x").await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let mut fresh = config.clone();
    fresh.resumption = Resumption::disabled();
    let (fresh, resumed) = (took(fresh, port).await, took(config, port).await);
    let mut out = std::io::stdout();
    writeln!(out, "client and server together, a connection: {fresh:.0?} full, {resumed:.0?} resumed").unwrap();
}
