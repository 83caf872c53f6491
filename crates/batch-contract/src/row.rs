//! A row of a table of replies.

use batch_core::platform::fault::{Class, Fault, Verdict};

/// A reply that is no answer, and what must be made of it.
pub(super) struct Row {
    /// What it is called.
    pub name: String,
    /// HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
    /// What it is.
    pub class: Class,
    /// What is to be done.
    pub verdict: Verdict,
    /// Whether the platform's own word says so, or whether that does not matter.
    pub certain: Option<bool>,
    /// Whether such a call may be billed, or whether nobody says.
    pub billed: Option<bool>,
}

impl Row {
    /// What is wrong with what was made of it, if anything is.
    pub fn complaint(&self, fault: &Fault) -> Option<String> {
        let told = format!("`{}` (HTTP {} {})", self.name, self.status, self.body);
        if (fault.class, fault.verdict) != (self.class, self.verdict) {
            let (class, verdict, made, what) = (self.class, self.verdict, fault.class, fault.verdict);
            return Some(format!("{told}: {class:?} and {verdict:?} expected, {made:?} and {what:?} made"));
        }
        match self.certain {
            Some(true) if !fault.certain => Some(format!(
                "{told}: no row of the platform's own names its code exactly: it is a guess (add a row, or say \"certain\": false)"
            )),
            Some(false) if fault.certain => {
                Some(format!("{told}: a row names its code exactly, so it is certain, which the reply denies"))
            }
            _ => None,
        }
    }
}
