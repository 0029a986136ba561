// A module of its own, without any code: so the notebooks are no part of what those fetch who import the module above.
module dlfs/notebooks

go 1.26
