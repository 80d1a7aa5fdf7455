//! The form in which a certificate was found where OpenSSL does not read it.

/// The form that hides a certificate from OpenSSL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::openssl::pem) enum Disguise {
    /// PEM whose BEGIN line, END line or line starts are not exact.
    InexactArmor,
    /// PEM under a label that OpenSSL does not take for a certificate's.
    ForeignLabel,
    /// A second certificate in one block.
    BehindAnother,
    /// Base64 without BEGIN and END lines.
    BareBase64,
    /// PEM with carriage returns alone at its line ends.
    CarriageReturns,
    /// PEM in a string of JSON, YAML or source code, with `\n` for each newline.
    Escaped,
    /// PEM or base64 between the tags of a web page or of XML.
    Markup,
    /// PEM in percent-encoding.
    PercentEncoded,
    /// Text in UTF-16 or UTF-32.
    Utf16,
    /// DER.
    Der,
    /// Hex digits.
    Hex,
    /// Base64 around PEM, as in a Kubernetes Secret.
    Base64OfPem,
    /// PKCS#7, as a `.p7b` or `.p7c` file has it.
    Pkcs7,
    /// PKCS#12 without encryption.
    Pkcs12,
    /// A Java keystore.
    Jks,
}

impl Disguise {
    /// What a file or a part of it in this form is called.
    pub(in crate::openssl::pem) fn name(self) -> &'static str {
        match self {
            Self::InexactArmor => "PEM with an inexact BEGIN or END line",
            Self::ForeignLabel => "PEM under a label that is not `CERTIFICATE`",
            Self::BehindAnother => "a second certificate in the same PEM block",
            Self::BareBase64 => "base64 without BEGIN and END lines",
            Self::CarriageReturns => "PEM with carriage returns alone at its line ends",
            Self::Escaped => "PEM in a JSON or other string, with `\\n` written out for each newline",
            Self::Markup => "text with HTML or XML tags around the certificate",
            Self::PercentEncoded => "PEM in percent-encoding",
            Self::Utf16 => "UTF-16 text",
            Self::Der => "DER, not PEM",
            Self::Hex => "hex digits",
            Self::Base64OfPem => "base64 of a PEM file, as in a Kubernetes Secret",
            Self::Pkcs7 => "PKCS#7 (`openssl pkcs7 -print_certs` takes the certificates out)",
            Self::Pkcs12 => "a PKCS#12 store (`openssl pkcs12 -nokeys` takes the certificates out)",
            Self::Jks => "a Java keystore (`keytool -list -rfc` takes the certificates out)",
        }
    }

    /// Whether the file is still PEM text, so that each line is worth a finding of its own.
    pub(in crate::openssl::pem) fn is_pem_text(self) -> bool {
        matches!(self, Self::InexactArmor | Self::BehindAnother)
    }
}

/// A container whose content takes a password, or another program than this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::openssl::pem) enum SealedContainer {
    /// PKCS#12 with an encrypted part.
    EncryptedPkcs12,
    /// One of the keystores that only Java reads.
    JavaOnly,
}

impl SealedContainer {
    /// What it is called.
    pub(in crate::openssl::pem) fn name(self) -> &'static str {
        match self {
            Self::EncryptedPkcs12 => "an encrypted PKCS#12 store",
            Self::JavaOnly => "a keystore of a kind that only Java reads",
        }
    }

    /// How to take its certificates out.
    pub(in crate::openssl::pem) fn way_out(self) -> &'static str {
        match self {
            Self::EncryptedPkcs12 => {
                "`openssl pkcs12 -nokeys -in FILE -out roots.pem` asks for its password and writes PEM"
            }
            Self::JavaOnly => "`keytool -list -rfc -keystore FILE` asks for its password and writes PEM",
        }
    }
}
