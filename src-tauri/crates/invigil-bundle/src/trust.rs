//! Trust files: a strict subset of OpenSSH allowed_signers with seq, prev, rotation, revocation.
