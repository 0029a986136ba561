package frames

// Base64 returns the data in base64 with padding. (Package encoding/base64 needs encoding/binary, and the linker reads all of
// both: a thirtieth of the time that it takes for a small cell.)
func Base64(data string) string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	b := make([]byte, 0, (len(data)+2)/3*4)
	for len(data) >= 3 {
		v := uint(data[0])<<16 | uint(data[1])<<8 | uint(data[2])
		b = append(b, digits[v>>18], digits[v>>12&63], digits[v>>6&63], digits[v&63])
		data = data[3:]
	}
	switch len(data) {
	case 1:
		v := uint(data[0]) << 16
		b = append(b, digits[v>>18], digits[v>>12&63], '=', '=')
	case 2:
		v := uint(data[0])<<16 | uint(data[1])<<8
		b = append(b, digits[v>>18], digits[v>>12&63], digits[v>>6&63], '=')
	}
	return string(b)
}
