//! Results as text, JSON, Prometheus and Nagios: the only place that serializes or colors.

mod certificate;
pub(crate) mod check;
pub(crate) mod diagnostics;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod help;
pub(crate) mod install;
pub(crate) mod json;
pub(crate) mod layout;
pub(crate) mod manual;
mod metrics;
mod nagios;
pub(crate) mod pins;
pub(crate) mod printed_roots;
pub(crate) mod rollback;
pub(crate) mod scan;
pub(crate) mod sessions;
pub(crate) mod snippet;
pub(crate) mod status;
mod style;
pub(crate) mod text;
pub(crate) mod uninstall;
mod visible_json;
