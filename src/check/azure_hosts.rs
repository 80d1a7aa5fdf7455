//! The names of servers that Azure runs, as the built-in manifest has them.

use crate::pins::Pins;

/// The set whose hosts are those of Azure. Nobody else has servers with such names.
const SET: &str = "azure";

/// Whether Azure runs the server of this name.
pub(super) fn is_azure(host: &str) -> bool {
    suffix(&host.to_ascii_lowercase()).is_some()
}

/// The public name of a server, for one in a private DNS zone (`abc.privatelink.SUFFIX`). No certificate names the zone.
pub(super) fn public_name(host: &str) -> Option<String> {
    const ZONE: &str = ".privatelink.";
    let lower = host.to_ascii_lowercase();
    let suffix = suffix(&lower).filter(|_| lower.contains(ZONE))?;
    let server = lower.strip_suffix(&suffix)?.strip_suffix(ZONE)?;
    Some(format!("{server}.{suffix}"))
}

/// What the names of Azure's servers end with, if this one does.
fn suffix(lower: &str) -> Option<String> {
    let pins = Pins::exported();
    let hosts = &pins.set(Some(SET)).ok()?.hosts;
    let is_below = |suffix: &&str| lower.strip_suffix(*suffix).is_some_and(|server| server.ends_with('.'));
    hosts.iter().filter_map(|pattern| pattern.strip_prefix("*.")).find(is_below).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

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
