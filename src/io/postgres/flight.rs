//! What OpenSSL makes of what a server sent in the clear: whether the server has its certificate's key, and whether the
//! handshake goes on.

use super::proof::{self, Proof};
use crate::libpq::capture::HandshakeFailure;
use crate::openssl::hello::{FlightEnd, Offer, ServerFlight, ServerKeyExchange};
use crate::x509::signature::Signature;

/// What comes of a flight.
pub(super) enum FlightOutcome {
    /// OpenSSL answers it.
    Continues,
    /// OpenSSL ends the handshake.
    Refused(HandshakeFailure),
    /// It is unknown what OpenSSL does, for this reason.
    Unknown(&'static str),
}

const ENCRYPTED: &str = "the server's certificate is encrypted with keys that this program cannot agree on";
const CUT: &str = "the server does not continue the handshake";
const NO_PROOF: &str = "with this suite, the server proves its key only at the end of the handshake, which this program cannot reach";
const UNCLEAR: &str = "the server's part of the key agreement is of a kind that this program does not judge";
const ODD_HELLO: &str = "the server's hello has an extension that this program does not judge";
const UNVERIFIED: &str = "the server's proof of its key cannot be verified here";
const CLIENT_ASKED: &str = "the server requests a client certificate, and this program does not see whether it goes on with or without one";

/// What comes of a flight in answer to this offer.
pub(super) fn outcome(flight: &ServerFlight, offer: &Offer) -> FlightOutcome {
    let proof_refused = |reason| {
        let chain = flight.certificates.clone();
        FlightOutcome::Refused(HandshakeFailure::ProofRefused { reason, chain })
    };
    match flight.end {
        FlightEnd::Refused(reason) => {
            return FlightOutcome::Refused(HandshakeFailure::Refused(reason));
        }
        FlightEnd::RefusedLater(reason) => return proof_refused(reason),
        FlightEnd::Encrypted => return FlightOutcome::Unknown(ENCRYPTED),
        FlightEnd::Cut => return FlightOutcome::Unknown(CUT),
        FlightEnd::Done => {}
    }
    let Some(exchange) = &flight.key_exchange else { return FlightOutcome::Unknown(NO_PROOF) };
    match verify(flight, exchange, &offer.random) {
        Err(reason) => proof_refused(reason),
        Ok(Signature::Valid) if !flight.hello.is_usual(offer) => FlightOutcome::Unknown(ODD_HELLO),
        Ok(Signature::Valid) if exchange.is_unclear => FlightOutcome::Unknown(UNCLEAR),
        Ok(Signature::Valid) if flight.acceptable.is_some() => FlightOutcome::Unknown(CLIENT_ASKED),
        Ok(Signature::Valid) => FlightOutcome::Continues,
        Ok(_) => FlightOutcome::Unknown(UNVERIFIED),
    }
}

/// Verifies the signature over both random numbers and the parameters (RFC 5246, 7.4.3).
fn verify(
    flight: &ServerFlight,
    exchange: &ServerKeyExchange,
    random: &[u8; 32],
) -> Result<Signature, &'static str> {
    let message = [random, &flight.hello.random, exchange.parameters.as_slice()].concat();
    let ServerKeyExchange { scheme, signature, .. } = exchange;
    let proof = Proof { scheme: *scheme, message: &message, signature, is_tls13: false };
    let leaf = flight.certificates.first().map_or(&[][..], Vec::as_slice);
    match proof::verify(leaf, &proof) {
        Signature::Invalid => Err(proof::refusal(leaf, &proof)),
        known => Ok(known),
    }
}
