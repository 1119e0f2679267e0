//! The candidate's use cases and DTOs: open, check in, start, answer, submit, export.

pub mod dto;
