//! Reads tar archives (POSIX.1-2017 pax, ustar, GNU and old forms) from a stream, member by member. Nothing is unpacked
//! onto the disk, so a name is only text here.
//!
//! The crate `tar` takes an archive that is cut between two members for whole, ends a cut member without an error, knows no
//! sparse files of pax, and reads a long name of any size into memory.

use std::io::{self, Read};

const BLOCK: usize = 512;

/// Longer names and more attributes are not a file's.
const LONGEST_EXTENSION: u64 = 1 << 20;

/// A regular file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TarMember {
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) mode: u32,
    pub(crate) owner: u64,
    /// It is stored without its holes, so its bytes are not the file's.
    pub(crate) is_sparse: bool,
}

/// An archive that is being read. As a reader, it is the content of the member that came last.
#[derive(Debug)]
pub(crate) struct TarReader<R> {
    input: R,
    /// The bytes of the member that are left.
    left: u64,
    /// The bytes between its end and the next block.
    padding: u64,
}

/// What headers before the file's own say about it.
#[derive(Debug, Default)]
struct Extension {
    name: Option<String>,
    size: Option<u64>,
    is_sparse: bool,
}

/// Whether the bytes begin as a tar archive does: with a header whose checksum is right.
pub(crate) fn is_tar(bytes: &[u8]) -> bool {
    bytes.first_chunk::<BLOCK>().is_some_and(|block| block[0] != 0 && has_checksum(block))
}

impl<R: Read> TarReader<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, left: 0, padding: 0 }
    }

    /// The next regular file. None at the end of the archive.
    ///
    /// # Errors
    /// What the stream fails with; `InvalidData` for something that is not a header, `UnexpectedEof` for an archive that
    /// is cut short.
    pub(crate) fn next_member(&mut self) -> io::Result<Option<TarMember>> {
        let mut extension = Extension::default();
        loop {
            self.skip()?;
            let mut block = [0; BLOCK];
            self.input.read_exact(&mut block)?;
            if block.iter().all(|byte| *byte == 0) {
                return Ok(None);
            }
            if !has_checksum(&block) {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let size = extension.size.unwrap_or(number(&block[124..136]));
            self.enter(size)?;
            match block[156] {
                b'x' => extension.read_pax(&self.read_extension(size)?),
                b'L' => extension.name = Some(text(&self.read_extension(size)?)),
                b'0' | 0 | b'7' if !text(&block[..100]).ends_with('/') => {
                    return Ok(Some(member(&block, size, extension)));
                }
                b'S' => {
                    self.skip_sparse_map(&block)?;
                    extension.is_sparse = true;
                    return Ok(Some(member(&block, size, extension)));
                }
                b'g' | b'K' => {}
                // Links, folders and devices have no content, whatever their size says.
                b'1'..=b'6' => {
                    self.enter(0)?;
                    extension = Extension::default();
                }
                _ => extension = Extension::default(),
            }
        }
    }

    fn enter(&mut self, size: u64) -> io::Result<()> {
        let blocks = size.checked_next_multiple_of(BLOCK as u64).ok_or(io::ErrorKind::InvalidData)?;
        self.left = size;
        self.padding = blocks - size;
        Ok(())
    }

    fn read_extension(&mut self, size: u64) -> io::Result<Vec<u8>> {
        if size > LONGEST_EXTENSION {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut content = Vec::new();
        self.read_to_end(&mut content)?;
        if content.len() as u64 == size { Ok(content) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// The further blocks of the map of an old GNU sparse file.
    fn skip_sparse_map(&mut self, header: &[u8; BLOCK]) -> io::Result<()> {
        let mut goes_on = header[482] != 0;
        while goes_on {
            let mut block = [0; BLOCK];
            self.input.read_exact(&mut block)?;
            goes_on = block[504] != 0;
        }
        Ok(())
    }

    fn skip(&mut self) -> io::Result<()> {
        let mut scratch = [0; 1 << 13];
        let mut ahead = self.left + self.padding;
        self.left = 0;
        self.padding = 0;
        while ahead > 0 {
            let part = usize::try_from(ahead).unwrap_or(usize::MAX).min(scratch.len());
            match self.input.read(&mut scratch[..part])? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => ahead -= read as u64,
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for TarReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let part = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.input.read(&mut buffer[..part])?;
        if read == 0 && part > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

impl Extension {
    /// Records of `length key=value\n` (POSIX.1-2017, pax Extended Header).
    fn read_pax(&mut self, records: &[u8]) {
        let mut rest = records;
        while let Some(blank) = rest.iter().position(|byte| *byte == b' ') {
            let length = std::str::from_utf8(&rest[..blank]).ok().and_then(|digits| digits.parse().ok());
            let Some(record) = length.filter(|length| *length > blank).and_then(|length| rest.get(..length))
            else {
                return;
            };
            let (name, value) = split_record(record[blank + 1..].trim_ascii_end());
            match name {
                b"path" if self.name.is_none() => self.name = Some(text(value)),
                b"GNU.sparse.name" => self.name = Some(text(value)),
                b"size" => self.size = text(value).parse().ok(),
                _ => {}
            }
            self.is_sparse |= name.starts_with(b"GNU.sparse.");
            rest = &rest[record.len()..];
        }
    }
}

fn split_record(record: &[u8]) -> (&[u8], &[u8]) {
    let at = record.iter().position(|byte| *byte == b'=').unwrap_or(record.len());
    (&record[..at], record.get(at + 1..).unwrap_or_default())
}

fn member(block: &[u8; BLOCK], size: u64, extension: Extension) -> TarMember {
    TarMember {
        name: extension.name.unwrap_or_else(|| own_name(block)),
        size,
        mode: u32::try_from(number(&block[100..108])).unwrap_or_default() & 0o7777,
        owner: number(&block[108..116]),
        is_sparse: extension.is_sparse,
    }
}

/// GNU keeps other things where POSIX has the beginning of a long name.
fn own_name(block: &[u8; BLOCK]) -> String {
    let name = text(&block[..100]);
    let prefix = if &block[257..263] == b"ustar\0" { text(&block[345..500]) } else { String::new() };
    if prefix.is_empty() { name } else { format!("{prefix}/{name}") }
}

fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

/// Octal digits, or GNU's base 256 for what does not fit.
fn number(field: &[u8]) -> u64 {
    if field[0] & 0x80 != 0 {
        let tail = field.last_chunk::<8>().copied().unwrap_or_default();
        let fits = field[1..field.len() - tail.len().min(field.len() - 1)].iter().all(|byte| *byte == 0);
        return if fits || field.len() <= 8 { u64::from_be_bytes(tail) & (u64::MAX >> 1) } else { u64::MAX };
    }
    let digits = field.iter().skip_while(|byte| **byte == b' ').take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |sum: u64, digit| sum.saturating_mul(8).saturating_add(u64::from(digit - b'0')))
}

/// The sum of all bytes, with blanks in place of the sum itself. Old programs took bytes for signed.
fn has_checksum(block: &[u8; BLOCK]) -> bool {
    let counted =
        block.iter().enumerate().map(|(at, byte)| if (148..156).contains(&at) { b' ' } else { *byte });
    let (unsigned, signed) = counted.fold((0_i64, 0_i64), |(unsigned, signed), byte| {
        (unsigned + i64::from(byte), signed + i64::from(byte.cast_signed()))
    });
    let written = i64::try_from(number(&block[148..156])).unwrap_or(-1);
    written == unsigned || written == signed
}
