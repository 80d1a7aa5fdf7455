//! Where a scan of this machine begins.

use std::path::{Path, PathBuf};

use crate::io::{files, listing};
use crate::libpq::environment::Environment;

/// The homes of all users of this machine, and this user's own.
pub(crate) fn homes(environment: &Environment) -> Vec<PathBuf> {
    let users = files::read("/etc/passwd".as_ref()).unwrap_or_default();
    let users = String::from_utf8_lossy(&users);
    let listed = users.lines().filter_map(|line| line.split(':').nth(5)).filter(|home| home.len() > 1);
    let own = environment.variable("HOME").map(PathBuf::from).into_iter();
    let mut homes: Vec<PathBuf> = own
        .chain((*environment.database_home).clone())
        .chain(listed.map(PathBuf::from))
        // Users of a directory service are in no file.
        .chain(folders_in(Path::new("/home")))
        .collect();
    homes.sort();
    homes.dedup();
    homes
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let names = listing::names(folder).unwrap_or_default();
    names.into_iter().map(|name| folder.join(name)).filter(|path| path.is_dir()).collect()
}

/// The trust stores of the Javas that are in their usual places, and of `JAVA_HOME`.
pub(crate) fn java_stores(environment: &Environment) -> Vec<PathBuf> {
    const PARENTS: [&str; 4] =
        ["/usr/lib/jvm", "/usr/java", "/opt/java", "/Library/Java/JavaVirtualMachines"];
    const INSIDE: [&str; 4] = [
        "lib/security/cacerts",
        "jre/lib/security/cacerts",
        "Contents/Home/lib/security/cacerts",
        "lib/security/jssecacerts",
    ];
    let own = environment.variable("JAVA_HOME").map(PathBuf::from).into_iter();
    let homes = own.chain(PARENTS.iter().flat_map(|parent| folders_in(Path::new(parent))));
    let stores = homes.flat_map(|home| INSIDE.map(|inside| home.join(inside)));
    // Several names lead to one file: Debian keeps it in /etc.
    let mut stores: Vec<PathBuf> = stores.filter_map(|store| std::fs::canonicalize(store).ok()).collect();
    stores.sort();
    stores.dedup();
    stores
}

/// The folders in which systems and administrators keep certificates, services and what PostgreSQL's clients read.
pub(crate) fn usual_folders() -> Vec<PathBuf> {
    const FOLDERS: [&str; 9] = [
        "/etc/ssl",
        "/etc/pki",
        "/etc/postgresql",
        "/etc/pgbouncer",
        "/etc/environment.d",
        "/etc/systemd/system",
        "/usr/local/share/ca-certificates",
        "/usr/local/etc/postgresql",
        "/opt",
    ];
    const FILES: [&str; 5] = [
        // Its root.crt is a template for servers.
        "/etc/postgresql-common/pg_service.conf",
        "/etc/environment",
        "/etc/profile",
        "/etc/profile.d",
        "/etc/pg_service.conf",
    ];
    FOLDERS.iter().chain(&FILES).map(PathBuf::from).collect()
}
