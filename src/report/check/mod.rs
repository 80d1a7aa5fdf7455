//! The answers of `check`.

pub(crate) mod json;
mod many;
pub(crate) mod nagios;
mod one;
pub(crate) mod prometheus;
pub(crate) mod text;
