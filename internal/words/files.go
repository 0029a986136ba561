package words

import _ "embed"

// The translations, as make i18n writes them. A program holds only the files of its domains, which it would not do if they
// were in one embed.FS.
var (
	//go:embed zh/advice.txt
	adviceZH string
	//go:embed ko/advice.txt
	adviceKO string
	//go:embed ja/advice.txt
	adviceJA string

	//go:embed zh/cells.txt
	cellsZH string
	//go:embed ko/cells.txt
	cellsKO string
	//go:embed ja/cells.txt
	cellsJA string

	//go:embed zh/datasets.txt
	datasetsZH string
	//go:embed ko/datasets.txt
	datasetsKO string
	//go:embed ja/datasets.txt
	datasetsJA string

	//go:embed zh/dlfs.txt
	dlfsZH string
	//go:embed ko/dlfs.txt
	dlfsKO string
	//go:embed ja/dlfs.txt
	dlfsJA string

	//go:embed zh/exercises.txt
	exercisesZH string
	//go:embed ko/exercises.txt
	exercisesKO string
	//go:embed ja/exercises.txt
	exercisesJA string

	//go:embed zh/nb.txt
	nbZH string
	//go:embed ko/nb.txt
	nbKO string
	//go:embed ja/nb.txt
	nbJA string

	//go:embed zh/plotting.txt
	plottingZH string
	//go:embed ko/plotting.txt
	plottingKO string
	//go:embed ja/plotting.txt
	plottingJA string

	//go:embed zh/solutions.txt
	solutionsZH string
	//go:embed ko/solutions.txt
	solutionsKO string
	//go:embed ja/solutions.txt
	solutionsJA string
)
