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
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Endpoint;
use super::proof::{self, Proof};
use crate::libpq::capture::{Handshake, HandshakeFailure, Tls};
use crate::libpq::sslmode::{Negotiation, TlsVersion};
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

/// The time for the farewell: nobody waits for its answer.
const FAREWELL: Duration = Duration::from_millis(100);

pub(super) async fn handshake(endpoint: &Endpoint, stream: TcpStream) -> Tls {
    let recorder = Arc::new(Recorder::default());
    let Some(config) = config(endpoint, &recorder) else {
        return Tls::Failed(HandshakeFailure::Other(
            "no version of TLS that this program speaks lies within the bounds".into(),
        ));
    };
    let mut config = config;
    // An address as the name keeps the library from telling it to the server.
    let nameless = ServerName::IpAddress(IpAddr::V4(Ipv4Addr::from([0, 0, 0, 0])));
    let name = endpoint.server_name().and_then(|name| ServerName::try_from(name.to_owned()).ok());
    config.enable_sni = name.is_some();
    match TlsConnector::from(Arc::new(config)).connect(name.unwrap_or(nameless), stream).await {
        Ok(stream) => established(endpoint, stream, &recorder).await,
        Err(error) => Tls::Failed(failure(&error)),
    }
}

async fn established(endpoint: &Endpoint, mut stream: TlsStream<TcpStream>, recorder: &Recorder) -> Tls {
    let (_, connection) = stream.get_ref();
    let alpn = connection.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned());
    let version = connection.protocol_version().and_then(|version| TlsVersion::from_wire(version.into()));
    let suite = connection.negotiated_cipher_suite().map(|suite| u16::from(suite.suite()));
    let group =
        connection.negotiated_key_exchange_group().map(|group| format!("{:?}", group.name()).to_lowercase());
    let record = recorder.record();
    let handshake = Handshake {
        version: version.unwrap_or(TlsVersion::V1_2),
        cipher_suite: crate::openssl::hello::suite_name(suite.unwrap_or_default()),
        group,
        signature_scheme: record.scheme.map(scheme_name),
        alpn: alpn.clone(),
        client_certificate_requested: record.client_certificate_requested,
        chain: record.chain,
        proof: record.proof.unwrap_or(Signature::Unknown),
    };
    let _ = tokio::time::timeout(FAREWELL, stream.shutdown()).await;
    if endpoint.negotiation == Negotiation::Direct && alpn.as_deref().map(str::as_bytes) != Some(ALPN) {
        return Tls::Failed(HandshakeFailure::NoAlpn);
    }
    Tls::Established(handshake)
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
    client_certificate_requested: bool,
}

/// Records what the server sends, and accepts any certificate.
#[derive(Debug, Default)]
struct Recorder(Mutex<HandshakeRecord>);

impl Recorder {
    fn record(&self) -> HandshakeRecord {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, change: impl FnOnce(&mut HandshakeRecord)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn verify(
        &self,
        message: &[u8],
        certificate: &CertificateDer,
        signed: &DigitallySignedStruct,
        is_tls13: bool,
    ) -> Result<HandshakeSignatureValid, Error> {
        let proof = Proof { scheme: signed.scheme, message, signature: signed.signature(), is_tls13 };
        let proof = proof::verify(&PROVIDER.signature_verification_algorithms, certificate, &proof);
        self.note(|record| {
            record.proof = Some(proof);
            record.scheme = Some(signed.scheme);
        });
        match proof {
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
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<rustls::sign::CertifiedKey>> {
        self.note(|record| record.client_certificate_requested = true);
        None
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
        let proof = Proof { scheme, message, signature, is_tls13 };
        proof::verify(&PROVIDER.signature_verification_algorithms, certificate, &proof)
    };
    let strict = verify(true);
    if strict == Signature::Valid { strict } else { verify(false) }
}

fn failure(error: &io::Error) -> HandshakeFailure {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match inner {
        Some(Error::AlertReceived(alert)) => HandshakeFailure::Alert(u8::from(*alert)),
        Some(Error::InvalidCertificate(_)) => HandshakeFailure::BadProof,
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
