//! The recruiter's use cases: organisation, issue, verify, open, grade.
