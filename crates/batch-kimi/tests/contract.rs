//! Kimi keeps core's contract: every line of its error table, and the whole job over HTTP.

use batch_contract::{
    CELL, LIMIT, MODEL, OVERLOAD, PAUSE, RETRY, STOP, batch, dialect_table, fairness, job, odd_replies, once, trouble,
};
use batch_core::{Class, End, Pace, Platform};
use batch_kimi::Kimi;

#[test]
fn error_table() {
    dialect_table(
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
        &[
            (400, r#"{"error":{"message":"invalid thinking: only enabled is taken"}}"#, Class::BadParameter, MODEL),
            (403, r#"{"error":{"type":"permission_denied_error","message":"IP not allowed"}}"#, Class::Forbidden, STOP),
            (
                404,
                r#"{"error":{"type":"resource_not_found_error","message":"The requested resource was not found"}}"#,
                Class::WrongAddress,
                STOP,
            ),
            (
                429,
                r#"{"error":{"type":"rate_limit_reached_error","message":"organization RPD rate limit"}}"#,
                Class::Quota,
                PAUSE,
            ),
            // A gateway's 504 comes as a web page; asked once more, it is the platform's last word.
            (504, "<html>504 Gateway Time-out</html>", Class::ServerError, once(Pace::Backoff, End::DropCell)),
        ],
        &["invalid_request_error.parameter", "permission_denied_error.ip", "rate_limit_reached_error.tpd"],
    );
}

#[test]
fn whole_job() {
    job(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}

#[test]
fn odd_servers() {
    odd_replies(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}

#[test]
fn servers_in_trouble() {
    trouble(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}

#[test]
fn whoever_is_refused_holds_nobody_up() {
    fairness(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}

#[test]
fn the_readmes_example_costs_what_they_say() {
    batch_contract::costs(env!("CARGO_BIN_EXE_batch-kimi"));
}

#[test]
fn whole_job_at_the_lower_price() {
    batch(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}
