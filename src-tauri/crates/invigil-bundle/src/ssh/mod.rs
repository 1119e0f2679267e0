//! OpenSSH wire formats: keys, SSHSIG, certificates, revocation lists.
//!
//! Everything here is what `ssh-keygen` reads and writes, narrowed to Ed25519, SHA-512 and one
//! spelling of each file. Deliberately absent: other algorithms, encrypted private keys (sealing
//! at rest is the vault's), hardware keys, any choice made by a file instead of by its version.

mod armor;
pub mod cert;
pub mod key;
pub mod krl;
pub mod sshsig;
pub mod wire;

pub use armor::ArmorError;
pub use cert::{Bindings, CertError, Certificate, CertificateRequest};
pub use key::{KeyError, PrivateKey};
pub use krl::{Krl, KrlError};
pub use sshsig::{Signer, SshsigError, sign, verify};
pub use wire::WireError;
