//! A Redis of a test's own: its port, its folder, and its end.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// How often a new server is looked for, and how long after.
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(25);

/// Ended with the test.
pub struct Server {
    child: Child,
    pub port: u16,
    folder: TempDir,
}

impl Server {
    /// Starts one; `more`: options of its own.
    pub fn start(more: &[&str]) -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let child = spawn(port, &folder, more);
        let mut this = Self { child, port, folder };
        this.wait();
        this
    }

    fn wait(&mut self) {
        for _ in 0..TRIES {
            if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            assert!(self.child.try_wait().unwrap().is_none(), "redis-server does not stay");
            thread::sleep(PAUSE);
        }
        panic!("redis-server does not answer");
    }

    pub fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn start_again(&mut self, more: &[&str]) {
        self.child = spawn(self.port, &self.folder, more);
        self.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn spawn(port: u16, folder: &TempDir, more: &[&str]) -> Child {
    let port = port.to_string();
    Command::new("redis-server")
        .args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"])
        .arg(folder.path())
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|e| panic!("redis-server (Debian: apt-get install redis-server): {e}"))
}
