//! Walks through folders and archives for `scan`, and hands over each file that may matter. Nothing here waits, follows a
//! link, or unpacks anything onto the disk.

mod archive;
mod entries;
mod examine;
mod limits;
mod start;
mod starts;

pub(crate) use start::{ScanFault, ScanWalk};
pub(crate) use starts::{homes, java_stores, usual_folders};
