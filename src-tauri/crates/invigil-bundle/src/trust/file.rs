//! One trust file: header and lines, with one spelling.

use std::collections::BTreeSet;

use invigil_crypto::{
    digest::{Digest, hex, sha256, unhex},
    sign::PublicKey,
};

use super::{TrustError, namespace, principal, time};
use crate::ssh::key;

/// The largest trust file, bytes.
pub const TRUST_CAP: usize = 256 * 1024;

/// The most lines after the header.
pub const LINES_CAP: usize = 1024;

const FAMILY: &str = "# invigil-trust/";
const HEADER: &str = "# invigil-trust/1";
const NAME_CAP: usize = 64;

/// What a trust file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `root.pub_signers`: R. Pinned.
    Root,
    /// `org.signers`: I, E and W. Signed by R.
    Org,
    /// `event.signers`: the enrolled devices. Signed by E.
    Event,
    /// `device.signers`: the device itself. Unsigned, self-asserted.
    Device,
}

impl Role {
    const ALL: [Self; 4] = [Self::Root, Self::Org, Self::Event, Self::Device];

    /// The word in the header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Org => "org",
            Self::Event => "event",
            Self::Device => "device",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A trust file. Times are Unix seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustFile {
    /// What it is for.
    pub role: Role,
    /// The organisation's id: 1 to 64 of `[a-z0-9-]`.
    pub org: String,
    /// Counts up from 1.
    pub seq: u64,
    /// SHA-256 of the file before; `None` exactly for the first.
    pub prev: Option<Digest>,
    /// Valid from this second on.
    pub issued: u64,
    /// Valid before this second.
    pub expires: u64,
    /// How many different keys of a root must sign; `Some` exactly for [`Role::Root`].
    pub threshold: Option<usize>,
    /// Who may sign what.
    pub lines: Vec<TrustLine>,
}

/// One line: a key and what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustLine {
    /// `org`, `issue`, `event`, `witness-NAME`, `attempt-ID` or `attempt-*`.
    pub principal: String,
    /// Whether the key certifies instead of signing (`cert-authority`).
    pub authority: bool,
    /// The purposes, see [`namespace`].
    pub namespaces: BTreeSet<String>,
    /// Valid from this second on.
    pub valid_after: Option<u64>,
    /// Valid before this second.
    pub valid_before: Option<u64>,
    /// The key.
    pub key: PublicKey,
}

impl TrustLine {
    /// A line for `key` as `principal` with all purposes that principal may have, without
    /// limits of time.
    pub fn new(principal: &str, key: PublicKey) -> Self {
        let granted = allowed(principal).iter().map(|name| (*name).to_owned());
        Self {
            principal: principal.to_owned(),
            authority: principal.starts_with(principal::ATTEMPT),
            namespaces: granted.collect(),
            valid_after: None,
            valid_before: None,
            key,
        }
    }

    /// Whether the line's principal is `name`, or its pattern takes `name` in.
    pub fn names(&self, name: &str) -> bool {
        match self.principal.strip_suffix('*') {
            None => self.principal == name,
            Some(head) => name.strip_prefix(head).is_some_and(is_name),
        }
    }

    fn write(&self) -> Option<String> {
        let namespaces: Vec<&str> = self.namespaces.iter().map(String::as_str).collect();
        let mut line = self.principal.clone();
        line.push(' ');
        if self.authority {
            line.push_str("cert-authority,");
        }
        line.push_str(&format!("namespaces=\"{}\"", namespaces.join(",")));
        if let Some(after) = self.valid_after {
            let after = time::write(after, time::OPENSSH)?;
            line.push_str(&format!(",valid-after=\"{after}\""));
        }
        if let Some(before) = self.valid_before {
            let before = time::write(before, time::OPENSSH)?;
            line.push_str(&format!(",valid-before=\"{before}\""));
        }
        Some(format!("{line} {}", key::public_line(&self.key, "")))
    }

    fn read(number: usize, text: &str) -> Result<Self, TrustError> {
        let syntax = TrustError::Syntax(number);
        let mut words = text.splitn(3, ' ');
        let (Some(principal), Some(options), Some(key)) =
            (words.next(), words.next(), words.next())
        else {
            return Err(syntax);
        };
        let mut options = options;
        let authority = take(&mut options, "cert-authority,");
        let namespaces = take_quoted(&mut options, "namespaces").ok_or(syntax.clone())?;
        let moment = |text: &str| time::read(text, time::OPENSSH).ok_or(syntax.clone());
        let valid_after = take_quoted(&mut options, ",valid-after").map(moment);
        let valid_before = take_quoted(&mut options, ",valid-before").map(moment);
        let (key, comment) = key::read_public_line(key).map_err(|error| TrustError::Key {
            line: number,
            error,
        })?;
        let line = Self {
            principal: principal.to_owned(),
            authority,
            namespaces: namespaces.split(',').map(str::to_owned).collect(),
            valid_after: valid_after.transpose()?,
            valid_before: valid_before.transpose()?,
            key,
        };
        let same = comment.is_empty() && line.write().is_some_and(|again| again == text);
        if same { Ok(line) } else { Err(syntax) }
    }

    /// Whether a file of `role` may hold this line, line `number` of the file.
    fn check(&self, role: Role, number: usize) -> Result<(), TrustError> {
        let fits = match role {
            Role::Root => self.principal == principal::ORG,
            Role::Org => {
                let witness = self.principal.strip_prefix(principal::WITNESS);
                [principal::ISSUE, principal::EVENT].contains(&self.principal.as_str())
                    || witness.is_some_and(is_name)
            }
            Role::Event | Role::Device => {
                let attempt = self.principal.strip_prefix(principal::ATTEMPT);
                attempt.is_some_and(|rest| rest == "*" || is_name(rest))
            }
        };
        if !fits || self.authority != matches!(role, Role::Event | Role::Device) {
            return Err(TrustError::Principal(number));
        }
        let allowed = allowed(&self.principal);
        let granted = |name: &String| allowed.contains(&name.as_str());
        if self.namespaces.is_empty() || !self.namespaces.iter().all(granted) {
            return Err(TrustError::Grant(number));
        }
        match (self.valid_after, self.valid_before) {
            (Some(after), Some(before)) if after >= before => Err(TrustError::Syntax(number)),
            _ => Ok(()),
        }
    }
}

/// The purposes that a principal may be given.
fn allowed(name: &str) -> &'static [&'static str] {
    use namespace as ns;
    match name {
        principal::ORG => &[ns::TRUST, ns::REVOKED],
        principal::ISSUE => &[ns::PACKAGE, ns::TICKET, ns::GRADE],
        principal::EVENT => &[ns::TRUST, ns::RECEIPT, ns::GRANT],
        _ if name.starts_with(principal::WITNESS) => &[ns::COSIGNATURE],
        _ if name.starts_with(principal::ATTEMPT) => &[ns::ENVELOPE, ns::RESULT],
        _ => &[],
    }
}

impl TrustFile {
    /// The text of the file.
    ///
    /// # Errors
    /// The same as [`TrustFile::read`]: what cannot be read is not written.
    pub fn write(&self) -> Result<String, TrustError> {
        self.check()?;
        let mut text = self.header().ok_or(TrustError::Syntax(1))?;
        for (number, line) in (2..).zip(&self.lines) {
            text.push('\n');
            text.push_str(&line.write().ok_or(TrustError::Syntax(number))?);
        }
        text.push('\n');
        Ok(text)
    }

    /// Reads a file; says nothing of who made it.
    pub fn read(bytes: &[u8]) -> Result<Self, TrustError> {
        if bytes.len() > TRUST_CAP {
            return Err(TrustError::TooLarge);
        }
        let text = str::from_utf8(bytes).map_err(|_| TrustError::Syntax(1))?;
        let (header, rest) = text.split_once('\n').ok_or(TrustError::Syntax(1))?;
        let mut file = Self::read_header(header)?;
        if file.header().as_deref() != Some(header) {
            return Err(TrustError::Syntax(1));
        }
        let body = rest.strip_suffix('\n').ok_or(TrustError::Syntax(2))?;
        for (number, line) in (2..).zip(body.split('\n')) {
            if file.lines.len() == LINES_CAP {
                return Err(TrustError::TooLarge);
            }
            file.lines.push(TrustLine::read(number, line)?);
        }
        file.check()?;
        Ok(file)
    }

    /// SHA-256 of the file's text.
    ///
    /// # Errors
    /// Those of [`TrustFile::write`]; none for a file that was read.
    pub fn digest(&self) -> Result<Digest, TrustError> {
        Ok(sha256(self.write()?.as_bytes()))
    }

    /// Whether the file itself is valid at the Unix second `at`.
    pub fn check_time(&self, at: u64) -> Result<(), TrustError> {
        if at < self.issued {
            return Err(TrustError::NotYetValid(at));
        }
        if at >= self.expires {
            return Err(TrustError::Expired(at));
        }
        Ok(())
    }

    fn header(&self) -> Option<String> {
        let prev = self.prev.map_or_else(|| "-".to_owned(), |prev| hex(&prev));
        let mut header = format!(
            "{HEADER} role={} org={} seq={} prev={prev} issued={} expires={}",
            self.role,
            self.org,
            self.seq,
            time::write(self.issued, time::RFC3339)?,
            time::write(self.expires, time::RFC3339)?,
        );
        if let Some(threshold) = self.threshold {
            header.push_str(&format!(" threshold={threshold}"));
        }
        Some(header)
    }

    fn read_header(header: &str) -> Result<Self, TrustError> {
        let rest = match header.strip_prefix(HEADER) {
            Some(rest) if rest.starts_with(' ') => rest,
            _ if header.starts_with(FAMILY) => return Err(TrustError::Version),
            _ => return Err(TrustError::Syntax(1)),
        };
        Self::read_fields(rest).ok_or(TrustError::Syntax(1))
    }

    fn read_fields(mut rest: &str) -> Option<Self> {
        let role = take_field(&mut rest, " role=")?;
        let role = Role::ALL.into_iter().find(|r| r.as_str() == role)?;
        let org = take_field(&mut rest, " org=")?.to_owned();
        let seq = take_field(&mut rest, " seq=")?.parse().ok()?;
        let prev = match take_field(&mut rest, " prev=")? {
            "-" => None,
            digits => Some(unhex(digits)?),
        };
        let issued = time::read(take_field(&mut rest, " issued=")?, time::RFC3339)?;
        let expires = time::read(take_field(&mut rest, " expires=")?, time::RFC3339)?;
        let threshold = match take_field(&mut rest, " threshold=") {
            Some(digits) => Some(digits.parse().ok()?),
            None => None,
        };
        rest.is_empty().then_some(Self {
            role,
            org,
            seq,
            prev,
            issued,
            expires,
            threshold,
            lines: Vec::new(),
        })
    }

    fn check(&self) -> Result<(), TrustError> {
        let first = self.seq == 1;
        let root = self.role == Role::Root;
        if !is_name(&self.org)
            || self.seq == 0
            || first != self.prev.is_none()
            || self.issued >= self.expires
            || root != self.threshold.is_some()
        {
            return Err(TrustError::Syntax(1));
        }
        if self.lines.is_empty() {
            return Err(TrustError::Syntax(2));
        }
        if self.lines.len() > LINES_CAP {
            return Err(TrustError::TooLarge);
        }
        match self.threshold {
            Some(0) => return Err(TrustError::ThresholdZero),
            Some(count) if count > self.lines.len() => return Err(TrustError::ThresholdTooHigh),
            _ => {}
        }
        let mut keys = BTreeSet::new();
        for (number, line) in (2..).zip(&self.lines) {
            line.check(self.role, number)?;
            if !keys.insert(line.key) {
                return Err(TrustError::DuplicateKey(number));
            }
        }
        Ok(())
    }
}

/// 1 to 64 of `[a-z0-9-]`.
fn is_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=NAME_CAP).contains(&name.len()) && name.bytes().all(plain)
}

fn take(text: &mut &str, prefix: &str) -> bool {
    match text.strip_prefix(prefix) {
        Some(rest) => {
            *text = rest;
            true
        }
        None => false,
    }
}

/// The value of `name="value"` at the front.
fn take_quoted<'a>(text: &mut &'a str, name: &str) -> Option<&'a str> {
    let (value, rest) = text
        .strip_prefix(name)?
        .strip_prefix("=\"")?
        .split_once('"')?;
    *text = rest;
    Some(value)
}

/// The value after `name` at the front, up to the next space.
fn take_field<'a>(text: &mut &'a str, name: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(name)?;
    let (value, rest) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
    *text = rest;
    Some(value)
}
