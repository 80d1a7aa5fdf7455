//! The proxies that the environment names for downloads. reqwest reads the same variables, but goes without a proxy where
//! it cannot read one.

use reqwest::{ClientBuilder, NoProxy, Proxy};
use url::{Position, Url};

use crate::libpq::environment::{Environment, Platform};

/// The schemes of the proxies that reqwest can use.
pub(crate) const PROXY_SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// The proxies for either scheme, and the hosts that are asked directly. A proxy's address may hold a password, so
/// this has no `Debug`.
pub(crate) struct Proxies {
    http: Option<Url>,
    https: Option<Url>,
    direct: String,
}

/// A variable that names no proxy. Its value may hold a password.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InvalidProxy {
    pub(crate) variable: &'static str,
    pub(crate) fault: ProxyFault,
}

/// What is wrong with the address of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProxyFault {
    /// It is not UTF-8.
    Encoding,
    /// Its scheme is none of [`PROXY_SCHEMES`].
    Scheme,
    /// It has no host, or one that no host name or address looks like, or a port that is not one.
    Host,
}

impl Proxies {
    /// Reads the variables as curl and reqwest do: an empty one counts as unset.
    ///
    /// # Errors
    /// A variable that names no proxy, whether or not this run would use it.
    pub(crate) fn from_environment(environment: &Environment) -> Result<Self, InvalidProxy> {
        let all = first(environment, ["ALL_PROXY", "all_proxy"])?;
        let http = first(environment, ["HTTP_PROXY", "http_proxy"])?;
        let https = first(environment, ["HTTPS_PROXY", "https_proxy"])?;
        let direct = ["NO_PROXY", "no_proxy"].into_iter().find_map(|name| variable(environment, name));
        Ok(Self {
            http: http.or_else(|| all.clone()),
            https: https.or(all),
            direct: direct.map(|hosts| hosts.to_string_lossy().into_owned()).unwrap_or_default(),
        })
    }

    /// The builder of a client that uses these proxies and no other.
    ///
    /// # Errors
    /// Where reqwest does not take an address.
    pub(super) fn apply(&self, builder: ClientBuilder) -> reqwest::Result<ClientBuilder> {
        let mut builder = builder.no_proxy();
        for (proxy, url) in [(&self.http, Proxy::http::<Url> as fn(Url) -> _), (&self.https, Proxy::https)] {
            if let Some(proxy) = proxy {
                builder = builder.proxy(url(proxy.clone())?.no_proxy(NoProxy::from_string(&self.direct)));
            }
        }
        Ok(builder)
    }
}

/// The first of the variables that is set. Each must name a proxy.
fn first(environment: &Environment, names: [&'static str; 2]) -> Result<Option<Url>, InvalidProxy> {
    let mut found = None;
    for name in names {
        // A server that runs a CGI program sets HTTP_PROXY from a header of its client.
        let is_foreign = name == "HTTP_PROXY" && variable(environment, "REQUEST_METHOD").is_some();
        let Some(value) = variable(environment, name).filter(|_| !is_foreign) else { continue };
        let invalid = |fault| InvalidProxy { variable: name, fault };
        let value = value.to_str().ok_or_else(|| invalid(ProxyFault::Encoding))?;
        let url = address(value).map_err(invalid)?;
        found = found.or(Some(url));
    }
    Ok(found)
}

/// Windows does not tell upper from lower case in the names of variables.
fn variable<'a>(environment: &'a Environment, name: &str) -> Option<&'a std::ffi::OsStr> {
    let any_case = || {
        let mut all = environment.variables.iter();
        let same = all.find(|(key, _)| key.eq_ignore_ascii_case(name))?.1;
        Some(same.as_os_str()).filter(|value| !value.is_empty())
    };
    match environment.platform {
        Platform::Unix => environment.variable(name),
        Platform::Windows => any_case(),
    }
}

/// The address without a path. Without a scheme it is that of an HTTP proxy.
fn address(value: &str) -> Result<Url, ProxyFault> {
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    if !PROXY_SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(ProxyFault::Scheme);
    }
    // url drops blanks, control characters and further slashes, and takes a backslash for a slash.
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if rest.starts_with('/') || rest.contains(is_odd) {
        return Err(ProxyFault::Host);
    }
    let text = format!("{scheme}://{rest}");
    let url = Url::parse(&text).map_err(|_| ProxyFault::Host)?;
    // What url takes for a host of a SOCKS proxy is more than what reqwest takes, which then would ask directly.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.:[]".contains(c);
    if !url.host_str().is_some_and(|host| !host.is_empty() && host.chars().all(is_plain)) {
        return Err(ProxyFault::Host);
    }
    Url::parse(&url[..Position::AfterPort]).map_err(|_| ProxyFault::Host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<[Option<String>; 2], InvalidProxy> {
        let shown = |url: Option<Url>| url.map(|url| url.to_string());
        Proxies::from_environment(&Environment::with_variables(variables))
            .map(|proxies| [shown(proxies.http), shown(proxies.https)])
    }

    #[test]
    fn an_address_that_reqwest_would_pass_over_is_refused() {
        let invalid = [
            ("ftp://p:1", ProxyFault::Scheme),
            ("socks9://p:1", ProxyFault::Scheme),
            ("file:///p", ProxyFault::Scheme),
            ("://p", ProxyFault::Scheme),
            ("http://bad host", ProxyFault::Host),
            (" http://p:1", ProxyFault::Scheme),
            ("http://p:1 ", ProxyFault::Host),
            ("p:1\n", ProxyFault::Host),
            ("http://", ProxyFault::Host),
            ("socks5://", ProxyFault::Host),
            ("socks5://a%20b:1", ProxyFault::Host),
            ("socks5h://u:p@", ProxyFault::Host),
            ("http://p:99999", ProxyFault::Host),
            ("http://p:x", ProxyFault::Host),
            ("http://u:s3cret@p:port", ProxyFault::Host),
            ("/junk", ProxyFault::Host),
            ("?", ProxyFault::Host),
            ("%%%", ProxyFault::Host),
            ("http:p", ProxyFault::Host),
            ("::1", ProxyFault::Host),
        ];
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            for (value, fault) in invalid {
                assert_eq!(read(&[(name, value)]), Err(InvalidProxy { variable: name, fault }), "{value}");
            }
        }
    }

    #[test]
    fn every_address_that_is_taken_is_used() {
        for value in [
            "p",
            "p:1",
            "HTTP://p:1/x?y",
            "u:a%40b@p",
            "socks5h://u:p@[::1]:1080",
            "SOCKS4://1.2.3.4",
            "größe",
        ] {
            let url = address(value).expect(value);
            assert!(Proxy::all(url.clone()).is_ok(), "{value}");
            // As reqwest passes it on, which drops what it cannot read.
            assert!(url.as_str().is_ascii() && !url.as_str().contains(['?', '#', ' ']), "{url}");
        }
    }

    #[test]
    fn upper_case_goes_first_and_an_empty_variable_is_unset() {
        let proxy = |host: &str| Some(format!("http://{host}/"));
        assert_eq!(read(&[]), Ok([None, None]));
        assert_eq!(read(&[("HTTPS_PROXY", ""), ("https_proxy", "l")]), Ok([None, proxy("l")]));
        assert_eq!(read(&[("HTTPS_PROXY", "u"), ("https_proxy", "l")]), Ok([None, proxy("u")]));
        assert_eq!(read(&[("all_proxy", "a"), ("http_proxy", "h")]), Ok([proxy("h"), proxy("a")]));
        assert_eq!(read(&[("HTTP_PROXY", "h"), ("REQUEST_METHOD", "GET")]), Ok([None, None]));
        assert_eq!(read(&[("http_proxy", "h"), ("REQUEST_METHOD", "GET")]), Ok([proxy("h"), None]));
    }
}
