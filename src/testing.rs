//! What the tests and the fuzz targets use besides the program itself. This is not an interface: any release may change it.

pub use crate::check::KnownClient;
pub use crate::diagnostic::catalog::{CatalogEntry, Speaker};
pub use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
pub use crate::explain::{ErrorText, TextCause, error_texts};
pub use crate::io::postgres::proof::{Proof, verify};
pub use crate::io::postgres::{Endpoint, EndpointClient, FleetEnd, Unreachable, capture_all};
pub use crate::libpq::capture::{Capture, Handshake, HandshakeFailure, OtherProtocol, SslReply, Tls};
pub use crate::libpq::sslmode::{Negotiation, SslMode, TlsVersion};
pub use crate::openssl::pem::{Bundle, PemProblemKind};
pub use crate::paste::snippets::{Client, SnippetTarget};
pub use crate::pins::{BUILT_IN, BUNDLED, Pin, PinnedRoot, Pins};
pub use crate::store::plan::{Action, Mode, Plan, plan};
pub use crate::x509::certificate::Certificate;
pub use crate::x509::digest::{Sha1, Sha256};
pub use crate::x509::signature::Signature;

use std::path::Path;

use time::OffsetDateTime;

use crate::check::{KNOWN_CLIENTS, StoreView};
use crate::openssl::chain::X509StoreContext;
use crate::store::content::FileContent;

/// What well-known clients offer, as `check --probe` knows it.
pub fn known_clients() -> &'static [KnownClient] {
    &KNOWN_CLIENTS
}

/// Whether libpq would accept these certificates of a server at this second. The store is PEM, all else DER. None if that
/// is unknown.
pub fn accepted(sent: &[Vec<u8>], store: &str, lists: Option<&[Vec<u8>]>, at: i64) -> Option<bool> {
    let lists = lists.map(|lists| Bundle::read(blocks("X509 CRL", lists).as_bytes()));
    let content = FileContent::Bytes(store.as_bytes().to_vec());
    let view = StoreView::from_file(Path::new("root.crt"), &content, lists.as_ref());
    let decoded = sent.iter().all(|der| crate::openssl::d2i::certificate(der) == Ok(der.len()));
    if !view.loads() || !decoded {
        return Some(false);
    }
    let sent: Vec<Certificate> = sent.iter().cloned().map(Certificate::new).collect();
    let at = OffsetDateTime::from_unix_timestamp(at).ok()?;
    X509StoreContext::new(&sent, &view.store).judge(at)?.accepted()
}

fn blocks(label: &str, ders: &[Vec<u8>]) -> String {
    let block = |der: &Vec<u8>| pem::encode(&pem::Pem::new(label, der.clone()));
    ders.iter().map(block).collect()
}
