//! What sources of texts and what reads them agree on. A source walks (a folder, a history, a site) and hands out one piece
//! after the other; a sink reads each to its end or says that no more is wanted. Both run on a thread that may block.

use std::io::Read;
use std::ops::ControlFlow;

/// Where a piece stands. Raw: whoever shows it masks it first, since a file can be named after a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// A path as the user would open it, or a page's address. Within an archive: `shop.zip!config/.env`.
    pub(crate) path: String,
    /// The full id of the commit that brought the piece in.
    pub(crate) commit: Option<String>,
    /// The line of the whole that the piece begins with, counted from 1: a piece may be a script within a page.
    pub(crate) first_line: u64,
}

impl Place {
    /// A whole file or page.
    pub(crate) fn whole(path: impl Into<String>) -> Self {
        Self { path: path.into(), commit: None, first_line: 1 }
    }
}

/// What reads the pieces.
pub(crate) trait Sink {
    /// Reads a piece. `size` is what its source says it has, in bytes. What goes wrong while reading is the sink's to
    /// note. `Break`: no more is wanted.
    fn piece(&mut self, place: &Place, content: &mut dyn Read, size: Option<u64>) -> ControlFlow<()>;

    /// Something was not read, or not to its end.
    fn skipped(&mut self, place: &Place, why: Skipped);
}

crate::codes::codes! {
    /// Why something was not read, or not to its end. Words stand in `words/scan.rs`.
    pub(crate) enum Skipped {
        // files
        /// The system refused, or a read failed.
        Unreadable = "unreadable",
        /// It was there when the folder was listed, and is not any more.
        Vanished = "vanished",
        /// It became longer or shorter while it was read.
        Changed = "changed",
        /// A symbolic link that leads out of the folder.
        LinkOut = "link_out",
        /// A symbolic link that leads nowhere.
        LinkBroken = "link_broken",
        /// A pipe, a socket or a device.
        Special = "special",
        /// The data directory of the workspace whose keys are sought.
        OwnData = "own_data",
        /// Folders within folders, more than are followed.
        TooDeep = "too_deep",
        // archives
        /// Archives within archives, more than are opened.
        ArchiveDepth = "archive_depth",
        /// Unpacks to far more than it is.
        ArchiveBomb = "archive_bomb",
        /// More members than are looked at.
        ArchiveMembers = "archive_members",
        /// An archive within an archive that is too large to be held.
        ArchiveLarge = "archive_large",
        /// Needs a password.
        Encrypted = "encrypted",
        /// Packed in a way that is not understood.
        Packing = "packing",
        /// The archive is damaged.
        Damaged = "damaged",
        // reading
        /// Too intricate to be examined to its end.
        Budget = "budget",
        // git
        /// A history was asked for, and there is no repository.
        HistoryNone = "history_none",
        /// The repository cannot be read.
        History = "history",
        /// Objects are missing: a partial copy, or a damaged one.
        ObjectMissing = "object_missing",
        /// A shallow copy: the older part of the history was never fetched.
        HistoryShallow = "history_shallow",
        /// The repository borrows objects from another folder, which is left alone.
        HistoryBorrowed = "history_borrowed",
        /// A `.git` file or link leads to a repository that does not know of this folder.
        HistoryElsewhere = "history_elsewhere",
        /// An object or a pack is not what it says.
        ObjectDamaged = "object_damaged",
        /// Larger than what is read of a history.
        ObjectLarge = "object_large",
        /// More commits than are read of a history, or than may wait to be.
        CommitsMany = "commits_many",
        // pages
        /// `robots.txt` asks to leave it alone.
        Robots = "robots",
        /// The site did not answer, or not in time.
        Unreachable = "unreachable",
        /// The site answered with an error.
        Status = "status",
        /// It leads to an address of a private network that was not named.
        PrivateAddress = "private_address",
        /// It leads to another site.
        OtherSite = "other_site",
        /// Larger than what is read of a page.
        PageLarge = "page_large",
        /// More pages than are read of a site.
        PagesMany = "pages_many",
        /// More bytes than are read of a site.
        PagesLarge = "pages_large",
        /// More links away from the start than are followed.
        PageFar = "page_far",
        /// One of many addresses that differ in their query alone, or that repeat themselves.
        PageTrap = "page_trap",
        /// Opening it may do something: log out, fill a cart, delete.
        PageDeed = "page_deed",
        /// The address holds a user name or a password.
        PageCredentials = "page_credentials",
        /// One redirect after the other.
        PageRedirects = "page_redirects",
        /// More places with keys that are held than are told of one site.
        KeysMany = "keys_many",
        /// The site asked to be left in peace for longer than is waited.
        SiteBusy = "site_busy",
        /// The time for one site is over.
        SiteTime = "site_time",
    }
}
