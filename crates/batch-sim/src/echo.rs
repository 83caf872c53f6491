//! What was asked, quoted in a refusal: as it is, or as gateways, loggers and wrappers mangle it.

use crate::fault_kind::FaultKind;

/// Characters in a line of a wrapped quotation.
const LINE: usize = 9;

/// `text` as this kind of echo quotes it.
pub(crate) fn quote(kind: &FaultKind, text: &str) -> String {
    match kind {
        FaultKind::EchoJson => serde_json::json!({"role": "user", "content": text}).to_string(),
        FaultKind::EchoUnicode => {
            let mut out = String::new();
            for unit in text.encode_utf16() {
                match u8::try_from(unit).ok().filter(|byte| (0x20..0x7f).contains(byte)) {
                    Some(byte) => out.push(char::from(byte)),
                    None => out.push_str(&format!("\\u{unit:04x}")),
                }
            }
            out
        }
        FaultKind::EchoCut => {
            let (length, mut part) = (text.chars().count(), String::from("..."));
            part.extend(text.chars().skip(length / 4).take(length / 2));
            part + "..."
        }
        FaultKind::EchoWrapped => {
            let dense: Vec<char> = text.chars().filter(|char| !char.is_whitespace()).collect();
            let lines: Vec<String> = dense.chunks(LINE).map(|line| line.iter().collect()).collect();
            lines.join("\n")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_mangled_as_their_names_say() {
        let text = "医生：您好\n患者：胸闷 ab";
        assert_eq!(quote(&FaultKind::Echo, text), text);
        assert!(quote(&FaultKind::EchoJson, text).contains("您好\\n患者"));
        assert!(
            quote(&FaultKind::EchoUnicode, text).starts_with("\\u533b\\u751f")
                && quote(&FaultKind::EchoUnicode, text).is_ascii()
        );
        assert_eq!(quote(&FaultKind::EchoCut, text), "...您好\n患者：胸...");
        assert_eq!(quote(&FaultKind::EchoWrapped, text), "医生：您好患者：胸\n闷ab");
    }
}
