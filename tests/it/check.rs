//! `pgcerts check` at the user's boundary. Its verdicts on chains are compared with psql's in `verdicts`, and with
//! OpenSSL's in `graphs`.

mod addresses;
mod advice;
mod capture;
mod findings;
mod fleet;
mod fleet_diff;
mod fleet_forms;
mod fleet_merge;
mod formats;
mod hostile;
mod kit;
mod known_clients;
mod offline;
mod one_ok;
mod pages;
mod patched;
mod plaintext;
mod probe;
mod protocols;
mod saved;
mod services;
mod sockets;
mod stores;
mod targets;
mod tls;
mod usage;
