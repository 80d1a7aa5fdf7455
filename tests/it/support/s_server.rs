//! OpenSSL's own server, for what the TLS library of the other servers lacks.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};

use super::forge::certificate::Party;
use super::listener::{Listener, limit};
use super::responder::{packet, welcome};
use super::{GSS_REQUEST, SSL_REQUEST};

/// Runs until it is dropped. It turns every line round that a client sends.
pub(crate) struct SServer {
    child: Child,
    port: u16,
}

impl SServer {
    /// A server with this chain, its own certificate first, and further arguments.
    pub(crate) fn new(chain: &[&Party], arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: String| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("a file of the server");
            path
        };
        let mut command = Command::new("openssl");
        command.args(["s_server", "-rev", "-accept", "127.0.0.1:0"]);
        command.arg("-cert").arg(write("leaf.pem", chain[0].pem()));
        command.arg("-key").arg(write("key.pem", chain[0].key.pem()));
        if chain.len() > 1 {
            let rest: String = chain[1..].iter().map(|party| party.pem()).collect();
            command.arg("-cert_chain").arg(write("chain.pem", rest));
        }
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("openssl");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout"));
        let port = loop {
            let mut line = String::new();
            let read = lines.read_line(&mut line).expect("UTF-8");
            if read == 0 {
                let mut said = String::new();
                let _ = child.stderr.take().expect("stderr").read_to_string(&mut said);
                panic!("openssl s_server {arguments:?}: {said}");
            }
            if let Some(address) = line.strip_prefix("ACCEPT ") {
                break address.trim().rsplit(':').next().expect("a port").parse().expect("a port");
            }
        };
        // What it prints must not fill the pipes.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        let mut stderr = child.stderr.take().expect("stderr");
        std::thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
        Self { child, port }
    }

    /// Where TLS begins with the first byte.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// PostgreSQL's question for TLS before it; in plaintext, everybody is let in.
    pub(crate) fn behind_postgres(&self) -> Listener {
        let port = self.port;
        Listener::new(move |stream| drop(serve(stream, port)))
    }
}

impl Drop for SServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(mut stream: TcpStream, port: u16) -> std::io::Result<()> {
    match packet(&mut stream)? {
        SSL_REQUEST => {
            stream.write_all(b"S")?;
            let server = TcpStream::connect(("127.0.0.1", port))?;
            limit(&server);
            join(&stream, &server)
        }
        GSS_REQUEST => stream.write_all(b"N"),
        _ => {
            stream.write_all(&welcome())?;
            std::io::copy(&mut stream, &mut std::io::sink()).map(drop)
        }
    }
}

/// Copies in both directions until one of them ends.
fn join(one: &TcpStream, other: &TcpStream) -> std::io::Result<()> {
    let there = (one.try_clone()?, other.try_clone()?);
    let back = (other.try_clone()?, one.try_clone()?);
    let thread = std::thread::spawn(move || copy(there));
    copy(back);
    let _ = thread.join();
    Ok(())
}

fn copy((mut from, mut to): (TcpStream, TcpStream)) {
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
    let _ = from.shutdown(Shutdown::Read);
}
