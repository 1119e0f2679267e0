//! The rules of szip/1, one error each.

use invigil_model::Code;

/// The rule that a file breaks; its [`SzipError::code`] is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SzipError {
    /// There is no end record in the last 22 bytes.
    #[error("there is no end record in the last 22 bytes")]
    NotZip,
    /// Bytes follow the end of the archive.
    #[error("bytes follow the end of the archive")]
    TrailingBytes,
    /// The archive carries a comment.
    #[error("the archive carries a comment")]
    Comment,
    /// The end record stands in the comment of another one.
    #[error("the end record stands in the comment of another one")]
    EndInComment,
    /// Two archives stand in one file.
    #[error("two archives stand in one file")]
    TwoArchives,
    /// Bytes stand before the archive.
    #[error("bytes stand before the archive")]
    Prefix,
    /// Bytes stand between the entries.
    #[error("bytes stand between the entries")]
    Gap,
    /// Bytes stand between the directory and the end record.
    #[error("bytes stand between the directory and the end record")]
    EndGap,
    /// The directory reaches beyond the file.
    #[error("the directory reaches beyond the file")]
    DirectoryBounds,
    /// A directory record is missing or damaged.
    #[error("a directory record is missing or damaged")]
    DirectoryRecord,
    /// The end record counts fewer entries than the directory has.
    #[error("the end record counts fewer entries than the directory has")]
    CountShort,
    /// The end record's two counts differ.
    #[error("the end record's two counts differ")]
    CountMismatch,
    /// Bytes follow the last directory record.
    #[error("bytes follow the last directory record")]
    DirectorySize,
    /// There are more than 64 entries.
    #[error("there are more than 64 entries")]
    TooMany,
    /// The file is larger than any archive of ours.
    #[error("the file is larger than any archive of ours")]
    FileTooLarge,
    /// An entry is larger than 32 MiB.
    #[error("an entry is larger than 32 MiB")]
    EntryTooLarge,
    /// The entries are larger than 64 MiB together.
    #[error("the entries are larger than 64 MiB together")]
    TotalTooLarge,
    /// The archive uses zip64.
    #[error("the archive uses zip64")]
    Zip64,
    /// The archive is one of several disks.
    #[error("the archive is one of several disks")]
    MultiDisk,
    /// An entry is encrypted.
    #[error("an entry is encrypted")]
    Encrypted,
    /// An entry's sizes stand behind its data.
    #[error("an entry's sizes stand behind its data")]
    DataDescriptor,
    /// An entry has a flag set.
    #[error("an entry has a flag set")]
    Flags,
    /// An entry is packed with another method than deflate.
    #[error("an entry is packed with another method than deflate")]
    Method,
    /// An entry carries an extra field.
    #[error("an entry carries an extra field")]
    Extra,
    /// An entry carries a comment.
    #[error("an entry carries a comment")]
    EntryComment,
    /// An entry asks for another version of ZIP.
    #[error("an entry asks for another version of ZIP")]
    Version,
    /// An entry carries a time.
    #[error("an entry carries a time")]
    Time,
    /// An entry is a symbolic link.
    #[error("an entry is a symbolic link")]
    Symlink,
    /// An entry carries file attributes.
    #[error("an entry carries file attributes")]
    Attributes,
    /// An entry is a folder.
    #[error("an entry is a folder")]
    Directory,
    /// A stored entry has two different sizes.
    #[error("a stored entry has two different sizes")]
    StoredSize,
    /// Two entries overlap.
    #[error("two entries overlap")]
    Overlap,
    /// An entry reaches beyond the directory's start.
    #[error("an entry reaches beyond the directory's start")]
    EntryBounds,
    /// An entry's own header is missing or damaged.
    #[error("an entry's own header is missing or damaged")]
    LocalRecord,
    /// An entry's own header has another name than the directory.
    #[error("an entry's own header has another name than the directory")]
    LocalName,
    /// An entry's own header has another size than the directory.
    #[error("an entry's own header has another size than the directory")]
    LocalSize,
    /// An entry's own header has another checksum than the directory.
    #[error("an entry's own header has another checksum than the directory")]
    LocalCrc,
    /// An entry's own header differs from the directory.
    #[error("an entry's own header differs from the directory")]
    LocalField,
    /// Two entries have the same name.
    #[error("two entries have the same name")]
    DuplicateName,
    /// Two names differ in upper and lower case only.
    #[error("two names differ in upper and lower case only")]
    CaseDuplicate,
    /// One entry's name is another one's folder.
    #[error("one entry's name is another one's folder")]
    FileAsFolder,
    /// A name, or a part of it, is empty.
    #[error("a name, or a part of it, is empty")]
    NameEmpty,
    /// A name is longer than 120 bytes.
    #[error("a name is longer than 120 bytes")]
    NameLong,
    /// A name leads out of its folder.
    #[error("a name leads out of its folder")]
    NameParent,
    /// A part of a name starts or ends with a dot.
    #[error("a part of a name starts or ends with a dot")]
    NameDot,
    /// A name starts at the root.
    #[error("a name starts at the root")]
    NameAbsolute,
    /// A name holds a backslash.
    #[error("a name holds a backslash")]
    NameBackslash,
    /// A name holds a zero byte.
    #[error("a name holds a zero byte")]
    NameNul,
    /// A name starts with a drive letter.
    #[error("a name starts with a drive letter")]
    NameDrive,
    /// A name holds a colon.
    #[error("a name holds a colon")]
    NameStream,
    /// A name holds a character outside of ASCII.
    #[error("a name holds a character outside of ASCII")]
    NameNonAscii,
    /// A name holds a character that is not allowed.
    #[error("a name holds a character that is not allowed")]
    NameCharacter,
    /// An entry's packed bytes are damaged.
    #[error("an entry's packed bytes are damaged")]
    Deflate,
    /// Bytes follow the end of an entry's packed bytes.
    #[error("bytes follow the end of an entry's packed bytes")]
    DeflateTrailing,
    /// An entry unpacks to another size than declared.
    #[error("an entry unpacks to another size than declared")]
    Size,
    /// An entry's checksum does not match its content.
    #[error("an entry's checksum does not match its content")]
    Crc,
}

impl SzipError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::NotZip => "szip.not-zip",
            Self::TrailingBytes => "szip.trailing-bytes",
            Self::Comment => "szip.comment",
            Self::EndInComment => "szip.end-in-comment",
            Self::TwoArchives => "szip.two-archives",
            Self::Prefix => "szip.prefix",
            Self::Gap => "szip.gap",
            Self::EndGap => "szip.end-gap",
            Self::DirectoryBounds => "szip.directory-bounds",
            Self::DirectoryRecord => "szip.directory-record",
            Self::CountShort => "szip.count-short",
            Self::CountMismatch => "szip.count-mismatch",
            Self::DirectorySize => "szip.directory-size",
            Self::TooMany => "szip.too-many",
            Self::FileTooLarge => "szip.file-too-large",
            Self::EntryTooLarge => "szip.entry-too-large",
            Self::TotalTooLarge => "szip.total-too-large",
            Self::Zip64 => "szip.zip64",
            Self::MultiDisk => "szip.multi-disk",
            Self::Encrypted => "szip.encrypted",
            Self::DataDescriptor => "szip.data-descriptor",
            Self::Flags => "szip.flags",
            Self::Method => "szip.method",
            Self::Extra => "szip.extra",
            Self::EntryComment => "szip.entry-comment",
            Self::Version => "szip.version",
            Self::Time => "szip.time",
            Self::Symlink => "szip.symlink",
            Self::Attributes => "szip.attributes",
            Self::Directory => "szip.directory",
            Self::StoredSize => "szip.stored-size",
            Self::Overlap => "szip.overlap",
            Self::EntryBounds => "szip.entry-bounds",
            Self::LocalRecord => "szip.local-record",
            Self::LocalName => "szip.local-name",
            Self::LocalSize => "szip.local-size",
            Self::LocalCrc => "szip.local-crc",
            Self::LocalField => "szip.local-field",
            Self::DuplicateName => "szip.duplicate-name",
            Self::CaseDuplicate => "szip.case-duplicate",
            Self::FileAsFolder => "szip.file-as-folder",
            Self::NameEmpty => "szip.name-empty",
            Self::NameLong => "szip.name-long",
            Self::NameParent => "szip.name-parent",
            Self::NameDot => "szip.name-dot",
            Self::NameAbsolute => "szip.name-absolute",
            Self::NameBackslash => "szip.name-backslash",
            Self::NameNul => "szip.name-nul",
            Self::NameDrive => "szip.name-drive",
            Self::NameStream => "szip.name-stream",
            Self::NameNonAscii => "szip.name-non-ascii",
            Self::NameCharacter => "szip.name-character",
            Self::Deflate => "szip.deflate",
            Self::DeflateTrailing => "szip.deflate-trailing",
            Self::Size => "szip.size",
            Self::Crc => "szip.crc",
        })
    }
}
