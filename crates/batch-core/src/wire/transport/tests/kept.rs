//! Connections that are used again, or not.

use std::cell::Cell;
use std::rc::Rc;

use super::*;

/// Calls until connections are used again.
async fn until_open(transport: &Transport) {
    transport.proven();
    for _ in 0..=reuse::WATCHED {
        ask(transport, "x").await.unwrap();
    }
    assert!(transport.pool.reuse.is_open());
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
