//! User data for cloud-init.

use super::yaml::literal;
use super::{FOLDER, KEY, RootsText};

pub(crate) fn cloud_init(roots: &RootsText) -> String {
    format!(
        "#cloud-config
# For connections with sslrootcert={FOLDER}/{KEY}, or PGSSLROOTCERT={FOLDER}/{KEY}
write_files:
  - path: {FOLDER}/{KEY}
    permissions: \"0644\"
    content: {}",
        literal(6, &roots.annotated)
    )
}
