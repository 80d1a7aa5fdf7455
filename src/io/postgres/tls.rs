//! The TLS handshake, whatever certificate the server has: it is recorded, not judged.

use std::io;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, IpAddr, Ipv4Addr, ServerName, UnixTime};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, InvalidMessage,
    PeerIncompatible, SignatureScheme, SupportedProtocolVersion,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::proof::{self, Proof};
use super::recorded::{FirstBytes, RecordedStream};
use super::stream::ServerStream;
use super::{Endpoint, alert, auth};
use crate::client::identity::ClientIdentity;
use crate::libpq::capture::{AuthReply, ClientExchange, Handshake, HandshakeFailure, Tls};
use crate::libpq::login::StartupMessage;
use crate::libpq::sslmode::{Negotiation, TlsVersion};
use crate::openssl::hello::{self, FirstRecord};
use crate::x509::signature::Signature;

const ALPN: &[u8] = b"postgresql";

/// PostgreSQL's default group first (`ssl_ecdh_curve`, prime256v1 up to 17): another costs a second round.
static PROVIDER: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| {
    use rustls::crypto::ring::kx_group::{SECP256R1, SECP384R1, X25519};
    let kx_groups = vec![SECP256R1, X25519, SECP384R1];
    Arc::new(CryptoProvider { kx_groups, ..rustls::crypto::ring::default_provider() })
});

/// What OpenSSL 3 offers at security level 2, in its order (`tls12_sigalgs` in `ssl/t1_lib.c`) and under IANA's
/// names, but for SHA-224, which every key that can use it can do without.
const SCHEMES: [(u16, &str); 14] = [
    (0x0403, "ecdsa_secp256r1_sha256"),
    (0x0503, "ecdsa_secp384r1_sha384"),
    (0x0603, "ecdsa_secp521r1_sha512"),
    (0x0807, "ed25519"),
    (0x0808, "ed448"),
    (0x0809, "rsa_pss_pss_sha256"),
    (0x080a, "rsa_pss_pss_sha384"),
    (0x080b, "rsa_pss_pss_sha512"),
    (0x0804, "rsa_pss_rsae_sha256"),
    (0x0805, "rsa_pss_rsae_sha384"),
    (0x0806, "rsa_pss_rsae_sha512"),
    (0x0401, "rsa_pkcs1_sha256"),
    (0x0501, "rsa_pkcs1_sha384"),
    (0x0601, "rsa_pkcs1_sha512"),
];

fn scheme_name(scheme: SignatureScheme) -> String {
    let number = u16::from(scheme);
    let known = SCHEMES.iter().find(|(known, _)| *known == number);
    known.map_or_else(|| format!("0x{number:04x}"), |(_, name)| (*name).to_owned())
}

/// Whether this program's library has the suite.
pub(super) fn speaks(suite: u16) -> bool {
    PROVIDER.cipher_suites.iter().any(|known| u16::from(known.suite()) == suite)
}

/// What a server answered under TLS.
pub(super) struct TlsAnswer {
    pub(super) tls: Tls,
    pub(super) client: ClientExchange,
    /// The answer to the startup message, where one was sent.
    pub(super) auth: Option<AuthReply>,
    /// Whether it promised the status of its certificate, for which libpq does not ask.
    pub(super) promises_status: bool,
    /// The connection, where it stays open.
    pub(super) open: Option<ServerStream>,
}

impl TlsAnswer {
    /// One that says nothing of the client.
    pub(super) fn without_client(tls: Tls) -> Self {
        Self { tls, client: ClientExchange::default(), auth: None, promises_status: false, open: None }
    }

    /// A handshake that was not waited for to its end.
    pub(super) fn stuck() -> Self {
        let reason = "the server does not go on with the handshake".into();
        Self::without_client(Tls::Failed(HandshakeFailure::Other(reason)))
    }
}

/// The handshake, and what follows it. Where bytes came before it, libpq ends the connection after it.
pub(super) async fn handshake(
    endpoint: &Endpoint,
    stream: TcpStream,
    early_bytes: bool,
    deadline: Instant,
) -> TlsAnswer {
    let recorder = Arc::new(Recorder::new(endpoint.client.identity.clone()));
    let failed = |failure, client| TlsAnswer { client, ..TlsAnswer::without_client(Tls::Failed(failure)) };
    let Some(mut config) = config(endpoint, &recorder) else {
        let reason = "this program speaks no version of TLS between the bounds".into();
        return TlsAnswer::without_client(Tls::Failed(HandshakeFailure::Other(reason)));
    };
    // An address as the name keeps the library from telling it to the server.
    let nameless = ServerName::IpAddress(IpAddr::V4(Ipv4Addr::from([0, 0, 0, 0])));
    let name = endpoint.server_name().and_then(|name| ServerName::try_from(name.to_owned()).ok());
    config.enable_sni = name.is_some();
    let first = FirstBytes::default();
    let stream = RecordedStream::new(stream, first.clone());
    let connected = TlsConnector::from(Arc::new(config)).connect(name.unwrap_or(nameless), stream).await;
    let first = hello::first_record(&first.bytes(), endpoint.max_version.unwrap_or(TlsVersion::V1_3));
    if let FirstRecord::Refused(reason) = first {
        return failed(HandshakeFailure::Refused(reason), recorder.record().client);
    }
    let answer = match connected {
        Ok(stream) => {
            let startup = endpoint.client.startup.as_ref().filter(|_| !early_bytes);
            let startup = startup.map(|message| (message, deadline));
            established(endpoint, stream, recorder.record(), startup).await
        }
        Err(error) => {
            let HandshakeRecord { chain, client, refusal, .. } = recorder.record();
            let failure = match failure(&error) {
                _ if refusal.is_some() => {
                    HandshakeFailure::ProofRefused { reason: refusal.unwrap_or_default(), chain }
                }
                // What was agreed upon until then is beyond doubt.
                HandshakeFailure::Alert(alert) if client.requested => {
                    HandshakeFailure::ClientCertificate { alert, chain }
                }
                // The offer cannot be the reason: the server chose from it and sent its certificate.
                HandshakeFailure::Alert(alert) if !chain.is_empty() => HandshakeFailure::Other(format!(
                    "the server ended the handshake by alert {alert} after it had sent its certificate"
                )),
                other => other,
            };
            failed(failure, client)
        }
    };
    TlsAnswer { promises_status: first == FirstRecord::PromisesStatus, ..answer }
}

async fn established(
    endpoint: &Endpoint,
    mut stream: TlsStream<RecordedStream>,
    record: HandshakeRecord,
    startup: Option<(&StartupMessage, Instant)>,
) -> TlsAnswer {
    let (_, connection) = stream.get_ref();
    let alpn = connection.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned());
    let version = connection.protocol_version().and_then(|version| TlsVersion::from_wire(version.into()));
    let suite = connection.negotiated_cipher_suite().map(|suite| u16::from(suite.suite()));
    let group =
        connection.negotiated_key_exchange_group().map(|group| format!("{:?}", group.name()).to_lowercase());
    let is_postgresql = alpn.as_deref().map(str::as_bytes) == Some(ALPN);
    let handshake = Handshake {
        version: version.unwrap_or(TlsVersion::V1_2),
        cipher_suite: hello::suite_name(suite.unwrap_or_default()),
        group,
        signature_scheme: record.scheme.map(scheme_name),
        alpn,
        chain: record.chain,
        proof: record.proof.unwrap_or(Signature::Unknown),
    };
    let no_alpn = endpoint.negotiation == Negotiation::Direct && !is_postgresql;
    let startup = startup.filter(|_| !no_alpn);
    if endpoint.client.stays && !no_alpn {
        // In TLS 1.3 the login shows whether the server takes the certificate.
        let accepted = record.client.sent.then_some(true);
        let client = ClientExchange { accepted, ..record.client };
        let tls = Tls::Established(handshake);
        let open: Option<ServerStream> = Some(Box::new(stream));
        return TlsAnswer { tls, client, auth: None, promises_status: false, open };
    }
    let (client, auth) = after_handshake(&mut stream, record.client, startup).await;
    let tls = if no_alpn { Tls::Failed(HandshakeFailure::NoAlpn) } else { Tls::Established(handshake) };
    TlsAnswer { tls, client, auth, promises_status: false, open: None }
}

/// What the server says once the handshake is done. In TLS 1.3 only this shows whether it takes the client's certificate.
async fn after_handshake(
    stream: &mut TlsStream<RecordedStream>,
    mut client: ClientExchange,
    startup: Option<(&StartupMessage, Instant)>,
) -> (ClientExchange, Option<AuthReply>) {
    let auth = match startup {
        Some((message, deadline)) => Some(auth::ask(stream, message, deadline).await),
        None => None,
    };
    let _ = tokio::time::timeout(auth::FAREWELL, stream.shutdown()).await;
    let end = match &auth {
        Some(AuthReply::Alert(alert)) => SessionEnd::Alert(*alert),
        Some(AuthReply::Closed | AuthReply::Broken(_) | AuthReply::Silent) => SessionEnd::Unknown,
        Some(_) => SessionEnd::Orderly,
        None if client.requested => {
            end(stream, if client.sent { END_OF_SESSION } else { super::SECOND_LOOK }).await
        }
        None => SessionEnd::Unknown,
    };
    if client.requested {
        client.alert = if let SessionEnd::Alert(alert) = end { Some(alert) } else { None };
        client.accepted = match end {
            _ if !client.sent => None,
            SessionEnd::Orderly => Some(true),
            SessionEnd::Alert(_) => Some(false),
            SessionEnd::Unknown => None,
        };
    }
    (client, auth)
}

/// How a server ends a connection that the client has ended.
enum SessionEnd {
    /// It had nothing to object.
    Orderly,
    Alert(u8),
    Unknown,
}

/// The time in which a server should end the connection: until then it is not known whether it takes the certificate.
const END_OF_SESSION: Duration = Duration::from_secs(3);

/// Reads up to the end of the connection. A server that took the handshake closes it when it reads the farewell.
async fn end(stream: &mut TlsStream<RecordedStream>, limit: Duration) -> SessionEnd {
    let mut byte = [0];
    let ended = async {
        match stream.read(&mut byte).await {
            Ok(0) => SessionEnd::Orderly,
            // Nobody asked it anything.
            Ok(_) => SessionEnd::Unknown,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => SessionEnd::Orderly,
            Err(error) => alert::received(&error).map_or(SessionEnd::Unknown, SessionEnd::Alert),
        }
    };
    tokio::time::timeout(limit, ended).await.unwrap_or(SessionEnd::Unknown)
}

fn config(endpoint: &Endpoint, recorder: &Arc<Recorder>) -> Option<ClientConfig> {
    let greatest = endpoint.max_version.unwrap_or(TlsVersion::V1_3);
    let spoken = [(TlsVersion::V1_3, &rustls::version::TLS13), (TlsVersion::V1_2, &rustls::version::TLS12)];
    let versions: Vec<&SupportedProtocolVersion> = spoken
        .into_iter()
        .filter(|(version, _)| (endpoint.min_version..=greatest).contains(version))
        .map(|(_, version)| version)
        .collect();
    let builder = ClientConfig::builder_with_provider(Arc::clone(&PROVIDER));
    let builder = builder.with_protocol_versions(&versions).ok()?;
    let verifier = builder.dangerous().with_custom_certificate_verifier(Arc::clone(recorder) as _);
    let mut config = verifier.with_client_cert_resolver(Arc::clone(recorder) as _);
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.resumption = rustls::client::Resumption::disabled();
    Some(config)
}

/// What the server sent in the handshake.
#[derive(Clone, Debug, Default)]
struct HandshakeRecord {
    chain: Vec<Vec<u8>>,
    proof: Option<Signature>,
    scheme: Option<SignatureScheme>,
    /// OpenSSL's reason to refuse the proof.
    refusal: Option<&'static str>,
    client: ClientExchange,
}

/// Records what the server sends, accepts any certificate, and presents the client's own.
#[derive(Debug)]
struct Recorder {
    record: Mutex<HandshakeRecord>,
    identity: Option<ClientIdentity>,
}

impl Recorder {
    fn new(identity: Option<ClientIdentity>) -> Self {
        Self { record: Mutex::default(), identity }
    }

    fn record(&self) -> HandshakeRecord {
        self.record.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, change: impl FnOnce(&mut HandshakeRecord)) {
        change(&mut self.record.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn verify(
        &self,
        message: &[u8],
        certificate: &CertificateDer,
        signed: &DigitallySignedStruct,
        is_tls13: bool,
    ) -> Result<HandshakeSignatureValid, Error> {
        let proof = Proof { scheme: signed.scheme.into(), message, signature: signed.signature(), is_tls13 };
        let judged = proof::verify(certificate, &proof);
        self.note(|record| {
            record.proof = Some(judged);
            record.scheme = Some(signed.scheme);
            record.refusal = (judged == Signature::Invalid).then(|| proof::refusal(certificate, &proof));
        });
        match judged {
            Signature::Invalid => Err(CertificateError::BadSignature.into()),
            Signature::Valid | Signature::Unknown => Ok(HandshakeSignatureValid::assertion()),
        }
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer,
        intermediates: &[CertificateDer],
        _: &ServerName,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(leaf).chain(intermediates).map(|one| one.as_ref().to_vec()).collect();
        self.note(|record| record.chain = chain);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify(message, certificate, signed, false)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify(message, certificate, signed, true)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        SCHEMES.map(|(number, _)| SignatureScheme::from(number)).to_vec()
    }
}

impl ResolvesClientCert for Recorder {
    fn resolve(&self, authorities: &[&[u8]], schemes: &[SignatureScheme]) -> Option<ClientIdentity> {
        // OpenSSL sends its certificate whatever authorities the server names (`ssl3_check_client_certificate`).
        let signs = |identity: &&ClientIdentity| identity.key.choose_scheme(schemes).is_some();
        let identity = self.identity.as_ref().filter(signs).cloned();
        self.note(|record| {
            record.client.requested = true;
            record.client.acceptable = authorities.iter().map(|name| name.to_vec()).collect();
            record.client.sent = identity.is_some();
        });
        identity
    }

    // The library asks only a client that may have one.
    fn has_certs(&self) -> bool {
        true
    }
}

/// What the handshake does with a signature.
#[cfg(fuzzing)]
pub(super) fn verify_proof(
    certificate: &[u8],
    scheme: SignatureScheme,
    message: &[u8],
    signature: &[u8],
) -> Signature {
    let verify = |is_tls13| {
        let proof = Proof { scheme: scheme.into(), message, signature, is_tls13 };
        proof::verify(certificate, &proof)
    };
    let strict = verify(true);
    if strict == Signature::Valid { strict } else { verify(false) }
}

fn failure(error: &io::Error) -> HandshakeFailure {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match inner {
        Some(Error::AlertReceived(alert)) => HandshakeFailure::Alert(u8::from(*alert)),
        Some(Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge | InvalidMessage::CertificatePayloadTooLarge,
        )) => HandshakeFailure::TooLarge,
        Some(Error::InvalidMessage(
            InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
        )) => HandshakeFailure::NotTls,
        Some(Error::NoApplicationProtocol) => {
            HandshakeFailure::Alert(u8::from(AlertDescription::NoApplicationProtocol))
        }
        Some(Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13)) => {
            HandshakeFailure::Alert(70)
        }
        Some(other) => HandshakeFailure::Other(other.to_string()),
        None if is_end(error) => HandshakeFailure::Closed,
        None => HandshakeFailure::Other(error.to_string()),
    }
}

fn is_end(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
}
