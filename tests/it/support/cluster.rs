//! A real PostgreSQL server with TLS, on a port of its own below a temporary folder.

use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use super::authority::{Authority, manifest, write_manifest};
use super::tools::need_that;
use super::user::{Answer, User, answer};

/// A name in the server's certificate that no resolver knows: connect to it with `hostaddr`.
pub(crate) const HOST: &str = "db.example.test";

/// Whether the connection that asks is encrypted, `t` or `f`.
pub(crate) const IS_ENCRYPTED: &str = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";

const READY_TRIES: u32 = 600;
const PORT_TRIES: u32 = 5;

/// A server whose certificate is signed by an authority of its own, stopped and removed with the value.
pub(crate) struct Cluster {
    pub(crate) authority: Authority,
    pub(crate) port: u16,
    binaries: PathBuf,
    folder: TempDir,
    server: Child,
}

impl Cluster {
    /// The server that tests running at the same time share, or none after saying that `test` is left out.
    /// The last of them stops it: what a static holds would outlive the process.
    #[track_caller]
    pub(crate) fn shared(test: &str) -> Option<Arc<Self>> {
        static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
        let binaries = binaries();
        need_that(test, "PostgreSQL's server programs", binaries.is_some());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cluster) = shared.upgrade() {
            return Some(cluster);
        }
        let cluster = Arc::new(Self::start(binaries?));
        *shared = Arc::downgrade(&cluster);
        Some(cluster)
    }

    /// A server for one test alone, or none after saying that `test` is left out.
    #[track_caller]
    pub(crate) fn own(test: &str) -> Option<Self> {
        let binaries = binaries();
        need_that(test, "PostgreSQL's server programs", binaries.is_some());
        binaries.map(Self::start)
    }

    fn start(binaries: PathBuf) -> Self {
        let authority = Authority::new("Authority of the test server");
        let folder = tempfile::tempdir().expect("a temporary folder");
        hand_over(folder.path(), 0o700);
        initialize(&binaries, folder.path(), &authority);
        for _ in 0..PORT_TRIES {
            let port = free_port();
            let mut server = serve(&binaries, folder.path(), port);
            if is_ready(&binaries, port, &mut server) {
                return Self { authority, port, binaries, folder, server };
            }
        }
        let log = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
        panic!("PostgreSQL did not start: {log}");
    }

    /// Where its Unix socket is.
    pub(crate) fn socket_folder(&self) -> &Path {
        self.folder.path()
    }

    /// A connection string for this server under the name `host`.
    pub(crate) fn connection(&self, host: &str, options: &str) -> String {
        format!(
            "host={host} hostaddr=127.0.0.1 port={} user=postgres dbname=postgres connect_timeout=20 {options}",
            self.port
        )
    }

    /// The real psql: Debian's on the PATH is a wrapper.
    pub(crate) fn psql(&self) -> PathBuf {
        self.binaries.join("psql")
    }

    /// What psql says when this user asks whether the connection is encrypted.
    pub(crate) fn ask(&self, user: &User, host: &str, options: &str) -> Answer {
        answer(user.command(self.psql()).args(["-XAtc", IS_ENCRYPTED]).arg(self.connection(host, options)))
    }

    /// Goes on with another certificate, or does not, as where it cannot read that.
    pub(crate) fn goes_on_with(&self, chain: &str, key: &str) -> bool {
        for (name, text) in [("server.crt", chain), ("server.key", key)] {
            std::fs::write(self.data().join(name), text).expect("a file of the server");
        }
        let log = || std::fs::read_to_string(self.folder.path().join("log")).expect("the log");
        let read = log().len();
        self.reload();
        !log()[read..].contains("SSL configuration was not reloaded")
    }

    /// From now on it has TLS, or answers that it has none.
    pub(crate) fn has_tls(&self, has: bool) {
        self.tell(&format!("alter system set ssl = {has}"));
        self.reload();
        assert_eq!(self.tell("show ssl"), if has { "on\n" } else { "off\n" });
    }

    /// From now on these settings count.
    pub(crate) fn sets(&self, settings: &[(&str, &str)]) {
        for (name, value) in settings {
            self.tell(&format!("alter system set {name} = '{value}'"));
        }
        self.reload();
    }

    /// From now on it verifies client certificates with this authority, and these rules decide who comes in.
    pub(crate) fn asks_for_certificates(&self, authority: &str, hba: &str) {
        for (name, text) in [("clients.crt", authority), ("pg_hba.conf", hba)] {
            let path = self.data().join(name);
            std::fs::write(&path, text).expect("a file of the server");
            hand_over(&path, 0o600);
        }
        self.tell("alter system set ssl_ca_file = 'clients.crt'");
        self.reload();
    }

    /// Reads its configuration again, and its certificate with it.
    fn reload(&self) {
        let loaded_at = || self.tell("select pg_conf_load_time()");
        let before = loaded_at();
        let mut reload = as_server(&self.binaries.join("pg_ctl"));
        answer(reload.args(["reload", "-D"]).arg(self.data())).exits(0);
        for _ in 0..READY_TRIES {
            if loaded_at() != before {
                return;
            }
            sleep(Duration::from_millis(5));
        }
        panic!("PostgreSQL does not read its configuration");
    }

    /// What the server says to this, asked in plain text.
    pub(crate) fn tell(&self, sql: &str) -> String {
        let mut psql = as_server(&self.psql());
        let target = self.connection("127.0.0.1", "sslmode=disable");
        answer(psql.args(["-qXAtc", sql]).arg(target)).exits(0).stdout
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A replica that streams from this server, stopped with the value.
    pub(crate) fn replica(&self) -> Replica {
        let data = self.folder.path().join("replica");
        let mut copy = as_server(&self.binaries.join("pg_basebackup"));
        copy.args(["--no-sync", "-c", "fast", "-R", "-D"]).arg(&data);
        copy.args(["-h", "127.0.0.1", "-U", "postgres", "-p", &self.port.to_string()]);
        answer(copy.env("PGSSLMODE", "require").env("PGAPPNAME", "replica")).exits(0);
        let log = std::fs::File::create(self.folder.path().join("replica.log")).expect("a log");
        let mut command = as_server(&self.binaries.join("postgres"));
        // It listens nowhere but in the folder, where no other has this port.
        command.arg("-D").arg(&data).arg("-k").arg(self.folder.path()).args([
            "-c",
            "listen_addresses=",
            "-p",
            "1",
        ]);
        let server = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        Replica(server.expect("a replica"))
    }

    /// A file in the server's folder that the server may read.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file of the server");
        hand_over(&path, 0o600);
        path
    }

    /// A manifest below the user's home that pins this server's authority.
    pub(crate) fn pins(&self, user: &User) -> PathBuf {
        write_manifest(
            user.home(),
            &manifest(&[self.authority.pin("test-server", &[])]),
            &[("test-server.crt", self.authority.der())],
        )
    }
}

/// A streaming replica.
pub(crate) struct Replica(Child);

impl Drop for Replica {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = as_server(&self.binaries.join("pg_ctl"));
        stop.args(["stop", "-m", "immediate", "-t", "20", "-D"]).arg(self.data());
        if !stop.stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
    }
}

/// The real psql, for tests that need no server; none after saying that `test` is left out.
#[track_caller]
pub(crate) fn psql(test: &str) -> Option<PathBuf> {
    let psql = binaries().map(|folder| folder.join("psql"));
    need_that(test, "PostgreSQL's server programs", psql.is_some());
    psql
}

/// The folder of the server's programs, which Debian keeps off the PATH: that of the version which the pages speak of and
/// `tests/tools` installs, else the one that there is.
fn binaries() -> Option<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.and_then(|output| String::from_utf8(output.stdout).ok()).map(|text| text.trim().into());
    let usual = PathBuf::from("/usr/lib/postgresql/15/bin");
    std::iter::once(usual).chain(told).find(|folder| folder.join("postgres").is_file())
}

fn initialize(binaries: &Path, folder: &Path, authority: &Authority) {
    let data = folder.join("data");
    let mut initdb = as_server(&binaries.join("initdb"));
    initdb.args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "-D"]).arg(&data);
    answer(&mut initdb).exits(0);
    // Not on the command line, which would outdo `has_tls`.
    std::fs::write(data.join("postgresql.auto.conf"), "ssl = on\n").expect("a file of the server");
    let server = authority.server(&["localhost", "127.0.0.1", HOST]);
    for (name, text) in [("server.crt", server.certificate), ("server.key", server.key)] {
        std::fs::write(data.join(name), text).expect("a file of the server");
        hand_over(&data.join(name), 0o600);
    }
}

fn serve(binaries: &Path, folder: &Path, port: u16) -> Child {
    let log = std::fs::File::create(folder.join("log")).expect("a log");
    let mut command = as_server(&binaries.join("postgres"));
    command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    for setting in ["fsync=off", "listen_addresses=127.0.0.1", &format!("port={port}")] {
        command.args(["-c", setting]);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().expect("the server")
}

/// Waits until the server takes connections; false if it ended, as when another took the port first.
fn is_ready(binaries: &Path, port: u16, server: &mut Child) -> bool {
    for _ in 0..READY_TRIES {
        if server.try_wait().expect("the server's state").is_some() {
            return false;
        }
        let mut ask = Command::new(binaries.join("pg_isready"));
        ask.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]);
        if ask.status().is_ok_and(|status| status.success()) {
            return true;
        }
        sleep(Duration::from_millis(50));
    }
    let _ = server.kill();
    let _ = server.wait();
    false
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// PostgreSQL refuses to run as root; root runs it as another user.
pub(crate) fn as_server(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("LC_ALL", "C").env("PATH", "/usr/bin:/bin").current_dir("/");
    unprivileged(&mut command);
    command
}

/// Lets root run the command as another user.
pub(crate) fn unprivileged(command: &mut Command) {
    if let Some(user) = other_user() {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
    }
}

/// Sets the mode, and root hands the file over to whom `unprivileged` runs as.
pub(crate) fn hand_over(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
    if let Some(user) = other_user() {
        chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw())).expect("an owner");
    }
}

fn other_user() -> Option<nix::unistd::User> {
    if !nix::unistd::Uid::effective().is_root() {
        return None;
    }
    let find = |name| nix::unistd::User::from_name(name).expect("the password database");
    Some(find("postgres").or_else(|| find("nobody")).expect("a user besides root"))
}
