//! Who besides this user and root may write a file or a folder: by its owner, its mode and its access control list.

mod acl;
mod exposure;
mod rights;

pub(crate) use acl::ACCESS_LIST;
pub(crate) use exposure::exposures;
pub(crate) use rights::Rights;
