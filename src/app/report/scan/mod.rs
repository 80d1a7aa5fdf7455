//! The answers of `scan`.

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod markdown;
mod row;
pub(crate) mod text;
