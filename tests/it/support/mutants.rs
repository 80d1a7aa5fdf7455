//! Stores with random accidents, made from the bundled roots.

use super::{bundled, pem};

/// A small generator with a fixed seed, so that a failure can be seen again.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        // Marsaglia's xorshift64.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("a small number")
    }

    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

pub(crate) fn g2() -> Vec<u8> {
    bundled("DigiCertGlobalRootG2.crt")
}

pub(crate) fn g1() -> Vec<u8> {
    bundled("DigiCertGlobalRootCA.crt")
}

/// A store of three roots with comments.
pub(crate) fn three() -> String {
    let roots = [g2(), bundled("DigiCertGlobalRootG3.crt"), g1()];
    roots
        .iter()
        .fold(String::from("# three roots\n"), |text, der| text + "\n# one\n" + &pem("CERTIFICATE", der))
}

/// Text with one to three accidents.
pub(crate) fn mutated_text(random: &mut Random) -> Vec<u8> {
    const TOKENS: [&[u8]; 17] = [
        b"\n",
        b"\r",
        b"\0",
        b"\xef\xbb\xbf",
        b"-",
        b"=",
        b":",
        b" ",
        b"#",
        b"\xc3",
        b"\n\n",
        b"\n\0",
        b"A",
        b"!",
        b"-----BEGIN CERTIFICATE-----\n",
        b"-----END CERTIFICATE-----\n",
        b"-----BEGIN PRIVATE KEY-----\n",
    ];
    let mut text = three().into_bytes();
    for _ in 0..=random.below(3) {
        let at = random.below(text.len());
        match random.below(5) {
            0 => text[at] = random.pick(&TOKENS)[0],
            1 => drop(text.splice(at..at, random.pick(&TOKENS).iter().copied())),
            2 => {
                let end = (at + 1 + random.below(70)).min(text.len());
                text.drain(at..end);
            }
            3 => {
                // Between two blocks, where an accident inside one would only spoil that.
                let behind = text[at..].windows(3).position(|bytes| bytes == b"\n# ");
                let line = behind.map_or(text.len(), |behind| at + behind + 1);
                drop(text.splice(line..line, random.pick(&TOKENS).iter().copied()));
            }
            _ => {
                let line =
                    text[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |end| at + end);
                drop(text.splice(line..line, random.pick(&TOKENS).iter().copied()));
            }
        }
    }
    text
}

/// Whole armor around a certificate with one changed byte, a good one behind it.
pub(crate) fn mutated_der(random: &mut Random) -> Vec<u8> {
    let mut der = random.pick(&[g2(), g1(), bundled("DigiCertTLSECCP384RootG5.crt")]).clone();
    let at = random.below(der.len());
    let any = u8::try_from(random.below(256)).expect("a byte");
    der[at] = *random.pick(&[
        0,
        1,
        2,
        3,
        5,
        6,
        12,
        19,
        23,
        30,
        48,
        49,
        0x7f,
        0x80,
        0x81,
        0x84,
        0xa3,
        0xff,
        any,
        any,
        any,
        any,
        der[at] ^ 1,
    ]);
    (pem("CERTIFICATE", &der) + &pem("CERTIFICATE", &bundled("DigiCertGlobalRootG3.crt"))).into_bytes()
}
