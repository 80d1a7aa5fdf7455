//! A trust store (or a manifest, which is replaced in the same way) on the disk.
//!
//! A path is resolved to the file behind its links, [`LockedStore::lock`] keeps other runs out of its folder, and the
//! file is replaced as a whole or not at all. Nothing here judges the content.

mod attributes;
mod backup;
mod companion;
mod directory;
mod existing;
mod failure;
mod folder;
mod foreign;
mod holders;
mod in_place;
mod lock;
mod locked;
mod locked_folder;
mod patience;
mod provisional;
mod remove;
mod replace;
mod target;
mod temporary;
mod walk;
mod write_mode;

pub(crate) use backup::{BackupList, ForeignBackup, ForeignReason};
pub(crate) use existing::{Existing, SIZE_LIMIT, is_file, is_there, look, read_anywhere};
pub(crate) use failure::{StoreAction, StoreFailure, UnsafeFolder};
pub(crate) use foreign::FolderRule;
pub(crate) use holders::LockHolder;
pub(crate) use lock::LOCK_FILE;
pub(crate) use locked::LockedStore;
pub(crate) use target::TargetFile;
pub(crate) use write_mode::WriteMode;
