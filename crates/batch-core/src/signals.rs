//! Ctrl-C and, on Unix, SIGTERM and SIGHUP: all mean "stop in good order".

use tokio::sync::mpsc;

/// The signals of a process, one after the other.
pub struct Signals {
    received: mpsc::UnboundedReceiver<()>,
}

impl Signals {
    /// Listens from now on.
    #[must_use]
    pub fn listen() -> Self {
        let (send, received) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            loop {
                one().await;
                if send.send(()).is_err() {
                    return;
                }
            }
        });
        Self { received }
    }

    /// Signals that a test sends.
    #[cfg(test)]
    pub fn scripted() -> (mpsc::UnboundedSender<()>, Self) {
        let (send, received) = mpsc::unbounded_channel();
        (send, Self { received })
    }

    /// The next signal.
    pub async fn next(&mut self) {
        if self.received.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(unix)]
async fn one() {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).ok();
    let (term, hup) = (listen(SignalKind::terminate()), listen(SignalKind::hangup()));
    let wait = |signal: Option<tokio::signal::unix::Signal>| async move {
        match signal {
            Some(mut signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        Ok(()) = tokio::signal::ctrl_c() => {}
        () = wait(term) => {}
        () = wait(hup) => {}
    }
}

#[cfg(not(unix))]
async fn one() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
