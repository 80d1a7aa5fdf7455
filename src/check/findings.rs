//! From a judgement to plain words: what is wrong, and what to change.

use crate::capture::{Failure, OtherProtocol, Reply, Tls};
use crate::pins::{Pin, Role};
use crate::status::{Severity, days_between};
use crate::trust::{End, Kind, Link, Path};

use super::finding::{Code, Finding};
use super::host_name::NameOutcome;
use super::verdict::Verified;
use super::{Checked, Connection, Question, Seen};
use crate::sslmode::SslMode;

pub(super) fn of(question: &Question, connection: &Connection, checked: &Checked) -> Vec<Finding> {
    let report = Report { question, connection, checked };
    let mut findings = report.server();
    findings.extend(report.store());
    findings.extend(report.chain());
    findings.extend(report.set());
    findings.extend(report.name());
    findings.extend(report.sent());
    findings.extend(report.modes());
    findings.sort_by_key(|finding| (finding.severity, finding.code));
    findings
}

struct Report<'a> {
    question: &'a Question<'a>,
    connection: &'a Connection,
    checked: &'a Checked,
}

impl Report<'_> {
    /// What makes the deciding mode fail is an error; the same is a warning where that mode goes on.
    fn gravity(&self) -> Severity {
        if self.checked.is_ok() == Some(true) { Severity::Warning } else { Severity::Error }
    }

    /// What the server is and how it answered.
    fn server(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let capture = match self.question.seen {
            Seen::Socket => {
                let message = "libpq uses a Unix socket here, where there is no TLS";
                let hint = "name a host for a connection over TCP; a local socket needs no certificates";
                return vec![Finding::new(Code::UnixSocket, Severity::Info, message, hint)];
            }
            Seen::Chain(_) => return findings,
            Seen::Captured(capture) => capture,
        };
        if let Some(protocol) = capture.other_protocol {
            findings.push(self.other_protocol(protocol));
        }
        let gravity = self.gravity();
        match &capture.reply {
            Some(Reply::Unwilling) => findings.push(Finding::new(
                Code::NoTls,
                gravity,
                "the server has TLS switched off",
                "set `ssl = on` and a certificate in postgresql.conf, or `client_tls_sslmode` where it is PgBouncer",
            )),
            Some(Reply::Error(said)) => findings.push(Finding::new(
                Code::ErrorReply,
                Severity::Error,
                format!("the server answered with an error: {said}"),
                "it may be overloaded or starting; look into its log",
            )),
            _ => {}
        }
        findings.extend(self.tls(&capture.tls));
        if super::handshake(capture).is_some_and(|handshake| handshake.client_certificate_requested) {
            findings.push(Finding::new(
                Code::ClientCertificateRequested,
                Severity::Info,
                "the server asks for a client's certificate",
                "pg_hba.conf decides whether it needs one; sslcert and sslkey name it",
            ));
        }
        findings
    }

    fn other_protocol(&self, protocol: OtherProtocol) -> Finding {
        let what = match protocol {
            OtherProtocol::Tls { postgresql: true } => {
                return Finding::new(
                    Code::DirectOnly,
                    Severity::Error,
                    "the server speaks TLS from the first byte, and PostgreSQL within it",
                    "use sslnegotiation=direct (libpq 17), here `--negotiation direct`",
                );
            }
            OtherProtocol::Http => "HTTP",
            OtherProtocol::Mysql => "MySQL's protocol",
            OtherProtocol::Ssh => "SSH",
            OtherProtocol::Tls { postgresql: false } => "plain TLS, such as HTTPS",
        };
        let port = self.question.target.port;
        Finding::new(
            Code::NotPostgresql,
            Severity::Error,
            format!("what listens on port {port} is no PostgreSQL server: it speaks {what}"),
            "check host and port; PostgreSQL listens on 5432 unless told otherwise",
        )
    }

    fn tls(&self, tls: &Tls) -> Option<Finding> {
        let found =
            |code, message: String, hint: &str| Some(Finding::new(code, self.gravity(), message, hint));
        match tls {
            Tls::EarlyBytes => found(
                Code::EarlyBytes,
                "the server sent bytes in plaintext behind its answer, before TLS began".into(),
                "somebody may be between you and the server (CVE-2021-23222), or a proxy is broken",
            ),
            Tls::Failed(Failure::OldVersion { version, .. }) => found(
                Code::OldTls,
                format!("the server offers no TLS version beyond {version}"),
                "update the server, or raise `ssl_max_protocol_version`; libpq asks for TLSv1.2 at least",
            ),
            Tls::Failed(Failure::Alert(70)) => found(
                Code::OldTls,
                "the server and libpq have no TLS version in common".into(),
                "compare `ssl_min_protocol_version` and `ssl_max_protocol_version` of both",
            ),
            Tls::Failed(Failure::OnlyOpenssl { version, cipher_suite, .. }) => Some(Finding::new(
                Code::UnknownSuite,
                Severity::Warning,
                format!(
                    "the server chose {cipher_suite} under {version}, which OpenSSL knows and this program does not"
                ),
                "put a suite with ECDHE and AES-GCM or ChaCha20 first in the server's `ssl_ciphers`: others are outdated",
            )),
            Tls::Failed(failure) => found(
                Code::TlsFailed,
                format!("the TLS handshake failed: {}", described(failure)),
                "the server's log tells its side; `-v` shows what was agreed upon where it works",
            ),
            Tls::NotTried | Tls::Established(_) => None,
        }
    }

    fn store(&self) -> Option<Finding> {
        let store = self.question.store;
        let error = store.error.as_deref()?;
        let install = self.question.install.command("");
        Some(if store.exists {
            let hint = format!(
                "`pgcerts status` tells what is wrong in it, {} mends it",
                self.question.install.command("--repair")
            );
            Finding::new(Code::StoreUnreadable, self.gravity(), error, hint)
        } else {
            let message =
                format!("{error}, so verify-ca and verify-full fail and the other modes verify nothing");
            Finding::new(Code::StoreMissing, self.gravity(), message, format!("{install} makes it"))
        })
    }

    /// What OpenSSL has against the chain, and which root it needs.
    fn chain(&self) -> Vec<Finding> {
        let Some(judgement) = &self.checked.judgement else { return Vec::new() };
        let mut findings = Vec::new();
        let selection = &judgement.selection;
        let last = &selection.links[selection.links.len() - 1];
        let valid = self.checked.paths.iter().find(|path| path.is_valid() == Some(true));
        let accepted = judgement.accepted();
        if self.question.store.loads() && accepted != Some(true) {
            for problem in &judgement.problems {
                if !matches!(problem.kind, Kind::NotInStore | Kind::NoIssuer) {
                    findings.push(self.problem(&selection.links[problem.at], problem));
                }
            }
            if let (Some(path), Some(false)) = (valid, accepted) {
                findings.push(self.path_not_taken(path));
            }
        }
        if matches!(selection.end, End::SelfSigned | End::NoIssuer) && valid.is_none() {
            findings.push(self.anchor_needed(last));
        }
        findings.extend(self.good_path(valid.filter(|_| accepted == Some(true))));
        findings.extend(self.distrusted());
        if !self.checked.paths_complete {
            let message = "the server's certificates have more paths than are told here";
            let hint = "its administrator should send the leaf and the intermediates of one path";
            findings.push(Finding::new(Code::ManyPaths, Severity::Warning, message, hint));
        }
        findings
    }

    fn problem(&self, link: &Link, problem: &crate::trust::Problem) -> Finding {
        let detail = problem.detail.as_ref().map_or_else(String::new, |detail| format!(": {detail}"));
        let message = format!("{} {}{detail}", link.certificate.subject(), problem.kind.text());
        let hint = match problem.kind {
            Kind::Expired if problem.at == 0 => "the server's administrator must renew its certificate",
            Kind::Expired | Kind::NotYetValid => {
                "compare the clock of this machine; otherwise the server must send another chain"
            }
            Kind::Revoked => "the server needs another certificate",
            Kind::CrlMissing
            | Kind::CrlExpired
            | Kind::CrlNotYetValid
            | Kind::CrlSignature
            | Kind::CrlScope
            | Kind::CrlKeyUsage
            | Kind::CrlExtension => {
                "a revocation list that loads (root.crl beside root.crt, or sslcrl) makes every authority need a current one: put it there, or take the file away"
            }
            Kind::WeakKey | Kind::WeakSignature => {
                "the certificate must be issued anew, with RSA of 2048 bits or P-256 at least, and SHA-256"
            }
            Kind::Purpose => "the certificate must be issued anew, with serverAuth in its extended key usage",
            Kind::BadSignature | Kind::IssuerMismatch => {
                "the issuer that was found has another key: the server sends, or the store holds, another authority of that name"
            }
            Kind::Unverifiable => "ask psql itself; this program cannot tell",
            _ => "the certificate must be issued anew, or the server must send another chain",
        };
        let severity = if problem.kind.is_certain() { self.gravity() } else { Severity::Warning };
        Finding::new(Code::Chain(problem.kind), severity, message, hint)
    }

    /// There is a way, and OpenSSL does not go it.
    fn path_not_taken(&self, path: &Path) -> Finding {
        let through: Vec<&str> = path.links.iter().skip(1).map(|link| link.certificate.subject()).collect();
        let taken = self.checked.judgement.as_ref().map(|judgement| &judgement.selection);
        let ends = taken.and_then(|selection| selection.links.last());
        let ends = ends.map_or_else(String::new, |link| link.certificate.subject().to_owned());
        let message = format!(
            "there is a valid path through {}, but OpenSSL takes another, which ends at {ends}, and does not come back",
            through.join(", ")
        );
        let root = ends_in_pin(
            taken.and_then(|selection| selection.links.last().map(std::convert::AsRef::as_ref)),
            self,
        );
        let hint = match root {
            Some(command) => format!("{command} adds the root of the path that it takes; or the server sends the certificates of the valid path first"),
            None => "let the server send the certificates of the valid path first, or put the intermediate of that path into the store beside its root".into(),
        };
        Finding::new(Code::PathNotTaken, self.gravity(), message, hint)
    }

    /// A certificate has the name of the missing issuer, and is not the one that is meant.
    fn issuer_mismatch(&self, last: &Link) -> Option<Finding> {
        let is_it = |path: &Path, problem: &crate::trust::Problem| {
            problem.kind == Kind::IssuerMismatch && path.links[problem.at].certificate == last.certificate
        };
        let found =
            self.checked.paths.iter().find_map(|path| path.problems.iter().find(|one| is_it(path, one)));
        found.map(|problem| self.problem(last, problem))
    }

    /// No path ends in the store.
    fn anchor_needed(&self, last: &Link) -> Finding {
        if let Some(mismatch) = self.issuer_mismatch(last) {
            return mismatch;
        }
        let wanting =
            |path: &&Path| !path.in_store && path.problems.iter().all(|one| one.kind == Kind::NotInStore);
        let mut paths = self.checked.paths.iter().filter(wanting);
        let pinned = paths
            .clone()
            .find_map(|path| self.question.roots.pin_of(&path.anchor().certificate).map(|pin| (path, pin)));
        let gravity = self.gravity();
        if let Some((_, pin)) = pinned {
            let message = format!("the store lacks {}, under which the server's certificate is", pin.subject);
            let hint = format!("{} adds it", self.install(pin));
            return Finding::new(Code::MissingRoot, gravity, message, hint);
        }
        if let Some(path) = paths.next() {
            let anchor = &path.anchor().certificate;
            let alone = path.links.len() == 1;
            let what = if alone {
                "a self-signed certificate of its own"
            } else {
                "a root that the store does not hold"
            };
            let message = format!("the server's certificate ends at {}, {what}", anchor.subject());
            let hint = format!(
                "if you trust it, append it to the store; its SHA-256 must be confirmed by its owner: {}",
                anchor.sha256()
            );
            return Finding::new(Code::UnknownRoot, gravity, message, hint);
        }
        let is_leaf = self.checked.sent.first() == Some(&last.certificate);
        if !is_leaf {
            let message = format!(
                "the server's chain ends at {}, whose issuer {} is neither in the store nor pinned",
                last.certificate.subject(),
                last.certificate.issuer()
            );
            let hint = "append the root of that name to the store, once its owner has confirmed its SHA-256";
            return Finding::new(Code::UnknownRoot, gravity, message, hint);
        }
        let sent_alone = self.checked.sent.len() == 1;
        let sends = if sent_alone { "; the server sends its own certificate alone" } else { "" };
        let message = format!(
            "{} was issued by {}, which is neither in the store nor sent{sends}",
            last.certificate.subject(),
            last.certificate.issuer()
        );
        let hint = "the server must send its intermediates (append them to its ssl_cert_file); if that issuer is a root, append it to the store";
        Finding::new(Code::MissingIntermediate, gravity, message, hint)
    }

    /// What to know of a path that works.
    fn good_path(&self, valid: Option<&Path>) -> Vec<Finding> {
        let Some(judgement) = self.checked.judgement.as_ref().filter(|_| valid.is_some()) else {
            return Vec::new();
        };
        let mut findings = Vec::new();
        let links = &judgement.selection.links;
        let first = links.iter().min_by_key(|link| link.certificate.not_after());
        if let Some((link, end)) = first.and_then(|link| Some((link, link.certificate.not_after()?))) {
            let days = days_between(self.question.at, end);
            if days <= i64::from(self.question.expiring_within) {
                let whose = if std::rc::Rc::ptr_eq(link, &links[0]) {
                    "the server's certificate"
                } else {
                    "a certificate of its chain"
                };
                let plural = if days == 1 { "" } else { "s" };
                let message = format!(
                    "{}, {whose}, ends in {days} day{plural}, on {}",
                    link.certificate.subject(),
                    end.date()
                );
                let hint = "the server's administrator should renew it before";
                findings.push(Finding::new(Code::Expiring, Severity::Warning, message, hint));
            }
        }
        let from_store = &links[judgement.selection.untrusted..];
        if from_store.len() > 1 {
            let message = format!(
                "{} comes from the store: the server does not send it, or the store's copy goes first",
                from_store[0].certificate.subject()
            );
            let hint = "intermediates belong into the server's certificate file; in the store they break at the next rotation";
            findings.push(Finding::new(Code::StoredIntermediate, Severity::Warning, message, hint));
        }
        let signed = &links[..links.len() - 1];
        if signed.iter().any(|link| link.is_sha1()) {
            let message = "a signature on the path is made with SHA-1, which Java and others refuse";
            let hint = "have the certificate issued anew with SHA-256";
            findings.push(Finding::new(Code::Sha1Signature, Severity::Warning, message, hint));
        } else if links.last().is_some_and(|link| link.is_sha1()) {
            let message = "the root's own signature is made with SHA-1: it protects nothing, but some Java configurations refuse the path for it";
            let hint = "move the server to a chain under a newer root";
            findings.push(Finding::new(Code::Sha1Signature, Severity::Info, message, hint));
        }
        findings
    }

    /// The usable paths all end at roots that public stores have dropped.
    fn distrusted(&self) -> Option<Finding> {
        let usable = |path: &&Path| path.problems.iter().all(|problem| problem.kind == Kind::NotInStore);
        let anchors: Option<Vec<&Pin>> = self
            .checked
            .paths
            .iter()
            .filter(usable)
            .map(|path| self.question.roots.pin_of(&path.anchor().certificate))
            .collect();
        let anchors = anchors
            .filter(|pins| !pins.is_empty() && pins.iter().all(|pin| pin.public_distrust.is_some()))?;
        let day = anchors[0].public_distrust?.date();
        let message = format!(
            "the chain goes only through {}, which public stores dropped on {day}: sslrootcert=system and clients with their system's store refuse it",
            anchors[0].subject
        );
        let hint = "verify with a root.crt that holds it, and have the server moved to a newer chain";
        Some(Finding::new(Code::PublicDistrust, Severity::Warning, message, hint))
    }

    /// The set that was asked for does not do alone.
    fn set(&self) -> Option<Finding> {
        let (set, anchored) = self.checked.set.as_ref().filter(|(_, anchored)| *anchored != Some(true))?;
        let does = if anchored.is_some() { "does not anchor" } else { "may not anchor" };
        let message = format!("the set {set} alone {does} the server's chain");
        let hint = "a client whose store holds that set and nothing else would fail; keep the old root until the server has moved";
        Some(Finding::new(Code::OutsideSet, Severity::Error, message, hint))
    }

    fn name(&self) -> Option<Finding> {
        let name = self.checked.name.as_ref()?;
        let host = self.question.target.host.as_deref().unwrap_or_default();
        let NameOutcome::Matches(pattern) = &name.outcome else {
            let hint = name_hint(host, &name.tried);
            return Some(Finding::new(Code::NameMismatch, self.gravity(), name.error(host)?, hint));
        };
        let top = pattern.strip_prefix("*.").filter(|rest| !rest.contains('.'))?;
        let message = format!(
            "the name fits by `*.{top}`, a star right below the top: libpq, pgjdbc and Go accept it, Node and rustls do not"
        );
        let hint = "have the certificate issued for the host's own name";
        Some(Finding::new(Code::TopLevelWildcard, Severity::Warning, message, hint))
    }

    /// How the server sends its certificates.
    fn sent(&self) -> Vec<Finding> {
        let Some(judgement) = &self.checked.judgement else { return Vec::new() };
        let mut findings = Vec::new();
        let sent = &self.checked.sent;
        let place = |link: &Link| sent.iter().position(|one| *one == link.certificate);
        let best = self.checked.paths.first().map_or(&judgement.selection.links, |path| &path.links);
        let places: Vec<usize> = best.iter().filter_map(|link| place(link)).collect();
        if !places.is_sorted() {
            let message = "the server sends its certificates in the wrong order";
            let hint = "each must be followed by its issuer's in the server's certificate file; libpq does not mind, others do";
            findings.push(Finding::new(Code::WrongOrder, Severity::Warning, message, hint));
        }
        let is_anchor = |index: usize| {
            self.checked
                .paths
                .iter()
                .any(|path| path.links.len() > 1 && path.anchor().certificate == sent[index])
        };
        for (index, certificate) in sent.iter().enumerate().skip(1) {
            let used = self
                .checked
                .paths
                .iter()
                .any(|path| path.links.iter().any(|link| link.certificate == *certificate));
            if is_anchor(index) {
                let message = format!(
                    "the server sends the root {} too, which no client takes from it",
                    certificate.subject()
                );
                let hint = "leave it out of the server's certificate file; it does no harm";
                findings.push(Finding::new(Code::RootSent, Severity::Info, message, hint));
            } else if !used && !self.checked.paths.is_empty() && self.checked.paths_complete {
                let message = format!("the server sends {}, which is on no path", certificate.subject());
                let hint = "leave it out of the server's certificate file; it does no harm";
                findings.push(Finding::new(Code::SuperfluousCertificate, Severity::Info, message, hint));
            }
        }
        findings
    }

    /// What the weaker modes do that their users may not expect.
    fn modes(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let prefer = self.checked.verdict(SslMode::Prefer);
        let tls_offered = !matches!(self.connection, Connection::Socket | Connection::Plaintext);
        if prefer.ok == Some(true)
            && prefer.encrypted != Some(true)
            && (tls_offered || self.checked.mode == SslMode::Prefer)
            && *self.connection != Connection::Socket
        {
            let severity =
                if self.checked.mode <= SslMode::Prefer { Severity::Error } else { Severity::Warning };
            let message = "sslmode=prefer, libpq's default, would go on WITHOUT ENCRYPTION, and say nothing";
            let hint =
                "set sslmode=verify-full, which fails in place of that, and mend what the other findings say";
            findings.push(Finding::new(Code::PlaintextFallback, severity, message, hint));
        }
        if *self.connection == Connection::Unproven {
            let message = "the server's proof that it has its certificate's key cannot be verified here";
            let hint = "ask psql itself; the kind of key is one that this program's TLS library lacks";
            findings.push(Finding::new(Code::UnprovenKey, Severity::Warning, message, hint));
        }
        findings.extend(self.public_anchor());
        findings
    }

    /// Without a comparison of names, any customer of a public authority passes for the server.
    fn public_anchor(&self) -> Option<Finding> {
        let verdict = self.checked.verdict(self.checked.mode);
        let anchor = self.checked.judgement.as_ref()?.selection.links.last()?;
        let pin = self.question.roots.pin_of(&anchor.certificate)?;
        if verdict.verified != Verified::Chain || verdict.ok != Some(true) {
            return None;
        }
        let message = format!(
            "with {} the host's name is not compared, and {} is a public root: any certificate under it passes for this server",
            self.checked.mode, pin.subject
        );
        let hint = "use sslmode=verify-full";
        Some(Finding::new(Code::PublicAnchor, Severity::Warning, message, hint))
    }

    /// The command that adds a pin to the store.
    fn install(&self, pin: &Pin) -> String {
        let manifest = self.question.roots.pins.manifest();
        let holds = |set: &&crate::pins::Set| set.roots.iter().any(|member| member.id == pin.id);
        let current =
            |set: &crate::pins::Set| set.roots.iter().filter(|member| member.role == Role::Current).count();
        let default = manifest.sets.iter().filter(|set| set.id == manifest.default_set).find(holds);
        let set = default.or_else(|| manifest.sets.iter().filter(holds).min_by_key(|set| current(set)));
        let set = set.map(|set| set.id.as_str()).filter(|id| *id != manifest.default_set);
        crate::advice::Install { set, ..self.question.install }.command("")
    }
}

fn ends_in_pin(last: Option<&Link>, report: &Report) -> Option<String> {
    let last = last?;
    let reaches = |path: &&Path| {
        path.links.iter().any(|link| link.certificate == last.certificate)
            && path.problems.iter().all(|problem| problem.kind == Kind::NotInStore)
    };
    let path = report.checked.paths.iter().filter(|path| !path.in_store).find(reaches)?;
    report.question.roots.pin_of(&path.anchor().certificate).map(|pin| report.install(pin))
}

fn described(failure: &Failure) -> String {
    match failure {
        Failure::Alert(code) => format!("the server sent the alert {code}"),
        Failure::BadProof => "the server's proof of its key is wrong".into(),
        Failure::NoAlpn => "the server selected no `postgresql` by ALPN, which direct TLS demands".into(),
        Failure::NotTls => "what came is no TLS".into(),
        Failure::TooLarge => "the certificates are larger than 64 KB".into(),
        Failure::Closed => "the server closed the connection".into(),
        Failure::OldVersion { version, .. } => format!("the server offers {version} only"),
        Failure::OnlyOpenssl { cipher_suite, .. } => format!("the server chose {cipher_suite}"),
        Failure::Other(reason) => reason.clone(),
    }
}

/// What name to use instead, or why a name that looks right is not.
fn name_hint(host: &str, tried: &[String]) -> String {
    let lower = host.to_ascii_lowercase();
    let below = |name: &String| {
        name.strip_prefix("*.").is_some_and(|rest| lower == rest || lower.ends_with(&format!(".{rest}")))
    };
    let undotted =
        lower.strip_suffix('.').is_some_and(|rest| tried.iter().any(|name| name.eq_ignore_ascii_case(rest)));
    let inner_star = |name: &String| {
        name.split_once('*').is_some_and(|(before, after)| {
            !before.is_empty()
                && lower.starts_with(&before.to_ascii_lowercase())
                && lower.ends_with(&after.to_ascii_lowercase())
        })
    };
    if undotted {
        return "leave out the dot at the end of the host's name: libpq compares it".into();
    }
    if tried.iter().any(below) {
        return "a star stands for exactly one label: connect by a name with one label in its place".into();
    }
    if tried.iter().any(inner_star) {
        return "a star counts only where it is a whole label (`*.`); only Node accepts others".into();
    }
    let shown: Vec<&str> = tried.iter().take(5).map(String::as_str).collect();
    if shown.is_empty() {
        "have a certificate issued that names the host in its subject alternative names".into()
    } else {
        format!(
            "connect by a name of the certificate ({}), with hostaddr for the address if need be",
            shown.join(", ")
        )
    }
}
