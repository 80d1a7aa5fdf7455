//! The files with which libpq verifies a server (`initialize_SSL` in `fe-secure-openssl.c`).

use std::path::PathBuf;

use crate::libpq::conninfo::Target;
use crate::libpq::environment::Environment;
use crate::libpq::location::{default_root_crl, default_root_crt};
use crate::libpq::sslmode::SYSTEM;

/// Where the roots come from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RootPlace {
    /// A file, which need not exist.
    File(PathBuf),
    /// Nowhere: no file is named, and without a home folder there is no default.
    Homeless,
    /// OpenSSL's own certificates (`SSL_CTX_set_default_verify_paths`).
    System,
}

/// The files that libpq would read, whether they exist or not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TrustFiles {
    /// root.crt, or what is used in place of it.
    pub(crate) root: RootPlace,
    /// The file of revocation lists.
    pub(crate) crl: Option<PathBuf>,
    /// The folder of revocation lists under hashed names.
    pub(crate) crl_folder: Option<PathBuf>,
}

impl TrustFiles {
    /// The files for this target. The default list counts only if the target names neither list nor folder.
    pub(crate) fn for_target(target: &Target, environment: &Environment) -> Self {
        let crl = named(target.sslcrl.as_deref()).map(PathBuf::from);
        let crl_folder = named(target.sslcrldir.as_deref()).map(PathBuf::from);
        let default_crl = if crl_folder.is_none() { default_root_crl(environment) } else { None };
        Self { root: root(target, environment), crl: crl.or(default_crl), crl_folder }
    }
}

fn root(target: &Target, environment: &Environment) -> RootPlace {
    match named(target.sslrootcert.as_deref()) {
        Some(SYSTEM) => RootPlace::System,
        Some(path) => RootPlace::File(path.into()),
        None => default_root_crt(environment).map_or(RootPlace::Homeless, RootPlace::File),
    }
}

/// An empty value means the default.
fn named(value: Option<&str>) -> Option<&str> {
    value.filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::libpq::conninfo::{self, ConninfoContext, Overrides};

    fn files(text: &str, home: Option<&str>) -> TrustFiles {
        let home = home.map(|home| ("HOME", home));
        let environment = Environment::with_variables(home.as_slice());
        let overrides = Overrides::default();
        let context = ConninfoContext {
            environment: &environment,
            use_env: false,
            service_files: &[],
            overrides: &overrides,
        };
        TrustFiles::for_target(&conninfo::read(text, &context).expect(text)[0], &environment)
    }

    #[test]
    fn the_default_list_counts_only_where_no_other_is_named() {
        let default = Some("/h/.postgresql/root.crl");
        let cases = [
            ("host=a", default, None),
            ("host=a sslcrl='' sslcrldir=''", default, None),
            ("host=a sslcrl=/l", Some("/l"), None),
            ("host=a sslcrldir=/d", None, Some("/d")),
            ("host=a sslcrl=/l sslcrldir=/d", Some("/l"), Some("/d")),
            ("host=a sslrootcert=/r", default, None),
        ];
        for (text, crl, folder) in cases {
            let files = files(text, Some("/h"));
            let expected = (crl.map(PathBuf::from), folder.map(PathBuf::from));
            assert_eq!((files.crl, files.crl_folder), expected, "{text}");
        }
        assert_eq!(files("host=a", None).crl, None);
    }

    #[test]
    fn the_roots_come_from_the_named_file_or_the_default() {
        let cases = [
            ("host=a", Some("/h"), RootPlace::File("/h/.postgresql/root.crt".into())),
            ("host=a sslrootcert=''", Some("/h"), RootPlace::File("/h/.postgresql/root.crt".into())),
            ("host=a sslrootcert=/r", Some("/h"), RootPlace::File("/r".into())),
            ("host=a sslrootcert=system", Some("/h"), RootPlace::System),
            ("host=a", None, RootPlace::Homeless),
        ];
        for (text, home, root) in cases {
            assert_eq!(files(text, home).root, root, "{text}");
        }
    }
}
