//! The documents: package, ticket, keypkg, result, grade, journal.
