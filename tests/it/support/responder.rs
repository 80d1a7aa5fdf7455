//! A server that speaks as much of PostgreSQL's protocol as psql needs for one query, with certificates that
//! PostgreSQL would refuse to start with. Whatever is asked, it answers `t` under TLS and `f` in plaintext: so
//! psql says by its output whether it went on to authentication, and how, and by its error why it did not.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{ServerConfig, ServerConnection, SignatureAlgorithm, SignatureScheme, StreamOwned};

use super::forge::key::{Hash, Key, Kind, Padding};
use super::listener::Listener;
use super::{GSS_REQUEST, SSL_REQUEST};

const PROTOCOL_3: u32 = 196_608;

/// A client sends a few requests and one startup packet; more is none of psql.
const PACKETS: usize = 4;
const PACKET_LIMIT: u32 = 10_000;

/// What the server answers to an `SSLRequest`.
#[derive(Clone)]
pub(crate) enum Reply {
    /// TLS with this chain, the server's certificate first.
    Tls { chain: Vec<Vec<u8>>, key: Arc<Key> },
    /// The same, with a byte between the reply and TLS.
    Injected { chain: Vec<Vec<u8>>, key: Arc<Key> },
    /// `N`, and it goes on in plaintext.
    No,
    /// These bytes, and it closes.
    Bytes(&'static [u8]),
}

/// Runs until it is dropped.
pub(crate) struct Responder {
    listener: Listener,
    let_in: Arc<AtomicUsize>,
}

impl Responder {
    pub(crate) fn new(reply: Reply) -> Self {
        let answer = match reply {
            Reply::Tls { chain, key } => Answer::Tls(b"S", config(&chain, key)),
            Reply::Injected { chain, key } => Answer::Tls(b"SX", config(&chain, key)),
            Reply::No => Answer::Bytes(b"N"),
            Reply::Bytes(bytes) => Answer::Bytes(bytes),
        };
        // What went wrong is psql's to say.
        let let_in = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&let_in);
        let listener = Listener::new(move |stream| drop(serve(stream, &answer, &count)));
        Self { listener, let_in }
    }

    /// How often somebody connected.
    pub(crate) fn connections(&self) -> usize {
        self.listener.connections()
    }

    /// How often somebody went on to the login under TLS.
    pub(crate) fn let_in(&self) -> usize {
        self.let_in.load(Ordering::SeqCst)
    }

    pub(crate) fn port(&self) -> u16 {
        self.listener.address().port()
    }
}

enum Answer {
    Tls(&'static [u8], Arc<ServerConfig>),
    Bytes(&'static [u8]),
}

fn serve(mut stream: TcpStream, answer: &Answer, let_in: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    for _ in 0..PACKETS {
        match (packet(&mut stream)?, answer) {
            (GSS_REQUEST, _) => stream.write_all(b"N")?,
            (SSL_REQUEST, Answer::Bytes(bytes)) => {
                stream.write_all(bytes)?;
                if *bytes != b"N" {
                    return end(&mut stream);
                }
            }
            (SSL_REQUEST, Answer::Tls(reply, config)) => {
                stream.write_all(reply)?;
                let tls = ServerConnection::new(Arc::clone(config)).map_err(std::io::Error::other)?;
                return encrypted(&mut StreamOwned::new(tls, stream), let_in);
            }
            (PROTOCOL_3, _) => return session(&mut stream, b"f"),
            (other, _) => return Err(std::io::Error::other(other.to_string())),
        }
    }
    Ok(())
}

/// Closes without a reset, which bytes that nobody read would bring.
fn end(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    let mut rest = stream.take(u64::from(PACKET_LIMIT));
    std::io::copy(&mut rest, &mut std::io::sink()).map(drop)
}

fn encrypted(
    stream: &mut StreamOwned<ServerConnection, TcpStream>,
    let_in: &AtomicUsize,
) -> std::io::Result<()> {
    match packet(stream)? {
        PROTOCOL_3 => {
            let_in.fetch_add(1, Ordering::SeqCst);
            session(stream, b"t")
        }
        other => Err(std::io::Error::other(other.to_string())),
    }
}

/// Reads one packet of the protocol's start, and returns what it asks for.
pub(crate) fn packet(stream: &mut impl Read) -> std::io::Result<u32> {
    let mut head = [0; 8];
    stream.read_exact(&mut head)?;
    let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    skip(stream, number(0), 8)?;
    Ok(number(4))
}

/// Reads what is left of a packet whose first bytes are read.
fn skip(stream: &mut impl Read, length: u32, read: u32) -> std::io::Result<()> {
    let rest = length.checked_sub(read).filter(|rest| *rest < PACKET_LIMIT);
    let rest = rest.ok_or_else(|| std::io::Error::other("the length of a packet"))?;
    stream.read_exact(&mut vec![0; rest as usize])
}

/// Lets the client in and answers its query.
fn session(stream: &mut (impl Read + Write), value: &[u8]) -> std::io::Result<()> {
    stream.write_all(&welcome())?;
    stream.flush()?;
    let mut head = [0; 5];
    stream.read_exact(&mut head)?;
    skip(stream, u32::from_be_bytes([head[1], head[2], head[3], head[4]]), 4)?;
    if head[0] != b'Q' {
        return Ok(());
    }
    stream.write_all(&row(value))?;
    stream.flush()?;
    // A connection that is closed with bytes unread is reset, and psql might miss the row.
    let _ = stream.read_exact(&mut head);
    Ok(())
}

/// What a client hears that is let in.
pub(crate) fn welcome() -> Vec<u8> {
    [message(b'R', &[0; 4]), parameter("client_encoding", "UTF8"), message(b'Z', b"I")].concat()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).expect("a short message");
    [&[kind], length.to_be_bytes().as_slice(), body].concat()
}

fn parameter(name: &str, value: &str) -> Vec<u8> {
    message(b'S', format!("{name}\0{value}\0").as_bytes())
}

/// One row of one text column.
fn row(value: &[u8]) -> Vec<u8> {
    const TEXT: u8 = 25;
    let mut column = vec![0, 1];
    column.extend_from_slice(b"ssl\0");
    column.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 0, TEXT, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0]);
    let length = u32::try_from(value.len()).expect("a short value");
    let data = [&[0, 1], length.to_be_bytes().as_slice(), value].concat();
    [message(b'T', &column), message(b'D', &data), message(b'C', b"SELECT 1\0"), message(b'Z', b"I")].concat()
}

fn config(chain: &[Vec<u8>], key: Arc<Key>) -> Arc<ServerConfig> {
    let chain = chain.iter().map(|der| CertificateDer::from(der.clone())).collect();
    let certified = Arc::new(CertifiedKey::new(chain, signing(key)));
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has them")
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Always(certified)));
    // Later versions of libpq offer it.
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    // A ticket may reach a client that has already left.
    config.send_tls13_tickets = 0;
    Arc::new(config)
}

/// The same chain for every name, and no look at whether it fits the key.
#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

fn signing(key: Arc<Key>) -> Arc<dyn SigningKey> {
    let der = PrivateKeyDer::try_from(key.der.clone()).expect("a key");
    rustls::crypto::ring::sign::any_supported_type(&der).unwrap_or_else(|_| Arc::new(Foreign(key)))
}

/// A key that ring does not take: short, on P-521, or for PSS alone.
#[derive(Clone)]
struct Foreign(Arc<Key>);

impl std::fmt::Debug for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.0.kind)
    }
}

impl SigningKey for Foreign {
    fn choose_scheme(&self, _: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(self.clone()))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        if self.0.kind == Kind::P521 { SignatureAlgorithm::ECDSA } else { SignatureAlgorithm::RSA }
    }
}

impl Signer for Foreign {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let (hash, padding) = match self.0.kind {
            Kind::P521 => (Hash::Sha512, Padding::Pkcs1),
            _ => (Hash::Sha256, Padding::Pss),
        };
        Ok(self.0.sign(message, hash, padding))
    }

    fn scheme(&self) -> SignatureScheme {
        /// `rsa_pss_pss_sha256`, which rustls has no name for.
        const PSS_KEY: u16 = 0x0809;
        match self.0.kind {
            Kind::P521 => SignatureScheme::ECDSA_NISTP521_SHA512,
            Kind::RsaPss => SignatureScheme::from(PSS_KEY),
            _ => SignatureScheme::RSA_PSS_SHA256,
        }
    }
}
