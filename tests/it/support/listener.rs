//! A loopback port with a thread for each connection, closed when dropped.

use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// No connection of a test is silent for longer; a thread that waits for one ends with it.
const PATIENCE: Duration = Duration::from_secs(20);

/// More than any request line has.
const LINE_LIMIT: usize = 4096;

pub(crate) struct Listener {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Hands every connection to `serve`, in a thread of its own.
    pub(crate) fn new(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let address = listener.local_addr().expect("its address");
        let connections = Arc::new(AtomicUsize::new(0));
        let stopping = Arc::new(AtomicBool::new(false));
        let (count, stop, serve) = (Arc::clone(&connections), Arc::clone(&stopping), Arc::new(serve));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                count.fetch_add(1, Ordering::SeqCst);
                let serve = Arc::clone(&serve);
                std::thread::spawn(move || {
                    limit(&stream);
                    serve(stream);
                });
            }
        });
        Self { address, connections, stopping, thread: Some(thread) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How often somebody connected.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // accept has no time limit; a connection wakes it.
        let woken = TcpStream::connect(self.address).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            let _ = thread.join();
        }
    }
}

/// Gives a stream time limits, so that its thread ends.
pub(crate) fn limit(stream: &TcpStream) {
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    stream.set_write_timeout(Some(PATIENCE)).expect("a time limit");
}

/// Reads one line and not a byte beyond it; none where the peer left before its end.
pub(crate) fn read_line(stream: &mut (impl Read + ?Sized)) -> Option<String> {
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() < LINE_LIMIT {
        stream.read_exact(&mut byte).ok()?;
        match byte[0] {
            b'\n' => return String::from_utf8(line).ok().map(|line| line.trim_end().to_owned()),
            other => line.push(other),
        }
    }
    None
}

/// Reads what is left of a request's head.
pub(crate) fn skip_headers(stream: &mut (impl Read + ?Sized)) -> Option<()> {
    while !read_line(stream)?.is_empty() {}
    Some(())
}
