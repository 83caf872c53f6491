//! Connections of HTTP/2, which carry many calls.

use std::sync::atomic::AtomicBool;

use futures_util::future::join_all;
use h2::Reason;
use h2::server::SendResponse;
use tokio::sync::watch;

use super::*;

type Respond = SendResponse<Bytes>;

/// A server that gives each call to `each`, with what closes its connection.
async fn serve_h2<F: Future<Output = ()> + Send + 'static>(
    each: impl Fn(Vec<u8>, Respond, watch::Sender<()>) -> F + Clone + Send + 'static,
) -> (Transport, Arc<AtomicUsize>) {
    let (acceptor, authority) = certified("localhost", &[b"h2"]);
    let (port, opened) = serve(move |stream, _| {
        let (acceptor, each) = (acceptor.clone(), each.clone());
        async move {
            let Ok(tls) = acceptor.accept(stream).await else { return };
            let Ok(mut connection) = h2::server::handshake(tls).await else { return };
            let (close, mut closing) = watch::channel(());
            loop {
                let call = tokio::select! {
                    call = connection.accept() => call,
                    _ = closing.changed() => return,
                };
                let Some(Ok((request, respond))) = call else { return };
                let (each, close) = (each.clone(), close.clone());
                tokio::spawn(async move {
                    let (mut body, mut read) = (request.into_body(), Vec::new());
                    while let Some(Ok(piece)) = body.data().await {
                        read.extend_from_slice(&piece);
                    }
                    each(read, respond, close).await;
                });
            }
        }
    })
    .await;
    let address = address(format!("https://localhost:{port}/v1"));
    (Transport::with(&address, Duration::ZERO, move || Ok(client(&authority))).unwrap(), opened)
}

fn served(mut respond: Respond) {
    if let Ok(mut body) = respond.send_response(hyper::Response::new(()), false) {
        drop(body.send_data(Bytes::from_static(b"ok"), true));
    }
}

#[tokio::test]
async fn a_call_that_breaks_its_connection_soon_breaks_it_for_nobody_else() {
    const CALLS: usize = 40;
    let arrived = Arc::new(AtomicUsize::new(0));
    let (over, is_over) = watch::channel(0);
    let over = Arc::new(over);
    let count = arrived.clone();
    let (transport, _) = serve_h2(move |body, respond, close| {
        let (arrived, over, mut is_over) = (count.clone(), over.clone(), is_over.clone());
        async move {
            let round = arrived.fetch_add(1, Ordering::Relaxed) / CALLS + 1;
            if round * CALLS == arrived.load(Ordering::Relaxed) {
                over.send_replace(round);
            }
            // All of a round are there.
            drop(is_over.wait_for(|over| *over >= round).await);
            if body == b"bad" {
                close.send_replace(());
                // Not a word to this call alone.
                std::future::pending::<()>().await;
            }
            // The bad one goes first.
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            if !close.is_closed() {
                served(respond);
            }
        }
    })
    .await;
    let mut lost = Vec::new();
    for _ in 0..6 {
        let calls = (0..CALLS).map(|n| ask(&transport, if n == CALLS / 2 { "bad" } else { "good" }));
        let faults: Vec<Fault> = join_all(calls).await.into_iter().filter_map(Result::err).collect();
        assert!(faults.iter().all(|fault| (fault.class, fault.unsent) == (Class::Reset, false)), "{faults:?}");
        let knows = faults.iter().any(|fault| !fault.stale);
        assert!(faults.len() == 1 || !knows, "whose fault may it be? {faults:?}");
        lost.push(faults.len());
    }
    // The first takes all with it, the second a few; then it is alone.
    assert!(lost[0] == CALLS && lost[1..].iter().all(|n| *n <= CALLS / 8), "{lost:?}");
    assert!(lost.iter().filter(|n| **n > 1).count() <= 2, "{lost:?}");
}

#[tokio::test]
async fn a_stream_that_is_refused_was_not_asked_and_its_connection_stays() {
    let first = Arc::new(AtomicBool::new(true));
    let (transport, opened) = serve_h2(move |body, mut respond, _| {
        let is_first = first.swap(false, Ordering::Relaxed);
        async move {
            match body.as_slice() {
                b"ok" => served(respond),
                _ if is_first => respond.send_reset(Reason::INTERNAL_ERROR),
                _ => respond.send_reset(Reason::REFUSED_STREAM),
            }
        }
    })
    .await;
    for unsent in [false, true] {
        let fault = ask(&transport, "no").await.unwrap_err();
        assert_eq!((fault.class, fault.unsent, fault.stale), (Class::Reset, unsent, false), "{fault:?}");
        assert!(ask(&transport, "ok").await.is_ok());
    }
    assert!(!transport.pool.reuse.take_shifted(), "bytes that nobody asked for are another matter");
    assert_eq!(opened.load(Ordering::Relaxed), 1);
}
