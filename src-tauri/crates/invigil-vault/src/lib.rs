//! Secrets at rest: the OS key store, passphrase files, 0600 files.
