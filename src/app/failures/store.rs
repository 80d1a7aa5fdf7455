//! Failures to read or replace a trust store or a manifest.

use std::borrow::Cow;
use std::io::{Error, ErrorKind};
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};
use crate::io::fault::{FileFault, is_out_of_descriptors};
use crate::io::store::{LOCK_FILE, LockHolder, SIZE_LIMIT, StoreAction, StoreFailure, UnsafeFolder};
use crate::paste::quote;
use crate::store::writer::{User, Writer};

use super::RAISE_LIMIT;

/// A trust store has a few KB, and what all systems trust has less than one MiB.
const TOO_LARGE: &str = "no trust store needs that much: check that the path is right; if it is, move the file away and \
                         run `pgcerts install`, which makes a new one";

/// What to do about a failure.
struct StoreFix {
    fix: Cow<'static, str>,
    /// The same where the command writes a manifest and has no `--dest`, if that differs.
    for_manifests: Option<&'static str>,
}

impl From<StoreFailure> for Diagnostic {
    fn from(failure: StoreFailure) -> Self {
        Self::failure(code(&failure), message(&failure), fix(&failure).fix.as_ref())
    }
}

/// The file is so large that no other command reads it.
pub(crate) fn oversized(path: &Path) -> Diagnostic {
    let limit = SIZE_LIMIT >> 20;
    let message = format!("{} is larger than {limit} MiB, and no other command reads it", name(path));
    Diagnostic::warning(Code::UnreadableStore, message, TOO_LARGE)
}

/// The file would become so large that no command reads it, if these were its bytes.
///
/// # Errors
/// Where it would.
pub(crate) fn refuse_oversized(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    if bytes.len() as u64 <= SIZE_LIMIT {
        return Ok(());
    }
    let limit = SIZE_LIMIT >> 20;
    let message = format!(
        "{} would become larger than {limit} MiB, and no command reads that; it was left alone",
        name(path)
    );
    Err(Diagnostic::failure(
        Code::Io,
        message,
        "`--replace` keeps nothing of what is there, and makes a backup first",
    ))
}

/// The same for commands that have no `--dest`, which are those that write manifests.
pub(crate) fn without_dest(failure: &StoreFailure) -> Diagnostic {
    let StoreFix { fix, for_manifests } = fix(failure);
    let fix = for_manifests.map_or(fix, Cow::Borrowed);
    Diagnostic::failure(code(failure), message(failure), fix.as_ref())
}

fn code(failure: &StoreFailure) -> Code {
    match failure {
        StoreFailure::UnsafeFolder(_)
        | StoreFailure::ForeignLink { .. }
        | StoreFailure::PlantedFile { .. } => Code::UnsafeFolder,
        StoreFailure::Action { fault: FileFault::Attribute { .. } | FileFault::Owner(_), .. } => {
            Code::Metadata
        }
        StoreFailure::NotABackup(_) => Code::ForeignBackup,
        _ => Code::Io,
    }
}

fn message(failure: &StoreFailure) -> String {
    match failure {
        StoreFailure::Action { action, path, fault } => {
            format!("cannot {} {}: {}", verb(*action), name(path), reason(*action, fault))
        }
        StoreFailure::NotAFile { path, is_folder: true } => format!("{} is a folder", name(path)),
        StoreFailure::NotAFile { path, is_folder: false } => format!("{} is not a regular file", name(path)),
        StoreFailure::NoFileName(path) => format!("{} names no file", name(path)),
        StoreFailure::NotAFolder(path) => format!("{} is not a folder", name(path)),
        StoreFailure::LinkCircle(path) => format!("the link {} leads in a circle", name(path)),
        StoreFailure::FolderVanishes(path) => {
            format!("the folder of {} vanishes as soon as it is made", name(path))
        }
        StoreFailure::LockTimedOut { folder, holders } => {
            format!("{} has been locked for a minute by {}", name(folder), who_holds(holders))
        }
        StoreFailure::NameTooLong(path) => {
            format!("the name of {} is too long to be followed by the time of a backup", name(path))
        }
        StoreFailure::NoFreeBackupName(path) => {
            format!("every name for a backup of {} from this time is taken", name(path))
        }
        StoreFailure::OwnName(path) => format!("{} is a name that pgcerts uses for itself", name(path)),
        StoreFailure::IsLink(path) => format!("{} is a link", name(path)),
        StoreFailure::ForeignLink { path, owner } => {
            format!("the link {} belongs to {owner}, who decides where it leads", name(path))
        }
        StoreFailure::UnsafeFolder(folder) => unsafe_folder(folder),
        StoreFailure::MountPoint(path) => {
            format!("{} is mounted as a single file, so it cannot be replaced", name(path))
        }
        StoreFailure::HalfWritten { path, backup: Some(backup), error } => {
            format!("{} is half written ({error}); what it was is in {}", name(path), name(backup))
        }
        StoreFailure::HalfWritten { path, backup: None, error } => {
            format!("{} is half written ({error}), and there is no backup", name(path))
        }
        StoreFailure::PlantedFile { path, owner } => {
            format!("{} belongs to {owner}, who may have it open", name(path))
        }
        StoreFailure::NotABackup(path) => format!("{} is not a backup any more", name(path)),
        StoreFailure::Displaced { path, now } => {
            format!("another program keeps changing {}; what it wrote is in {} now", name(path), name(now))
        }
        StoreFailure::ChangedMeanwhile(path) => format!("another program changed {} meanwhile", name(path)),
        StoreFailure::InPlaceBut { path, failure } => {
            format!("the new {} is in place, but {}", name(path), message(failure))
        }
        StoreFailure::RemovedBut { path, failure } => {
            format!("{} is removed, but {}", name(path), message(failure))
        }
        StoreFailure::NotWhatWasWritten(path) => {
            format!("{} does not hold what was written to it", name(path))
        }
    }
}

fn unsafe_folder(folder: &UnsafeFolder) -> String {
    let (place, writer) = (name(&folder.path), &folder.writer);
    if folder.is_owner {
        return format!("{place} belongs to {writer}, not to the user who runs this");
    }
    format!("{writer} may write in {place}")
}

fn who_holds(holders: &[LockHolder]) -> String {
    let describe = |holder: &LockHolder| {
        let program = holder.program.as_ref().map_or_else(|| "a program".into(), |name| format!("`{name}`"));
        let user = holder.user.as_ref().map(|user| format!(" of {user}")).unwrap_or_default();
        format!("{program} (process {}{user})", holder.process)
    };
    if holders.is_empty() {
        return "a process that cannot be seen from here".into();
    }
    holders.iter().map(describe).collect::<Vec<_>>().join(", ")
}

fn name(path: &Path) -> String {
    format!("`{}`", path.display())
}

fn verb(action: StoreAction) -> &'static str {
    match action {
        StoreAction::Judge => "judge",
        StoreAction::LookAt => "look at",
        StoreAction::Read => "read",
        StoreAction::FollowLink => "follow",
        StoreAction::ListFolder => "list",
        StoreAction::MakeFolder => "make the folder",
        StoreAction::WriteInFolder => "write in the folder",
        StoreAction::SyncFolder => "sync the folder",
        StoreAction::LockFolder => "lock the folder",
        StoreAction::WriteNewFile => "write a file in",
        StoreAction::Replace => "replace",
        StoreAction::WriteInto => "write into",
        StoreAction::Remove => "remove the temporary file",
    }
}

fn reason(action: StoreAction, fault: &FileFault) -> String {
    match fault {
        FileFault::System(error) => error.to_string(),
        FileFault::Owner(error) => format!("cannot keep the owner of the old file: {error}"),
        FileFault::Attribute { name, error } => format!("cannot keep its attribute `{name}`: {error}"),
        FileFault::TooLarge => format!("it is larger than {} MiB", SIZE_LIMIT >> 20),
        FileFault::NotRegular if action == StoreAction::LockFolder => {
            "the lock file is not a regular file".into()
        }
        FileFault::NotRegular => "it is not a regular file".into(),
    }
}

fn fix(failure: &StoreFailure) -> StoreFix {
    StoreFix::plain(match failure {
        StoreFailure::Action { action, fault, .. } => return fix_of_action(*action, fault),
        StoreFailure::NotAFolder(_) => return StoreFix::with_dest("name a file in a folder with `--dest`"),
        StoreFailure::LinkCircle(_) => {
            return StoreFix::with_dest("remove the link, or name the file itself with `--dest`");
        }
        StoreFailure::UnsafeFolder(folder) => return StoreFix::plain(way_in(folder)),
        StoreFailure::NotAFile { .. } => "name the file itself; only a regular file is replaced",
        StoreFailure::NoFileName(_) => "name the file itself, such as `DIR/root.crt`",
        StoreFailure::FolderVanishes(_) => "see what removes it, and run again",
        StoreFailure::LockTimedOut { .. } => "see what that process waits for, end it, and run again",
        StoreFailure::NameTooLong(_) => "give the file a shorter name; `install --no-backup` needs none",
        StoreFailure::NoFreeBackupName(_) => "run again, or remove old backups",
        StoreFailure::OwnName(_) => "give the file another name",
        StoreFailure::IsLink(_) => "remove the link, or name another folder",
        StoreFailure::ForeignLink { .. } => "name the file itself, or replace the link with one of your own",
        StoreFailure::MountPoint(_) => {
            return StoreFix::two(
                "mount the folder instead of the file, or use `--in-place`: it writes into the file, which a crash \
                 can leave half written",
                "mount the folder instead of the file",
            );
        }
        StoreFailure::HalfWritten { backup: Some(_), .. } => "copy the backup into it once that works again",
        StoreFailure::HalfWritten { backup: None, .. } => {
            "run the command again once the file can be written"
        }
        StoreFailure::PlantedFile { .. } => "remove the file, and run again without `--in-place`",
        StoreFailure::NotABackup(_) => "somebody put another file there: find out who, and run again",
        StoreFailure::Displaced { .. } => "compare the two files, and keep the one that is right",
        StoreFailure::ChangedMeanwhile(_) => "nothing was written; run the command again",
        StoreFailure::RemovedBut { .. } => "the file can be back after a power failure; look for it then",
        StoreFailure::InPlaceBut { .. } => "`pgcerts status` shows whether the file is sound",
        StoreFailure::NotWhatWasWritten(_) => {
            "another program may have changed it; look at it and run the command again"
        }
    })
}

/// How to write there all the same, or rather not.
fn way_in(folder: &UnsafeFolder) -> String {
    // `check` has no such flag.
    let as_root = if folder.command == "check" { "" } else { "; root may write there with `--as-root`" };
    match &folder.writer {
        Writer::User(user) if folder.is_owner && folder.is_home => format!(
            "run it as that user: `{}` (in a Dockerfile, `USER {}` first), or set HOME to your own home{as_root}",
            as_user(user, folder.command),
            user.label()
        ),
        Writer::User(user) if folder.is_owner => {
            format!("run it as that user, as with `{}`{as_root}", as_user(user, folder.command))
        }
        _ => format!("remove that permission, or name a file in another folder{as_root}"),
    }
}

/// A user without a name has no entry in the database that `runuser` would look for.
fn as_user(user: &User, command: &str) -> String {
    match &user.name {
        Some(name) => {
            format!("runuser -u {} -- pgcerts {command}", quote::posix_path(Path::new(name)))
        }
        None => format!("setpriv --reuid {} --clear-groups pgcerts {command}", user.id),
    }
}

fn fix_of_action(action: StoreAction, fault: &FileFault) -> StoreFix {
    let kind = fault.system_error().map(Error::kind);
    // Windows denies access to the lock file, not to the file that the other fixes are about.
    if cfg!(windows) && action == StoreAction::LockFolder && kind == Some(ErrorKind::PermissionDenied) {
        return StoreFix::with_dest(format!(
            "check that you may create files there, and that `{LOCK_FILE}` is neither a folder nor read-only, or \
             name a file elsewhere with `--dest`"
        ));
    }
    if fault.is_in_use() {
        return StoreFix::with_dest(
            "close the program that holds the file open, clear its read-only attribute, or name another with `--dest`",
        );
    }
    if fault.system_error().is_some_and(is_out_of_descriptors) {
        return StoreFix::plain(RAISE_LIMIT);
    }
    if matches!(fault, FileFault::TooLarge) {
        return StoreFix::two(TOO_LARGE, "no manifest needs that much: check that it is the right file");
    }
    if matches!(fault, FileFault::Attribute { .. }) {
        return StoreFix::plain(
            "nothing was written; remove the attribute (`setfacl -b`, `setfattr -x`), or move the file to a file \
             system that has it",
        );
    }
    match kind {
        Some(ErrorKind::PermissionDenied) => StoreFix::with_dest(
            "give yourself access (`chmod u+rw`), run as the user whose file it is, or name another file with `--dest`",
        ),
        Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
            StoreFix::plain("make room on that file system and run again")
        }
        Some(ErrorKind::ReadOnlyFilesystem) => {
            StoreFix::with_dest("name a file on a writable file system with `--dest`")
        }
        _ => StoreFix::plain("check the path and the file system, and run again"),
    }
}

impl StoreFix {
    /// The same for every command.
    fn plain(fix: impl Into<Cow<'static, str>>) -> Self {
        Self { fix: fix.into(), for_manifests: None }
    }

    fn two(fix: impl Into<Cow<'static, str>>, for_manifests: &'static str) -> Self {
        Self { fix: fix.into(), for_manifests: Some(for_manifests) }
    }

    /// It names the flag `--dest`.
    fn with_dest(fix: impl Into<Cow<'static, str>>) -> Self {
        Self::two(fix, "nothing was written; see that this user may write there, and run again")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(action: StoreAction, kind: ErrorKind) -> StoreFailure {
        StoreFailure::Action { action, path: "root.crt".into(), fault: Error::from(kind).into() }
    }

    #[test]
    fn the_fix_fits_the_error_and_names_only_flags_that_the_command_has() {
        let elsewhere = "nothing was written; see that this user may write there, and run again";
        let cases = [
            (denied(StoreAction::Read, ErrorKind::PermissionDenied), "`chmod u+rw`", Some(elsewhere)),
            (denied(StoreAction::Replace, ErrorKind::ReadOnlyFilesystem), "a writable file", Some(elsewhere)),
            (StoreFailure::LinkCircle("root.crt".into()), "remove the link", Some(elsewhere)),
            (StoreFailure::NotAFolder("root.crt".into()), "a file in a folder", Some(elsewhere)),
            (denied(StoreAction::WriteNewFile, ErrorKind::StorageFull), "make room", None),
            (denied(StoreAction::LookAt, ErrorKind::Other), "check the path", None),
            (
                StoreFailure::LockTimedOut { folder: "folder".into(), holders: Vec::new() },
                "what that process waits for",
                None,
            ),
        ];
        for (failure, words, without) in cases {
            let shown = format!("{failure:?}");
            let (message, fix) = (message(&failure), without_dest(&failure).fix);
            let diagnostic = Diagnostic::from(failure);
            assert!(diagnostic.fix.words().contains(words), "{shown}: {}", diagnostic.fix);
            assert_eq!(fix.words(), without.unwrap_or(diagnostic.fix.words()), "{shown}");
            assert_eq!((diagnostic.code, diagnostic.message), (Code::Io, message));
        }
    }

    #[cfg(unix)]
    #[test]
    fn without_descriptors_the_limit_is_too_low() {
        for code in [rustix::io::Errno::MFILE.raw_os_error(), rustix::io::Errno::NFILE.raw_os_error()] {
            let fault = Error::from_raw_os_error(code).into();
            let failure = StoreFailure::Action { action: StoreAction::Judge, path: "root.crt".into(), fault };
            assert_eq!(Diagnostic::from(failure).fix.words(), RAISE_LIMIT);
        }
    }
}
