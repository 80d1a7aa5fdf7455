//! Windows gives the new file the access rules of its folder, and those of the old file are lost. `docs/tasks/windows.md`
//! says what to do about that.

use super::{Dress, File, FileFault};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::io::store) struct NoAttributes;

impl NoAttributes {
    #[allow(clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn owner_id(&self) -> Option<u32> {
        None
    }

    #[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn read(_: &File) -> Result<Self, FileFault> {
        Ok(Self)
    }
}

impl Dress<'_> {
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "the same form as on Unix")]
    pub(in crate::io::store) fn put_on(&self, _: &File) -> Result<(), FileFault> {
        Ok(())
    }
}
