//! `pgcerts rollback`: puts a backup back, and keeps what was there as a backup of its own.

use std::path::{Path, PathBuf};

use crate::cli::{Global, RollbackArgs};
use crate::effects::{
    self, files,
    output::{Output, Reply},
    store::{self, Store},
};
use crate::error::{Code, Error, Result};
use crate::location;
use crate::report::rollback::Report;

pub(crate) fn run(args: &RollbackArgs, global: Global, output: &Output) -> Result<Reply> {
    let environment = effects::environment::read(args.dest.is_none());
    let location = location::root_crt(args.dest.as_deref(), &environment)?;
    let target = store::resolve(&location.path)?;
    if args.list {
        let report = Report {
            path: location.path,
            restored: None,
            backup: None,
            backups: Some(store::backups(&target)?),
        };
        return Ok(report.present(global).into());
    }
    if store::backups(&target)?.is_empty() {
        return Err(none(&location.path));
    }
    let store = Store::lock(&target, || output.waiting())?;
    let chosen = choose(&store::backups(&target)?, args.to.as_deref(), &location.path)?;
    let old = store.read()?;
    let restored = store::read(&chosen)?.ok_or_else(|| none(&location.path))?;
    let backup = store.restore(old.as_ref(), &restored, effects::clock::now())?;
    Ok(Report { path: location.path, restored: Some(chosen), backup, backups: None }.present(global).into())
}

/// The backup that was asked for, however its path is spelt, else the newest.
fn choose(backups: &[PathBuf], wanted: Option<&Path>, path: &Path) -> Result<PathBuf> {
    let found = match wanted {
        Some(wanted) => backups.iter().find(|backup| files::is_same(backup, wanted)),
        None => backups.last(),
    };
    found.cloned().ok_or_else(|| match wanted {
        Some(wanted) => Error::new(
            Code::NoBackup,
            format!("`{}` is no backup of `{}`", wanted.display(), path.display()),
            "`pgcerts rollback --list` names those that there are",
        ),
        None => none(path),
    })
}

fn none(path: &Path) -> Error {
    Error::new(
        Code::NoBackup,
        format!("there is no backup of `{}`", path.display()),
        "pgcerts makes one beside the file whenever it changes it, unless `--no-backup` is given",
    )
}
