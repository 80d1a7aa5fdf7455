//! What libpq would do with a server: a pure judgment of what the server sent, the trust store, the pins and a time.
//! Imports `store` and the rooms below it.
//! It asks no server and reads no file: `io` brings a capture and the store's files, and `app` words nothing but failures.

mod attempt;
mod azure_hosts;
mod checked;
pub(crate) mod cipher;
mod client_alert;
mod connection;
mod evidence;
mod findings;
pub(crate) mod fleet;
mod host_name;
mod judge;
mod known_clients;
pub(crate) mod other_clients;
mod question;
mod roots;
mod server_key;
pub(crate) mod sessions;
mod store_view;
mod target_check;
mod trust_store;
mod verdict;
mod verified;

pub(crate) use checked::Checked;
pub(crate) use client_alert::ClientAlert;
pub(crate) use connection::{Connection, reply_text};
pub(crate) use host_name::{NameCheck, NameOutcome};
pub(crate) use judge::judge;
pub use known_clients::KnownClient;
pub(crate) use known_clients::{Agreement, Compatibility, KNOWN_CLIENTS};
pub(crate) use question::{CheckQuestion, Observation};
pub(crate) use roots::Roots;
pub(crate) use store_view::{Defect, StoreView};
pub(crate) use target_check::{Answered, StoreSummary, TargetCheck};
pub(crate) use trust_store::TrustStore;
pub(crate) use verdict::Verdict;
pub(crate) use verified::Verified;
