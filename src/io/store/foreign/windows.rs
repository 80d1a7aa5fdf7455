//! Windows has no root, and its access rules are not read here.

use super::super::attributes::Dress;
use super::super::directory::Directory;
use super::super::existing::Existing;
use super::{FolderRule, Path, StoreFailure};
use crate::store::writer::User;

#[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
pub(in crate::io::store) fn check(_: &Directory, _: &Path, _: &FolderRule) -> Result<(), StoreFailure> {
    Ok(())
}

#[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
pub(in crate::io::store) fn dress<'a>(
    _: &Directory,
    _: &FolderRule,
    old: Option<&'a Existing>,
) -> std::io::Result<Dress<'a>> {
    Ok(old.map_or(Dress::New, |old| Dress::Like(&old.attributes)))
}

#[allow(clippy::unnecessary_wraps, reason = "the same form as on Unix")]
pub(in crate::io::store) fn give(_: &Directory, _: &Directory, _: &FolderRule) -> std::io::Result<()> {
    Ok(())
}

pub(in crate::io::store) fn planted_by(_: &Directory, _: &Existing) -> Option<User> {
    None
}
