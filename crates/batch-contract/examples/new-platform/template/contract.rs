//! Acme AI keeps core's contract: every reply of `simulated.json`, and the whole job over HTTP.

use batch_contract as suite;
use batch_core::Platform;

const PROGRAM: &str = env!("CARGO_BIN_EXE_batch-acme");

#[test]
fn error_table() {
    suite::table(&batch_acme::Acme::default());
}

#[test]
fn whole_job() {
    suite::job(PROGRAM, batch_acme::Acme::default().profile());
}

#[test]
fn odd_servers() {
    suite::odd_replies(PROGRAM, batch_acme::Acme::default().profile());
}

#[test]
fn servers_in_trouble() {
    suite::trouble(PROGRAM, batch_acme::Acme::default().profile());
}

#[test]
fn whoever_is_refused_holds_nobody_up() {
    suite::fairness(PROGRAM, batch_acme::Acme::default().profile());
}

#[test]
fn whole_job_at_the_lower_price() {
    suite::batch(PROGRAM, batch_acme::Acme::default().profile());
}
