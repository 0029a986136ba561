package kept

import (
	"cmp"
	"slices"
	"strconv"
	"unsafe"

	"dlfs/nb/kept/manifest"
)

// mostBytes is how much one variable may hold.
var mostBytes int64 = 1 << 30

func mostText() string { return strconv.FormatInt(mostBytes>>20, 10) }

// merge gives each piece of memory one region, whatever parts of it pointers and slices have named. Where that cannot be it
// returns an owner that is in the way, and why.
func (g *graph) merge() (int, *refusal) {
	var order []int
	for i := range g.regions {
		if g.regions[i].size > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := &g.regions[a], &g.regions[b]
		return cmp.Or(cmp.Compare(x.addr, y.addr), cmp.Compare(y.size, x.size), x.rank()-y.rank(), a-b)
	})
	holder := -1
	for _, i := range order {
		r := &g.regions[i]
		if holder < 0 || r.addr >= g.regions[holder].addr+g.regions[holder].size {
			holder = i
			continue
		}
		h := &g.regions[holder]
		g.union(r.owner, h.owner)
		if r.addr+r.size > h.addr+h.size && !h.extend(r) {
			return r.owner, &refusal{reason: manifest.Memory, what: shown(h.layout.typ), where: shown(r.layout.typ)}
		}
		h.pointed = h.pointed || r.pointed
		h.holds = append(h.holds, r.holds...)
		r.into = holder
	}
	for i, o := range g.owners {
		if r := &g.regions[o.region]; r.into != o.region || r.addr != uintptr(o.ptr) || r.n != 1 {
			return i, &refusal{reason: manifest.Memory, what: shown(o.typ), where: shown(g.regions[r.into].layout.typ)}
		}
	}
	return -1, nil
}

// rank has a variable come before its first field.
func (r *region) rank() int {
	if r.root {
		return 0
	}
	return 1
}

// extend has a region reach as far as another that begins in it and goes on behind it.
func (r *region) extend(longer *region) bool {
	from := longer.addr - r.addr
	if longer.layout != r.layout || from%r.layout.size != 0 {
		return false
	}
	if r.parts == nil {
		r.parts = []part{{0, r.copied, r.n, r.owner}}
	}
	r.parts = append(r.parts, part{int(from / r.layout.size), longer.copied, longer.n, longer.owner})
	r.size = from + longer.size
	r.n = int(r.size / r.layout.size)
	return true
}

// pieces returns the copies of which a region is to be written, each behind the one before.
func (r *region) pieces() []part {
	if r.parts == nil {
		return []part{{0, r.copied, r.n, r.owner}}
	}
	at := 0
	var pieces []part
	for _, p := range r.parts {
		skip := at - p.first
		pieces = append(pieces, part{at, unsafe.Add(p.copied, uintptr(skip)*r.layout.size), p.n - skip, p.owner})
		at = p.first + p.n
	}
	return pieces
}

// reach returns the memory that a variable holds, in bytes.
func (g *graph) reach(o *owner, seen map[int32]bool) (total int64) {
	clear(seen)
	todo := []int32{int32(o.region)}
	for len(todo) > 0 {
		h := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if h >= 0 {
			h = int32(g.regions[h].into)
		}
		if seen[h] {
			continue
		}
		seen[h] = true
		if h < 0 {
			m := &g.maps[^h]
			total += int64(m.n) * int64(m.layout.key.size+m.layout.elem.size)
			todo = append(todo, m.holds...)
			continue
		}
		total += int64(g.regions[h].size)
		todo = append(todo, g.regions[h].holds...)
	}
	return total + o.bytes
}

// liveMemory is the memory of a plain region.
func (r *region) liveMemory() []byte { return unsafe.Slice((*byte)(r.live), r.size) }
