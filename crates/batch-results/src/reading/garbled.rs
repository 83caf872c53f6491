//! Names that went through the wrong encoding: found, and undone for showing.

use encoding_rs::{GBK, WINDOWS_1252};

/// What a garbled name was meant to be; `None` if it does not look garbled, `Some(None)` if it does but cannot be undone.
#[must_use]
#[expect(clippy::option_option, reason = "three answers: fine, garbled, garbled beyond repair")]
pub fn meant(name: &str) -> Option<Option<String>> {
    if name.is_ascii() {
        return None;
    }
    // UTF-8 read as a Western or a Chinese code page gives bytes that are UTF-8 again.
    for encoding in [WINDOWS_1252, GBK] {
        let (bytes, _, unmappable) = encoding.encode(name);
        if !unmappable
            && let Ok(text) = std::str::from_utf8(&bytes)
            && text.chars().any(is_han)
            && text.chars().count() < name.chars().count()
        {
            return Some(Some(text.to_owned()));
        }
    }
    // GBK read as Western text: two accented letters for each Han character, which no Western name has in a row.
    let (bytes, _, unmappable) = WINDOWS_1252.encode(name);
    if !unmappable && let Some(text) = GBK.decode_without_bom_handling_and_without_replacement(&bytes) {
        let (han, accented) =
            (text.chars().filter(|c| is_han(*c)).count(), name.chars().filter(|c| !c.is_ascii()).count());
        if han > 1 && accented == 2 * han {
            return Some(Some(text.into_owned()));
        }
    }
    name.contains('\u{fffd}').then_some(None)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_and_undoes() {
        for good in ["患者1", "patient 1", "张三", "Müller", "créée", "Ærøskøbing", "模型 一", "😀", "患者甲-2"]
        {
            assert_eq!(meant(good), None, "{good}");
        }
        let western = |bytes: &[u8]| WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
        // 患 in UTF-8 holds 0x82 and 0xa3, all mappable in windows-1252.
        assert_eq!(meant(&western("患者1".as_bytes())), Some(Some("患者1".to_owned())));
        assert_eq!(meant(&western(&GBK.encode("患者1").0)), Some(Some("患者1".to_owned())));
        // Read as GBK, most names lose a byte and cannot be undone; these have none to lose.
        assert_eq!(meant(&GBK.decode_without_bom_handling("李文".as_bytes()).0), Some(Some("李文".to_owned())));
        assert!(meant(&GBK.decode_without_bom_handling("患者甲乙".as_bytes()).0).is_some());
        assert_eq!(meant("患\u{fffd}者"), Some(None));
    }
}
