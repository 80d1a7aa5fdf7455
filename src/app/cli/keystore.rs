//! The flags of every command that reads or writes a trust store of any form.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The form of a store, and its password.
#[derive(Clone, Debug, Args)]
pub(crate) struct KeystoreArgs {
    /// The form of a new store [default: by the name: .p12 and .pfx, .jks and .keystore, else PEM]
    #[arg(long, value_name = "FORM")]
    pub store_format: Option<StoreFormat>,

    /// The file that holds the password of a Java trust store
    #[arg(long, value_name = "FILE", conflicts_with = "storepass_env")]
    pub storepass_file: Option<PathBuf>,

    /// The environment variable that holds that password
    #[arg(long, value_name = "VARIABLE")]
    pub storepass_env: Option<String>,
}

/// The form of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StoreFormat {
    /// libpq's root.crt
    Pem,
    /// Java; without a password unless one is given
    Pkcs12,
    /// Java before 9; the password is `changeit` unless one is given
    Jks,
}
