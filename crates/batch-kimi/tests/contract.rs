//! Kimi keeps core's contract: every line of its error table, and the whole job over HTTP.

use batch_core::contract::{CELL, LIMIT, MODEL, OVERLOAD, PAUSE, RETRY, STOP, job, once, table};
use batch_core::{Class, End, Pace, Platform};
use batch_kimi::Kimi;

#[test]
fn error_table() {
    table(
        &Kimi::default(),
        &[
            ("content_filter", Class::ContentRefused, CELL),
            ("invalid_request_error", Class::BadRequest, CELL),
            ("invalid_request_error.tokens", Class::ContextTooLong, CELL),
            ("invalid_request_error.parameter", Class::BadParameter, MODEL),
            ("invalid_authentication_error", Class::BadKey, STOP),
            ("incorrect_api_key_error", Class::BadKey, STOP),
            ("permission_denied_error", Class::ModelForbidden, MODEL),
            ("permission_denied_error.ip", Class::Forbidden, STOP),
            ("resource_not_found_error", Class::ModelNotFound, MODEL),
            ("engine_overloaded_error", Class::Overloaded, OVERLOAD),
            ("exceeded_current_quota_error", Class::NoBalance, STOP),
            ("rate_limit_reached_error.concurrency", Class::RateLimit, LIMIT),
            ("rate_limit_reached_error.rpm", Class::RateLimit, LIMIT),
            ("rate_limit_reached_error.tpm", Class::RateLimit, LIMIT),
            ("rate_limit_reached_error.tpd", Class::Quota, PAUSE),
            ("server_error", Class::ServerError, RETRY),
            ("unexpected_output", Class::ServerError, RETRY),
            ("server_unavailable", Class::ServerError, RETRY),
        ],
        &["invalid_request_error.parameter", "permission_denied_error.ip", "rate_limit_reached_error.tpd"],
    );
}

/// A gateway's 504 comes as a web page; asked once more, it is the platform's last word.
#[test]
fn a_gateways_timeout_is_tried_once_more() {
    let page = b"<html><body>504 Gateway Time-out</body></html>";
    let refusal = batch_core::refusal::parse(504, &Default::default(), page);
    let fault = batch_core::refusal::judge(&Kimi::default(), &refusal);
    assert_eq!((fault.class, fault.verdict), (Class::ServerError, once(Pace::Backoff, End::DropCell)));
}

#[test]
fn whole_job() {
    job(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}
