//! Sentences about calls that brought no answer: what stands behind `ERROR: ` and in the log.

use batch_core::platform::fault::{Class, Detail, Fault, Part, ProxySource};
use batch_core::run::events::Wording;

use super::problem;
use crate::Words;
use crate::said;

/// The whole sentence of a fault: class, what the platform said, what to do.
#[must_use]
pub fn sentence(words: &Words, fault: &Fault) -> String {
    let detail = detail(words, fault);
    let told = match fault.class {
        // What a proxy replied to a call is a reply like another.
        Class::Proxy => fault.unsent,
        class => class.is_link() || matches!(class, Class::Tls | Class::Input),
    };
    let (what, detail) = match detail {
        // Their detail is a sentence of its own.
        detail if told && !detail.is_empty() => (detail, String::new()),
        detail => (said::class(words, fault.class), if told { String::new() } else { detail }),
    };
    let advice = advice(words, fault.class).unwrap_or_default();
    let id = fault.request_id.as_deref().unwrap_or_default();
    let (has_detail, has_advice, has_id) = (!detail.is_empty(), !advice.is_empty(), fault.request_id.is_some());
    words.fault_sentence(what, has_detail, detail, has_advice, advice, has_id, id)
}

impl Wording for Words {
    fn failure(&self, fault: &Fault) -> String {
        sentence(self, fault)
    }
}

/// What is known beyond the class; empty if nothing is.
#[must_use]
pub fn detail(words: &Words, fault: &Fault) -> String {
    said(words, fault.class, &fault.detail)
}

fn said(words: &Words, class: Class, detail: &Detail) -> String {
    match detail {
        Detail::Nothing => String::new(),
        Detail::Said { words: said } => said.clone(),
        Detail::TimedOut { part, after } => {
            let seconds = super::whole_seconds(*after);
            match part {
                Part::FirstByte => words.fault_timeout_first_byte(seconds),
                Part::Stall => words.fault_timeout_stall(seconds),
                Part::Whole => words.fault_timeout_whole(seconds),
            }
        }
        Detail::Connecting { cause } => match class {
            Class::Timeout => words.fault_link_connect_timeout(cause),
            class => broken(words, class, cause).unwrap_or_else(|| words.fault_link_not_connected(cause)),
        },
        Detail::Broken { cause } => match class {
            Class::Timeout => words.fault_link_timeout(cause),
            class => broken(words, class, cause).unwrap_or_else(|| words.fault_link_network(cause)),
        },
        Detail::StreamCut => words.wire_stream_cut(),
        Detail::Doubted => words.wire_doubted(),
        Detail::ProxyRefused { status: 407 } => words.fault_proxy_login(),
        Detail::ProxyRefused { status: status @ 500.. } => words.fault_proxy_unreachable(*status),
        Detail::ProxyRefused { status } => words.fault_proxy_refused(*status),
        Detail::ByProxy(by) => {
            let what = said(words, class, &by.what);
            match by.source {
                ProxySource::Config => words.fault_via_configured_proxy(what, &by.proxy),
                ProxySource::Variable(name) => words.fault_via_proxy_of_variable(what, &by.proxy, name),
            }
        }
        Detail::CannotFit { least, context } => words.fault_cannot_fit(*least, *context),
        Detail::Record { problem } => problem::sentence(words, problem),
        Detail::Offline { limit } => words.flow_offline_too_long(super::duration(words, *limit)),
        Detail::Unbuilt => words.fault_unbuilt(),
        Detail::Unheard => words.batch_unheard(),
    }
}

fn broken(words: &Words, class: Class, cause: &str) -> Option<String> {
    Some(match class {
        Class::Dns => words.fault_link_dns(cause),
        Class::Refused => words.fault_link_refused(cause),
        Class::Reset => words.fault_link_reset(cause),
        Class::Tls => words.fault_link_tls(cause),
        _ => return None,
    })
}

fn advice(words: &Words, class: Class) -> Option<String> {
    Some(match class {
        Class::TruncatedEmpty => words.fault_advice_truncated_empty(),
        Class::ContextTooLong => words.fault_advice_context_too_long(),
        Class::BadParameter => words.fault_advice_bad_parameter(),
        Class::ModelNotFound => words.fault_advice_model_not_found(),
        Class::WrongAddress => words.fault_advice_wrong_address(),
        Class::Tls => words.fault_advice_tls(),
        Class::Proxy => words.fault_advice_proxy(),
        Class::Dns => words.fault_advice_dns(),
        Class::Refused => words.fault_advice_refused(),
        _ => return None,
    })
}
