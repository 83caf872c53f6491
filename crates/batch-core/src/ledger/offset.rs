//! Places in the ledgers of a folder.

use crate::base::shard::Shard;

/// Bits of a place that count bytes: a ledger has less than a TiB.
const BYTES: u32 = 40;
/// Bits that say how many shards there are, and which one it is.
const NUMBER: u32 = 12;

/// Where a line stands in the ledgers of a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LedgerOffset {
    /// Bytes before it, and which ledger it is: places follow each other as ledgers and lines do, and stay what they are
    /// when others come.
    pub offset: u64,
    /// Its bytes, line end included.
    pub length: u32,
}

impl LedgerOffset {
    /// A line of a ledger, with so many bytes before it.
    #[must_use]
    pub fn new(ledger: Shard, before: u64, length: u64) -> Self {
        // The whole job's is nought: so it was when there was no other.
        let shard = if ledger.is_whole() { 0 } else { u64::from(ledger.of()) << NUMBER | u64::from(ledger.index()) };
        let offset = shard << BYTES | before.min((1 << BYTES) - 1);
        Self { offset, length: u32::try_from(length).unwrap_or(u32::MAX) }
    }

    /// Which ledger.
    #[must_use]
    pub fn ledger(self) -> Shard {
        let number = |bits: u64| u16::try_from(bits & ((1 << NUMBER) - 1)).unwrap_or_default();
        let shard = self.offset >> BYTES;
        Shard::new(number(shard), number(shard >> NUMBER)).unwrap_or_default()
    }

    /// Bytes before it there.
    #[must_use]
    pub fn before(self) -> u64 {
        self.offset & ((1 << BYTES) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_keeps_its_ledger_and_its_order() {
        let whole = LedgerOffset::new(Shard::WHOLE, 4711, 10);
        assert_eq!((whole.offset, whole.length, whole.ledger(), whole.before()), (4711, 10, Shard::WHOLE, 4711));
        let ledgers =
            [Shard::WHOLE, Shard::new(1, 2).unwrap(), Shard::new(2, 2).unwrap(), Shard::new(4095, 4095).unwrap()];
        assert!(ledgers.is_sorted());
        let places = ledgers.map(|ledger| LedgerOffset::new(ledger, 1 << 39, 7));
        assert!(places.is_sorted_by_key(|place| place.offset));
        assert_eq!(places.map(LedgerOffset::ledger), ledgers);
        assert!(places.iter().all(|place| place.before() == 1 << 39));
    }
}
