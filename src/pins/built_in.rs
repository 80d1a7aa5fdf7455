//! The manifest and the certificates that this program was built with.

/// The built-in manifest.
pub const BUILT_IN: &str = include_str!("../../certs/pins.json");

/// The names and the DER of the built-in roots, byte for byte as their official addresses serve them.
pub const BUNDLED: [(&str, &[u8]); 7] = [
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
];
