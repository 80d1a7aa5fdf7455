//! TLS alerts in errors of the library.

use std::io;

use rustls::Error;

/// The alert in an error of the TLS library.
pub(super) fn received(error: &io::Error) -> Option<u8> {
    match error.get_ref()?.downcast_ref::<Error>()? {
        Error::AlertReceived(alert) => Some(u8::from(*alert)),
        _ => None,
    }
}
