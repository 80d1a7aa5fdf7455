//! Keys, versions and cipher suites, as OpenSSL serves them.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use pgcerts::testing::Endpoint;
use pgcerts::testing::Signature;
use pgcerts::testing::TlsVersion;
use pgcerts::testing::{HandshakeFailure, OtherProtocol, SslReply, Tls};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, ServerConnection};
use x509_parser::prelude::{FromDer as _, X509Certificate, X509Version};

use super::{PATIENCE, captured, direct, endpoint, established, failed};
use crate::support::authority::Authority;
use crate::support::listener::Listener;
use crate::support::tls_server::{Identity, TlsServer};
use crate::support::tools::need;

const ANY_KEY: &[&str] = &["-cipher", "ALL:@SECLEVEL=0"];

#[test]
fn every_kind_of_key_is_shown_and_proven_as_far_as_it_can_be() {
    let test = "keys of every kind";
    if need(test, "openssl").is_none() {
        return;
    }
    let pss = || Identity::new(&["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"], true);
    let cases = [
        ("RSA", Identity::rsa(2048), &[][..], "rsa_pss_rsae_sha256", Signature::Valid),
        ("RSA, TLS 1.2", Identity::rsa(2048), &["-tls1_2"], "rsa_pss_rsae_sha256", Signature::Valid),
        (
            "RSA, PKCS#1",
            Identity::rsa(2048),
            &["-tls1_2", "-sigalgs", "RSA+SHA512"],
            "rsa_pkcs1_sha512",
            Signature::Valid,
        ),
        ("RSA-PSS", pss(), &[], "rsa_pss_pss_sha256", Signature::Valid),
        ("short RSA", Identity::rsa(1024), ANY_KEY, "rsa_pss_rsae_sha256", Signature::Valid),
        ("P-256", Identity::ec("P-256"), &[], "ecdsa_secp256r1_sha256", Signature::Valid),
        ("P-384", Identity::ec("P-384"), &[], "ecdsa_secp384r1_sha384", Signature::Valid),
        (
            "P-384, SHA-256",
            Identity::ec("P-384"),
            &["-tls1_2", "-sigalgs", "ECDSA+SHA256"],
            "ecdsa_secp256r1_sha256",
            Signature::Valid,
        ),
        ("P-521", Identity::ec("P-521"), &[], "ecdsa_secp521r1_sha512", Signature::Valid),
        ("Ed25519", Identity::new(&["-algorithm", "ED25519"], true), &[], "ed25519", Signature::Valid),
        ("Ed448", Identity::new(&["-algorithm", "ED448"], true), &[], "ed448", Signature::Valid),
        (
            "X.509 v1",
            Identity::new(&["-algorithm", "RSA"], false),
            &[],
            "rsa_pss_rsae_sha256",
            Signature::Valid,
        ),
    ];
    for (name, identity, arguments, scheme, proof) in cases {
        let Some(server) = TlsServer::new(test, &identity, arguments) else { return };
        let handshake = established(endpoint(server.behind_postgres().address()));
        assert_eq!(handshake.chain, identity.chain(), "{name}");
        assert_eq!(handshake.signature_scheme.as_deref(), Some(scheme), "{name}");
        assert_eq!(handshake.proof, proof, "{name}");
        let version = if arguments.contains(&"-tls1_2") { TlsVersion::V1_2 } else { TlsVersion::V1_3 };
        assert_eq!(handshake.version, version, "{name}");
        let (_, leaf) = X509Certificate::from_der(&handshake.chain[0]).expect("a certificate");
        assert_eq!(leaf.version() == X509Version::V1, name == "X.509 v1");
    }
}

#[test]
fn what_was_agreed_on_is_told_under_its_names() {
    let test = "suites and groups";
    let identity = Identity::ec("P-256");
    let cases = [
        (&["-ciphersuites", "TLS_AES_128_GCM_SHA256"][..], "TLS_AES_128_GCM_SHA256", "secp256r1"),
        (
            &["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305", "-groups", "P-384"],
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "secp384r1",
        ),
        (&["-groups", "X25519"], "TLS_AES_256_GCM_SHA384", "x25519"),
    ];
    for (arguments, suite, group) in cases {
        let Some(server) = TlsServer::new(test, &identity, arguments) else { return };
        let handshake = established(endpoint(server.behind_postgres().address()));
        assert_eq!(handshake.cipher_suite, suite);
        assert_eq!(handshake.group.as_deref(), Some(group));
        assert_eq!(handshake.alpn, None);
    }
}

#[test]
fn a_request_for_a_client_certificate_is_noted_and_not_followed() {
    let identity = Identity::ec("P-256");
    for version in ["-tls1_2", "-tls1_3"] {
        let Some(server) = TlsServer::new("client certificates", &identity, &["-verify", "1", version])
        else {
            return;
        };
        assert!(captured(endpoint(server.behind_postgres().address())).client.requested);
    }
}

#[test]
fn direct_tls_needs_the_name_of_postgresql_in_alpn() {
    let identity = Identity::ec("P-256");
    let server = |arguments: &[&str]| TlsServer::new("direct TLS", &identity, arguments);
    let Some(named) = server(&["-alpn", "postgresql"]) else { return };
    let capture = captured(direct(named.address()));
    assert_eq!(capture.reply, None);
    let Tls::Established(handshake) = capture.tls else { panic!("{:?}", capture.tls) };
    assert_eq!(handshake.alpn.as_deref(), Some("postgresql"));
    assert_eq!(established(endpoint(named.behind_postgres().address())).alpn.as_deref(), Some("postgresql"));

    let Some(silent) = server(&[]) else { return };
    assert_eq!(failed(direct(silent.address())), HandshakeFailure::NoAlpn);
    let Some(other) = server(&["-alpn", "http/1.1"]) else { return };
    assert_eq!(failed(direct(other.address())), HandshakeFailure::Alert(120));
}

#[test]
fn tls_from_the_first_byte_is_found_where_postgresql_was_asked_for() {
    let identity = Identity::ec("P-256");
    for (arguments, postgresql) in
        [(&["-alpn", "postgresql"][..], true), (&["-alpn", "http/1.1"], false), (&[], false)]
    {
        let Some(server) = TlsServer::new("TLS at once", &identity, arguments) else { return };
        let capture = captured(endpoint(server.address()));
        assert!(
            !matches!(capture.reply, Some(SslReply::Willing | SslReply::Unwilling)),
            "{:?}",
            capture.reply
        );
        assert_eq!(capture.other_protocol, Some(OtherProtocol::Tls { postgresql }));
    }
}

#[test]
fn what_only_openssl_can_speak_is_told_with_its_certificates() {
    let test = "suites of OpenSSL alone";
    let rsa = Identity::rsa(2048);
    let p521 = Identity::ec("P-521");
    let cases = [
        (
            &rsa,
            &["-tls1_2", "-cipher", "DHE-RSA-AES256-SHA"][..],
            TlsVersion::V1_2,
            "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
        ),
        (
            &rsa,
            &["-tls1_2", "-cipher", "AES128-GCM-SHA256"],
            TlsVersion::V1_2,
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
        ),
        // In TLS 1.2 the groups that a client offers are the curves of keys, too.
        (&p521, &["-tls1_2"], TlsVersion::V1_2, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
        (&rsa, &["-groups", "P-521", "-tls1_3"], TlsVersion::V1_3, "TLS_AES_256_GCM_SHA384"),
        (&rsa, &["-groups", "X448", "-tls1_3"], TlsVersion::V1_3, "TLS_AES_256_GCM_SHA384"),
    ];
    for (identity, arguments, version, suite) in cases {
        let Some(server) = TlsServer::new(test, identity, arguments) else { return };
        let failure = failed(endpoint(server.behind_postgres().address()));
        let HandshakeFailure::OnlyOpenssl { version: found, cipher_suite, chain, doubt } = failure else {
            panic!("{failure:?}")
        };
        assert_eq!((found, cipher_suite.as_str()), (version, suite));
        assert_eq!(chain, if version == TlsVersion::V1_2 { identity.chain() } else { Vec::new() }, "{suite}");
        let is_proven = version == TlsVersion::V1_2 && !suite.starts_with("TLS_RSA_");
        assert_eq!(doubt.is_none(), is_proven, "{suite}: {doubt:?}");
    }
}

#[test]
fn an_old_version_is_found_out() {
    let test = "old versions";
    let identity = Identity::rsa(2048);
    for (argument, version) in [("-tls1_1", TlsVersion::V1_1), ("-tls1", TlsVersion::V1_0)] {
        let Some(server) = TlsServer::new(test, &identity, &[ANY_KEY, &[argument]].concat()) else { return };
        assert_eq!(
            failed(endpoint(server.behind_postgres().address())),
            HandshakeFailure::OldVersion { version, by_alert: true }
        );
    }
    let Some(server) = TlsServer::new(test, &identity, &["-tls1_2"]) else { return };
    let strict = Endpoint { min_version: TlsVersion::V1_3, ..endpoint(server.behind_postgres().address()) };
    let listener = server.behind_postgres();
    let strict = Endpoint { port: listener.address().port(), ..strict };
    assert_eq!(failed(strict), HandshakeFailure::OldVersion { version: TlsVersion::V1_2, by_alert: true });
}

#[test]
fn the_bounds_of_the_version_are_kept() {
    let Some(server) = TlsServer::new("bounds", &Identity::ec("P-256"), &[]) else { return };
    let listener = server.behind_postgres();
    let at_most = |max| Endpoint { max_version: Some(max), ..endpoint(listener.address()) };
    assert_eq!(established(at_most(TlsVersion::V1_2)).version, TlsVersion::V1_2);
    let old = Endpoint { min_version: TlsVersion::V1_0, ..at_most(TlsVersion::V1_1) };
    // OpenSSL 3 has no signature for it at its security level.
    assert!(matches!(failed(old), HandshakeFailure::Alert(70 | 80)));
    let Some(server) = TlsServer::new("bounds", &Identity::ec("P-256"), &["-tls1_3"]) else { return };
    let listener = server.behind_postgres();
    let too_old = Endpoint { max_version: Some(TlsVersion::V1_2), ..endpoint(listener.address()) };
    assert_eq!(failed(too_old), HandshakeFailure::Alert(70));
}

#[test]
fn certificates_beyond_the_librarys_limit_are_read_where_they_are_not_encrypted() {
    let names = |count| -> Vec<String> {
        (0..count).map(|number| format!("{number}.{}.example.test", "n".repeat(30))).collect()
    };
    let identity = |count| {
        let names = names(count);
        let large = Authority::new("Authority").server(&names.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(large.certificate_der.len() > 1 << 16);
        Identity::of(&large.certificate, &large.key)
    };
    let (large, larger) = (identity(2000), identity(2500));
    let failure = |identity, version| {
        let server = TlsServer::new("large certificates", identity, &[version])?;
        Some(failed(endpoint(server.behind_postgres().address())))
    };
    let Some(encrypted) = failure(&large, "-tls1_3") else { return };
    assert_eq!(encrypted, HandshakeFailure::TooLarge);
    let Some(HandshakeFailure::OnlyOpenssl { chain, doubt, .. }) = failure(&large, "-tls1_2") else {
        panic!("the certificates")
    };
    assert_eq!((chain, doubt), (large.chain(), None));
    let refused = HandshakeFailure::Refused("excessive message size");
    assert_eq!(failure(&larger, "-tls1_2"), Some(refused));
}

/// Serves one certificate with whatever key, and notes the names that clients send.
#[derive(Debug)]
struct Loose {
    key: Arc<CertifiedKey>,
    names: Mutex<Vec<Option<String>>>,
}

impl Loose {
    /// A server with the certificate of one server and the key of another.
    fn new(certificate: &[u8], key: &[u8]) -> Arc<Self> {
        let key = PrivateKeyDer::try_from(key.to_vec()).expect("a key");
        let key = rustls::crypto::ring::sign::any_supported_type(&key).expect("a key");
        let key = CertifiedKey::new(vec![CertificateDer::from(certificate.to_vec())], key);
        Arc::new(Self { key: Arc::new(key), names: Mutex::default() })
    }

    fn serve(self: &Arc<Self>) -> Listener {
        self.serve_and(|_, _| {})
    }

    /// After the handshake, does what it is told.
    fn serve_and(
        self: &Arc<Self>,
        then: impl Fn(&mut ServerConnection, &mut TcpStream) + Send + Sync + 'static,
    ) -> Listener {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.expect("ring has them").with_no_client_auth();
        let mut config = builder.with_cert_resolver(Arc::clone(self) as _);
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        let config = Arc::new(config);
        Listener::new(move |mut stream: TcpStream| {
            let mut connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            let _ = connection.complete_io(&mut stream);
            then(&mut connection, &mut stream);
        })
    }
}

impl ResolvesServerCert for Loose {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.names.lock().expect("the names").push(hello.server_name().map(str::to_owned));
        Some(Arc::clone(&self.key))
    }
}

#[test]
fn a_certificate_with_another_servers_key_is_no_proof() {
    let authority = Authority::new("Authority");
    let (one, other) = (authority.server(&["one"]), authority.server(&["other"]));
    let listener = Loose::new(&one.certificate_der, &one.key_der).serve();
    assert_eq!(established(direct(listener.address())).proof, Signature::Valid);
    for max_version in [TlsVersion::V1_2, TlsVersion::V1_3] {
        let listener = Loose::new(&one.certificate_der, &other.key_der).serve();
        let endpoint = Endpoint { max_version: Some(max_version), ..direct(listener.address()) };
        let chain = vec![one.certificate_der.clone()];
        assert_eq!(failed(endpoint), HandshakeFailure::ProofRefused { reason: "bad signature", chain });
    }
}

#[test]
fn the_server_is_taken_leave_of_as_tls_wants_it() {
    let server = Authority::new("Authority").server(&["server"]);
    let (sender, left) = std::sync::mpsc::channel();
    let listener =
        Loose::new(&server.certificate_der, &server.key_der).serve_and(move |connection, stream| {
            // Without a close_notify the end is an error.
            let end = rustls::Stream::new(connection, stream).read_to_end(&mut Vec::new());
            let _ = sender.send(end.map_err(|error| error.to_string()));
        });
    established(direct(listener.address()));
    assert_eq!(left.recv_timeout(PATIENCE).expect("the end of the connection"), Ok(0));
}

#[test]
fn the_server_is_told_the_host_as_typed_and_never_an_address() {
    let server = Authority::new("Authority").server(&["server"]);
    let server = Loose::new(&server.certificate_der, &server.key_der);
    let listener = server.serve();
    let hosts = [Some("db.example.test"), Some("1.2"), Some("::1"), Some("not a name"), None];
    for host in hosts {
        established(Endpoint { host: host.map(str::to_owned), ..direct(listener.address()) });
    }
    established(Endpoint { sni: false, ..direct(listener.address()) });
    let seen = server.names.lock().expect("the names").clone();
    assert_eq!(seen, [Some("db.example.test".to_owned()), None, None, None, None, None]);
}

/// The first record of a server without the extension `renegotiation_info`.
fn without_renegotiation_info(record: &[u8]) -> Vec<u8> {
    const EXTENSION: [u8; 5] = [0xff, 0x01, 0, 1, 0];
    let at = record.windows(5).position(|bytes| bytes == EXTENSION).expect("the extension");
    let mut changed = [&record[..at], &record[at + 5..]].concat();
    // The lengths of the record, the message and the extensions, which begin behind a session of this length.
    let extensions = 5 + 4 + 35 + usize::from(record[43]) + 3;
    for low in [4, 8, extensions + 1] {
        let length = u16::from_be_bytes([changed[low - 1], changed[low]]) - 5;
        changed[low - 1..=low].copy_from_slice(&length.to_be_bytes());
    }
    changed
}

#[test]
fn tls_12_without_secure_renegotiation_is_refused_as_by_openssl() {
    let identity = Identity::rsa(2048);
    let Some(server) = TlsServer::new("renegotiation", &identity, &["-tls1_2"]) else { return };
    let to = server.address();
    let listener = Listener::new(move |mut stream| {
        let mut other = TcpStream::connect(to).expect("s_server");
        let mut hello = [0; 4096];
        let length = stream.read(&mut hello).expect("a hello");
        other.write_all(&hello[..length]).expect("s_server reads");
        let mut head = [0; 5];
        other.read_exact(&mut head).expect("a record");
        let mut content = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        other.read_exact(&mut content).expect("a record");
        let _ = stream.write_all(&without_renegotiation_info(&[&head[..], &content].concat()));
    });
    assert_eq!(
        failed(direct(listener.address())),
        HandshakeFailure::Refused("unsafe legacy renegotiation disabled")
    );
}
