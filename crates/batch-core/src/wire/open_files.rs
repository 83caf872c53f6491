//! How many files this process may have open: a connection is one, and calls that are held have one each.

/// As many are wanted: some systems let a process have 256 unless it asks for more.
#[cfg(unix)]
const WANTED: u64 = 4096;

/// Asks the system for as many as may be needed, if it gives fewer. Called once, before there are any.
pub fn raise() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let now = getrlimit(Resource::Nofile);
        let most = now.maximum.map_or(WANTED, |most| most.min(WANTED));
        // Whoever is not given more makes do with what there is.
        if now.current.is_some_and(|current| current < most) {
            setrlimit(Resource::Nofile, Rlimit { current: Some(most), ..now }).ok();
        }
    }
}
