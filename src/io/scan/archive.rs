//! Goes through archives, and through archives in them, as a stream.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use super::examine::{Examiner, Stream};
use super::limits::{Budgeted, DEEPEST, Watched};
use crate::client::content::KeyRights;
use crate::scan::archive::{TarMember, TarReader, is_tar};
use crate::scan::left_out::LeftOut;
use crate::scan::sieve::HEAD;

/// The most archives in archives.
const LEVELS: usize = 4;

/// The largest member that is looked at.
const MEMBER_LIMIT: u64 = 1 << 30;

impl Examiner<'_> {
    /// A gzipped archive, or a gzipped file, which is as an archive with one member.
    pub(super) fn gzip(&mut self, stream: &Stream<'_>, packed: &mut dyn Read) {
        if stream.level >= LEVELS {
            return self.left_out(stream.place.clone(), LeftOut::TooNested);
        }
        let unpacked = Budgeted { input: MultiGzDecoder::new(packed), budget: stream.budget.clone() };
        let mut unpacked = Watched { input: unpacked, failed: None };
        let mut head = Vec::new();
        // How it ended is asked for below.
        let _ = (&mut unpacked).take(HEAD as u64).read_to_end(&mut head);
        if is_tar(&head) {
            return self.members(stream, &mut head.as_slice().chain(&mut unpacked));
        }
        let name = stream.place.name();
        let place = stream.place.member(name.strip_suffix(".gz").unwrap_or(name));
        let (level, budget) = (stream.level + 1, stream.budget.clone());
        let inner = Stream { place: &place, rights: None, level, budget };
        let is_whole = head.len() < HEAD;
        self.stream(&inner, head, is_whole, &mut unpacked);
        if let Some(kind) = unpacked.failed {
            self.left_out(stream.place.clone(), unread(kind));
        }
    }

    pub(super) fn tar(&mut self, stream: &Stream<'_>, input: &mut dyn Read) {
        let mut input = Budgeted { input, budget: stream.budget.clone() };
        self.members(stream, &mut input);
    }

    fn members(&mut self, stream: &Stream<'_>, input: &mut dyn Read) {
        if stream.level >= LEVELS {
            return self.left_out(stream.place.clone(), LeftOut::TooNested);
        }
        let mut archive = TarReader::new(input);
        let ended = loop {
            match archive.next_member() {
                Ok(Some(member)) => self.member(stream, &member, &mut archive),
                Ok(None) => return,
                Err(error) => break error.kind(),
            }
        };
        self.left_out(stream.place.clone(), unread(ended));
    }

    fn member(&mut self, stream: &Stream<'_>, member: &TarMember, content: &mut dyn Read) {
        let place = stream.place.member(&member.name);
        let depth = member.name.split('/').count();
        let why = match member {
            _ if depth > DEEPEST => Some(LeftOut::TooDeep),
            member if member.is_sparse => Some(LeftOut::SparseMember),
            member if member.size > MEMBER_LIMIT => Some(LeftOut::LargeMember),
            _ => None,
        };
        if let Some(why) = why {
            return self.left_out(place, why);
        }
        let mut head = Vec::new();
        // An archive that ends here says so when its next member is asked for.
        if content.take(HEAD as u64).read_to_end(&mut head).is_err() {
            return;
        }
        let is_whole = member.size <= HEAD as u64;
        let rights = KeyRights { is_owned_by_root: member.owner == 0, mode: member.mode };
        let level = stream.level + 1;
        let inner = Stream { place: &place, rights: Some(rights), level, budget: stream.budget.clone() };
        self.stream(&inner, head, is_whole, content);
    }
}

/// Why an archive was not read to its end.
fn unread(kind: io::ErrorKind) -> LeftOut {
    match kind {
        io::ErrorKind::StorageFull => LeftOut::Bomb,
        io::ErrorKind::UnexpectedEof => LeftOut::Damaged("is cut short"),
        _ => LeftOut::Damaged("is damaged"),
    }
}
