# tolerance: 1e-11 (a difference quotient magnifies roundings)
for x in 5, 10:
    central, forward = numerical_diff(parabola, x), forward_diff(parabola, x)
    print(f"x = {x:<3} central {central}   forward {forward}")
