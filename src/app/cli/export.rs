//! `pgcerts export`.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

use super::folder::FolderArgs;
use super::keystore::PasswordArgs;
use super::set_choice::SetChoice;
use crate::paste::manifests::{object_name, object_part};

/// What `export` takes.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub set: SetChoice,

    /// Take the certificates of this store instead: PEM, DER, PKCS#7, PKCS#12 or JKS; - for standard input
    #[arg(long, value_name = "STORE", conflicts_with_all = ["set", "host"])]
    pub from: Option<PathBuf>,

    #[command(flatten)]
    pub password: PasswordArgs,

    /// The form of the output
    #[arg(long, value_name = "FORM")]
    pub format: Option<ExportForm>,

    /// The name of the Kubernetes object
    #[arg(long, value_name = "NAME", value_parser = object_name)]
    pub name: Option<String>,

    /// Its namespace, or the one that trust-manager writes to
    #[arg(long, value_name = "NS", value_parser = object_part)]
    pub namespace: Option<String>,

    /// The container that kustomize sets up
    #[arg(long, value_name = "NAME", value_parser = object_part)]
    pub container: Option<String>,

    /// The file to write, or the folder for der and kustomize [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Use this pin manifest instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub pins: Option<PathBuf>,

    /// Keep no backup of a file that is replaced
    #[arg(long = "no-backup", action = ArgAction::SetFalse)]
    pub backup: bool,

    #[command(flatten)]
    pub folder: FolderArgs,
}

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportForm {
    /// A root.crt
    Pem,
    /// A folder with a file for each certificate
    Der,
    /// A store for Java, without a password
    Pkcs12,
    /// An older one, with the password `changeit`
    Jks,
    /// One JSON object
    Json,
    /// A `ConfigMap`
    Configmap,
    /// A Secret
    Secret,
    /// A `ClusterTrustBundle` (certificates.k8s.io/v1)
    ClusterTrustBundle,
    /// trust-manager's Bundle (v1alpha1)
    TrustManager,
    /// trust-manager's `ClusterBundle`
    #[value(name = "trust-manager-v1alpha2")]
    TrustManagerV1alpha2,
    /// A folder with a component that sets up one container
    Kustomize,
    /// User data for cloud-init
    CloudInit,
    /// Lines for a Dockerfile
    Dockerfile,
}

impl ExportForm {
    /// The name as `--format` takes it.
    pub(crate) fn id(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Whether it is a folder.
    pub(crate) fn is_folder(self) -> bool {
        matches!(self, Self::Der | Self::Kustomize)
    }

    /// Whether it has a name.
    pub(crate) fn is_object(self) -> bool {
        self.may_have_namespace() || self == Self::ClusterTrustBundle
    }

    /// Whether `--namespace` has a meaning.
    pub(crate) fn may_have_namespace(self) -> bool {
        matches!(
            self,
            Self::Configmap
                | Self::Secret
                | Self::TrustManager
                | Self::TrustManagerV1alpha2
                | Self::Kustomize
        )
    }
}
