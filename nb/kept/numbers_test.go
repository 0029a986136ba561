package kept

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"
)

func TestNumbers(t *testing.T) {
	for _, v := range []uint64{0, 1, 127, 128, 1 << 20, math.MaxUint64 - 1, math.MaxUint64} {
		b := appendUvarint(nil, v)
		if !bytes.Equal(b, binary.AppendUvarint(nil, v)) {
			t.Errorf("%d: % x", v, b)
		}
		if got, n := uvarint(append(b, 5)); got != v || n != len(b) {
			t.Errorf("%d: %d, %d", v, got, n)
		}
		for i := range b {
			if _, n := uvarint(b[:i]); n != 0 {
				t.Errorf("%d, %d of its bytes: %d", v, i, n)
			}
		}
		var eight [8]byte
		putUint64(eight[:], v)
		if uint64At(eight[:]) != v || binary.LittleEndian.Uint64(eight[:]) != v {
			t.Errorf("%d: % x", v, eight)
		}
	}
	if _, n := uvarint(bytes.Repeat([]byte{0xff}, 11)); n != 0 {
		t.Error("a number of more than 64 bits")
	}
}
