//! The library that writes workbooks panics where its scratch files cannot be written, the one that reads them where a file
//! says impossible things. A full disk or a damaged file is no reason for that: here it becomes the error that it is.

use std::any::Any;
use std::cell::Cell;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// What this thread panics about is caught.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Works with a library. What it was at is not to be used any more after an error.
///
/// # Errors
/// The work's own, and what the library panicked about.
pub(crate) fn caught<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    static HUSHED: Once = Once::new();
    HUSHED.call_once(|| {
        let said = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            if !CAUGHT.get() {
                said(what);
            }
        }));
    });
    let before = CAUGHT.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    CAUGHT.set(before);
    done.unwrap_or_else(|said| Err(error(said.as_ref())))
}

/// The system's error, which the library shows in its words: `… Os { code: 28, kind: StorageFull, … }`.
fn error(said: &(dyn Any + Send)) -> io::Error {
    let said = said.downcast_ref::<String>().map(String::as_str).or_else(|| said.downcast_ref::<&str>().copied());
    let said = said.unwrap_or_default();
    let code = said.split_once("Os { code: ").and_then(|(_, rest)| rest.split(',').next()?.parse().ok());
    code.map_or_else(|| io::Error::other(said.to_owned()), io::Error::from_raw_os_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_disk_refused_is_an_error() {
        let full = io::Error::from_raw_os_error(28);
        let kind = full.kind();
        let write = || -> io::Result<()> { panic!("Couldn't write to xml file: {full:?}") };
        assert_eq!(caught(write).unwrap_err().kind(), kind);
        let other = caught(|| -> io::Result<()> { panic!("something else") });
        assert_eq!(other.unwrap_err().to_string(), "something else");
        assert_eq!(caught(|| Ok(7)).unwrap(), 7);
    }
}
