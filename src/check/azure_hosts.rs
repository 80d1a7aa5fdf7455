//! The names of servers that Azure runs.

/// Below these, Azure alone has servers. The set `azure` of the built-in manifest has the same hosts.
const SUFFIXES: [&str; 9] = [
    "postgres.database.azure.com",
    "postgres.database.usgovcloudapi.net",
    "postgres.database.chinacloudapi.cn",
    "horizondb.azure.com",
    "postgres.cosmos.azure.com",
    "postgres.cosmos.chinacloudapi.cn",
    "mysql.database.azure.com",
    "mysql.database.usgovcloudapi.net",
    "mysql.database.chinacloudapi.cn",
];

/// Whether Azure runs the server of this name.
pub(super) fn is_azure(host: &str) -> bool {
    suffix(&host.to_ascii_lowercase()).is_some()
}

/// The public name of a server, for one in a private DNS zone (`abc.privatelink.SUFFIX`). No certificate names the zone.
pub(super) fn public_name(host: &str) -> Option<String> {
    let lower = host.to_ascii_lowercase();
    let suffix = suffix(&lower)?;
    let server = lower.strip_suffix(suffix)?.strip_suffix(".privatelink.")?;
    Some(format!("{server}.{suffix}"))
}

fn suffix(lower: &str) -> Option<&'static str> {
    let is_below = |suffix: &&str| lower.strip_suffix(*suffix).is_some_and(|server| server.ends_with('.'));
    SUFFIXES.into_iter().find(is_below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_of_the_built_in_set() {
        let pins = crate::pins::Pins::built_in();
        let hosts = &pins.set(Some("azure")).expect("the set").hosts;
        assert_eq!(*hosts, SUFFIXES.map(|suffix| format!("*.{suffix}")));
    }

    #[test]
    fn azures_names_are_known_by_their_end() {
        for host in [
            "a.postgres.database.azure.com",
            "A.Postgres.Database.Azure.Com",
            "c-x.123.postgres.cosmos.azure.com",
            "c.id.westeurope.horizondb.azure.com",
            "a.privatelink.postgres.database.azure.com",
        ] {
            assert!(is_azure(host), "{host}");
        }
        for host in [
            "postgres.database.azure.com",
            "xpostgres.database.azure.com",
            "a.postgres.database.azure.com.evil",
        ] {
            assert!(!is_azure(host), "{host}");
        }
    }

    #[test]
    fn a_private_zone_is_no_part_of_the_name() {
        let public = |host| public_name(host);
        let expected = Some("abc.postgres.database.azure.com".to_owned());
        assert_eq!(public("abc.privatelink.postgres.database.azure.com"), expected);
        assert_eq!(public("abc.postgres.database.azure.com"), None);
        assert_eq!(public("privatelink.postgres.database.azure.com"), None);
    }
}
