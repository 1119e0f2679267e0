# A regular expression that backtracks for ever, in C.
'a' * 60 + 'c' =~ /^(a|a)*\1b$/
loop { ('a' * 400) =~ /(a*)(a*)(a*)(a*)\1\2\3\4b/ }
