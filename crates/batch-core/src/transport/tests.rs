//! Against servers that nobody would wish for, on 127.0.0.1.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

const LONG: Duration = Duration::from_secs(20);
const TIMEOUTS: Timeouts = Timeouts { connect: LONG, first_byte: LONG, stall: LONG, whole: LONG };

fn address(base_url: String) -> Address {
    Address { base_url, key: None, proxy: None, keep_alive: None, agent: "test/1".to_owned(), timeouts: TIMEOUTS }
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

/// Calls until connections are used again.
async fn until_open(transport: &Transport) {
    transport.proven();
    for _ in 0..=reuse::WATCHED {
        ask(transport, "x").await.unwrap();
    }
    assert!(transport.pool.reuse.is_open());
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

#[tokio::test]
async fn a_garbled_record_behind_the_request_is_a_broken_connection() {
    let (acceptor, authority) = certified("localhost", &[b"http/1.1"]);
    let (port, _) = serve(move |stream, _| {
        let acceptor = acceptor.clone();
        async move {
            let mut tls = acceptor.accept(stream).await.unwrap();
            request(&mut tls).await.unwrap();
            // Looks like a record of TLS and is none.
            let (tcp, _) = tls.get_mut();
            tcp.write_all(&[0x17, 3, 3, 0, 32]).await.unwrap();
            tcp.write_all(&[7; 32]).await.unwrap();
            tcp.flush().await.unwrap();
            std::future::pending::<()>().await;
        }
    })
    .await;
    let address = address(format!("https://localhost:{port}/v1"));
    let transport = Transport::with(&address, Duration::ZERO, || Ok(client(&authority))).unwrap();
    let fault = ask(&transport, "{}").await.unwrap_err();
    assert_eq!((fault.class, fault.unsent, fault.stale), (Class::Reset, false, false), "{fault:?}");
    assert!(fault.class.may_be_billed(fault.status));
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_a_fault_of_tls_and_nothing_was_sent() {
    let (acceptor, _) = certified("localhost", &[]);
    let (_, stranger) = certified("localhost", &[]);
    let (port, _) = serve(move |stream, _| {
        let acceptor = acceptor.clone();
        async move { drop(acceptor.accept(stream).await) }
    })
    .await;
    let address = address(format!("https://localhost:{port}/v1"));
    let transport = Transport::with(&address, Duration::ZERO, || Ok(client(&stranger))).unwrap();
    let fault = ask(&transport, "{}").await.unwrap_err();
    assert_eq!((fault.class, fault.unsent), (Class::Tls, true), "{fault:?}");
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered_and_shared() {
    let (acceptor, authority) = certified("localhost", &[b"h2", b"http/1.1"]);
    let (port, opened) = serve(move |stream, _| {
        let acceptor = acceptor.clone();
        async move {
            let tls = acceptor.accept(stream).await.unwrap();
            let echo = service_fn(|request: hyper::Request<hyper::body::Incoming>| async {
                assert_eq!(request.uri().path(), "/v1/chat/completions");
                let body = request.into_body().collect().await?.to_bytes();
                Ok::<_, hyper::Error>(hyper::Response::new(http_body_util::Full::new(body)))
            });
            let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            drop(server.serve_connection(TokioIo::new(tls), echo).await);
        }
    })
    .await;
    let address = address(format!("https://localhost:{port}/v1"));
    let transport = Transport::with(&address, Duration::ZERO, || Ok(client(&authority))).unwrap();
    let calls = (0..40).map(|n: usize| {
        let transport = &transport;
        async move {
            let exchange = transport.chat(Bytes::from(n.to_string())).await.unwrap();
            assert_eq!((exchange.body, exchange.reused), (Bytes::from(n.to_string()), false));
        }
    });
    futures_util::future::join_all(calls).await;
    assert_eq!(opened.load(Ordering::Relaxed), 1, "the others waited for what the first found out");
}

#[tokio::test]
async fn within_tls_each_call_on_http_1_has_a_connection_of_its_own() {
    let (acceptor, authority) = certified("localhost", &[b"http/1.1"]);
    let (port, opened) = serve(move |stream, _| {
        let acceptor = acceptor.clone();
        async move {
            let mut tls = acceptor.accept(stream).await.unwrap();
            while let Some((head, body)) = request(&mut tls).await {
                assert!(head.contains("connection: close"), "{head}");
                tls.write_all(&reply(&body)).await.unwrap();
            }
        }
    })
    .await;
    let mut address = address(format!("https://localhost:{port}/v1"));
    address.keep_alive = Some(false);
    let transport = Transport::with(&address, Duration::ZERO, || Ok(client(&authority))).unwrap();
    transport.proven();
    for _ in 0..20 {
        assert_eq!(ask(&transport, "hi").await.unwrap(), ("hi".to_owned(), false));
    }
    assert_eq!(opened.load(Ordering::Relaxed), 20);
}

#[tokio::test]
async fn as_many_connections_as_calls_in_flight() {
    let (port, opened) = serve(|mut stream, _| async move {
        while let Some((_, body)) = request(&mut stream).await {
            stream.write_all(&reply(&body)).await.unwrap();
        }
    })
    .await;
    let transport = Rc::new(plain(format!("http://127.0.0.1:{port}/v1")));
    until_open(&transport).await;
    let left = Rc::new(Cell::new(1000_u32));
    let workers = (0..64).map(|_| {
        let (transport, left) = (transport.clone(), left.clone());
        async move {
            while left.get() > 0 {
                left.set(left.get() - 1);
                ask(&transport, "hi").await.unwrap();
            }
        }
    });
    futures_util::future::join_all(workers).await;
    let opened = opened.load(Ordering::Relaxed);
    assert!(opened <= 64 + 1, "{opened}");
}

#[tokio::test]
async fn a_kept_connection_that_breaks_without_a_byte_is_stale_and_soon_none_is_kept() {
    // Closes each connection at its second call.
    let (port, _) = serve(|mut stream, _| async move {
        let (_, body) = request(&mut stream).await.unwrap();
        stream.write_all(&reply(&body)).await.unwrap();
        request(&mut stream).await;
    })
    .await;
    let transport = plain(format!("http://127.0.0.1:{port}/v1"));
    transport.proven();
    let mut stale = 0;
    for _ in 0..30 {
        match ask(&transport, "hi").await {
            Ok((_, reused)) => assert!(!reused),
            Err(fault) => {
                assert_eq!((fault.class, fault.unsent, fault.stale), (Class::Reset, false, true), "{fault:?}");
                stale += 1;
            }
        }
    }
    assert_eq!(stale, 3, "then it is known");
}

#[tokio::test]
async fn a_reply_that_had_begun_is_not_stale() {
    let (port, _) = serve(|mut stream, _| async move {
        while let Some((_, body)) = request(&mut stream).await {
            if body == "break" {
                stream.write_all(b"HTTP/1.1 2").await.unwrap();
                return;
            }
            stream.write_all(&reply(&body)).await.unwrap();
        }
    })
    .await;
    let transport = plain(format!("http://127.0.0.1:{port}/v1"));
    until_open(&transport).await;
    let fault = ask(&transport, "break").await.unwrap_err();
    assert_eq!((fault.class, fault.unsent, fault.stale), (Class::Reset, false, false), "{fault:?}");
}

/// A gateway that gives up and says so, and sends the answer all the same a moment later.
#[tokio::test]
async fn nothing_is_asked_behind_a_refusal() {
    let (port, _) = serve(|mut stream, _| async move {
        while let Some((_, body)) = request(&mut stream).await {
            if body == "slow" {
                stream.write_all(b"HTTP/1.1 504 No\r\ncontent-length: 0\r\n\r\n").await.unwrap();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            if stream.write_all(&reply(&body)).await.is_err() {
                return;
            }
        }
    })
    .await;
    let transport = plain(format!("http://127.0.0.1:{port}/v1"));
    until_open(&transport).await;
    let refused = transport.chat(Bytes::from_static(b"slow")).await.unwrap();
    assert!(refused.status == 504 && refused.reused);
    for _ in 0..3 {
        assert_eq!(ask(&transport, "mine").await.unwrap().0, "mine");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn surplus_bytes_on_an_idle_connection_end_its_use_and_that_of_the_others() {
    let (port, opened) = serve(|mut stream, n| async move {
        while let Some((_, body)) = request(&mut stream).await {
            stream.write_all(&reply(&body)).await.unwrap();
            if n == 3 {
                stream.write_all(&reply("whose?")).await.unwrap();
            }
        }
    })
    .await;
    let transport = plain(format!("http://127.0.0.1:{port}/v1"));
    transport.proven();
    for _ in 0..30 {
        assert_eq!(ask(&transport, "hi").await.unwrap(), ("hi".to_owned(), false));
    }
    assert_eq!(opened.load(Ordering::Relaxed), 30);
}

#[tokio::test]
async fn a_server_that_closes_behind_each_answer_costs_no_call() {
    let (port, _) = serve(|mut stream, _| async move {
        let (_, body) = request(&mut stream).await.unwrap();
        stream.write_all(&reply(&body)).await.unwrap();
    })
    .await;
    let transport = plain(format!("http://127.0.0.1:{port}/v1"));
    transport.proven();
    for _ in 0..30 {
        assert_eq!(ask(&transport, "hi").await.unwrap(), ("hi".to_owned(), false));
    }
    assert!(!transport.pool.reuse.keeps());
}

#[tokio::test]
async fn what_comes_over_used_connections_is_not_believed_once_in_doubt() {
    let (port, _) = serve(|mut stream, _| async move {
        while let Some((_, body)) = request(&mut stream).await {
            if body == "late" {
                tokio::time::sleep(Duration::from_millis(30)).await;
            }
            stream.write_all(&reply(&body)).await.unwrap();
        }
    })
    .await;
    let transport = plain(format!("http://127.0.0.1:{port}/v1"));
    until_open(&transport).await;
    let late = ask(&transport, "late");
    let doubt = async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        transport.doubted();
    };
    let (late, ()) = tokio::join!(late, doubt);
    assert!(late.is_err_and(|fault| fault.stale));
    assert_eq!(ask(&transport, "late").await.unwrap(), ("late".to_owned(), false));
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_without_its_password() {
    for (status, class) in [(407, Class::Proxy), (403, Class::Proxy), (502, Class::Network)] {
        let (port, _) = serve(move |mut stream, _| async move {
            let (head, _) = request(&mut stream).await.unwrap();
            assert!(head.starts_with("connect api.example.cn:443 "), "{head}");
            assert!(head.contains("proxy-authorization: basic"), "{head}");
            stream.write_all(format!("HTTP/1.1 {status} No\r\ncontent-length: 0\r\n\r\n").as_bytes()).await.unwrap();
        })
        .await;
        let mut address = address("https://api.example.cn/v1".to_owned());
        address.proxy = Some(format!("http://user:geheim@127.0.0.1:{port}"));
        let (_, authority) = certified("localhost", &[]);
        let transport = Transport::with(&address, Duration::ZERO, || Ok(client(&authority))).unwrap();
        let fault = ask(&transport, "{}").await.unwrap_err();
        assert_eq!((fault.class, fault.unsent, fault.certain), (class, true, false), "{fault:?}");
        let said = crate::text::fault::sentence(&fault);
        let named = format!("经由代理 http://127.0.0.1:{port}（来自配置文件的 proxy）");
        assert!(said.contains(&named) && said.contains(&status.to_string()) && !said.contains("geheim"), "{said}");
    }
}

/// A proxy that lets through: whatever is asked of it is asked of this port.
async fn proxy(to: u16) -> u16 {
    let (port, _) = serve(move |mut stream, _| async move {
        request(&mut stream).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
        let mut server = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
        drop(tokio::io::copy_bidirectional(&mut stream, &mut server).await);
    })
    .await;
    port
}

#[tokio::test]
async fn tls_goes_through_a_proxy() {
    let (acceptor, authority) = certified("api.example.cn", &[b"http/1.1"]);
    let (port, _) = serve(move |stream, _| {
        let acceptor = acceptor.clone();
        async move {
            let mut tls = acceptor.accept(stream).await.unwrap();
            let (_, body) = request(&mut tls).await.unwrap();
            tls.write_all(&reply(&body)).await.unwrap();
        }
    })
    .await;
    let mut address = address("https://api.example.cn/v1".to_owned());
    address.proxy = Some(format!("127.0.0.1:{}", proxy(port).await));
    let transport = Transport::with(&address, Duration::ZERO, || Ok(client(&authority))).unwrap();
    assert_eq!(ask(&transport, "through").await.unwrap().0, "through");
}

#[tokio::test]
async fn an_http_proxy_reads_the_whole_address() {
    let (port, _) = serve(|mut stream, n| async move {
        let (head, body) = request(&mut stream).await.unwrap();
        assert!(head.starts_with("post http://api.example.cn/v1/chat/completions http/1.1"), "{head}");
        assert!(head.contains("host: api.example.cn\r\n"), "{head}");
        let answer = if n == 0 { reply(&body) } else { b"HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n".to_vec() };
        stream.write_all(&answer).await.unwrap();
    })
    .await;
    let mut address = address("http://api.example.cn/v1".to_owned());
    address.proxy = Some(format!("http://127.0.0.1:{port}"));
    let transport = Transport::with(&address, Duration::ZERO, || unreachable!("no TLS here")).unwrap();
    assert_eq!(ask(&transport, "through").await.unwrap().0, "through");
    assert_eq!(ask(&transport, "not").await.unwrap_err().class, Class::Proxy);
}

#[test]
fn what_cannot_be_reached_is_not_called_broken() {
    for kind in [std::io::ErrorKind::HostUnreachable, std::io::ErrorKind::NetworkUnreachable] {
        let fault = link::connecting(&std::io::Error::from(kind));
        assert_eq!((fault.class, fault.unsent), (Class::Network, true));
        assert!(fault.detail.starts_with("无法建立连接"), "{}", fault.detail);
    }
}
