//! Which language a user reads.

use std::str::FromStr;

/// The languages that there are words in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Language {
    /// As in the manual.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// What `--lang`, `BATCH_LANG` and `language` call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// What a web page declares.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// A language that there are no words in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// `zh`, `en`, and what is written like them: `zh-CN`, `en_US.UTF-8`.
    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        let main = text.trim().split(['-', '_', '.']).next().unwrap_or_default();
        match main.to_ascii_lowercase().as_str() {
            "zh" => Ok(Self::Chinese),
            "en" => Ok(Self::English),
            _ => Err(UnknownLanguage),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language() {
        for (text, language) in
            [("zh", Language::Chinese), ("zh_CN.UTF-8", Language::Chinese), (" EN-us", Language::English)]
        {
            assert_eq!(text.parse(), Ok(language), "{text}");
        }
        for text in ["", "C", "english", "zhongwen"] {
            assert_eq!(text.parse::<Language>(), Err(UnknownLanguage), "{text}");
        }
    }
}
