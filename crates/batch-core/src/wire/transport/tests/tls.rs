//! Servers behind TLS.

use http_body_util::BodyExt;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::*;

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
