//! From the certificates to the bytes of a file or of a folder's files. The same certificates give the same bytes.

use crate::app::cli::ExportForm;
use crate::app::report::export::{ExportedRoot, certificates_json};
use crate::diagnostic::{Code, Diagnostic};
use crate::openssl::pem::{append, armor};
use crate::paste::manifests::{self, RootsText};
use crate::store::keystore::{self, Trusted};

use super::gather::Gathered;
use super::request::ExportRequest;

/// What Kubernetes takes in one object of this kind (`MaxSecretSize` in its API), which is stored as it is.
const OBJECT_LIMIT: usize = 1 << 20;

/// The password that Java's own stores have.
const JAVA_PASSWORD: &str = "changeit";

/// The output.
pub(super) enum Rendered {
    File(Vec<u8>),
    /// Names and contents, in the order in which they are written.
    Folder(Vec<(String, Vec<u8>)>),
}

/// Renders it.
///
/// # Errors
/// Nothing to export, or something that the form cannot hold.
pub(super) fn render(request: &ExportRequest, gathered: &Gathered) -> Result<Rendered, Diagnostic> {
    let certificates = &gathered.certificates;
    if certificates.is_empty() {
        return Err(Diagnostic::failure(
            Code::Io,
            "there is no certificate to export",
            "`pgcerts status` says what the store holds",
        ));
    }
    if request.form == ExportForm::ClusterTrustBundle {
        refuse_others(certificates)?;
    }
    let roots = text(certificates);
    let names = &request.names;
    let file = match request.form {
        ExportForm::Der => return Ok(Rendered::Folder(certificates.iter().map(der).collect())),
        ExportForm::Kustomize => {
            let files = manifests::kustomize(&roots, names, request.container.unwrap_or_default());
            let files = files.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes()));
            return Ok(Rendered::Folder(files.collect()));
        }
        ExportForm::Pkcs12 => return Ok(Rendered::File(keystore::pkcs12(&trusted(certificates)))),
        ExportForm::Jks => return Ok(Rendered::File(keystore::jks(&trusted(certificates), JAVA_PASSWORD))),
        ExportForm::Pem => pem(certificates),
        ExportForm::Json => certificates_json(&gathered.origin, certificates) + "\n",
        ExportForm::Configmap => manifests::config_map(&roots, names),
        ExportForm::Secret => manifests::secret(&roots, names),
        ExportForm::ClusterTrustBundle => manifests::cluster_trust_bundle(&roots, names),
        ExportForm::TrustManager => manifests::bundle(&roots, names),
        ExportForm::TrustManagerV1alpha2 => manifests::cluster_bundle(&roots, names),
        ExportForm::CloudInit => manifests::cloud_init(&roots),
        ExportForm::Dockerfile => manifests::dockerfile(&roots),
    };
    if request.form.is_object() && file.len() > OBJECT_LIMIT {
        let message = format!(
            "{} certificates are more than Kubernetes takes in one object (1 MiB)",
            certificates.len()
        );
        return Err(Diagnostic::failure(Code::Io, message, "export fewer of them"));
    }
    Ok(Rendered::File(file.into_bytes()))
}

fn text(certificates: &[ExportedRoot]) -> RootsText {
    let blocks = certificates.iter().map(|root| armor("CERTIFICATE", root.certificate.der()));
    RootsText::new(&pem(certificates), blocks.collect())
}

fn pem(certificates: &[ExportedRoot]) -> String {
    let mut text = Vec::new();
    append(&mut text, certificates.iter().map(|root| &root.certificate));
    String::from_utf8(text).expect("PEM with comments of UTF-8")
}

fn trusted(certificates: &[ExportedRoot]) -> Vec<Trusted> {
    let entry = |root: &ExportedRoot| Trusted {
        alias: format!("pgcerts-{}", root.stem()),
        der: root.certificate.der().to_vec(),
    };
    certificates.iter().map(entry).collect()
}

fn der(root: &ExportedRoot) -> (String, Vec<u8>) {
    (format!("{}.der", root.stem()), root.certificate.der().to_vec())
}

/// The API server takes no certificate there without `CA:TRUE` (`validateTrustBundle` in `pkg/apis/certificates`).
fn refuse_others(certificates: &[ExportedRoot]) -> Result<(), Diagnostic> {
    let other = certificates.iter().find(|root| !root.certificate.is_declared_authority());
    let Some(other) = other else { return Ok(()) };
    let message = format!(
        "`{}` does not say that it is an authority (CA:TRUE), and a ClusterTrustBundle takes no other certificate",
        other.certificate.subject()
    );
    Err(Diagnostic::failure(Code::Io, message, "use `--format configmap`, or a store without it"))
}
