//! The line to a Redis, and each thing that can be wrong with it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use batch_core::base::problem::LimiterTrouble as Trouble;
use batch_core::shared::message::{GroupSaid, Said};
use batch_core::shared::{Heard, Line, RedisLine};

use crate::server::Server;
use crate::world::connect;

fn said() -> Said {
    let group = GroupSaid { ceiling: 4, want: 1, ..GroupSaid::default() };
    Said { id: "p".to_owned(), ceiling: 4, groups: vec![group], ..Said::default() }
}

fn line(url: &str) -> RedisLine {
    RedisLine::new(url.parse().unwrap(), "batch-llm:{test}".to_owned())
}

/// What several words over one line come to.
fn heard(line: &mut RedisLine, mut between: impl FnMut(usize), times: usize) -> Vec<Heard> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut all = Vec::new();
        for time in 0..times {
            all.push(line.say(&said()).await);
            between(time);
        }
        all
    })
}

fn asked(url: &str) -> Heard {
    heard(&mut line(url), |_| {}, 1).remove(0)
}

fn at(server: &Server) -> String {
    format!("redis://127.0.0.1:{}", server.port)
}

/// A server that says this to everybody, whatever they say.
fn parrot(words: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut buffer = [0; 65536];
            while stream.read(&mut buffer).is_ok_and(|n| n > 0) && stream.write_all(words.as_bytes()).is_ok() {}
        }
    });
    format!("redis://127.0.0.1:{port}")
}

#[test]
fn a_server_that_is_none_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    assert!(matches!(asked(&format!("redis://127.0.0.1:{port}")), Err(Trouble::Unreachable { .. })));
    let page = parrot("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(asked(&page), Err(Trouble::NotRedis));
    assert_eq!(asked(&parrot("-LOADING Redis is loading the dataset in memory\r\n")), Err(Trouble::Busy));
    assert_eq!(asked(&parrot("-NOAUTH Authentication required.\r\n")), Err(Trouble::NoPassword));
    let old = "-ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed\r\n";
    assert_eq!(asked(&parrot(old)), Err(Trouble::Full));
}

/// A server that has no end.
fn endless(first: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            assert!(stream.read(&mut [0; 65536]).unwrap() > 0);
            let mut said = stream.write_all(first.as_bytes());
            while said.is_ok() {
                said = stream.write_all(&[b'x'; 65536]);
            }
        }
    });
    format!("redis://127.0.0.1:{port}")
}

#[test]
fn an_answer_without_end_is_not_listened_to() {
    for first in ["$2000000000\r\n", "+", "*99999999\r\n$2000000000\r\n"] {
        assert_eq!(asked(&endless(first)), Err(Trouble::NotRedis), "{first}");
    }
}

#[test]
fn a_server_with_tls_where_none_is_asked_for_is_named_and_the_other_way_round() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            assert!(stream.unwrap().read(&mut [0; 4096]).unwrap() > 0);
        }
    });
    let plain = asked(&format!("redis://127.0.0.1:{port}"));
    assert_eq!(plain, Err(Trouble::PerhapsTls { asked: false }), "it hangs up");
    let tls = asked(&format!("rediss://127.0.0.1:{port}"));
    assert_eq!(tls, Err(Trouble::PerhapsTls { asked: true }));
}

#[test]
fn who_is_silent_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let silent = asked(&format!("redis://127.0.0.1:{port}"));
    assert!(matches!(silent, Err(Trouble::Slow { .. })), "{silent:?}");
}

#[test]
fn a_cluster_is_followed_and_not_for_ever() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let words: &'static str = format!("-MOVED 42 127.0.0.1:{port}\r\n").leak();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut buffer = [0; 65536];
            while stream.read(&mut buffer).is_ok_and(|n| n > 0) && stream.write_all(words.as_bytes()).is_ok() {}
        }
    });
    let moved = asked(&format!("redis://127.0.0.1:{port}"));
    assert_eq!(moved, Err(Trouble::Moved { to: format!("127.0.0.1:{port}") }));
}

#[test]
#[ignore = "needs redis-server"]
fn where_a_node_is_gone_the_configured_address_is_asked_again() {
    let (mut node, listener) = (Server::start(&[]), TcpListener::bind("127.0.0.1:0").unwrap());
    let address = format!("redis://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let second = Server::start(&[]);
    let ports = [node.port, node.port, second.port];
    thread::spawn(move || {
        // Once the first node is gone, the second has it.
        for (stream, port) in listener.incoming().zip(ports.into_iter().chain(std::iter::repeat(ports[2]))) {
            let mut stream = stream.unwrap();
            let mut buffer = [0; 65536];
            while stream.read(&mut buffer).is_ok_and(|n| n > 0) {
                stream.write_all(format!("-MOVED 42 127.0.0.1:{port}\r\n").as_bytes()).ok();
            }
        }
    });
    let all = heard(
        &mut line(&address),
        |time| {
            if time == 0 {
                node.stop();
            }
        },
        4,
    );
    assert!(all[0].is_ok(), "{all:?}");
    assert!(all[3].is_ok(), "{all:?}");
}

#[test]
#[ignore = "needs redis-server"]
fn whoever_only_looks_needs_what_a_run_needs() {
    let look = |url: &str| {
        let said = Said { look: true, ..said() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(line(url).say(&said))
    };
    let mut server = Server::start(&["--maxmemory", "1", "--maxmemory-policy", "noeviction"]);
    assert_eq!(look(&at(&server)), Err(Trouble::Full));
    server.stop();
    server.start_again(&["--replicaof", "127.0.0.1", "1"]);
    assert_eq!(look(&at(&server)), Err(Trouble::ReadOnly));
    let few = ["--user", "guest", "on", ">gast-gast", "~batch-llm:*", "+eval", "+get", "+time"];
    let server = Server::start(&few);
    let guest = format!("redis://guest:gast-gast@127.0.0.1:{}", server.port);
    assert!(matches!(look(&guest), Err(Trouble::Forbidden { .. })), "{:?}", look(&guest));
    assert!(matches!(asked(&guest), Err(Trouble::Forbidden { .. })), "{:?}", asked(&guest));
    let server = Server::start(&[]);
    assert!(look(&at(&server)).is_ok());
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connect(&server)).unwrap();
    assert!(keys.len() <= 1, "{keys:?}");
    assert_eq!(look(&format!("redis://127.0.0.1:{}/99", server.port)), Err(Trouble::NoDatabase { db: 99 }));
}

#[test]
#[ignore = "needs redis-server"]
fn a_node_that_has_moved_is_asked_instead() {
    let server = Server::start(&[]);
    let words: &'static str = format!("-MOVED 42 127.0.0.1:{}\r\n", server.port).leak();
    assert!(asked(&parrot(words)).is_ok());
}

#[test]
#[ignore = "needs redis-server"]
fn passwords_and_permissions_are_told_apart() {
    let server = Server::start(&["--requirepass", "geheim-geheim"]);
    let port = server.port;
    assert_eq!(asked(&at(&server)), Err(Trouble::NoPassword));
    assert_eq!(asked(&format!("redis://:falsch@127.0.0.1:{port}")), Err(Trouble::Password));
    assert!(asked(&format!("redis://:geheim-geheim@127.0.0.1:{port}/3")).is_ok());
    let server = Server::start(&["--user", "guest", "on", ">gast-gast", "~*", "+@all", "-@scripting"]);
    let guest = format!("redis://guest:gast-gast@127.0.0.1:{}", server.port);
    assert!(matches!(asked(&guest), Err(Trouble::Forbidden { .. })), "{:?}", asked(&guest));
    let few = ["--user", "guest", "on", ">gast-gast", "~batch-llm:*", "+eval", "+get", "+set", "+time"];
    let server = Server::start(&few);
    let guest = format!("redis://guest:gast-gast@127.0.0.1:{}", server.port);
    assert!(asked(&guest).is_ok(), "without SCRIPT it is sent each time: {:?}", asked(&guest));
}

#[test]
#[ignore = "needs redis-server"]
fn a_server_that_takes_no_changes_says_so() {
    let mut server = Server::start(&["--maxmemory", "1", "--maxmemory-policy", "noeviction"]);
    assert_eq!(asked(&at(&server)), Err(Trouble::Full));
    server.stop();
    server.start_again(&["--replicaof", "127.0.0.1", "1"]);
    assert_eq!(asked(&at(&server)), Err(Trouble::ReadOnly));
    server.stop();
    server.start_again(&["--rename-command", "EVALSHA", "", "--rename-command", "EVAL", ""]);
    assert!(matches!(asked(&at(&server)), Err(Trouble::Refused { .. })), "{:?}", asked(&at(&server)));
}

#[test]
#[ignore = "needs redis-server"]
fn a_server_that_begins_anew_is_found_again() {
    let mut server = Server::start(&[]);
    let mut line = line(&at(&server));
    let mut connection = connect(&server);
    let forget = |time| {
        if time == 0 {
            let _: () = redis::cmd("SCRIPT").arg("FLUSH").query(&mut connection).unwrap();
        }
    };
    let all = heard(&mut line, forget, 2);
    assert!(all.iter().all(Result::is_ok), "a script that was forgotten is sent again: {all:?}");
    server.stop();
    let all = heard(
        &mut line,
        |time| {
            if time == 0 {
                server.start_again(&[]);
            }
        },
        2,
    );
    assert!(matches!(all[..], [Err(Trouble::Unreachable { .. }), Ok(_)]), "{all:?}");
}
