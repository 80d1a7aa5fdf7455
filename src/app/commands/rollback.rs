//! `pgcerts rollback`: puts a backup back, and keeps what was there as a backup of its own.

use std::path::{Path, PathBuf};

use crate::app::answer::Reply;
use crate::app::cli::{Global, RollbackArgs};
use crate::app::location::root_crt;
use crate::app::report::rollback::RollbackReport;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::{
    self, files,
    output::Output,
    store::{self, Existing, LockedStore},
};
use crate::libpq::environment::Environment;
use crate::openssl::pem::Bundle;

pub(crate) fn run(
    args: &RollbackArgs,
    global: Global,
    environment: &Environment,
    output: &Output,
) -> Result<Reply, Diagnostic> {
    let location = root_crt(args.dest.as_deref(), environment)?;
    let target = store::resolve(&location.path)?;
    let backups = store::backups(&target)?;
    let report = RollbackReport {
        path: location.path.clone(),
        restored: None,
        backup: None,
        backups: None,
        warnings: Vec::new(),
    };
    if args.list {
        return Ok(RollbackReport { backups: Some(backups), ..report }.present(global));
    }
    if backups.is_empty() {
        return Err(none(&location.path));
    }
    let store = LockedStore::lock(&target, || output.waiting())?;
    // Listed anew: another run may have made one while this one waited.
    let chosen = choose(&store::backups(&target)?, args.to.as_deref(), &location.path)?;
    let old = store.read()?;
    let restored = store::read(&chosen)?.ok_or_else(|| none(&location.path))?;
    let report = RollbackReport { restored: Some(chosen), ..report };
    if old.as_ref().is_some_and(|old| old.bytes == restored.bytes) {
        return Ok(report.present(global));
    }
    let backup = store.restore(old.as_ref(), &restored, io::clock::now())?;
    let warnings = warnings(&location.path, old.as_ref(), &restored);
    Ok(RollbackReport { backup, warnings, ..report }.present(global))
}

/// What there is to say of the file that was put back, and of the one that gave way.
fn warnings(path: &Path, old: Option<&Existing>, restored: &Existing) -> Vec<Diagnostic> {
    let bundle = Bundle::read(&restored.bytes);
    let hint = if old.is_some() {
        "`pgcerts status` tells more; rolling back once more brings the other file back"
    } else {
        "`pgcerts status` tells more"
    };
    let key = bundle.private_key().map(|line| {
        Diagnostic::warning(
            Code::PrivateKey,
            format!("`{}` holds a private key in line {line} again", path.display()),
            hint,
        )
    });
    let unreadable = (!bundle.loads()).then(|| {
        Diagnostic::warning(
            Code::UnreadableStore,
            format!("clients cannot read `{}` as it is now", path.display()),
            hint,
        )
    });
    let hard_link = old.is_some_and(|old| old.has_other_names).then(|| super::hard_link(path));
    key.into_iter().chain(unreadable).chain(hard_link).collect()
}

/// The backup that was asked for, however its path is spelt, else the newest.
fn choose(backups: &[PathBuf], wanted: Option<&Path>, path: &Path) -> Result<PathBuf, Diagnostic> {
    let found = match wanted {
        Some(wanted) => backups
            .iter()
            .find(|backup| backup.file_name() == Some(wanted.as_os_str()) || files::is_same(backup, wanted)),
        None => backups.last(),
    };
    found.cloned().ok_or_else(|| match wanted {
        Some(wanted) => Diagnostic::failure(
            Code::NoBackup,
            format!("`{}` is no backup of `{}`", wanted.display(), path.display()),
            "`pgcerts rollback --list` names those that there are",
        ),
        None => none(path),
    })
}

fn none(path: &Path) -> Diagnostic {
    let made = "pgcerts makes one beside the file whenever it changes it, unless `--no-backup` is given";
    let hint = if store::is_file(path) {
        format!(
            "{made}; where it made the file itself, the way back is to delete it: then verify-ca and verify-full \
             refuse to connect, and the other modes verify nothing"
        )
    } else {
        made.to_owned()
    };
    Diagnostic::failure(Code::NoBackup, format!("there is no backup of `{}`", path.display()), hint)
}
