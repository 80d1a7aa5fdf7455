//! What `scan` recognizes in files and archives: trust stores, client keys and connection settings, and what is wrong
//! with them.
//! Imports `store` and the rooms below it. Of this room, `io` knows only the plain values and the reader of archives.
//! It opens nothing: `io` walks through folders and archives, and hands over each file that may matter.

pub(crate) mod archive;
mod base64_values;
mod certificate_text;
mod finish;
mod found;
mod keystores;
pub(crate) mod left_out;
mod manifests;
mod nature;
pub(crate) mod piece;
pub(crate) mod place;
mod question;
mod references;
mod scanner;
mod settings;
pub(crate) mod sieve;
mod store_check;
mod summary;
mod yaml_blocks;

pub(crate) use finish::ScanResult;
pub(crate) use found::{FoundItem, FoundKind, ScanAnchor};
pub(crate) use question::ScanQuestion;
pub(crate) use scanner::Scanner;
pub(crate) use settings::{ConnectionSetting, NamedMode, RootSetting};
