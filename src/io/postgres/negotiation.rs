//! PostgreSQL's question for TLS, and its answer ("Message Flow", SSL Session Encryption).

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::libpq::capture::SslReply;

/// `SSLRequest`: its length, and 80877103 in place of a version.
pub(super) const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// libpq's buffer: it takes this much of the bytes after the answer, and TLS gets only the rest
/// (`pqReadData` in `fe-misc.c`).
const BUFFER: usize = 16 << 10;

/// More than a server's first complaint has.
const MESSAGE_LIMIT: usize = 16 << 10;

/// The time for the rest of an error message, whose first byte is there.
const MESSAGE_TIME: Duration = Duration::from_millis(500);

/// Asks, and reads the answer as libpq does, with the bytes that have come behind it. Returns whether there are any.
pub(super) async fn ask(stream: &mut TcpStream) -> (SslReply, bool) {
    let mut bytes = Vec::with_capacity(BUFFER);
    let asked = async {
        stream.write_all(&SSL_REQUEST).await?;
        stream.read_buf(&mut bytes).await
    };
    if let Err(error) = asked.await {
        return (SslReply::Broken(system_text(&error)), false);
    }
    let Some((letter, more)) = bytes.split_first() else { return (SslReply::Closed, false) };
    let reply = match letter {
        b'S' => SslReply::Willing,
        b'N' => SslReply::Unwilling,
        b'E' => SslReply::Error(message(stream, more.to_vec()).await),
        other => SslReply::Other(*other),
    };
    (reply, !more.is_empty())
}

/// The system's words without the number that Rust adds.
pub(crate) fn system_text(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

/// The rest of an `ErrorResponse`, of protocol 3 or 2, as far as it comes.
async fn message(stream: &mut TcpStream, mut bytes: Vec<u8>) -> String {
    // Part by part, so that the time limit loses none.
    let read = async {
        while bytes.len() < MESSAGE_LIMIT && matches!(stream.read_buf(&mut bytes).await, Ok(1..)) {}
    };
    let _ = tokio::time::timeout(MESSAGE_TIME, read).await;
    crate::libpq::capture::error_text(&bytes)
}
