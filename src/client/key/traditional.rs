//! OpenSSL's own encryption of PEM: the header `Proc-Type: 4,ENCRYPTED` (`PEM_do_header` in `crypto/pem/pem_lib.c`).

use aes::{Aes128, Aes192, Aes256};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt as _, KeyInit, KeyIvInit as _};
use des::TdesEde3;
use md5::{Digest as _, Md5};

use super::KeyFault;
use crate::libpq::secret::Secret;
use crate::openssl::pem::PemBlock;

const BAD_DECRYPT: KeyFault = KeyFault::Refused("bad decrypt");

/// The content of an encrypted block.
pub(super) fn decrypt(block: &PemBlock, passphrase: Option<&Secret>) -> Result<Vec<u8>, KeyFault> {
    let (cipher, iv) = header(&block.header).ok_or(KeyFault::UnknownEncryption)?;
    let passphrase = super::passphrase(passphrase)?;
    let key = |length| key(passphrase, &iv, length);
    match cipher {
        "AES-128-CBC" => cbc::<Aes128>(&key(16), &iv, &block.der),
        "AES-192-CBC" => cbc::<Aes192>(&key(24), &iv, &block.der),
        "AES-256-CBC" => cbc::<Aes256>(&key(32), &iv, &block.der),
        "DES-EDE3-CBC" => cbc::<TdesEde3>(&key(24), &iv, &block.der),
        _ => Err(KeyFault::UnknownEncryption),
    }
}

/// The cipher and the initialization vector, which is the salt of the key too.
fn header(header: &[u8]) -> Option<(&str, Vec<u8>)> {
    let text = std::str::from_utf8(header).ok()?;
    let mut lines = text.lines();
    lines.next().filter(|line| *line == "Proc-Type: 4,ENCRYPTED")?;
    let (cipher, iv) = lines.next()?.strip_prefix("DEK-Info: ")?.split_once(',')?;
    let digits = iv.trim().as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let iv = digits.chunks(2).map(byte).collect::<Option<Vec<u8>>>()?;
    (iv.len() >= SALT).then_some((cipher, iv))
}

/// `PKCS5_SALT_LEN`
const SALT: usize = 8;

/// `EVP_BytesToKey` with MD5 and one round.
fn key(passphrase: &[u8], iv: &[u8], length: usize) -> Vec<u8> {
    let mut key: Vec<u8> = Vec::new();
    let mut last = Vec::new();
    while key.len() < length {
        last = Md5::new()
            .chain_update(&last)
            .chain_update(passphrase)
            .chain_update(&iv[..SALT])
            .finalize()
            .to_vec();
        key.extend(&last);
    }
    key.truncate(length);
    key
}

fn cbc<C: BlockCipherDecrypt + KeyInit>(key: &[u8], iv: &[u8], content: &[u8]) -> Result<Vec<u8>, KeyFault> {
    let decryptor = Decryptor::<C>::new_from_slices(key, iv).map_err(|_| KeyFault::UnknownEncryption)?;
    decryptor.decrypt_padded_vec::<Pkcs7>(content).map_err(|_| BAD_DECRYPT)
}
