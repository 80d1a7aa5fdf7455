//! Looks into one file: reads as much of it as it takes to know that it does not matter, and hands over what may.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::limits::UnpackBudget;
use crate::client::content::KeyRights;
use crate::io::client_certificate;
use crate::scan::left_out::LeftOut;
use crate::scan::piece::{PIECE_LIMIT, ScanIntake, ScanPiece};
use crate::scan::place::ScanPlace;
use crate::scan::sieve::{HeadForm, OVERLAP, Sieve, is_root_crt};

/// Most files are smaller, so that one call reads them.
const FIRST: usize = 128 << 10;

/// How far text is read that is larger than any store.
const LONGEST_TEXT: u64 = 1 << 30;

/// Takes files one after the other, into one buffer.
pub(super) struct Examiner<'a> {
    pub(super) intake: &'a mut dyn ScanIntake,
    pub(super) sieve: Sieve,
    buffer: Vec<u8>,
}

/// A stream of bytes that is examined: a member of an archive, or a file that is more than one read.
pub(super) struct Stream<'a> {
    pub(super) place: &'a ScanPlace,
    pub(super) rights: Option<KeyRights>,
    /// How many archives it is in.
    pub(super) level: usize,
    pub(super) budget: UnpackBudget,
}

impl<'a> Examiner<'a> {
    pub(super) fn new(intake: &'a mut dyn ScanIntake) -> Self {
        Self { intake, sieve: Sieve::new(), buffer: vec![0; FIRST] }
    }

    pub(super) fn left_out(&mut self, place: ScanPlace, why: LeftOut) {
        self.intake.left_out(place, why);
    }

    /// A file in a folder.
    pub(super) fn entry(&mut self, file: &File, folder: &Path, name: &OsStr) {
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut input = file;
        let read = match input.read(&mut buffer) {
            Ok(read) => read,
            Err(error) => {
                self.buffer = buffer;
                return self.unread(ScanPlace::on_disk(folder.join(name)), &error);
            }
        };
        let head = &buffer[..read];
        let form = HeadForm::new(head);
        let is_whole = read < FIRST;
        let matters = match form {
            // A root.crt in any form is one that libpq refuses.
            HeadForm::Binary => is_root_crt(name.as_encoded_bytes()),
            HeadForm::Text if is_whole => self.sieve.passes(name.as_encoded_bytes(), head),
            _ => true,
        };
        if matters {
            let place = ScanPlace::on_disk(folder.join(name));
            let rights = file.metadata().ok().and_then(|metadata| client_certificate::rights(&metadata));
            let stream = Stream { place: &place, rights, level: 0, budget: UnpackBudget::default() };
            self.stream(&stream, head.to_vec(), is_whole, &mut input);
        }
        self.buffer = buffer;
    }

    /// What begins with `head` and goes on with `rest`, unless it is whole.
    pub(super) fn stream(&mut self, stream: &Stream<'_>, head: Vec<u8>, is_whole: bool, rest: &mut dyn Read) {
        let name = stream.place.name().to_owned();
        match HeadForm::new(&head) {
            // In any form, it is one that libpq reads or refuses.
            _ if is_root_crt(name.as_bytes()) => self.whole(stream, head, is_whole, rest, &name),
            HeadForm::Tar => self.tar(stream, &mut head.as_slice().chain(rest)),
            HeadForm::DamagedTar => self.left_out(stream.place.clone(), LeftOut::Damaged("is damaged")),
            HeadForm::Gzip => self.gzip(stream, &mut head.as_slice().chain(rest)),
            HeadForm::Packed(compression) if is_archive_name(stream.place) => {
                self.left_out(stream.place.clone(), LeftOut::OtherCompression(compression));
            }
            HeadForm::Packed(_) | HeadForm::Binary => {}
            HeadForm::Certificates | HeadForm::PrivateKey | HeadForm::WideText | HeadForm::Text => {
                self.whole(stream, head, is_whole, rest, &name);
            }
        }
    }

    fn whole(
        &mut self,
        stream: &Stream<'_>,
        mut bytes: Vec<u8>,
        is_whole: bool,
        rest: &mut dyn Read,
        name: &str,
    ) {
        if !is_whole {
            let room = (PIECE_LIMIT + 1).saturating_sub(bytes.len() as u64);
            if let Err(error) = rest.take(room).read_to_end(&mut bytes) {
                return self.unread(stream.place.clone(), &error);
            }
        }
        let is_text = HeadForm::new(&bytes) == HeadForm::Text;
        if bytes.len() as u64 > PIECE_LIMIT {
            if is_text && self.is_long_text_in_vain(&bytes, rest) {
                return;
            }
            return self.left_out(stream.place.clone(), LeftOut::TooLarge);
        }
        if !is_text || self.sieve.passes(name.as_bytes(), &bytes) {
            self.intake.piece(&ScanPiece { place: stream.place, bytes: &bytes, rights: stream.rights });
        }
    }

    /// Whether a text that is larger than any store, such as a log, speaks of nothing that matters.
    fn is_long_text_in_vain(&self, start: &[u8], rest: &mut dyn Read) -> bool {
        if self.sieve.passes(b"", start) {
            return false;
        }
        let mut chunk = start[start.len() - OVERLAP..].to_vec();
        let mut read = start.len() as u64;
        while read < LONGEST_TEXT {
            match rest.take(1 << 20).read_to_end(&mut chunk) {
                Ok(0) => return true,
                Err(_) => return false,
                Ok(more) => read += more as u64,
            }
            if self.sieve.passes(b"", &chunk) {
                return false;
            }
            chunk.drain(..chunk.len() - OVERLAP);
        }
        false
    }

    fn unread(&mut self, place: ScanPlace, error: &io::Error) {
        let why = match error.kind() {
            // Regular by its mode alone, as `/proc/kmsg` is.
            // The archive around it says so too.
            io::ErrorKind::WouldBlock
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::InvalidData
            | io::ErrorKind::StorageFull => return,
            _ => LeftOut::Unreadable(crate::io::postgres::system_text(error)),
        };
        self.left_out(place, why);
    }
}

/// Whether an archive is to be expected there: by its name, or where images keep their layers.
fn is_archive_name(place: &ScanPlace) -> bool {
    const ENDINGS: [&str; 7] = [".tar.zst", ".tzst", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tbz"];
    let shown = place.shown();
    ENDINGS.iter().any(|ending| shown.ends_with(ending)) || shown.contains("blobs/sha256/")
}
