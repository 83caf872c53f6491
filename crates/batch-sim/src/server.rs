//! The server: a thread of its own with a small runtime, on 127.0.0.1 only.

use std::future::poll_fn;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::thread::JoinHandle;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::LocalSet;

use crate::batch::work;
use crate::handler;
use crate::line::{Line, Manners};
use crate::options::Options;
use crate::patch::Patch;
use crate::shared::Shared;
use crate::state::State;
use crate::stats::Stats;

/// A running simulator. It stops when this is dropped.
pub struct Sim {
    address: SocketAddr,
    shared: Shared,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sim {
    /// Starts a simulator on 127.0.0.1 and returns when it listens.
    ///
    /// # Errors
    /// If the port is taken, or the options hold something that cannot be (a rate above 1, an unknown error name).
    pub fn start(options: Options) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let shared = Shared::new(State::new(options)?);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let served = shared.clone();
        let thread = std::thread::Builder::new().name("batch-sim".to_owned()).spawn(move || {
            let tasks = LocalSet::new();
            tasks.block_on(&runtime, async {
                if let Ok(listener) = TcpListener::from_std(listener) {
                    tokio::select! {
                        () = accept(listener, served) => {}
                        _ = stopped => {}
                    }
                }
            });
        })?;
        Ok(Self { address, shared, stop: Some(stop), thread: Some(thread) })
    }

    /// What a client's base url is to be, such as `http://127.0.0.1:40123/v1`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}{}", self.root_url(), self.shared.platform().base_path())
    }

    /// Where `/stats` and `/control` are, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn root_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The counters now.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut state = self.shared.lock();
        work::catch_up(&mut state);
        state.stats()
    }

    /// Changes the running simulator.
    pub fn change(&self, patch: &Patch) {
        self.shared.lock().change(patch);
    }

    /// Starts the counters anew.
    pub fn reset_stats(&self) {
        self.shared.lock().reset();
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: TcpListener, shared: Shared) {
    loop {
        // Out of file handles: give connections a moment to end.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        tokio::task::spawn_local(serve(stream, shared.clone()));
    }
}

async fn serve(stream: TcpStream, shared: Shared) {
    shared.lock().connected();
    let manners = Manners::default();
    let service = service_fn(|request| Box::pin(handler::handle(shared.clone(), Rc::clone(&manners), request)));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(None);
    let mut connection = builder.serve_connection(TokioIo::new(Line::new(stream, Rc::clone(&manners))), service);
    // An error here is a client that went away, or a fault that was asked for.
    let _ = poll_fn(|cx| connection.poll_without_shutdown(cx)).await;
    if manners.borrow().reset {
        // Closing without lingering sends RST instead of FIN.
        let _ = connection.into_parts().io.into_inner().into_stream().set_zero_linger();
    }
}
