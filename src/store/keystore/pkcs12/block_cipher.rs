//! The ciphers of a store, all in CBC mode.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt as _, BlockModeEncrypt as _, InnerIvInit as _,
    KeyInit, KeyIvInit as _,
};
use cbc::{Decryptor, Encryptor};
use des::TdesEde3;
use rc2::Rc2;

use crate::x509::oid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockCipher {
    Aes128,
    Aes192,
    Aes256,
    TripleDes,
    /// With 40 bits. It is only read.
    Rc2,
}

impl BlockCipher {
    /// The cipher with this identifier under PBES2.
    pub(super) fn with_oid(identifier: &[u8]) -> Option<Self> {
        let ciphers = [Self::Aes128, Self::Aes192, Self::Aes256, Self::TripleDes];
        ciphers.into_iter().find(|cipher| cipher.oid() == identifier)
    }

    /// Its identifier under PBES2. RC2 is only read under another scheme.
    pub(super) fn oid(self) -> &'static [u8] {
        match self {
            Self::Aes128 => oid::AES_128_CBC,
            Self::Aes192 => oid::AES_192_CBC,
            Self::Aes256 => oid::AES_256_CBC,
            Self::TripleDes => oid::DES_EDE3_CBC,
            Self::Rc2 => oid::RC2_CBC,
        }
    }

    pub(super) fn key_length(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 | Self::TripleDes => 24,
            Self::Aes256 => 32,
            Self::Rc2 => 5,
        }
    }

    /// The length of a block, and of the initialization vector.
    pub(super) fn block_length(self) -> usize {
        if matches!(self, Self::TripleDes | Self::Rc2) { 8 } else { 16 }
    }

    /// The blocks of so many bytes. Triple DES takes each three times, and RC2 is about as slow.
    pub(super) fn blocks(self, length: usize) -> u64 {
        let rounds = if self.block_length() == 8 { 3 } else { 1 };
        (length / self.block_length()) as u64 * rounds
    }

    /// None for the wrong key, as a rule.
    pub(super) fn decrypt(self, key: &[u8], vector: &[u8], content: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Aes128 => decrypt::<Aes128>(key, vector, content),
            Self::Aes192 => decrypt::<Aes192>(key, vector, content),
            Self::Aes256 => decrypt::<Aes256>(key, vector, content),
            Self::TripleDes => decrypt::<TdesEde3>(key, vector, content),
            Self::Rc2 => {
                let cipher = Rc2::new_with_eff_key_len(key, 40);
                let decryptor = Decryptor::inner_iv_slice_init(cipher, vector).ok()?;
                decryptor.decrypt_padded_vec::<Pkcs7>(content).ok()
            }
        }
    }

    /// None for a cipher that is only read.
    pub(super) fn encrypt(self, key: &[u8], vector: &[u8], content: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Aes128 => encrypt::<Aes128>(key, vector, content),
            Self::Aes192 => encrypt::<Aes192>(key, vector, content),
            Self::Aes256 => encrypt::<Aes256>(key, vector, content),
            Self::TripleDes => encrypt::<TdesEde3>(key, vector, content),
            Self::Rc2 => None,
        }
    }
}

fn decrypt<C: BlockCipherDecrypt + KeyInit>(key: &[u8], vector: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    Decryptor::<C>::new_from_slices(key, vector).ok()?.decrypt_padded_vec::<Pkcs7>(content).ok()
}

fn encrypt<C: BlockCipherEncrypt + KeyInit>(key: &[u8], vector: &[u8], content: &[u8]) -> Option<Vec<u8>> {
    Some(Encryptor::<C>::new_from_slices(key, vector).ok()?.encrypt_padded_vec::<Pkcs7>(content))
}
