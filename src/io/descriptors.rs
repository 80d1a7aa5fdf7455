//! How many files and connections this process may have open at once.

/// A job holds one connection and sometimes a second one. While it looks a name up, the resolver has as many as this:
/// three name servers, and a file or a socket beside them.
#[cfg(unix)]
const FOR_A_JOB: usize = 4;

/// The event queue, and the files that are read meanwhile.
#[cfg(unix)]
const RESERVE: usize = 12;

/// How many of `jobs` find room at once, after the limit was raised as far as this user may. It is never none.
#[cfg(unix)]
pub(super) fn room_for(jobs: usize) -> usize {
    let Some(limit) = raised_limit() else { return jobs };
    let free = limit.saturating_sub(open_now()).saturating_sub(RESERVE);
    jobs.min(free / FOR_A_JOB).max(1)
}

#[cfg(not(unix))]
pub(super) fn room_for(jobs: usize) -> usize {
    jobs
}

/// The soft limit after it was set to the hard one; nothing where there is none.
#[cfg(unix)]
fn raised_limit() -> Option<usize> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // macOS refuses a limit without end, and keeps the one that it had.
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    let limit = if raised.is_ok() { maximum } else { current };
    limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

/// Those that the parent left open count too.
#[cfg(unix)]
fn open_now() -> usize {
    super::listing::names(std::path::Path::new("/dev/fd")).map_or(3, |names| names.len())
}
