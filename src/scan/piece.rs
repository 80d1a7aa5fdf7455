//! A file that may matter, as `io` hands it over.

use crate::client::content::KeyRights;
use crate::scan::left_out::LeftOut;
use crate::scan::place::ScanPlace;

/// A store of more bytes is a mistake, as `status` has it.
pub(crate) const PIECE_LIMIT: u64 = 16 << 20;

/// A file and its content.
#[derive(Debug)]
pub(crate) struct ScanPiece<'a> {
    pub(crate) place: &'a ScanPlace,
    pub(crate) bytes: &'a [u8],
    /// Who may read it, on systems that say so.
    pub(crate) rights: Option<KeyRights>,
}

/// Who takes what the walk finds.
pub(crate) trait ScanIntake {
    /// A file that may matter.
    fn piece(&mut self, piece: &ScanPiece<'_>);

    /// What is not looked at, and why.
    fn left_out(&mut self, place: ScanPlace, why: LeftOut);
}
