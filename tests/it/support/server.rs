//! An HTTP or HTTPS server on loopback: a table of paths and what happens there, a record of what was asked.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::authority;
use super::listener::{Listener, read_line, skip_headers};

/// The most pieces that one answer is dripped in.
const DRIPS: usize = 100;

/// What a path does.
#[derive(Clone)]
pub(crate) enum Reply {
    /// 200 with this body.
    Body(Vec<u8>),
    /// The same under this Content-Type.
    Typed(&'static str, Vec<u8>),
    /// This status with a short text.
    Status(u16),
    /// 302 to this address.
    Redirect(String),
    /// The reply after a pause.
    Late(Duration, Box<Reply>),
    /// The status as often as said, then the reply.
    Failing(usize, u16, Box<Reply>),
    /// Nothing, ever; the connection stays open.
    Silence,
    /// 200 with this body, one byte at a time.
    Drip(Duration, Vec<u8>),
    /// Half of this body, under the length of the whole.
    Cut(Vec<u8>),
    /// As many zeros, made while they are sent; their number is announced or not.
    Zeros { length: u64, announced: bool },
    /// A TCP reset.
    Reset,
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    listener: Listener,
    shared: Arc<Shared>,
    scheme: &'static str,
}

#[derive(Default)]
struct Shared {
    table: Mutex<HashMap<String, Reply>>,
    requests: Mutex<Vec<String>>,
    sent: AtomicU64,
}

trait Stream: Read + Write {}
impl<S: Read + Write> Stream for S {}

impl Server {
    pub(crate) fn http() -> Self {
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        let listener = Listener::new(move |mut stream| {
            own.answer(&mut stream);
        });
        Self { listener, shared, scheme: "http" }
    }

    /// An HTTPS server with this certificate.
    pub(crate) fn https(certificate: &authority::Server) -> Self {
        let shared = Arc::new(Shared::default());
        let (own, config) = (Arc::clone(&shared), tls(certificate));
        let listener = Listener::new(move |stream| {
            own.answer_tls(stream, &config);
        });
        Self { listener, shared, scheme: "https" }
    }

    /// Sets what happens at `path`; anything else is 404.
    pub(crate) fn at(self, path: &str, reply: Reply) -> Self {
        self.shared.table.lock().expect("the table").insert(path.to_owned(), reply);
        self
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address())
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.listener.address()
    }

    /// The paths that were asked for, in their order.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().expect("the log").clone()
    }

    /// How often somebody connected, be it without a request.
    pub(crate) fn connections(&self) -> usize {
        self.listener.connections()
    }

    /// The bytes of [`Reply::Zeros`] that left.
    pub(crate) fn sent(&self) -> u64 {
        self.shared.sent.load(Ordering::SeqCst)
    }
}

fn tls(certificate: &authority::Server) -> Arc<ServerConfig> {
    let chain = vec![CertificateDer::from(certificate.certificate_der.clone())];
    let key = PrivateKeyDer::try_from(certificate.key_der.clone()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has them")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a certificate and its key");
    Arc::new(config)
}

impl Shared {
    fn answer_tls(&self, stream: TcpStream, config: &Arc<ServerConfig>) -> Option<()> {
        let connection = ServerConnection::new(Arc::clone(config)).ok()?;
        let mut stream = StreamOwned::new(connection, stream);
        self.answer(&mut stream)?;
        stream.conn.send_close_notify();
        stream.flush().ok()
    }

    fn answer(&self, stream: &mut dyn Stream) -> Option<()> {
        let line = read_line(stream)?;
        let path = line.split(' ').nth(1)?.to_owned();
        self.requests.lock().expect("the log").push(path.clone());
        let reply = self.reply(&path);
        if matches!(reply, Reply::Reset) {
            // Closed with bytes that nobody read, a connection is reset.
            return None;
        }
        skip_headers(stream)?;
        self.send(stream, reply)
    }

    /// The reply for one request at `path`, which for [`Reply::Failing`] uses one failure up.
    fn reply(&self, path: &str) -> Reply {
        let mut table = self.table.lock().expect("the table");
        match table.get_mut(path) {
            Some(Reply::Failing(0, _, then)) => (**then).clone(),
            Some(Reply::Failing(left, status, _)) => {
                *left -= 1;
                Reply::Status(*status)
            }
            Some(reply) => reply.clone(),
            None => Reply::Status(404),
        }
    }

    fn send(&self, stream: &mut dyn Stream, reply: Reply) -> Option<()> {
        match reply {
            Reply::Body(body) => send(stream, "200 OK", "", &body, body.len()),
            Reply::Typed(kind, body) => {
                send(stream, "200 OK", &format!("Content-Type: {kind}\r\n"), &body, body.len())
            }
            Reply::Status(status) => send(stream, &format!("{status} Status"), "", b"no", 2),
            Reply::Redirect(to) => send(stream, "302 Found", &format!("Location: {to}\r\n"), b"", 0),
            Reply::Late(pause, then) => {
                std::thread::sleep(pause);
                self.send(stream, *then)
            }
            Reply::Silence => {
                // Until the client leaves.
                let _ = stream.read(&mut [0]);
                None
            }
            Reply::Drip(interval, body) => drip(stream, interval, &body),
            Reply::Cut(body) => {
                send(stream, "200 OK", "", &body[..body.len() / 2], body.len())?;
                None
            }
            Reply::Zeros { length, announced } => self.zeros(stream, length, announced),
            Reply::Reset | Reply::Failing(..) => None,
        }
    }

    fn zeros(&self, stream: &mut dyn Stream, length: u64, announced: bool) -> Option<()> {
        let header = if announced { format!("Content-Length: {length}\r\n") } else { String::new() };
        write!(stream, "HTTP/1.1 200 OK\r\n{header}Connection: close\r\n\r\n").ok()?;
        let piece = [0; 1 << 13];
        for _ in 0..length / piece.len() as u64 {
            stream.write_all(&piece).ok()?;
            self.sent.fetch_add(piece.len() as u64, Ordering::SeqCst);
        }
        stream.flush().ok()
    }
}

fn send(stream: &mut dyn Stream, status: &str, headers: &str, body: &[u8], length: usize) -> Option<()> {
    let mut message =
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n")
            .into_bytes();
    message.extend_from_slice(body);
    stream.write_all(&message).ok()?;
    stream.flush().ok()
}

fn drip(stream: &mut dyn Stream, interval: Duration, body: &[u8]) -> Option<()> {
    send(stream, "200 OK", "", b"", body.len())?;
    for byte in body.iter().take(DRIPS) {
        std::thread::sleep(interval);
        stream.write_all(&[*byte]).ok()?;
        stream.flush().ok()?;
    }
    None
}
