//! `check` says what libpq does with the client's certificate: the same verdict and the same words, by libpq 15, 17 and
//! 18, under TLS 1.2 and 1.3.

use super::kit::Kit;
use super::libpq::{Libpq, compared};

/// A case: its options, and the versions whose verdict it is.
struct Case(&'static str, &'static [Libpq]);

const fn all(options: &'static str) -> Case {
    Case(options, &Libpq::ALL)
}

const CASES: [Case; 58] = [
    // Who comes in.
    all("dbname=trusted sslmode=require"),
    all("dbname=certificate sslmode=require"),
    all("dbname=certificate sslmode=require sslcert=alice.crt sslkey=alice.key"),
    all("dbname=certificate sslmode=require sslcert=bob.crt sslkey=bob.key"),
    all("dbname=full sslmode=require sslcert=bob.crt sslkey=bob.key"),
    all("dbname=authority sslmode=require sslcert=bob.crt sslkey=bob.key"),
    all("dbname=certificate sslmode=prefer"),
    all("dbname=certificate sslmode=allow sslcert=alice.crt sslkey=alice.key"),
    // A certificate that the server refuses, for every user and in every mode.
    all("dbname=trusted sslmode=require sslcert=stranger.crt sslkey=stranger.key"),
    all("dbname=trusted sslmode=prefer sslcert=alien.crt sslkey=alien.key"),
    all("dbname=either sslmode=prefer sslcert=alien.crt sslkey=alien.key"),
    all("dbname=either sslmode=allow sslcert=alien.crt sslkey=alien.key"),
    all("dbname=trusted sslmode=allow sslcert=alien.crt sslkey=alien.key"),
    all("dbname=trusted sslmode=require sslcert=expired.crt sslkey=alice.key"),
    all("dbname=trusted sslmode=require sslcert=authority.crt sslkey=authority.key"),
    // The server's own certificate is verified first.
    all("dbname=trusted sslmode=verify-ca sslrootcert=stranger.crt sslcert=alien.crt sslkey=alien.key"),
    all("dbname=trusted sslmode=verify-full sslrootcert=server-root.crt sslcert=alien.crt sslkey=alien.key"),
    all("dbname=trusted sslmode=verify-ca sslrootcert=none.crt sslcert=alice.crt"),
    // Files.
    all("dbname=trusted sslmode=require sslcert=none.crt sslkey=alice.key"),
    all("dbname=certificate sslmode=require sslcert=none.crt sslkey=alice.key"),
    all("dbname=trusted sslmode=require sslcert=alice.crt"),
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=none.key"),
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=alice.key/x"),
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=."),
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=bob.key"),
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=p256.key"),
    all("dbname=trusted sslmode=require sslcert=p256.crt sslkey=p384.key"),
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=open.key"),
    all("dbname=either sslmode=prefer sslcert=alice.crt sslkey=open.key"),
    all("dbname=trusted sslmode=prefer sslcert=alice.crt sslkey=open.key"),
    all("dbname=trusted sslmode=require sslcert=der.crt sslkey=alice.key"),
    all("dbname=trusted sslmode=require sslcert=alice.p12 sslkey=alice.key"),
    all("dbname=trusted sslmode=require sslcert=alice.key sslkey=alice.key"),
    all("dbname=trusted sslmode=require sslcert=. sslkey=alice.key"),
    all("dbname=trusted sslmode=require sslcert=cut.crt sslkey=alice.key"),
    all("dbname=trusted sslmode=require sslcert=second.crt sslkey=alice.key"),
    all("dbname=certificate sslmode=require sslcert=both.pem sslkey=both.pem"),
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=empty.key"),
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=cut.key"),
    all("dbname=trusted sslmode=require sslcert=small.crt sslkey=small.key"),
    // Forms of keys.
    all("dbname=certificate sslmode=require sslcert=alice.crt sslkey=pkcs1.key"),
    all("dbname=certificate sslmode=require sslcert=alice.crt sslkey=pkcs8.der"),
    all("dbname=certificate sslmode=require sslcert=alice.crt sslkey=pkcs1.der"),
    all("dbname=certificate sslmode=require sslcert=p256.crt sslkey=sec1.key"),
    all("dbname=certificate sslmode=require sslcert=p256.crt sslkey=private.key"),
    all("dbname=certificate sslmode=require sslcert=p384.crt sslkey=p384.key"),
    all("dbname=certificate sslmode=require sslcert=p521.crt sslkey=p521.key"),
    all("dbname=certificate sslmode=require sslcert=ed25519.crt sslkey=ed25519.key"),
    all("dbname=certificate sslmode=require sslcert=alice.crt sslkey=label.key"),
    // Damaged ones.
    all("dbname=trusted sslmode=require sslcert=p256.crt sslkey=other-public.key"),
    all("dbname=trusted sslmode=require sslcert=p256.crt sslkey=no-point.key"),
    // Encrypted ones.
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=costly.key sslpassword=secret"),
    all(TOO_LONG),
    all("dbname=plaintext sslmode=prefer sslcert=alice.crt sslkey=alice.key"),
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=pbes2.key"),
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=pbes2.key sslpassword=wrong"),
    all("dbname=trusted sslmode=require sslcert=alice.crt sslkey=traditional.key"),
    Case("dbname=trusted sslmode=require sslcertmode=bogus", &[Libpq::V18]),
];

/// A passphrase of which libpq takes 1,023 bytes, for a key that needs all of it.
const TOO_LONG: &str = concat!(
    "dbname=trusted sslmode=require sslcert=alice.crt sslkey=long.key sslpassword=",
    include_str!("passphrase.txt")
);

/// Keys that a passphrase opens.
const ENCRYPTED: [&str; 6] =
    ["pbes2.key", "scrypt.key", "aes128.key", "traditional.key", "des3.key", "sha1.key"];

/// What only libpq 16 and newer know.
const MODES: [&str; 7] = [
    "dbname=plaintext sslmode=prefer sslcertmode=require sslcert=alice.crt sslkey=alice.key",
    "dbname=trusted sslmode=require sslcertmode=disable sslcert=alien.crt sslkey=alien.key",
    "dbname=certificate sslmode=require sslcertmode=require sslcert=alice.crt sslkey=alice.key",
    "dbname=trusted sslmode=require sslcertmode=require",
    "dbname=either sslmode=disable sslcertmode=require sslcert=alice.crt sslkey=alice.key",
    "dbname=either sslmode=allow sslcertmode=require sslcert=alice.crt sslkey=alice.key",
    "dbname=either sslmode=prefer sslcertmode=require sslcert=alien.crt sslkey=alien.key",
];

#[test]
fn check_says_of_each_client_certificate_what_libpq_does() {
    const TEST: &str = "client certificates";
    let Some(kit) = Kit::new(TEST).filter(|_| Libpq::are_there(TEST)) else { return };
    make_files(&kit);
    let encrypted = ENCRYPTED.map(|key| {
        format!("dbname=certificate sslmode=require sslcert=alice.crt sslkey={key} sslpassword=secret")
    });
    let cases = CASES.iter().map(|Case(options, versions)| (*options, *versions));
    let cases = cases.chain(encrypted.iter().map(|options| (options.as_str(), &Libpq::ALL[..])));
    let cases = cases.chain(MODES.map(|options| (options, &[Libpq::V18][..])));
    let mut complaints = Vec::new();
    for (options, versions) in cases {
        for version in ["TLSv1.2", "TLSv1.3"] {
            let options = format!("{options} ssl_max_protocol_version={version}");
            complaints.extend(complaint(&kit, &options, versions));
        }
    }
    assert!(complaints.is_empty(), "{}:\n{}", complaints.len(), complaints.join("\n"));
}

/// What `check` and libpq disagree on.
fn complaint(kit: &Kit, options: &str, versions: &[Libpq]) -> Option<String> {
    let ours = verdict(kit, options);
    let wrong = versions.iter().find_map(|version| {
        let theirs = version.connect(kit, options).map_err(|text| compared(&text));
        (ours != Some(theirs.clone())).then(|| format!("{version:?} {theirs:?}"))
    });
    wrong.map(|theirs| format!("{options}: check {ours:?}, libpq {theirs}"))
}

/// The verdict of the mode that the options name; none where it is null.
fn verdict(kit: &Kit, options: &str) -> Option<Result<(), String>> {
    let mode = options.split(' ').find_map(|word| word.strip_prefix("sslmode=")).expect("a mode");
    let json = kit.run(&["--json", "--auth"], options).json();
    let text = |value: &serde_json::Value| compared(value.as_str().unwrap_or_default());
    if json["error"].is_object() {
        let message = text(&json["error"]["message"]);
        // libpq quotes the value, which `check` shows nowhere.
        return Some(Err(format!("{}: \"bogus\"", message.trim_start_matches("target 1: "))));
    }
    let verdict = &json["targets"][0]["verdicts"][mode];
    Some(if verdict["ok"].as_bool()? { Ok(()) } else { Err(text(&verdict["message"])) })
}

fn make_files(kit: &Kit) {
    for (name, key) in [
        ("p256", "ec -pkeyopt ec_paramgen_curve:P-256"),
        ("p384", "ec -pkeyopt ec_paramgen_curve:P-384"),
        ("p521", "ec -pkeyopt ec_paramgen_curve:P-521"),
        ("ed25519", "ed25519"),
        ("small", "rsa:1024"),
        ("bob", "rsa:2048"),
    ] {
        kit.issue(name, "authority", &[&["-newkey"], &key.split(' ').collect::<Vec<_>>()[..]].concat());
    }
    kit.issue("alien", "stranger", &["-newkey", "rsa:2048"]);
    kit.openssl("req -new -key alice.key -out request -subj /CN=alice");
    kit.sign("expired", "authority", "-days -1");
    kit.write("long", include_str!("passphrase.txt"));
    for (arguments, target) in [
        ("rsa -in alice.key -traditional", "pkcs1.key"),
        ("rsa -in alice.key -traditional -outform DER", "pkcs1.der"),
        ("pkcs8 -topk8 -nocrypt -in alice.key -outform DER", "pkcs8.der"),
        ("ec -in p256.key", "sec1.key"),
        ("ec -in p256.key -no_public", "private.key"),
        ("pkcs8 -topk8 -in alice.key -passout pass:secret", "pbes2.key"),
        ("pkcs8 -topk8 -in alice.key -passout pass:secret -scrypt", "scrypt.key"),
        ("pkcs8 -topk8 -in alice.key -passout pass:secret -v2 des3 -v2prf hmacWithSHA1", "sha1.key"),
        ("rsa -in alice.key -traditional -aes256 -passout pass:secret", "traditional.key"),
        ("rsa -in alice.key -traditional -aes128 -passout pass:secret", "aes128.key"),
        ("rsa -in alice.key -traditional -des3 -passout pass:secret", "des3.key"),
        ("pkcs8 -topk8 -in alice.key -passout pass:secret -scrypt -outform DER", "scrypt.der"),
        ("pkcs8 -topk8 -in alice.key -passout file:long", "long.key"),
        ("x509 -in alice.crt -outform DER", "der.crt"),
        ("pkcs12 -export -in alice.crt -inkey alice.key -passout pass:secret", "alice.p12"),
    ] {
        kit.openssl(&format!("{arguments} -out {target}"));
        kit.chmod(target, 0o600);
    }
    let (certificate, key) = (kit.read("alice.crt"), kit.read("alice.key"));
    let files = [
        ("open.key", key.clone()),
        ("both.pem", format!("{certificate}{key}")),
        ("empty.key", String::new()),
        ("cut.key", key[..key.len() - 30].to_owned()),
        ("cut.crt", certificate[..certificate.len() - 30].to_owned()),
        ("label.key", key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")),
        ("costly.key", costly(kit)),
        ("other-public.key", with_other_public(kit)),
        ("no-point.key", with_public(kit, |point| point[9] ^= 1)),
        ("second.crt", format!("{certificate}{}", certificate.replacen("MII", "!II", 1))),
    ];
    for (name, text) in files {
        kit.write(name, text);
        kit.chmod(name, if name == "open.key" { 0o644 } else { 0o600 });
    }
}

/// A key under scrypt with blocks of 64 in place of 8, which need more memory than OpenSSL allows. It makes none itself.
fn costly(kit: &Kit) -> String {
    let mut der = std::fs::read(kit.user.path("scrypt.der")).expect("a key");
    let parameters = [2, 2, 0x40, 0, 2, 1, 8];
    let at = der.windows(parameters.len()).position(|window| window == parameters).expect("parameters");
    der[at + parameters.len() - 1] = 64;
    crate::support::pem("ENCRYPTED PRIVATE KEY", &der)
}

/// The key on P-256 with a changed public part (RFC 5915, 3).
fn with_public(kit: &Kit, change: impl Fn(&mut [u8])) -> String {
    let mut der = sec1(kit, "p256");
    let at = der.len() - POINT;
    change(&mut der[at..]);
    crate::support::pem("EC PRIVATE KEY", &der)
}

/// The key on P-256 with the public part of another key.
fn with_other_public(kit: &Kit) -> String {
    kit.issue("p256-too", "authority", &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    let other = sec1(kit, "p256-too");
    with_public(kit, |point| point.copy_from_slice(&other[other.len() - POINT..]))
}

/// The length of an uncompressed point without its first byte, at the end of the key.
const POINT: usize = 64;

fn sec1(kit: &Kit, name: &str) -> Vec<u8> {
    kit.openssl(&format!("ec -in {name}.key -outform DER -out sec1.der"));
    std::fs::read(kit.user.path("sec1.der")).expect("a key")
}
