//! Stores that ask for too much work, or for what nobody supports.

use super::foreign::exported;
use super::hostile::refused;
use super::made::{self, cost, encrypted, pbes2, pfx, plain, seal};
use super::{bytes, run, user};
use crate::support::tools::need;

const PW: [&str; 2] = ["--storepass-file", "pw"];
const FEW: [u8; 2] = [0x27, 0x10];

/// 0x0d59f8 is 875,000, and three blocks of each are too many.
const MANY: [u8; 3] = [0x0d, 0x59, 0xf8];

#[test]
fn a_store_that_asks_for_too_much_work_is_refused_at_once() {
    let user = user();
    let salt = [7; 16];
    let old = |kind, salt: &[u8], number: &[u8], length| {
        pfx(
            &[&encrypted(kind, &made::element(made::SEQUENCE, &[&cost(salt, number)]), &vec![0; length])],
            &[],
        )
    };
    let modern = |number: &[u8]| pfx(&[&pbes2(made::AES_256, &salt, None, &cost(&salt, number))], &[]);
    let sealed = |digest, salt: &[u8], number: &[u8]| pfx(&[], &seal(digest, &cost(salt, number)));
    let stores = [
        ("seal", sealed(made::SHA256, &salt, &[0x7f, 0xff, 0xff, 0xff])),
        ("more", sealed(made::SHA256, &salt, &[0, 0xff, 0xff, 0xff, 0xff])),
        ("huge", sealed(made::SHA256, &salt, &[0x7f; 9])),
        ("long", sealed(made::SHA512, &salt, &[0x10, 0, 0])),
        ("salt", sealed(made::SHA256, &vec![7; 1 << 20], &FEW)),
        ("des", old(made::TRIPLE_DES, &salt, &MANY, 8)),
        ("rc2", old(made::RC2, &salt, &[0x10, 0, 0], 8)),
        ("des-salt", old(made::TRIPLE_DES, &[7; 1025], &FEW, 8)),
        ("des-content", old(made::TRIPLE_DES, &salt, &[1], 12 << 20)),
        // HMAC-SHA1 takes two blocks for a key of 32 bytes, and each of them twice.
        ("aes", modern(&MANY)),
        ("aes-huge", modern(&[0x7f; 9])),
    ];
    for (name, bytes) in stores {
        std::fs::write(user.path(name), bytes).expect("a store");
        let message = refused(&user, name, &PW, "unreadable-store");
        assert!(message.contains("more work"), "{name}: {message}");
    }
}

#[test]
fn parts_that_cost_little_are_refused_when_they_are_too_many() {
    if need("parts_that_cost_little_are_refused_when_they_are_too_many", "openssl").is_none() {
        return;
    }
    let user = user();
    exported(&user, "one.p12", &["-iter", "1"]);
    let part = made::element(made::SEQUENCE, &[&made::first_part(&bytes(&user, "one.p12"))]);
    std::fs::write(user.path("many.p12"), pfx(&vec![part.as_slice(); 20_000], &[])).expect("a store");
    let message = refused(&user, "many.p12", &PW, "unreadable-store");
    assert!(message.contains("more work"), "{message}");
    std::fs::write(user.path("few.p12"), pfx(&[part.as_slice(); 10], &[])).expect("a store");
    assert_eq!(run(&user, "install", "few.p12", &PW).exits(0).json()["action"], "append");
}

#[test]
fn entries_that_nobody_can_count_are_refused_at_once() {
    let user = user();
    let entry = [&[0, 0, 0, 2, 0, 1, b'a'][..], &[0; 8], &[0, 5], b"X.509", &[0; 4]].concat();
    let jks = [&[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 1, 0x86, 0xa0][..], &entry.repeat(100_000), &[0; 20]]
        .concat();
    let crl =
        [&[0x30, 15, 6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 4][..], &[0xa0, 0]].concat();
    let bags = pfx(&[&plain(&made::element(made::SEQUENCE, &[&crl.repeat(200_000)]))], &[]);
    let parts = pfx(&vec![&plain(&made::element(made::SEQUENCE, &[]))[..]; 200_000], &[]);
    for (name, bytes) in [("count.jks", jks), ("bags.p12", bags), ("parts.p12", parts)] {
        std::fs::write(user.path(name), bytes).expect("a store");
        let message = refused(&user, name, &[], "unreadable-store");
        assert!(message.contains("more work"), "{name}: {message}");
    }
}

#[test]
fn a_number_of_iterations_that_is_none_is_damage() {
    let user = user();
    for (at, number) in [&[][..], &[0], &[0x80], &[0xff; 4], &[0, 0]].into_iter().enumerate() {
        let cost = cost(&[7; 16], number);
        let old = made::element(made::SEQUENCE, &[&cost]);
        let stores = [
            pfx(&[], &seal(made::SHA256, &cost)),
            pfx(&[&encrypted(made::TRIPLE_DES, &old, &[0; 8])], &[]),
            pfx(&[&pbes2(made::AES_256, &[7; 16], None, &cost)], &[]),
        ];
        for (place, bytes) in stores.into_iter().enumerate() {
            let name = format!("{at}-{place}");
            std::fs::write(user.path(&name), bytes).expect("a store");
            let message = refused(&user, &name, &PW, "unreadable-store");
            assert!(message.contains("damaged"), "{name}: {message}");
        }
    }
}

#[test]
fn an_algorithm_that_nobody_supports_is_named_and_is_no_wrong_password() {
    let user = user();
    let cost = cost(&[7; 16], &FEW);
    let national = [0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x68, 2];
    let stores = [
        ("AES-256 in GCM mode", pfx(&[&pbes2(made::AES_256_GCM, &[7; 12], None, &cost)], &[])),
        ("1.2.156.10197.1.104.2", pfx(&[&pbes2(&national, &[7; 16], None, &cost)], &[])),
        ("scrypt", pfx(&[&pbes2(made::AES_256, &[7; 16], Some(made::SCRYPT), &cost)], &[])),
        (
            "RC4 with 128 bits",
            pfx(&[&encrypted(&[made::RC2[..9].to_vec(), vec![1]].concat(), &cost, &[0; 8])], &[]),
        ),
        ("HMAC-MD5", pfx(&[], &seal(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5], &cost))),
    ];
    for (name, bytes) in stores {
        std::fs::write(user.path("odd.p12"), bytes).expect("a store");
        let message = refused(&user, "odd.p12", &PW, "unreadable-store");
        assert!(message.contains(name), "{name}: {message}");
    }
    // A vector that is too short is damage, and no reason to stop with a panic.
    for cipher in [made::DES_EDE3, made::AES_256] {
        std::fs::write(user.path("odd.p12"), pfx(&[&pbes2(cipher, &[7; 3], None, &cost)], &[]))
            .expect("a store");
        let message = refused(&user, "odd.p12", &PW, "unreadable-store");
        assert!(message.contains("damaged"), "{message}");
    }
}

#[test]
fn a_store_of_empty_parts_is_filled() {
    let user = user();
    let empty = plain(&made::element(made::SEQUENCE, &[]));
    for (name, parts) in [("none", &[][..]), ("two", &[&empty[..], &empty])] {
        std::fs::write(user.path(name), pfx(parts, &[])).expect("a store");
        assert_eq!(run(&user, "install", name, &[]).exits(0).json()["action"], "append");
        assert_eq!(run(&user, "install", name, &[]).exits(0).json()["action"], "none");
    }
}
