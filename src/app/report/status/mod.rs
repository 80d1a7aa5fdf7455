//! The answers of `status`.

pub(crate) mod json;
pub(crate) mod nagios;
pub(crate) mod prometheus;
pub(crate) mod text;
