//! How much work a store may ask for.

use crate::store::keystore::fault::KeystoreFault;

/// What Java allows for one key (`MAX_ITERATION_COUNT` in `PKCS12KeyStore.java`), and here for all of a store: some
/// seconds.
const MOST_ITERATIONS: u32 = 5_000_000;

/// The iterations that are left.
pub(super) struct Budget(u32);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST_ITERATIONS)
    }
}

impl Budget {
    /// # Errors
    /// More than are left.
    pub(super) fn spend(&mut self, iterations: u32) -> Result<(), KeystoreFault> {
        self.0 = self.0.checked_sub(iterations).ok_or(KeystoreFault::TooCostly)?;
        Ok(())
    }
}
