//! Ctrl-C and, on Unix, SIGTERM and SIGHUP: all mean "stop in good order". One that was ignored when the program began
//! (`nohup`, `trap '' HUP`, a job in the background of a script) stays ignored: whoever started it wanted that. On Windows
//! Ctrl-Break, too; and a console that is closed, or a user who logs off, which leaves a program five seconds.

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
        forward(&send);
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

/// From now on, what grows beyond the limit on a file's size (`ulimit -f`) fails to be written, as on a full disk. The
/// system's own way is to end the process without a word.
#[cfg(unix)]
pub fn let_writes_fail() {
    use tokio::signal::unix::{SignalKind, signal};
    // Once there is a handler, it stays for good.
    signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw())).ok();
}

/// Nothing: Windows knows no such limit.
#[cfg(windows)]
pub fn let_writes_fail() {}

#[cfg(unix)]
fn forward(send: &mpsc::UnboundedSender<()>) {
    use tokio::signal::unix::{SignalKind, signal};
    // Read before the first handler takes the place of what was there.
    let ignored = ignored();
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        if ignored & 1 << (kind.as_raw_value() - 1) != 0 {
            continue;
        }
        let Ok(mut signal) = signal(kind) else { continue };
        let send = send.clone();
        tokio::spawn(async move { while signal.recv().await.is_some() && send.send(()).is_ok() {} });
    }
}

/// The signals that this process ignores, one bit each from signal 1 on. Only Linux says so without unsafe code;
/// elsewhere none counts as ignored.
#[cfg(unix)]
fn ignored() -> u64 {
    std::fs::read_to_string("/proc/self/status").ok().and_then(|status| mask(&status)).unwrap_or(0)
}

#[cfg(unix)]
fn mask(status: &str) -> Option<u64> {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
}

/// Whose console is closed, or who is logged off, has five seconds: that stops at once, as a second Ctrl-C does.
#[cfg(windows)]
fn forward(send: &mpsc::UnboundedSender<()>) {
    use tokio::signal::windows;
    // They listen for the whole run: what came between one that has ended and the next would be lost.
    let (Ok(mut key), Ok(mut other_key)) = (windows::ctrl_c(), windows::ctrl_break()) else { return };
    let (Ok(mut closed), Ok(mut logged_off), Ok(mut shut_down)) =
        (windows::ctrl_close(), windows::ctrl_logoff(), windows::ctrl_shutdown())
    else {
        return;
    };
    let send = send.clone();
    tokio::spawn(async move {
        loop {
            let times = tokio::select! {
                Some(()) = key.recv() => 1,
                Some(()) = other_key.recv() => 1,
                Some(()) = closed.recv() => 2,
                Some(()) = logged_off.recv() => 2,
                Some(()) = shut_down.recv() => 2,
                else => return,
            };
            if (0..times).any(|_| send.send(()).is_err()) {
                return;
            }
        }
    });
}

#[cfg(all(test, unix))]
mod tests {
    use super::mask;

    #[test]
    fn reads_the_mask_of_ignored_signals() {
        assert_eq!(mask("Name:\tx\nSigBlk:\t0000000000000002\nSigIgn:\t0000000000001001\n"), Some(0x1001));
        assert_eq!(mask("Name:\tx\n"), None);
    }
}
