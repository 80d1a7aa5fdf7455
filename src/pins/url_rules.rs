//! The addresses that pgcerts may ask: any with https, and with http a mirror and this machine, since the pin protects the
//! content.

use std::net::IpAddr;

use url::Url;

/// Whether a manifest may name this address for a root.
///
/// # Errors
/// What is wrong with it. Of an address that cannot be read nothing is shown.
pub(crate) fn official(address: &str) -> Result<(), String> {
    let url = parse(address)?;
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(&url) => Ok(()),
        "http" => Err(format!("`{}` is http, which is for this machine only; use https", redact(address))),
        scheme => Err(format!("`{}` has the scheme `{scheme}`; use https", redact(address))),
    }
}

/// Whether `--mirror` may name this address.
///
/// # Errors
/// What is wrong with it. Of an address that cannot be read nothing is shown.
pub(crate) fn mirror(address: &str) -> Result<(), String> {
    match parse(address)?.scheme() {
        "https" | "http" => Ok(()),
        scheme => Err(format!("`{}` has the scheme `{scheme}`; use https or http", redact(address))),
    }
}

/// Whether a redirect may be followed: to https, or from http to http if http was allowed for the first address.
pub(crate) fn redirect(from: &Url, to: &Url, mirror: bool) -> bool {
    match (from.scheme(), to.scheme()) {
        (_, "https") => true,
        ("http", "http") => mirror || is_loopback(to),
        _ => false,
    }
}

/// The address of a root at a mirror: the last path segment of its official address below `mirror`, with the query of
/// `mirror`.
pub(crate) fn at_mirror(mirror: &str, official: &str) -> String {
    let path = official.split(['?', '#']).next().unwrap_or(official);
    let segment = path.rsplit('/').next().unwrap_or(path);
    let mirror = mirror.split('#').next().unwrap_or(mirror);
    let (folder, query) =
        mirror.split_once('?').map_or((mirror, None), |(folder, query)| (folder, Some(query)));
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    format!("{}/{segment}{query}", folder.trim_end_matches('/'))
}

/// The address as it may be shown: without a user and a password, and without the query and the fragment, which may
/// hold a key. One that cannot be read is not shown.
pub(crate) fn redact(address: &str) -> String {
    let Ok(mut url) = parse(address) else { return UNREADABLE.to_owned() };
    let has_secret = has_user(address) || url.query().is_some() || url.fragment().is_some();
    let has_odd_path = address.contains('\\') || url.path().contains('@');
    if !has_secret && !has_odd_path {
        return address.to_owned();
    }
    // A user's name with a backslash, or one behind a single slash, is a path for the rules of URLs.
    if has_odd_path {
        url.set_path("");
    }
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

/// A text with every address in it as it may be shown.
pub(crate) fn redact_within(text: &str) -> String {
    let shown = |word: &str| match word.find("://") {
        Some(at) => {
            let start = word[..at].rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |before| before + 1);
            let end = word.trim_end_matches(|c: char| ")]>,;.\"'`".contains(c)).len();
            match word.get(start..end) {
                Some(address) => format!("{}{}{}", &word[..start], redact(address), &word[end..]),
                None => UNREADABLE.to_owned(),
            }
        }
        None => word.to_owned(),
    };
    text.split(' ').map(shown).collect::<Vec<_>>().join(" ")
}

/// What is shown in place of an address that cannot be read.
const UNREADABLE: &str = "an address that cannot be read";

/// Whether the address names a user.
pub(crate) fn has_user(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| !url.username().is_empty() || url.password().is_some())
}

fn parse(address: &str) -> Result<Url, String> {
    let url = Url::parse(address).map_err(|error| format!("not an address: {error}"))?;
    if url.cannot_be_a_base() { Err("not the address of a server".to_owned()) } else { Ok(url) }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_that_is_read_as_a_path_is_not_shown() {
        for (address, shown) in [
            ("http://CORP\\u:geheim@h:1/x", "http://corp/"),
            ("https://h/u:geheim@h/x", "https://h/"),
            ("https://h\\geheim", "https://h/"),
            ("https://h/x.crt", "https://h/x.crt"),
        ] {
            assert_eq!(redact(address), shown, "{address}");
        }
    }

    #[test]
    fn https_and_http_on_this_machine_are_official() {
        for address in
            ["https://a.example/x.crt", "http://127.0.0.1:80/x", "http://localhost/x", "http://[::1]:1/x"]
        {
            assert_eq!(official(address), Ok(()), "{address}");
        }
        for address in ["http://a.example/x", "file:///etc/passwd", "ftp://a/x", "mailto:a@b", "x.crt", ""] {
            assert!(official(address).is_err(), "{address}");
        }
        assert_eq!(mirror("http://a.example/certs"), Ok(()));
        assert!(mirror("file:///certs").is_err());
    }

    #[test]
    fn a_redirect_never_leaves_https() {
        let url = |text: &str| Url::parse(text).expect("an address");
        let (https, http, local) = (url("https://a/"), url("http://a/"), url("http://127.0.0.1/"));
        assert!(redirect(&https, &https, false) && redirect(&http, &https, false));
        assert!(!redirect(&https, &http, true) && !redirect(&https, &local, true));
        assert!(
            redirect(&http, &http, true)
                && !redirect(&local, &http, false)
                && redirect(&local, &local, false)
        );
    }

    #[test]
    fn passwords_and_queries_are_not_shown() {
        assert_eq!(redact("https://u:p@h/a.crt?sig=k"), "https://h/a.crt");
        assert_eq!(redact("https://u@h/a.crt#k"), "https://h/a.crt");
        assert_eq!(redact("https://h/a%20b.crt"), "https://h/a%20b.crt");
        for address in
            ["http://u:geheim@h:port/", "u:geheim@h", "mailto:geheim@h", "https://geheim@", "geheim"]
        {
            assert_eq!(redact(address), UNREADABLE);
            for refused in [official(address), mirror(address)] {
                assert!(!refused.expect_err(address).contains("geheim"), "{address}");
            }
        }
        let source = "see https://u:geheim@h/x?sig=geheim, and (http://h/y#geheim).";
        assert_eq!(redact_within(source), "see https://h/x, and (http://h/y).");
    }

    #[test]
    fn a_mirror_keeps_the_last_segment_as_it_is() {
        let official = "https://www.microsoft.com/pkiops/certs/Microsoft%20RSA%20Root.crt?x=/y";
        assert_eq!(at_mirror("http://m/a/", official), "http://m/a/Microsoft%20RSA%20Root.crt");
        assert_eq!(at_mirror("https://m/a?sig=k", official), "https://m/a/Microsoft%20RSA%20Root.crt?sig=k");
    }
}
