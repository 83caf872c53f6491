//! The platforms that can be simulated.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Whose manners the simulator has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// Plain OpenAI, for vendors that have no dialect of their own yet.
    OpenAi,
    /// Kimi, of Moonshot.
    Kimi,
    /// Doubao, on Volcengine Ark.
    Ark,
    /// Baichuan.
    Baichuan,
    /// JieKou AI.
    JieKou,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::OpenAi, Self::Kimi, Self::Ark, Self::Baichuan, Self::JieKou];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Kimi => "kimi",
            Self::Ark => "ark",
            Self::Baichuan => "baichuan",
            Self::JieKou => "jiekou",
        }
    }

    /// What a base url of this platform ends with.
    #[must_use]
    pub const fn base_path(self) -> &'static str {
        match self {
            Self::OpenAi | Self::Kimi | Self::Baichuan => "/v1",
            Self::Ark => "/api/v3",
            Self::JieKou => "/openai",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dialect {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name.to_ascii_lowercase().as_str() {
            "openai" => Ok(Self::OpenAi),
            "kimi" | "moonshot" => Ok(Self::Kimi),
            "ark" | "doubao" => Ok(Self::Ark),
            "baichuan" => Ok(Self::Baichuan),
            "jiekou" => Ok(Self::JieKou),
            _ => Err(format!("unknown dialect {name:?}: openai, kimi, ark (doubao), baichuan or jiekou")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for dialect in Dialect::ALL {
            assert_eq!(dialect.name().parse(), Ok(dialect));
        }
        assert_eq!("Doubao".parse(), Ok(Dialect::Ark));
        assert!("gemini".parse::<Dialect>().is_err());
    }
}
