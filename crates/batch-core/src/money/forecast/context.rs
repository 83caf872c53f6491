//! Whether a conversation can fit into its model's context at all. Nothing that might fit is given up: the count is one
//! that no tokenizer goes below.

use crate::base::json_text::JsonText;
use crate::job::config::Model;
use crate::platform::fault::{Class, Detail, Fault};

/// Bytes of ASCII a token. English has 4 to 5 by the best tokenizers, digits and code fewer.
const ASCII_BYTES_A_TOKEN: f64 = 8.0;
/// Bytes of other text a token: three Chinese characters. The best tokenizers have not quite two on average.
const OTHER_BYTES_A_TOKEN: f64 = 9.0;

/// The fewest tokens that a text can have, which stands within a JSON string as it is here. White space and repeated
/// characters count as nothing: some tokenizers have one token for a long row of them.
#[must_use]
pub fn least_tokens(quoted: &str) -> f64 {
    let (mut ascii, mut other) = (0_usize, 0_usize);
    let mut last = None;
    let mut chars = quoted.chars();
    while let Some(mut c) = chars.next() {
        if c == '\\' {
            c = match chars.next() {
                Some('n' | 't' | 'r' | 'f' | 'b') => ' ',
                Some('u') => {
                    // A control character.
                    chars.nth(3);
                    ' '
                }
                Some(c) => c,
                None => break,
            };
        }
        if c.is_whitespace() || last.replace(c) == Some(c) {
            continue;
        }
        if c.is_ascii() {
            ascii += 1;
        } else {
            other += c.len_utf8();
        }
    }
    ascii as f64 / ASCII_BYTES_A_TOKEN + other as f64 / OTHER_BYTES_A_TOKEN
}

/// Says that so many tokens do not fit into a model's context, answer and all; `None` if they might, or nothing is known.
#[must_use]
pub fn exceeded(model: &Model, least: f64) -> Option<Fault> {
    let context = model.context.filter(|context| least >= *context as f64)?;
    Some(Fault::new(Class::ContextTooLong, Detail::CannotFit { least: least as u64, context }))
}

/// A conversation that cannot fit: not to be sent.
#[must_use]
pub fn too_long(model: &Model, texts: &[&JsonText]) -> Option<Fault> {
    // Hardly any text comes near: those are not looked at.
    let bytes: usize = texts.iter().map(|text| text.bytes()).sum();
    if model.context.is_none_or(|context| (bytes as f64) < context as f64 * ASCII_BYTES_A_TOKEN) {
        return None;
    }
    exceeded(model, texts.iter().map(|text| least_tokens(text.inner())).sum())
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::platform::request::Params;

    fn model(context: Option<u64>) -> Model {
        let params = Params::new("m", None, 1000, None, None, &Map::new());
        Model { name: "m".into(), most_completion: params.most_completion(0), params, context }
    }

    fn fits(context: u64, text: &str) -> bool {
        too_long(&model(Some(context)), &[&JsonText::new("问"), &JsonText::new(text)]).is_none()
    }

    #[test]
    fn gives_up_what_no_tokenizer_could_fit_in() {
        let chinese = "患者：胸闷三天，活动后加重，夜间不能平卧。".repeat(1000);
        // 21,000 characters: 7,000 tokens at the very least, some 12,000 in truth.
        assert!(!fits(6_000, &chinese) && fits(8_000, &chinese));
        let english = "The patient complains of dyspnoea on exertion since three days. ".repeat(1000);
        assert!(!fits(6_000, &english) && fits(8_000, &english));
        assert!(too_long(&model(None), &[&JsonText::new(&chinese)]).is_none(), "nothing is known of the model");
    }

    #[test]
    fn white_space_and_rows_of_one_character_count_as_nothing() {
        for empty in [" \n\t\r".repeat(50_000), "-".repeat(200_000), "哈".repeat(50_000), "\u{1}\u{2}".repeat(50_000)]
        {
            assert!(fits(10, &empty), "{}", &empty[..4]);
        }
        assert!((least_tokens(JsonText::new("\"a\"\\b").inner()) - 5.0 / 8.0).abs() < 1e-9);
    }

    #[test]
    fn the_fault_says_how_much_it_was() {
        let fault = exceeded(&model(Some(100)), 250.0).unwrap();
        assert_eq!(fault.detail, Detail::CannotFit { least: 250, context: 100 });
    }
}
