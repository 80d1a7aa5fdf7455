//! An HTTP proxy on loopback which passes everything on to one server, whatever address it is asked for, and
//! remembers what it was asked.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};

use super::listener::{Listener, limit, read_line, skip_headers};

pub(crate) struct Proxy {
    listener: Listener,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// A proxy in front of `server`.
    pub(crate) fn before(server: SocketAddr) -> Self {
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        let listener = Listener::new(move |stream| {
            pass_on(stream, server, &log);
        });
        Self { listener, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.listener.address())
    }

    /// Method and target of every request, in their order.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("the log").clone()
    }

    /// How often somebody connected.
    pub(crate) fn connections(&self) -> usize {
        self.listener.connections()
    }
}

fn pass_on(mut client: TcpStream, server: SocketAddr, log: &Mutex<Vec<String>>) -> Option<()> {
    let line = read_line(&mut client)?;
    skip_headers(&mut client)?;
    let (method, target) = line.strip_suffix(" HTTP/1.1")?.split_once(' ')?;
    log.lock().expect("the log").push(format!("{method} {target}"));
    let mut upstream = TcpStream::connect(server).ok()?;
    limit(&upstream);
    if method == "CONNECT" {
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
    } else {
        let path = target.splitn(4, '/').nth(3)?;
        write!(upstream, "{method} /{path} HTTP/1.1\r\nHost: behind-the-proxy\r\n\r\n").ok()?;
    }
    let (from, to) = (client.try_clone().ok()?, upstream.try_clone().ok()?);
    std::thread::spawn(move || pump(from, to));
    pump(upstream, client);
    Some(())
}

fn pump(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
