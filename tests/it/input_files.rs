//! Whatever file an argument or a variable names, no run waits for it: a pipe that nobody writes, a device and
//! `/proc/kmsg` are refused.

use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::support::forge::certificate::{Draft, Party};
use crate::support::responder::{Reply, Responder};
use crate::support::server::Server;
use crate::support::tools::{need, need_that};
use crate::support::user::{Answer, User};
use crate::support::{names, program};

/// More than any run takes that waits for nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs to the end, or fails where it waits.
#[track_caller]
fn in_time(command: &mut Command) -> Answer {
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let start = Instant::now();
    while child.try_wait().expect("its state").is_none() {
        if start.elapsed() > PATIENCE {
            child.kill().expect("its end");
            child.wait().expect("its end");
            panic!("{shown} waits");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Answer::of(child.wait_with_output().expect("its output"))
}

/// A run, in which the file has the place of `{}` or is the value of a variable.
struct FileUse {
    arguments: &'static [&'static str],
    variable: &'static str,
    code: i32,
}

/// An argument names the file.
const fn argument(arguments: &'static [&'static str], code: i32) -> FileUse {
    FileUse { arguments, variable: "UNUSED", code }
}

/// A variable names it.
const fn variable(variable: &'static str, arguments: &'static [&'static str], code: i32) -> FileUse {
    FileUse { arguments, variable, code }
}

/// Every flag and variable that names a file to read, or a folder of them.
const USES: [FileUse; 36] = [
    argument(&["status", "--dest", "{}"], 1),
    argument(&["status", "--dest", "chain.pem", "--pins", "{}"], 2),
    argument(&["env", "--dest", "{}"], 0),
    argument(&["install", "--offline", "--dest", "{}"], 2),
    argument(&["install", "--offline", "--dest", "{}", "--dry-run"], 2),
    argument(&["install", "--offline", "--dest", "{}", "--repair"], 2),
    argument(&["install", "--offline", "--dest", "{}", "--replace"], 2),
    argument(&["install", "--offline", "--dest", "new.crt", "--pins", "{}"], 2),
    argument(&["install", "--offline", "--dest", "new.crt", "--prune", "{}"], 2),
    argument(&["install", "--dest", "new.crt", "--from", "{folder}"], 2),
    argument(&["install", "--dest", "new.crt", "--from", "{}"], 2),
    argument(&["install", "--dest", "new.crt", "--mirror", "{http}", "--cacert", "{}"], 2),
    variable("SSL_CERT_FILE", &["install", "--dest", "new.crt", "--source", "download", "--retries", "0"], 2),
    variable("SSL_CERT_FILE", &["pins", "verify", "--offline", "system"], 2),
    variable("SSL_CERT_FILE", &["check", "--chain", "chain.pem", "--sslrootcert", "system"], 1),
    argument(&["rollback", "--dest", "{}"], 2),
    argument(&["rollback", "--dest", "old.crt"], 2),
    argument(&["rollback", "--dest", "chain.pem", "--to", "{}"], 2),
    argument(&["check", "--targets", "{}"], 2),
    argument(&["check", "--chain", "{}"], 2),
    argument(&["check", "--chain", "chain.pem", "--pins", "{}"], 2),
    argument(&["check", "--chain", "chain.pem", "--sslrootcert", "{}"], 1),
    argument(&["check", "--chain", "chain.pem", "--sslrootcert", "root.pem", "--sslcrl", "{}"], 1),
    argument(&["check", "--chain", "chain.pem", "--sslrootcert", "root.pem", "--sslcrldir", "hashed"], 1),
    argument(&["check", "{target} sslrootcert={}"], 1),
    argument(&["check", "{target} sslcrl={}"], 0),
    variable("PGSSLROOTCERT", &["check", "{target}"], 1),
    variable("PGSSLCRL", &["check", "{target}"], 0),
    variable("PGSERVICEFILE", &["check", "service=x"], 2),
    argument(&["pins", "list", "--pins", "{}"], 2),
    argument(&["pins", "show", "{}"], 2),
    argument(&["pins", "verify", "--offline", "--pins", "{}"], 2),
    argument(&["pins", "verify", "--offline", "{}"], 2),
    argument(&["pins", "diff", "{}", "built-in"], 2),
    argument(
        &["pins", "add", "pins.json", "--from", "{}", "--id", "x", "--set", "azure", "--sha256", HEX],
        2,
    ),
    argument(&["pins", "remove", "{}", "digicert-global-root-g2"], 2),
];

const HEX: &str = "cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f";

/// A user with a chain, its root and a server, and everything beside it that a run may read.
struct Place {
    user: User,
    server: Responder,
    mirror: Server,
}

impl Place {
    /// `make` puts the file that nobody may wait for at a path.
    fn new(make: impl Fn(&Path)) -> Self {
        let root = Party::root("Input Root");
        let leaf = root.issue(Draft::server("input.test"));
        let user = User::in_memory();
        let write = |name: &str, bytes: &str| std::fs::write(user.path(name), bytes).expect("a file");
        write("chain.pem", &leaf.pem());
        write("root.pem", &root.pem());
        user.write_root_crt(root.pem());
        for folder in ["folder", "hashed"] {
            std::fs::create_dir(user.path(folder)).expect("a folder");
        }
        make(&user.path("endless"));
        make(&user.path("folder/a"));
        let hash = x509_hash(&user);
        make(&user.path(&format!("hashed/{hash}.0")));
        make(&user.path(&format!("hashed/{hash}.r0")));
        make(&user.path("old.crt.20260101T000000.000Z.bak"));
        user.run(["pins", "export", "pins.json"]).exits(0);
        let reply = Reply::Tls { chain: vec![leaf.der.clone()], key: Arc::clone(&leaf.key) };
        Self { user, server: Responder::new(reply), mirror: Server::http() }
    }

    #[track_caller]
    fn run(&self, one: &FileUse, file: &Path) -> Answer {
        let target = format!("host=input.test hostaddr=127.0.0.1 port={}", self.server.port());
        let filled = one.arguments.iter().map(|argument| {
            let argument = argument.replace("{http}", &self.mirror.url("")).replace("{target}", &target);
            argument.replace("{folder}", "folder").replace("{}", file.to_str().expect("UTF-8"))
        });
        let mut command = self.user.pgcerts();
        command.args(filled).env(one.variable, file);
        in_time(&mut command)
    }
}

/// The name of the root's subject in a folder of hashed files, which openssl knows.
fn x509_hash(user: &User) -> String {
    let mut command = user.command("openssl");
    command.args(["x509", "-noout", "-subject_hash", "-in"]).arg(user.path("root.pem"));
    in_time(&mut command).exits(0).stdout.trim().to_owned()
}

/// Every use of the file ends in time, with its code, and changes nothing.
#[track_caller]
fn nobody_waits(make: impl Fn(&Path)) {
    let place = Place::new(make);
    let before = names(place.user.home());
    let file = place.user.path("endless");
    let mut wrong = Vec::new();
    for one in &USES {
        let answer = place.run(one, &file);
        let is_said = !answer.stdout.is_empty() || !answer.stderr.is_empty();
        if answer.code != Some(one.code) || !is_said || names(place.user.home()) != before {
            wrong.push(format!("{} {:?}: {answer:?}", one.variable, one.arguments));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_pipe_that_nobody_writes_is_no_file_to_read() {
    if need("a_pipe_that_nobody_writes_is_no_file_to_read", "openssl").is_some() {
        nobody_waits(|path| nix::unistd::mkfifo(path, nix::sys::stat::Mode::S_IRWXU).expect("a pipe"));
    }
}

#[test]
fn a_socket_is_no_file_to_read() {
    if need("a_socket_is_no_file_to_read", "openssl").is_some() {
        nobody_waits(|path| drop(UnixListener::bind(path).expect("a socket")));
    }
}

#[test]
fn a_device_is_no_file_to_read() {
    if need("a_device_is_no_file_to_read", "openssl").is_some() {
        nobody_waits(|path| symlink("/dev/zero", path).expect("a link"));
    }
}

/// It is regular by its mode, and its reader waits for the kernel's next message.
#[test]
fn the_messages_of_the_kernel_are_no_file_to_read() {
    let test = "the_messages_of_the_kernel_are_no_file_to_read";
    let there = cfg!(target_os = "linux") && Path::new("/proc/kmsg").exists();
    if need_that(test, "/proc/kmsg", there) && need(test, "openssl").is_some() {
        nobody_waits(|path| symlink("/proc/kmsg", path).expect("a link"));
    }
}

/// `closedir` is `close` on Linux. A network file system may report there what went wrong before.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_closed_ends_no_run() {
    let test = "a_folder_that_cannot_be_closed_ends_no_run";
    let Some(strace) = need(test, "strace") else { return };
    let user = User::in_memory();
    user.run(["pins", "export", "pins.json"]).exits(0);
    user.run(["install", "--offline", "--dest", "root.crt"]).exits(0);
    let own = user.home().to_str().expect("UTF-8");
    let runs: [&[&str]; 2] =
        [&["install", "--from", own, "--dest", "root.crt"], &["rollback", "--list", "--dest", "root.crt"]];
    for (run, nth) in runs.iter().flat_map(|run| (1..=20).map(move |nth| (run, nth))) {
        let expected = user.run(*run);
        let mut command = user.command(&strace);
        command.current_dir(user.home()).args(["-f", "-qq", "-o", "/dev/null"]);
        command.arg(format!("--inject=close:error=EIO:when={nth}")).arg(program()).args(*run);
        let answer = in_time(&mut command);
        // The dynamic loader, which closes the first files, ends the process in its own way.
        if !answer.stderr.contains("while loading shared libraries") {
            assert_eq!(answer.code, expected.code, "{run:?}, close {nth}: {answer:?}");
        }
    }
}
