//! The only place that turns results into text or JSON.

pub(crate) mod install;
pub(crate) mod json;
pub(crate) mod text;
