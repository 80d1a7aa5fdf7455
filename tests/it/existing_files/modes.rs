//! Who may read the file before and after: its mode and owner stay.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;

use super::{appended, stranger};
use crate::support::program;
use crate::support::store::{backups, install};
use crate::support::tools::need_that;
use crate::support::user::{User, answer};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("a file").mode() & 0o7777
}

/// Installs into a new folder under this umask.
fn created_under(umask: &str) -> User {
    let user = User::new();
    let mut shell = user.command("sh");
    shell.args(["-c", &format!("umask {umask}; exec \"$0\" install --offline")]).arg(program());
    answer(&mut shell).exits(0);
    user
}

#[test]
fn a_new_file_is_readable_by_all_in_a_folder_of_the_user_alone() {
    for umask in ["000", "022", "077"] {
        let user = created_under(umask);
        assert_eq!((mode(&user.folder()), mode(&user.root_crt())), (0o700, 0o644), "umask {umask}");
    }
}

#[test]
fn the_mode_stays_and_the_backup_has_it() {
    for kept in [0o600, 0o640, 0o444] {
        let user = User::new();
        user.write_root_crt(stranger().pem());
        set_permissions(user.root_crt(), Permissions::from_mode(kept)).unwrap();
        install(&user, &[]).exits(0);
        assert_eq!(mode(&user.root_crt()), kept);
        assert_eq!(mode(&backups(&user.folder())[0]), kept);
    }
}

#[test]
fn the_owner_stays_and_the_backup_has_it() {
    let user = User::new();
    user.write_root_crt(stranger().pem());
    let changed = chown(user.root_crt(), Some(1234), Some(4321)).is_ok();
    if !need_that("the_owner_stays_and_the_backup_has_it", "the right to change owners", changed) {
        return;
    }
    set_permissions(user.root_crt(), Permissions::from_mode(0o640)).unwrap();
    install(&user, &[]).exits(0);
    for path in [user.root_crt(), backups(&user.folder())[0].clone()] {
        let metadata = std::fs::metadata(&path).unwrap();
        assert_eq!((metadata.uid(), metadata.gid(), mode(&path)), (1234, 4321, 0o640));
    }
}

#[test]
fn a_folder_that_is_there_keeps_its_mode() {
    let user = User::new();
    appended(&user, "", &[]);
    set_permissions(user.folder(), Permissions::from_mode(0o755)).unwrap();
    install(&user, &["--set", "azure-all"]).exits(0);
    assert_eq!(mode(&user.folder()), 0o755);
}
