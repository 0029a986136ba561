# tolerance: 1e-11 (a difference quotient magnifies roundings)
# drawn: tangent_at_10
tangent_at_10 = draw_tangent(parabola, 10)
