//! Reads a target in any form, and adds the values of its service and of the environment.

use super::connection_string::{self, is_connection_string};
use super::hosts::{DEFAULT_PORT, Host, HostLists};
use super::login_settings::Login;
use super::pasted::{self, PastedForm};
use super::settings::ConninfoSettings;
use super::ssl_values::SslValues;
use super::variables::EnvironmentValue;
use super::{ConninfoContext, Target, plain, refusal, service, uri, variables};
use crate::diagnostic::Diagnostic;

/// Reads a target: a `postgresql://` address, a `key=value` string, `host[:port]`, or the string of another client.
/// Several hosts give one target each.
///
/// # Errors
/// `usage`, with libpq's text, where libpq would refuse it before it connects.
pub(crate) fn read(text: &str, context: &ConninfoContext<'_>) -> Result<Vec<Target>, Diagnostic> {
    let (settings, pasted) = parse(text)?;
    let use_env = context.use_env && pasted.is_none_or(PastedForm::reads_environment);
    let mut targets = targets(settings, &ConninfoContext { use_env, ..*context })?;
    for target in &mut targets {
        target.pasted = pasted;
    }
    Ok(targets)
}

/// The targets of a connection that names nothing: libpq takes everything from the environment.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_environment(context: &ConninfoContext<'_>) -> Result<Vec<Target>, Diagnostic> {
    targets(ConninfoSettings::default(), context)
}

fn targets(named: ConninfoSettings, context: &ConninfoContext<'_>) -> Result<Vec<Target>, Diagnostic> {
    let (settings, environment) = settings(named, context)?;
    let lists = HostLists::from_settings(&settings)?;
    let values = SslValues::from_settings(&settings)?;
    let hosts = lists.hosts(context.environment.platform)?;
    let login = Login::from_settings(&settings)?;
    let target = |host| Target::new(host, values.clone(), login.clone(), environment.clone());
    Ok(hosts.into_iter().map(target).collect())
}

/// A target without a server, for a chain from a file: the settings of the command line, the service and the
/// environment, and this host to compare names with.
///
/// # Errors
/// As [`read`].
pub(crate) fn settings_alone(
    host: Option<&str>,
    context: &ConninfoContext<'_>,
) -> Result<Target, Diagnostic> {
    let mut named = ConninfoSettings::default();
    for server in ["host", "hostaddr", "port"] {
        named.store(server, "");
    }
    let (settings, environment) = settings(named, context)?;
    let values = SslValues::from_settings(&settings)?;
    let host = Host { name: host.map(str::to_owned), address: None, port: DEFAULT_PORT };
    Ok(Target::new(host, values, Login::from_settings(&settings)?, environment))
}

/// The command line has priority over the text, the text over its service, and the service over the environment. The
/// variables that count come with the values.
fn settings(
    named: ConninfoSettings,
    context: &ConninfoContext<'_>,
) -> Result<(ConninfoSettings, Vec<EnvironmentValue>), Diagnostic> {
    let given = context.overrides.settings().or(named);
    let environment =
        if context.use_env { variables::settings(context.environment) } else { ConninfoSettings::default() };
    let service = match given.get("service").or(environment.get("service")) {
        Some(name) => service::resolve(name, context)?,
        None => ConninfoSettings::default(),
    };
    let given = given.or(service);
    let counted = if context.use_env { variables::counted(context.environment, &given) } else { Vec::new() };
    Ok((given.or(environment), counted))
}

fn parse(text: &str) -> Result<(ConninfoSettings, Option<PastedForm>), Diagnostic> {
    if text.contains('\0') {
        return Err(Diagnostic::usage("a NUL byte in a target", "write it as plain text, in UTF-8"));
    }
    if uri::after_scheme(text).is_some() {
        return uri::read(text).map(|settings| (settings, None)).map_err(|fault| refusal::from_uri(&fault));
    }
    if let Some((form, settings)) = pasted::read(text) {
        return settings.map(|settings| (settings, Some(form))).map_err(|fault| refusal::from_uri(&fault));
    }
    if !is_connection_string(text) {
        return plain::read(text)
            .map(|settings| (settings, None))
            .map_err(|fault| refusal::from_plain(&fault));
    }
    let settings = connection_string::read(text);
    let is_libpqs =
        |settings: &ConninfoSettings| !settings.get("host").is_some_and(|host| host.contains(';'));
    if !settings.as_ref().is_ok_and(is_libpqs)
        && let Some((form, settings)) = pasted::read_keys(text)
    {
        return Ok((settings, Some(form)));
    }
    settings.map(|settings| (settings, None)).map_err(|fault| refusal::from_connection_string(&fault))
}

#[cfg(test)]
mod tests {
    use super::super::{ClientSettings, Overrides};
    use super::*;
    use crate::libpq::environment::Environment;
    use crate::libpq::service_text::ServiceText;
    use crate::libpq::sslmode::{Negotiation, SslMode, TlsVersion};
    use std::path::PathBuf;

    /// A run with these variables and this text in the user's own service file.
    struct Run {
        environment: Environment,
        use_env: bool,
        files: Vec<(PathBuf, ServiceText)>,
        overrides: Overrides,
    }

    impl Run {
        fn new(variables: &[(&str, &str)], service_file: &str) -> Self {
            let environment = Environment::with_variables(variables);
            let files = vec![("/f.conf".into(), ServiceText::Read(service_file.to_owned()))];
            Self { environment, use_env: true, files, overrides: Overrides::default() }
        }

        fn context(&self) -> ConninfoContext<'_> {
            let Self { environment, use_env, files, overrides } = self;
            ConninfoContext { environment, use_env: *use_env, service_files: files, overrides }
        }

        fn read(&self, text: &str) -> Result<Vec<Target>, Diagnostic> {
            read(text, &self.context())
        }

        fn unnamed(&self) -> Target {
            read_environment(&self.context()).expect("a target").remove(0)
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
            label: "db.test:5432".to_owned(),
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
            client: ClientSettings::default(),
            login: Login::default(),
            environment: Vec::new(),
            pasted: None,
        };
        assert_eq!(bare().read("db.test"), Ok(vec![target]));
    }

    #[test]
    fn a_target_is_shown_as_host_and_port() {
        let labels = |text: &str| -> Vec<String> {
            bare().read(text).expect(text).into_iter().map(|target| target.label).collect()
        };
        assert_eq!(labels("postgresql://u:geheim@a,[::1]:6/db"), ["a:5432", "[::1]:6"]);
        assert_eq!(labels("hostaddr=127.0.0.1,::1 port=7"), ["127.0.0.1:7", "[::1]:7"]);
        assert_eq!(labels("host=a, password=geheim"), ["a:5432", "Unix socket, port 5432"]);
        assert_eq!(labels("host=a password=geheim"), ["a:5432"]);
        assert_eq!(labels("host=/run/pg"), ["/run/pg:5432"]);
        assert_eq!(labels("dbname=postgresql://u:geheim@h/db"), ["Unix socket, port 5432"]);
        assert_eq!(labels("host='/tmp password=geheim'"), ["Unix socket, port 5432"]);
    }

    #[test]
    fn what_the_environment_alone_names_is_told_by_host_and_port() {
        let run = Run::new(&[("PGHOST", "e"), ("PGPORT", "7")], "");
        assert_eq!(run.unnamed().label, "e:7");
        assert_eq!(Run::new(&[], "").unnamed().label, "Unix socket, port 5432");
    }

    #[test]
    fn no_host_is_a_unix_socket() {
        for text in ["postgresql://", "host=", "port=5", "host=/tmp", "postgresql://%2Ftmp/db", "host=@x"] {
            assert!(bare().one(text).is_unix_socket(), "{text}");
        }
        assert!(!bare().one("host=/tmp hostaddr=::1").is_unix_socket());
    }

    #[test]
    fn the_environment_is_left_aside_on_demand() {
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
        assert_eq!(empty.message("a"), "invalid sslmode value");
        assert_eq!(empty.one("host=a sslmode=require").sslrootcert, None);
    }

    #[test]
    fn the_variables_that_count_are_named() {
        let run = Run::new(
            &[
                ("PGHOST", "e"),
                ("PGPORT", "9"),
                ("PGSSLROOTCERT", "/r"),
                ("PGREQUIRESSL", "1"),
                ("PGSSLCERT", ""),
            ],
            "[x]\nport=7\n",
        );
        let counted = |text: &str| -> Vec<String> {
            run.one(text).environment.iter().map(|one| format!("{}={}", one.variable, one.value)).collect()
        };
        let all = ["PGHOST=e", "PGPORT=9", "PGREQUIRESSL=1", "PGSSLROOTCERT=/r", "PGSSLCERT="];
        assert_eq!(counted("user=a"), all);
        assert_eq!(counted("host=h service=x sslmode=prefer"), ["PGSSLROOTCERT=/r", "PGSSLCERT="]);
        assert_eq!(counted("host=h port=1 sslrootcert='' sslcert=c"), ["PGREQUIRESSL=1"]);
        let mut alone = run;
        alone.use_env = false;
        assert!(alone.one("host=h").environment.is_empty());
    }

    #[test]
    fn a_service_that_cannot_be_had_is_told_in_libpqs_words() {
        let run = Run::new(&[("PGSERVICEFILE", "/f.conf")], "[x]\nbogus\n[y]\nservice=x\n[z]\nsslmode=bogus");
        assert_eq!(run.message("service=n"), "definition of service \"n\" not found");
        assert_eq!(run.message("service=''"), "definition of service \"\" not found");
        assert_eq!(run.message("service=x"), "syntax error in service file \"/f.conf\", line 2");
        let nested = "nested service specifications not supported in service file \"/f.conf\", line 4";
        assert_eq!(run.message("postgresql:///?service=y"), nested);
        assert_eq!(run.message("service=z"), "invalid sslmode value");
        assert_eq!(run.message("service=n;password=geheim"), "definition of service not found");
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
        run.files.push(("/sys".into(), ServiceText::Read("[x]\nport=7\n[y]\nport=8".into())));
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
            sslcert: Some("/c.crt".to_owned()),
            sslkey: Some("/c.key".to_owned()),
        };
        let target = run.one("host=a port=x hostaddr=y service=x sslnegotiation=z sslrootcert=/r sslcrl=/c");
        assert_eq!((target.hostaddr.as_deref(), target.port), (Some("127.0.0.1"), 6));
        assert_eq!(
            (target.negotiation, target.sslrootcert.as_deref()),
            (Negotiation::Direct, Some("system"))
        );
        assert_eq!((target.sslcrl, target.sslcrldir.as_deref()), (None, Some("/crls")));
        let client = (target.client.certificate.as_deref(), target.client.key.as_deref());
        assert_eq!(client, (Some("/c.crt"), Some("/c.key")));
        assert!(run.message("host=a sslmode=require").starts_with("weak sslmode \"require\""));
        assert_eq!(run.message("a,b"), "could not match 2 host names to 1 hostaddr values");
    }

    #[test]
    fn odd_texts_are_refused_or_taken_literally() {
        assert_eq!(bare().message("a\0b"), "a NUL byte in a target");
        let integer = "invalid integer value for connection option \"port\"";
        assert_eq!(bare().message("db:54x2"), integer);
        assert_eq!(bare().message("db:65536"), "invalid port number");
        assert_eq!(bare().message("postgresql:/h"), integer);
        let long = "a".repeat(1 << 20);
        assert_eq!(bare().one(&long).host, Some(long));
        let many = format!("host={}", "a,".repeat(10_000));
        assert_eq!(bare().read(&many).map(|targets| targets.len()), Ok(10_001));
    }
}
