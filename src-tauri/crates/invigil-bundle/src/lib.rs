//! The exchange files: szip, SSHSIG, certificates, age subset, package, ticket, result, grade. Bytes in, bytes out; yields Verified<T>.
