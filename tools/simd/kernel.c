// The kernels of dl/internal/kernel for WebAssembly's vectors of two float64; reference.go says what each computes. They work
// on the memory of a Go program, which lends it: so there is no data here, no stack and no call that is not inlined. Nothing
// is fused, because the compiler is told so (tools/simd/build.py), and WebAssembly's own arithmetic is the same everywhere.
//
// An exported function takes the address of its arguments, laid out as the struct of the same name in vector_js.go: Go's
// words are of eight bytes, of which an address or a number that comes here needs the lower four.
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name))) name
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define WORD _Alignas(8)

typedef v128_t vector;  // of two float64, unless the name says otherwise
#define load wasm_v128_load
#define store wasm_v128_store
#define mul wasm_f64x2_mul
#define add wasm_f64x2_add
#define sub wasm_f64x2_sub
#define both wasm_f64x2_splat

typedef struct { WORD int32_t n; } go_int;
typedef struct { WORD const uint8_t *data; WORD int32_t len, cap; } go_bytes;

// Some vectors that lie side by side, anywhere in memory: only of a member is the compiler sure that it does not wrap around
// the end of memory, and makes its place a part of the instruction.
typedef struct { vector of[3]; } __attribute__((packed, aligned(1), may_alias)) vectors;

// ADVANCE moves a pointer on, and hides from the compiler where it came from: a pointer for each vector of a step, which it
// would make else, takes more registers than there are.
#define ADVANCE(p, n)          \
  do {                         \
    (p) += (n);                \
    __asm__("" : "+r"(p));     \
  } while (0)

// Rows of w, times their weights, are added to rows of y.

typedef struct {
  WORD double *y; WORD int32_t y_stride;
  WORD const double *w; WORD int32_t w_stride;
  WORD const uint8_t *index; WORD const uint8_t *code;
  WORD const go_int *from; WORD const go_int *to;
  WORD const double *values;
  WORD int32_t rows; WORD int32_t cols; WORD int32_t keep;
} gather_arguments;

// add_rows adds the rows of n entries, from entry k on, to y in one pass, which reads and writes y once.
INLINE void add_rows(const gather_arguments *g, double *y, int32_t k, const int n) {
  const double *x[5];
  vector weight[5];
  UNROLL for (int i = 0; i < n; i++) {
    x[i] = g->w + g->index[k + i] * g->w_stride;
    weight[i] = wasm_v128_load64_splat(g->values + g->code[k + i]);
  }
  int32_t cols = g->cols;
  for (; cols >= 4; cols -= 4) {
    vectors *to = (vectors *)y;
    vector first = to->of[0], second = to->of[1];
    UNROLL for (int i = 0; i < n; i++) {
      const vectors *from = (const vectors *)x[i];
      first = add(first, mul(weight[i], from->of[0]));
      second = add(second, mul(weight[i], from->of[1]));
      ADVANCE(x[i], 4);
    }
    to->of[0] = first;
    to->of[1] = second;
    ADVANCE(y, 4);
  }
  if (cols >= 2) {
    vector sum = load(y);
    UNROLL for (int i = 0; i < n; i++) {
      sum = add(sum, mul(weight[i], load(x[i])));
      x[i] += 2;
    }
    store(y, sum);
    y += 2;
  }
  if (cols % 2) {
    double sum = *y;
    UNROLL for (int i = 0; i < n; i++) sum += wasm_f64x2_extract_lane(weight[i], 0) * *x[i];
    *y = sum;
  }
}

void EXPORT(gather)(const gather_arguments *arguments) {
  const gather_arguments g = *arguments;
  double *y = g.y;
  for (int32_t r = 0; r < g.rows; r++, y += g.y_stride) {
    if (!g.keep)
      for (int32_t j = 0; j < g.cols; j++) y[j] = 0;
    int32_t k = g.from[r].n, end = g.to[r].n;
    for (; k + 5 <= end; k += 5) add_rows(&g, y, k, 5);
    switch (end - k) {
      case 4: add_rows(&g, y, k, 4); break;
      case 3: add_rows(&g, y, k, 3); break;
      case 2: add_rows(&g, y, k, 2); break;
      case 1: add_rows(&g, y, k, 1); break;
    }
  }
}

// Of c = a·b, tiles of four rows and six columns stay in registers.

typedef struct {
  WORD double *c; WORD int32_t c_stride;
  WORD const double *a; WORD int32_t a_row; WORD int32_t a_col;
  WORD const double *b; WORD int32_t b_stride;
  WORD int32_t rows; WORD int32_t cols; WORD int32_t terms; WORD int32_t keep;
} product_arguments;

// product_tile computes m rows and n vectors of c, from entry (i, j) on.
INLINE void product_tile(const product_arguments *p, int32_t i, int32_t j, const int m, const int n) {
  double *c = p->c + i * p->c_stride + j;
  vector sum[4][3];
  UNROLL for (int r = 0; r < m; r++)
    UNROLL for (int q = 0; q < n; q++) sum[r][q] = p->keep ? load(c + r * p->c_stride + 2 * q) : both(0);
  const double *a[4], *b = p->b + j;
  UNROLL for (int r = 0; r < m; r++) a[r] = p->a + (i + r) * p->a_row;
  for (int32_t k = p->terms; k > 0; k--, b += p->b_stride) {
    vector x[3];
    UNROLL for (int q = 0; q < n; q++) x[q] = load(b + 2 * q);
    UNROLL for (int r = 0; r < m; r++) {
      vector factor = wasm_v128_load64_splat(a[r]);
      UNROLL for (int q = 0; q < n; q++) sum[r][q] = add(sum[r][q], mul(factor, x[q]));
      a[r] += p->a_col;
    }
  }
  UNROLL for (int r = 0; r < m; r++)
    UNROLL for (int q = 0; q < n; q++) store(c + r * p->c_stride + 2 * q, sum[r][q]);
}

INLINE void product_columns(const product_arguments *p, int32_t j, const int n) {
  int32_t i = 0;
  for (; i + 4 <= p->rows; i += 4) product_tile(p, i, j, 4, n);
  for (; i < p->rows; i++) product_tile(p, i, j, 1, n);
}

void EXPORT(product)(const product_arguments *arguments) {
  const product_arguments p = *arguments;
  int32_t j = 0;
  for (; j + 6 <= p.cols; j += 6) product_columns(&p, j, 3);
  for (; j + 2 <= p.cols; j += 2) product_columns(&p, j, 1);
  if (j == p.cols) return;
  for (int32_t i = 0; i < p.rows; i++) {
    double *c = p.c + i * p.c_stride + j, sum = p.keep ? *c : 0;
    const double *a = p.a + i * p.a_row, *b = p.b + j;
    for (int32_t k = 0; k < p.terms; k++) sum += a[k * p.a_col] * b[k * p.b_stride];
    *c = sum;
  }
}

// Entry by entry.

typedef struct {
  WORD double *dst; WORD int32_t dst_stride;
  WORD const double *x; WORD int32_t x_stride;
  WORD const double *y; WORD int32_t y_stride;
  WORD int32_t rows; WORD int32_t cols;
  WORD double a; WORD double b;
} each_arguments;

// EACH defines a function that sets each entry of dst to the value of the expression. A last odd entry is computed as half
// a vector, and nothing is read or written beside it.
#define EACH(name, expression)                                                                       \
  INLINE vector name##_of(vector x, vector y, vector a, vector b) { return expression; }             \
  void EXPORT(name)(const each_arguments *e) {                                                       \
    vector a = both(e->a), b = both(e->b);                                                           \
    double *dst = e->dst;                                                                            \
    const double *x = e->x, *y = e->y;                                                               \
    int32_t cols = e->cols;                                                                          \
    for (int32_t i = e->rows; i > 0; i--, dst += e->dst_stride, x += e->x_stride, y += e->y_stride) { \
      int32_t j = 0;                                                                                 \
      for (; j + 2 <= cols; j += 2) store(dst + j, name##_of(load(x + j), load(y + j), a, b));       \
      if (j < cols)                                                                                  \
        wasm_v128_store64_lane(                                                                      \
            dst + j, name##_of(wasm_v128_load64_zero(x + j), wasm_v128_load64_zero(y + j), a, b), 0); \
    }                                                                                                \
  }

// power_of_two returns 2**n of two int64.
INLINE vector power_of_two(vector n) { return wasm_i64x2_shl(wasm_i64x2_add(n, wasm_i64x2_splat(1023)), 52); }

// exponential is Exp of exp.go.
INLINE vector exponential(vector x) {
  vector in = x, is_nan = wasm_f64x2_ne(x, x);
  x = wasm_f64x2_pmin(both(710), x);
  x = wasm_f64x2_pmax(both(-746), x);
  vector n = wasm_f64x2_nearest(mul(x, both(1.44269504088896340735992468100189214)));
  vector r = sub(x, mul(n, both(0x1.62e42feep-01)));
  r = sub(r, mul(n, both(0x1.a39ef35793c76p-33)));
  vector p = both(1.0 / 6227020800);
#define TERM(c) p = add(mul(p, r), both(c));
  TERM(1.0 / 479001600) TERM(1.0 / 39916800) TERM(1.0 / 3628800) TERM(1.0 / 362880) TERM(1.0 / 40320) TERM(1.0 / 5040)
  TERM(1.0 / 720) TERM(1.0 / 120) TERM(1.0 / 24) TERM(1.0 / 6) TERM(1.0 / 2) TERM(1) TERM(1)
  vector k = wasm_i32x4_trunc_sat_f64x2_zero(n), half = wasm_i32x4_shr(k, 1), rest = wasm_i32x4_sub(k, half);
  p = mul(mul(p, power_of_two(wasm_i64x2_extend_low_i32x4(half))), power_of_two(wasm_i64x2_extend_low_i32x4(rest)));
  return wasm_v128_bitselect(in, p, is_nan);
}

EACH(exp, exponential(x))
EACH(sigmoid, wasm_f64x2_div(both(1), add(both(1), exponential(wasm_f64x2_neg(x)))))
EACH(relu, wasm_f64x2_max(x, both(0)))
EACH(relu_gradient, wasm_v128_andnot(x, wasm_f64x2_eq(y, both(0))))
EACH(sigmoid_gradient, mul(x, mul(y, sub(both(1), y))))
EACH(combine, add(mul(a, x), mul(b, y)))

// The bytes of images.

typedef struct { WORD const uint8_t *bytes; WORD int32_t n; } zeros_arguments;

int32_t EXPORT(zeros)(const zeros_arguments *z) {
  const uint8_t *bytes = z->bytes;
  int32_t n = z->n, j = 0, zeros = 0;
  for (; j + 16 <= n; j += 16)
    zeros += __builtin_popcount(wasm_i8x16_bitmask(wasm_i8x16_eq(load(bytes + j), wasm_i8x16_splat(0))));
  for (; j < n; j++) zeros += bytes[j] == 0;
  return zeros;
}

// fetch reads a byte of each line of the cache, one read not waiting for another. WebAssembly cannot ask for a line otherwise.
typedef struct { WORD const go_bytes *rows; WORD int32_t n; WORD int32_t from; WORD int32_t to; } fetch_arguments;

int32_t EXPORT(fetch)(const fetch_arguments *f) {
  int32_t read = 0;
  for (int32_t r = 0; r < f->n; r++) {
    const uint8_t *row = f->rows[r].data;
    int32_t end = f->to < f->rows[r].len ? f->to : f->rows[r].len;
    for (int32_t j = f->from; j < end; j += 64) read |= row[j];
    if (f->from < end) read |= row[end - 1];
  }
  return read; // or the compiler would leave all that out
}

typedef struct {
  WORD const go_bytes *rows; WORD int32_t n;
  WORD int32_t from; WORD int32_t to;
  WORD uint8_t *column; WORD uint8_t *code; WORD int64_t *start;
} list_arguments;

void EXPORT(list)(const list_arguments *arguments) {
  const list_arguments l = *arguments;
  int32_t n = 0, width = l.to - l.from;
  for (int32_t r = 0; r < l.n; r++) {
    const uint8_t *row = l.rows[r].data + l.from;
    l.start[r] = n;
    for (int32_t j = 0, step; j < width; j += step) {
      vector bytes;
      if (j + 16 <= width) bytes = load(row + j), step = 16;
      else if (j + 8 <= width) bytes = wasm_v128_load64_zero(row + j), step = 8;
      else bytes = wasm_v128_load8_lane(row + j, wasm_i8x16_splat(0), 0), step = 1;
      uint32_t set = wasm_i8x16_bitmask(wasm_i8x16_ne(bytes, wasm_i8x16_splat(0)));
      for (; set; set &= set - 1) {
        int32_t i = j + __builtin_ctz(set);
        l.column[n] = i;
        l.code[n++] = row[i];
      }
    }
  }
  l.start[l.n] = n;
}

typedef struct {
  WORD const uint8_t *index; WORD const uint8_t *code;
  WORD const go_int *from; WORD const go_int *to; WORD int32_t rows;
  WORD uint8_t *row; WORD uint8_t *row_code; WORD go_int *ends;
} transpose_arguments;

void EXPORT(transpose)(const transpose_arguments *arguments) {
  const transpose_arguments t = *arguments;
  for (int32_t r = 0; r < t.rows; r++)
    for (int32_t k = t.from[r].n, end = t.to[r].n; k < end; k++) {
      int32_t at = t.ends[t.index[k]].n++;
      t.row[at] = r;
      t.row_code[at] = t.code[k];
    }
}
