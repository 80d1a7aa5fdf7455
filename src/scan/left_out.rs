//! What a scan does not look at.

/// Why something was not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LeftOut {
    /// The system's reason.
    Unreadable(String),
    /// A pipe, a device or a socket that was named.
    NotRegular,
    /// More folders in folders, or more parts in a name.
    TooDeep,
    /// More archives in archives.
    TooNested,
    /// A file of text that is larger than any store, and speaks of certificates or settings, or is too large to tell.
    TooLarge,
    /// A member of an archive.
    LargeMember,
    /// A member of an archive that is stored with holes.
    SparseMember,
    /// More bytes than an archive may unpack to.
    Bomb,
    /// An archive that does not read to its end.
    Damaged(&'static str),
    /// An archive in a compression that is not unpacked here.
    OtherCompression(&'static str),
    /// The settings of a text beyond the first thousand.
    ManySettings,
}

impl LeftOut {
    /// A stable word for scripts.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::NotRegular => "not-regular",
            Self::TooDeep => "too-deep",
            Self::TooNested => "too-nested",
            Self::TooLarge | Self::LargeMember => "too-large",
            Self::SparseMember => "sparse",
            Self::Bomb => "too-much",
            Self::Damaged(_) => "damaged",
            Self::OtherCompression(_) => "compression",
            Self::ManySettings => "many-settings",
        }
    }

    /// The reason in words.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Unreadable(reason) => reason.clone(),
            Self::NotRegular => "it is not a regular file".into(),
            Self::TooDeep => "it is deeper than 64 folders".into(),
            Self::TooNested => "it is an archive in more than 4 archives".into(),
            Self::TooLarge => "it is larger than 16 MiB".into(),
            Self::LargeMember => "it is larger than 1 GiB".into(),
            Self::SparseMember => "it is stored as a sparse file".into(),
            Self::Bomb => "the archive unpacks to more than 8 GiB".into(),
            Self::Damaged(why) => format!("the archive {why}"),
            Self::OtherCompression(name) => format!("it is compressed with {name}"),
            Self::ManySettings => "it names more settings than the 1,000 that are read".into(),
        }
    }
}
