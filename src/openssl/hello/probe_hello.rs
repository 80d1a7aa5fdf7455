//! A `ClientHello` that asks one question: does the server take this version with one of these suites and groups?

use crate::libpq::sslmode::TlsVersion;

use super::offer::{POINT_FORMATS, POSTGRESQL, SIGNATURE_SCHEMES, numbers, push_list, record, server_name};

/// What is offered: one version, and nothing that is not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProbeHello {
    pub(crate) version: TlsVersion,
    pub(crate) suites: Vec<u16>,
    pub(crate) groups: Vec<u16>,
}

impl ProbeHello {
    /// A record with the hello. The server gets the host's name (SNI), if there is one.
    pub(crate) fn build(&self, host: Option<&str>, random: &[u8; 32]) -> Vec<u8> {
        record(self.version, random, self.suites.iter().copied(), &self.extensions(host))
    }

    fn extensions(&self, host: Option<&str>) -> Vec<u8> {
        let mut extensions = Vec::new();
        let mut push = |kind: u16, content: &[u8]| {
            extensions.extend(kind.to_be_bytes());
            push_list(&mut extensions, content);
        };
        if let Some(host) = host {
            push(0, &server_name(host));
        }
        push(11, POINT_FORMATS);
        push(10, &numbers(&self.groups));
        push(16, POSTGRESQL);
        push(22, &[]);
        push(23, &[]);
        if self.version >= TlsVersion::V1_2 {
            push(13, &numbers(&SIGNATURE_SCHEMES));
        }
        if self.version == TlsVersion::V1_3 {
            push(43, &[2, 3, 4]);
            push(45, &[1, 1]);
            // Without a key, the server answers with the group that it prefers (RFC 8446, 4.2.8).
            push(51, &[0, 0]);
        }
        extensions
    }
}
