//! Looks names up, each once in a run: a list may have hundreds of databases on one host.

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::unreachable::Unreachable;
use crate::io::fault;

/// The names of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolver(Arc<Mutex<HashMap<String, watch::Receiver<Option<LookUp>>>>>);

/// What came of a look-up.
#[derive(Clone, Debug)]
enum LookUp {
    Found(Arc<[SocketAddr]>),
    Failed { error: Arc<io::Error>, out_of_descriptors: bool },
}

/// The look-ups under way. One that ran into its time limit goes on in its thread, and holds its descriptors.
static LOOK_UPS: AtomicUsize = AtomicUsize::new(0);

/// Whether a look-up is under way, although nobody may wait for it any more.
pub(super) fn is_looking_up() -> bool {
    LOOK_UPS.load(Ordering::SeqCst) > 0
}

impl Resolver {
    /// The addresses of a host, without a port. Whoever asks while a look-up is under way gets its answer, too.
    pub(super) async fn resolve(&self, host: &str) -> Result<Arc<[SocketAddr]>, Unreachable> {
        let mut answer = self.asked(host);
        // The sender is gone without an answer only where the runtime ends.
        let found = answer.wait_for(Option::is_some).await.ok().and_then(|answer| answer.clone());
        match found {
            Some(LookUp::Found(addresses)) => Ok(addresses),
            Some(LookUp::Failed { error, out_of_descriptors }) => {
                if out_of_descriptors {
                    self.forget(host, &answer);
                }
                Err(Unreachable::LookUpFailed { host: host.to_owned(), error, out_of_descriptors })
            }
            None => Err(Unreachable::LookUpTimedOut(host.to_owned())),
        }
    }

    /// The answer of the look-up, which this begins unless it is known or under way.
    fn asked(&self, host: &str) -> watch::Receiver<Option<LookUp>> {
        let mut names = self.names();
        if let Some(known) = names.get(host) {
            return known.clone();
        }
        let (sender, answer) = watch::channel(None);
        names.insert(host.to_owned(), answer.clone());
        let name = host.to_owned();
        LOOK_UPS.fetch_add(1, Ordering::SeqCst);
        tokio::task::spawn_blocking(move || {
            let found = look_up(&name);
            LOOK_UPS.fetch_sub(1, Ordering::SeqCst);
            // Nobody may wait any more.
            let _ = sender.send(Some(found));
        });
        answer
    }

    /// Forgets an answer, unless another one is sought already.
    fn forget(&self, host: &str, answer: &watch::Receiver<Option<LookUp>>) {
        let mut names = self.names();
        if names.get(host).is_some_and(|known| known.same_channel(answer)) {
            names.remove(host);
        }
    }

    fn names(&self) -> std::sync::MutexGuard<'_, HashMap<String, watch::Receiver<Option<LookUp>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks the system's resolver.
fn look_up(host: &str) -> LookUp {
    let mut addresses: Vec<SocketAddr> = Vec::new();
    match (host, 0).to_socket_addrs() {
        Ok(found) => {
            for address in found {
                if !addresses.contains(&address) {
                    addresses.push(address);
                }
            }
            LookUp::Found(addresses.into())
        }
        Err(error) => {
            // Asked here, at once: another thread may give a descriptor back.
            let out_of_descriptors =
                fault::descriptors_are_exhausted() || fault::is_out_of_descriptors(&error);
            LookUp::Failed { error: Arc::new(error), out_of_descriptors }
        }
    }
}
