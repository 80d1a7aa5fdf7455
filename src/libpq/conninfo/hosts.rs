//! The comma lists of `host`, `hostaddr` and `port`, as libpq matches them with each other.

use super::address::is_numeric;
use super::host_name::{is_compared_host, is_host};
use super::refusal;
use super::settings::ConninfoSettings;
use super::socket;
use crate::diagnostic::Diagnostic;
use crate::libpq::c_locale;
use crate::libpq::environment::Platform;

/// libpq's port, where none is named.
pub(crate) const DEFAULT_PORT: u16 = 5432;

/// The port of a host that libpq passes over, since its number is no port.
pub(crate) const NO_PORT: u16 = 0;

/// One of the hosts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Host {
    pub(super) name: Option<String>,
    pub(super) address: Option<String>,
    pub(super) port: u16,
}

impl Host {
    /// What is shown of the target. A folder of sockets that may hold a password is not.
    pub(super) fn label(&self) -> String {
        let port = self.port;
        match self.name.as_deref().or(self.address.as_deref()).map(|host| (host, socket::is_folder(host))) {
            Some((host, false)) if host.contains(':') => format!("[{host}]:{port}"),
            Some((host, is_folder)) if !is_folder || socket::shown(host).is_some() => {
                format!("{host}:{port}")
            }
            _ => format!("Unix socket, port {port}"),
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
    /// libpq's, for a port or an address that is not one; a host that is not one.
    pub(super) fn hosts(&self, platform: Platform) -> Result<Vec<Host>, Diagnostic> {
        (0..self.count).map(|index| self.host(index, platform)).collect()
    }

    fn host(&self, index: usize, platform: Platform) -> Result<Host, Diagnostic> {
        let entry =
            |list: &[&'a str], index: usize| list.get(index).copied().filter(|entry| !entry.is_empty());
        let port_index = if self.ports.len() == 1 { 0 } else { index };
        let port = entry(&self.ports, port_index).map_or(Ok(DEFAULT_PORT), |text| self.port(text))?;
        let address = entry(&self.addresses, index);
        let name = entry(&self.names, index);
        // As with a port. What may be shown stays.
        let is_passed_over = self.count > 1 && (name.is_some() || address.is_some_and(is_host));
        address.filter(|_| !is_passed_over).map_or(Ok(()), check_address)?;
        // Where libpq has no Unix sockets.
        let default = (platform == Platform::Windows && address.is_none()).then_some("localhost");
        let name = name.or(default);
        name.map_or(Ok(()), |name| check_host(name, address.is_some()))?;
        Ok(Host { name: name.map(str::to_owned), address: address.map(str::to_owned), port })
    }

    /// With a number that is no port, libpq goes on to the next of several hosts (`PQconnectPoll`, `CONNECTION_NEEDED`).
    fn port(&self, text: &str) -> Result<u16, Diagnostic> {
        match read_port(text)? {
            Some(port) => Ok(port),
            None if self.count > 1 => Ok(NO_PORT),
            None => Err(Diagnostic::usage(refusal::INVALID_PORT, refusal::NO_PORT_HINT)),
        }
    }
}

fn read_port(text: &str) -> Result<Option<u16>, Diagnostic> {
    let number = c_locale::integer(text).ok_or_else(|| {
        Diagnostic::usage("invalid integer value for connection option \"port\"", refusal::NO_PORT_HINT)
    })?;
    Ok(u16::try_from(number).ok().filter(|port| *port != NO_PORT))
}

/// Refuses a host that no server has: it may be anything, and would be shown and looked up.
/// With an address to connect to, the host is a name to compare alone.
fn check_host(text: &str, is_compared: bool) -> Result<(), Diagnostic> {
    let fits = if is_compared { is_compared_host } else { is_host };
    if fits(text) {
        return Ok(());
    }
    Err(Diagnostic::usage(
        refusal::ODD_HOST,
        "a host is a name or an IP address; a password goes into `password=…` or PGPASSWORD, in a URI with `%40` for \
         `@`, `%2F` for `/`, `%3A` for `:` and `%25` for `%`",
    ))
}

fn check_address(text: &str) -> Result<(), Diagnostic> {
    if is_numeric(text) {
        return Ok(());
    }
    Err(Diagnostic::usage(refusal::NO_ADDRESS, refusal::NO_ADDRESS_HINT))
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
            ("host=,", "- - 5432;- - 5432;"),
            ("host='' port=1", "- - 1;"),
            ("hostaddr=127.0.0.1", "- 127.0.0.1 5432;"),
            ("hostaddr=127.0.0.1,::1 host=''", "- 127.0.0.1 5432;- ::1 5432;"),
            ("host=a,b hostaddr=,127.1", "a - 5432;b 127.1 5432;"),
            ("host=a hostaddr=''", "a - 5432;"),
            ("host=/tmp hostaddr=::1", "/tmp ::1 5432;"),
            ("hostaddr=x,::1", "- x 5432;- ::1 5432;"),
            ("host=a,b hostaddr=::1,[::1]", "a ::1 5432;b [::1] 5432;"),
            ("host=a,b port=-1,7", "a - 0;b - 7;"),
            ("host=a,b port=65536", "a - 0;b - 0;"),
        ];
        for (text, hosts) in measured {
            assert_eq!(shown(text), hosts, "{text:?}");
        }
    }

    #[test]
    fn refusals_have_libpqs_words() {
        let integer = "invalid integer value for connection option \"port\"".to_owned();
        let port = "invalid port number".to_owned();
        let address = "could not parse network address: Name or service not known".to_owned();
        let host = "a character in the host that no host name has".to_owned();
        let measured = [
            ("host=a port=1,2", "could not match 2 port numbers to 1 hosts".to_owned()),
            ("port=1,2", "could not match 2 port numbers to 1 hosts".to_owned()),
            ("host=a,b port=1,2,3", "could not match 3 port numbers to 2 hosts".to_owned()),
            ("host=a hostaddr=::1,::1", "could not match 1 host names to 2 hostaddr values".to_owned()),
            ("host=a,b hostaddr=::1", "could not match 2 host names to 1 hostaddr values".to_owned()),
            ("host=a hostaddr=,", "could not match 1 host names to 2 hostaddr values".to_owned()),
            ("host=a port=0", port.clone()),
            ("host=a port=65536", port.clone()),
            ("host=a port=-1", port.clone()),
            ("host=a port='54 32'", integer.clone()),
            ("host=a port=1x", integer.clone()),
            ("host=a port=' '", integer.clone()),
            ("host=a port=99999999999", integer.clone()),
            ("host=a,b port=1,x", integer.clone()),
            ("hostaddr=x port=x", integer.clone()),
            ("hostaddr=x", address.clone()),
            ("hostaddr=[::1]", address.clone()),
            ("hostaddr=u:geheim@h,::1", address.clone()),
            ("host=/tmp hostaddr=localhost", address.clone()),
            ("host=u:geheim@h", host.clone()),
            ("host=h;port=1;password=geheim", host.clone()),
            ("host=//u:geheim@h hostaddr=::1", host.clone()),
            ("host='h password=geheim'", host.clone()),
            ("host='a, b'", host),
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
