//! Every way in which a batch service can go wrong, beyond what goes wrong with a line's call
//! ([`FaultKind`](crate::FaultKind)).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! named {
    ($(#[$doc:meta])+ $name:ident { $($(#[$of:meta])+ $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$of])+ #[doc = concat!("(`", $text, "`)")] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name in texts.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }
    };
}

named! {
    /// A request to a batch service.
    Operation {
        /// Any of the others.
        Any = "any",
        /// `POST` of a file.
        Upload = "upload",
        /// The list of files.
        Files = "files",
        /// `GET` of a file.
        File = "file",
        /// `GET` of a file's content.
        Content = "content",
        /// `DELETE` of a file.
        Delete = "delete",
        /// `POST` of a batch.
        Create = "create",
        /// The list of batches.
        Batches = "batches",
        /// `GET` of a batch.
        Batch = "batch",
        /// `POST` to a batch's `cancel`.
        Cancel = "cancel",
    }
}

named! {
    /// What happens to a whole batch.
    Twist {
        /// Validation fails, and nothing says why.
        Invalid = "invalid",
        /// Validation fails: it does not find the file.
        FileLost = "file_lost",
        /// It fails when half of the lines are answered.
        FailsMidway = "fails_midway",
        /// The window ends when half of the lines are answered.
        Expires = "expires",
        /// It comes to half of its lines, and no further.
        Stuck = "stuck",
        /// Lines are in the error file only, with `status_code` 0 and an empty body; the counts say that none failed.
        SilentFailures = "silent_failures",
        /// Lines are in neither file; they are counted as completed, and billed.
        LinesMissing = "lines_missing",
        /// Lines are there twice, others in the error file, too.
        LinesTwice = "lines_twice",
        /// Between the lines are some with another's `custom_id`.
        LinesForeign = "lines_foreign",
        /// Lines end in their middle; they are billed.
        LinesBroken = "lines_broken",
        /// `request_counts` is `null`.
        NoCounts = "no_counts",
        /// The output file is named, and not there.
        OutputMissing = "output_missing",
        /// The output file is not named, but in the list of files.
        OutputUnnamed = "output_unnamed",
        /// Cancelled, it goes on and completes.
        CancelCompletes = "cancel_completes",
        /// Lines that were in work when it was cancelled are billed, and in no file.
        CancelBills = "cancel_bills",
        /// One request makes two batches; the reply names the second.
        MadeTwice = "made_twice",
        /// Two lists do not have it yet.
        Hidden = "hidden",
    }
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mishap {
    /// It is refused with this HTTP status, and nothing is done (`create:429`, `delete:403`, `file:404`).
    Status(u16),
    /// It is done, and the reply is this HTTP status (`create:after_500`).
    StatusAfter(u16),
    /// The connection is reset, and nothing is done (`upload:reset`).
    Reset,
    /// It is done, and the connection closes without a reply (`create:lost`).
    Lost,
    /// It is done, and no reply comes as long as client and server live (`create:hang`).
    Hang,
    /// A content breaks off in the middle (`content:cut`).
    Cut,
    /// A content ends in the middle of a line as if that were all (`content:short`).
    Short,
}

/// A way in which a batch service goes wrong; in texts `OPERATION:MISHAP`, or the name of a [`Twist`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BatchFault {
    /// It happens to a request.
    Request(Operation, Mishap),
    /// It happens to a batch.
    Batch(Twist),
}

impl fmt::Display for Mishap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{status}"),
            Self::StatusAfter(status) => write!(f, "after_{status}"),
            Self::Reset => f.write_str("reset"),
            Self::Lost => f.write_str("lost"),
            Self::Hang => f.write_str("hang"),
            Self::Cut => f.write_str("cut"),
            Self::Short => f.write_str("short"),
        }
    }
}

impl FromStr for Mishap {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let status = |text: &str| text.parse().ok().filter(|status| (400..=599).contains(status));
        Ok(match name {
            "reset" => Self::Reset,
            "lost" => Self::Lost,
            "hang" => Self::Hang,
            "cut" => Self::Cut,
            "short" => Self::Short,
            _ => match name.strip_prefix("after_") {
                Some(after) => status(after).map(Self::StatusAfter),
                None => status(name).map(Self::Status),
            }
            .ok_or_else(|| {
                format!(
                    "unknown mishap {name:?}: an HTTP status of an error, after_STATUS, reset, lost, hang, cut or short"
                )
            })?,
        })
    }
}

impl fmt::Display for BatchFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(operation, mishap) => write!(f, "{}:{mishap}", operation.name()),
            Self::Batch(twist) => f.write_str(twist.name()),
        }
    }
}

impl FromStr for BatchFault {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let Some((operation, mishap)) = name.split_once(':') else {
            let twist = Twist::ALL.iter().find(|twist| twist.name() == name);
            return twist.map(|twist| Self::Batch(*twist)).ok_or_else(|| {
                let names: Vec<&str> = Twist::ALL.iter().map(|twist| twist.name()).collect();
                format!("unknown batch fault {name:?}: OPERATION:MISHAP, or one of {}", names.join(", "))
            });
        };
        let found = Operation::ALL.iter().find(|known| known.name() == operation).ok_or_else(|| {
            let names: Vec<&str> = Operation::ALL.iter().map(|known| known.name()).collect();
            format!("unknown operation {operation:?}: one of {}", names.join(", "))
        })?;
        let mishap = mishap.parse()?;
        if matches!(mishap, Mishap::Cut | Mishap::Short) && *found != Operation::Content {
            return Err(format!("{name}: only a content can be cut"));
        }
        Ok(Self::Request(*found, mishap))
    }
}

impl Serialize for BatchFault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BatchFault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        let mishaps = [
            Mishap::Status(429),
            Mishap::StatusAfter(500),
            Mishap::Reset,
            Mishap::Lost,
            Mishap::Hang,
            Mishap::Cut,
            Mishap::Short,
        ];
        let requests = mishaps.map(|mishap| BatchFault::Request(Operation::Content, mishap));
        for fault in requests.into_iter().chain(Twist::ALL.iter().map(|twist| BatchFault::Batch(*twist))) {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
        for wrong in ["create:200", "create:cut", "make:500", "invalidd", "create:", "create:after_", ""] {
            assert!(wrong.parse::<BatchFault>().is_err(), "{wrong}");
        }
    }
}
