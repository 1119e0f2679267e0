//! Signatures and certificates field by field, so that a vector can differ in one of them and be
//! signed again.

use base64::{Engine, engine::general_purpose::STANDARD};
use invigil_bundle::ssh::{key::public_blob, wire::Writer};
use invigil_crypto::{
    digest::{sha256, sha512},
    sign::SigningKey,
};

/// The order of the base point, little endian.
const L: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// An SSHSIG with every field open.
pub(crate) struct RawSig {
    pub(crate) version: u32,
    pub(crate) key: Vec<u8>,
    pub(crate) namespace: &'static str,
    pub(crate) reserved: &'static str,
    pub(crate) hash: &'static str,
}

impl RawSig {
    pub(crate) fn new(key: Vec<u8>, namespace: &'static str) -> Self {
        Self {
            version: 1,
            key,
            namespace,
            reserved: "",
            hash: "sha512",
        }
    }

    /// The 64 bytes by `signer` over what the fields say.
    pub(crate) fn signature(&self, signer: &SigningKey, message: &[u8]) -> [u8; 64] {
        let digest = match self.hash {
            "sha256" => sha256(message).to_vec(),
            _ => sha512(message).to_vec(),
        };
        let signed = Writer::new()
            .raw(b"SSHSIG")
            .string(self.namespace)
            .string(self.reserved)
            .string(self.hash)
            .string(digest);
        signer.sign(&signed.finish())
    }

    /// The armored file around a signature.
    pub(crate) fn file(&self, signature: &[u8; 64]) -> String {
        let blob = Writer::new()
            .raw(b"SSHSIG")
            .u32(self.version)
            .string(&self.key)
            .string(self.namespace)
            .string(self.reserved)
            .string(self.hash)
            .string(signature_blob(signature));
        armor(&blob.finish(), 70)
    }

    pub(crate) fn sign(&self, signer: &SigningKey, message: &[u8]) -> String {
        self.file(&self.signature(signer, message))
    }
}

pub(crate) fn signature_blob(signature: &[u8; 64]) -> Vec<u8> {
    Writer::new()
        .string("ssh-ed25519")
        .string(signature)
        .finish()
}

pub(crate) fn armor(blob: &[u8], columns: usize) -> String {
    let body = STANDARD.encode(blob);
    let lines: Vec<&str> = (0..body.len())
        .step_by(columns)
        .map(|at| &body[at..body.len().min(at + columns)])
        .collect();
    format!(
        "-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n",
        lines.join("\n")
    )
}

pub(crate) fn unarmor(text: &str) -> Vec<u8> {
    let body: String = text.lines().filter(|l| !l.starts_with("---")).collect();
    STANDARD.decode(body).unwrap()
}

/// The same signature with S + L in the place of S.
pub(crate) fn plus_order(signature: &[u8; 64]) -> [u8; 64] {
    let mut out = *signature;
    let mut carry = 0;
    for (byte, order) in out[32..].iter_mut().zip(L) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = (sum & 0xff) as u8;
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    out
}

/// A certificate with every field open.
pub(crate) struct RawCert {
    pub(crate) serial: u64,
    pub(crate) kind: u32,
    pub(crate) principals: Vec<&'static str>,
    pub(crate) validity: (u64, u64),
    pub(crate) critical: Vec<(&'static str, &'static str)>,
    pub(crate) ca: SigningKey,
}

impl RawCert {
    /// Signed by the CA for `subject`.
    pub(crate) fn blob(&self, subject: &SigningKey) -> Vec<u8> {
        let principals = self.principals.iter();
        let principals = principals.fold(Writer::new(), |list, name| list.string(name));
        let critical = self.critical.iter().fold(Writer::new(), |list, (k, v)| {
            list.string(k).string(Writer::new().string(v).finish())
        });
        let mut blob = Writer::new()
            .string("ssh-ed25519-cert-v01@openssh.com")
            .string([0x5a; 32])
            .string(subject.public().as_bytes())
            .u64(self.serial)
            .u32(self.kind)
            .string(crate::keys::TICKET)
            .string(principals.finish())
            .u64(self.validity.0)
            .u64(self.validity.1)
            .string(critical.finish())
            .string("")
            .string("")
            .string(public_blob(&self.ca.public()))
            .finish();
        let signature = signature_blob(&self.ca.sign(&blob));
        blob.extend(Writer::new().string(signature).finish());
        blob
    }
}
