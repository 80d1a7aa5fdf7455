//! A trust store (or a manifest, which is replaced in the same way) on the disk.
//!
//! A path is resolved to the file behind its links, [`LockedStore::lock`] keeps other runs out of its folder, and the
//! file is replaced as a whole or not at all. Nothing here judges the content.

mod backup;
mod companion;
mod existing;
mod failure;
mod folder;
mod lock;
mod locked;
mod locked_folder;
mod patience;
mod provisional;
mod replace;
mod target;

pub(crate) use backup::backups;
pub(crate) use existing::{Existing, SIZE_LIMIT, is_file, look, read};
pub(crate) use failure::{StoreAction, StoreFailure};
pub(crate) use folder::check_writable;
pub(crate) use lock::LOCK_FILE;
pub(crate) use locked::LockedStore;
pub(crate) use target::resolve;
