//! The attributes of Unix, read and set by the open file.

use std::ffi::CString;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};

use rustix::buffer::spare_capacity;
use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fremovexattr, fsetxattr};
use rustix::io::Errno;

use super::{Dress, File, FileFault, KEPT_MODE, NEW_MODE, Owner};
use crate::io::access::ACCESS_LIST;

/// As much as Linux gives.
const LIMIT: usize = 1 << 16;

/// They are about the content, or the kernel's own.
const OF_THE_CONTENT: [&[u8]; 3] = [b"security.ima", b"security.evm", b"com.apple.provenance"];

/// Those of a file, as they were read with its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::io::store) struct Attributes {
    pub(in crate::io::store) owner: Owner,
    mode: u32,
    extended: Vec<(CString, Vec<u8>)>,
}

impl Attributes {
    /// The owner's number.
    #[allow(clippy::unnecessary_wraps, reason = "the same form as on Windows")]
    pub(in crate::io::store) fn owner_id(&self) -> Option<u32> {
        Some(self.owner.user)
    }

    pub(in crate::io::store) fn read(file: &File) -> Result<Self, FileFault> {
        let metadata = file.metadata()?;
        let mut extended = Vec::new();
        for name in names(file)? {
            let value = value(file, &name)?;
            extended.push((name, value));
        }
        let owner = Owner { user: metadata.uid(), group: metadata.gid() };
        Ok(Self { owner, mode: metadata.mode() & 0o7777, extended })
    }

    /// Sets the owner first, since a new owner clears bits of the mode, and the list before the mode, which limits it.
    fn apply(&self, file: &File) -> Result<(), FileFault> {
        let fresh = Self::read(file)?;
        if fresh.owner != self.owner {
            give(file, self.owner)?;
        }
        let kept = |name: &CString| self.extended.iter().any(|(own, _)| own == name);
        // A folder may give its new files a list that the old file did not have.
        if fresh.extended.iter().any(|(name, _)| name.as_bytes() == ACCESS_LIST.as_bytes() && !kept(name)) {
            fremovexattr(file, ACCESS_LIST).map_err(|error| fault("the access list", error))?;
        }
        for (name, value) in self.extended.iter().filter(|own| !fresh.extended.contains(own)) {
            fsetxattr(file, name, value, XattrFlags::empty())
                .map_err(|error| fault(&name.to_string_lossy(), error))?;
        }
        set_mode(file, self.mode & KEPT_MODE)
    }
}

impl Dress<'_> {
    pub(in crate::io::store) fn put_on(&self, file: &File) -> Result<(), FileFault> {
        match self {
            Self::New => set_mode(file, NEW_MODE),
            Self::Given(owner) => {
                give(file, *owner)?;
                set_mode(file, NEW_MODE)
            }
            Self::Like(attributes) => attributes.apply(file),
        }
    }
}

fn give(file: &File, owner: Owner) -> Result<(), FileFault> {
    fchown(file, Some(owner.user), Some(owner.group)).map_err(FileFault::Owner)
}

fn set_mode(file: &File, mode: u32) -> Result<(), FileFault> {
    let set = file.set_permissions(std::fs::Permissions::from_mode(mode));
    set.map_err(|error| FileFault::Attribute { name: "mode".into(), error })
}

/// The names of a file's extended attributes; none on a file system without them.
fn names(file: &File) -> Result<Vec<CString>, FileFault> {
    let mut list = Vec::with_capacity(LIMIT);
    match flistxattr(file, spare_capacity(&mut list)) {
        Err(error) if [Errno::OPNOTSUPP, Errno::NOTSUP, Errno::NOSYS].contains(&error) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(fault("the list of attributes", error)),
        Ok(_) => {}
    }
    let names = list.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    let names = names.filter(|name| !OF_THE_CONTENT.contains(name));
    Ok(names.filter_map(|name| CString::new(name).ok()).collect())
}

fn value(file: &File, name: &CString) -> Result<Vec<u8>, FileFault> {
    let mut value = Vec::with_capacity(LIMIT);
    fgetxattr(file, name, spare_capacity(&mut value))
        .map_err(|error| fault(&name.to_string_lossy(), error))?;
    Ok(value)
}

fn fault(what: &str, error: Errno) -> FileFault {
    FileFault::Attribute { name: what.to_owned(), error: error.into() }
}
