//! Baichuan keeps core's contract: every line of its error table, and the whole job over HTTP.

use batch_baichuan::Baichuan;
use batch_contract::{CELL, LIMIT, OVERLOAD, RETRY, STOP, batch, dialect_table, fairness, job, odd_replies, trouble};
use batch_core::{Class, Platform};

#[test]
fn error_table() {
    dialect_table(
        &Baichuan::default(),
        &[
            ("invalid_request_error", Class::BadRequest, CELL),
            ("invalid_request_error.tokens", Class::ContextTooLong, CELL),
            ("invalid_api_key", Class::BadKey, STOP),
            ("api_key_empty", Class::BadKey, STOP),
            ("not_found", Class::WrongAddress, STOP),
            ("rate_limit", Class::RateLimit, LIMIT),
            ("insufficient_quota", Class::NoBalance, STOP),
            ("server_error", Class::ServerError, RETRY),
            ("service_unavailable", Class::Overloaded, OVERLOAD),
        ],
        &[
            (401, r#"{"error":{"message":"Incorrect API key provided"}}"#, Class::BadKey, STOP),
            (429, r#"{"error":{"message":"Insufficient account balance, please recharge"}}"#, Class::NoBalance, STOP),
            (
                400,
                r#"{"error":{"code":"invalid_request_error","message":"messages too long"}}"#,
                Class::ContextTooLong,
                CELL,
            ),
        ],
        &["not_found"],
    );
}

#[test]
fn whole_job() {
    job(env!("CARGO_BIN_EXE_batch-baichuan"), Baichuan::default().profile());
}

#[test]
fn odd_servers() {
    odd_replies(env!("CARGO_BIN_EXE_batch-baichuan"), Baichuan::default().profile());
}

#[test]
fn servers_in_trouble() {
    trouble(env!("CARGO_BIN_EXE_batch-baichuan"), Baichuan::default().profile());
}

#[test]
fn whoever_is_refused_holds_nobody_up() {
    fairness(env!("CARGO_BIN_EXE_batch-baichuan"), Baichuan::default().profile());
}

#[test]
fn the_readmes_example_costs_what_they_say() {
    batch_contract::costs(env!("CARGO_BIN_EXE_batch-baichuan"));
}

#[test]
fn whole_job_at_the_lower_price() {
    batch(env!("CARGO_BIN_EXE_batch-baichuan"), Baichuan::default().profile());
}
