//! The causes of error texts. Where a client does not say which of several it was, the sentence says what they share.

use super::error_text::NextStep::{Check, CheckDirect, CheckLogin, Install, Status};
use super::error_text::{NextStep, TextCause};
use crate::diagnostic::Code;
use crate::diagnostic::catalog::Speaker;

/// OpenSSL's reason to refuse a chain, in the words of the catalog.
const fn chain(code: Code) -> TextCause {
    TextCause::new(code, Speaker::Chain, Check)
}

const fn check(code: Code) -> TextCause {
    TextCause::new(code, Speaker::Check, Check)
}

/// What keeps a client from the server before any TLS.
const fn unreached(code: Code) -> TextCause {
    TextCause::new(code, Speaker::Failure, Check)
}

const fn login(next: NextStep) -> TextCause {
    TextCause::new(Code::LoginRefused, Speaker::Check, next)
}

const fn own(code: Code, speaker: Speaker, next: NextStep) -> TextCause {
    TextCause::new(code, speaker, next)
}

// The chain of the server.
pub(super) const NO_ISSUER: TextCause = chain(Code::NoIssuer).saying(
    "The client does not find the issuer of a certificate in the server's chain: the root is not in the client's \
     trust store, or the server does not send an intermediate.",
);
pub(super) const NOT_IN_STORE: TextCause = chain(Code::NotInStore);
pub(super) const UNVERIFIED: TextCause = own(Code::MissingRoot, Speaker::Check, Check).saying(
    "The client could not verify the server's certificate, and this text does not say why. Most often the chain needs \
     a root that is not in the client's trust store.",
);
pub(super) const EXPIRED: TextCause = chain(Code::Expired);
pub(super) const NOT_YET_VALID: TextCause = chain(Code::NotYetValid);
pub(super) const NOT_VALID_TODAY: TextCause = chain(Code::Expired)
    .saying("A certificate of the chain has expired or is not valid yet, or this machine's clock is wrong.");
pub(super) const ODD_DATE: TextCause = chain(Code::OddDate);
pub(super) const TOO_LONG: TextCause = chain(Code::TooLong);
pub(super) const REJECTED: TextCause = chain(Code::Rejected).saying(
    "The client's trust store has settings that do not accept a certificate of the chain for servers.",
);
pub(super) const BAD_SIGNATURE: TextCause = chain(Code::BadSignature);
pub(super) const SIGNATURE_FAILED: TextCause = chain(Code::BadSignature).saying(
    "A signature does not verify: one in the server's chain, or the server's proof that it has its key.",
);
pub(super) const NOT_AN_AUTHORITY: TextCause = chain(Code::NotAnAuthority);
pub(super) const PATH_LENGTH: TextCause = chain(Code::PathLength);
pub(super) const KEY_USAGE: TextCause = chain(Code::KeyUsage);
pub(super) const PURPOSE: TextCause = chain(Code::Purpose)
    .saying("A certificate of the chain does not allow the use as the certificate of a TLS server.");
pub(super) const AUTHORITY_AS_SERVER: TextCause = chain(Code::Purpose).saying(
    "The server sends the certificate of a certificate authority as its own, and this client does not accept that.",
);
pub(super) const NAME_CONSTRAINTS: TextCause = chain(Code::NameConstraints);
pub(super) const UNKNOWN_EXTENSION: TextCause = chain(Code::UnknownExtension);
pub(super) const MALFORMED: TextCause = chain(Code::MalformedExtension)
    .saying("A certificate of the chain, or an extension in it, does not decode.");
pub(super) const STRICT: TextCause = chain(Code::MalformedExtension).saying(
    "A certificate of the chain lacks something that RFC 5280 requires, and this client checks that strictly, as \
     Python 3.13 and newer do.",
);
pub(super) const INTERNET_RESOURCES: TextCause = chain(Code::InternetResources);
pub(super) const PROXY_CERTIFICATE: TextCause = chain(Code::ProxyCertificate);
pub(super) const ISSUER_MISMATCH: TextCause = chain(Code::IssuerMismatch);
pub(super) const WEAK_KEY: TextCause =
    chain(Code::WeakKey).saying("A key in the chain, or the client's own, is too weak for this client.");
pub(super) const WEAK_SIGNATURE: TextCause = chain(Code::WeakSignature).saying(
    "A certificate of the chain is signed in a way that this client no longer accepts, such as SHA-1.",
);
pub(super) const EXPLICIT_CURVE: TextCause = chain(Code::ExplicitCurve);
pub(super) const REVOKED: TextCause = chain(Code::Revoked);
pub(super) const CRL_MISSING: TextCause = chain(Code::CrlMissing)
    .saying("The client checks revocation, and has no current list of an authority in the chain.");
pub(super) const CRL_EXPIRED: TextCause = chain(Code::CrlExpired);
pub(super) const CRL_NOT_YET_VALID: TextCause = chain(Code::CrlNotYetValid);
pub(super) const CRL_SIGNATURE: TextCause = chain(Code::CrlSignature);
pub(super) const CRL_KEY_USAGE: TextCause = chain(Code::CrlKeyUsage);
pub(super) const CRL_SCOPE: TextCause = chain(Code::CrlScope);
pub(super) const CRL_EXTENSION: TextCause = chain(Code::CrlExtension);
pub(super) const UNSUPPORTED: TextCause = chain(Code::Unverifiable)
    .saying("This client cannot verify a certificate of the chain: it lacks the algorithm.");

// The name.
pub(super) const OTHER_NAME: TextCause = check(Code::NameMismatch);
pub(super) const NO_NAME: TextCause = check(Code::NameMismatch)
    .saying("The certificate has no name that the client could compare with the host's.");
pub(super) const NO_HOST: TextCause = check(Code::NameMismatch).saying(
    "The connection names no host, only an address, so there is no name to compare with the certificate's.",
);

// The client's files and settings.
pub(super) const STORE_MISSING: TextCause = own(Code::StoreMissing, Speaker::Check, Install)
    .saying("The file of root certificates does not exist, or the client cannot see it.");
pub(super) const STORE_UNREADABLE: TextCause = own(Code::StoreUnreadable, Speaker::Check, Status)
    .saying("The client cannot use the file of root certificates: this user may not read it, or its content is wrong.");
pub(super) const STORE_EMPTY: TextCause = own(Code::EmptyFile, Speaker::Status, Status)
    .saying("The client finds no certificate in its file of root certificates.");
pub(super) const FILE_MISSING: TextCause = own(Code::StoreMissing, Speaker::Check, Install).saying(
    "A file that the program opens does not exist. In a program that connects with TLS, that is most often its file \
     of root certificates.",
);
pub(super) const CLIENT_FILES: TextCause = check(Code::ClientCertificate)
    .saying("The client cannot load its own certificate or key, so it does not begin TLS.");
pub(super) const SETTINGS: TextCause = unreached(Code::Usage)
    .saying("A setting of the connection has a value that the client does not accept, or two of them contradict each other.");
pub(super) const NO_TLS_CLIENT: TextCause = unreached(Code::Usage)
    .saying("This client was built without TLS, so it accepts no setting that needs it.");

// The handshake.
pub(super) const NO_TLS: TextCause = check(Code::NoTls)
    .saying("The server, or the pooler in front of it, does not offer TLS, and the client insists on it.");
pub(super) const NOT_POSTGRESQL: TextCause = check(Code::NotPostgresql).saying(
    "What answers there does not speak PostgreSQL's protocol, or is a TLS proxy that expects TLS at once.",
);
pub(super) const NOT_TLS: TextCause = check(Code::TlsFailed).saying(
    "What answers there does not speak TLS at this point. Most often the port is wrong, or the client begins TLS \
     without PostgreSQL's request for it.",
);
pub(super) const NO_ALPN: TextCause = TextCause::new(Code::TlsFailed, Speaker::Check, CheckDirect).saying(
    "The server does not agree to the protocol `postgresql` (ALPN), which direct TLS needs. It is older than \
     PostgreSQL 17, or something else answers.",
);
pub(super) const ERROR_REPLY: TextCause = check(Code::ErrorReply);
pub(super) const EARLY_BYTES: TextCause = check(Code::EarlyBytes);
pub(super) const NO_ANSWER: TextCause = check(Code::NoAnswer)
    .saying("The server, or what is in between, closed the connection without an error.");
pub(super) const HANDSHAKE_ENDED: TextCause = check(Code::TlsFailed).saying(
    "The server, or what is in between, closed the connection during the TLS handshake without a reason.",
);
pub(super) const HANDSHAKE_REFUSED: TextCause = check(Code::TlsFailed).saying(
    "The server ends the TLS handshake and gives no exact reason. The two have no cipher suite in common, or the \
     server requires a client certificate.",
);
pub(super) const HANDSHAKE_FAILED: TextCause = check(Code::TlsFailed)
    .saying("The TLS handshake failed for a reason other than the server's certificate.");
pub(super) const OTHER_REASON: TextCause = check(Code::TlsFailed).saying(
    "TLS failed, in the handshake or at the server's certificate. The words are OpenSSL's first reason.",
);
pub(super) const DISCONNECTED: TextCause = check(Code::TlsFailed).saying(
    "The server, or what is in between, closed the connection during the TLS handshake without a reason. postgres.js \
     prints this for a server without TLS too.",
);
pub(super) const UNKNOWN_SERVER_NAME: TextCause = check(Code::TlsFailed)
    .saying("What answers there knows no server by the name that the client asks for (SNI).");
pub(super) const OLD_TLS: TextCause =
    check(Code::OldTls).saying("The client and the server have no TLS version in common.");
pub(super) const CERTIFICATE_REFUSED: TextCause = check(Code::ClientCertificateRefused)
    .saying("The server refuses the client's own certificate, or a connection without one.");
pub(super) const CLIENT_REFUSED_SERVER: TextCause = own(Code::MissingRoot, Speaker::Check, Check).saying(
    "This is in the server's log: a client ended the handshake because it could not verify the server's certificate.",
);

// The login.
pub(super) const NO_ENTRY: TextCause = login(CheckLogin)
    .saying("The server's pg_hba.conf does not let this user into this database from this address. TLS is not the cause.");
pub(super) const NO_ENTRY_PLAINTEXT: TextCause = login(CheckLogin).saying(
    "The connection has no TLS, and the server's pg_hba.conf does not let such a connection in. The client does not \
     use TLS, or `prefer` fell back after TLS failed.",
);
pub(super) const TLS_REQUIRED: TextCause = login(Check).saying(
    "The connection has no TLS, and the server requires it. The client does not use TLS, or `prefer` fell back after \
     TLS failed.",
);
pub(super) const PASSWORD: TextCause = login(CheckLogin)
    .saying("The server does not accept the user's password, or the client has none. TLS is not the cause.");
pub(super) const AUTHENTICATION: TextCause = login(CheckLogin)
    .saying("The server does not accept this user in the way it asks for. TLS is not the cause.");
pub(super) const CHANNEL_BINDING: TextCause = login(CheckLogin).saying(
    "The client insists on channel binding, which needs TLS to the server itself and a login with SCRAM. A proxy that \
     ends TLS prevents it.",
);
pub(super) const NO_SUCH_DATABASE: TextCause =
    login(CheckLogin).saying("The database or the user does not exist on this server. TLS is not the cause.");
pub(super) const SERVER_BUSY: TextCause = login(CheckLogin).saying(
    "The server accepts no more connections at the moment, or is starting or stopping. TLS is not the cause.",
);

// The network.
pub(super) const REFUSED: TextCause =
    unreached(Code::Refused).saying("Nothing listens on the server's port. TLS is not the cause.");
pub(super) const TIME_LIMIT: TextCause = unreached(Code::TimeLimit)
    .saying("The server did not answer in time. A firewall or a wrong address is likelier than TLS.");
pub(super) const NO_ADDRESS: TextCause =
    unreached(Code::NameResolution).saying("The server's name has no address. TLS is not the cause.");
pub(super) const NO_ROUTE: TextCause = unreached(Code::Network)
    .saying("The network does not lead to the server, or the connection to it broke. TLS is not the cause.");
