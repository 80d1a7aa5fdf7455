//! Why a file could not be read or written, and whether the system has run out of file descriptors.

use std::fs::File;
use std::io;

/// Why an action on a file failed.
#[derive(Debug)]
pub(crate) enum FileFault {
    /// The system refused it.
    System(io::Error),
    /// The path does not name a regular file.
    NotRegular,
    /// The file is larger than its reader allows.
    TooLarge,
    /// The new file could not be given the owner of the old one.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix files have an owner that is kept"))]
    Owner(io::Error),
    /// The new file could not be given an attribute of the old one, or it could not be read.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix files have attributes that are kept"))]
    Attribute {
        /// Its name.
        name: String,
        /// Why not.
        error: io::Error,
    },
}

impl From<io::Error> for FileFault {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl FileFault {
    /// The system's error, if there is one.
    pub(crate) fn system_error(&self) -> Option<&io::Error> {
        match self {
            Self::System(error) | Self::Owner(error) | Self::Attribute { error, .. } => Some(error),
            Self::NotRegular | Self::TooLarge => None,
        }
    }
}

/// Whether the error says that this process or the whole system has no file descriptor left.
#[cfg(unix)]
pub(crate) fn is_out_of_descriptors(error: &io::Error) -> bool {
    use rustix::io::Errno;
    matches!(Errno::from_io_error(error), Some(Errno::MFILE | Errno::NFILE))
}

/// Whether the error says that this process has no file handle or socket left.
#[cfg(not(unix))]
pub(crate) fn is_out_of_descriptors(error: &io::Error) -> bool {
    const ERROR_TOO_MANY_OPEN_FILES: i32 = 4;
    const WSAEMFILE: i32 = 10024;
    matches!(error.raw_os_error(), Some(ERROR_TOO_MANY_OPEN_FILES | WSAEMFILE))
}

/// Whether no file can be opened now for lack of descriptors. glibc's resolver reports that as an unknown name
/// (`EAI_NONAME`), so a failed look-up has to be followed by this question.
pub(crate) fn descriptors_are_exhausted() -> bool {
    File::open("/").is_err_and(|error| is_out_of_descriptors(&error))
}
