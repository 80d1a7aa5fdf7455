//! How much work a store may ask for.

use std::num::NonZeroU32;

use super::fault::KeystoreFault;

/// The blocks that are hashed and decrypted for all of a store. They take about a second. 600,000 iterations of PBKDF2 with
/// HMAC-SHA256, and as many for the seal, are fewer.
const MOST_BLOCKS: u64 = 2_000_000;

/// What an entry or a part costs, however short it is, and a key, however few iterations it takes.
const ITEM: u64 = 100;

/// Longer than anybody's. A salt is hashed too.
const LONGEST_SALT: usize = 1024;

/// The blocks that are left.
pub(super) struct Budget(u64);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST_BLOCKS)
    }
}

impl Budget {
    /// # Errors
    /// More than are left.
    pub(super) fn spend(&mut self, blocks: u64) -> Result<(), KeystoreFault> {
        self.0 = self.0.checked_sub(blocks).ok_or(KeystoreFault::TooCostly)?;
        Ok(())
    }

    /// Takes the cost of an entry, or of a part of the store.
    ///
    /// # Errors
    /// More than are left.
    pub(super) fn spend_on_item(&mut self) -> Result<(), KeystoreFault> {
        self.spend(ITEM)
    }

    /// Takes the cost of a key: so many blocks in each iteration.
    ///
    /// # Errors
    /// More than are left, or a salt that is too long.
    pub(super) fn spend_on_key(
        &mut self,
        salt: &[u8],
        iterations: NonZeroU32,
        blocks: u64,
    ) -> Result<(), KeystoreFault> {
        if salt.len() > LONGEST_SALT {
            return Err(KeystoreFault::TooCostly);
        }
        self.spend(u64::from(iterations.get()) * blocks + ITEM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_keys_of_a_store_share_one_budget() {
        let iterations = |number| NonZeroU32::new(number).expect("a number");
        let mut budget = Budget::default();
        assert_eq!(budget.spend_on_key(&[0; 1024], iterations(333_300), 3), Ok(()));
        assert_eq!(budget.spend_on_key(&[], iterations(333_300), 3), Ok(()));
        assert_eq!(budget.spend_on_key(&[], iterations(1), 1), Err(KeystoreFault::TooCostly));
        let mut budget = Budget::default();
        assert_eq!(budget.spend_on_key(&[0; 1025], iterations(1), 1), Err(KeystoreFault::TooCostly));
        assert_eq!(
            budget.spend_on_key(&[], iterations(u32::MAX), u64::from(u32::MAX)),
            Err(KeystoreFault::TooCostly)
        );
        let many = std::iter::repeat_with(|| budget.spend_on_key(&[], iterations(1), 1));
        assert!(many.take(20_000).any(|spent| spent.is_err()));
    }
}
