//! The books that a real Redis keeps by the real script, on the world's clock.

use redis::{Commands, Connection};

use super::Books;
use crate::shared::SCRIPT;
use crate::shared::message::{Reply, Said};

/// See the module.
pub struct Script {
    connection: Connection,
    script: String,
    key: String,
}

impl Script {
    /// Those of a seed, at such a port.
    pub fn new(port: u16, seed: u64) -> Self {
        // The server's clock is the world's.
        let script = SCRIPT.replace("redis.call('TIME')", "{ ARGV[2], ARGV[3] }");
        let mut connection = redis::Client::open(("127.0.0.1", port)).unwrap().get_connection().unwrap();
        let script = redis::cmd("SCRIPT").arg("LOAD").arg(script).query(&mut connection).unwrap();
        Self { connection, script, key: format!("{{{seed}-{}}}", fastrand::u64(..)) }
    }
}

impl Books for Script {
    fn take(&mut self, raw: u64, said: &Said) -> Reply {
        let said = serde_json::to_string(said).unwrap();
        let mut ask = redis::cmd("EVALSHA");
        ask.arg(&self.script).arg(1).arg(&self.key).arg(said).arg(raw / 1000).arg(raw % 1000 * 1000);
        let answer: Vec<u8> = ask.query(&mut self.connection).expect("the script runs");
        serde_json::from_slice(&answer).unwrap()
    }

    fn lose(&mut self) {
        let _: () = self.connection.del(&self.key).unwrap();
    }
}
