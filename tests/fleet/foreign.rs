//! Programs for arm64, which qemu runs here.

use std::path::PathBuf;

use crate::support::tools::{installed_or_unpacked, need_that};

/// qemu, which is static and so runs in an empty root too.
pub(crate) fn qemu(test: &str) -> Option<PathBuf> {
    let found = installed_or_unpacked("qemu-aarch64-static");
    need_that(test, "qemu for arm64", found.is_some());
    found
}
