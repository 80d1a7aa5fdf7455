//! PostgreSQL's question for TLS, and its answer ("Message Flow", SSL Session Encryption).

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::libpq::capture::SslReply;

/// `SSLRequest`: its length, and 80877103 in place of a version.
pub(super) const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// More than a server's first complaint has.
const MESSAGE_LIMIT: usize = 16 << 10;

/// The time for the rest of an error message, whose first byte is there.
const MESSAGE_TIME: Duration = Duration::from_millis(500);

/// Asks, and reads exactly one byte of the answer: what follows belongs to TLS.
pub(super) async fn ask(stream: &mut TcpStream) -> SslReply {
    let mut byte = [0];
    let asked = async {
        stream.write_all(&SSL_REQUEST).await?;
        stream.read(&mut byte).await
    };
    match (asked.await, byte[0]) {
        (Err(error), _) => SslReply::Broken(system_text(&error)),
        (Ok(0), _) => SslReply::Closed,
        (Ok(_), b'S') => SslReply::Willing,
        (Ok(_), b'N') => SslReply::Unwilling,
        (Ok(_), b'E') => SslReply::Error(message(stream).await),
        (Ok(_), other) => SslReply::Other(other),
    }
}

/// Whether bytes stand behind the answer, before TLS has begun.
pub(super) fn has_early_bytes(stream: &TcpStream) -> bool {
    let mut byte = [0];
    stream.try_read(&mut byte).is_ok_and(|read| read > 0)
}

/// The system's words without the number that Rust adds.
pub(crate) fn system_text(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

/// The rest of an `ErrorResponse`, of protocol 3 or 2, as far as it comes.
async fn message(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // Part by part, so that the time limit loses none.
    let read = async {
        while bytes.len() < MESSAGE_LIMIT && matches!(stream.read_buf(&mut bytes).await, Ok(1..)) {}
    };
    let _ = tokio::time::timeout(MESSAGE_TIME, read).await;
    crate::libpq::capture::error_text(&bytes)
}
