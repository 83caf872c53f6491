//! The way there: proxies, and what cannot be reached.

use super::*;
use crate::platform::fault::{ByProxy, Detail, ProxySource};

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
        let what = Detail::ProxyRefused { status };
        let proxy = format!("http://127.0.0.1:{port}");
        assert_eq!(fault.detail, Detail::ByProxy(Box::new(ByProxy { what, proxy, source: ProxySource::Config })));
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
        assert!(matches!(fault.detail, Detail::Connecting { .. }), "{:?}", fault.detail);
    }
}
