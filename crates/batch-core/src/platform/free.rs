//! Calls that cost nothing: the account's balance, the tokens of a text.

use serde::Deserialize;
use serde_json::Value;

use super::fixed::{self, Text};

/// A free call that tells the account's balance. Pointers are JSON pointers in which one `*` may stand for each element of a
/// list: an account may hold several currencies.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balance {
    /// Path below the base URL.
    #[serde(deserialize_with = "fixed::text")]
    pub path: Text,
    /// Pointer to the amount in the reply, a number or the text of one.
    #[serde(deserialize_with = "fixed::text")]
    pub amount: Text,
    /// Currency of the amount: its code, or a pointer to it.
    #[serde(deserialize_with = "fixed::text")]
    pub currency: Text,
    /// Pointer to what is `false` when the account may not call, whatever the amount; empty: nothing says so.
    #[serde(default, deserialize_with = "fixed::text")]
    pub available: Text,
}

/// What an account holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Amount and currency, one for each currency.
    pub amounts: Vec<(f64, String)>,
    /// False if the platform says that the account may not call.
    pub available: bool,
}

impl Balance {
    /// An amount in one currency.
    #[must_use]
    pub const fn at(path: Text, amount: Text, currency: Text) -> Self {
        Self { path, amount, currency, available: "" }
    }

    /// What a reply says; `None` if it names no amount.
    #[must_use]
    pub fn read(&self, reply: &Value) -> Option<Held> {
        let amounts: Vec<(f64, String)> = match (self.amount.split_once("/*"), self.currency.split_once("/*")) {
            (None, _) => held(reply, self.amount, self.currency).into_iter().collect(),
            (Some((list, amount)), currency) => {
                // The currency stands in the same element, or is the same for all.
                let currency = currency.map_or(self.currency, |(_, currency)| currency);
                let items = reply.pointer(list).and_then(Value::as_array).into_iter().flatten();
                items.filter_map(|item| held(item, amount, currency)).collect()
            }
        };
        let available = self.available.is_empty() || reply.pointer(self.available) != Some(&Value::Bool(false));
        (!amounts.is_empty()).then_some(Held { amounts, available })
    }
}

impl Held {
    /// True if nothing can be paid from it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.available || self.amounts.iter().all(|(amount, _)| *amount <= 0.0)
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).filter(|number: &f64| number.is_finite())
}

/// The amount and its currency, a code or a pointer to it.
fn held(of: &Value, amount: &str, currency: &str) -> Option<(f64, String)> {
    let amount = number(of.pointer(amount)?)?;
    let currency = match currency.starts_with('/') {
        true => of.pointer(currency).and_then(Value::as_str).unwrap_or_default(),
        false => currency,
    };
    Some((amount, currency.to_owned()))
}

/// A free call that counts the tokens of a text.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenCount {
    /// Path below the base URL; it is a POST.
    #[serde(deserialize_with = "fixed::text")]
    pub path: Text,
    /// What the call carries beside `model`.
    pub body: TokenCountBody,
    /// JSON pointer to the number of tokens in the reply.
    #[serde(deserialize_with = "fixed::text")]
    pub pointer: Text,
}

impl TokenCount {
    /// A count of `messages`.
    #[must_use]
    pub const fn of_messages(path: &'static str, pointer: &'static str) -> Self {
        Self { path, body: TokenCountBody::Messages, pointer }
    }

    /// A count of one `text`.
    #[must_use]
    pub const fn of_text(path: &'static str, pointer: &'static str) -> Self {
        Self { path, body: TokenCountBody::Text, pointer }
    }
}

/// What a token count wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenCountBody {
    /// `messages`, as a chat call has them.
    Messages,
    /// `text`, all of it.
    Text,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(balance: Balance, reply: &str) -> Option<(Vec<(f64, String)>, bool)> {
        let held = balance.read(&serde_json::from_str(reply).unwrap())?;
        Some((held.amounts.clone(), held.is_empty()))
    }

    #[test]
    fn a_balance_is_a_number_a_text_or_a_list() {
        let plain = Balance::at("/b", "/data/left", "CNY");
        let cny = |amount| vec![(amount, "CNY".to_owned())];
        assert_eq!(read(plain, r#"{"data":{"left":12.5}}"#), Some((cny(12.5), false)));
        assert_eq!(read(plain, r#"{"data":{"left":" 12.50 "}}"#), Some((cny(12.5), false)));
        assert_eq!(read(plain, r#"{"data":{"left":0}}"#), Some((cny(0.0), true)));
        assert_eq!(read(plain, r#"{"data":{"left":"much"}}"#), None);
        assert_eq!(read(plain, r#"{"error":"no"}"#), None);
        let list = Balance { available: "/ok", ..Balance::at("/b", "/infos/*/total", "/infos/*/currency") };
        let two = r#"{"ok":true,"infos":[{"currency":"USD","total":"0.00"},{"currency":"CNY","total":"110.00"}]}"#;
        let both = vec![(0.0, "USD".to_owned()), (110.0, "CNY".to_owned())];
        assert_eq!(read(list, two), Some((both.clone(), false)));
        assert_eq!(read(list, &two.replace("true", "false")), Some((both, true)));
        assert_eq!(read(list, r#"{"ok":true,"infos":[{"total":1}]}"#), Some((vec![(1.0, String::new())], false)));
        assert_eq!(read(list, r#"{"ok":true,"infos":[]}"#), None);
        let some = r#"{"ok":true,"infos":[{"total":1},{"currency":"CNY","total":5}]}"#;
        assert_eq!(read(list, some), Some((vec![(1.0, String::new()), (5.0, "CNY".to_owned())], false)));
    }
}
