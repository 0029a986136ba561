package kept

// Numbers as package encoding/binary writes them, and a sum as of package hash/crc32: the linker reads all of a package, and these
// would make the linking of every cell a tenth longer.

func appendUvarint(b []byte, v uint64) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

// uvarint returns a number and its length, or the length 0 where there is none.
func uvarint(b []byte) (v uint64, n int) {
	for i, c := range b {
		if i == 10 || i == 9 && c > 1 {
			break
		}
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}

// uint64At and putUint64 are little-endian.
func uint64At(b []byte) (v uint64) {
	for i := range 8 {
		v |= uint64(b[i]) << (8 * i)
	}
	return v
}

func putUint64(b []byte, v uint64) {
	for i := range 8 {
		b[i] = byte(v >> (8 * i))
	}
}

// checksum finds accidents. It is FNV-1a with words of eight bytes instead of bytes: any one that differs gives another sum.
func checksum(b []byte) uint64 {
	h := uint64(14695981039346656037) ^ uint64(len(b))
	for ; len(b) >= 8; b = b[8:] {
		h = (h ^ uint64At(b)) * 1099511628211
	}
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}
