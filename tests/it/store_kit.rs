//! A kit of stores, each with a name for its defect: what `status` finds in it, whether a real libpq agrees,
//! and what `install` makes of it.
#![cfg(unix)]

mod accidents;
mod cases;
mod disguise_kit;
mod disguises;
mod forge;
mod judged;
mod look_alikes;
mod repaired;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::support::authority::{self, Authority, write_manifest};
use crate::support::cluster::Cluster;
use crate::support::user::{Answer, User, answer};
use crate::support::{bundled, pem, repository};
use forge::Identity;

/// The certificates from which the stores are made, and a manifest that pins some of them. Its set `kit` holds
/// one root: that of the server to which psql connects.
pub(crate) struct Kit {
    user: User,
    pins: PathBuf,
    cluster: Option<Arc<Cluster>>,
    server: Vec<u8>,
    root: Identity,
    expired: Identity,
    expiring: Identity,
    future: Identity,
}

impl Kit {
    fn new(user: User, cluster: Option<Arc<Cluster>>) -> Self {
        let name = "Authority of the test server";
        let server = match &cluster {
            Some(cluster) => cluster.authority.der().to_vec(),
            None => Authority::new(name).der().to_vec(),
        };
        let root = Identity::root("Kit Root");
        let expired = Identity::between("Kit Expired Root", -400, -30);
        let expiring = Identity::between("Kit Expiring Root", -400, 30);
        let future = Identity::between("Kit Future Root", 30, 400);
        let own: [(&str, &str, &[u8]); 5] = [
            ("server", name, &server),
            ("root", "Kit Root", &root.der),
            ("expired", "Kit Expired Root", &expired.der),
            ("expiring", "Kit Expiring Root", &expiring.der),
            ("future", "Kit Future Root", &future.der),
        ];
        let pins = write_pins(user.home(), &own);
        Self { user, pins, cluster, server, root, expired, expiring, future }
    }

    fn server_pem(&self) -> String {
        pem("CERTIFICATE", &self.server)
    }

    fn run(&self, command: &str, store: &Path, more: &[&str]) -> Answer {
        let mut run = self.user.pgcerts();
        run.args([command, "--pins"]).arg(&self.pins).arg("--dest").arg(store);
        answer(run.args(more))
    }

    fn status(&self, store: &Path) -> Answer {
        self.run("status", store, &["--json", "--set", "kit"])
    }

    fn install(&self, store: &Path, more: &[&str]) -> Answer {
        self.run("install", store, &[&["--offline", "--json"], more].concat())
    }

    /// The path of a store that is not there yet, in a folder of its own.
    fn place(&self, name: &str) -> PathBuf {
        let folder = self.user.path(&name.replace(' ', "-"));
        std::fs::create_dir_all(&folder).expect("a folder");
        folder.join("root.crt")
    }
}

/// The built-in manifest with the roots of the kit and their set.
fn write_pins(folder: &Path, own: &[(&str, &str, &[u8])]) -> PathBuf {
    let text = std::fs::read_to_string(repository("certs/pins.json")).expect("the built-in manifest");
    let mut manifest: Value = serde_json::from_str(&text).expect("JSON");
    let roots = manifest["roots"].as_array_mut().expect("roots");
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for root in roots.iter() {
        let name = root["file"].as_str().expect("a file").to_owned();
        files.push((name.clone(), bundled(&name)));
    }
    for (id, subject, der) in own {
        roots.push(authority::pin(id, subject, der, &[]));
        files.push((format!("{id}.crt"), der.to_vec()));
    }
    let set = json!({"id": "kit", "title": "", "roots": [{"id": "server", "role": "current"}]});
    manifest["sets"].as_array_mut().expect("sets").push(set);
    manifest["default_set"] = "kit".into();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, der)| (name.as_str(), der.as_slice())).collect();
    write_manifest(folder, &manifest, &files)
}
