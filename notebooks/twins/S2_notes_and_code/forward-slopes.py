# tolerance: 1e-11 (a difference quotient magnifies roundings)
print(forward_diff(fun_1, 5))
print(forward_diff(fun_1, 10))
