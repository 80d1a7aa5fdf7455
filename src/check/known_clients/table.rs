//! What well-known clients offer by default. A test captures the offers of those that run here from the clients
//! themselves. The others are from the sources that are named.

use crate::libpq::sslmode::TlsVersion::{self, V1_0, V1_1, V1_2, V1_3};

/// A client, and what its `ClientHello` offers.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownClient {
    /// Its name, with its version.
    pub name: &'static str,
    /// When this version was released.
    pub date: &'static str,
    /// Where the offer is from.
    pub source: &'static str,
    /// The versions of TLS.
    pub versions: &'static [TlsVersion],
    /// The cipher suites by number.
    pub suites: &'static [u16],
    /// The groups.
    pub groups: &'static [u16],
    /// The signature schemes.
    pub schemes: &'static [u16],
}

/// The clients.
pub(crate) static KNOWN_CLIENTS: [KnownClient; 17] = [
    KnownClient {
        name: "OpenSSL 1.0.2",
        date: "2015-01-22",
        source: "ssl/s3_lib.c and ssl/t1_lib.c of 1.0.2, without what OpenSSL 3 lacks",
        versions: OLD,
        suites: OPENSSL_1_0_2,
        groups: OLD_CURVES,
        schemes: OLD_SCHEMES,
    },
    KnownClient {
        name: "OpenSSL 1.1.1",
        date: "2018-09-11",
        source: "ssl/s3_lib.c and ssl/t1_lib.c of 1.1.1",
        versions: ALL,
        suites: OPENSSL,
        groups: CURVES,
        schemes: OPENSSL_1_1_1_SCHEMES,
    },
    KnownClient {
        name: "OpenSSL 3.0",
        date: "2021-09-07",
        source: "captured from openssl s_client 3.0 with its own limit of TLS 1.2",
        versions: NEW,
        suites: OPENSSL,
        groups: GROUPS,
        schemes: OPENSSL_SCHEMES,
    },
    KnownClient {
        name: "libpq 13 and newer with OpenSSL 3.0",
        date: "2020-09-24",
        source: "captured from psql 15 with OpenSSL 3.0",
        versions: NEW,
        suites: OPENSSL,
        groups: GROUPS,
        schemes: OPENSSL_SCHEMES,
    },
    KnownClient {
        name: "libpq with OpenSSL 3.5",
        date: "2025-04-08",
        source: "captured from libpq 18 in psycopg",
        versions: NEW,
        suites: OPENSSL,
        groups: OPENSSL_3_5_GROUPS,
        schemes: OPENSSL_3_5_SCHEMES,
    },
    KnownClient {
        name: "Java 8u291 to 8u333",
        date: "2021-04-20",
        source: "JDK-8254713; sun/security/ssl of 8u291",
        versions: ONLY_1_2,
        suites: JAVA_8,
        groups: CURVES_OF_JAVA,
        schemes: JAVA_SCHEMES,
    },
    KnownClient {
        name: "Java 8u341 and newer",
        date: "2022-07-19",
        source: "JDK-8245263; sun/security/ssl of 8u341",
        versions: NEW,
        suites: JAVA_17,
        groups: GROUPS,
        schemes: JAVA_SCHEMES,
    },
    KnownClient {
        name: "Java 11",
        date: "2018-09-25",
        source: "sun/security/ssl of 11.0.11 and newer",
        versions: NEW,
        suites: JAVA_17,
        groups: GROUPS,
        schemes: JAVA_SCHEMES,
    },
    KnownClient {
        name: "Java 17",
        date: "2021-09-14",
        source: "captured from OpenJDK 17",
        versions: NEW,
        suites: JAVA_17,
        groups: GROUPS,
        schemes: JAVA_SCHEMES,
    },
    KnownClient {
        name: "Java 25",
        date: "2025-09-16",
        source: "captured from Temurin 25",
        versions: NEW,
        suites: JAVA_25,
        groups: GROUPS,
        schemes: JAVA_25_SCHEMES,
    },
    KnownClient {
        name: "Go 1.19",
        date: "2022-08-02",
        source: "captured from Go 1.19",
        versions: NEW,
        suites: GO_1_19,
        groups: GO_CURVES,
        schemes: GO_SCHEMES,
    },
    KnownClient {
        name: "Go 1.22 and newer",
        date: "2024-02-06",
        source: "crypto/tls of 1.22; the hybrid group since 1.24 is left out",
        versions: NEW,
        suites: GO_1_22,
        groups: GO_CURVES,
        schemes: GO_SCHEMES,
    },
    KnownClient {
        name: "Node.js 20",
        date: "2023-04-18",
        source: "captured from Node.js 20",
        versions: NEW,
        suites: NODE,
        groups: GROUPS,
        schemes: OPENSSL_SCHEMES,
    },
    KnownClient {
        name: "Python 3.10 and newer",
        date: "2021-10-04",
        source: "captured from ssl.create_default_context with OpenSSL 3.0",
        versions: NEW,
        suites: PYTHON,
        groups: GROUPS,
        schemes: OPENSSL_SCHEMES,
    },
    KnownClient {
        name: "rustls 0.23 with ring",
        date: "2024-02-29",
        source: "captured from rustls 0.23",
        versions: NEW,
        suites: RUSTLS,
        groups: RUSTLS_GROUPS,
        schemes: RUSTLS_SCHEMES,
    },
    KnownClient {
        name: "Schannel, Windows Server 2016",
        date: "2016-10-12",
        source: "learn.microsoft.com: TLS Cipher Suites in Windows 10 v1607",
        versions: OLD,
        suites: SCHANNEL_2016,
        groups: SCHANNEL_CURVES,
        schemes: SCHANNEL_SCHEMES,
    },
    KnownClient {
        name: "Schannel, Windows Server 2022",
        date: "2021-08-18",
        source: "learn.microsoft.com: TLS Cipher Suites in Windows Server 2022",
        versions: ALL,
        suites: SCHANNEL_2022,
        groups: SCHANNEL_CURVES,
        schemes: SCHANNEL_SCHEMES,
    },
];

const OLD: &[TlsVersion] = &[V1_0, V1_1, V1_2];
const ONLY_1_2: &[TlsVersion] = &[V1_2];
const NEW: &[TlsVersion] = &[V1_2, V1_3];
const ALL: &[TlsVersion] = &[V1_0, V1_1, V1_2, V1_3];

const OPENSSL_1_0_2: &[u16] = &[
    0xc030, 0xc02c, 0xc028, 0xc024, 0xc014, 0xc00a, 0x009f, 0x006b, 0x0039, 0x009d, 0x003d, 0x0035, 0xc02f,
    0xc02b, 0xc027, 0xc023, 0xc013, 0xc009, 0x009e, 0x0067, 0x0033, 0x009c, 0x003c, 0x002f, 0xc012, 0xc008,
    0x0016, 0x000a,
];
/// OpenSSL 1.1.1 to 3.5.
const OPENSSL: &[u16] = &[
    0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f, 0x009e, 0xc024,
    0xc028, 0x006b, 0xc023, 0xc027, 0x0067, 0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033, 0x009d, 0x009c,
    0x003d, 0x003c, 0x0035, 0x002f,
];
const JAVA_8: &[u16] = &[
    0xc024, 0xc028, 0x003d, 0xc026, 0xc02a, 0x006b, 0x006a, 0xc00a, 0xc014, 0x0035, 0xc005, 0xc00f, 0x0039,
    0x0038, 0xc023, 0xc027, 0x003c, 0xc025, 0xc029, 0x0067, 0x0040, 0xc009, 0xc013, 0x002f, 0xc004, 0xc00e,
    0x0033, 0x0032, 0xc02c, 0xc02b, 0xc030, 0x009d, 0xc02e, 0xc032, 0x009f, 0x00a3, 0xc02f, 0x009c, 0xc02d,
    0xc031, 0x009e, 0x00a2,
];
const JAVA_17: &[u16] = &[
    0x1302, 0x1301, 0x1303, 0xc02c, 0xc02b, 0xcca9, 0xc030, 0xcca8, 0xc02f, 0x009f, 0xccaa, 0x00a3, 0x009e,
    0x00a2, 0xc024, 0xc028, 0xc023, 0xc027, 0x006b, 0x006a, 0x0067, 0x0040, 0xc00a, 0xc014, 0xc009, 0xc013,
    0x0039, 0x0038, 0x0033, 0x0032, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
];
const JAVA_25: &[u16] = &[
    0x1302, 0x1301, 0x1303, 0xc02c, 0xc02b, 0xcca9, 0xc030, 0xcca8, 0xc02f, 0x009f, 0xccaa, 0x00a3, 0x009e,
    0x00a2, 0xc024, 0xc028, 0xc023, 0xc027, 0x006b, 0x006a, 0x0067, 0x0040, 0xc00a, 0xc014, 0xc009, 0xc013,
    0x0039, 0x0038, 0x0033, 0x0032,
];
const GO_1_19: &[u16] = &[
    0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x009d, 0x002f,
    0x0035, 0xc012, 0x000a, 0x1301, 0x1302, 0x1303,
];
const GO_1_22: &[u16] =
    &[0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0x1301, 0x1302, 0x1303];
const NODE: &[u16] = &[
    0x1302, 0x1303, 0x1301, 0xc02f, 0xc02b, 0xc030, 0xc02c, 0x009e, 0xc027, 0x0067, 0xc028, 0x006b, 0x00a3,
    0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc0af, 0xc0ad, 0xc0a3, 0xc09f, 0xc05d, 0xc061, 0xc057, 0xc053, 0x00a2,
    0xc0ae, 0xc0ac, 0xc0a2, 0xc09e, 0xc05c, 0xc060, 0xc056, 0xc052, 0xc024, 0x006a, 0xc023, 0x0040, 0xc00a,
    0xc014, 0x0039, 0x0038, 0xc009, 0xc013, 0x0033, 0x0032, 0x009d, 0xc0a1, 0xc09d, 0xc051, 0x009c, 0xc0a0,
    0xc09c, 0xc050, 0x003d, 0x003c, 0x0035, 0x002f,
];
const PYTHON: &[u16] = &[
    0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc024, 0xc028, 0xc023, 0xc027,
    0x009f, 0x009e, 0x006b, 0x0067,
];
const RUSTLS: &[u16] = &[0x1302, 0x1301, 0x1303, 0xc02c, 0xc02b, 0xcca9, 0xc030, 0xc02f, 0xcca8];
const SCHANNEL_2016: &[u16] = &[
    0xc02c, 0xc02b, 0xc030, 0xc02f, 0x009f, 0x009e, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014,
    0xc013, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x000a,
];
const SCHANNEL_2022: &[u16] = &[
    0x1302, 0x1301, 0xc02c, 0xc02b, 0xc030, 0xc02f, 0x009f, 0x009e, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a,
    0xc009, 0xc014, 0xc013, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
];

const GROUPS: &[u16] = &[0x001d, 0x0017, 0x001e, 0x0019, 0x0018, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104];
const CURVES: &[u16] = &[0x001d, 0x0017, 0x001e, 0x0019, 0x0018];
const OLD_CURVES: &[u16] = &[0x0017, 0x0018, 0x0019];
const OPENSSL_3_5_GROUPS: &[u16] = &[0x11ec, 0x001d, 0x0017, 0x001e, 0x0018, 0x0019, 0x0100, 0x0101];
const CURVES_OF_JAVA: &[u16] = &[0x0017, 0x0018, 0x0019];
const GO_CURVES: &[u16] = &[0x001d, 0x0017, 0x0018, 0x0019];
const RUSTLS_GROUPS: &[u16] = &[0x001d, 0x0017, 0x0018];
const SCHANNEL_CURVES: &[u16] = &[0x001d, 0x0017, 0x0018];

const OLD_SCHEMES: &[u16] = &[
    0x0601, 0x0602, 0x0603, 0x0501, 0x0502, 0x0503, 0x0401, 0x0402, 0x0403, 0x0301, 0x0302, 0x0303, 0x0201,
    0x0202, 0x0203,
];
const OPENSSL_1_1_1_SCHEMES: &[u16] = &[
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501,
    0x0601, 0x0303, 0x0203, 0x0301, 0x0201, 0x0302, 0x0202, 0x0402, 0x0502, 0x0602,
];
const OPENSSL_SCHEMES: &[u16] = &[
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501,
    0x0601, 0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602,
];
const OPENSSL_3_5_SCHEMES: &[u16] = &[
    0x0905, 0x0906, 0x0904, 0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x081a, 0x081b, 0x081c, 0x0809, 0x080a,
    0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602,
];
const JAVA_SCHEMES: &[u16] = &[
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501,
    0x0601, 0x0402, 0x0303, 0x0301, 0x0302, 0x0203, 0x0201, 0x0202,
];
const JAVA_25_SCHEMES: &[u16] = &[
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501,
    0x0601, 0x0402, 0x0303, 0x0301, 0x0302,
];
const GO_SCHEMES: &[u16] =
    &[0x0804, 0x0403, 0x0807, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0503, 0x0603, 0x0201, 0x0203];
const RUSTLS_SCHEMES: &[u16] = &[0x0503, 0x0403, 0x0807, 0x0806, 0x0805, 0x0804, 0x0601, 0x0501, 0x0401];
const SCHANNEL_SCHEMES: &[u16] =
    &[0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0201, 0x0403, 0x0503, 0x0203, 0x0202, 0x0601, 0x0603];
