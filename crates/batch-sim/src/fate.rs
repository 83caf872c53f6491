//! What of a fault others than the one that plays it must know.

use crate::fault_kind::{Fate, FaultKind};

/// What becomes of a call.
pub(crate) fn fate(fault: Option<&FaultKind>, streamed: bool) -> Fate {
    fault.map_or(Fate::Answered, |fault| fault.fate(streamed))
}

/// True if a good answer arrives without its usage.
pub(crate) fn hides_usage(fault: Option<&FaultKind>) -> bool {
    use FaultKind as F;
    matches!(fault, Some(F::NoUsage | F::NullFields | F::Bare | F::UsageText | F::UsageZero))
}

impl FaultKind {
    /// Whether it comes from something before the model, which does not think.
    pub(crate) const fn is_instant(&self) -> bool {
        matches!(self, Self::Status(..) | Self::Firewall)
    }

    /// Whether it quotes what was asked.
    pub(crate) const fn is_echo(&self) -> bool {
        matches!(self, Self::Echo | Self::EchoJson | Self::EchoUnicode | Self::EchoCut | Self::EchoWrapped)
    }

    /// Whether it needs the whole reply at the moment that its head goes out.
    pub(crate) const fn is_of_the_connection(&self) -> bool {
        matches!(self, Self::Surplus | Self::LateAnswer | Self::CloseAfter)
    }
}
