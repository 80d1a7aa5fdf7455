//! Certificates in encodings that OpenSSL reads and most parsers do not.

/// The outer SEQUENCE without its end in the header, and two zeros behind it instead (X.690, 8.1.3.6).
pub(crate) fn marked_end(der: &[u8]) -> Vec<u8> {
    assert_eq!(der[0], 0x30);
    // A length of 128 and more stands in bytes of its own.
    let header = 2 + usize::from(der[1].saturating_sub(0x80));
    [&[0x30, 0x80], &der[header..], &[0, 0]].concat()
}

/// The signature as a BIT STRING of one piece (X.690, 8.6.4).
pub(crate) fn signature_in_pieces(der: &[u8]) -> Vec<u8> {
    let body = &der[4..];
    let tbs = 4 + usize::from(u16::from_be_bytes([body[2], body[3]]));
    let algorithm = 2 + usize::from(body[tbs + 1]);
    let (signed, signature) = body.split_at(tbs + algorithm);
    let length = u16::try_from(signature.len()).expect("a short signature");
    let pieces = [&[0x23, 0x82], length.to_be_bytes().as_slice(), signature].concat();
    let length = u16::try_from(signed.len() + pieces.len()).expect("a short certificate");
    [&[0x30, 0x82], length.to_be_bytes().as_slice(), signed, &pieces].concat()
}
