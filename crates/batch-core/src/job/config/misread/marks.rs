//! Marks and words of other notations that are typed in the place of JSON's.

use crate::base::problem::Misread;

/// The mark of JSON that a mark of a Chinese keyboard stands for.
pub(super) fn meant(c: char) -> Option<char> {
    Some(match c {
        '“' | '”' | '„' | '‟' | '＂' | '‘' | '’' | '「' | '」' | '『' | '』' | '《' | '》' => '"',
        '，' | '、' | '；' | '。' => ',',
        '：' => ':',
        '［' | '【' | '〔' => '[',
        '］' | '】' | '〕' => ']',
        '｛' => '{',
        '｝' => '}',
        _ => return None,
    })
}

/// A mark of another notation in the place of JSON's.
pub(super) fn other_mark(rest: &str) -> Option<Misread> {
    let found = rest.chars().next()?;
    let instead = match found {
        ';' => ',',
        '=' => ':',
        '(' => '[',
        ')' => ']',
        _ => return None,
    };
    Some(Misread::OtherMark { found, instead })
}

/// A word of another language.
pub(super) fn foreign(rest: &str) -> Option<Misread> {
    let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
    match word.as_str() {
        "True" => Some(Misread::PythonWord { instead: "true" }),
        "False" => Some(Misread::PythonWord { instead: "false" }),
        "None" => Some(Misread::PythonWord { instead: "null" }),
        _ => rest.starts_with('#').then_some(Misread::HashComment),
    }
}
