//! A store and its judgment.

use crate::libpq::location::Location;
use crate::store::status::Status;

/// A store and its judgment.
#[derive(Debug)]
pub(crate) struct JudgedStore {
    pub(crate) location: Location,
    pub(crate) status: Status,
}
