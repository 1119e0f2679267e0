//! A subset of age v1: X25519 recipients, binary form.
