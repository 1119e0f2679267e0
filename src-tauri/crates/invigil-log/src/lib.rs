//! Event kinds, frames, the RFC 6962 tree, checkpoints, and the one fold from events to answers. Pure.
