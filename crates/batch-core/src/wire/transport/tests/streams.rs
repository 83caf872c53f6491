//! Answers that come as events.

use super::*;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nconnection: close\r\n\r\n";

fn piece(text: &str) -> String {
    format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n")
}

const END: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

/// What comes of a stream of these parts, each a packet; `None`: silence for ever.
async fn streamed(parts: Vec<Option<String>>, timeouts: Timeouts) -> Result<String, Fault> {
    let (port, _) = serve(move |mut stream, _| {
        let parts = parts.clone();
        async move {
            request(&mut stream).await;
            stream.write_all(HEAD.as_bytes()).await.unwrap();
            for part in parts {
                let Some(part) = part else { return std::future::pending().await };
                stream.write_all(part.as_bytes()).await.ok();
                stream.flush().await.ok();
                tokio::task::yield_now().await;
            }
        }
    })
    .await;
    let address = Address { timeouts, ..address(format!("http://127.0.0.1:{port}/v1")) };
    let transport = Transport::with(&address, Duration::ZERO, || unreachable!("no TLS here")).unwrap();
    let exchange = transport.chat(Bytes::from_static(b"{}")).await?;
    Ok(String::from_utf8(exchange.body.to_vec()).unwrap())
}

fn parts(parts: &[&str]) -> Vec<Option<String>> {
    parts.iter().map(|part| Some((*part).to_owned())).collect()
}

fn text(body: &str) -> serde_json::Value {
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    body["choices"][0]["message"]["content"].clone()
}

/// In a stream only silence between its words is short.
const SILENCE: Timeouts = Timeouts { stall: Duration::from_millis(60), ..TIMEOUTS };

#[tokio::test]
async fn pieces_become_the_body_that_would_have_come() {
    let whole = [&piece("一"), &piece("二"), END, "data: [DONE]\n\n"].concat();
    assert_eq!(text(&streamed(parts(&[&whole]), TIMEOUTS).await.unwrap()), "一二");
    // A byte order mark, and a last event without its empty line.
    let bare = format!("\u{feff}{}{}", piece("一"), END.trim_end());
    assert_eq!(text(&streamed(parts(&[&bare]), TIMEOUTS).await.unwrap()), "一");
}

#[tokio::test]
async fn what_is_no_event_is_judged_as_it_stands() {
    let json = r#"{"choices":[{"message":{"content":"好"}}]}"#;
    assert_eq!(streamed(parts(&[json]), TIMEOUTS).await.unwrap(), json);
    assert_eq!(streamed(parts(&["<html>", "busy</html>"]), TIMEOUTS).await.unwrap(), "<html>busy</html>");
}

#[tokio::test]
async fn a_stream_that_ends_before_the_answer_is_none() {
    for whole in [piece("一"), piece("一") + "data: {\"choices\":[{\"del\n\n" + END] {
        let fault = streamed(parts(&[&whole]), TIMEOUTS).await.unwrap_err();
        assert_eq!((fault.class, fault.status, &fault.detail), (Class::BadJson, 200, &Detail::StreamCut));
        assert!(fault.class.may_be_billed(fault.status));
    }
}

#[tokio::test]
async fn silence_between_words_is_a_dead_connection_unless_all_is_said() {
    let fault = streamed(vec![Some(piece("一")), None], SILENCE).await.unwrap_err();
    assert_eq!(
        (fault.class, fault.detail),
        (Class::Timeout, Detail::TimedOut { part: Part::Stall, after: SILENCE.stall })
    );
    // Nothing that was paid for is lost to whoever keeps the line open.
    let body = streamed(vec![Some(piece("一") + END), None], SILENCE).await.unwrap();
    assert_eq!(text(&body), "一");
    // Before its first word a model may think for as long as it takes.
    let role = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n".to_owned();
    let thinks = tokio::time::timeout(SILENCE.stall * 5, streamed(vec![Some(role), None], SILENCE)).await;
    assert!(thinks.is_err(), "{thinks:?}");
}

#[tokio::test]
async fn keep_alives_are_no_silence() {
    // Far apart enough that a busy machine makes no silence of them.
    let silence = Timeouts { stall: Duration::from_secs(1), ..TIMEOUTS };
    let (port, _) = serve(|mut stream, _| async move {
        request(&mut stream).await;
        stream.write_all((HEAD.to_owned() + &piece("一")).as_bytes()).await.unwrap();
        for _ in 0..30 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            stream.write_all(b": keep-alive\n\n").await.ok();
        }
        stream.write_all((piece("二") + END).as_bytes()).await.ok();
    })
    .await;
    let address = Address { timeouts: silence, ..address(format!("http://127.0.0.1:{port}/v1")) };
    let transport = Transport::with(&address, Duration::ZERO, || unreachable!("no TLS here")).unwrap();
    let exchange = transport.chat(Bytes::from_static(b"{}")).await.unwrap();
    assert_eq!(text(std::str::from_utf8(&exchange.body).unwrap()), "一二");
}

#[tokio::test]
async fn much_around_the_words_is_no_large_answer() {
    let padding = "x".repeat(64 * 1024);
    let wide = format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"一\"}}}}],\"padding\":\"{padding}\"}}\n\n");
    let count = LARGEST_REPLY / wide.len() + 2;
    let mut all = vec![Some(wide); count];
    all.push(Some(END.to_owned()));
    let body = streamed(all, TIMEOUTS).await.unwrap();
    assert_eq!(text(&body), "一".repeat(count));
    // What brings no event is not listened to for ever.
    let comments = ": ".to_owned() + &"x".repeat(1 << 20) + "\n";
    let fault = streamed(vec![Some(comments); 40], TIMEOUTS).await.unwrap_err();
    assert_eq!((fault.class, fault.status), (Class::TooLarge, 200));
}

#[tokio::test]
async fn who_talks_on_behind_the_end_holds_no_answer_up() {
    let (port, _) = serve(|mut stream, _| async move {
        request(&mut stream).await;
        stream.write_all((HEAD.to_owned() + &piece("一") + END + "data: [DONE]\n\n").as_bytes()).await.unwrap();
        while stream.write_all(b": still here\n\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    let transport = plain(format!("http://127.0.0.1:{port}/v1"));
    let call = tokio::time::timeout(LONG / 2, transport.chat(Bytes::from_static(b"{}")));
    let exchange = call.await.expect("an end").unwrap();
    assert_eq!(text(std::str::from_utf8(&exchange.body).unwrap()), "一");
}
