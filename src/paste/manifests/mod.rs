//! Root certificates as files for other tools: each form is a function from their text to the text of a file.

mod cloud_init;
mod cluster_trust_bundle;
mod config_map;
mod dockerfile;
mod kustomize;
mod names;
mod secret;
mod trust_manager;
mod yaml;

pub(crate) use cloud_init::cloud_init;
pub(crate) use cluster_trust_bundle::cluster_trust_bundle;
pub(crate) use config_map::config_map;
pub(crate) use dockerfile::dockerfile;
pub(crate) use kustomize::{KUSTOMIZE_NAME_LIMIT, kustomize};
pub(crate) use names::{ObjectNames, object_name, object_part};
pub(crate) use secret::secret;
pub(crate) use trust_manager::{bundle, cluster_bundle};

/// The file's name, and its key in Kubernetes.
const KEY: &str = "root.crt";

/// The folder that it is put into.
const FOLDER: &str = "/etc/postgresql-roots";

/// Root certificates as text.
#[derive(Debug)]
pub(crate) struct RootsText {
    annotated: String,
    blocks: String,
}

impl RootsText {
    /// From PEM with and without comments.
    pub(crate) fn new(annotated: &str, blocks: String) -> Self {
        // YAML takes every visible character but these two (YAML 1.2, 5.1).
        Self { annotated: annotated.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"), blocks }
    }

    /// What the comments say, as comments of YAML or of a Dockerfile.
    fn comments(&self) -> String {
        let lines = self.annotated.lines().filter(|line| line.starts_with('#'));
        lines.fold(String::new(), |text, line| text + line + "\n")
    }
}

#[cfg(test)]
impl RootsText {
    /// A made-up root.
    fn made_up() -> Self {
        let block = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        Self::new(&format!("# A root\u{ffff}\n{block}"), block.to_owned())
    }
}
