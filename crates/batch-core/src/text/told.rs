//! Faults in words.

use batch_words::Words;

use super::fault::{advice, class as chinese};
use crate::fault::{Class, Fault};

/// The whole sentence of a fault.
#[must_use]
pub fn fault(words: &Words, fault: &Fault) -> String {
    let told = match fault.class {
        Class::Proxy => fault.unsent,
        class => class.is_link() || matches!(class, Class::Tls | Class::Input),
    };
    let has_detail = !fault.detail.is_empty();
    let what = if told && has_detail { fault.detail.clone() } else { class(words, fault.class) };
    let (advice, id) = (advice(fault.class), fault.request_id.as_deref());
    let (said, id_said) = (advice.unwrap_or_default(), id.unwrap_or_default());
    words.fault_sentence(what, has_detail && !told, &fault.detail, advice.is_some(), said, id.is_some(), id_said)
}

/// The class in words.
#[must_use]
pub fn class(_words: &Words, class: Class) -> String {
    chinese(class).to_owned()
}
