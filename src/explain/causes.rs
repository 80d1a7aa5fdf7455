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
    "The client does not find the issuer of a certificate in the server's chain: the root is not in \
     the client's trust store, or the server does not send an intermediate.",
);
pub(super) const NOT_IN_STORE: TextCause = chain(Code::NotInStore);
pub(super) const UNVERIFIED: TextCause = own(Code::MissingRoot, Speaker::Check, Check)
    .saying(
        "The client could not verify the server's certificate, and this text does not say why. Most often \
         the chain needs a root that is not in the client's trust store.",
    )
    .fixed_by("Run the command below. It shows the reason and the fix.");
pub(super) const EXPIRED: TextCause = chain(Code::Expired);
pub(super) const NOT_YET_VALID: TextCause = chain(Code::NotYetValid);
pub(super) const NOT_VALID_TODAY: TextCause = chain(Code::Expired)
    .saying("A certificate of the chain has expired or is not valid yet, or this machine's clock is wrong.")
    .fixed_by("Check this machine's clock. If it is right, let the server send a valid chain.");
pub(super) const ODD_DATE: TextCause = chain(Code::OddDate);
pub(super) const TOO_LONG: TextCause = chain(Code::TooLong);
pub(super) const REJECTED: TextCause = chain(Code::Rejected).saying(
    "The client's trust store has settings that do not accept a certificate of the chain for servers.",
);
pub(super) const BAD_SIGNATURE: TextCause = chain(Code::BadSignature);
pub(super) const SIGNATURE_FAILED: TextCause = chain(Code::BadSignature).saying(
    "A signature does not verify: one in the server's chain, or the server's proof that it has its \
     key.",
);
pub(super) const NOT_AN_AUTHORITY: TextCause = chain(Code::NotAnAuthority);
pub(super) const PATH_LENGTH: TextCause = chain(Code::PathLength);
pub(super) const KEY_USAGE: TextCause = chain(Code::KeyUsage);
pub(super) const PURPOSE: TextCause = chain(Code::Purpose)
    .saying("A certificate of the chain does not allow the use as the certificate of a TLS server.");
pub(super) const AUTHORITY_AS_SERVER: TextCause = chain(Code::Purpose)
    .saying(
        "The server sends the certificate of a certificate authority as its own, and this client does not \
         accept that.",
    )
    .fixed_by("Have a certificate issued for the server that is not a certificate authority (`CA:FALSE`).");
pub(super) const NAME_CONSTRAINTS: TextCause = chain(Code::NameConstraints);
pub(super) const UNKNOWN_EXTENSION: TextCause = chain(Code::UnknownExtension);
pub(super) const MALFORMED: TextCause = chain(Code::MalformedExtension)
    .saying("A certificate of the chain, or an extension in it, does not decode.");
pub(super) const STRICT: TextCause = chain(Code::MalformedExtension)
    .saying(
        "A certificate of the chain lacks something that RFC 5280 requires, and this client checks that \
         strictly, as Python 3.13 and newer do.",
    )
    .fixed_by(
        "Have the certificate issued again with what the message names. Until then, \
         `ssl.VERIFY_X509_STRICT` can be removed from `verify_flags` in Python.",
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
    .saying("The client checks revocation, and has no current list of an authority in the chain.")
    .fixed_by("Give the client a current list, or turn off its check of revocation.");
pub(super) const CRL_EXPIRED: TextCause = chain(Code::CrlExpired);
pub(super) const CRL_NOT_YET_VALID: TextCause = chain(Code::CrlNotYetValid);
pub(super) const CRL_SIGNATURE: TextCause = chain(Code::CrlSignature);
pub(super) const CRL_KEY_USAGE: TextCause = chain(Code::CrlKeyUsage);
pub(super) const CRL_SCOPE: TextCause = chain(Code::CrlScope);
pub(super) const CRL_EXTENSION: TextCause = chain(Code::CrlExtension);
pub(super) const UNSUPPORTED: TextCause = chain(Code::Unverifiable)
    .saying("This client cannot verify a certificate of the chain: it lacks the algorithm.")
    .fixed_by("Update the client, or have the certificate issued again with RSA or P-256.");

// The name.
pub(super) const OTHER_NAME: TextCause = check(Code::NameMismatch);
pub(super) const NO_NAME: TextCause = check(Code::NameMismatch)
    .saying("The certificate has no name that the client could compare with the host's.")
    .fixed_by("Have a certificate issued that has the host's name as Subject Alternative Name.");
pub(super) const NO_HOST: TextCause = check(Code::NameMismatch)
    .saying(
        "The connection names no host, only an address, so there is no name to compare with the \
         certificate's.",
    )
    .fixed_by("Connect by the host's name, for example with `host=`.");

// The client's files and settings.
pub(super) const STORE_MISSING: TextCause = own(Code::StoreMissing, Speaker::Check, Install)
    .saying("The file of root certificates does not exist, or the client cannot see it.");
pub(super) const STORE_UNREADABLE: TextCause = own(Code::StoreUnreadable, Speaker::Check, Status)
    .saying(
        "The client cannot use the file of root certificates: this user may not read it, or its content \
         is wrong.",
    )
    .fixed_by("Run the command below. It names the line or the permission that is wrong.");
pub(super) const STORE_EMPTY: TextCause = own(Code::EmptyFile, Speaker::Status, Status)
    .saying("The client finds no certificate in its file of root certificates.");
pub(super) const FILE_MISSING: TextCause = own(Code::StoreMissing, Speaker::Check, Install).saying(
    "A file that the program opens does not exist. In a program that connects with TLS, that is most \
     often its file of root certificates.",
);
pub(super) const CLIENT_FILES: TextCause = check(Code::ClientCertificate)
    .saying("The client cannot load its own certificate or key, so it does not begin TLS.");
pub(super) const SETTINGS: TextCause = unreached(Code::Usage)
    .saying(
        "A setting of the connection has a value that the client does not accept, or two of them \
         contradict each other.",
    )
    .fixed_by("Correct the setting that the message names.");
pub(super) const NO_TLS_CLIENT: TextCause = unreached(Code::Usage)
    .saying("This client was built without TLS, so it accepts no setting that needs it.")
    .fixed_by("Install a build of the client that supports TLS.");

// The handshake.
pub(super) const NO_TLS: TextCause = check(Code::NoTls)
    .saying("The server, or the pooler in front of it, does not offer TLS, and the client insists on it.");
pub(super) const NOT_POSTGRESQL: TextCause = check(Code::NotPostgresql).saying(
    "What answers there does not speak PostgreSQL's protocol, or is a TLS proxy that expects TLS at \
     once.",
);
pub(super) const NOT_TLS: TextCause = check(Code::TlsFailed)
    .saying(
        "What answers there does not speak TLS at this point. Most often the port is wrong, or the client \
         begins TLS without PostgreSQL's request for it.",
    )
    .fixed_by("Check the host and the port. PostgreSQL listens on 5432 by default, PgBouncer often on 6432.");
pub(super) const NO_ALPN: TextCause = TextCause::new(Code::TlsFailed, Speaker::Check, CheckDirect)
    .saying(
        "The server does not agree to the protocol `postgresql` (ALPN), which direct TLS needs. It is \
         older than PostgreSQL 17, or something else answers.",
    )
    .fixed_by("Do not use `sslnegotiation=direct`, or update the server to PostgreSQL 17.");
pub(super) const ERROR_REPLY: TextCause = check(Code::ErrorReply);
pub(super) const EARLY_BYTES: TextCause = check(Code::EarlyBytes);
pub(super) const NO_ANSWER: TextCause = check(Code::NoAnswer)
    .saying("The server, or what is in between, closed the connection without an error.");
pub(super) const HANDSHAKE_ENDED: TextCause = check(Code::TlsFailed).saying(
    "The server, or what is in between, closed the TLS connection without a reason, during the \
     handshake or later.",
);
pub(super) const HANDSHAKE_REFUSED: TextCause = check(Code::TlsFailed)
    .saying(
        "The server ends the TLS handshake and gives no exact reason. The two have no cipher suite in \
         common, or the server requires a client certificate.",
    )
    .fixed_by(
        "Read the server's log, which has the reason. If the server requires a client certificate, \
         configure one.",
    );
pub(super) const HANDSHAKE_FAILED: TextCause = check(Code::TlsFailed)
    .saying("The TLS handshake failed for a reason other than the server's certificate.");
pub(super) const OTHER_REASON: TextCause = check(Code::TlsFailed)
    .saying(
        "TLS failed, in the handshake or at the server's certificate. The words are OpenSSL's first \
         reason.",
    )
    .fixed_by("Run the command below. It shows the reason and the fix.");
pub(super) const DISCONNECTED: TextCause = check(Code::TlsFailed).saying(
    "The server, or what is in between, closed the connection during the TLS handshake without a \
     reason. postgres.js prints this for a server without TLS too.",
);
pub(super) const UNKNOWN_SERVER_NAME: TextCause = check(Code::TlsFailed)
    .saying("What answers there knows no server by the name that the client asks for (SNI).")
    .fixed_by("Connect by a name that the server knows, or send none with `sslsni=0`.");
pub(super) const OLD_TLS: TextCause =
    check(Code::OldTls).saying("The client and the server have no TLS version in common.");
pub(super) const TLS_UNEXPLAINED: TextCause = check(Code::TlsFailed)
    .saying("TLS failed, in the handshake or at the server's certificate. This text does not say why.")
    .fixed_by("Run the command below: it shows whether the certificate is the cause.");
pub(super) const CERTIFICATE_REFUSED: TextCause = check(Code::ClientCertificateRefused)
    .saying("The server refuses the client's own certificate, or a connection without one.");
pub(super) const CERTIFICATE_NOT_USED: TextCause = check(Code::ClientCertificateRefused)
    .saying("The client requires that it logs in with a certificate, and the server does not ask for one.")
    .fixed_by("Remove `sslcertmode=require`, or let the server's `pg_hba.conf` require a certificate.");
pub(super) const CLIENT_REFUSED_SERVER: TextCause = own(Code::MissingRoot, Speaker::Check, Check)
    .saying(
        "This is in the server's log: a client ended the handshake because it could not verify the \
         server's certificate.",
    )
    .fixed_by("Run the command below on the client's machine. It shows the reason and the fix.");

// The login.
pub(super) const NO_ENTRY: TextCause = login(CheckLogin)
    .saying(
        "The server's pg_hba.conf does not let this user into this database from this address. TLS is not \
         the cause.",
    )
    .fixed_by(
        "Ask the server's administrator for a line in `pg_hba.conf`, or connect as another user or from \
         another address.",
    );
pub(super) const NO_ENTRY_PLAINTEXT: TextCause = login(CheckLogin)
    .saying(
        "The connection has no TLS, and the server's pg_hba.conf does not let such a connection in. The \
         client does not use TLS, or `prefer` fell back after TLS failed.",
    )
    .fixed_by("Connect with `sslmode=verify-full`. If TLS fails then, the error has the reason.");
pub(super) const TLS_REQUIRED: TextCause = login(Check)
    .saying(
        "The connection has no TLS, and the server requires it. The client does not use TLS, or `prefer` \
         fell back after TLS failed.",
    )
    .fixed_by("Connect with `sslmode=verify-full`. If TLS fails then, the error has the reason.");
pub(super) const PASSWORD: TextCause = login(CheckLogin)
    .saying("The server does not accept the user's password, or the client has none. TLS is not the cause.")
    .fixed_by("Correct the password in `PGPASSWORD`, `~/.pgpass` or the application's settings.");
pub(super) const AUTHENTICATION: TextCause = login(CheckLogin)
    .saying("The server does not accept this user in the way it asks for. TLS is not the cause.")
    .fixed_by("Log in by the method that the server's `pg_hba.conf` requires for this user.");
pub(super) const CHANNEL_BINDING: TextCause = login(CheckLogin)
    .saying(
        "The client insists on channel binding, which needs TLS to the server itself and a login with \
         SCRAM. A proxy that ends TLS prevents it.",
    )
    .fixed_by("Connect without such a proxy, or use `channel_binding=prefer`.");
pub(super) const CHANNEL_BINDING_HASH: TextCause = login(CheckLogin)
    .saying(
        "SCRAM with channel binding needs a hash for the server's certificate, and Ed25519 keys have \
         none.",
    )
    .fixed_by("Use `channel_binding=disable`, or a server certificate with an RSA or P-256 key.");
pub(super) const SCRAM: TextCause = login(CheckLogin)
    .saying(
        "The login with SCRAM failed: the two sides do not agree on the password, or on each other's \
         messages.",
    )
    .fixed_by("Correct the password. If it is right, read the server's log.");
pub(super) const GSSAPI: TextCause = login(CheckLogin)
    .saying("The client tried GSSAPI (Kerberos), and that failed. TLS is not the cause.")
    .fixed_by("To use TLS instead, set `gssencmode=disable` and `sslmode=verify-full`.");
pub(super) const NO_SUCH_DATABASE: TextCause = login(CheckLogin)
    .saying("The database or the user does not exist on this server. TLS is not the cause.")
    .fixed_by("Correct the database and the user in the connection settings.");
pub(super) const SERVER_BUSY: TextCause = login(CheckLogin)
    .saying(
        "The server accepts no more connections at the moment, or is starting or stopping. TLS is not the \
         cause.",
    )
    .fixed_by("Try again later, or ask the server's administrator.");

// The network.
pub(super) const REFUSED: TextCause =
    unreached(Code::Refused).saying("Nothing listens on the server's port. TLS is not the cause.");
pub(super) const TIME_LIMIT: TextCause = unreached(Code::TimeLimit)
    .saying("The server did not answer in time. A firewall or a wrong address is likelier than TLS.")
    .fixed_by("Check the address and the firewalls on the way.");
pub(super) const NO_ADDRESS: TextCause =
    unreached(Code::NameResolution).saying("The server's name has no address. TLS is not the cause.");
pub(super) const NO_ROUTE: TextCause = unreached(Code::Network)
    .saying("The network does not lead to the server, or the connection to it broke. TLS is not the cause.")
    .fixed_by("Check the network and the address.");
