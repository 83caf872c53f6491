//! An address without its end, and another platform's: said before a run, by `check` with exit code 2.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use batch_contract::{Folder, addresses};
use batch_core::Platform;
use batch_kimi::Kimi;

#[test]
fn an_address_without_its_end_is_found_by_check() {
    addresses::without_end(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}

#[test]
fn what_is_another_platforms_is_warned_of() {
    addresses::of_another(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}

/// A front page for people, whatever is asked: a login of the network, or the address without its path.
#[test]
fn a_web_page_is_no_place_for_calls() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(stream);
        }
    });
    let folder = Folder::new(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile(), &url);
    for (lang, words) in [("zh", "收到的是网页；请检查 base_url"), ("en", "only a web page; check base_url")]
    {
        let ran = folder.run(&["check", "--lang", lang]);
        assert!(ran.code == 2 && ran.out.contains(words) && ran.out.contains("/v1"), "{}{}", ran.out, ran.err);
    }
}

/// Reads a request, and says the page.
fn answer(mut stream: TcpStream) {
    let mut buffer = [0; 4096];
    let (mut bytes, page) = (Vec::new(), "<!DOCTYPE html><title>Welcome</title>");
    while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(n) if n > 0 => bytes.extend_from_slice(&buffer[..n]),
            _ => return,
        }
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        page.len()
    );
    stream.write_all([head.as_str(), page].concat().as_bytes()).ok();
}
