//! The comma lists of `host`, `hostaddr` and `port`, as libpq matches them with each other.

use super::address::is_numeric;
use super::settings::ConninfoSettings;
use crate::diagnostic::Diagnostic;
use crate::libpq::c_locale;
use crate::libpq::environment::Platform;

/// libpq's port, where none is named.
pub(crate) const DEFAULT_PORT: u16 = 5432;

/// One of the hosts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Host {
    pub(super) name: Option<String>,
    pub(super) address: Option<String>,
    pub(super) port: u16,
}

impl Host {
    /// A name that is different for each host.
    pub(super) fn label(&self) -> String {
        let port = self.port;
        match self.name.as_deref().or(self.address.as_deref()) {
            Some(host) if host.contains(':') => format!("[{host}]:{port}"),
            Some(host) => format!("{host}:{port}"),
            None => format!("Unix socket, port {port}"),
        }
    }
}

/// The lists, each empty or with one entry for each host.
pub(super) struct HostLists<'a> {
    count: usize,
    names: Vec<&'a str>,
    addresses: Vec<&'a str>,
    ports: Vec<&'a str>,
}

impl<'a> HostLists<'a> {
    /// Splits the lists. Their lengths are checked before their entries.
    ///
    /// # Errors
    /// libpq's, where the lengths differ.
    pub(super) fn from_settings(settings: &'a ConninfoSettings) -> Result<Self, Diagnostic> {
        let list = |key| settings.filled(key).map_or_else(Vec::new, |text| text.split(',').collect());
        let lists = Self { count: 0, names: list("host"), addresses: list("hostaddr"), ports: list("port") };
        lists.matched()
    }

    fn matched(self) -> Result<Self, Diagnostic> {
        let (names, addresses, ports) = (self.names.len(), self.addresses.len(), self.ports.len());
        if names > 0 && addresses > 0 && names != addresses {
            return Err(Diagnostic::usage(
                format!("could not match {names} host names to {addresses} hostaddr values"),
                "name one address for each host; an empty one has the host looked up",
            ));
        }
        let count = names.max(addresses).max(1);
        if ports > 1 && ports != count {
            return Err(Diagnostic::usage(
                format!("could not match {ports} port numbers to {count} hosts"),
                "name one port for all hosts, or one for each",
            ));
        }
        Ok(Self { count, ..self })
    }

    /// The hosts.
    ///
    /// # Errors
    /// libpq's, for a port or an address that is not one.
    pub(super) fn hosts(&self, platform: Platform) -> Result<Vec<Host>, Diagnostic> {
        (0..self.count).map(|index| self.host(index, platform)).collect()
    }

    fn host(&self, index: usize, platform: Platform) -> Result<Host, Diagnostic> {
        let entry =
            |list: &[&'a str], index: usize| list.get(index).copied().filter(|entry| !entry.is_empty());
        let port_index = if self.ports.len() == 1 { 0 } else { index };
        let port = entry(&self.ports, port_index).map_or(Ok(DEFAULT_PORT), read_port)?;
        let address = entry(&self.addresses, index);
        address.map_or(Ok(()), check_address)?;
        // Where libpq has no Unix sockets.
        let default = (platform == Platform::Windows && address.is_none()).then_some("localhost");
        let name = entry(&self.names, index).or(default);
        Ok(Host { name: name.map(str::to_owned), address: address.map(str::to_owned), port })
    }
}

fn read_port(text: &str) -> Result<u16, Diagnostic> {
    const HINT: &str = "a port is a number from 1 to 65535; PostgreSQL's own is 5432";
    let number = c_locale::integer(text).ok_or_else(|| {
        Diagnostic::usage(format!("invalid integer value \"{text}\" for connection option \"port\""), HINT)
    })?;
    let port = u16::try_from(number).ok().filter(|port| *port != 0);
    port.ok_or_else(|| Diagnostic::usage(format!("invalid port number: \"{text}\""), HINT))
}

fn check_address(text: &str) -> Result<(), Diagnostic> {
    if is_numeric(text) {
        return Ok(());
    }
    Err(Diagnostic::usage(
        format!("could not parse network address \"{text}\": Name or service not known"),
        "`hostaddr` takes an IP address without brackets; a name belongs in `host`",
    ))
}

#[cfg(test)]
mod tests {
    use super::super::connection_string;
    use super::*;

    fn hosts_on(platform: Platform, text: &str) -> Result<Vec<Host>, Diagnostic> {
        HostLists::from_settings(&connection_string::read(text).expect(text))
            .and_then(|lists| lists.hosts(platform))
    }

    fn shown(text: &str) -> String {
        let show = |host: Host| {
            let part = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
            format!("{} {} {};", part(host.name), part(host.address), host.port)
        };
        hosts_on(Platform::Unix, text).expect(text).into_iter().map(show).collect()
    }

    #[test]
    fn lists_are_matched_as_libpq_matches_them() {
        let measured = [
            ("host=a port=", "a - 5432;"),
            ("host=a port=''", "a - 5432;"),
            ("host=a port=' 1 '", "a - 1;"),
            ("host=a port=+1", "a - 1;"),
            ("host=a,b port=1", "a - 1;b - 1;"),
            ("host=a,b port=1,2", "a - 1;b - 2;"),
            ("host=a,b port=,1", "a - 5432;b - 1;"),
            ("host=a, port=1", "a - 1;- - 1;"),
            ("host='a, b'", "a - 5432; b - 5432;"),
            ("host=,", "- - 5432;- - 5432;"),
            ("host='' port=1", "- - 1;"),
            ("hostaddr=127.0.0.1", "- 127.0.0.1 5432;"),
            ("hostaddr=127.0.0.1,::1 host=''", "- 127.0.0.1 5432;- ::1 5432;"),
            ("host=a,b hostaddr=,127.1", "a - 5432;b 127.1 5432;"),
            ("host=a hostaddr=''", "a - 5432;"),
            ("host=/tmp hostaddr=::1", "/tmp ::1 5432;"),
        ];
        for (text, hosts) in measured {
            assert_eq!(shown(text), hosts, "{text:?}");
        }
    }

    #[test]
    fn refusals_have_libpqs_words() {
        let integer = |port: &str| format!("invalid integer value \"{port}\" for connection option \"port\"");
        let port = |port: &str| format!("invalid port number: \"{port}\"");
        let address =
            |text: &str| format!("could not parse network address \"{text}\": Name or service not known");
        let measured = [
            ("host=a port=1,2", "could not match 2 port numbers to 1 hosts".to_owned()),
            ("port=1,2", "could not match 2 port numbers to 1 hosts".to_owned()),
            ("host=a,b port=1,2,3", "could not match 3 port numbers to 2 hosts".to_owned()),
            ("host=a hostaddr=::1,::1", "could not match 1 host names to 2 hostaddr values".to_owned()),
            ("host=a,b hostaddr=::1", "could not match 2 host names to 1 hostaddr values".to_owned()),
            ("host=a hostaddr=,", "could not match 1 host names to 2 hostaddr values".to_owned()),
            ("host=a port=0", port("0")),
            ("host=a port=65536", port("65536")),
            ("host=a port=-1", port("-1")),
            ("host=a port='54 32'", integer("54 32")),
            ("host=a port=1x", integer("1x")),
            ("host=a port=' '", integer(" ")),
            ("host=a port=99999999999", integer("99999999999")),
            ("host=a,b port=1,x", integer("x")),
            ("hostaddr=x port=x", integer("x")),
            ("hostaddr=x", address("x")),
            ("hostaddr=[::1]", address("[::1]")),
            ("host=/tmp hostaddr=localhost", address("localhost")),
        ];
        for (text, words) in measured {
            assert_eq!(hosts_on(Platform::Unix, text).expect_err(text).message, words, "{text:?}");
        }
    }

    #[test]
    fn without_unix_sockets_the_default_is_localhost() {
        let hosts = hosts_on(Platform::Windows, "host=,a hostaddr=,").expect("hosts");
        let names: Vec<_> = hosts.iter().map(|host| host.name.as_deref()).collect();
        assert_eq!(names, [Some("localhost"), Some("a")]);
        assert_eq!(hosts_on(Platform::Windows, "hostaddr=::1").expect("a host")[0].name, None);
    }
}
