//! Every code that the program uses, with who uses it and how bad it is: the one table from which reports and pages come.

use super::{Code, Severity};

/// Who uses a code. The same code may mean another thing elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// A failure of any command: exit code 2.
    Failure,
    /// A warning of `install` or `rollback`.
    Install,
    /// A finding of `status`.
    Status,
    /// A finding of `check`.
    Check,
    /// What OpenSSL has against a chain: a problem of a path, and a finding of `check`.
    Chain,
}

/// A code as one speaker uses it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Who uses it.
    pub speaker: Speaker,
    /// The stable name.
    pub code: Code,
    /// How bad it is, the usual severity first.
    pub severities: &'static [Severity],
}

const fn entry(speaker: Speaker, code: Code, severities: &'static [Severity]) -> Entry {
    Entry { speaker, code, severities }
}

/// The place of a code among those of these speakers, which is the order of findings of one severity.
pub(crate) fn rank(speakers: &[Speaker], code: Code) -> Option<usize> {
    CATALOG.iter().position(|entry| entry.code == code && speakers.contains(&entry.speaker))
}

/// The worst first; among equals in the order of the catalog, then by line.
pub(crate) fn sort(findings: &mut [super::Diagnostic], speakers: &[Speaker]) {
    findings.sort_by_key(|finding| (finding.severity, rank(speakers, finding.code), finding.place.line));
}

/// All of them.
pub const CATALOG: &[Entry] = &[
    // Failure
    entry(Speaker::Failure, Code::PinMismatch, &[Severity::Error]),
    entry(Speaker::Failure, Code::UnreadableStore, &[Severity::Error]),
    entry(Speaker::Failure, Code::PrivateKey, &[Severity::Error]),
    entry(Speaker::Failure, Code::MissingRoot, &[Severity::Error]),
    entry(Speaker::Failure, Code::Io, &[Severity::Error]),
    entry(Speaker::Failure, Code::Network, &[Severity::Error]),
    entry(Speaker::Failure, Code::NameResolution, &[Severity::Error]),
    entry(Speaker::Failure, Code::Refused, &[Severity::Error]),
    entry(Speaker::Failure, Code::TimeLimit, &[Severity::Error]),
    entry(Speaker::Failure, Code::Usage, &[Severity::Error]),
    entry(Speaker::Failure, Code::UnknownSet, &[Severity::Error]),
    entry(Speaker::Failure, Code::NoBackup, &[Severity::Error]),
    entry(Speaker::Failure, Code::BadManifest, &[Severity::Error]),
    entry(Speaker::Failure, Code::UnfitRoot, &[Severity::Error]),
    entry(Speaker::Failure, Code::ServedChain, &[Severity::Error]),
    // Install
    entry(Speaker::Install, Code::OtherConnections, &[Severity::Warning]),
    entry(Speaker::Install, Code::EnvOverride, &[Severity::Warning]),
    entry(Speaker::Install, Code::RootHome, &[Severity::Warning]),
    entry(Speaker::Install, Code::HomeMismatch, &[Severity::Warning]),
    entry(Speaker::Install, Code::DownloadFailed, &[Severity::Warning]),
    entry(Speaker::Install, Code::PinMismatch, &[Severity::Warning]),
    entry(Speaker::Install, Code::HardLink, &[Severity::Warning]),
    entry(Speaker::Install, Code::PrivateFolder, &[Severity::Warning]),
    entry(Speaker::Install, Code::TrustedBlock, &[Severity::Warning]),
    entry(Speaker::Install, Code::LiteralTilde, &[Severity::Warning]),
    entry(Speaker::Install, Code::RetiredRoot, &[Severity::Warning]),
    entry(Speaker::Install, Code::TamperedRoot, &[Severity::Warning]),
    entry(Speaker::Install, Code::ImpostorRoot, &[Severity::Warning]),
    entry(Speaker::Install, Code::PrivateKey, &[Severity::Warning]),
    entry(Speaker::Install, Code::UnreadableStore, &[Severity::Warning]),
    // Status
    entry(Speaker::Status, Code::MissingFile, &[Severity::Error]),
    entry(Speaker::Status, Code::UnreadableFile, &[Severity::Error]),
    entry(Speaker::Status, Code::EmptyFile, &[Severity::Error]),
    entry(Speaker::Status, Code::NotPem, &[Severity::Error]),
    entry(Speaker::Status, Code::MalformedBlock, &[Severity::Error]),
    entry(Speaker::Status, Code::PrivateKey, &[Severity::Error]),
    entry(Speaker::Status, Code::TamperedRoot, &[Severity::Error]),
    entry(Speaker::Status, Code::ImpostorRoot, &[Severity::Error]),
    entry(Speaker::Status, Code::UnreadableCertificate, &[Severity::Error]),
    entry(Speaker::Status, Code::IgnoredBlock, &[Severity::Error]),
    entry(Speaker::Status, Code::Expired, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Status, Code::NotYetValid, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Status, Code::MissingRoot, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Status, Code::RootVariant, &[Severity::Warning]),
    entry(Speaker::Status, Code::Expiring, &[Severity::Warning]),
    entry(Speaker::Status, Code::PinnedIntermediate, &[Severity::Warning]),
    entry(Speaker::Status, Code::PinnedLeaf, &[Severity::Warning]),
    entry(Speaker::Status, Code::CrlPresent, &[Severity::Warning]),
    entry(Speaker::Status, Code::EnvOverride, &[Severity::Warning]),
    entry(Speaker::Status, Code::ServiceOverride, &[Severity::Warning]),
    entry(Speaker::Status, Code::NearMissPath, &[Severity::Warning]),
    entry(Speaker::Status, Code::WritableByOthers, &[Severity::Warning]),
    entry(Speaker::Status, Code::PrivateFolder, &[Severity::Warning]),
    entry(Speaker::Status, Code::Bom, &[Severity::Warning]),
    entry(Speaker::Status, Code::TrustedBlock, &[Severity::Warning]),
    entry(Speaker::Status, Code::OtherLabel, &[Severity::Warning]),
    entry(Speaker::Status, Code::TrailingBytes, &[Severity::Warning]),
    entry(Speaker::Status, Code::DashLine, &[Severity::Warning]),
    entry(Speaker::Status, Code::RootHome, &[Severity::Info]),
    entry(Speaker::Status, Code::HomeMismatch, &[Severity::Info]),
    entry(Speaker::Status, Code::PublicDistrust, &[Severity::Info]),
    entry(Speaker::Status, Code::ForeignRoot, &[Severity::Info]),
    entry(Speaker::Status, Code::Duplicate, &[Severity::Info]),
    // Check
    entry(Speaker::Check, Code::NotPostgresql, &[Severity::Error]),
    entry(Speaker::Check, Code::DirectOnly, &[Severity::Error]),
    entry(Speaker::Check, Code::NoTls, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::ErrorReply, &[Severity::Error]),
    entry(Speaker::Check, Code::EarlyBytes, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::OldTls, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::UnknownSuite, &[Severity::Warning]),
    entry(Speaker::Check, Code::TlsFailed, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::StoreMissing, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::StoreUnreadable, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::MissingRoot, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::UnknownRoot, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::MissingIntermediate, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::PathNotTaken, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::OutsideSet, &[Severity::Error]),
    entry(Speaker::Check, Code::NameMismatch, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::PlaintextFallback, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Check, Code::UnprovenKey, &[Severity::Warning]),
    entry(Speaker::Check, Code::Expiring, &[Severity::Warning]),
    entry(Speaker::Check, Code::PublicAnchor, &[Severity::Warning]),
    entry(Speaker::Check, Code::PublicDistrust, &[Severity::Warning]),
    entry(Speaker::Check, Code::Sha1Signature, &[Severity::Warning, Severity::Info]),
    entry(Speaker::Check, Code::StoredIntermediate, &[Severity::Warning]),
    entry(Speaker::Check, Code::WrongOrder, &[Severity::Warning, Severity::Error]),
    entry(Speaker::Check, Code::TopLevelWildcard, &[Severity::Warning]),
    entry(Speaker::Check, Code::ManyPaths, &[Severity::Warning]),
    entry(Speaker::Check, Code::RootSent, &[Severity::Info]),
    entry(Speaker::Check, Code::SuperfluousCertificate, &[Severity::Info]),
    entry(Speaker::Check, Code::ClientCertificateRequested, &[Severity::Info]),
    entry(Speaker::Check, Code::UnixSocket, &[Severity::Info]),
    // Chain
    entry(Speaker::Chain, Code::NotInStore, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::NoIssuer, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::TooLong, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::Rejected, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::Expired, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::NotYetValid, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::OddDate, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::BadSignature, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::NotAnAuthority, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::PathLength, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::KeyUsage, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::Purpose, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::NameConstraints, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::UnknownExtension, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::MalformedExtension, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::ProxyCertificate, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::IssuerMismatch, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::WeakKey, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::WeakSignature, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::ExplicitCurve, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::Revoked, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::CrlMissing, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::CrlExpired, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::CrlNotYetValid, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::CrlSignature, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::CrlKeyUsage, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::CrlScope, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::CrlExtension, &[Severity::Error, Severity::Warning]),
    entry(Speaker::Chain, Code::Unverifiable, &[Severity::Warning]),
];
