//! Keys of every kind that a server may have, and signatures by them.

use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};

use rcgen::{
    KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PublicKeyData as _,
    SigningKey as _,
};

use super::der::{integer, oid, sequence, tagged, tlv};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    P256,
    P384,
    P521,
    Ed25519,
    Rsa,
    /// An RSA key that signs with PSS alone.
    RsaPss,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Padding {
    Pkcs1,
    Pss,
}

/// A private key and its public half.
pub(crate) struct Key {
    pub(crate) kind: Kind,
    /// PKCS#8.
    pub(crate) der: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    /// What signs without another process.
    quick: Option<KeyPair>,
}

/// The keys that take long to make, or are needed often.
pub(crate) static RSA_1024: LazyLock<Arc<Key>> = LazyLock::new(|| Key::rsa(1024));
pub(crate) static RSA_2048: LazyLock<Arc<Key>> = LazyLock::new(|| Key::rsa(2048));
pub(crate) static RSA_4096: LazyLock<Arc<Key>> = LazyLock::new(|| Key::rsa(4096));
pub(crate) static SERVER: LazyLock<Arc<Key>> = LazyLock::new(Key::new);

impl Key {
    /// A key on P-256, at once.
    pub(crate) fn new() -> Arc<Self> {
        Self::of(Kind::P256)
    }

    pub(crate) fn of(kind: Kind) -> Arc<Self> {
        let curve = match kind {
            Kind::P256 => &PKCS_ECDSA_P256_SHA256,
            Kind::P384 => &PKCS_ECDSA_P384_SHA384,
            Kind::Ed25519 => &PKCS_ED25519,
            Kind::P521 => return Self::by_openssl(kind, "EC", "ec_paramgen_curve:P-521"),
            Kind::Rsa => return Arc::clone(&RSA_2048),
            Kind::RsaPss => return Self::by_openssl(kind, "RSA-PSS", "rsa_keygen_bits:2048"),
        };
        let pair = KeyPair::generate_for(curve).expect("a key");
        Arc::new(Self {
            kind,
            der: pair.serialize_der(),
            spki: pair.subject_public_key_info(),
            quick: Some(pair),
        })
    }

    fn rsa(bits: u32) -> Arc<Self> {
        Self::by_openssl(Kind::Rsa, "RSA", &format!("rsa_keygen_bits:{bits}"))
    }

    fn by_openssl(kind: Kind, algorithm: &str, option: &str) -> Arc<Self> {
        let pem = openssl(&["genpkey", "-algorithm", algorithm, "-pkeyopt", option], &[]);
        let spki = openssl(&["pkey", "-pubout", "-outform", "DER"], &pem);
        let der = pem::parse(pem).expect("a key in PEM").into_contents();
        Arc::new(Self { kind, der, spki, quick: None })
    }

    pub(crate) fn pem(&self) -> String {
        crate::support::pem("PRIVATE KEY", &self.der)
    }

    /// The hash that goes with the key.
    pub(crate) fn hash(&self) -> Hash {
        match self.kind {
            Kind::P384 => Hash::Sha384,
            Kind::P521 => Hash::Sha512,
            _ => Hash::Sha256,
        }
    }

    /// The padding that goes with the key, which only RSA has.
    pub(crate) fn padding(&self) -> Padding {
        if self.kind == Kind::RsaPss { Padding::Pss } else { Padding::Pkcs1 }
    }

    pub(crate) fn sign(&self, message: &[u8], hash: Hash, padding: Padding) -> Vec<u8> {
        match &self.quick {
            Some(pair) if hash == self.hash() => pair.sign(message).expect("a signature"),
            _ => self.sign_by_openssl(message, hash, padding),
        }
    }

    fn sign_by_openssl(&self, message: &[u8], hash: Hash, padding: Padding) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("key.pem");
        std::fs::write(&path, self.pem()).expect("a key");
        let path = path.to_str().expect("UTF-8");
        let digest = hash.option();
        let mut arguments = vec!["dgst", digest, "-sign", path];
        if padding == Padding::Pss {
            arguments.extend(["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"]);
        }
        openssl(&arguments, message)
    }

    /// The `AlgorithmIdentifier` of a signature by this key.
    pub(crate) fn algorithm(&self, hash: Hash, padding: Padding) -> Vec<u8> {
        let null = tlv(0x05, []);
        match (self.kind, padding) {
            (Kind::Ed25519, _) => sequence([oid("1.3.101.112")]),
            (Kind::P256 | Kind::P384 | Kind::P521, _) => sequence([oid(hash.ecdsa())]),
            (_, Padding::Pkcs1) => sequence([oid(hash.pkcs1()), null]),
            (_, Padding::Pss) => sequence([oid("1.2.840.113549.1.1.10"), hash.pss()]),
        }
    }
}

impl Hash {
    fn option(self) -> &'static str {
        match self {
            Self::Md5 => "-md5",
            Self::Sha1 => "-sha1",
            Self::Sha256 => "-sha256",
            Self::Sha384 => "-sha384",
            Self::Sha512 => "-sha512",
        }
    }

    fn ecdsa(self) -> &'static str {
        match self {
            Self::Md5 => panic!("ECDSA has no MD5"),
            Self::Sha1 => "1.2.840.10045.4.1",
            Self::Sha256 => "1.2.840.10045.4.3.2",
            Self::Sha384 => "1.2.840.10045.4.3.3",
            Self::Sha512 => "1.2.840.10045.4.3.4",
        }
    }

    fn pkcs1(self) -> &'static str {
        match self {
            Self::Md5 => "1.2.840.113549.1.1.4",
            Self::Sha1 => "1.2.840.113549.1.1.5",
            Self::Sha256 => "1.2.840.113549.1.1.11",
            Self::Sha384 => "1.2.840.113549.1.1.12",
            Self::Sha512 => "1.2.840.113549.1.1.13",
        }
    }

    /// The parameters of a PSS signature whose salt is as long as the hash.
    fn pss(self) -> Vec<u8> {
        let (name, length) = match self {
            Self::Md5 => ("1.2.840.113549.2.5", 16),
            Self::Sha1 => ("1.3.14.3.2.26", 20),
            Self::Sha256 => ("2.16.840.1.101.3.4.2.1", 32),
            Self::Sha384 => ("2.16.840.1.101.3.4.2.2", 48),
            Self::Sha512 => ("2.16.840.1.101.3.4.2.3", 64),
        };
        let hash = sequence([oid(name), tlv(0x05, [])]);
        let mask = sequence([oid("1.2.840.113549.1.1.8"), hash.clone()]);
        sequence([tagged(0, hash), tagged(1, mask), tagged(2, integer(length))])
    }
}

/// What `openssl` prints for this input.
fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("input");
    std::fs::write(&path, input).expect("the input");
    let mut command = Command::new("openssl");
    command.args(arguments).stdin(std::fs::File::open(&path).expect("the input")).stderr(Stdio::piped());
    let output = command.output().expect("openssl");
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
