//! Servers that do not go on with TLS.

use std::sync::Arc;

use super::case::{Case, Trio, VERIFY_FAILED, Wanted};
use crate::support::responder::Reply;

pub(super) fn all() -> Vec<Case> {
    let kit = Trio::new();
    let stored = |name: &str, reply: Reply| Case::replying(name, reply).store(kit.root.pem());
    let bytes =
        |name: &str, bytes: &'static [u8], wanted: Wanted| stored(name, Reply::Bytes(bytes)).wants(wanted);
    let injected = || Reply::Injected {
        chain: vec![kit.leaf.der.clone(), kit.middle.der.clone()],
        key: Arc::clone(&kit.leaf.key),
    };
    let error = b"E\x00\x00\x00\x1fSFATAL\0C53300\0Mno room\0\0\0\0\0\0";
    vec![
        stored("N", Reply::No).wants(Wanted::Plain),
        Case::replying("N, absent store", Reply::No).wants(Wanted::Plain),
        bytes("E", error, Wanted::Broken("server sent an error response during SSL exchange")),
        bytes("an X", b"X", Wanted::Strange("received invalid response to SSL negotiation: X")),
        bytes(
            "HTTP",
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            Wanted::Strange("invalid response to SSL negotiation: H"),
        ),
        stored("S and more", injected())
            .wants(Wanted::Broken("received unencrypted data after SSL response")),
        Case::replying("S and more, another root", injected()).store(kit.middle.pem()).wants(VERIFY_FAILED),
        bytes("S and more, then no TLS", b"SX", Wanted::Refused("SSL")),
        bytes("nothing", b"", Wanted::Strange("server closed the connection unexpectedly")),
        bytes("S, then nothing", b"S", Wanted::Refused("SSL")),
    ]
}
