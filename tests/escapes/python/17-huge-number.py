# One operation in C that takes for ever.
x = 9**9**8
