//! A connection to a server: under TLS, in plaintext, or by a Unix socket.

use tokio::io::{AsyncRead, AsyncWrite};

/// Bytes in both directions.
pub(super) trait ByteStream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> ByteStream for S {}

/// An open connection, whatever carries it.
pub(super) type ServerStream = Box<dyn ByteStream>;
