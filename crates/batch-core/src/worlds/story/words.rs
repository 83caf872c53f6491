//! How refusals are worded.

use super::super::law::{RetryAfter, Words};

/// The messages of refusals that are about one conversation and stay so; each can be told from all others.
pub const REFUSALS: &[Words] = &[
    Words {
        status: 400,
        code: "invalid_request_error",
        message: "odd-400 this input is not liked",
        after: RetryAfter::Absent,
    },
    Words {
        status: 400,
        code: "content_filter",
        message: "odd-filter this content is not liked",
        after: RetryAfter::Absent,
    },
    Words {
        status: 400,
        code: "",
        message: "odd-context input length and `max_tokens` exceed context limit: 9000 + 2000 > 10000",
        after: RetryAfter::Absent,
    },
    Words { status: 403, code: "", message: "odd-403 forbidden by policy", after: RetryAfter::Absent },
    Words { status: 401, code: "", message: "odd-401 upstream says no", after: RetryAfter::Absent },
    Words { status: 404, code: "", message: "odd-404 nothing here", after: RetryAfter::Absent },
    Words { status: 422, code: "", message: "odd-422 cannot be processed", after: RetryAfter::Absent },
    Words { status: 429, code: "rate_limit_exceeded", message: "odd-429 too fast", after: RetryAfter::Absent },
    Words { status: 429, code: "rate_limit_exceeded", message: "odd-429-1 too fast", after: RetryAfter::Seconds(1.0) },
    Words { status: 429, code: "rate_limit_exceeded", message: "odd-429-0 too fast", after: RetryAfter::Seconds(0.0) },
    Words {
        status: 429,
        code: "rate_limit_exceeded",
        message: "odd-429-1000 too fast",
        after: RetryAfter::Seconds(1000.0),
    },
    Words {
        status: 429,
        code: "rate_limit_exceeded",
        message: "odd-429-size Request too large for gpt-x: Limit 10000, Requested 16000",
        after: RetryAfter::Absent,
    },
    Words { status: 500, code: "", message: "odd-500 internal error", after: RetryAfter::Absent },
    Words { status: 503, code: "engine_overloaded", message: "odd-503 engine overloaded", after: RetryAfter::Absent },
    Words { status: 503, code: "", message: "odd-503-30 unavailable", after: RetryAfter::Seconds(30.0) },
    Words { status: 529, code: "overloaded_error", message: "odd-529 overloaded", after: RetryAfter::Absent },
];

/// Refusals of a whole model.
pub const OF_MODEL: &[Words] = &[
    Words { status: 404, code: "model_closed", message: "odd-model closed", after: RetryAfter::Absent },
    Words {
        status: 404,
        code: "model_not_found",
        message: "odd-model the model does not exist",
        after: RetryAfter::Absent,
    },
    Words {
        status: 400,
        code: "",
        message: "odd-model top_p is not supported for this model",
        after: RetryAfter::Absent,
    },
    Words { status: 403, code: "", message: "odd-model not allowed", after: RetryAfter::Absent },
    Words { status: 503, code: "", message: "odd-model no channel for this model", after: RetryAfter::Absent },
    Words { status: 429, code: "", message: "odd-model too many", after: RetryAfter::Absent },
    Words { status: 500, code: "", message: "odd-model broken", after: RetryAfter::Absent },
    Words { status: 400, code: "", message: "odd-model bad request", after: RetryAfter::Absent },
];

/// Refusals of the account: the first by an exact code of the platform's table, the others by guess.
pub const OF_ACCOUNT: &[Words] = &[
    Words { status: 401, code: "key_revoked", message: "odd-account key revoked", after: RetryAfter::Absent },
    Words { status: 403, code: "account_in_arrears", message: "odd-account no money", after: RetryAfter::Absent },
    Words { status: 401, code: "", message: "odd-account bad key", after: RetryAfter::Absent },
    Words { status: 400, code: "", message: "odd-account what key is this", after: RetryAfter::Absent },
    Words { status: 403, code: "", message: "odd-account go away", after: RetryAfter::Absent },
];

/// A firewall's page.
pub const PAGE: &str = "<html><head><title>Blocked</title></head><body>403 Forbidden by odd-waf</body></html>";
/// A gateway's page.
pub const BAD_GATEWAY: &str = "<html><head><title>502 Bad Gateway</title></head><body>odd-gateway</body></html>";
