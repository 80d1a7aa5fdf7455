//! The table of error texts, by what they are about. A text may contain several of them: a wrapper around a reason, or
//! what `prefer` tried first. So the tables are in this order, the exact reasons before the general ones.

mod chain;
mod client;
mod dot_net;
mod files;
mod go;
mod handshake;
mod java;
mod login;
mod names;
mod network;
mod rustls;
mod unspecific;

use super::error_text::ErrorText;

/// Every text, the most telling first.
pub fn error_texts() -> impl Iterator<Item = &'static ErrorText> {
    let tables = [
        files::TEXTS,
        names::TEXTS,
        go::TEXTS,
        rustls::TEXTS,
        java::TEXTS,
        dot_net::TEXTS,
        chain::TEXTS,
        handshake::TEXTS,
        unspecific::TEXTS,
        login::TEXTS,
        network::TEXTS,
    ];
    tables.into_iter().flatten()
}
