//! A `ConfigMap`.

use super::yaml::literal;
use super::{KEY, ObjectNames, RootsText};

pub(crate) fn config_map(roots: &RootsText, names: &ObjectNames) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\n{}data:\n  {KEY}: {}",
        names.metadata(),
        literal(4, &roots.annotated)
    )
}
