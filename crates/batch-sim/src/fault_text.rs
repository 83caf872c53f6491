//! Faults as texts: on the command line, in JSON, in the counters.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::fault_kind::FaultKind;
use crate::words;

// Prefixes of those that hold a text.
const ERROR: &str = "error:";
const ERROR_FIRST: &str = "error_first:";
const ERROR_AFTER: &str = "error_after:";
const STATUS: &str = "status:";
const FINISH: &str = "finish:";
const REPLY: &str = "reply:";

/// A kind that holds a name.
type Named = fn(String) -> FaultKind;

/// A reply as it stands behind its prefix. The body may be any JSON; only a text is sent as it is.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exactly {
    status: u16,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: serde_json::Value,
}

impl FaultKind {
    /// A short name for counters: the whole, but for a reply, of which the status says enough.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Reply { status, .. } => format!("{REPLY}{status}"),
            kind => kind.to_string(),
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(name) => write!(f, "{ERROR}{name}"),
            Self::ErrorFirst(name) => write!(f, "{ERROR_FIRST}{name}"),
            Self::ErrorAfter(name) => write!(f, "{ERROR_AFTER}{name}"),
            Self::Status(status, None) => write!(f, "{STATUS}{status}"),
            Self::Status(status, Some(wait)) => write!(f, "{STATUS}{status};{wait}"),
            Self::Finish(reason) => write!(f, "{FINISH}{reason}"),
            Self::Reply { status, headers, body } => {
                let headers = headers.iter().cloned().collect();
                let reply = Exactly { status: *status, headers, body: body.as_str().into() };
                write!(f, "{REPLY}{}", serde_json::to_string(&reply).map_err(|_| fmt::Error)?)
            }
            kind => f.write_str(kind.name()),
        }
    }
}

impl FromStr for FaultKind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let plain: [(&str, Named); 4] = [
            (ERROR, Self::Error),
            (ERROR_FIRST, Self::ErrorFirst),
            (ERROR_AFTER, Self::ErrorAfter),
            (FINISH, Self::Finish),
        ];
        if let Some(kind) = plain.iter().find_map(|(prefix, kind)| Some(kind(name.strip_prefix(prefix)?.to_owned()))) {
            return Ok(kind);
        }
        if let Some(status) = name.strip_prefix(STATUS) {
            let (status, wait) = status.split_once(';').map_or((status, None), |(status, wait)| (status, Some(wait)));
            let number = status.parse().ok().filter(|status| (400..=599).contains(status));
            let number = number.ok_or_else(|| format!("{status:?} is no HTTP status of an error"))?;
            return Ok(Self::Status(number, wait.map(str::to_owned)));
        }
        if let Some(reply) = name.strip_prefix(REPLY) {
            let reply: Exactly = serde_json::from_str(reply).map_err(|error| format!("{name}: {error}"))?;
            let (headers, body) = (words::headers(&reply.headers), words::body(&reply.body));
            return Ok(Self::Reply { status: reply.status, headers, body });
        }
        Self::ALL.iter().find(|kind| kind.name() == name).cloned().ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(Self::name).collect();
            format!(
                "unknown fault {name:?}: error:NAME, error_first:NAME, error_after:NAME, status:NUMBER, finish:REASON, reply:JSON or one of {}",
                names.join(", ")
            )
        })
    }
}

impl Serialize for FaultKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FaultKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for kind in FaultKind::ALL {
            assert_eq!(kind.to_string().parse().as_ref(), Ok(kind));
        }
        for kind in [
            FaultKind::Error("ModelNotOpen".to_owned()),
            FaultKind::ErrorFirst("a".to_owned()),
            FaultKind::ErrorAfter("b".to_owned()),
            FaultKind::Status(529, None),
            FaultKind::Status(429, Some("Wed, 21 Oct 2015 07:28:00 GMT".to_owned())),
            FaultKind::Finish("MAX_TOKENS".to_owned()),
            FaultKind::Reply {
                status: 402,
                headers: vec![("x-a".to_owned(), "b=c".to_owned())],
                body: "{\"error\":\"余额=0\"}".to_owned(),
            },
        ] {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        assert!("status:200".parse::<FaultKind>().is_err());
        assert!("http500".parse::<FaultKind>().is_err());
        assert!("reply:{}".parse::<FaultKind>().is_err());
        let written = r#"reply:{"status":402,"body":{"error":{"code":1}}}"#.parse();
        let body = r#"{"error":{"code":1}}"#.to_owned();
        assert_eq!(written, Ok(FaultKind::Reply { status: 402, headers: Vec::new(), body }));
    }
}
