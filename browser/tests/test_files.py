"""Files of programs: they stay for later cells, and those beside a notebook can be read."""

import visits

START = "en/00_start_here.ipynb"
WRITE = '%%\nf, err := os.Create("out.txt")\nfmt.Fprint(f, "written")\nfmt.Println(err)'
READ = '%%\nb, err := os.ReadFile("out.txt")\nfmt.Println(string(b), err)'
REMOVE = '%%\nfmt.Println(os.Remove("out.txt"))'
BESIDE = '%%\nb, err := os.ReadFile("beside.csv")\nfmt.Println(string(b), err)'
NONE = '%%\n_, err := os.Stat("nothing.csv")\nfmt.Println(err)'


def test_files_stay_and_those_beside_the_notebook_are_read(context, server):
    notebook = visits.open_notebook(context, server, START)

    def said(cell: str) -> str:
        return visits.text_of(notebook.run_cell(cell))

    assert said(WRITE) == "<nil>\n"  # It is not closed.
    assert said(READ) == "written <nil>\n"
    notebook = notebook.reload()
    assert said(READ) == "written <nil>\n"
    assert said(REMOVE) == "<nil>\n"
    assert "no such file" in said(READ).lower()
    assert "no such file" in said(NONE).lower()
    notebook.page.evaluate(
        """() => jupyterapp.serviceManager.contents.save('en/beside.csv',
            {type: 'file', format: 'text', content: 'x,y'}).then(() => null)"""
    )
    assert said(BESIDE) == "x,y <nil>\n"
