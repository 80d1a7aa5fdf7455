//! Certificates in disguise at every place of a file: `status` never says ok where OpenSSL loads fewer than a person would
//! find, `--repair` gives back all of them, and what hides none is left in peace.

use std::path::{Path, PathBuf};
use std::process::Command;

use pgcerts::testing::{Mode, plan};

use super::disguise_kit::{Disguised, PlacedStore, disguises, harmless, placed};
use crate::support::mutants::{g1, g2};
use crate::support::store::counted_by_openssl;
use crate::support::tools::need;
use crate::support::user::User;
use crate::support::{bundled, pem};

/// Codes that say that something in the file is not loaded.
const LOSSES: [&str; 3] = ["ignored-block", "not-pem", "malformed-block"];

struct DisguiseTest {
    user: User,
}

impl DisguiseTest {
    fn write(&self, number: usize, bytes: &[u8]) -> PathBuf {
        let path = self.user.path(&format!("{number}.crt"));
        std::fs::write(&path, bytes).expect("a store");
        path
    }

    /// The codes of the errors in a store, whatever roots it lacks.
    fn codes(&self, path: &Path) -> Vec<String> {
        let path = path.to_str().expect("UTF-8");
        let json = self.user.run(["status", "--json", "--dest", path]).json();
        let findings = json["findings"].as_array().expect("findings");
        let codes = findings.iter().filter(|finding| finding["severity"] != "info");
        codes.map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect()
    }

    fn stores(&self, openssl: &Path) -> Vec<PlacedStore> {
        let hidden = [bundled("DigiCertGlobalRootG3.crt"), bundled("DigiCertTLSECCP384RootG5.crt")];
        let containers = self.containers(openssl, &hidden);
        let all: Vec<Disguised> = disguises(&hidden).into_iter().chain(containers).collect();
        all.iter()
            .flat_map(|one| placed(one, &pem("CERTIFICATE", &g2()), &pem("CERTIFICATE", &g1())))
            .collect()
    }

    /// PKCS#7 and PKCS#12 as OpenSSL writes them.
    fn containers(&self, openssl: &Path, hidden: &[Vec<u8>]) -> Vec<Disguised> {
        let text: String = hidden.iter().map(|der| pem("CERTIFICATE", der)).collect();
        std::fs::write(self.user.path("hidden.pem"), text).expect("a file");
        let run = |arguments: &str| {
            let mut command = Command::new(openssl);
            command.current_dir(self.user.home()).args(arguments.split(' ').filter(|word| !word.is_empty()));
            let output = command.output().expect("OpenSSL");
            assert!(output.status.success(), "{arguments}: {output:?}");
            output.stdout
        };
        let pkcs7 = |form: &str| run(&format!("crl2pkcs7 -nocrl -certfile hidden.pem -outform {form}"));
        let pkcs12 = run("pkcs12 -export -nokeys -in hidden.pem -certpbe NONE -nomac -passout pass:");
        let (text, binary) = (pkcs7("PEM"), pkcs7("DER"));
        let base64 = |bytes: &[u8]| Disguised::lines_of_base64(bytes).into_bytes();
        vec![
            Disguised::new("PKCS#7 in base64 alone", 2, base64(&binary)),
            Disguised::new("PKCS#7 in PEM", 2, text),
            Disguised::binary("PKCS#7", 2, binary),
            Disguised::new("PKCS#12 in base64", 2, base64(&pkcs12)),
            Disguised::binary("PKCS#12", 2, pkcs12),
        ]
    }
}

#[test]
fn no_store_loses_a_certificate_in_silence_and_repair_gives_back_all() {
    let (Some(openssl), Some(_)) = (need("disguises", "openssl"), need("disguises", "python3")) else {
        return;
    };
    let test = DisguiseTest { user: User::in_memory() };
    let stores = test.stores(&openssl);
    assert!(stores.len() >= 300, "{}", stores.len());
    let files: Vec<PathBuf> =
        stores.iter().enumerate().map(|(number, store)| test.write(number, &store.bytes)).collect();
    let mut wrong = Vec::new();
    let mut lost = 0;
    for ((store, path), loaded) in stores.iter().zip(&files).zip(counted_by_openssl(&files)) {
        let codes = test.codes(path);
        let loses = loaded.unwrap_or(0) < store.certificates;
        lost += usize::from(loses);
        if loses != codes.iter().any(|code| LOSSES.contains(&code.as_str())) {
            wrong.push(format!("{}: {loaded:?} of {}, {codes:?}", store.name, store.certificates));
        }
        let change = plan(Some(&store.bytes), &[], Mode::Repair).ok().and_then(|plan| plan.change);
        std::fs::write(path, change.map_or(store.bytes.clone(), |change| change.bytes)).expect("a store");
    }
    for (store, repaired) in stores.iter().zip(counted_by_openssl(&files)) {
        if repaired != Some(store.certificates) {
            wrong.push(format!("{}: {repaired:?} of {} once repaired", store.name, store.certificates));
        }
    }
    assert!(lost >= 300, "only {lost} stores lose a certificate");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), stores.len(), wrong.join("\n"));
}

#[test]
fn what_hides_no_certificate_has_no_finding() {
    let test = DisguiseTest { user: User::in_memory() };
    let good = pem("CERTIFICATE", &g2());
    let hidden = pem("CERTIFICATE", &g1());
    let mut wrong = Vec::new();
    for (name, text) in harmless(&hidden) {
        for (place, store) in [
            ("before", format!("{text}\n{good}")),
            ("behind", format!("{good}\n{text}\n")),
            ("between", format!("{good}{text}\n{good}")),
        ] {
            let codes = test.codes(&test.write(0, store.as_bytes()));
            if codes.iter().any(|code| code != "missing-root") {
                wrong.push(format!("{name} {place}: {codes:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
