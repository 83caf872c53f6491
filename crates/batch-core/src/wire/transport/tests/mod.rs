//! Against servers that nobody would wish for, on 127.0.0.1.

mod kept;
mod shared;
mod streams;
mod tls;
mod way;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::RootCertStore;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::platform::Auth;

/// Longer than a machine that is busy with something else takes.
const LONG: Duration = Duration::from_secs(120);

const TIMEOUTS: Timeouts = Timeouts { connect: LONG, first_byte: LONG, stall: LONG, whole: LONG };

fn address(base_url: String) -> Address {
    Address {
        base_url,
        chat_path: "/chat/completions",
        auth: Auth::Bearer,
        headers: &[],
        refusals: None,
        key: None,
        proxy: None,
        keep_alive: None,
        agent: "test/1".to_owned(),
        timeouts: TIMEOUTS,
    }
}

fn plain(base_url: String) -> Transport {
    Transport::with(&address(base_url), Duration::ZERO, || unreachable!("no TLS here")).unwrap()
}

/// A listener on this machine that answers each connection by a task of its own, and counts them.
async fn serve<F: Future<Output = ()> + Send + 'static>(
    each: impl Fn(TcpStream, usize) -> F + Send + 'static,
) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let opened = Arc::new(AtomicUsize::new(0));
    let count = opened.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).unwrap();
            tokio::spawn(each(stream, count.fetch_add(1, Ordering::Relaxed)));
        }
    });
    (port, opened)
}

/// Reads one request; its head and body. `None` if the client has closed.
async fn request(stream: &mut (impl tokio::io::AsyncRead + Unpin)) -> Option<(String, String)> {
    let mut read = Vec::new();
    loop {
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            let length: usize = length.map_or(0, |n| n.parse().unwrap());
            if read.len() >= end + 4 + length {
                return Some((head, String::from_utf8_lossy(&read[end + 4..]).into_owned()));
            }
        }
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => read.extend_from_slice(&piece[..n]),
        }
    }
}

fn reply(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

async fn ask(transport: &Transport, body: &'static str) -> Result<(String, bool), Fault> {
    let exchange = transport.chat(Bytes::from_static(body.as_bytes())).await?;
    Ok((String::from_utf8_lossy(&exchange.body).into_owned(), exchange.reused))
}

fn client(authority: &CertificateDer<'static>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(authority.clone()).unwrap();
    ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

/// A server's side of TLS, and who vouches for it.
fn certified(name: &str, alpn: &[&[u8]]) -> (tokio_rustls::TlsAcceptor, CertificateDer<'static>) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = rustls::ServerConfig::builder().with_no_client_auth();
    let mut config = config.with_single_cert(vec![certificate.clone()], key).unwrap();
    config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
    (tokio_rustls::TlsAcceptor::from(Arc::new(config)), certificate)
}
