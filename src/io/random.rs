//! Random bytes of the system.

use ring::rand::{SecureRandom as _, SystemRandom};

/// So many random bytes.
///
/// # Errors
/// The system has none.
pub(crate) fn bytes<const LENGTH: usize>() -> Result<[u8; LENGTH], ring::error::Unspecified> {
    let mut bytes = [0; LENGTH];
    SystemRandom::new().fill(&mut bytes)?;
    Ok(bytes)
}
