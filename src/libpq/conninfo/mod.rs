//! What `check` looks at: one server, and the settings that libpq would connect to it with.
//!
//! A target is read from what a user would give libpq, and refused in libpq's words (PostgreSQL 18) where libpq
//! would refuse it. No label and no message tells a password.

mod address;
mod connection_string;
mod context;
mod hosts;
mod keys;
mod label;
mod percent;
mod plain;
mod service;
pub(crate) mod socket;
mod uri;
mod values;
mod variables;

use crate::diagnostic::Diagnostic;
use crate::libpq::c_locale::is_space;
use crate::libpq::sslmode::{Negotiation, SslMode, TlsVersion};
pub(crate) use context::{Context, Overrides};
use hosts::{Host, Lists};
use keys::Settings;
use values::Values;

/// libpq's port, where none is named.
pub(crate) const DEFAULT_PORT: u16 = 5432;

/// One server. A connection string with several hosts gives one target for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As it was given, without a password; one of several hosts is told by `host:port` instead.
    pub label: String,
    /// The host as libpq would compare it with the certificate's names; none where only an address is given, and
    /// for the default Unix socket.
    pub host: Option<String>,
    /// The address to connect to in place of a look-up (`hostaddr`).
    pub hostaddr: Option<String>,
    /// The port.
    pub port: u16,
    /// The mode that the connection string, its service or the environment names.
    pub sslmode: Option<SslMode>,
    /// The store that it names: a file, or `system`.
    pub sslrootcert: Option<String>,
    /// The revocation lists that it names.
    pub sslcrl: Option<String>,
    /// The folder of revocation lists that it names.
    pub sslcrldir: Option<String>,
    /// How TLS begins.
    pub negotiation: Negotiation,
    /// The least version of TLS.
    pub min_version: TlsVersion,
    /// The greatest version of TLS, where one is set.
    pub max_version: Option<TlsVersion>,
    /// Whether the server is told the host's name (`sslsni`).
    pub sni: bool,
}

impl Target {
    /// Whether libpq would connect through a Unix socket, where there is no TLS (`is_unixsock_path`).
    pub fn is_unix_socket(&self) -> bool {
        !socket::paths(self.host.as_deref(), self.hostaddr.as_deref(), self.port).is_empty()
    }
}

/// Reads a target: a `postgresql://` address, a `key=value` string, or `host[:port]`. Several hosts give one target
/// each.
///
/// # Errors
/// `usage`, with libpq's text, where libpq would refuse it before it connects.
pub(crate) fn read(text: &str, context: &Context<'_>) -> Result<Vec<Target>, Diagnostic> {
    let settings = settings(text, context)?;
    let lists = Lists::of(&settings)?;
    let values = Values::of(&settings)?;
    let hosts = lists.hosts(context.environment.platform)?;
    let is_one = hosts.len() == 1;
    // What the environment alone names has no text of its own.
    let label = |host: &Host| if is_one && !text.is_empty() { label_of(text) } else { host.label() };
    Ok(hosts.into_iter().map(|host| Target::of(label(&host), host, values.clone())).collect())
}

/// The label of a target that cannot be read, without a password that may be in it.
pub(crate) fn label_of(text: &str) -> String {
    label::of(text)
}

/// The first line that no list of targets has, and what is in it: the file is another one, perhaps a secret one.
pub(crate) fn foreign_line(text: &str) -> Option<(usize, &'static str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let found = text.lines().enumerate().find_map(|(index, line)| match line {
        line if line.contains('\0') => Some((index, "a NUL byte")),
        line if line.trim_start_matches(is_space).starts_with("-----BEGIN") => {
            Some((index, "the begin of a PEM block"))
        }
        _ => None,
    });
    found.map(|(index, what)| (index + 1, what))
}

/// The targets of a file, with the numbers of their lines: blank lines and those that start with `#` are none.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_matches(is_space)));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// The command line, the text, its service, the environment: what comes first counts.
fn settings(text: &str, context: &Context<'_>) -> Result<Settings, Diagnostic> {
    // Without a target, libpq takes all from the environment.
    let told = if text.is_empty() && context.use_env { Settings::default() } else { parse(text)? };
    let given = context.overrides.settings().or(told);
    let environment =
        if context.use_env { variables::settings(context.environment) } else { Settings::default() };
    let service = match given.get("service").or(environment.get("service")) {
        Some(name) => service::resolve(name, context)?,
        None => Settings::default(),
    };
    Ok(given.or(service).or(environment))
}

fn parse(text: &str) -> Result<Settings, Diagnostic> {
    if text.contains('\0') {
        return Err(Diagnostic::usage("a NUL byte in a target", "write it as plain text, in UTF-8"));
    }
    if uri::after_scheme(text).is_some() {
        uri::read(text)
    } else if connection_string::is_one(text) {
        connection_string::read(text)
    } else {
        plain::read(text)
    }
}

impl Target {
    fn of(label: String, host: Host, values: Values) -> Self {
        Self {
            label,
            host: host.name,
            hostaddr: host.address,
            port: host.port,
            sslmode: values.sslmode,
            sslrootcert: values.sslrootcert,
            sslcrl: values.sslcrl,
            sslcrldir: values.sslcrldir,
            negotiation: values.negotiation,
            min_version: values.min_version,
            max_version: values.max_version,
            sni: values.sni,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::libpq::environment::{Environment, Platform};
    use std::path::PathBuf;

    /// A run with these variables and this text in the user's own service file.
    struct Run {
        environment: Environment,
        use_env: bool,
        files: Vec<(PathBuf, String)>,
        overrides: Overrides,
    }

    impl Run {
        fn new(variables: &[(&str, &str)], service_file: &str) -> Self {
            let environment = Environment {
                platform: Platform::Unix,
                variables: variables.iter().map(|(name, value)| (name.into(), value.into())).collect(),
                database_home: None,
                roaming_folder: None,
                is_root: false,
                sudo_home: None,
                working_directory: None,
            };
            let files = vec![("/f.conf".into(), service_file.to_owned())];
            Self { environment, use_env: true, files, overrides: Overrides::default() }
        }

        fn read(&self, text: &str) -> Result<Vec<Target>, Diagnostic> {
            let Self { environment, use_env, files, overrides } = self;
            read(text, &Context { environment, use_env: *use_env, service_files: files, overrides })
        }

        fn one(&self, text: &str) -> Target {
            self.read(text).expect(text).remove(0)
        }

        fn message(&self, text: &str) -> String {
            self.read(text).expect_err(text).message
        }

        fn endpoint(&self, text: &str) -> (Option<String>, Option<String>, u16) {
            let target = self.one(text);
            (target.host, target.hostaddr, target.port)
        }
    }

    fn bare() -> Run {
        Run::new(&[], "")
    }

    #[test]
    fn a_plain_host_has_libpqs_defaults() {
        let target = Target {
            label: "db.test".to_owned(),
            host: Some("db.test".to_owned()),
            hostaddr: None,
            port: 5432,
            sslmode: None,
            sslrootcert: None,
            sslcrl: None,
            sslcrldir: None,
            negotiation: Negotiation::Postgres,
            min_version: TlsVersion::V1_2,
            max_version: None,
            sni: true,
        };
        assert_eq!(bare().read("db.test"), Ok(vec![target]));
    }

    #[test]
    fn several_hosts_are_told_by_host_and_port() {
        let labels = |text: &str| -> Vec<String> {
            bare().read(text).expect(text).into_iter().map(|target| target.label).collect()
        };
        assert_eq!(labels("postgresql://u:geheim@a,[::1]:6/db"), ["a:5432", "[::1]:6"]);
        assert_eq!(labels("hostaddr=127.0.0.1,::1 port=7"), ["127.0.0.1:7", "[::1]:7"]);
        assert_eq!(labels("host=a, password=geheim"), ["a:5432", "Unix socket, port 5432"]);
        assert_eq!(labels("host=a password=geheim"), ["host=a password=…"]);
    }

    #[test]
    fn what_the_environment_alone_names_is_told_by_host_and_port() {
        let run = Run::new(&[("PGHOST", "e"), ("PGPORT", "7")], "");
        assert_eq!(run.one("").label, "e:7");
        assert_eq!(Run::new(&[], "").one("").label, "Unix socket, port 5432");
    }

    #[test]
    fn no_host_is_a_unix_socket() {
        for text in ["postgresql://", "host=", "port=5", "host=/tmp", "postgresql://%2Ftmp/db", "host=@x"] {
            assert!(bare().one(text).is_unix_socket(), "{text}");
        }
        assert!(!bare().one("host=/tmp hostaddr=::1").is_unix_socket());
    }

    #[test]
    fn the_environment_is_used_only_on_demand() {
        let mut run =
            Run::new(&[("PGHOST", "e"), ("PGPORT", "2"), ("PGSSLMODE", ""), ("PGSERVICE", "none")], "");
        assert!(run.read("a").is_err());
        run.use_env = false;
        assert_eq!(run.endpoint("port=3"), (None, None, 3));
        assert_eq!(run.endpoint("a"), (Some("a".to_owned()), None, 5432));
    }

    #[test]
    fn the_text_wins_over_its_service_and_that_over_the_environment() {
        let run = Run::new(
            &[("PGHOST", "e"), ("PGPORT", "9"), ("PGHOSTADDR", "127.0.0.9"), ("PGREQUIRESSL", "1")],
            "[x]\nhost=s\nport=7\nport=8\nsslmode=verify-ca\n[y]\npassword=a b\n",
        );
        let address = Some("127.0.0.9".to_owned());
        assert_eq!(run.endpoint("service=x"), (Some("s".to_owned()), address.clone(), 7));
        assert_eq!(run.endpoint("service=x port=''"), (Some("s".to_owned()), address.clone(), 5432));
        assert_eq!(run.endpoint("service=y"), (Some("e".to_owned()), address.clone(), 9));
        assert_eq!(run.endpoint("host='' port=1"), (None, address, 1));
        assert_eq!(run.endpoint("host=a hostaddr=''"), (Some("a".to_owned()), None, 9));
        assert_eq!(run.one("service=x").sslmode, Some(SslMode::VerifyCa));
        assert_eq!(run.one("service=y").sslmode, Some(SslMode::Require));
        assert_eq!(run.message("host=a,b"), "could not match 2 host names to 1 hostaddr values");
    }

    #[test]
    fn the_environments_mode_counts_as_named() {
        let weak = |mode: &str| {
            format!("weak sslmode \"{mode}\" may not be used with sslrootcert=system (use \"verify-full\")")
        };
        let required = Run::new(&[("PGREQUIRESSL", "1x")], "");
        assert_eq!(required.message("host=a sslrootcert=system"), weak("require"));
        let both = Run::new(&[("PGREQUIRESSL", "1"), ("PGSSLMODE", "verify-full")], "");
        assert_eq!(both.one("host=a sslrootcert=system").sslmode, Some(SslMode::VerifyFull));
        assert!(Run::new(&[("PGREQUIRESSL", "0")], "").one("host=a sslrootcert=system").sslmode.is_none());
        let empty = Run::new(&[("PGSSLMODE", ""), ("PGSSLROOTCERT", "")], "");
        assert_eq!(empty.message("a"), "invalid sslmode value: \"\"");
        assert_eq!(empty.one("host=a sslmode=require").sslrootcert, None);
    }

    #[test]
    fn a_service_that_cannot_be_had_is_told_in_libpqs_words() {
        let run = Run::new(&[("PGSERVICEFILE", "/f.conf")], "[x]\nbogus\n[y]\nservice=x\n[z]\nsslmode=bogus");
        assert_eq!(run.message("service=n"), "definition of service \"n\" not found");
        assert_eq!(run.message("service=''"), "definition of service \"\" not found");
        assert_eq!(run.message("service=x"), "syntax error in service file \"/f.conf\", line 2");
        let nested = "nested service specifications not supported in service file \"/f.conf\", line 4";
        assert_eq!(run.message("postgresql:///?service=y"), nested);
        assert_eq!(run.message("service=z"), "invalid sslmode value: \"bogus\"");
        let missing = Run::new(&[("PGSERVICEFILE", "/none")], "[x]\n");
        assert_eq!(missing.message("service=x"), "service file \"/none\" not found");
        assert!(missing.read("host=a").is_ok());
        let empty = Run::new(&[("PGSERVICEFILE", "")], "[x]\n");
        assert_eq!(empty.message("service=x"), "service file \"\" not found");
        let by_variable = Run::new(&[("PGSERVICE", "n")], "[x]\nhost=a");
        assert_eq!(by_variable.message("a"), "definition of service \"n\" not found");
        assert_eq!(by_variable.one("service=x").host.as_deref(), Some("a"));
    }

    #[test]
    fn the_first_file_that_has_the_service_is_the_last_that_is_read() {
        let mut run = Run::new(&[], "[y]\n");
        run.files.push(("/sys".into(), "[x]\nport=7\n[y]\nport=8".to_owned()));
        assert_eq!(run.one("service=x").port, 7);
        assert_eq!(run.one("service=y").port, 5432);
    }

    #[test]
    fn the_command_line_wins_over_everything() {
        let mut run = Run::new(&[("PGPORT", "9")], "[x]\nport=7\n");
        run.overrides = Overrides {
            hostaddr: Some("127.0.0.1".to_owned()),
            port: Some(6),
            negotiation: Some(Negotiation::Direct),
            sslrootcert: Some("system".to_owned()),
            sslcrl: Some(String::new()),
            sslcrldir: Some("/crls".to_owned()),
        };
        let target = run.one("host=a port=x hostaddr=y service=x sslnegotiation=z sslrootcert=/r sslcrl=/c");
        assert_eq!((target.hostaddr.as_deref(), target.port), (Some("127.0.0.1"), 6));
        assert_eq!(
            (target.negotiation, target.sslrootcert.as_deref()),
            (Negotiation::Direct, Some("system"))
        );
        assert_eq!((target.sslcrl, target.sslcrldir.as_deref()), (None, Some("/crls")));
        assert!(run.message("host=a sslmode=require").starts_with("weak sslmode \"require\""));
        assert_eq!(run.message("a,b"), "could not match 2 host names to 1 hostaddr values");
    }

    #[test]
    fn odd_texts_are_refused_or_taken_literally() {
        assert_eq!(bare().message("a\0b"), "a NUL byte in a target");
        assert_eq!(
            bare().message("db:54x2"),
            "invalid integer value \"54x2\" for connection option \"port\""
        );
        assert_eq!(bare().message("db:65536"), "invalid port number: \"65536\"");
        assert_eq!(
            bare().message("postgresql:/h"),
            "invalid integer value \"/h\" for connection option \"port\""
        );
        let long = "a".repeat(1 << 20);
        assert_eq!(bare().one(&long).host, Some(long));
        let many = format!("host={}", "a,".repeat(10_000));
        assert_eq!(bare().read(&many).map(|targets| targets.len()), Ok(10_001));
    }

    #[test]
    fn a_file_has_a_target_a_line() {
        let text = "\u{feff}# hosts\r\na\r\n\r\n  b:1  \n\t#c\nhost=d port=1\n\npostgresql://e";
        let found: Vec<_> = lines(text).collect();
        assert_eq!(found, [(2, "a"), (4, "b:1"), (6, "host=d port=1"), (8, "postgresql://e")]);
        assert_eq!(lines("\u{feff}").count() + lines("").count(), 0);
    }
}
