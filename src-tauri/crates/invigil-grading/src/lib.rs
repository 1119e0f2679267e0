//! Responses and keys to scores. Pure; takes only Verified<_>.
