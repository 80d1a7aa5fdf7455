//! Where libpq looks for a server's Unix socket (`UNIXSOCK_PATH` in `pqcomm.h`).

/// Where libpq looks if no host is named: as Debian and others build it, and as its source has it.
const DEFAULT_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// Whether libpq takes the host for a folder of Unix sockets, or for an abstract one (`is_unixsock_path`).
pub(super) fn is_folder(host: &str) -> bool {
    host.starts_with(['/', '@'])
}

/// The folder or the socket as messages show it, unless it may be something else.
pub(crate) fn shown(path: &str) -> Option<&str> {
    let name = path.strip_prefix('@').unwrap_or(path);
    let is_plain = |c: char| c.is_alphanumeric() || "/-_.+".contains(c);
    name.chars().all(is_plain).then_some(path)
}

/// The sockets that libpq may mean, none where it connects over TCP. An abstract one begins with `@`.
pub(crate) fn paths(host: Option<&str>, hostaddr: Option<&str>, port: u16) -> Vec<String> {
    let path = |folder: &str| format!("{folder}/.s.PGSQL.{port}");
    match host {
        _ if hostaddr.is_some() => Vec::new(),
        None => DEFAULT_FOLDERS.into_iter().map(path).collect(),
        Some(host) if is_folder(host) => vec![path(host)],
        Some(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_may_hold_a_password_is_not_shown() {
        for path in ["/var/run/postgresql", "/run/größe-1_x.y", "@x", "/tmp/.s.PGSQL.5432"] {
            assert_eq!(shown(path), Some(path));
        }
        for path in
            ["//u:geheim@h/db", "/tmp password=geheim", "/tmp;password=geheim", "@u:geheim", "/a@b", "/a?b"]
        {
            assert_eq!(shown(path), None);
        }
    }

    #[test]
    fn a_folder_has_a_socket_for_each_port() {
        assert_eq!(paths(Some("/run/pg"), None, 7), ["/run/pg/.s.PGSQL.7"]);
        assert_eq!(paths(Some("@x"), None, 7), ["@x/.s.PGSQL.7"]);
        assert_eq!(paths(None, None, 5432), ["/var/run/postgresql/.s.PGSQL.5432", "/tmp/.s.PGSQL.5432"]);
        for (host, hostaddr) in [(Some("db"), None), (Some("/tmp"), Some("::1")), (None, Some("::1"))] {
            assert!(paths(host, hostaddr, 5432).is_empty(), "{host:?}");
        }
    }
}
