//! What the tests and the fuzz targets use besides the program itself. This is not an interface: any release may change it.

pub use crate::diagnostic::catalog::{CatalogEntry, Speaker};
pub use crate::diagnostic::{Code, Diagnostic, Severity};
pub use crate::io::postgres::proof::{Proof, verify};
pub use crate::io::postgres::{Endpoint, EndpointClient, Unreachable, capture_all};
pub use crate::libpq::capture::{Capture, Handshake, HandshakeFailure, OtherProtocol, SslReply, Tls};
pub use crate::libpq::sslmode::{Negotiation, TlsVersion};
pub use crate::openssl::pem::{Bundle, PemProblemKind};
pub use crate::paste::snippets::Client;
pub use crate::pins::{BUILT_IN, BUNDLED, Pin, PinnedRoot, Pins};
pub use crate::store::plan::{Action, Mode, Plan, plan};
pub use crate::x509::certificate::Certificate;
pub use crate::x509::digest::{Sha1, Sha256};
pub use crate::x509::signature::Signature;
