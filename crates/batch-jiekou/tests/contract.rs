//! JieKou keeps core's contract: every line of its error table, and the whole job over HTTP.

use batch_contract::{
    CELL, LIMIT, MODEL, RETRY, STOP, batch, dialect_table, fairness, job, odd_replies, once, trouble,
};
use batch_core::{Class, End, Pace, Platform};
use batch_jiekou::JieKou;

#[test]
fn error_table() {
    dialect_table(
        &JieKou::default(),
        &[
            ("INVALID_REQUEST_BODY", Class::BadRequest, CELL),
            ("FAILED_TO_AUTH", Class::BadKey, STOP),
            ("INVALID_API_KEY", Class::BadKey, STOP),
            ("NOT_ENOUGH_BALANCE", Class::NoBalance, once(Pace::Minute, End::StopRun)),
            ("ACCESS_DENY", Class::ModelForbidden, MODEL),
            ("MODEL_NOT_FOUND", Class::ModelNotFound, MODEL),
            ("NOT_FOUND", Class::WrongAddress, STOP),
            ("RATE_LIMIT_EXCEEDED", Class::RateLimit, LIMIT),
            ("TOKEN_LIMIT_EXCEEDED", Class::RateLimit, LIMIT),
            ("INTERNAL_SERVER_ERROR", Class::ServerError, RETRY),
            ("SERVICE_NOT_AVAILABLE", Class::ServerError, RETRY),
            ("upstream.parameter", Class::BadParameter, MODEL),
            ("upstream.tokens", Class::ContextTooLong, CELL),
            ("upstream.filter", Class::ContentRefused, CELL),
        ],
        &[],
        &["NOT_FOUND", "upstream.parameter"],
    );
}

#[test]
fn whole_job() {
    job(env!("CARGO_BIN_EXE_batch-jiekou"), JieKou::default().profile());
}

#[test]
fn odd_servers() {
    odd_replies(env!("CARGO_BIN_EXE_batch-jiekou"), JieKou::default().profile());
}

#[test]
fn servers_in_trouble() {
    trouble(env!("CARGO_BIN_EXE_batch-jiekou"), JieKou::default().profile());
}

#[test]
fn whoever_is_refused_holds_nobody_up() {
    fairness(env!("CARGO_BIN_EXE_batch-jiekou"), JieKou::default().profile());
}

#[test]
fn whole_job_at_the_lower_price() {
    batch(env!("CARGO_BIN_EXE_batch-jiekou"), JieKou::default().profile());
}
