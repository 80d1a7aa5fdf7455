//! A POSIX access control list, as Linux stores it in `system.posix_acl_access`: a version, then eight bytes an entry
//! (`linux/posix_acl_xattr.h`). `acl(5)` says what an entry means.

pub(crate) const ACCESS_LIST: &str = "system.posix_acl_access";

const VERSION: u32 = 2;
const USER: u16 = 0x02;
const OWNING_GROUP: u16 = 0x04;
const GROUP: u16 = 0x08;
const MASK: u16 = 0x10;
const WRITE: u16 = 0o2;

/// Those to whom a list gives the right to write, besides the owner and everybody.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct AclWriters {
    pub(super) users: Vec<u32>,
    pub(super) groups: Vec<u32>,
    pub(super) owning_group: bool,
}

struct AclEntry {
    tag: u16,
    permissions: u16,
    id: u32,
}

/// Reads a list; none where it has another form.
pub(super) fn writers(bytes: &[u8]) -> Option<AclWriters> {
    let (version, entries) = bytes.split_first_chunk()?;
    if u32::from_le_bytes(*version) != VERSION || entries.len() % 8 != 0 {
        return None;
    }
    let entries: Vec<AclEntry> = entries.chunks_exact(8).filter_map(entry).collect();
    let mask = entries.iter().find(|entry| entry.tag == MASK).map_or(WRITE, |mask| mask.permissions);
    let ids = |tag: u16| {
        let writing =
            entries.iter().filter(move |entry| entry.tag == tag && entry.permissions & mask & WRITE != 0);
        writing.map(|entry| entry.id)
    };
    Some(AclWriters {
        users: ids(USER).collect(),
        groups: ids(GROUP).collect(),
        owning_group: ids(OWNING_GROUP).next().is_some(),
    })
}

fn entry(bytes: &[u8]) -> Option<AclEntry> {
    let (tag, rest) = bytes.split_first_chunk()?;
    let (permissions, id) = rest.split_first_chunk()?;
    Some(AclEntry {
        tag: u16::from_le_bytes(*tag),
        permissions: u16::from_le_bytes(*permissions),
        id: u32::from_le_bytes(id.try_into().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: u16 = 0x01;
    const OTHER: u16 = 0x20;

    fn list(entries: &[(u16, u16, u32)]) -> Vec<u8> {
        let mut bytes = VERSION.to_le_bytes().to_vec();
        for (tag, permissions, id) in entries {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(permissions.to_le_bytes());
            bytes.extend(id.to_le_bytes());
        }
        bytes
    }

    fn with_mask(mask: u16) -> AclWriters {
        let none = u32::MAX;
        let entries = [
            (OWNER, 6, none),
            (USER, 6, 7),
            (USER, 4, 8),
            (OWNING_GROUP, 6, none),
            (GROUP, 2, 9),
            (MASK, mask, none),
            (OTHER, 4, none),
        ];
        writers(&list(&entries)).expect("a list")
    }

    #[test]
    fn the_mask_limits_named_users_and_all_groups() {
        let all = AclWriters { users: vec![7], groups: vec![9], owning_group: true };
        assert_eq!(with_mask(6), all);
        assert_eq!(with_mask(4), AclWriters::default());
    }

    #[test]
    fn another_form_is_not_read() {
        for bytes in [&b""[..], b"\x02\0\0", b"\x03\0\0\0", b"\x02\0\0\0\x01\0\0"] {
            assert_eq!(writers(bytes), None, "{bytes:?}");
        }
    }
}
