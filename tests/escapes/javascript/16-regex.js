// A regular expression that backtracks for ever, in C.
/(a*)*b/.exec('a'.repeat(60));
