//! What is known of a million conversations, in little more memory than it has bytes.

use super::key::Key;

/// Bits of a key that say which list it is in.
const BITS: u32 = 14;

/// Values by key, in many sorted lists. Keys are digests, so the lists are about equally long: short enough to move what
/// stands behind a new one, and none is ever half empty or has to be copied as a whole together with all others.
#[derive(Debug, Clone)]
pub struct Table<V> {
    lists: Vec<Vec<(Key, V)>>,
    count: usize,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { lists: Vec::new(), count: 0 }
    }
}

impl<V> Table<V> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// What stands under a key.
    #[must_use]
    pub fn get(&self, key: Key) -> Option<&V> {
        let list = self.lists.get(list(key))?;
        let at = find(list, key).ok()?;
        list.get(at).map(|(_, value)| value)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, key: Key) -> Option<&mut V> {
        let list = self.lists.get_mut(list(key))?;
        let at = find(list, key).ok()?;
        list.get_mut(at).map(|(_, value)| value)
    }

    /// What stands under a key; `fresh`, if nothing did.
    pub fn or_insert(&mut self, key: Key, fresh: V) -> &mut V {
        if self.lists.is_empty() {
            self.lists.resize_with(1 << BITS, Vec::new);
        }
        let list = &mut self.lists[list(key)];
        let at = find(list, key);
        let at = at.unwrap_or_else(|at| {
            if list.len() == list.capacity() {
                list.reserve_exact(list.len() / 8 + 1);
            }
            list.insert(at, (key, fresh));
            self.count += 1;
            at
        });
        &mut list[at].1
    }

    /// Puts a value under a key, instead of what stands there.
    pub fn insert(&mut self, key: Key, value: V)
    where
        V: Copy,
    {
        *self.or_insert(key, value) = value;
    }

    /// Takes away what stands under a key.
    pub fn remove(&mut self, key: Key) -> Option<V> {
        let list = self.lists.get_mut(list(key))?;
        let at = find(list, key).ok()?;
        self.count -= 1;
        Some(list.remove(at).1)
    }

    /// All values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.lists.iter().flatten().map(|(_, value)| value)
    }
}

/// Where a key stands in its list, or would. Keys are spread evenly, so that a key says about where: looking from there on
/// touches less memory than halving the list does.
fn find<V>(list: &[(Key, V)], key: Key) -> Result<usize, usize> {
    let number = |key: &Key| u128::from_be_bytes(key.0);
    let wanted = number(&key);
    let is_less = |at: usize| list.get(at).is_some_and(|(key, _)| number(key) < wanted);
    let share = usize::try_from((wanted << BITS) >> (u128::BITS - 16)).unwrap_or_default();
    let guess = (list.len() * share) >> 16;
    let (mut from, mut to, mut step) = (guess, guess, 2);
    if is_less(guess) {
        while is_less(to) {
            (from, to, step) = (to + 1, to + step, step * 2);
        }
    } else {
        while from > 0 && !is_less(from) {
            (from, to, step) = (from.saturating_sub(step), from, step * 2);
        }
    }
    let to = to.min(list.len());
    let among = list.get(from.min(to)..to).unwrap_or_default();
    let at = from.min(to) + among.partition_point(|(key, _)| number(key) < wanted);
    if list.get(at).is_some_and(|(there, _)| *there == key) { Ok(at) } else { Err(at) }
}

/// Which list a key is in.
fn list(key: Key) -> usize {
    usize::from(u16::from_be_bytes([key.0[0], key.0[1]]) >> (u16::BITS - BITS))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Keys that lie close together and far apart.
        #[test]
        fn keeps_what_a_map_keeps(steps in proptest::collection::vec((0..4_u8, 0..3_u8, 0..3_u8, any::<u16>()), 0..300)) {
            let (mut table, mut map) = (Table::default(), BTreeMap::new());
            for (what, first, last, value) in steps {
                let mut key = Key([0; 16]);
                (key.0[0], key.0[15]) = (first.wrapping_mul(127), last);
                match what {
                    0 => {
                        table.insert(key, value);
                        map.insert(key, value);
                    }
                    1 => prop_assert_eq!(*table.or_insert(key, value), *map.entry(key).or_insert(value)),
                    2 => prop_assert_eq!(table.remove(key), map.remove(&key)),
                    _ => prop_assert_eq!(table.get_mut(key).map(|value| *value), map.get(&key).copied()),
                }
                prop_assert_eq!(table.get(key), map.get(&key));
                prop_assert_eq!((table.len(), table.is_empty()), (map.len(), map.is_empty()));
            }
            prop_assert!(table.values().eq(map.values()));
        }
    }
}
