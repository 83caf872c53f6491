//! Doubao keeps core's contract: every line of Ark's error table, and the whole job over HTTP.

use batch_contract::{
    CELL, MODEL, OVERLOAD, RETRY, STOP, WINDOW, batch, dialect_table, fairness, job, odd_replies, trouble,
};
use batch_core::{Class, Platform};
use batch_doubao::Doubao;

#[test]
fn error_table() {
    dialect_table(
        &Doubao::default(),
        &[
            ("MissingParameter", Class::BadRequest, CELL),
            ("InvalidParameter", Class::BadRequest, CELL),
            ("InvalidArgumentError.UnknownRole", Class::BadRequest, CELL),
            ("OutofContextError", Class::ContextTooLong, CELL),
            ("SensitiveContentDetected", Class::ContentRefused, CELL),
            ("SensitiveContentDetected.Violence", Class::ContentRefused, CELL),
            ("InputTextSensitiveContentDetected", Class::ContentRefused, CELL),
            ("OutputTextSensitiveContentDetected", Class::ContentRefused, CELL),
            ("InputTextRiskDetection", Class::ContentRefused, CELL),
            ("ContentSecurityDetectionError", Class::ServerError, RETRY),
            ("InvalidEndpoint.ClosedEndpoint", Class::ModelNotFound, MODEL),
            ("AuthenticationError", Class::BadKey, STOP),
            ("InvalidAccountStatus", Class::Forbidden, STOP),
            ("AccountOverdueError", Class::NoBalance, STOP),
            ("OperationDenied.ServiceOverdue", Class::NoBalance, STOP),
            ("OperationDenied.PermissionDenied", Class::ModelForbidden, MODEL),
            ("AccessDenied", Class::ModelForbidden, MODEL),
            ("InvalidEndpointOrModel.NotFound", Class::ModelNotFound, MODEL),
            ("InvalidEndpointOrModel.ModelIDAccessDisabled", Class::ModelNotFound, MODEL),
            ("ModelNotOpen", Class::ModelForbidden, MODEL),
            ("UnsupportedModel", Class::ModelNotFound, MODEL),
            ("RateLimitExceeded.EndpointRPMExceeded", Class::RateLimit, WINDOW),
            ("RateLimitExceeded.EndpointTPMExceeded", Class::RateLimit, WINDOW),
            ("ModelAccountRpmRateLimitExceeded", Class::RateLimit, WINDOW),
            ("ModelAccountTpmRateLimitExceeded", Class::RateLimit, WINDOW),
            ("APIAccountRpmRateLimitExceeded", Class::RateLimit, WINDOW),
            ("AccountRateLimitExceeded", Class::RateLimit, WINDOW),
            ("InflightBatchsizeExceeded", Class::RateLimit, WINDOW),
            ("ServerOverloaded", Class::Overloaded, OVERLOAD),
            ("RequestBurstTooFast", Class::Overloaded, OVERLOAD),
            ("SetLimitExceeded", Class::ModelQuota, MODEL),
            ("QuotaExceeded", Class::ModelQuota, MODEL),
            ("InternalServiceError", Class::ServerError, RETRY),
            ("InvalidPath", Class::WrongAddress, STOP),
        ],
        &[
            (400, r#"{"error":{"code":"InvalidParameter","message":"temperature"}}"#, Class::BadParameter, MODEL),
            (400, r#"{"error":{"code":"InvalidParameter","message":"top_p"}}"#, Class::BadParameter, MODEL),
            (400, r#"{"error":{"code":"InvalidParameter","message":"max_tokens"}}"#, Class::BadParameter, MODEL),
            (400, r#"{"error":{"code":"InvalidParameter","message":"thinking"}}"#, Class::BadParameter, MODEL),
            // A length that is reckoned against a parameter is the conversation's own.
            (
                400,
                r#"{"error":{"code":"InvalidParameter","message":"Total tokens of image and text exceed max message tokens"}}"#,
                Class::ContextTooLong,
                CELL,
            ),
        ],
        &["InvalidPath"],
    );
}

#[test]
fn whole_job() {
    job(env!("CARGO_BIN_EXE_batch-doubao"), Doubao::default().profile());
}

#[test]
fn odd_servers() {
    odd_replies(env!("CARGO_BIN_EXE_batch-doubao"), Doubao::default().profile());
}

#[test]
fn servers_in_trouble() {
    trouble(env!("CARGO_BIN_EXE_batch-doubao"), Doubao::default().profile());
}

#[test]
fn whoever_is_refused_holds_nobody_up() {
    fairness(env!("CARGO_BIN_EXE_batch-doubao"), Doubao::default().profile());
}

#[test]
fn the_readmes_example_costs_what_they_say() {
    batch_contract::costs(env!("CARGO_BIN_EXE_batch-doubao"));
}

#[test]
fn whole_job_at_the_lower_price() {
    batch(env!("CARGO_BIN_EXE_batch-doubao"), Doubao::default().profile());
}
