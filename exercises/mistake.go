package exercises

import "dlfs/internal/words"

// A mistake is a usual way to go wrong. Code has made it if it gives everywhere what the mistake's own code gives.
type mistake[F any] struct {
	kind kind
	says string // what it means in this exercise, where the kind's own words do not do
	as   F      // code that makes the mistake
	// seen recognises the mistake where answers may differ in other ways: it looks at what the tests gave, as far as they
	// came; nil compares with what as gives.
	seen func(got []outcome) bool
}

func (m *mistake[F]) text() string {
	if m.says != "" {
		return m.says
	}
	return m.kind.says()
}

// named is a mistake without its type.
type named struct {
	kind kind
	says string
	as   any
}

// A kind is a mistake that comes up in more than one exercise.
type kind int

const (
	forward kind = iota
	backward
	stepTooSmall
	stepTooLarge
	precedence
	missingFactor
	missingHalf
	missingMinus
	wrongSign
	summed
	averagedWrong
	notSquared
	noShift
	notNormalised
	noDelta
	exchanged
	otherLogarithm
	transposed
	noBias
	changesArgument
	offByOne
	lostRest
	integerDivision
	notDivided
	oneAtATime
	sharedRow
	leak
	notRandom
	ownRandomness
	outOfRange
	notPutBack
	allAtOnce
	missingTarget
	missingUpstream
	wrongVariable
	wrongMask
	wrongOrder
	noForward
	noEffect
	noRate
	overflows
	nanPasses
	rateTooLarge
	tooFewSteps
	stuck
	updatedTooEarly
	wrongDirection
	meanOfMeans
	lastNotBest
	misread
	firstRowOnly
	drawnTwice
	zeroByZero
	impatient
	accumulated
	noAbsolute
	numberOfKinds
)

// kinds has a name for every kind, and what the mistake means where an exercise does not say more.
var kinds = [numberOfKinds]struct{ name, says words.Message }{
	forward: {
		name: words.Exercises.Message("forward instead of central"),
		says: words.Exercises.Message("The difference looks to one side only, from x to x+h. Take it around x, from x-h to x+h."),
	},
	backward: {
		name: words.Exercises.Message("backward instead of central"),
		says: words.Exercises.Message("The difference looks to one side only, from x-h to x. Take it around x, from x-h to x+h."),
	},
	stepTooSmall: {
		name: words.Exercises.Message("h too small"),
		says: words.Exercises.Message("With so small an h the two values of f agree in nearly all their digits, and what is left of " +
			"the difference is rounding."),
	},
	stepTooLarge: {
		name: words.Exercises.Message("h too large"),
		says: words.Exercises.Message("With so large an h the chord is visibly not the tangent."),
	},
	precedence: {
		name: words.Exercises.Message("brackets forgotten"),
		says: words.Exercises.Message("a / 2 * h is (a/2)·h. Write a / (2 * h)."),
	},
	missingFactor: {name: words.Exercises.Message("a factor is missing")},
	missingHalf: {
		name: words.Exercises.Message("the ½ is missing"),
		says: words.Exercises.Message("Everything is twice as large as it should be."),
	},
	missingMinus: {
		name: words.Exercises.Message("the minus is missing"),
		says: words.Exercises.Message("Everything has the right size and the wrong sign. Logarithms of probabilities are negative, and the minus in front makes the loss positive."),
	},
	wrongSign: {
		name: words.Exercises.Message("wrong sign"),
		says: words.Exercises.Message("Everything has the right size and the wrong sign."),
	},
	summed: {
		name: words.Exercises.Message("summed instead of averaged"),
		says: words.Exercises.Message("This is the sum over the samples. Divide by their number, so that batches of different sizes can be compared."),
	},
	averagedWrong: {
		name: words.Exercises.Message("averaged over the wrong number"),
		says: words.Exercises.Message("The sum is right, and then it is divided by the number of classes. Divide by the number of samples."),
	},
	notSquared: {name: words.Exercises.Message("not squared")},
	noShift: {
		name: words.Exercises.Message("softmax without the shift"),
		says: words.Exercises.Message("The exponential of 710 is more than a float64 can hold, and ∞/∞ is NaN. Subtract the largest score from all of " +
			"them first: that changes nothing else."),
	},
	notNormalised: {name: words.Exercises.Message("not normalised")},
	noDelta: {
		name: words.Exercises.Message("the δ is missing"),
		says: words.Exercises.Message("A probability of 0 has no logarithm. Add δ = 1e-7 inside it."),
	},
	exchanged: {name: words.Exercises.Message("exchanged")},
	otherLogarithm: {
		name: words.Exercises.Message("another logarithm"),
		says: words.Exercises.Message("That is the logarithm to another base. ln is the natural one: dl.Log, or math.Log."),
	},
	transposed: {name: words.Exercises.Message("transposed")},
	noBias:     {name: words.Exercises.Message("the bias is missing")},
	changesArgument: {
		name: words.Exercises.Message("changes its argument"),
		says: words.Exercises.Message("The result is right, but what was handed over has changed, and the caller will be surprised. Work on a copy."),
	},
	offByOne: {name: words.Exercises.Message("off by one")},
	lostRest: {name: words.Exercises.Message("the rest is lost")},
	integerDivision: {
		name: words.Exercises.Message("integer division"),
		says: words.Exercises.Message("Integers divide without a rest: 7/10 is 0. Convert to float64 before you divide."),
	},
	notDivided:    {name: words.Exercises.Message("not divided")},
	oneAtATime:    {name: words.Exercises.Message("one at a time")},
	sharedRow:     {name: words.Exercises.Message("rows that are one and the same")},
	leak:          {name: words.Exercises.Message("test data among the training data")},
	notRandom:     {name: words.Exercises.Message("not random")},
	ownRandomness: {name: words.Exercises.Message("randomness of its own")},
	outOfRange:    {name: words.Exercises.Message("out of range")},
	notPutBack: {
		name: words.Exercises.Message("not put back"),
		says: words.Exercises.Message("After the two evaluations the entry must get its old value back; here the next partial derivative is taken at another place."),
	},
	allAtOnce:     {name: words.Exercises.Message("all at once")},
	missingTarget: {name: words.Exercises.Message("the target is missing")},
	missingUpstream: {
		name: words.Exercises.Message("what comes from behind is missing"),
		says: words.Exercises.Message("This is the layer's own derivative. Multiply it by dy, the gradient that comes from behind: that is the chain rule."),
	},
	wrongVariable: {name: words.Exercises.Message("input and output mixed up")},
	wrongMask:     {name: words.Exercises.Message("the wrong mask")},
	wrongOrder:    {name: words.Exercises.Message("the wrong order")},
	noForward:     {name: words.Exercises.Message("no pass forwards")},
	noEffect: {
		name: words.Exercises.Message("without effect"),
		says: words.Exercises.Message("Nothing has changed. In for _, v := range … the v is a copy: write to the slice itself, by its index."),
	},
	noRate: {
		name: words.Exercises.Message("the learning rate is missing"),
		says: words.Exercises.Message("The step is the whole gradient. Multiply it by the learning rate."),
	},
	overflows: {name: words.Exercises.Message("overflow")},
	nanPasses: {name: words.Exercises.Message("NaN slips through")},
	rateTooLarge: {
		name: words.Exercises.Message("steps too large"),
		says: words.Exercises.Message("The walk has left for infinity: each step overshoots by more than the one before. Take smaller steps."),
	},
	tooFewSteps: {
		name: words.Exercises.Message("too few steps"),
		says: words.Exercises.Message("The way is the right one, and it ends too early. Take more steps, or larger ones."),
	},
	stuck: {name: words.Exercises.Message("stuck")},
	updatedTooEarly: {
		name: words.Exercises.Message("updated too early"),
		says: words.Exercises.Message("The first entry has moved already when the second derivative is taken. Compute the whole gradient first, then move."),
	},
	wrongDirection: {
		name: words.Exercises.Message("uphill"),
		says: words.Exercises.Message("This walks uphill. The gradient points to where the function rises, so go against it (E-2: several sources have it " +
			"the wrong way round)."),
	},
	meanOfMeans:  {name: words.Exercises.Message("a mean of means")},
	lastNotBest:  {name: words.Exercises.Message("the last, not the best")},
	misread:      {name: words.Exercises.Message("a misunderstanding")},
	firstRowOnly: {name: words.Exercises.Message("the first row only")},
	drawnTwice:   {name: words.Exercises.Message("drawn twice")},
	zeroByZero:   {name: words.Exercises.Message("0 divided by 0")},
	impatient:    {name: words.Exercises.Message("impatient")},
	accumulated:  {name: words.Exercises.Message("added up")},
	noAbsolute:   {name: words.Exercises.Message("the absolute value is missing")},
}

func (k kind) name() string { return kinds[k].name.String() }

func (k kind) says() string { return kinds[k].says.String() }
