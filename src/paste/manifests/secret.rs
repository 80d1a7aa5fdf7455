//! A `Secret`. Certificates are none, but some charts take nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{KEY, ObjectNames, RootsText};

pub(crate) fn secret(roots: &RootsText, names: &ObjectNames) -> String {
    format!(
        "{}apiVersion: v1\nkind: Secret\n{}type: Opaque\ndata:\n  {KEY}: {}\n",
        roots.comments(),
        names.metadata(),
        STANDARD.encode(&roots.annotated)
    )
}
