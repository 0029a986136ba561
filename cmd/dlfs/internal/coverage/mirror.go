package coverage

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// words is what a mirror says by itself, in a language.
type words struct {
	title  string // with the source, what the source is, and the number of its rows
	about  map[string]string
	needed string // above what a cell needs and its source does not bring in time
	above  string // where a cell stands earlier in the mirror
}

var inLanguage = map[string]words{
	"en": {
		title: `# %[1]s, cell by cell

This page follows one of the five study notes behind this course: %[2]s. It keeps the order of the source and the borders of
its code cells, from %[1]s-01 to %[3]s. The texts and the programs are those of the course, which begins with
[Start here](00_start_here.ipynb); change them there.`,
		about: map[string]string{
			"S0": "a Chinese notebook about a net of two layers, with the code cells In[33] to In[38]",
			"S1": "a long Chinese article about all of chapter 4, with 27 blocks of code",
			"S2": "a Chinese article about chapter 4, notes first and then 16 blocks of code",
			"S3": "a Korean notebook about a net of two layers, with the code cells In[4], In[8], In[12] and In[14]",
			"S4": "a Chinese notebook about backpropagation, with a single code cell that was never run",
		},
		needed: "*From the course, for the next cell:*",
		above:  "stands above",
	},
	"zh": {
		title: `# %[1]s 逐单元格对照

本页依照本课程所依据的五份学习笔记之一展开。%[1]s 是%[2]s。从 %[1]s-01 到 %[3]s，内容的先后顺序和代码单元格的划分都与原资料相同。文字和程序取自本课程（首页是[从这里开始](00_start_here.ipynb)）；要修改，请改课程里的笔记本。`,
		about: map[string]string{
			"S0": "一份中文笔记本，主题是两层网络，代码单元格为 In[33] 到 In[38]",
			"S1": "一篇中文长文，讲解整个第 4 章，含 27 段代码",
			"S2": "一篇讲解第 4 章的中文文章，前面是笔记，后面是 16 段代码",
			"S3": "一份韩文笔记本，主题是两层网络，代码单元格为 In[4]、In[8]、In[12] 和 In[14]",
			"S4": "一份中文笔记本，主题是误差反向传播法，只有一个代码单元格，而且从未运行过",
		},
		needed: "下一个单元格要用到课程中的这些内容：",
		above:  "见上文",
	},
	"ko": {
		title: `# %[1]s, 셀 단위로 따라가기

이 페이지는 이 강좌의 바탕이 된 다섯 학습 노트 가운데 하나(%[2]s)를 따라갑니다. %[1]s-01부터 %[3]s까지 원래의 순서와 코드 셀의
경계를 그대로 지킵니다. 글과 프로그램은 [시작하기](00_start_here.ipynb)로 시작하는 강좌의 것이니, 고칠 때는 그쪽을 고치세요.`,
		about: map[string]string{
			"S0": "2층 신경망을 다룬 중국어 노트북, 코드 셀은 In[33]부터 In[38]까지",
			"S1": "4장 전체를 다룬 긴 중국어 글, 코드 블록은 27개",
			"S2": "4장을 다룬 중국어 글, 앞은 설명이고 뒤는 코드 블록 16개",
			"S3": "2층 신경망을 다룬 한국어 노트북, 코드 셀은 In[4], In[8], In[12], In[14]",
			"S4": "오차역전파법을 다룬 중국어 노트북, 하나뿐인 코드 셀은 실행된 적이 없음",
		},
		needed: "*다음 셀에 필요한, 강좌의 코드:*",
		above:  "위에 있음",
	},
}

// Languages lists the languages that a source is mirrored in: English and its own.
func Languages(source string) []string {
	if source == "S3" {
		return []string{"en", "ko"}
	}
	return []string{"en", "zh"}
}

// A mirror is a notebook in the making.
type mirror struct {
	words
	language string
	places   map[string][]Place // by row
	position map[*Cell]int      // in the course
	programs map[*Cell]*program
	rows     []Row

	cells    []*Cell
	shown    map[*Cell]bool
	ids      map[string]bool
	have     map[string]decl // what the kernel knows after the cells so far, by key
	imported map[string]string
	kept     names
}

// Mirror assembles the mirror of a source from the course's notebooks, which lie in the folder of their language. A cell
// of the course stands where its first row stands; the code for one code cell of the source is one cell. What a cell
// needs of earlier cells of its notebook comes before it.
func Mirror(source, language string, rows []Row, course []*Notebook) ([]*Cell, error) {
	spoken, ok := inLanguage[language]
	if !ok {
		return nil, fmt.Errorf("there are no mirrors in the language %q", language)
	}
	rows = slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Source() != source })
	if len(rows) == 0 {
		return nil, fmt.Errorf("there are no rows of a source %q", source)
	}
	m := &mirror{
		words: spoken, language: language, rows: rows,
		places: Survey(rows, course).Places, position: map[*Cell]int{}, programs: map[*Cell]*program{},
		shown: map[*Cell]bool{}, ids: map[string]bool{}, have: map[string]decl{}, imported: map[string]string{}, kept: names{},
	}
	if err := m.readPrograms(course); err != nil {
		return nil, err
	}
	m.text("title", fmt.Sprintf(m.title, source, m.about[source], rows[len(rows)-1].ID), nil)
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].group() == rows[0].group() {
			n++
		}
		if err := m.group(rows[:n]); err != nil {
			return nil, err
		}
		rows = rows[n:]
	}
	return m.cells, nil
}

func (m *mirror) readPrograms(course []*Notebook) error {
	for _, n := range course {
		for _, cell := range n.Cells {
			m.position[cell] = len(m.position)
			if cell.Type != "code" {
				continue
			}
			p, err := parseProgram(cell)
			if err != nil {
				return fmt.Errorf("%s: %w", n.Path, err)
			}
			m.programs[cell] = p
		}
	}
	return nil
}

// group adds the cells for the rows of one code cell of the source, or for one row of prose.
func (m *mirror) group(rows []Row) error {
	places := m.unshown(rows)
	if rows[0].Cell == "" {
		for _, p := range places {
			if err := m.add(p.ID, p); err != nil {
				return err
			}
		}
		return nil
	}
	var before, code, after []Place
	for _, p := range places {
		switch {
		case p.Type == "code":
			code = append(code, p)
		case m.comments(p, rows):
			after = append(after, p)
		default:
			before = append(before, p)
		}
	}
	m.mark(rows, len(code) > 0)
	for _, p := range before {
		m.addText(p)
	}
	if err := m.add(slug(rows[0].Cell), code...); err != nil {
		return err
	}
	for _, p := range after {
		m.addText(p)
	}
	return nil
}

// unshown lists the cells that mirror the rows and have not been shown yet, by their first row, as in the course.
func (m *mirror) unshown(rows []Row) []Place {
	var places []Place
	for _, row := range rows {
		for _, p := range m.places[row.ID] {
			if !m.shown[p.Cell] {
				m.shown[p.Cell] = true
				places = append(places, p)
			}
		}
	}
	return places
}

// comments says whether a text speaks of code that it stands below in the course.
func (m *mirror) comments(text Place, rows []Row) bool {
	first := slices.IndexFunc(rows, func(r Row) bool { return slices.Contains(text.Mirrors(), r.ID) })
	code, below := false, true
	for _, p := range m.places[rows[first].ID] {
		if p.Type == "code" {
			code = true
			below = below && m.position[p.Cell] < m.position[text.Cell]
		}
	}
	return code && below
}

// mark says which code cell of the source comes now.
func (m *mirror) mark(rows []Row, here bool) {
	mark := fmt.Sprintf("**%s** · %s", strings.NewReplacer("[", `\[`, "]", `\]`).Replace(rows[0].Cell), rows[0].ID)
	if len(rows) > 1 {
		mark += " – " + rows[len(rows)-1].ID
	}
	if first := m.places[rows[0].ID]; !here && len(first) > 0 {
		mark += " · " + m.above
	}
	m.text(slug(rows[0].Cell)+"-mark", mark, nil)
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

func slug(cell string) string {
	return strings.Trim(notInID.ReplaceAllString(strings.ToLower(cell), "-"), "-")
}

// add adds a text, or code cells of the course as one.
func (m *mirror) add(id string, places ...Place) error {
	if len(places) == 0 {
		return nil
	}
	if places[0].Type != "code" {
		m.addText(places[0])
		return nil
	}
	if len(places) == 1 {
		id = places[0].ID
	}
	return m.addCode(id, places)
}

func (m *mirror) addText(p Place) { m.text(p.ID, string(p.Source), m.mirrored(p)) }

// mirrored lists the rows of this source that the cells mirror.
func (m *mirror) mirrored(places ...Place) []string {
	var ids []string
	for _, row := range m.rows {
		if slices.ContainsFunc(places, func(p Place) bool { return slices.Contains(p.Mirrors(), row.ID) }) {
			ids = append(ids, row.ID)
		}
	}
	return ids
}

// A link to a file beside the notebook, not to a place on the web or on the page.
var linked = regexp.MustCompile(`(\]\()([^)\s:#/][^)\s:]*)([)\s])`)

// text adds a text of the course, whose links start in the folder of the course.
func (m *mirror) text(id, source string, mirrors []string) {
	source = linked.ReplaceAllStringFunc(source, func(s string) string {
		parts := linked.FindStringSubmatch(s)
		return parts[1] + path.Join("../..", m.language, parts[2]) + parts[3]
	})
	m.append("markdown", id, source, mirrors, nil)
}

func (m *mirror) append(kind, id, source string, mirrors, tags []string) {
	free := id
	for n := 2; m.ids[free]; n++ {
		free = fmt.Sprintf("%s-%d", id, n)
	}
	m.ids[free] = true
	cell := &Cell{Type: kind, ID: free, Source: lines(source)}
	cell.Metadata.DLFS.Mirrors, cell.Metadata.Tags = mirrors, tags
	m.cells = append(m.cells, cell)
}

// addCode adds code cells of the course as one cell, and before it what they need.
func (m *mirror) addCode(id string, places []Place) error {
	own := map[string]decl{}
	var aboves, bodies, tags []string
	var imports []imported
	for _, p := range places {
		program := m.programs[p.Cell]
		if len(places) > 1 && len(p.Metadata.Tags) > 0 {
			return fmt.Errorf("%s is tagged %s: it cannot be joined with other cells of the course", p, p.Metadata.Tags[0])
		}
		if program.broken {
			m.append("code", id, program.above, m.mirrored(p), p.Metadata.Tags)
			return nil
		}
		above, err := m.claim(own, p, program)
		if err != nil {
			return err
		}
		aboves, tags = append(aboves, above), append(tags, p.Metadata.Tags...)
		if program.body != "" {
			bodies = append(bodies, program.body)
		}
	}
	if err := m.addKept(places); err != nil {
		return err
	}
	m.addNeeds(places, own)
	for _, p := range places {
		imports = append(imports, m.importsOf(p, m.programs[p.Cell].names)...)
		maps.Copy(m.kept, m.programs[p.Cell].keeps)
	}
	maps.Copy(m.have, own)
	body, err := joinBodies(bodies)
	if err != nil {
		return fmt.Errorf("%s: %w", places[0], err)
	}
	if body != "" {
		body = "%%\n" + body
	}
	m.append("code", id, compose(append(append([]string{importBlock(imports)}, aboves...), body)...), m.mirrored(places...), tags)
	return nil
}

func compose(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n\n")
}

// claim notes what a cell declares, and returns what stands above its body, without what another cell has brought.
func (m *mirror) claim(own map[string]decl, p Place, program *program) (above string, err error) {
	above = program.above
	for _, d := range program.decls {
		for _, key := range d.keys {
			other, twice := own[key]
			if twice && other.text != d.text {
				return "", fmt.Errorf("%s declares %s otherwise than a cell that it is to be joined with", p, key)
			}
			if twice {
				above = tidy(strings.Replace(above, d.text, "", 1))
			}
			own[key] = d
		}
	}
	return above, nil
}

// announce says that what comes now is there for the cell that follows it.
func (m *mirror) announce(id string) {
	if last := m.cells[len(m.cells)-1]; string(last.Source) != m.needed {
		m.text(id+"-needed", m.needed, nil)
	}
}

// addKept adds the cells that keep what the given cells take up.
func (m *mirror) addKept(places []Place) error {
	coming := names{}
	for _, p := range places {
		for _, key := range m.programs[p.Cell].kept.sorted() {
			keeper := m.last(p, func(q *program) bool { return q.keeps[key] })
			if m.kept[key] || coming[key] || keeper == nil {
				continue
			}
			m.announce(keeper.ID)
			if err := m.addCode(keeper.ID, []Place{{p.Notebook, keeper}}); err != nil {
				return err
			}
			// It stands there for another's sake; where its own rows come, it is shown for its own.
			m.cells[len(m.cells)-1].Metadata.DLFS.Mirrors = nil
		}
		maps.Copy(coming, m.programs[p.Cell].keeps)
	}
	return nil
}

// last returns the last code cell of p's notebook, up to p, with a property.
func (m *mirror) last(p Place, has func(*program) bool) *Cell {
	for _, cell := range slices.Backward(p.Notebook.Cells) {
		if cell.Type == "code" && m.position[cell] <= m.position[p.Cell] && has(m.programs[cell]) {
			return cell
		}
	}
	return nil
}

// importsOf lists the imports behind names that the mirror has not made yet.
func (m *mirror) importsOf(p Place, used names) []imported {
	var list []imported
	for _, name := range used.sorted() {
		is := func(i imported) bool { return i.name == name }
		from := m.last(p, func(q *program) bool { return slices.ContainsFunc(q.imports, is) })
		if from == nil {
			continue
		}
		made := m.programs[from].imports
		i := made[slices.IndexFunc(made, is)]
		if m.imported[i.name] != i.path {
			m.imported[i.name] = i.path
			list = append(list, i)
		}
	}
	return list
}

// A need is a declaration and where it comes from.
type need struct {
	decl
	Place
}

// addNeeds adds a cell with the declarations that the given cells use and the kernel does not know, or not like this.
func (m *mirror) addNeeds(places []Place, own map[string]decl) {
	var needs []need
	var forget []string
	for {
		f := finder{m, own, names{}, nil}
		for _, p := range places {
			f.find(p, m.programs[p.Cell].names)
		}
		needs = f.needs
		stale := m.stale(own, needs)
		if len(stale) == 0 {
			break
		}
		for _, key := range stale {
			delete(m.have, key)
		}
		forget = append(forget, stale...)
	}
	if len(needs)+len(forget) == 0 {
		return
	}
	var imports []imported
	var texts []string
	for _, n := range needs {
		imports = append(imports, m.importsOf(n.Place, n.names)...)
		texts = append(texts, n.text)
		for _, key := range n.keys {
			m.have[key] = n.decl
		}
	}
	var magic string
	if len(forget) > 0 {
		slices.Sort(forget)
		magic = "%rm " + strings.Join(forget, " ")
	}
	m.announce(places[0].ID)
	m.append("code", places[0].ID+"-needs", compose(append([]string{magic, importBlock(imports)}, texts...)...), nil, nil)
}

// stale lists what the kernel knows and would no longer compile, as it uses something that is about to be declared anew.
func (m *mirror) stale(own map[string]decl, needs []need) []string {
	fresh := maps.Clone(own)
	for _, n := range needs {
		for _, key := range n.keys {
			fresh[key] = n.decl
		}
	}
	changed, stale := names{}, names{}
	for key, d := range fresh {
		if old, known := m.have[key]; known && old.text != d.text {
			changed[key] = true
			if old.kind != d.kind {
				stale[key] = true
			}
		}
	}
	for before := -1; before != len(stale); {
		before = len(stale)
		for key, d := range m.have {
			uses := func(name string) bool { return d.names[name] }
			_, renewed := fresh[key]
			if !renewed && slices.ContainsFunc(changed.sorted(), uses) {
				changed[key], stale[key] = true, true
			}
		}
	}
	return stale.sorted()
}

// A finder collects what cells need, each declaration behind those that it uses.
type finder struct {
	*mirror
	own   map[string]decl
	seen  names
	needs []need
}

func (f *finder) find(p Place, used names) {
	for _, name := range used.sorted() {
		f.findOne(p, name)
	}
}

func (f *finder) findOne(p Place, key string) {
	has := func(d decl) bool { return slices.Contains(d.keys, key) }
	from := f.last(p, func(q *program) bool { return slices.ContainsFunc(q.decls, has) })
	if f.seen[key] || from == nil {
		return
	}
	f.seen[key] = true
	decls := f.programs[from].decls
	d := decls[slices.IndexFunc(decls, has)]
	if _, mine := f.own[key]; !mine && f.have[key].text != d.text {
		for _, other := range d.keys {
			f.seen[other] = true
		}
		at := Place{p.Notebook, from}
		f.find(at, d.names)
		f.needs = append(f.needs, need{d, at})
	}
	if d.kind == "type" {
		f.findMethods(p, key)
	}
}

// findMethods takes all methods that a type has by then: which of them are called, its users do not tell.
func (f *finder) findMethods(p Place, typeName string) {
	for _, cell := range p.Notebook.Cells {
		if cell.Type != "code" || f.position[cell] > f.position[p.Cell] {
			continue
		}
		for _, d := range f.programs[cell].decls {
			if d.kind == "func" && strings.HasPrefix(d.keys[0], typeName+"~") {
				f.findOne(p, d.keys[0])
			}
		}
	}
}
