//! `requirepeer`: which user must run the server behind a Unix socket (`PQconnectPoll` in `fe-connect.c`).

/// Who runs the server behind a Unix socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SocketPeer {
    pub(crate) id: u32,
    /// The name in the user database, if it is there.
    pub(crate) name: Option<String>,
}

/// libpq's error where another user runs the server, or it is not known who does.
pub(crate) fn refusal(required: &str, peer: Option<&SocketPeer>) -> Option<String> {
    match peer {
        None => Some("could not get peer credentials".to_owned()),
        Some(SocketPeer { id, name: None }) => Some(format!("local user with ID {id} does not exist")),
        Some(SocketPeer { name: Some(name), .. }) => (name != required).then(|| {
            format!("requirepeer specifies \"{required}\", but actual peer user name is \"{name}\"")
        }),
    }
}
