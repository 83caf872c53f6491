//! Places in the ledger.

/// Where a line stands in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerOffset {
    /// Bytes before it.
    pub offset: u64,
    /// Its bytes, line end included.
    pub length: u32,
}
