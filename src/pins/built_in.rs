//! The manifest and the certificates that this program was built with.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::manifest::{Manifest, Pin};

/// The built-in manifest, but for the roots of Amazon RDS.
pub const BUILT_IN: &str = include_str!("../../certs/pins.json");

/// The names and the DER of the built-in roots but for those of Amazon RDS, byte for byte as their official addresses serve them.
pub const BUNDLED: [(&str, &[u8]); 13] = [
    ("DigiCertGlobalRootG2.crt", include_bytes!("../../certs/DigiCertGlobalRootG2.crt")),
    (
        "Microsoft RSA Root Certificate Authority 2017.crt",
        include_bytes!("../../certs/Microsoft RSA Root Certificate Authority 2017.crt"),
    ),
    ("DigiCertGlobalRootCA.crt", include_bytes!("../../certs/DigiCertGlobalRootCA.crt")),
    ("DigiCertGlobalRootG3.crt", include_bytes!("../../certs/DigiCertGlobalRootG3.crt")),
    ("DigiCertTLSECCP384RootG5.crt", include_bytes!("../../certs/DigiCertTLSECCP384RootG5.crt")),
    ("DigiCertTLSRSA4096RootG5.crt", include_bytes!("../../certs/DigiCertTLSRSA4096RootG5.crt")),
    (
        "Microsoft ECC Root Certificate Authority 2017.crt",
        include_bytes!("../../certs/Microsoft ECC Root Certificate Authority 2017.crt"),
    ),
    ("AmazonRootCA1.cer", include_bytes!("../../certs/AmazonRootCA1.cer")),
    ("AmazonRootCA2.cer", include_bytes!("../../certs/AmazonRootCA2.cer")),
    ("AmazonRootCA3.cer", include_bytes!("../../certs/AmazonRootCA3.cer")),
    ("AmazonRootCA4.cer", include_bytes!("../../certs/AmazonRootCA4.cer")),
    ("isrgrootx1.der", include_bytes!("../../certs/isrgrootx1.der")),
    ("isrg-root-x2.der", include_bytes!("../../certs/isrg-root-x2.der")),
];

/// The built-in manifest as `pins export` writes it.
///
/// # Panics
/// If it cannot be read, which the tests rule out.
pub(super) fn manifest() -> Manifest {
    serde_json::from_str(BUILT_IN).expect("the built-in manifest is read by the tests")
}

/// The DER of each of its roots, under the root's id.
pub(super) fn copies(manifest: &Manifest) -> BTreeMap<String, Cow<'static, [u8]>> {
    let file = |name: &str| BUNDLED.iter().find(|(own, _)| *own == name).map(|(_, der)| *der);
    let copy = |pin: &Pin| Some((pin.id.clone(), Cow::Borrowed(file(pin.file.as_deref()?)?)));
    manifest.roots.iter().filter_map(copy).collect()
}
