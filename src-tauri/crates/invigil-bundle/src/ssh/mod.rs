//! OpenSSH wire formats: keys, SSHSIG, certificates, revocation lists.
