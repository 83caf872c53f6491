//! Refusals of a batch service, in the platform's shape.

use serde_json::json;

use crate::dialect::Dialect;
use crate::platform::Platform;
use crate::refusal::Refusal;
use crate::words::ErrorReply;

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum No {
    /// The platform's own words.
    Refusal(Refusal),
    /// What is said of files and batches.
    Said { status: u16, message: String },
}

impl No {
    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::Said { status: 400, message: message.into() }
    }

    /// There is no such file or batch.
    pub(crate) fn gone(what: &str, id: &str) -> Self {
        Self::Said { status: 404, message: format!("No such {what}: {id}") }
    }

    /// Whatever has this HTTP status.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            429 => Self::Refusal(Refusal::Rpm(60)),
            500 => Self::Refusal(Refusal::ServerError),
            503 => Self::Refusal(Refusal::Unavailable),
            404 => Self::Said { status, message: "The resource was not found".to_owned() },
            403 => Self::Said { status, message: "The operation is not permitted".to_owned() },
            _ => Self::Said { status, message: "The request failed".to_owned() },
        }
    }

    pub(crate) fn words(&self, platform: &Platform, id: &str) -> ErrorReply {
        let (status, message) = match self {
            Self::Refusal(why) => return platform.refuse(why, id),
            Self::Said { status, message } => (*status, message),
        };
        let name = match status {
            403 => "permission_denied_error",
            404 => "resource_not_found_error",
            429 => "rate_limit_reached_error",
            500.. => "server_error",
            _ => "invalid_request_error",
        };
        let body = match platform.dialect {
            Dialect::Kimi => json!({"error": {"type": name, "message": message}}),
            _ => json!({"error": {"message": message, "type": name, "param": null, "code": null}}),
        };
        ErrorReply { name: name.to_owned(), status, headers: Vec::new(), body: body.to_string() }
    }
}

impl From<Refusal> for No {
    fn from(why: Refusal) -> Self {
        Self::Refusal(why)
    }
}
