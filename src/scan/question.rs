//! What is asked of everything that is found.

use std::path::Path;

use time::OffsetDateTime;

use crate::pins::Pins;

/// What the things that are found are judged by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScanQuestion<'a> {
    pub(crate) pins: &'a Pins,
    pub(crate) pins_file: Option<&'a Path>,
    pub(crate) now: OffsetDateTime,
    pub(crate) expiring_within: u32,
    /// The working directory, which relative paths begin at.
    pub(crate) directory: &'a Path,
}
