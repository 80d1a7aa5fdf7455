//! `openssl s_server` behind a relay that answers PostgreSQL's question for TLS.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::listener::{Listener, limit};
use super::tools::need;

/// The lines that `s_server` says before it listens.
const LINES: usize = 20;

/// A key and a self-signed certificate, made by openssl.
pub(crate) struct Identity {
    folder: TempDir,
}

impl Identity {
    /// `genpkey` are the arguments for the key. The certificate is one of version 1 if `extensions` are none.
    pub(crate) fn new(genpkey: &[&str], extensions: bool) -> Self {
        Self::made(&[&[&["genpkey", "-out", "key.pem"], genpkey].concat()], extensions)
    }

    /// With a key whose public point is written in its short form.
    pub(crate) fn compressed() -> Self {
        let make =
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "plain.pem"];
        let convert = ["ec", "-in", "plain.pem", "-conv_form", "compressed", "-out", "key.pem"];
        Self::made(&[&make, &convert], true)
    }

    /// With a key whose exponent has more bits than ring takes.
    pub(crate) fn long_exponent() -> Self {
        Self::new(&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_pubexp:1099511627791"], true)
    }

    fn made(commands: &[&[&str]], extensions: bool) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let run = |arguments: &[&str]| {
            let output = Command::new("openssl").args(arguments).current_dir(folder.path()).output();
            let output = output.expect("openssl");
            assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        };
        for arguments in commands {
            run(arguments);
        }
        let subject = ["-key", "key.pem", "-subj", "/CN=db.example.test"];
        if extensions {
            run(&[&["req", "-x509", "-days", "3650", "-out", "certificate.pem"], &subject[..]].concat());
        } else {
            run(&[&["req", "-new", "-out", "request.pem"], &subject[..]].concat());
            let sign =
                ["x509", "-req", "-in", "request.pem", "-out", "certificate.pem", "-signkey", "key.pem"];
            run(&sign);
        }
        Self { folder }
    }

    /// The identity of these PEM texts.
    pub(crate) fn of(certificate: &str, key: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("certificate.pem"), certificate).expect("a certificate");
        std::fs::write(folder.path().join("key.pem"), key).expect("a key");
        Self { folder }
    }

    pub(crate) fn rsa(bits: u32) -> Self {
        Self::new(&["-algorithm", "RSA", "-pkeyopt", &format!("rsa_keygen_bits:{bits}")], true)
    }

    pub(crate) fn ec(curve: &str) -> Self {
        Self::new(&["-algorithm", "EC", "-pkeyopt", &format!("ec_paramgen_curve:{curve}")], true)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What openssl signs of this message, with these arguments of `pkeyutl`.
    pub(crate) fn sign(&self, message: &[u8], arguments: &[&str]) -> Vec<u8> {
        std::fs::write(self.path("message"), message).expect("a message");
        let mut command = Command::new("openssl");
        command.args(["pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", "message"]).args(arguments);
        let output = command.current_dir(self.folder.path()).output().expect("openssl");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    /// The DER of its certificates.
    pub(crate) fn chain(&self) -> Vec<Vec<u8>> {
        super::certificates(&self.path("certificate.pem"))
    }
}

/// A running `openssl s_server`, ended with the value.
pub(crate) struct TlsServer {
    process: Child,
    address: SocketAddr,
}

impl TlsServer {
    /// Starts it, or says that `test` is left out without openssl.
    #[track_caller]
    pub(crate) fn new(test: &str, identity: &Identity, arguments: &[&str]) -> Option<Self> {
        Some(Self::start(&need(test, "openssl")?, identity, arguments))
    }

    #[track_caller]
    fn start(openssl: &Path, identity: &Identity, arguments: &[&str]) -> Self {
        let mut command = Command::new(openssl);
        command.args(["s_server", "-accept", "127.0.0.1:0", "-cert"]).arg(identity.path("certificate.pem"));
        command.arg("-key").arg(identity.path("key.pem")).args(arguments);
        // It ends a connection when its input ends, so the pipe is kept open.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("openssl");
        let stdout = process.stdout.take().expect("its output");
        let mut lines = BufReader::new(stdout).lines();
        let address = lines
            .by_ref()
            .take(LINES)
            .find_map(|line| line.ok()?.strip_prefix("ACCEPT ").and_then(|address| address.parse().ok()));
        // Drained, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address: address.expect("the address of s_server") }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// A port that answers PostgreSQL's question with `S` and hands the rest over.
    pub(crate) fn behind_postgres(&self) -> Listener {
        let to = self.address;
        Listener::new(move |mut stream| {
            let mut request = [0; 8];
            if stream.read_exact(&mut request).is_ok()
                && request == SSL_REQUEST
                && stream.write_all(b"S").is_ok()
            {
                relay(stream, to);
            }
        })
    }
}

pub(crate) const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

impl Drop for TlsServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn relay(stream: TcpStream, to: SocketAddr) {
    let Ok(other) = TcpStream::connect(to) else { return };
    limit(&other);
    let (Ok(from_client), Ok(to_server)) = (stream.try_clone(), other.try_clone()) else { return };
    let up = std::thread::spawn(move || pipe(from_client, to_server));
    pipe(other, stream);
    let _ = up.join();
}

fn pipe(mut from: TcpStream, mut to: TcpStream) {
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}
