//! What each class of fault is called.

use batch_words::Words;

use super::Class;

impl Class {
    /// What users read.
    #[must_use]
    pub fn in_words(self, words: &Words) -> String {
        match self {
            Self::Dns => words.fault_class_dns(),
            Self::Refused => words.fault_class_refused(),
            Self::Reset => words.fault_class_reset(),
            Self::Tls => words.fault_class_tls(),
            Self::Timeout => words.fault_class_timeout(),
            Self::Network => words.fault_class_network(),
            Self::Proxy => words.fault_class_proxy(),
            Self::Html => words.fault_class_html(),
            Self::BadJson => words.fault_class_bad_json(),
            Self::TooLarge => words.fault_class_too_large(),
            Self::Empty => words.fault_class_empty(),
            Self::TruncatedEmpty => words.fault_class_truncated_empty(),
            Self::ContentRefused => words.fault_class_content_refused(),
            Self::RateLimit => words.fault_class_rate_limit(),
            Self::Overloaded => words.fault_class_overloaded(),
            Self::Loading => words.fault_class_loading(),
            Self::Quota => words.fault_class_quota(),
            Self::ModelQuota => words.fault_class_model_quota(),
            Self::BadKey => words.fault_class_bad_key(),
            Self::NoBalance => words.fault_class_no_balance(),
            Self::Forbidden => words.fault_class_forbidden(),
            Self::ModelForbidden => words.fault_class_model_forbidden(),
            Self::ModelNotFound => words.fault_class_model_not_found(),
            Self::ContextTooLong => words.fault_class_context_too_long(),
            Self::BadParameter => words.fault_class_bad_parameter(),
            Self::BadRequest => words.fault_class_bad_request(),
            Self::WrongAddress => words.fault_class_wrong_address(),
            Self::ServerError => words.fault_class_server_error(),
            Self::Input => words.fault_class_input(),
            Self::Unknown => words.fault_class_unknown(),
        }
    }
}
